"""What a check says, kept as long as nothing that it depends on has changed: then nothing is parsed and no rule runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from timonel.cache import Cache

if TYPE_CHECKING:
    from timonel.load import Sources

_NAME = "answers"


class Answer(NamedTuple):
    """What a check says: a text per format, their language, and whether it fails."""

    texts: Sequence[str]
    lang: str
    fails: bool


def kept(cache: Cache, read: Sources, asked: Sequence[object], day: str, work: Callable[[], Answer]) -> Answer:
    """Return ``work()``, or what it returned when the same was asked of the same base before.

    Args:
        cache: where the last answer to each question is kept.
        read: all that the base is made of, as bytes.
        asked: everything else that the answer depends on, as plain values; this program counts without being named.
        day: the day of the check.
        work: makes the answer.
    """
    if cache.folder is None:
        return work()
    name = f"answers/{blake2b(repr(asked).encode(), digest_size=16).hexdigest()}.json"
    key = _digest(read, day)
    known = cache.read(name)
    if known is not None and known.startswith(key):
        return Answer(*json.loads(known[len(key) :]))
    answer = work()
    cache.write(name, key + json.dumps(answer).encode())
    return answer


def _digest(read: Sources, day: str) -> bytes:
    """Return what tells a base on a day from every other: names and bytes of all its files, and why one has none."""
    hashed = blake2b(f"{day}\0{read.settings!r}\0".encode(), digest_size=32)
    kinds = ((f"kind/{name}", data, None) for name, data in read.kinds.items())
    files = ((file.path, file.data, file.problem) for file in (*read.rules, *read.files))
    for path, data, problem in (*kinds, *files):
        hashed.update(f"{path}\0{len(data)}\0{problem}\0".encode("utf-8", "surrogatepass"))
        hashed.update(data)
    return hashed.digest()
