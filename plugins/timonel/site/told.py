"""What the packaged `capabilities.yaml` says: the sources that lessons name, and what Timonel can do with them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from timonel.source import Broken, parse

FILE = Path(__file__).parent / "capabilities.yaml"


@cache
def told() -> Mapping[str, Any]:
    """Return what the packaged file says; raises ValueError where it is no YAML."""
    document = parse(FILE.name, FILE.read_bytes())
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{FILE.name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    return document.value
