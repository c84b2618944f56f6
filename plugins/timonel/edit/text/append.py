"""New items at the end of lists in the base's files: every byte that was there stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel import journal
from timonel.edit.text.entity_file import item as item_lines
from timonel.files import leads_out
from timonel.schema import Kind
from timonel.source import Broken, Document, locate, parse
from timonel.text import Said, said

Fields = Mapping[str, Any]


class RefusedError(Exception):
    """Something that is not written, because the check would refuse it."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong with it."""
        super().__init__(problem)
        self.problem = problem


class Grown(NamedTuple):
    """A file with what it will hold, the line (from 1) where the new begins, and what it holds now, if it is there."""

    path: str
    data: bytes
    line: int = 1
    old: bytes | None = None


def grown(root: Path, paths: Sequence[str], kind: Kind, items: Sequence[Fields]) -> Grown:
    """Return a file of the base with new items at the end of its list.

    Args:
        root: the base's folder.
        paths: where the items may go: the first file that takes them, else its name with a number. A file that is
            something else than a list in block style takes none.
        kind: what the items are.
        items: the new entities' fields.

    Raises:
        RefusedError: the file would lie outside the base, or cannot hold the items.
        OSError: a file cannot be read.
    """
    for path in _candidates(paths):
        if leads_out(root, (root / path).parent):
            raise RefusedError(said("{path} leads out of the knowledge base", path=path))
        file = root / path
        if file.exists() and (leads_out(root, file) or not file.is_file()):
            continue
        old = file.read_bytes() if file.exists() else None
        found = _grown(path, old or b"", kind, items)
        if found is not None:
            return found._replace(old=old)
        if old is None:
            break
    raise RefusedError(said("a text has bytes that are not UTF-8: YAML cannot hold it"))


def _candidates(paths: Sequence[str]) -> Iterator[str]:
    yield from paths
    stem = paths[-1].removesuffix(".yaml")
    yield from (f"{stem}-{number}.yaml" for number in range(2, 10_000))


def put_all(root: Path, files: Sequence[Grown], command: str) -> None:
    """Write grown files, all of them or none.

    Raises:
        NotWrittenError: somebody has written to one of them meanwhile.
        OSError: one cannot be written; the error names it.
    """
    journal.write(root, {one.path: journal.Write(one.old, one.data) for one in files}, command)


def _grown(path: str, data: bytes, kind: Kind, items: Sequence[Fields]) -> Grown | None:
    document = parse(path, data)
    if isinstance(document, Broken):
        return None
    there = [] if document.value is None else document.value
    if not isinstance(there, list):
        return None
    end = "\r\n" if b"\r\n" in data else "\n"
    indent = _indent(document) if there else 0
    gap = end.encode() if data and not data.endswith(b"\n") else b""
    lines = (line for one in items for line in item_lines(one, indent, kind.schema))
    entry = "".join(f"{line}{end}" for line in lines).encode()
    # Only a reader of YAML knows whether what was there still means the same.
    fresh = parse(path, data + gap + entry)
    if isinstance(fresh, Broken) or fresh.value != [*there, *items]:
        return None
    return Grown(path, fresh.data, (data + gap).count(b"\n") + 1)


def _indent(document: Document) -> int:
    """Return how many spaces stand before the dash of a block list's first item."""
    line, _ = locate(document, (0,), 0, document.value)
    text = document.data.split(b"\n")[line - 1].decode()
    return len(re.match(" *", text)[0])  # type: ignore[index]  # it always matches
