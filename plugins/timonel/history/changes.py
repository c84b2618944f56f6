"""What changed last, and what the commit said: one `git log` for the whole base, kept by the head commit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from timonel.cache import Cache
from timonel.history.git import HistoryError
from timonel.history.revisions import Repository, utc_day

_HEAD = re.compile(rb"\x01([0-9a-f]{40,64}) ([0-9]+) ([0-9a-f ]*)")
_LATEST = 20  # commits that are kept whole; of older ones only the files that nothing touched since


class Change(NamedTuple):
    """A commit: its UTC day, the first line of its message, the files under data/ that it touched, its hash, its parent's, its author."""

    date: str
    subject: str
    files: tuple[str, ...]
    commit: str = ""
    parent: str = ""
    author: str = ""


def changes(root: Path, cache: Cache) -> list[Change]:
    """Return the commits that changed data, the newest first; none where git cannot tell.

    Of a shallow clone the oldest commits look as if they had made every file: they are left out.

    Args:
        root: the base.
        cache: where the answer for a head commit is kept.
    """
    try:
        repository = Repository(root)
        head = repository.commit("HEAD").hash
        name = f"changes/{head}{'-shallow' if repository.shallow else ''}.json"
        kept = _kept(cache.read(name), repository.prefix)
        if kept is None:
            kept = [*_last(_parsed(repository.log(head), with_roots=not repository.shallow))]
            cache.write(name, json.dumps({"prefix": repository.prefix, "changes": kept}).encode())
    except HistoryError:  # no git, no commit yet
        return []
    return kept


def _kept(data: bytes | None, prefix: str) -> list[Change] | None:
    try:
        value = json.loads(data) if data else {}
        found = [
            Change(str(day), str(subject), tuple(files), str(commit), str(parent), str(author))
            for day, subject, files, commit, parent, author in value.get("changes", ())
        ]
    except (ValueError, TypeError, AttributeError):  # damaged: it is made anew
        return None
    return found if value.get("prefix") == prefix else None


def _parsed(log: bytes, *, with_roots: bool) -> Iterator[Change]:
    """Yield the commits of a log whose parts end in NUL: head, author, subject, then a line feed and the files."""
    parts = [part.removeprefix(b"\n") for part in log.split(b"\0")]
    starts = [number for number, part in enumerate(parts) if _HEAD.fullmatch(part)]
    for start, end in zip(starts, [*starts, len(parts)][1:], strict=True):
        found = _HEAD.fullmatch(parts[start])
        if found and (with_roots or found[3]):
            author, subject, *rest = (*(part.decode(errors="replace") for part in parts[start + 1 : end]), "", "")
            files, first = tuple(part for part in rest if part), found[3].split()
            parent = first[0].decode() if first else ""
            yield Change(utc_day(found[2]), subject, files, found[1].decode(), parent, author)


def _last(log: Iterator[Change]) -> Iterator[Change]:
    seen: set[str] = set()
    for number, one in enumerate(log):
        files = one.files if number < _LATEST else tuple(file for file in one.files if file not in seen)
        seen.update(files)
        if files:
            yield one._replace(files=files)
