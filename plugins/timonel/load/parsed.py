"""The files of a base as YAML documents: parsed by as many cores as there are, and not again while nobody edits them."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain

from timonel.aside import Crew, Turns, cores
from timonel.cache import Cache
from timonel.load.ahead import PARSED, PARSED_AHEAD, SHARES, Ahead, in_shares
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
        for place in filter(cache.has, PARSED_AHEAD):
            _keep(cache, place, ())
    return found


def begun(files: Sequence[File], cache: Cache, ahead: Ahead) -> Iterator[Document | Broken]:
    """Yield what files hold, in their order, of which nothing is kept yet.

    Args:
        files: files that could be read.
        cache: where values are kept.
        ahead: others have begun to parse them, and keep what they parse. This process parses some of them, too, whenever
            nothing else is to be done.
    """
    made, mine = dict[str, Document | Broken](), list[Document | Broken]()
    shares = _in_turn(ahead, mine)
    for file in files:
        while file.path not in made:
            made.update((one.path, one) for one in next(shares))
        yield made.pop(file.path)
    for _ in shares:  # nobody has asked for the last ones; they are kept like the others
        pass
    _keep(cache, PARSED, mine)


def _in_turn(ahead: Ahead, mine: list[Document | Broken]) -> Iterator[Iterable[Document | Broken]]:
    """Yield what each share of files holds, in their order; add to ``mine`` what this process has parsed of them."""

    def here(number: int) -> bytes | Sequence[Document | Broken]:
        found = [parse(file.path, file.data) for file in ahead.shares[number]]
        mine.extend(found)
        return found

    come = ahead.crew.each(here, bytes)
    made: dict[int, bytes | Sequence[Document | Broken]] = {}
    for number, share in enumerate(ahead.shares):
        while number not in made:
            made.update([next(come)])
        found = made.pop(number)
        yield map(_unpacked, share, marshal.loads(found)) if isinstance(found, bytes) else found  # noqa: S302 - from our own process


def _name(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _keep(cache: Cache, name: str, documents: Iterable[Document | Broken]) -> None:
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


def _packed(one: Document | Broken) -> Packed:
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
    shares = in_shares(files, SHARES)
    ahead = Ahead(shares, Crew(len(shares), [lambda turns: _done(shares, turns, [])] * others))
    found = [*chain.from_iterable(_in_turn(ahead, []))]
    ahead.crew.end()
    return found


def handed(shares: Sequence[Sequence[File]], turns: Turns, cache: Cache, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield what shares of files hold, for the process that has begun this one; then keep it.

    Args:
        shares: the files.
        turns: says which of them are for this process.
        cache: where it keeps what it has parsed.
        name: under which name.
    """
    mine = list[Document | Broken]()
    yield from _done(shares, turns, mine)
    _keep(cache, name, mine)


def _done(shares: Sequence[Sequence[File]], turns: Turns, mine: list[Document | Broken]) -> Iterator[tuple[int, bytes]]:
    """Yield what shares of files hold, as another process hands it over; add it to ``mine``."""
    for number in turns.first():
        found = [parse(file.path, file.data) for file in shares[number]]
        mine += found
        yield number, marshal.dumps([*map(_packed, found)])
