"""Whose day it is: the date in the time zone that a base names, in UTC where it names none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

_NAMED = re.compile(rb"""^["']?timezone["']?[ \t]*:[ \t]*["']?([A-Za-z][\w+-]*(?:/[\w+-]+)*)""", re.MULTILINE)


def zone(name: str | None) -> tzinfo | None:
    """Return a time zone by its name, UTC without one; None where this machine does not know it."""
    if name is None:
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - few bases name one

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such zone, or the name of a folder of zones
        return None


def day(name: str | None = None) -> str:
    """Return today's ISO date in a time zone."""
    return datetime.now(zone(name) or UTC).date().isoformat()


def named(settings: bytes | None) -> str | None:
    """Return the time zone that a settings file seems to name: what is kept for a day need not have read all of it."""
    found = _NAMED.search(settings or b"")
    return found[1].decode() if found else None
