"""What a benefit takes from the objective that it serves."""

from __future__ import annotations

from typing import Any

from timonel.kinds import Benefit, Objective
from timonel.model import Base
from timonel.text import is_empty

INHERITED = ("indicator", "baseline", "target", "due")


def inherited(base: Base, benefit: Benefit, field: str) -> Any:  # noqa: ANN401 - a field's value
    """Return an indicator, baseline, target or due date: the benefit's own, else that of the objective it serves."""
    objectives = base.many(Objective, [key.partition(":")[2] for key in benefit.serves if key.startswith("objective:")])
    found = (one.fields.get(field) for one in (benefit, *objectives))
    return next((value for value in found if not is_empty(value)), None)
