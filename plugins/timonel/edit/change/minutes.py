"""What a session decided, in the base: proposals agreed, agreed with changes or withdrawn, and the gates and waivers that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel.edit.change.assign import unknown
from timonel.edit.change.draft import Draft, RefusedError
from timonel.edit.change.planned import Planned, planned
from timonel.governance import Result
from timonel.kinds import Forum, Initiative, InitiativePhase, Phase, Resolution, Waiver
from timonel.lookups.initiatives import phases_of
from timonel.lookups.status import resolved
from timonel.text import Said, said


class Gate(NamedTuple):
    """A gate that a resolution approves: the resolution's id, and the initiative (``initiative:id``)."""

    by: str
    initiative: str


class Renewal(NamedTuple):
    """A waiver that a resolution renews: its id, the rule, what the waiver is of (``kind:id``), and until when."""

    by: str
    rule: str
    entity: str
    until: str


class Session(NamedTuple):
    """A session that was held.

    Attributes:
        day: its ISO date.
        agreed: ids of the resolutions agreed as proposed.
        changed: ids of those agreed with another statement, each with it, in one language or several.
        withdrawn: ids of those withdrawn.
        gates: the gates that they approve.
        waivers: the waivers that they renew.
        following: the ISO date of the next session, None where nobody knows it.
        url: where the minutes are to be read, "" for nowhere.
    """

    day: str
    agreed: Sequence[str] = ()
    changed: Sequence[tuple[str, Mapping[str, str] | str]] = ()
    withdrawn: Sequence[str] = ()
    gates: Sequence[Gate] = ()
    waivers: Sequence[Renewal] = ()
    following: str | None = None
    url: str = ""

    @property
    def taken(self) -> list[str]:
        """The ids of all that was agreed, with changes or without."""
        return [*self.agreed, *(id_ for id_, _ in self.changed)]


def minutes(root: Path, result: Result, forum: Forum, session: Session, *, use_cache: bool = True) -> Planned:
    """Return what a session changes in the base; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base, on the day of the session.
        forum: who met.
        session: what they decided.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: something that was decided was not proposed, or cannot be approved.
    """
    problems = [*_problems(result, forum, session)]
    if problems:
        raise RefusedError(*problems)
    draft, base = Draft(root, result), result.base
    for id_ in session.taken:
        _resolution(draft, base.get(Resolution, id_), status="agreed", date=session.day)
    for id_, text in session.changed:
        _resolution(draft, base.get(Resolution, id_), statement=text)
    for id_ in session.withdrawn:
        _resolution(draft, base.get(Resolution, id_), status="withdrawn", date=session.day, closed=session.day)
    for one in session.gates:
        initiative = base.find(one.initiative)
        if isinstance(initiative, Initiative) and (found := gate(result, initiative)):
            step = draft.of(initiative)["phases"][found[0]]
            step.update(status="passed", passed=session.day, approved_by=f"resolution:{one.by}")
    for renewed in session.waivers:
        if waiver := _waiver(result, renewed):
            fields = {"approved_by": f"resolution:{renewed.by}", "approved": session.day, "expires": renewed.until}
            draft.of(waiver).update(fields)
    _held(draft.of(forum), session)
    return planned(root, result, draft, {}, use_cache=use_cache)


def _resolution(draft: Draft, one: Resolution | None, **fields: Any) -> None:  # noqa: ANN401 - YAML values
    if one is not None:
        draft.of(one).update(fields)


def _held(fields: dict[str, Any], session: Session) -> None:
    """Add a session to those that a body held, and set its next one."""
    meetings = fields.setdefault("meetings", [])
    if not any(one.get("date") == session.day for one in meetings):
        meetings.append({"date": session.day, **({"minutes": session.url} if session.url else {})})
    if fields.get("next") and fields["next"] <= session.day:
        fields.pop("next")
        if session.following:
            fields["next"] = session.following


def gate(result: Result, initiative: Initiative) -> tuple[int, InitiativePhase, Phase] | None:
    """Return the gate that an initiative stands before: of the phase that it is in, with its place in the list."""
    there = phases_of(result.base, initiative)
    return next((each for each in there if each[1].status == "in-progress"), None)


def _waiver(result: Result, one: Renewal) -> Waiver | None:
    found = (each for each in result.base.all(Waiver) if (each.rule, each.entity) == (one.rule.upper(), one.entity))
    return next(found, None)


def _problems(result: Result, forum: Forum, session: Session) -> Iterator[Said]:
    """Yield why what was decided cannot be written down."""
    yield from _undecidable(result, forum, session)
    for each in session.gates:
        initiative = result.base.find(each.initiative)
        if not isinstance(initiative, Initiative):
            yield unknown(result.base, each.initiative)
        elif gate(result, initiative) is None:
            yield said("{key} is in no phase whose gate could be passed", key=initiative.key)
    for one in session.waivers:
        if _waiver(result, one) is None:
            yield said(
                "there is no waiver of {code} for {key}: `timonel waive` writes one", code=one.rule, key=one.entity
            )
        if one.until < session.day:
            yield said("{date} is past: today is {today}", date=one.until, today=session.day)
    for by in dict.fromkeys((*(each.by for each in session.gates), *(each.by for each in session.waivers))):
        if by not in session.taken:
            yield said("{key} approves nothing: it is not agreed in these minutes", key=f"resolution:{by}")


def _undecidable(result: Result, forum: Forum, session: Session) -> Iterator[Said]:
    """Yield which resolutions were not proposed to a body, or are decided twice."""
    seen = set[str]()
    for id_ in [*session.taken, *session.withdrawn]:
        one = result.base.get(Resolution, id_)
        if id_ in seen:
            yield said("{key}: it is decided twice", key=f"resolution:{id_}")
        elif one is None:
            yield unknown(result.base, f"resolution:{id_}")
        elif one.forum != forum.id or resolved(one) != "proposed":
            yield said("{key} is not proposed to {forum}", key=one.key, forum=forum.key)
        seen.add(id_)
