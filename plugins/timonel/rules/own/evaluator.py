"""What the process does in which own rules' expressions are evaluated: a letter for each entity, within limits.

Also a script of its own, without the rest of Timonel, for systems where a process cannot be forked (`apart` starts it).
"""

from __future__ import annotations

import marshal
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any

FREE, HOLDS, BROKEN = b"-+!"  # what an entity is to a rule: none of its business, as it should be, or not
LATE, FULL = 4, 5  # exit codes: all the time that the rules have together is gone; there is no more memory
# A rule: kind, the fields it asks for (None for all), the seconds it has, what narrows it (None for nothing), what must hold.
Task = tuple[str, Sequence[str] | None, int, str | None, str]
Values = Callable[[str, Sequence[str] | None], Iterable[Mapping[str, Any]]]


def evaluate(  # noqa: PLR0913, PLR0917 - what there is to do, how, and how long
    today: str,
    tasks: Sequence[Task],
    values: Values,
    write: Callable[[bytes], object],
    end: Callable[[int], object],
    seconds: int,
) -> int:
    """Evaluate rules one after the other and write the letters of each when it is done; return an exit code.

    Args:
        today: the ISO date to take for today.
        tasks: the rules.
        values: gives the fields of each entity of a kind, only some or all.
        write: takes the letters.
        end: has the system end this process once it has computed for so many seconds.
        seconds: what all rules together may take, after which none is begun.
    """
    import cel  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415 - where it is may have to be said first

    begun = time.process_time()
    for kind, wanted, most, *expressions in tasks:
        if time.process_time() - begun > seconds:
            return LATE
        end(int(time.process_time()) + 1 + most)
        applies, asserted = (text and cel.compile(text) for text in expressions)
        found = bytearray()
        try:
            for entity in values(kind, wanted):
                seen = {"entity": entity, "today": today}
                concerned = not applies or _holds(applies, seen)
                found.append(FREE if not concerned else HOLDS if _holds(asserted, seen) else BROKEN)
        except MemoryError:
            return FULL
        write(bytes(found))
    return 0


def _holds(program: Any, values: dict[str, Any]) -> bool:  # noqa: ANN401 - the library's
    """Whether an expression holds; what cannot be evaluated does not."""
    try:
        return program.execute(values) is True
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the library raises many kinds: for a reader they all mean "it does not hold"
        return False


def _main(seconds: str, megabytes: str, *places: str) -> int:
    sys.path.extend(places)
    sys.modules["cel.cli"] = ModuleType("cel.cli")  # a command line, which nobody needs here
    from timonel.limits import limit, restrict  # noqa: PLC0415 - where it is has just been said

    restrict(int(seconds), int(megabytes))
    entities: Mapping[str, Sequence[Mapping[str, Any]]]
    today, tasks, entities, most = marshal.load(sys.stdin.buffer)  # noqa: S302 - from the process that began this one

    def values(kind: str, wanted: Sequence[str] | None) -> Iterable[Mapping[str, Any]]:
        if wanted is None:
            return entities[kind]
        return ({key: one[key] for key in wanted if key in one} for one in entities[kind])

    def write(letters: bytes) -> None:
        sys.stdout.buffer.write(letters)
        sys.stdout.buffer.flush()

    return evaluate(today, tasks, values, write, partial(limit, "RLIMIT_CPU"), most)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
