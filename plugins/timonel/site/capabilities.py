"""What Timonel can do, as the packaged `capabilities.yaml` says: with the sources that lessons name, and pages' titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from timonel.source import Broken, parse
from timonel.text import Text

FILE = Path(__file__).parent / "capabilities.yaml"


class Capability(NamedTuple):
    """Something Timonel can do: where it comes from, what it keeps, which rules watch over it, where to see it."""

    number: int
    title: Text
    sentence: Text
    sources: Sequence[str]
    kinds: Sequence[str]
    rules: Sequence[str]
    pages: Sequence[str]


class SpecialPage(NamedTuple):
    """A page that is no kind's index, with the kinds without which it is not there."""

    title: Text
    needs: Sequence[str] = ()


class Capabilities(NamedTuple):
    """What the file says: source → its name, path → page, and what Timonel can do."""

    sources: Mapping[str, Text]
    pages: Mapping[str, SpecialPage]
    capabilities: Sequence[Capability]


@cache
def packaged() -> Capabilities:
    """Return what the packaged file says; raises ValueError where it is no YAML."""
    document = parse(FILE.name, FILE.read_bytes())
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{FILE.name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    found = document.value
    pages = {path: SpecialPage(**page) for path, page in found["pages"].items()}
    return Capabilities(found["sources"], pages, [Capability(**each) for each in found["capabilities"]])
