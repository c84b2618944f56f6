"""Data is text: whatever a base holds, its pages show it character by character, and nothing in it becomes markup."""

import re
from urllib.parse import urlsplit

import found
import literal
import pytest
import sites

from timonel.pipeline import examine
from timonel.text import MARKS, is_empty, visible

# What our pages are made of. Anything else in an article came out of the data.
OURS = frozenset(
    [
        "a",
        "article",
        "aside",
        "b",
        "button",
        "caption",
        "circle",
        "code",
        "dd",
        "desc",
        "details",
        "div",
        "dl",
        "dt",
        "ellipse",
        "em",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "g",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "input",
        "label",
        "legend",
        "li",
        "line",
        "link",
        "mark",
        "nav",
        "ol",
        "option",
        "output",
        "p",
        "path",
        "polygon",
        "polyline",
        "pre",
        "q",
        "rect",
        "s",
        "section",
        "select",
        "small",
        "span",
        "strong",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "text",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
        "abbr",
        "hr",
        "kbd",
        "rect",
        "tspan",
    ]
)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Return path → facts of every page of the base that is all traps."""
    folder = literal.example(tmp_path_factory) / literal.LANG
    shared = sites.shared(tmp_path_factory)
    sites.make(shared, "literal-pages", lambda: sites.read_all(folder))
    return sites.made(shared, "literal-pages")


@pytest.fixture(scope="session")
def written():
    return literal.base()


def test_the_base_of_traps_loads_whole(written, tmp_path):
    """Nothing of it is refused, so that what follows speaks of every text."""
    for path, text in written.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    result = examine(tmp_path, use_cache=False)
    assert [one.message("en") for one in result.findings if one.code in {"DAT001", "DAT002", "DAT004"}] == []


def test_every_text_is_read_character_by_character(built, written):
    """Each line of each text stands on its entity's page as the data has it; what has no page, on another's."""
    pages = {
        path: literal.same(facts.text + " ".join(value for _, _, value in facts.attributes))
        for path, facts in built.items()
    }
    everywhere = "\n".join(pages.values())
    folders = {name: kind.folder for name, kind in literal.kinds().items()}
    lost = {}
    for kind, id_, path, is_prose, text in written.texts:
        own = pages.get(f"{folders[kind]}/{id_}/index.html", everywhere)
        missing = [one for one in parts(text, is_prose=is_prose) if one not in own]
        if missing:
            lost.setdefault((kind, ".".join(one for one in path if isinstance(one, str))), []).append(
                (id_, missing[0][:120])
            )
    assert not lost, "\n".join(f"{where}: {found[:2]}" for where, found in lost.items())


def parts(text, *, is_prose):
    """Return what a reader must find: a text's lines; nothing of one that says nothing, or whose marks are meant."""
    if is_empty(text) or (is_prose and MARKS.search(text)):
        return []
    return [one for one in map(literal.same, re.split(r"\n\s*", text)) if one]


def test_names_are_titles(built, written):
    """The browser's title and the page's heading show a name literally."""
    folders = {name: kind.folder for name, kind in literal.kinds().items() if kind.has_page}
    names = {
        f"{folders[kind]}/{id_}/index.html": text
        for kind, id_, path, _, text in written.texts
        if path == ("name",) and kind in folders
    }
    wrong = [
        (path, text)
        for path, text in names.items()
        if not is_empty(text) and literal.same(text) not in literal.same(built[path].title)
    ]
    assert wrong == []
    assert literal.same(literal.SITE) in literal.same(built["index.html"].title)


def test_no_element_or_attribute_comes_out_of_data(built):
    """Articles hold our own elements only; no handlers, no anchors that data made, no addresses that run code."""
    wrong = []
    for path, facts in built.items():
        wrong += [f"{path}: <{tag}>" for tag in set(facts.tags) - OURS]
        wrong += [f"{path}: {one}" for one in facts.handlers]
        wrong += [f"{path}: id {one}" for one in facts.ids if "pwned" in one]
        wrong += [
            f"{path}: {one}" for one in facts.links if urlsplit(one).scheme not in {"", "http", "https", "mailto"}
        ]
        wrong += [f"{path}: {one}" for one in facts.loads if re.match(r"\s*(//|\w+:)", one[1])]
    assert wrong == []


def test_template_expressions_are_never_run(built):
    """`{{ 7*7 }}` stays what it is."""
    text = "\n".join(facts.text for facts in built.values())
    assert "{{ 7*7 }}" in text
    assert "<b>Base</b> 49" not in text
    assert not any(facts.title.strip() in {"49", "Base 49"} for facts in built.values())


def test_search_results_are_text(built, written, tmp_path_factory):
    """The search index has no HTML, and its titles are names literally."""
    names = {one.at: literal.same(one.title) for one in found.places(literal.example(tmp_path_factory) / literal.LANG)}
    folders = {name: kind.folder for name, kind in literal.kinds().items() if kind.has_page}
    for kind, id_, path, _, text in written.texts:
        place = f"{folders.get(kind)}/{id_}/"
        if path == ("name",) and place in names and not is_empty(text):
            assert names[place] == literal.same(text)


def test_tooltips_show_definitions_literally(built, written):
    """The tooltip of a glossary word is its definition, shortened at most."""
    shown = [
        literal.same(value)
        for tag, name, value in built["skills/palabras/index.html"].attributes
        if (tag, name) == ("a", "title")
    ]
    for text in written.tooltips:
        wanted = literal.same(text)
        assert any(one == wanted or (one.endswith("…") and wanted.startswith(one[:-2])) for one in shown), text


def test_pictures_name_their_nodes_literally(built, written):
    """What a screen reader says of a node is the entity's name; the drawn words are among the page's."""
    systems = {id_: text for kind, id_, path, _, text in written.texts if (kind, path) == ("system", ("name",))}
    process = built["processes/n0/index.html"]
    said = [literal.same(value) for tag, name, value in process.attributes if (tag, name) == ("a", "aria-label")]
    own = next(text for kind, id_, path, _, text in written.texts if (kind, id_, path) == ("process", "n0", ("name",)))
    assert any(literal.same(own) in one for one in said) or literal.same(own) in literal.same(process.text)
    assert systems
    assert process.tags["svg"] >= 1


def test_controls_are_pictures():
    """Characters that would act, or hide text, are replaced by what can be seen."""
    assert visible("\x1b[31m\x00\u202e") == "␛[31m␀\\u202e"
