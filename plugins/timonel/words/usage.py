"""Which entities of a base are worth a closer look for words: a quick search in the bytes of their files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, islice

from timonel.model import Base, Entity
from timonel.schema import walk
from timonel.source import Path

ByFile = Mapping[str, Sequence[Entity]]
# From a file to its bytes (in lower case where case does not count) and what was found in them.
Search = Callable[[str], tuple[bytes, Collection[bytes]]]

# Line ends of YAML that other programs do not count, and anchors: lines then do not tell entities apart.
_UNCLEAR = re.compile(rb"\r(?!\n)|\xc2\x85|\xe2\x80[\xa8\xa9]|[ \[,][&*][^\s*]")
_ITS_SIGNS = tuple(map(str.encode, "\r\x85\u2028\u2029&*"))  # found in a tenth of the time, where there are any
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
TOGETHER = 500  # files: small ones are searched more quickly together than each alone
MANY = 40  # from this many words on, splitting a file is quicker than searching it for each


def texts(base: Base, entity: Entity) -> Iterator[tuple[Path, str, str]]:
    """Yield key path, language and text of what an entity says; proper names (`x-same`) are in no language."""
    described = base.schema.kinds[entity.kind].texts
    for field, value in entity.fields.items():
        for one in described.get(field, ()):
            for keys, text in walk(value, one.path, (field,)):
                if isinstance(text, dict):
                    yield from (((*keys, lang), lang, said) for lang, said in text.items() if said)
                elif isinstance(text, str) and not one.same:
                    yield keys, base.languages[0], text


def language(base: Base, code: str | None) -> str:
    """Return the base's language that a code means: `es-MX` is `es`, none is the first."""
    short = (code or base.languages[0]).partition("-")[0]
    return next((lang for lang in base.languages if lang.partition("-")[0] == short), short)


def around(base: Base, paths: Iterable[str], stems: Collection[bytes]) -> Mapping[str, AbstractSet[bytes]]:
    """Return file → the runs of plain letters, in lower case, in which one of some stems stands, where any does."""
    found: dict[str, set[bytes]] = {}
    read, left = base.files, iter(paths)
    while some := [*islice(left, TOGETHER)]:
        starts = [*accumulate((len(read[path].data) + 1 for path in some), initial=0)]
        for at, run in runs_with(stems, b"\0".join(read[path].data for path in some).lower()):
            found.setdefault(some[bisect_right(starts, at) - 1], set()).add(run)
    return found


def runs_with(stems: Iterable[bytes], data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the runs of plain letters in which one of some stems stands, and where."""
    for stem in stems:
        at = data.find(stem)
        while at >= 0:
            start = at
            while start and data[start - 1] in _PLAIN:
                start -= 1
            end = at + len(stem)
            while data[end : end + 1].isalnum():
                end += 1
            yield start, data[start:end]
            at = data.find(stem, end)


def mentioning(by_file: ByFile, search: Search) -> list[Entity]:
    """Return the entities in whose lines the search finds something: those that a closer look is worth."""
    found: list[Entity] = []
    for path, entities in by_file.items():
        data, hits = search(path)
        if hits:
            whole = len(hits) > MANY or b"" in hits or _is_unclear(data)
            found += entities if whole else _nearby(entities, data, hits)
    return found


def _is_unclear(data: bytes) -> bool:
    return any(map(data.__contains__, _ITS_SIGNS)) and _UNCLEAR.search(data) is not None


def _nearby(entities: Sequence[Entity], data: bytes, hits: Iterable[bytes]) -> list[Entity]:
    """Return those of a file's entities in whose lines a hit stands."""
    starts = [entity.line()[0] for entity in entities]
    numbers: set[int] = set()
    for hit in hits:
        line = 1
        for before in data.split(hit)[:-1]:
            line += before.count(b"\n")
            numbers.add(max(bisect_right(starts, line) - 1, 0))
    return [entities[number] for number in sorted(numbers)]
