"""The questions that staff type into the search box are sixty in each language, and the pages that must come first exist."""

import gzip
import json
from pathlib import Path

import found
import pytest
import yaml
from bases import write

from timonel.engines.build import build
from timonel.pipeline import examine

TABLES = {path.stem[-2:]: path for path in Path(__file__).parent.glob("questions-*.yaml")}
ELSEWHERE = {"initiatives/budget/", "governance/waivers/"}  # overview pages that are not the first of a folder


@pytest.fixture(scope="module")
def pages(example):
    """Return the addresses of the example's pages, in any language."""
    base = examine(example).base
    kinds = base.schema.kinds.values()
    entities = {f"{kind.folder}/{entity.id}/" for kind in kinds if kind.has_page for entity in base.of(kind.name)}
    return entities | ELSEWHERE | {f"{kind.folder}/" for kind in kinds} | {page.path[3:-3] + "/" for page in base.pages}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_sixty_questions_lead_to_pages_that_are_there(lang, pages):
    """A table has sixty questions, over at least ten kinds of pages, and each leads to a page of the site."""
    table = yaml.safe_load(TABLES[lang].read_text(encoding="utf-8"))
    asked = [(question, page) for group in table.values() for question, page in group.items()]
    found = {question: [page] if isinstance(page, str) else page for question, page in asked}
    assert len(found) == len(asked) == 60
    assert not {page for answers in found.values() for page in answers} - pages
    assert len({answers[0].partition("/")[0] for answers in found.values()}) >= 10


@pytest.mark.usefixtures("few_rules")
def test_a_company_adds_its_own_everyday_words(tmp_path):
    """`search.words` of timonel.yaml stand in the index beside those that come with Timonel, and over them."""
    words = "search: {words: {es: {chunche: [canal], queja: [trueque]}}}"
    write(tmp_path / "timonel.yaml", f"model: 1\nname: X\nlanguages: [es]\nas_of: 2026-11-20\n{words}\n")
    write(tmp_path / "data/terms/canal.yaml", "id: canal\nname: Canal\ndefinition: Por donde se habla.\n")
    build(tmp_path, examine(tmp_path), ["es"], report=str, target=tmp_path / "site")
    means = {typed: said for typed, *said in found.part(tmp_path / "site" / "es", "index")["means"]}
    assert means["chunche"] == ["canal"]
    assert means["queja"] == ["trueque"]
    assert "reclamación" in means["reclamo"]
    before = found.files(tmp_path / "site" / "es")
    assert {"index.js", "forms.js", "w0.js", "p0.js"} <= before.keys()
    write(tmp_path / "timonel.yaml", "model: 1\nname: X\nlanguages: [es]\nas_of: 2026-11-20\n")
    build(tmp_path, examine(tmp_path), ["es"], report=str, target=tmp_path / "site")
    assert "chunche" not in found.files(tmp_path / "site" / "es")["index.js"].decode()


@pytest.mark.usefixtures("few_rules")
@pytest.mark.parametrize("lang", ["es", "en"])
def test_words_that_say_nearly_the_same_are_the_search_s_alone(tmp_path, lang):
    """General words stand in the index in small groups, folded, within ten kilobytes; answers and `ask` know nothing of them."""
    write(tmp_path / "timonel.yaml", f"model: 1\nname: X\nlanguages: [{lang}]\nas_of: 2026-11-20\n")
    write(tmp_path / "data/terms/canal.yaml", "id: canal\nname: Canal\ndefinition: Por donde se habla.\n")
    build(tmp_path, examine(tmp_path), [lang], report=str, target=tmp_path / "site")
    known = found.part(tmp_path / "site" / lang, "related")
    groups = [line.split() for line in known["forms"] + known["alike"]]
    assert len(groups) > 500
    assert all(2 <= len(group) == len(set(group)) for group in groups)
    assert all(one.isascii() and one == one.lower() for group in groups for one in group)
    sizes = [gzip.compress(json.dumps(known[key]).encode(), mtime=0) for key in ("forms", "alike", "counts")]
    assert sum(map(len, sizes)) <= 10_000
    assert not any(key in found.part(tmp_path / "site" / lang, "ask") for key in ("forms", "alike"))


def test_what_stands_in_tables_and_far_down_is_found_as_well(tmp_path):
    """What something says is found wherever its page shows it, once and without marks; what the page says anyway is not repeated."""
    far = "Un canal es por donde se habla. " * 30 + "Al final viene el [ornitorrinco](term:canal)."
    write(tmp_path / "timonel.yaml", "model: 1\nname: X\nlanguages: [es]\nas_of: 2026-11-20\n")
    write(tmp_path / "data/terms/canal.yaml", f"id: canal\nname: Canal\ndefinition: >-\n  {far}\n")
    write(tmp_path / "data/countries/es.yaml", "id: es\nname: España\nexclusion_list: Lista Robinson\n")
    build(tmp_path, examine(tmp_path), ["es"], report=str, target=tmp_path / "site")
    texts = {place.at.partition("/")[0]: place.text for place in found.places(tmp_path / "site" / "es")}
    assert "Al final viene el ornitorrinco." in texts["terms"]
    assert texts["countries"].count("Lista Robinson") == 1
    assert len(texts["terms"]) < 1200
