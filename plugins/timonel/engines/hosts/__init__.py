"""The engines, a module each: what stands here is one, under its module's name."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timonel.engines.engine import Engine

NAMES = tuple(sorted(one.name for one in pkgutil.iter_modules(__path__)))  # known without loading a site generator


def named(name: str) -> Engine:
    """Return an engine."""
    found: Engine = importlib.import_module(f"{__name__}.{name}").ENGINE
    return found
