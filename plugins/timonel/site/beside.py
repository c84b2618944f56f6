"""Files of a language's site that are no pages: calendars and news, each made only where it would be another than the last time."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Beside(NamedTuple):
    """A file beside the pages: its name below the language's root, what tells it from others, and how it is made."""

    name: str
    seal: bytes
    make: Callable[[], bytes]
