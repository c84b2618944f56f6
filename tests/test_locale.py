"""Every phrase that the program says exists in Spanish, with the same places to fill, and none is kept that nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import click
import pytest
from babel.messages import Catalog, pofile

import timonel
from timonel import messages, site, text
from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.urls import Urls

PACKAGE = Path(timonel.__file__).parent
CATALOGUE = PACKAGE / "locale/es/LC_MESSAGES/timonel.po"
SAYS = {"t", "_", "said", "say", "translate"}  # functions whose first argument is a msgid
NOT_OURS = {"", "{description}"}  # nothing to translate: a text of the data, passed through
PLACES = re.compile(r"\{[^{}]*\}|%\(\w+\)s")
IN_TEMPLATE = re.compile(r"(?<![.\w])t\(\s*(?:\"([^\"]*)\"|'([^']*)')")


@cache
def trees(folder: Path) -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))]


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file, abort_invalid=True)


def pairs() -> Iterator[tuple[str, str]]:
    """Yield msgid and msgstr, of plurals each form."""
    for message in catalogue():
        if message.id:
            ids, texts = ((one,) if isinstance(one, str) else one for one in (message.id, message.string))
            yield from zip(ids, texts, strict=True)


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an argument may be: a constant, or what a condition chooses from."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.Dict | ast.Tuple):
        for one in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from literals(one)
    elif isinstance(node, ast.Subscript):
        yield from literals(node.value)


def said() -> set[str]:
    """Return the msgids that stand in a call."""
    found = set(NOT_OURS)
    for tree in trees(PACKAGE):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                found.update(literals(node.args[0]) if name in SAYS else ())
    for template in PACKAGE.rglob("*.j2"):
        found.update(one[1] or one[2] for one in IN_TEMPLATE.finditer(template.read_text("utf-8")))
    return found - NOT_OURS


def constants(folder: Path) -> set[str]:
    nodes = (node for tree in trees(folder) for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_phrase_of_the_code_has_a_spanish_text() -> None:
    assert sorted(said() - {english for english, spanish in pairs() if spanish}) == []


def test_every_spanish_text_is_said_somewhere() -> None:
    known = constants(PACKAGE) | said() | constants(Path(click.__file__).parent)
    assert [english for english, _ in pairs() if english not in known] == []


def test_no_phrase_stands_twice() -> None:
    ids = re.findall(r"^msgid ((?:\".*\"\n)+)", CATALOGUE.read_text("utf-8") + "\n", re.MULTILINE)
    assert len(ids) > 100
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_every_spanish_text_has_the_places_of_the_english_one() -> None:
    wrong = [english for english, spanish in pairs() if set(PLACES.findall(spanish)) != set(PLACES.findall(english))]
    assert wrong == []


def test_no_spanish_text_is_empty_or_in_doubt() -> None:
    assert [english for english, spanish in pairs() if not spanish.strip()] == []
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []


def test_every_phrase_of_the_pages_is_found(example_phrases: set[str]) -> None:
    """What reaches a page through a variable is seen by making every page of the example."""
    assert sorted(example_phrases) == []


@pytest.fixture
def example_phrases(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the phrases without a Spanish text that the example's Spanish pages ask for."""
    missing: set[str] = set()
    known = {english for english, _ in pairs()}
    translated = messages.translated

    def watching(msgid: str, lang: str) -> tuple[str, str]:
        if lang == "es" and msgid and msgid not in known:
            missing.add(msgid)
        return translated(msgid, lang)

    class Undrawn:
        def __init__(self, _cache: Cache, *, known: Cache) -> None: ...

        def engine(self) -> None:
            return None

        def at_hand(self) -> nullcontext[None]:
            return nullcontext()

        def draw(self, dots: list[str]) -> list[None]:
            return [None] * len(dots)

    monkeypatch.setattr(text, "translated", watching)
    monkeypatch.setattr(messages, "translated", watching)
    monkeypatch.setattr(site.figures, "Drawer", Undrawn)
    result = examine(PACKAGE.parents[1], use_cache=False)
    site.pages(result, "es", Urls(), Cache(None))
    return missing
