"""How far a build is: pages that are done, of how many, over all processes that work at it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any


class Progress:
    """Counts pages.

    Args:
        tell: is told how many pages are done, of how many.
    """

    def __init__(self, tell: Callable[[int, int], None], shared: Any = None, parent: int = 0) -> None:  # noqa: ANN401 - two numbers that processes share
        self._tell, self._parent = tell, parent
        self._shared: Any = shared or [0, 0]

    def aside(self) -> Progress:
        """Return what counts in a process made by this one, which ends when this one is gone."""
        if isinstance(self._shared, list):
            self._shared = multiprocessing.get_context("fork").Array("i", self._shared)
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
        with nullcontext() if isinstance(self._shared, list) else self._shared.get_lock():
            self._shared[0] += done
            self._shared[1] += total
