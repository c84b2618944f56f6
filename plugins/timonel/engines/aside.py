"""Work done aside, in a process of its own: it shares what there is as it is, and only what comes of it is sent."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pickle import PicklingError
from typing import Any, Generic, TypeVar

import click

from timonel.engines.refused import BuildError
from timonel.text import visible

_FEW = 20  # things that one process takes at a time
GLANCE = 0.1  # seconds between two looks at what the others have done
T = TypeVar("T")
CAN = "fork" in multiprocessing.get_all_start_methods()


def cores() -> int:
    """Return how many processes can work at a time here; 1 where none can be made that shares what there is."""
    if not CAN:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Aside(Generic[T]):
    """A job in a process of its own.

    Args:
        job: the job.
        look: is called while somebody waits for the value.
    """

    def __init__(self, job: Callable[[], T], look: Callable[[], None] = lambda: None) -> None:
        context = multiprocessing.get_context("fork")
        self._end, other = context.Pipe(duplex=False)
        self._look = look
        # Nobody waits for its end, which takes a while: it has said all by then. Whoever starts the next one buries it.
        context.Process(target=_work, args=(job, other, self._end)).start()
        other.close()

    @property
    def is_done(self) -> bool:
        """Whether the value is there."""
        return self._end.poll()

    def value(self) -> T:
        """Wait for what comes of it.

        Raises:
            BuildError: it failed; the text is one line, or nothing where somebody has said it already.
        """
        try:
            while not self._end.poll(GLANCE):
                self._look()
            is_good, value = self._end.recv()
        except EOFError:  # killed
            is_good, value = False, ""
        self._look()
        if not is_good:
            raise BuildError(value)
        found: T = value
        return found


def begun(job: Callable[[], T], *, aside: bool) -> Callable[[], T]:
    """Return what gives the value of a job.

    Args:
        job: the job.
        aside: whether another process begins it now; else it is done when somebody asks for its value.
    """
    return Aside(job).value if aside else job


class Turns:
    """Things that several processes work at: whichever has time takes the next few, so that all are done at about the same time.

    Args:
        things: the same in each process.
    """

    def __init__(self, things: Sequence[str]) -> None:
        self._things = things
        self._next: Any = multiprocessing.get_context("fork" if CAN else "spawn").Value("i", 0)

    @property
    def are_over(self) -> bool:
        """Whether all are taken."""
        return bool(self._next.value >= len(self._things))

    def __iter__(self) -> Iterator[str]:
        """Take things."""
        while not self.are_over:
            with self._next.get_lock():
                start = self._next.value
                self._next.value = start + _FEW
            yield from self._things[start : start + _FEW]


def _work(job: Callable[[], Any], end: Any, other: Any) -> None:  # noqa: ANN401 - multiprocessing's
    other.close()  # else it would wait for itself to read, if the other process is gone
    try:
        sent = True, job()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - plugins, hooks and templates are anybody's code
        sent = False, line(error)
    with suppress(BrokenPipeError):  # nobody waits any more
        try:
            end.send(sent)
        except (TypeError, AttributeError, PicklingError) as error:
            end.send((False, line(error)))


def line(error: BaseException) -> str:
    """Return what stopped a build, in one line; nothing where a plugin has said it itself, and left."""
    if isinstance(error, SystemExit):
        return ""
    if isinstance(error, OSError):
        names = " → ".join(str(one) for one in (error.filename, error.filename2) if one)
        return visible(f"{names}: {error.strerror or error}" if names else str(error))
    ours = isinstance(error, BuildError | click.ClickException)
    return visible(" ".join((str(error) if ours else f"{type(error).__name__}: {error}").split()))
