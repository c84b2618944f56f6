"""From files to a base (`loader`); what a base is made of is known without that (`files`), for it is asked at every start."""

from __future__ import annotations

from timonel.load.files import (
    CLOSED,
    SETTINGS,
    File,
    Sources,
    baseline_of,
    is_own_rule,
    is_read,
    read,
    replaced,
    settings,
    sources,
)

__all__ = [
    "CLOSED",
    "SETTINGS",
    "File",
    "Sources",
    "baseline_of",
    "is_own_rule",
    "is_read",
    "read",
    "replaced",
    "settings",
    "sources",
]
