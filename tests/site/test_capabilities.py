"""The page from lesson to rule: its data are whole, and all they name exists in both languages."""

import pytest
import sites

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.rules import catalogue
from timonel.site.capabilities import packaged

LANGUAGES = pytest.mark.parametrize("lang", sites.LANGUAGES)
TEXTS = ("title", "sentence")


@pytest.fixture(scope="module")
def result():
    return examine(sites.ROOT)


@pytest.fixture(scope="module")
def capabilities():
    return packaged().capabilities


def test_there_are_twenty_two_in_order(capabilities):
    """They are numbered from 1, each once."""
    assert [one.number for one in capabilities] == [*range(1, 23)]


def test_each_says_all_that_the_page_shows(capabilities):
    """No capability leaves out where it comes from, what it keeps, its rules or its pages."""
    sources = packaged().sources
    for one in capabilities:
        assert all((one.sources, one.kinds, one.rules, one.pages)), one.number
        assert set(one.sources) <= set(sources), one.number


def test_every_source_is_one_that_lessons_name(result):
    """The texts that capabilities come from are those that the lessons come from."""
    named = {
        one.fields["source"]["document"]
        for one in result.base.of("lesson")
        if isinstance(one.fields.get("source"), dict)
    }
    assert set(packaged().sources) == named


@LANGUAGES
def test_texts_stand_in_both_languages(capabilities, lang):
    """Titles and sentences are there, each its own; titles do not end in a full stop, sentences do."""
    for key in TEXTS:
        texts = [getattr(one, key)[lang] for one in capabilities]
        assert len(set(texts)) == len(texts)
        assert all(text.endswith(".") is (key == "sentence") for text in texts), key
    assert all(one[lang].strip() for one in packaged().sources.values())
    assert all(page.title[lang].strip() for page in packaged().pages.values())


def test_every_kind_has_its_capability(capabilities, result):
    """No kind is kept for nothing, and none is named that there is not."""
    assert {kind for one in capabilities for kind in one.kinds} == set(result.base.schema.kinds)


@pytest.fixture(scope="module")
def codes():
    """Return the codes of the rules that Timonel brings; a base's own rules belong to no capability."""
    return set(catalogue(Cache.of(sites.ROOT, use=False)))


def test_every_rule_has_its_capability(capabilities, codes):
    """Each code of the catalogue belongs to some capability, and each code or family named is in the catalogue."""
    named = {rule for one in capabilities for rule in one.rules}
    assert {code for code in codes if code not in named and code[:3] not in named} == set()
    assert named <= codes | {code[:3] for code in codes}


@LANGUAGES
def test_every_page_named_is_there(capabilities, pages, lang):
    """Each path leads to a page of the site, and the page itself links to all of them."""
    here = pages[lang]["lessons/rules/index.html"]
    for path in {path for one in capabilities for path in one.pages}:
        file = f"{path.removesuffix('index')}index.html" if path.endswith("/index") else f"{path}/index.html"
        assert file in pages[lang], path
        assert (
            f"../../{path.removesuffix('index')}".rstrip("/") in {link.rstrip("/") for link in here.links}
            or path == "lessons/index"
        ), path


@LANGUAGES
def test_the_page_shows_every_capability_and_rule(capabilities, pages, codes, lang):
    """Its headings and its links say all that the file says."""
    here = pages[lang]["lessons/rules/index.html"]
    for one in capabilities:
        assert one.title[lang] in here.text
        assert f"capability-{one.number}" in here.ids
    missing = [code for code in codes if not any(link.endswith(f"rules/{code}/") for link in here.links)]
    assert missing == []
