"""Who does a step of a process, what follows it, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from timonel.kinds import ProcessStep, Role, System
from timonel.model import Base
from timonel.text import Text


def following(step: ProcessStep) -> Mapping[str, Text | None]:
    """Return the ids of the steps that may follow, in the order of the file → the condition of each, if it has one."""
    return {
        after if isinstance(after, str) else after["to"]: None if isinstance(after, str) else after.get("when")
        for after in cast("list[str | dict[str, Any]]", step.next)
    }


def doer(base: Base, step: ProcessStep) -> Role | System | None:
    """Return who does a step: its role, or the system that does it alone."""
    return base.get(Role, step.role) or base.get(System, step.system)
