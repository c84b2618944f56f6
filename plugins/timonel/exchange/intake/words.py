"""The words that people have for kinds, columns and values, as `words.yaml` lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from timonel.exchange.sheets.layout import squeezed
from timonel.source import Document, parse
from timonel.text import fold

_FILE = Path(__file__).with_name("words.yaml")
_ANY = "any"


class Word(NamedTuple):
    """A word for a field.

    Attributes:
        key: the field, or the place of a shape ("measurement.probability").
        lang: the language that it is a word of.
        own: whether it is a word of this kind, and not of every kind.
    """

    key: str
    lang: str
    own: bool


@cache
def _listed() -> Mapping[str, Any]:
    found = parse(_FILE.name, _FILE.read_bytes())
    assert isinstance(found, Document)  # noqa: S101 - it is ours
    listed: Any = found.value
    return dict(listed)


@cache
def sheets() -> Mapping[str, str]:
    """Return the names of sheets, as `squeezed` → key of the sheet."""
    return {word: key for key, texts in _listed()["sheets"].items() for word, _ in _words(texts)}


@cache
def fields(sheet: str) -> Mapping[str, Word]:
    """Return the names of columns, as `squeezed` → what they mean in a sheet; the words of its own kind come first.

    Args:
        sheet: its key ("process", "process.steps").
    """
    listed, found = _listed()["fields"], dict[str, Word]()
    for name in (sheet, _ANY):
        for key, texts in listed.get(name, {}).items():
            for word, lang in _words(texts):
                found.setdefault(word, Word(key, lang, name == sheet))
    return found


@cache
def values(field: str) -> Mapping[str, tuple[str, ...]]:
    """Return word, as `squeezed` → the values that it may mean in a field, of whatever kind."""
    found: dict[str, tuple[str, ...]] = {}
    for value, texts in _listed()["values"].get(field, {}).items():
        for word, _ in _words(texts):
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), value)))
    return found


@cache
def phrases(name: str) -> frozenset[str]:
    """Return what people write that is no value, without accents and in lower case.

    Args:
        name: "nothing", "vacant", "total", "below", "unused", "number", "percent" or "money".
    """
    listed = _listed()["phrases"]
    names = (name, _ANY) if name == "nothing" else (name,)
    return frozenset(fold(str(one)) for key in names for words in listed[key].values() for one in words)


@cache
def scale() -> Mapping[str, int]:
    """Return word, as `squeezed` → the number from 1 to 5 that it means for a probability or an impact."""
    return {word: int(number) for number, texts in _listed()["scale"].items() for word, _ in _words(texts)}


def _words(texts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for lang, words in texts.items():
        for word in words:
            yield squeezed(str(word)), lang
