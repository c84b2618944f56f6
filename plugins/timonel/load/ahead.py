"""Files that a process beside this one parses while this one still gets ready for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from timonel.aside import begin, cores
from timonel.cache import Cache
from timonel.load.files import File, Sources

# Where what was parsed is kept between runs: by this process, by one beside it.
PARSED, PARSED_AHEAD = "parsed", "parsed-ahead"
# Bytes of YAML. The other process parses somewhat more than half of a base, for this one has more to do with what it parses;
# and what it has time for while this one reads cards, schemas and its own modules. Little is not worth it.
_HEAD, _PERCENT, _WORTH = 3 * 2**17, 54, 2**16


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
    share, left = list[File](), total * _PERCENT // 100 + _HEAD
    for one in reversed(wanted):  # the last ones: this process comes to them when it has taken in its own
        if left > 0:
            share.append(one)
        left -= len(one.data)
    share.reverse()

    def work() -> bytes:
        from timonel.load.parsed import handed  # noqa: PLC0415 - YAML, which only the other process needs now

        return handed(share, cache)

    return Ahead(share, begin(work))
