"""What a base began with: the version of Timonel, and what each of its files said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from timonel import __version__

ORIGIN = ".timonel-origin.json"


class Origin(NamedTuple):
    """What a base began with.

    Attributes:
        timonel: the version.
        example: whether with the example company.
        name: what it was called.
        languages: its languages.
        files: path → SHA-256 of what Timonel put there.
    """

    timonel: str
    example: bool
    name: str
    languages: Sequence[str]
    files: Mapping[str, str]


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file, its lines ending as anybody's do."""
    return sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def written(origin: Origin) -> bytes:
    """Return the file that says what a base began with."""
    value = {**origin._asdict(), "languages": [*origin.languages], "files": dict(sorted(origin.files.items()))}
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def marked(
    files: Iterator[tuple[str, bytes]], *, example: bool, name: str = "", languages: Sequence[str] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a new base, and at the end the one that says what they were.

    Args:
        files: path and bytes of each.
        example: whether they hold the example company.
        name: what the base is called.
        languages: its languages.
    """
    known: dict[str, str] = {}
    for path, data in files:
        known[path] = digest(data)
        yield path, data
    yield ORIGIN, written(Origin(__version__, example, name, [*map(str, languages)], known))
