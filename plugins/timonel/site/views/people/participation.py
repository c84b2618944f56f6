"""The part that roles take in decisions, tasks, processes and forums: sections of the pages of roles and people."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Decision, Forum, Process, Role, Task
from timonel.lookups.facts import Facts
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Item
from timonel.site.views.people.assignment import Duties
from timonel.site.writer import Writer
from timonel.text import pick

Decided = tuple[Decision, Role | None, Forum | None]  # who decides it, and in which forum
Closed = tuple[Decision, Role, Entity]  # to whom it is closed, and what says so: the role or its area
_PARTS = {
    "R": "R · carries it out", "A": "A · answers for it", "RA": "R and A · carries it out and answers for it",
    "C": "C · consulted", "I": "I · informed",
}  # fmt: skip
TINT = 3  # of who answers in a matrix, so that the eye runs down there


def part_word(ctx: Context, part: str) -> str:
    """Return a role's part in a task in words, beside its letters."""
    return ctx.t(_PARTS[part])


def part_of(task: Task, role_id: str) -> str:
    """Return a role's part in a task: "R", "A", "RA", "C", "I" or "" for none."""
    main = "R" * (role_id in task.responsible) + "A" * (role_id == task.accountable)
    return main or ("C" if role_id in task.consulted else "I" if role_id in task.informed else "")


def is_vacant(ctx: Context, id_: str | None) -> bool:
    """Whether a part is that of a role which nobody holds."""
    role = ctx.base.get(Role, id_)
    return role is not None and ctx.facts.is_vacant(role)


def decisions(its: Duties) -> None:
    """Add what the roles decide, on their own or in a forum, and what they may not decide."""
    ctx, w = its.ctx, its.w

    def how(forum: Forum | None) -> Item:
        return Cell(ctx.t("in {forum}", forum=ctx.name(forum)), w.href(forum)) if forum else ctx.t("on its own")

    columns: list[Column[Decided]] = [
        fields.head(ctx, "decision", lambda row: w.link(row[0]), wide=True),
        fields.head(ctx, "decision.statement", lambda row: ctx.pick(row[0].statement), wide=True),
        Column("how", ctx.t("How"), lambda row: how(row[2])),
    ]
    its.table(ctx.t("Decides"), "decides", decided(its), columns, lambda row: row[1])
    closed: list[Column[Closed]] = [
        fields.head(ctx, "decision", lambda row: w.link(row[0]), wide=True),
        Column("who", ctx.t("Who decides"), lambda row: deciders(w, row[0])),
        Column("why", ctx.t("Closed to"), lambda row: w.link(row[2])),
    ]
    its.table(ctx.t("May not decide"), "may-not-decide", [*_closed(its)], closed, lambda row: row[1])


def deciders(w: Writer, decision: Decision) -> list[Cell | None]:
    """Return who decides: a role with its holder, or the forums that do."""
    return [*([w.role(decision.decider)] if decision.decider else []), *deciding_forums(w, decision)]


def decided(its: Duties) -> list[Decided]:
    """Return what the roles decide, with the role and the forum where they do it together with others.

    Who sits in a forum with a vote takes part in what it decides, unless the decision itself is closed to that role.
    """
    base = its.ctx.base
    found: list[Decided] = [
        (one, base.get(Role, one.decider), None) for one in base.all(Decision) if one.decider in its.ids
    ]
    for forum in base.all(Forum):
        silent = {one.role for one in forum.members if not one.vote}
        sitting = [id_ for id_ in (forum.chair, *(one.role for one in forum.members)) if id_ in its.ids - silent]
        for one in base.many(Decision, forum.decides):
            voting = next((id_ for id_ in sitting if f"role:{id_}" not in one.forbidden), None)
            found += [(one, base.get(Role, voting), forum)] if voting else []
    return found


def _closed(its: Duties) -> Iterator[Closed]:
    """Yield the decisions that the roles may not take, with the role, and what closes it: the role itself or its area."""
    open_ = {one.id for one, _, _ in decided(its)}
    reasons = [(key, role) for role in its.roles for key in (role.key, f"area:{role.area}")]
    for decision in its.ctx.base.all(Decision):
        found = next(((key, role) for key, role in reasons if key in decision.forbidden), None)
        entity = its.ctx.base.find(found[0]) if found else None
        if found and entity is not None and decision.id not in open_:
            yield decision, found[1], entity


