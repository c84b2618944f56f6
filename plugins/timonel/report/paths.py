"""Paths as readers of reports take them."""

from __future__ import annotations

import os
from urllib.parse import quote


def uri(path: str) -> str:
    """Return a relative path as a URI reference, its bytes %-encoded."""
    return quote(os.fsencode(path))
