"""The files of a base as YAML documents: parsed by as many cores as there are, and not again while nobody edits them."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b

from timonel.aside import begin, cores
from timonel.cache import Cache
from timonel.load.ahead import PARSED, PARSED_AHEAD, Ahead
from timonel.load.files import File
from timonel.source import Broken, Document, Value, parse

# What stands for a document between processes and runs: its value and the bytes of its marks; None for a broken one.
Packed = tuple[Value, bytes] | None

_WORTH = 2**17  # bytes of YAML: less is parsed before another process has begun and handed over what it found
_MOST = 4  # processes: what one hands over, another must take
_STALE = 20  # what is kept is written anew once more than this part of the base was not in it


def documents(files: Sequence[File], cache: Cache) -> list[Document | Broken]:
    """Return what files hold, in their order.

    Args:
        files: files that could be read.
        cache: where values are kept, by what their file holds: a changed file is never taken for what it was.
    """
    if cache.folder is None:
        return _parsed(files)
    names = [_name(file.data) for file in files]
    known = _known(cache)
    missing = [(name, file) for name, file in zip(names, files, strict=True) if name not in known]
    fresh = dict(zip((name for name, _ in missing), _parsed([file for _, file in missing]), strict=True))
    found = []
    for name, file in zip(names, files, strict=True):
        one = fresh.get(name)
        if one is None:
            found.append(_unpacked(file, known[name]))
        else:  # the same bytes may stand in several files
            found.append(one if one.path == file.path else one._replace(path=file.path))
    if sum(len(file.data) for _, file in missing) * _STALE > sum(len(file.data) for file in files):
        _keep(cache, PARSED, found)
        _keep(cache, PARSED_AHEAD, ())
    return found


def begun(files: Sequence[File], cache: Cache, ahead: Ahead) -> Iterator[Document | Broken]:
    """Yield what files hold, in their order, of which nothing is kept yet.

    Args:
        files: files that could be read.
        cache: where values are kept.
        ahead: what another process has begun to parse of them, and keeps: it is waited for when its first file's turn comes.
    """
    theirs = frozenset(file.path for file in ahead.files)
    mine = _parsed([file for file in files if file.path not in theirs], beside=1)
    _keep(cache, PARSED, mine)
    own, made = iter(mine), dict[str, Document | Broken]()
    for file in files:
        if file.path not in theirs:
            yield next(own)
        else:
            made = made or {one.path: one for one in _made(ahead.files, ahead.wait)}
            yield made[file.path]


def _name(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _keep(cache: Cache, name: str, documents: Iterable[Document | Broken]) -> None:
    """Keep what files hold, by their bytes; what is wrong with one is soon said again."""
    cache.write(name, marshal.dumps({_name(one.data): _packed(one) for one in documents if isinstance(one, Document)}))


def _known(cache: Cache) -> dict[bytes, Packed]:
    """Return what is kept: the bytes that a file's content hashes to → its value and marks."""
    known: dict[bytes, Packed] = {}
    for name in (PARSED, PARSED_AHEAD):
        kept = cache.read(name)
        if kept is not None:
            known |= marshal.loads(kept)  # noqa: S302 - the cache has made sure that it is ours
    return known


def _packed(one: Document | Broken) -> Packed:
    return (one.value, bytes(one.marks)) if isinstance(one, Document) else None


def _unpacked(file: File, packed: Packed) -> Document | Broken:
    if packed is None:  # rare, and what is wrong is soon said again
        return parse(file.path, file.data)
    value, marks = packed
    return Document(file.path, value, array("Q", marks), file.data)


def _parsed(files: Sequence[File], beside: int = 0) -> list[Document | Broken]:
    """Return what files hold, parsed by several processes where there is enough to do, and others run ``beside``."""
    jobs = max(1, min(cores() - beside, _MOST, sum(len(file.data) for file in files) // _WORTH + 1))
    mine, *others = _shares(files, jobs)
    started = [(share, begin(partial(handed, share))) for share in others]
    found = [parse(file.path, file.data) for file in mine]
    for share, wait in started:
        found += _made(share, wait)
    return found


def _made(files: Sequence[File], wait: Callable[[], bytes]) -> Iterator[Document | Broken]:
    """Return what another process has made of files."""
    made = wait()
    packed = marshal.loads(made) if made else [None] * len(files)  # noqa: S302 - from our own process
    return map(_unpacked, files, packed)


def handed(files: Sequence[File], cache: Cache = Cache(None)) -> bytes:  # noqa: B008 - a value that never changes
    """Return what files hold, for `_made` in another process, and keep it."""
    found = [parse(file.path, file.data) for file in files]
    if cache.folder is not None:
        _keep(cache, PARSED_AHEAD, found)
    return marshal.dumps([*map(_packed, found)])


def _shares(files: Sequence[File], number: int) -> list[Sequence[File]]:
    """Return files in shares of about as many bytes each, in their order."""
    each = sum(len(file.data) for file in files) // number + 1
    shares: list[list[File]] = [[] for _ in range(number)]
    before = 0
    for file in files:
        shares[before // each].append(file)
        before += len(file.data)
    return [*shares]
