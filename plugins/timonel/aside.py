"""Work that a process beside this one does: it hands over bytes, or nothing, and then whoever asked does the work."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


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
