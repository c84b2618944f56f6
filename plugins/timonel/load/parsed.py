"""The files of a base as YAML documents: parsed by as many cores as there are, and not again while nobody edits them."""

from __future__ import annotations

import marshal
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from timonel.aside import Crew, Turns, cores
from timonel.cache import Cache
from timonel.files import Found
from timonel.load.ahead import PARSED, PARSED_AHEAD, SHARES
from timonel.load.files import File, taken
from timonel.load.stamp import Facts, facts
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
        keep(cache, PARSED, found)
        for place in filter(cache.has, PARSED_AHEAD):
            keep(cache, place, ())
    return found


class Read(NamedTuple):
    """A file that was read, what it is known by (`stamp.facts`) and, where it may be YAML, what it holds."""

    file: File
    facts: Facts | None
    document: Document | Broken | None


def coming(shares: list[Sequence[Found]], crew: Crew, mine: list[Document | Broken]) -> Iterator[Read]:
    """Yield files in their order, read and parsed by others or, whenever these have not yet come so far, by this process.

    Args:
        shares: where the files stand; emptied on the way.
        crew: the processes, each of which reads some of the shares.
        mine: takes what this process has parsed.
    """

    def here(number: int) -> Iterable[Read]:
        found = _read(shares[number])
        mine.extend(one.document for one in found if one.document)
        return found

    def there(number: int, data: bytes) -> Iterable[Read]:
        return map(_taken, shares[number], *marshal.loads(data))  # noqa: S302 - from our own process

    for number, found in enumerate(crew.in_turn(here, there)):
        yield from found
        shares[number] = ()


def handed(shares: Sequence[Sequence[Found]], turns: Turns, cache: Cache, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield what is read and parsed of shares of files, for the process that has begun this one; then keep it.

    Args:
        shares: where the files stand.
        turns: says which of them are for this process.
        cache: where it keeps what it has parsed.
        name: under which name.
    """
    mine = list[Document | Broken]()
    for number in turns.first():
        found = _read(shares[number])
        mine += (one.document for one in found if one.document)
        bytes_ = [one.file.data for one in found]  # apart: what is looked at again and again shall lie close together
        yield number, marshal.dumps((bytes_, [one.facts for one in found], [_packed(one.document) for one in found]))
    keep(cache, name, mine)


def _read(share: Sequence[Found]) -> list[Read]:
    """Read files, and then parse them: what is looked at again and again lies close together."""
    files = [_file(found) for found in share]
    return [Read(file, known_by, _document(file)) for file, known_by in files]


def _file(found: Found) -> tuple[File, Facts | None]:
    if found.problem or found.entry is None:
        return File(found.path, b"", found.problem), None
    noted = list[os.stat_result]()
    file = taken(found.path, found.entry, lambda _, one: noted.append(one))
    return file, facts(noted[0]) if noted else None


def _document(file: File) -> Document | Broken | None:
    return parse(file.path, file.data) if file.path.endswith((".yaml", ".yml")) and not file.problem else None


def _taken(found: Found, data: bytes, known_by: Facts | None, packed: Packed) -> Read:
    """Return a file that another process has read; what is wrong with one is soon found again."""
    if packed is None:
        return _read([found])[0]
    file = File(found.path, data)
    return Read(file, known_by, _unpacked(file, packed))


def _name(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def keep(cache: Cache, name: str, documents: Iterable[Document | Broken]) -> None:
    """Keep what files hold, by their bytes; what is wrong with one is soon said again."""
    cache.write(name, marshal.dumps({_name(one.data): _packed(one) for one in documents if isinstance(one, Document)}))


def _known(cache: Cache) -> dict[bytes, Packed]:
    """Return what is kept: the bytes that a file's content hashes to → its value and marks."""
    known: dict[bytes, Packed] = {}
    for name in (PARSED, *PARSED_AHEAD):
        kept = cache.read(name)
        if kept is not None:
            known |= marshal.loads(kept)  # noqa: S302 - the cache has made sure that it is ours
    return known


def _packed(one: Document | Broken | None) -> Packed:
    return (one.value, bytes(one.marks)) if isinstance(one, Document) else None


def _unpacked(file: File, packed: Packed) -> Document | Broken:
    if packed is None:  # rare, and what is wrong is soon said again
        return parse(file.path, file.data)
    value, marks = packed
    return Document(file.path, value, array("Q", marks), file.data)


def _parsed(files: Sequence[File]) -> list[Document | Broken]:
    """Return what files hold, parsed by several processes where there is enough to do."""
    others = min(cores(), _MOST, sum(len(file.data) for file in files) // _WORTH + 1) - 1
    if others < 1:
        return [parse(file.path, file.data) for file in files]
    shares = _in_shares(files, SHARES)

    def here(number: int) -> Iterable[Document | Broken]:
        return [parse(file.path, file.data) for file in shares[number]]

    def there(number: int, data: bytes) -> Iterable[Document | Broken]:
        return map(_unpacked, shares[number], marshal.loads(data))  # noqa: S302 - from our own process

    def work(turns: Turns) -> Iterable[tuple[int, bytes]]:
        return ((number, marshal.dumps([*map(_packed, here(number))])) for number in turns.first())

    crew = Crew(len(shares), [work] * others)
    found = [*chain.from_iterable(crew.in_turn(here, there))]
    crew.end()
    return found


def _in_shares(files: Sequence[File], number: int) -> list[Sequence[File]]:
    """Return files in shares of about as many bytes each, in their order."""
    each = sum(len(file.data) for file in files) // number + 1
    shares: list[list[File]] = [[] for _ in range(number)]
    before = 0
    for file in files:
        shares[before // each].append(file)
        before += len(file.data)
    return [*shares]
