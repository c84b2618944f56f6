"""What became of each sentence of the five sources, as the packaged `coverage.yaml` says: its home, whole or in part, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from timonel.source import Broken, parse
from timonel.text import Text

FILE = Path(__file__).parent / "coverage.yaml"

Mark = Literal["whole", "part", "none"]


class Passage(NamedTuple):
    """One sentence of a source, or a few that say one thing: in our own words, with what they became and why not more."""

    at: str
    mark: Mark
    says: Text
    lessons: Sequence[str] = ()
    rules: Sequence[str] = ()
    terms: Sequence[str] = ()
    why: Text | None = None

    @property
    def sentences(self) -> int:
        """How many sentences stand here: `S3-6` are four."""
        first, _, last = self.at[1:].partition("-")
        return int(last or first) - int(first) + 1


@cache
def packaged() -> Mapping[str, Sequence[Passage]]:
    """Return source → its passages, in the order of the source; raises ValueError where the file is no YAML."""
    document = parse(FILE.name, FILE.read_bytes())
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{FILE.name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    return {source: [Passage(**one) for one in passages] for source, passages in document.value.items()}


def passages() -> Iterator[Passage]:
    """Yield the passages of all sources."""
    for found in packaged().values():
        yield from found


@cache
def in_part() -> frozenset[str]:
    """Return the lessons that a rule watches in part only: people have to remember the rest of what the source says."""
    return frozenset(lesson for one in passages() if one.mark == "part" for lesson in one.lessons)
