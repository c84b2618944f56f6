"""Work that a process beside this one does: it hands over bytes, or nothing, and then whoever asked does the work."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
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


class Turns:
    """Numbers from 0 on, each of which one of several processes takes: this one the first ones, the others the last ones.

    Whoever has time takes the next, so that all are done at about the same time.
    """

    def __init__(self, number: int) -> None:
        """Begin with so many numbers, some hundreds at most: before any other process is there."""
        self._number = number
        self._left = _filled(bytes(number))  # a byte for each number that nobody has taken
        self._last = _filled(b"".join(one.to_bytes(2) for one in reversed(range(number))))

    def first(self) -> Iterator[int]:
        """Take numbers, for the one process that begins at the first."""
        for number in range(self._number):
            if not os.read(self._left, 1):
                return
            yield number

    def last(self) -> Iterator[int]:
        """Take numbers, for one of those that begin at the last."""
        while os.read(self._left, 1):
            yield int.from_bytes(os.read(self._last, 2))

    def end(self) -> None:
        """Let go of them, in this process."""
        os.close(self._left)
        os.close(self._last)


def _filled(data: bytes) -> int:
    """Return the end of a pipe that holds some bytes, and no more will come."""
    end, start = os.pipe()
    os.write(start, data)
    os.close(start)
    return end


def shared(
    tasks: Sequence[Callable[[], Any]],
    packed: Callable[[dict[int, Any]], bytes] = lambda made: marshal.dumps(made),  # noqa: PLW0108 - has one more parameter
    unpacked: Callable[[bytes], Mapping[int, Any]] = marshal.loads,
) -> list[Any]:
    """Return what tasks make, in their order, done by this process and one beside it.

    Args:
        tasks: some tens of tasks. This process begins at the first one, the other at the last: there belong those that
            make little of much, for that has to be handed over.
        packed: gives the bytes of what tasks made, by their numbers.
        unpacked: the other way round.
    """
    if cores() == 1:
        return [task() for task in tasks]
    turns = Turns(len(tasks))
    try:
        wait = begin(lambda: packed({number: tasks[number]() for number in turns.last()}))
        made = {number: tasks[number]() for number in turns.first()}
        theirs = wait()
    finally:
        turns.end()
    made.update(unpacked(theirs) if theirs else {})
    return [made[number] if number in made else task() for number, task in enumerate(tasks)]
