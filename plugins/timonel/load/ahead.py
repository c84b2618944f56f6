"""Files that a process beside this one parses while this one still gets ready for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from timonel.aside import begin, cores
from timonel.cache import Cache
from timonel.load.files import File, Sources

# Where what was parsed is kept between runs: by this process, by one beside it.
PARSED, PARSED_AHEAD = "parsed", "parsed-ahead"
# Bytes of YAML: what is parsed while this process reads cards, schemas and its own modules; less than a part of that
# is not worth another process.
_HEAD, _WORTH = 3 * 2**18, 2**16


class Ahead(NamedTuple):
    """Files that another process parses, and what waits for what it makes of them."""

    files: Sequence[File]
    wait: Callable[[], bytes]


def begun(read: Sources, cache: Cache) -> Sources:
    """Begin to parse files of a base, where nothing is kept of them; return what it is made of, with that."""
    return read if cache.has(PARSED) or cache.has(PARSED_AHEAD) else read._replace(ahead=_ahead([*read.files], cache))


def _ahead(files: Sequence[File], cache: Cache) -> Ahead | None:
    """Begin to parse as many files as shall be done once this process is ready; None where that is not worth it."""
    wanted = [
        one
        for one in files
        if one.path.startswith("data/") and one.path.endswith((".yaml", ".yml")) and not one.problem
    ]
    total = sum(len(one.data) for one in wanted)
    if total < _WORTH or cores() == 1:
        return None
    share, left = [], min(total, (total * 9 // 10 + _HEAD) // 2)
    for one in wanted:
        if left > 0:
            share.append(one)
        left -= len(one.data)

    def work() -> bytes:
        from timonel.load.parsed import handed  # noqa: PLC0415 - YAML, which only the other process needs now

        return handed(share, cache)

    return Ahead(share, begin(work))
