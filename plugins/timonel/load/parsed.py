"""The files of a base as YAML documents: parsed by as many cores as there are, and not again while nobody edits them."""

from __future__ import annotations

import marshal
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
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
    renew(cache, found, sum(len(file.data) for _, file in missing))
    return found


def renew(cache: Cache, every: Sequence[Document | Broken], missing: int) -> None:
    """Keep what all files of a base hold, where much of that is not kept.

    Args:
        cache: where.
        every: what they hold.
        missing: how many of their bytes are not kept.
    """
    if missing * _STALE > sum(len(one.data) for one in every):
        keep(cache, PARSED, every)
        for place in filter(cache.has, PARSED_AHEAD):
            keep(cache, place, ())


class Read(NamedTuple):
    """A file that was read, what it is known by (`stamp.facts`) and, where it may be YAML, what it holds."""

    file: File
    facts: Facts | None
    document: Document | Broken | None


class Shelf:
    """What is kept of files, by what they hold; what is not, is parsed.

    Attributes:
        missing: how many bytes of what was asked for were not kept.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache, self.missing = cache, 0

    @cached_property
    def _kept(self) -> Mapping[bytes, Packed]:
        return _known(self._cache)  # when the first file is asked for, and not before

    def document(self, file: File) -> Document | Broken | None:
        """Return what a file holds, None where it may be no YAML."""
        if file.problem or not file.path.endswith((".yaml", ".yml")):
            return None
        packed = self._kept.get(_name(file.data)) if self._kept else None
        if packed is not None:
            return _unpacked(file, packed)
        self.missing += len(file.data)
        return parse(file.path, file.data)


def coming(
    shares: list[Sequence[Found]], crew: Crew, shelf: Shelf, seen: list[Document | Broken], *, is_fresh: bool
) -> Iterator[Read]:
    """Yield files in their order, read by others or, whenever these have not yet come so far, by this process.

    Args:
        shares: where the files stand; emptied on the way.
        crew: the processes, each of which reads some of the shares.
        shelf: what is kept; counts for all processes what is not.
        seen: takes what the files hold that this process has read; where anything was kept, what all hold.
        is_fresh: whether nothing is kept.
    """

    def here(number: int) -> Iterable[Read]:
        found = _read(shares[number], shelf)
        seen.extend(one.document for one in found if one.document)
        return found

    def there(number: int, data: bytes) -> Iterable[Read]:
        *columns, missing = marshal.loads(data)  # noqa: S302 - from our own process
        shelf.missing += missing
        for one in map(_taken, shares[number], *columns):
            if not is_fresh and one.document:
                seen.append(one.document)
            yield one

    for number, found in enumerate(crew.in_turn(here, there)):
        yield from found
        shares[number] = ()


def handed(
    shares: Sequence[Sequence[Found]], turns: Turns, cache: Cache, name: str, *, is_fresh: bool
) -> Iterator[tuple[int, bytes]]:
    """Yield what is read and parsed of shares of files, for the process that has begun this one; then keep it.

    Args:
        shares: where the files stand.
        turns: says which of them are for this process.
        cache: where values are kept.
        name: under which name it keeps what it has parsed, where nothing is kept yet.
        is_fresh: whether that is so.
    """
    mine, shelf = list[Document | Broken](), Shelf(cache)
    for number in turns.first():
        before, found = shelf.missing, _read(shares[number], shelf)
        mine += (one.document for one in found if one.document)
        bytes_ = [one.file.data for one in found]  # apart: what is looked at again and again shall lie close together
        columns = bytes_, [one.facts for one in found], [_packed(one.document) for one in found]
        yield number, marshal.dumps((*columns, shelf.missing - before))
    if is_fresh:
        keep(cache, name, mine)


def _read(share: Sequence[Found], shelf: Shelf) -> list[Read]:
    """Read files, and then parse them: what is looked at again and again lies close together."""
    files = [_file(found) for found in share]
    return [Read(file, known_by, shelf.document(file)) for file, known_by in files]


def _file(found: Found) -> tuple[File, Facts | None]:
    if found.problem or found.entry is None:
        return File(found.path, b"", found.problem), None
    noted = list[os.stat_result]()
    file = taken(found.path, found.entry, lambda _, one: noted.append(one))
    return file, facts(noted[0]) if noted else None


def _taken(found: Found, data: bytes, known_by: Facts | None, packed: Packed) -> Read:
    """Return a file that another process has read; what is wrong with one is soon found again."""
    if packed is None:
        return _read([found], Shelf(Cache(None)))[0]
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
