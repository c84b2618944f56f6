"""What came with a newer Timonel, into a base that an older one began: what somebody changed stays theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from timonel import __version__
from timonel.edit.change.draft import RefusedError
from timonel.edit.change.foretold import foretold
from timonel.edit.change.planned import Planned
from timonel.edit.start import init
from timonel.edit.start.around import placed, repository
from timonel.edit.start.install import FILE as REQUIREMENTS
from timonel.edit.start.origin import ORIGIN, Origin, digest, entities, read, written
from timonel.edit.start.renewing import Kept, Renewed, renewed
from timonel.edit.text.trial import examined
from timonel.files import OutsideError, git_prefix, put, within
from timonel.governance import Result
from timonel.journal import NotWrittenError, Write
from timonel.source import Document
from timonel.text import said

_THEIRS = (REQUIREMENTS, "timonel.yaml")  # which Timonel a base has, and how it is set, is never ours to say


class Updated(NamedTuple):
    """What an update does.

    Attributes:
        plan: the files, and what becomes of the gaps.
        told: a sign (+ ~ -) and a path of each file that is new, renewed, or no longer needed; of one above the base, upwards.
        kept: what the base and the newer Timonel have both changed: the base's stays.
        since: the version that the base was made by, or updated to last.
        above: path from the base's folder, upwards → what is written to the top of the repository.
    """

    plan: Planned
    told: Sequence[tuple[str, str]]
    kept: Sequence[Kept]
    since: str
    above: Mapping[str, Write]


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
    all_ = [*(init.example() if origin.example else init.method(origin.name, origin.languages))]
    where = placed(all_, root, origin.above) if origin.above is not None else None
    now = dict(where.inside if where else all_)
    below, above = _Work(root, result, origin), _Work(root, result, origin)
    below.compare(root, origin.files, now)
    newer = origin._replace(
        timonel=__version__,
        files={path: digest(data) for path, data in now.items()},
        entities=entities(now.items()),
    )
    if where and where.top and origin.above is not None:
        above.compare(where.top, origin.above, where.above, "../" * git_prefix(root).count("/"))
        newer = newer._replace(above={path: digest(data) for path, data in where.above.items()})
    files = dict(below.files)
    marked = written(newer)
    old = within(root, ORIGIN).read_bytes()
    if files or above.files or marked != old:
        files[ORIGIN] = Write(old, marked)
    then = {path: None if one.is_gone else one.new for path, one in files.items()}
    after = examined(root, result, then, use_cache=use_cache)
    plan = Planned(files, {}, {}, (), (), after, foretold(result, after, {}, {}))
    return Updated(plan, [*below.told, *above.told], [*below.kept, *above.kept], origin.timonel, above.files)


def put_above(root: Path, found: Updated) -> None:
    """Write what an update changes at the top of the repository, where no list of the base's own reaches.

    Args:
        root: the base's folder.
        found: the update.

    Raises:
        NotWrittenError: somebody has changed a file since.
        OSError: one cannot be written.
    """
    top = repository(root) or root
    for path, write in found.above.items():
        name = path.replace("../", "")
        if _mine(top, name) != write.old:
            raise NotWrittenError(said("{file} has changed meanwhile: nothing is written, run it again", file=path))
        file = within(top, name)
        if write.is_gone:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            put(file, write.new)


class _Work:
    """Collects what is done with each file that is not as it should be; used once."""

    def __init__(self, root: Path, result: Result, origin: Origin) -> None:
        self.root, self.result, self.origin = root, result, origin
        self.files: dict[str, Write] = {}
        self.told: list[tuple[str, str]] = []
        self.kept: list[Kept] = []

    def compare(self, folder: Path, began: Mapping[str, str], now: Mapping[str, bytes], up: str = "") -> None:
        """Look at all files that there were, or are to be, in a folder; ``up`` leads there from the base's."""
        for path in sorted({*now, *began} - {*_THEIRS}):
            mine, new, was = _mine(folder, path), now.get(path), began.get(path)
            if new is None:
                if mine is not None and digest(mine) == was:
                    self._put("-", up + path, Write(mine, b"", is_gone=True))
            elif mine is None:
                if was is None:  # else somebody deleted it, and meant it
                    self._put("+", up + path, Write(None, new))
            elif digest(mine) == was:
                if was != digest(new):
                    self._put("~", up + path, Write(mine, new))
            elif digest(new) not in (digest(mine), was):
                self._both(up + path, mine, new)

    def _both(self, path: str, mine: bytes, new: bytes) -> None:
        """Renew of a file what nobody has touched; where that cannot be told, all of it stays."""
        found = self._renewed(path, mine, new)
        if found is None:
            self.kept.append(Kept(path, "", "", mine.decode(errors="replace"), new.decode()))
            return
        self.kept += found.kept
        if found.data != mine:
            self._put("~" if found.data else "-", path, Write(mine, found.data, is_gone=not found.data))

    def _renewed(self, path: str, mine: bytes, new: bytes) -> Renewed | None:
        document = self.result.base.files.get(path)
        there = [one for one in self.result.base if one.file == path]
        if not isinstance(document, Document) or document.data != mine or not there:
            return None
        kind = self.result.base.schema.kinds[there[0].kind]
        others = {one.id for one in self.result.base.of(kind.name) if one.file != path}
        return renewed(document, new, self.origin.entities.get(path, {}), kind, others)

    def _put(self, sign: str, path: str, write: Write) -> None:
        self.files[path] = write
        self.told.append((sign, path))


def _mine(root: Path, path: str) -> bytes | None:
    try:
        place = within(root, path)
        return place.read_bytes() if place.is_file() else None
    except OutsideError:
        return None


def _origin(root: Path) -> Origin:
    """Return what a base began with."""
    try:
        return read(within(root, ORIGIN).read_bytes())
    except FileNotFoundError:
        problem = said("there is no {file}: nobody can tell what came with Timonel and what is yours", file=ORIGIN)
    except (ValueError, OutsideError):
        problem = said("{file} cannot be read: take it back from git", file=ORIGIN)
    raise RefusedError(problem)
