"""What came with a newer Timonel, into a base that an older one began: what somebody changed stays theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel import __version__
from timonel.edit.change.draft import RefusedError
from timonel.edit.change.foretold import foretold
from timonel.edit.change.planned import Planned
from timonel.edit.start import init
from timonel.edit.start.install import FILE as REQUIREMENTS
from timonel.edit.start.origin import ORIGIN, Origin, digest, written
from timonel.edit.text.trial import examined
from timonel.files import OutsideError, within
from timonel.governance import Result
from timonel.journal import Write
from timonel.text import said

_THEIRS = (REQUIREMENTS, "timonel.yaml")  # which Timonel a base has, and how it is set, is never ours to say


class Updated(NamedTuple):
    """What an update does.

    Attributes:
        plan: the files, and what becomes of the gaps.
        added: files that are new.
        replaced: files that nobody has changed.
        removed: files that nobody has changed, and that a base no longer needs.
        kept: files that the base and the newer Timonel have both changed: the base's stay.
        since: the version that the base was made by, or updated to last.
    """

    plan: Planned
    added: Sequence[str]
    replaced: Sequence[str]
    removed: Sequence[str]
    kept: Sequence[str]
    since: str


def update(root: Path, result: Result, *, use_cache: bool = True) -> Updated:
    """Return what updating a base does; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of it now.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: nobody knows what the base began with.
        OSError: a file cannot be read.
    """
    origin = _origin(root)
    now = dict(init.example() if origin.example else init.method(origin.name, origin.languages))
    files: dict[str, Write] = {}
    found: dict[str, list[str]] = {"added": [], "replaced": [], "removed": [], "kept": []}
    for what, path, write in _compared(root, origin.files, now):
        found[what].append(path)
        if write is not None:
            files[path] = write
    marked = written(origin._replace(timonel=__version__, files={path: digest(data) for path, data in now.items()}))
    old = within(root, ORIGIN).read_bytes()
    if files or marked != old:
        files[ORIGIN] = Write(old, marked)
    after = examined(root, result, {path: None if one.is_gone else one.new for path, one in files.items()}, use_cache=use_cache)  # fmt: skip
    plan = Planned(files, {}, {}, (), (), after, foretold(result, after, {}, {}))
    return Updated(plan, since=origin.timonel, **found)


def _compared(
    root: Path, began: Mapping[str, str], now: Mapping[str, bytes]
) -> Iterator[tuple[str, str, Write | None]]:
    """Yield what is done with each file that is not as it should be, its path, and what is written."""
    for path in sorted({*now, *began}):
        if path in _THEIRS:
            continue
        mine, new = _mine(root, path), now.get(path)
        was = began.get(path)
        if new is None:
            if mine is not None and digest(mine) == was:
                yield "removed", path, Write(mine, b"", is_gone=True)
        elif mine is None:
            if was is None:  # else somebody deleted it, and meant it
                yield "added", path, Write(None, new)
        elif mine == new or was == digest(new):
            continue
        elif digest(mine) == was:
            yield "replaced", path, Write(mine, new)
        else:
            yield "kept", path, None


def _mine(root: Path, path: str) -> bytes | None:
    try:
        place = within(root, path)
        return place.read_bytes() if place.is_file() else None
    except OutsideError:
        return None


def _origin(root: Path) -> Origin:
    """Return what a base began with."""
    try:
        value: Any = json.loads(within(root, ORIGIN).read_bytes())
        return Origin(
            str(value["timonel"]), bool(value["example"]), str(value["name"]),
            tuple(map(str, value["languages"])), {str(path): str(one) for path, one in value["files"].items()},
        )  # fmt: skip
    except FileNotFoundError:
        problem = said("there is no {file}: nobody can tell what came with Timonel and what is yours", file=ORIGIN)
    except (ValueError, KeyError, TypeError, AttributeError, OutsideError):
        problem = said("{file} cannot be read: take it back from git", file=ORIGIN)
    raise RefusedError(problem)
