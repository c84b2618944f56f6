"""How people ask in a language, as the packaged `words/` say: for the search, and for questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from timonel.files import within
from timonel.source import Broken, parse

WORDS = Path(__file__).parent / "words"


class Asked(NamedTuple):
    """How people ask.

    Attributes:
        asks: words of questions, and the kinds of pages that answer them.
        means: what people type → what pages say.
        pages: path of a page that lists things → what else people call it.
    """

    asks: Sequence[Mapping[str, Sequence[str]]] = ()
    means: Mapping[str, Sequence[str]] = {}
    pages: Mapping[str, Sequence[str]] = {}


@cache
def asked(lang: str) -> Asked:
    """Return how people ask in a language; raises ValueError where the packaged file is no YAML."""
    path = within(WORDS, f"{lang.partition('-')[0]}.yaml")
    if not path.is_file():
        return Asked()
    document = parse(path.name, path.read_bytes())
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{path.name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    found: dict[str, object] = document.value
    return Asked(**found)  # type: ignore[arg-type] # ours
