"""What the examples on the cards say in the reader's language: ids stay as they are, texts are told again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from timonel.languages import known
from timonel.source import Broken, parse

_LINE = re.compile(r'(\s*[\w-]+: "?)?(.*?)("?)')  # of a file of data: the field, what it says, where that ends
_WORDINGS = Path(__file__).parent / "wordings"


@cache
def wording(lang: str) -> Mapping[str, str]:
    """Return a text of the examples → the same in a language; nothing where the cards' own texts are all there is."""
    files = {path.stem: path for path in _WORDINGS.glob("*.yaml")}
    if lang not in files:
        return {}
    document = parse(f"{lang}.yaml", files[lang].read_bytes())
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{lang}.yaml: {document}")  # noqa: TRY004 - a packaged file, not an argument
    return document.value


def worded(one: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """Return a card's example in a language; one that speaks of the words of a language stays as it is."""
    return one if _names_a_language(one) else _told(one, lang)


def _names_a_language(value: Any) -> bool:  # noqa: ANN401 - YAML values
    if isinstance(value, dict):
        return any(key in known() or key == "lang" or _names_a_language(one) for key, one in value.items())
    return isinstance(value, list) and any(map(_names_a_language, value))


def _told(value: Any, lang: str) -> Any:  # noqa: ANN401 - YAML values
    """Return a value with each of its texts in a language; keys, ids and what has no other wording stay."""
    if isinstance(value, dict):
        return {key: _files(one, lang) if key == "files" else _told(one, lang) for key, one in value.items()}
    if isinstance(value, list):
        return [_told(one, lang) for one in value]
    return wording(lang).get(value, value) if isinstance(value, str) else value


def _files(texts: Mapping[str, str], lang: str) -> Mapping[str, str]:
    """Return path → text of an example's files; hand-written pages stay in the language of their folder."""
    return {path: text if path.startswith("docs/") else _file(text, lang) for path, text in texts.items()}


def _file(text: str, lang: str) -> str:
    """Return a file with what its fields say in a language, broken as it may be."""
    said = wording(lang)
    lines = (_LINE.fullmatch(line) for line in text.split("\n"))
    return "\n".join((one[1] or "") + said.get(one[2], one[2]) + one[3] for one in lines if one)