def tasks(its: Duties) -> None:
    """Add the tasks that the roles carry out or answer for."""
    ctx, w = its.ctx, its.w
    columns: list[Column[tuple[Task, Role, str]]] = [
        fields.head(ctx, "task", lambda row: w.link(row[0]), wide=True),
        Column("part", ctx.t("Part"), lambda row: Cell(part_word(ctx, row[2]), key=row[2]), filter=True),
        fields.head(ctx, "phase", lambda row: w.ref("phase", row[0].phase), filter=True),
        fields.head(ctx, "initiative", lambda row: w.ref("initiative", row[0].initiative), filter=True),
    ]
    its.table(ctx.t("Tasks"), "tasks", [*taking_part(its)], columns, lambda row: row[1])


def taking_part(its: Duties) -> Iterator[tuple[Task, Role, str]]:
    """Yield the tasks that the roles carry out or answer for, with their part."""
    for task in its.ctx.base.all(Task):
        for role in its.roles:
            part = part_of(task, role.id)
            if part and part not in "CI":
                yield task, role, part


def steps(its: Duties) -> None:
    """Add the steps of processes that the roles carry out."""
    ctx, w = its.ctx, its.w
    known = ctx.facts.once(_stepping)
    found = [(n, place) for place, role in enumerate(its.roles) for n in known.get(role.id, ())]
    rows = [
        (role, process, [pick(step.name, ctx.lang) for step in process.steps if step.role == role.id])
        for n, place in sorted(found)
        for role in (its.roles[place],)
        for process in (known[role.id][n],)
    ]
    columns: list[Column[tuple[Role, Process, list[str]]]] = [
        fields.head(ctx, "process", lambda row: w.link(row[1]), wide=True),
        fields.head(ctx, "process.steps", lambda row: row[2], wide=True),
    ]
    its.table(ctx.t("Steps to carry out"), "steps", rows, columns, lambda row: row[0])


def _stepping(facts: Facts) -> dict[str, dict[int, Process]]:
    """Return role's id → the processes, not retired, in which it carries out a step, by their places in the order of files."""
    found: dict[str, dict[int, Process]] = {}
    for number, process in enumerate(facts.base.all(Process)):
        for step in process.steps if process.status != "retired" else ():
            if step.role:
                found.setdefault(step.role, {})[number] = process
    return found


def forums(its: Duties) -> None:
    """Add the forums where the roles sit."""
    ctx, w = its.ctx, its.w
    voices = fields.of(ctx, "forum", "members", "voice")

    def part(row: tuple[Role, Forum]) -> str | None:
        role, forum = row
        voice = {member.role: ctx.word(voices, member.voice) for member in forum.members if member.voice}
        chairs = ctx.label("forum", "chair") if role.id == forum.chair else None
        return " · ".join(word for word in (chairs, voice.get(role.id)) if word) or None

    rows = [
        (role, forum)
        for forum in ctx.base.all(Forum)
        for role in its.roles
        if role.id == forum.chair or role.id in {member.role for member in forum.members}
    ]
    columns: list[Column[tuple[Role, Forum]]] = [
        fields.head(ctx, "forum", lambda row: w.link(row[1]), wide=True),
        fields.head(ctx, "forum.members.voice", part),
        fields.head(ctx, "forum.cadence", lambda row: ctx.choice(row[1], "cadence")),
        Column("last", ctx.t("Last meeting"), lambda row: ctx.date_cell(last_meeting(ctx, row[1]))),
    ]
    its.table(ctx.kind_plural("forum"), "forums", rows, columns, lambda row: row[0])


def last_meeting(ctx: Context, forum: Forum) -> str | None:
    """Return the date of a forum's last meeting, or None."""
    return max((one.date for one in forum.meetings if one.date <= ctx.facts.today), default=None)


def deciding_forums(w: Writer, decision: Decision) -> list[Cell]:
    """Return the forums that decide."""
    return [w.link(forum) for forum in w.ctx.base.all(Forum) if decision.id in forum.decides]
