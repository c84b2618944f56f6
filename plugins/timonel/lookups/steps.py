"""What follows a step of a process, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from timonel.kinds import ProcessStep
from timonel.text import Text


def following(step: ProcessStep) -> Mapping[str, Text | None]:
    """Return the ids of the steps that may follow, in the order of the file → the condition of each, if it has one."""
    return {
        after if isinstance(after, str) else after["to"]: None if isinstance(after, str) else after.get("when")
        for after in cast("list[str | dict[str, Any]]", step.next)
    }
