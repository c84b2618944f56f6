"""How far a build is: pages that are done, of how many, over all processes that work at it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from timonel.engines.aside import CAN


class Progress:
    """Counts pages.

    Args:
        tell: is told how many pages are done, of how many.
    """

    def __init__(self, tell: Callable[[int, int], None], shared: Any = None, parent: int = 0) -> None:  # noqa: ANN401 - two numbers that processes share
        self._tell, self._parent = tell, parent
        self._shared: Any = shared or (multiprocessing.get_context("fork").Array("i", 2) if CAN else [0, 0])

    def aside(self) -> Progress:
        """Return what counts in a process made by this one, which ends when this one is gone."""
        return Progress(lambda _done, _total: None, self._shared, os.getpid())

    def begin(self, total: int) -> None:
        """Add pages that are to be done."""
        self._add(0, total)

    def step(self) -> None:
        """Add a page that is done."""
        self._add(1, 0)
        self.look()

    def look(self) -> None:
        """Tell how far all are."""
        self._tell(*self._shared[:])

    def _add(self, done: int, total: int) -> None:
        if self._parent and os.getppid() != self._parent:  # killed: nobody waits for these pages any more
            os._exit(1)
        with self._shared.get_lock() if CAN else nullcontext():
            self._shared[0] += done
            self._shared[1] += total
