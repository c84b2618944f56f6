"""The files of a base as YAML documents: parsed by as many cores as there are, and not again while nobody edits them."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence
from functools import partial
from hashlib import blake2b

from timonel.aside import begin, cores
from timonel.cache import Cache
from timonel.load.files import File
from timonel.source import Broken, Document, Value, parse

# What stands for a document between processes and runs: its value and the bytes of its marks; None for a broken one.
Packed = tuple[Value, bytes] | None

_NAME = "parsed"
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
    names = [blake2b(file.data, digest_size=16).digest() for file in files]
    known = _known(cache)
    missing = [(name, file) for name, file in zip(names, files, strict=True) if name not in known]
    fresh = dict(zip((name for name, _ in missing), _parsed([file for _, file in missing]), strict=True))
    found: list[Document | Broken] = []
    for name, file in zip(names, files, strict=True):
        one = fresh.get(name)
        if one is None:
            found.append(_unpacked(file, known[name]))
        else:  # the same bytes may stand in several files
            found.append(one if one.path == file.path else one._replace(path=file.path))
    if sum(len(file.data) for _, file in missing) * _STALE > sum(len(file.data) for file in files):
        kept = {name: _packed(one) for name, one in zip(names, found, strict=True) if isinstance(one, Document)}
        cache.write(_NAME, marshal.dumps(kept))
    return found


def _known(cache: Cache) -> dict[bytes, Packed]:
    """Return what is kept: the bytes that a file's content hashes to → its value and marks."""
    kept = cache.read(_NAME)
    if kept is None:
        return {}
    known: dict[bytes, Packed] = marshal.loads(kept)  # noqa: S302 - the cache has made sure that it is ours
    return known


def _packed(one: Document | Broken) -> Packed:
    return (one.value, bytes(one.marks)) if isinstance(one, Document) else None


def _unpacked(file: File, packed: Packed) -> Document | Broken:
    if packed is None:  # rare, and what is wrong is soon said again
        return parse(file.path, file.data)
    value, marks = packed
    return Document(file.path, value, array("Q", marks), file.data)


def _parsed(files: Sequence[File]) -> list[Document | Broken]:
    """Return what files hold, parsed by several processes where there is enough to do."""
    jobs = min(cores(), _MOST, sum(len(file.data) for file in files) // _WORTH + 1)
    mine, *others = _shares(files, jobs)
    started = [(share, begin(partial(_handed, share))) for share in others]
    found = [parse(file.path, file.data) for file in mine]
    for share, wait in started:
        handed = wait()
        packed = marshal.loads(handed) if handed else [None] * len(share)  # noqa: S302 - from our own process
        found += map(_unpacked, share, packed)
    return found


def _handed(files: Sequence[File]) -> bytes:
    return marshal.dumps([_packed(parse(file.path, file.data)) for file in files])


def _shares(files: Sequence[File], number: int) -> list[Sequence[File]]:
    """Return files in shares of about as many bytes each, in their order."""
    each = sum(len(file.data) for file in files) // number + 1
    shares: list[list[File]] = [[] for _ in range(number)]
    before = 0
    for file in files:
        shares[before // each].append(file)
        before += len(file.data)
    return [*shares]
