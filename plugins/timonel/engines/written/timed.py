"""The time that reading one hand-written page may take: past it the page is named, instead of a build that never ends."""

from __future__ import annotations

import ctypes
import signal
import threading
from types import FrameType
from typing import Any

from markdown import Markdown

from timonel.text import said, say

_SECONDS = 30  # a page of a hundred screens takes one


class SlowPageError(BaseException):
    """A page that takes too long; an extension that swallows every Exception does not swallow it."""


class PageTimer:
    """Ends what a thread does for a page when that takes too long.

    In the main thread it counts what is computed, so that a busy machine ends no page; elsewhere, the clock.
    """

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None
        self._is_signal = False

    def start(self) -> None:
        """Begin to count; whatever was counted before is forgotten."""
        self.stop()
        here = threading.current_thread()
        if here is threading.main_thread() and hasattr(signal, "setitimer"):
            self._is_signal = True
            signal.signal(signal.SIGPROF, _end)
            signal.setitimer(signal.ITIMER_PROF, _SECONDS)
            return
        self._timer = threading.Timer(_SECONDS, _end_thread, [here.ident])
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._is_signal:
            self._is_signal = False
            signal.setitimer(signal.ITIMER_PROF, 0)


def too_slow(page: str, lang: str) -> str:
    """Return what is wrong with a page that takes too long, or is nested too deeply, and what to do."""
    told = said(
        "{page}: its Markdown cannot be read in {seconds} seconds, or is nested too deeply: look for long runs of brackets, quotes or lists",
        page=page,
        seconds=_SECONDS,
    )
    return say(told, lang)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SlowPageError


def _end_thread(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(SlowPageError))


def time(md: Markdown, page: str, lang: str) -> None:
    """Have a Markdown that converts one page stop when that takes too long.

    Raises:
        ValueError: from ``convert``, with a line that names the page.
    """
    timer = PageTimer()
    convert: Any = md.convert

    def converted(source: str) -> str:
        timer.start()
        try:
            return str(convert(source))
        except (SlowPageError, RecursionError):
            raise ValueError(too_slow(page, lang)) from None
        finally:
            timer.stop()

    md.convert = converted  # type: ignore[method-assign] # Markdown has no event for what goes wrong
