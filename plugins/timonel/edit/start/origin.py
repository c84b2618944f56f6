"""What a base began with: the version of Timonel, and what each of its files said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from timonel import __version__
from timonel.edit.start.renewing import Seals, seals

ORIGIN = ".timonel-origin.json"


class Origin(NamedTuple):
    """What a base began with.

    Attributes:
        timonel: the version.
        example: whether with the example company.
        name: what it was called.
        languages: its languages.
        files: path → SHA-256 of what Timonel put there.
        entities: path → what its entities were, field by field, of data that came with Timonel.
        above: path from the repository's top → the same; None where the base is no folder of a repository, or older than this.
    """

    timonel: str
    example: bool
    name: str
    languages: Sequence[str]
    files: Mapping[str, str]
    entities: Mapping[str, Seals] = {}
    above: Mapping[str, str] | None = None


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file, its lines ending as anybody's do."""
    return sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def written(origin: Origin) -> bytes:
    """Return the file that says what a base began with, an entity a line."""
    entities = {
        path: {id_: " ".join(f"{name}={seal}" for name, seal in sorted(one.items())) for id_, one in there.items()}
        for path, there in sorted(origin.entities.items())
    }
    files = dict(sorted(origin.files.items()))
    value = {**origin._asdict(), "languages": [*origin.languages], "files": files, "entities": entities}
    del value["above"]
    if origin.above is not None:
        value["above"] = dict(sorted(origin.above.items()))
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def read(data: bytes) -> Origin:
    """Return what such a file says; one of an older Timonel says less.

    Raises:
        ValueError: it is none.
    """
    try:
        value: Any = json.loads(data)
        entities = {
            str(path): {id_: dict(_pair(word) for word in one.split(" ")) for id_, one in there.items()}
            for path, there in value.get("entities", {}).items()
        }
        above = value.get("above")
        return Origin(
            str(value["timonel"]), bool(value["example"]), str(value["name"]), tuple(map(str, value["languages"])),
            _texts(value["files"]), entities, None if above is None else _texts(above),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError from error


def _pair(word: str) -> tuple[str, str]:
    name, _, seal = word.rpartition("=")
    return name, seal


def _texts(value: Mapping[Any, Any]) -> Mapping[str, str]:
    return {str(path): str(one) for path, one in value.items()}


def entities(files: Iterable[tuple[str, bytes]]) -> Mapping[str, Seals]:
    """Return what the entities in files are, field by field."""
    data = ((path, seals(path, one)) for path, one in files if path.startswith("data/") and path.endswith(".yaml"))
    return {path: found for path, found in data if found}


def marked(
    files: Iterable[tuple[str, bytes]],
    *,
    example: bool,
    name: str = "",
    languages: Sequence[str] = (),
    above: Mapping[str, bytes] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a new base, and at the end the one that says what they were.

    Args:
        files: path and bytes of each.
        example: whether they hold the example company.
        name: what the base is called.
        languages: its languages.
        above: what goes to the top of the repository whose folder the base is.
    """
    there = dict(files)
    yield from there.items()
    known = {path: digest(data) for path, data in there.items()}
    more = None if above is None else {path: digest(data) for path, data in above.items()}
    spoken = [*map(str, languages)]
    yield ORIGIN, written(Origin(__version__, example, name, spoken, known, entities(there.items()), more))
