"""Work that a process beside this one does: it hands over bytes, or nothing, and then whoever asked does the work."""

from __future__ import annotations

import marshal
import os
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

_NEWS = struct.Struct("<BHQ")  # whose, the number of a task, and how many bytes came of it


def can_fork() -> bool:
    """Whether a copy of this process would be sound: nobody else is at work in it."""
    threads = sys.modules.get("threading")
    return sys.platform == "linux" and (threads is None or threads.active_count() == 1)


def cores() -> int:
    """Return how many cores this process may use; one where starting another by forking is not safe."""
    return len(os.sched_getaffinity(0)) if can_fork() else 1


class Turns:
    """Numbers from 0 on, each of which one of several processes takes, from either end: whoever has time takes the next.

    So all of them are done at about the same time.
    """

    def __init__(self, number: int) -> None:
        """Begin with so many numbers, some hundreds at most: before any other process is there."""
        numbers = [one.to_bytes(2) for one in range(number)]
        self._left = _filled(bytes(number))  # a byte for each number that nobody has taken
        self._ends = _filled(b"".join(numbers)), _filled(b"".join(reversed(numbers)))

    def first(self) -> Iterator[int]:
        """Take numbers, for those that begin at the first."""
        return self._taken(self._ends[0])

    def last(self) -> Iterator[int]:
        """Take numbers, for those that begin at the last."""
        return self._taken(self._ends[1])

    def _taken(self, end: int) -> Iterator[int]:
        while os.read(self._left, 1):
            yield int.from_bytes(os.read(end, 2))

    def end(self) -> None:
        """Let go of them, in this process."""
        for one in (self._left, *self._ends):
            os.close(one)


def _filled(data: bytes) -> int:
    """Return the end of a pipe that holds some bytes, and no more will come."""
    end, start = os.pipe()
    os.write(start, data)
    os.close(start)
    return end


class Crew:
    """Tasks, known by numbers from 0 on, that this process and some beside it do: each takes the next one when it has time.

    What these make is at hand as soon as it is made, and none of them waits until somebody takes it.
    """

    def __init__(self, number: int, works: Sequence[Callable[[Turns], Iterable[tuple[int, bytes]]]]) -> None:
        """Start a process for each of ``works``, with all that this one knows now.

        Args:
            number: how many tasks there are.
            works: takes numbers in turn, and yields each with what it made; what it does after the last one nobody waits for
                before `end`. Where there cannot be so many processes, or one is killed, the others do its tasks.
        """
        self._number, self._turns = number, Turns(number)
        self._told, tell = os.pipe()
        self._others = list[int]()
        self._made, self._read = list[int](), list[int]()  # by each: the file that holds it, and how far that was read
        for place, work in enumerate(works):
            try:
                self._made.append(os.memfd_create("timonel"))
                process = os.fork()
            except OSError:  # as many as there may be
                break
            if not process:
                self._work(work, place, tell)
            self._others.append(process)
            self._read.append(0)
        os.close(tell)

    def _work(self, work: Callable[[Turns], Iterable[tuple[int, bytes]]], place: int, tell: int) -> NoReturn:
        """Do tasks, as one of the other processes."""
        try:
            os.close(self._told)  # else it would go on when the one that asked is gone
            with open(self._made[place], "wb") as file:  # noqa: PTH123 - a file descriptor
                for number, data in work(self._turns):
                    file.write(data)
                    file.flush()
                    os.write(tell, _NEWS.pack(place, number, len(data)))
        finally:
            os._exit(0)

    def each(self, mine: Callable[[int], T], theirs: Callable[[bytes], T]) -> Iterator[tuple[int, T]]:
        """Yield the number of every task with what came of it, as it comes; once only.

        Args:
            mine: does a task here.
            theirs: gives what another process made from its bytes.
        """
        left, turns = {*range(self._number)}, self._turns.first()
        while left:
            news = self._news(wait=False)
            if news is None and (number := next(turns, None)) is not None:
                yield number, mine(number)
            elif news := news or self._news(wait=True):
                number = news[0]
                yield number, theirs(news[1])
            else:  # nobody is left who could have made it
                number = min(left)
                yield number, mine(number)
            left.discard(number)

    def in_turn(self, mine: Callable[[int], T], theirs: Callable[[int, bytes], T]) -> Iterator[T]:
        """Yield what came of every task, in their order; once only.

        Args:
            mine: as in `each`.
            theirs: gives what another process made of a task from its bytes, when it is its turn.
        """
        come = self.each(lambda number: (mine(number), b""), lambda data: (None, data))
        made: dict[int, tuple[T | None, bytes]] = {}
        for number in range(self._number):
            while number not in made:
                made.update([next(come)])
            here, data = made.pop(number)
            yield theirs(number, data) if here is None else here

    def _news(self, *, wait: bool) -> tuple[int, bytes] | None:
        """Return a task that another process has done since, and what it made; None where there is none."""
        os.set_blocking(self._told, wait)
        try:
            news = os.read(self._told, _NEWS.size)
        except BlockingIOError:
            return None
        if not news:  # all are gone
            return None
        place, number, size = _NEWS.unpack(news)
        self._read[place] += size
        return number, os.pread(self._made[place], size, self._read[place] - size)

    def end(self) -> None:
        """Wait until the other processes are gone."""
        self._turns.end()
        for one in (self._told, *self._made):
            os.close(one)
        for process in self._others:
            os.waitpid(process, 0)


def shared(
    tasks: Sequence[Callable[[], Any]],
    packed: Callable[[Any], bytes] = lambda made: marshal.dumps(made),  # noqa: PLW0108 - has one more parameter
    unpacked: Callable[[bytes], Any] = marshal.loads,
) -> list[Any]:
    """Return what tasks make, in their order, done by this process and one beside it.

    Args:
        tasks: some tens of tasks. This process begins at the first one, the other at the last: there belong those that
            make little of much, for that has to be handed over.
        packed: gives the bytes of what a task made.
        unpacked: the other way round.
    """
    if cores() == 1:
        return [task() for task in tasks]
    crew = Crew(len(tasks), [lambda turns: ((number, packed(tasks[number]())) for number in turns.last())])
    try:
        made = dict(crew.each(lambda number: tasks[number](), unpacked))
    finally:
        crew.end()
    return [made[number] for number in range(len(tasks))]
