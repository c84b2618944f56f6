"""The part that roles take in decisions, tasks, processes and forums: sections of the pages of roles and people."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Decision, Forum, Process, Role, Task
from timonel.model import Entity
from timonel.site.desk import Cell, Desk
from timonel.site.views.holding import Column, Duties
from timonel.site.writer import Writer
from timonel.text import pick

Row = tuple[Role | None, list[Cell]]
_PARTS = {
    "R": "R · carries it out", "A": "A · answers for it", "RA": "R and A · carries it out and answers for it",
    "C": "C · consulted", "I": "I · informed",
}  # fmt: skip


def part_word(desk: Desk, part: str) -> str:
    """Return a role's part in a task in words, beside its letters."""
    return desk.t(_PARTS[part])


def part_of(task: Task, role_id: str) -> str:
    """Return a role's part in a task: "R", "A", "RA", "C", "I" or "" for none."""
    main = "R" * (role_id in task.responsible) + "A" * (role_id == task.accountable)
    return main or ("C" if role_id in task.consulted else "I" if role_id in task.informed else "")


def decisions(its: Duties) -> None:
    """Add what the roles decide, on their own or in a forum, and what they may not decide."""
    desk, w = its.desk, its.w
    what = {"key": "decision", "label": desk.kind_title("decision"), "wide": True}
    rows: list[Row] = []
    for decision, role, forum in decided(its):
        how = (
            {"text": desk.t("in {forum}", forum=desk.name(forum)), "href": w.href(forum)}
            if forum
            else desk.t("on its own")
        )
        rows.append((role, [w.link(decision), desk.pick(decision.statement), how]))
    columns: list[Column] = [
        what,
        {"key": "statement", "label": desk.label("decision", "statement"), "wide": True},
        {"key": "how", "label": desk.t("How")},
    ]
    its.table(desk.t("Decides"), "decides", columns, rows)
    columns = [what, {"key": "who", "label": desk.t("Who decides")}, {"key": "why", "label": desk.t("Closed to")}]
    closed: list[Row] = [(role, [w.link(one), deciders(w, one), w.link(reason)]) for one, role, reason in _closed(its)]
    its.table(desk.t("May not decide"), "may-not-decide", columns, closed)


def deciders(w: Writer, decision: Decision) -> Cell:
    """Return who decides: a role with its holder, or the forums that do."""
    forums_ = [w.link(one) for one in w.desk.base.all(Forum) if decision.id in one.decides]
    return [w.role(decision.decider), *forums_] if decision.decider else forums_ or None


def decided(its: Duties) -> list[tuple[Decision, Role | None, Forum | None]]:
    """Return what the roles decide, with the role and the forum where they do it together with others.

    Who sits in a forum takes part in what it decides, unless the decision itself is closed to that role.
    """
    base = its.desk.base
    found: list[tuple[Decision, Role | None, Forum | None]] = [
        (one, base.get(Role, one.decider), None) for one in base.all(Decision) if one.decider in its.ids
    ]
    for forum in base.all(Forum):
        sitting = [id_ for id_ in (forum.chair, *(one.role for one in forum.members)) if id_ in its.ids]
        for one in base.many(Decision, forum.decides):
            voting = next((id_ for id_ in sitting if f"role:{id_}" not in one.forbidden), None)
            found += [(one, base.get(Role, voting), forum)] if voting else []
    return found


def _closed(its: Duties) -> Iterator[tuple[Decision, Role, Entity]]:
    """Yield the decisions that the roles may not take, with the role, and what closes it: the role itself or its area."""
    open_ = {one.id for one, _, _ in decided(its)}
    reasons = [(key, role) for role in its.roles for key in (role.key, f"area:{role.area}")]
    for decision in its.desk.base.all(Decision):
        found = next(((key, role) for key, role in reasons if key in decision.forbidden), None)
        entity = its.desk.base.find(found[0]) if found else None
        if found and entity is not None and decision.id not in open_:
            yield decision, found[1], entity


def tasks(its: Duties) -> None:
    """Add the tasks that the roles carry out or answer for."""
    desk, w = its.desk, its.w
    columns: list[Column] = [
        {"key": "task", "label": desk.kind_title("task"), "wide": True}, {"key": "part", "label": desk.t("Part")},
        {"key": "phase", "label": desk.kind_title("phase")}, {"key": "initiative", "label": desk.kind_title("initiative")},
    ]  # fmt: skip
    rows: list[Row] = [
        (
            role,
            [
                w.link(task),
                {"text": part_word(desk, part), "key": part},
                w.ref("phase", task.phase),
                w.ref("initiative", task.initiative),
            ],
        )
        for task, role, part in taking_part(its)
    ]
    its.table(desk.t("Tasks"), "tasks", columns, rows, filters=("part", "phase", "initiative"))


def taking_part(its: Duties) -> Iterator[tuple[Task, Role, str]]:
    """Yield the tasks that the roles carry out or answer for, with their part."""
    for task in its.desk.base.all(Task):
        for role in its.roles:
            part = part_of(task, role.id)
            if part and part not in "CI":
                yield task, role, part


def steps(its: Duties) -> None:
    """Add the steps of processes that the roles carry out."""
    desk, w = its.desk, its.w
    columns: list[Column] = [
        {"key": "process", "label": desk.kind_title("process"), "wide": True}, {"key": "steps", "label": desk.label("process", "steps"), "wide": True},
    ]  # fmt: skip
    rows: list[Row] = []
    named = {one.source.key for role in its.roles for one in desk.base.backlinks.get(role.key, ())}
    for process in desk.base.all(Process):
        for role in its.roles if process.key in named else ():
            names = [pick(step.name, desk.lang) for step in process.steps if step.role == role.id]
            if names and process.status != "retired":
                rows.append((role, [w.link(process), names]))
    its.table(desk.t("Steps to carry out"), "steps", columns, rows)


def forums(its: Duties) -> None:
    """Add the forums where the roles sit."""
    desk, w = its.desk, its.w
    voices = desk.schema.kinds["forum"].fields["members"]["items"]["properties"]["voice"]
    columns: list[Column] = [
        {"key": "forum", "label": desk.kind_title("forum"), "wide": True}, {"key": "voice", "label": desk.label("forum", "members", 0, "voice")},
        {"key": "cadence", "label": desk.label("forum", "cadence")}, {"key": "last", "label": desk.t("Last meeting")},
    ]  # fmt: skip
    rows: list[Row] = []
    for forum in desk.base.all(Forum):
        voice = {one.role: desk.word(voices, one.voice) for one in forum.members if one.voice}
        for role in its.roles:
            if role.id == forum.chair or role.id in {one.role for one in forum.members}:
                chairs = desk.label("forum", "chair") if role.id == forum.chair else None
                part = " · ".join(word for word in (chairs, voice.get(role.id)) if word) or None
                rows.append(
                    (
                        role,
                        [w.link(forum), part, desk.choice(forum, "cadence"), desk.date_cell(last_meeting(desk, forum))],
                    )
                )
    its.table(desk.kind_plural("forum"), "forums", columns, rows)


def last_meeting(desk: Desk, forum: Forum) -> str | None:
    """Return the date of a forum's last meeting, or None."""
    return max((one.date for one in forum.meetings if one.date <= desk.facts.today), default=None)
