"""What those who decide should know that a proposal does not say: criteria not measured or not met, who is to be heard and is absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Indicator, Measurement, Pilot, Role
from timonel.model import Entity
from timonel.notices.document import Value
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, many, said


def cautions(m: Meeting, about: Sequence[Entity], heard: Sequence[Value]) -> Iterator[Said]:
    """Yield what a proposal does not say of itself.

    Args:
        m: the session.
        about: what the proposal is about.
        heard: who must be heard before it is decided.
    """
    for one in about:
        if isinstance(one, Pilot) and one.success:
            yield from _criteria(m, one)
    absent = [one for one in heard if isinstance(one, Role) and one.id not in m.roles]
    if absent:
        yield said("not on this body, so to be heard before the session: {roles}", roles=absent)


def _criteria(m: Meeting, pilot: Pilot) -> Iterator[Said]:
    measured, missed = 0, list[Value]()
    for one in pilot.success:
        indicator = m.base.get(Indicator, one.indicator)
        if indicator is None or (indicator.key, pilot.key) not in m.facts.measured_in:
            continue
        measured += 1
        value = _last(m, indicator, pilot)
        if value is None or one.target is None:
            continue
        if value > one.target if indicator.direction == "down" else value < one.target:
            missed.append(indicator)
    total = len(pilot.success)
    if total and not measured:
        yield many(
            "the pilot's only criterion was not measured in it",
            "none of the pilot's {n} criteria was measured in it",
            total,
        )
    elif measured < total:
        yield said("criteria of the pilot that were measured in it: {n} of {m}", n=measured, m=total)
    if missed:
        yield said("its own criteria are not met: {what}", what=missed)


def _last(m: Meeting, indicator: Indicator, pilot: Pilot) -> float | None:
    """Return the last value of an indicator that was measured in a pilot."""
    series = [
        one
        for one in m.base.all(Measurement)
        if (one.of, one.in_) == (indicator.key, pilot.key) and one.date <= m.today
    ]
    return max(series, key=lambda one: one.date).value if series else None
