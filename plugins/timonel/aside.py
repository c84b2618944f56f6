"""Work that a process beside this one does: it hands over bytes, or nothing, and then whoever asked does the work."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any


def can_fork() -> bool:
    """Whether a copy of this process would be sound: nobody else is at work in it."""
    threads = sys.modules.get("threading")
    return sys.platform == "linux" and (threads is None or threads.active_count() == 1)


def cores() -> int:
    """Return how many cores this process may use; one where starting another by forking is not safe."""
    return len(os.sched_getaffinity(0)) if can_fork() else 1


def begin(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Start a process that does ``work`` with all that this one knows now.

    Returns:
        What waits for it and returns what it made; b"" where it came to nothing.
    """
    end, start = os.pipe()
    try:
        process = os.fork()
    except OSError:  # as many processes as there may be
        os.close(start)
        os.close(end)
        return bytes
    if not process:
        os.close(end)  # else it would wait for itself to read, if the other process is gone
        try:
            made = work()
            with open(start, "wb") as pipe:  # noqa: PTH123 - a file descriptor
                pipe.write(made)
        finally:
            os._exit(0)
    os.close(start)

    def wait() -> bytes:
        with open(end, "rb") as pipe:  # noqa: PTH123 - a file descriptor
            made = pipe.read()
        return made if os.waitpid(process, 0)[1] == 0 else b""  # killed: what it wrote may be half

    return wait


def shared(
    tasks: Sequence[Callable[[], Any]],
    packed: Callable[[Mapping[int, Any]], bytes] = marshal.dumps,
    unpacked: Callable[[bytes], Mapping[int, Any]] = marshal.loads,
) -> list[Any]:
    """Return what tasks make, in their order: this process and one beside it do them, and are done at about the same time.

    Args:
        tasks: some tens of tasks. This process begins at the first one, the other at the last: there belong those that
            make little of much, for that has to be handed over.
        packed: gives the bytes of what tasks made, by their numbers.
        unpacked: the other way round.
    """
    if cores() == 1:
        return [task() for task in tasks]
    numbers = range(len(tasks))
    turns, give = os.pipe()
    os.write(give, bytes(len(tasks)))  # whoever takes a byte has a turn: none is left once all tasks are taken
    os.close(give)
    try:
        wait = begin(lambda: packed({number: tasks[number]() for number in _taken(turns, reversed(numbers))}))
        made = {number: tasks[number]() for number in _taken(turns, numbers)}
        theirs = wait()
    finally:
        os.close(turns)
    made.update(unpacked(theirs) if theirs else {})
    return [made[number] if number in made else tasks[number]() for number in numbers]


def _taken(turns: int, numbers: Iterable[int]) -> Iterator[int]:
    """Yield numbers for as long as there are turns."""
    for number in numbers:
        if not os.read(turns, 1):
            return
        yield number
