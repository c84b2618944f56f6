"""Files that processes beside this one begin to parse while this one still gets ready for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from timonel.aside import Crew, Turns, cores
from timonel.cache import Cache
from timonel.load.files import File, Sources

# Where what was parsed is kept between runs: by this process, by each beside it; what these hand over, this one must take.
PARSED, PARSED_AHEAD = "parsed", ("parsed-ahead", "parsed-ahead-2", "parsed-ahead-3")
_WORTH = 2**16  # bytes of YAML: less is parsed before another process has begun
SHARES = 64  # in which a base is parsed


class Ahead(NamedTuple):
    """Files in shares, which this process and those beside it parse."""

    shares: Sequence[Sequence[File]]
    crew: Crew


def begun(read: Sources, cache: Cache) -> Sources:
    """Begin to parse files of a base, where nothing is kept of them; return what it is made of, with that."""
    kept = any(map(cache.has, (PARSED, *PARSED_AHEAD)))
    return read if kept else read._replace(ahead=_ahead([*read.files], cache))


def _ahead(files: Sequence[File], cache: Cache) -> Ahead | None:
    """Begin to parse files; None where that is not worth it."""
    wanted = [
        one
        for one in files
        if one.path.startswith("data/") and one.path.endswith((".yaml", ".yml")) and not one.problem
    ]
    total = sum(len(one.data) for one in wanted)
    if total < _WORTH or cores() == 1:
        return None
    shares = in_shares(wanted, SHARES)

    def work(name: str, turns: Turns) -> Iterator[tuple[int, bytes]]:
        from timonel.load.parsed import handed  # noqa: PLC0415 - YAML, which only the other process needs now

        return handed(shares, turns, cache, name)

    return Ahead(shares, Crew(len(shares), [partial(work, name) for name in PARSED_AHEAD[: cores() - 1]]))


def in_shares(files: Sequence[File], number: int) -> list[Sequence[File]]:
    """Return files in shares of about as many bytes each, in their order."""
    each = sum(len(file.data) for file in files) // number + 1
    shares: list[list[File]] = [[] for _ in range(number)]
    before = 0
    for file in files:
        shares[before // each].append(file)
        before += len(file.data)
    return [*shares]
