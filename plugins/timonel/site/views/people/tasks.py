"""Who does what: each task's part for each role, phase by phase, and a page per task."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from timonel.kinds import Phase, Role, Task
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Crossing, Fact, Value
from timonel.site.views.people.participation import TINT, is_vacant, part_word
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.writer import Writer
from timonel.text import many

_FIELDS = ("responsible", "accountable", "consulted", "informed")


def raci(w: Writer) -> None:
    """Write who takes which part in each task, phase by phase; the whole list, to filter and take away, is behind a line."""
    ctx = w.ctx
    w.title(ctx.t("Tasks and RACI"))
    tasks = ctx.base.all(Task)
    empty = sum(is_vacant(ctx, task.accountable) for task in tasks)
    told = [Cell(ctx.t(many("1 task", "{n} tasks", len(tasks))))]
    if empty:
        words = many("1 for which a vacant role answers", "{n} for which a vacant role answers", empty)
        told.append(Cell(ctx.t(words), badge="warning"))
    if idle := sum(any(is_vacant(ctx, id_) for id_ in task.responsible) for task in tasks):
        words = many("1 that a vacant role carries out", "{n} that a vacant role carries out", idle)
        told.append(Cell(ctx.t(words), badge="warning"))
    standing.of_list(w, tasks, told)
    w.lede(
        ctx.t(
            "Who carries out each task, the one role that answers for it, and whom to ask or tell. First the tasks and the skills they need, only then the names."
        )
    )
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.phase or "", []).append(task)
    phases = sorted(ctx.base.all(Phase), key=lambda one: one.order)
    opened = True  # on phones the first phase shows what the others fold
    shown = [phase for phase in [*phases, None] if found.get(phase.id if phase else "")]
    names = [(ctx.name(phase), phase.id) if phase else (ctx.t("In no phase"), "no-phase") for phase in shown]
    if len(shown) > 1:
        numbers = [ctx.number(len(found[phase.id if phase else ""])) for phase in shown]
        ways = [Cell(f"{x} ({n})", f"#{at}") for (x, at), n in zip(names, numbers, strict=True)]
        w.add(ctx.c.letters(ways, ctx.kind_plural("phase"), words=True, hint=ctx.t("A role, a task")))
    for phase, (title, anchor) in zip(shown, names, strict=True):
        w.heading(title, anchor)
        mine = found[phase.id if phase else ""]
        w.add(_raci_matrix(w, title, phase.id if phase else "none", mine, opened=opened))
        opened = False
    w.heading(ctx.t("All tasks"), "all")
    more = [Column[Task](field, label, partial(_named, w, field=field)) for field, label in _parts(ctx).items()]
    inventory.table(w, "task", ctx.base.all(Task), ["phase", "initiative"], more, fold=True)


def _parts(ctx: Context) -> dict[str, str]:
    """Return the fields of a task that name roles, in order, with what they are called."""
    return {field: part_word(ctx, letter) for letter, field in zip("RACI", _FIELDS, strict=True)}


def _named(w: Writer, task: Task, field: str) -> Value:
    """Return the roles of a task's field, without who holds them."""
    ids = task.fields.get(field) or ()
    return w.refs("role", [ids] if isinstance(ids, str) else ids) or None


def _raci_matrix(w: Writer, title: str, anchor: str, tasks: Sequence[Task], *, opened: bool) -> Markup:
    """Return tasks by the part that roles take in them: the same columns in every phase, whoever takes part."""
    ctx = w.ctx
    return ctx.c.matrix(
        f"raci-{anchor}",
        ctx.t("RACI: {phase}", phase=title),
        [*_parts(ctx).values()],
        [w.link(one, gap=True) for one in tasks],
        [[_raci_cell(w, task, field) for field in _FIELDS] for task in tasks],
        corner=ctx.kind_title("task"),
        look="listed",
        folded=f"{title} · {ctx.t(many('1 task', '{n} tasks', len(tasks)))}",
        opened=opened,
    )


def _raci_cell(w: Writer, task: Task, field: str) -> Crossing | None:
    """Return the roles that take one part: who answers with who holds that role, of the others that nobody holds them."""
    if field == "accountable":
        role = w.role(task.accountable)
        return Crossing("part", links=role, level=TINT) if role else None
    named = [
        role._replace(note=w.ctx.t("vacant") if is_vacant(w.ctx, id_) else None)
        for id_ in task.fields.get(field) or ()
        if (role := w.ref("role", id_))
    ]
    return Crossing(links=named) if named else None


def task_page(w: Writer, task: Task) -> None:
    """Write the middle of a task's page: who takes which part, and with which skills."""
    ctx = w.ctx
    entity_page.facts(w, task, skip=_FIELDS)
    parts = []
    for field, letter in zip(_FIELDS, "RACI", strict=True):
        ids = task.fields.get(field) or ()
        parts.append(Fact(part_word(ctx, letter), [w.role(id_) for id_ in ([ids] if isinstance(ids, str) else ids)]))
    w.heading(ctx.t("Who does what"), "raci")
    columns = [
        Column[Fact]("part", ctx.t("Part"), lambda part: part.label),
        Column[Fact]("who", ctx.kind_plural("role"), lambda part: part.value, wide=True),
    ]
    w.table("raci-table", ctx.t("Who does what"), parts, columns, plain=True)
    _who_can(w, task)
    entity_page.story(w, task, skip=_FIELDS)


def _who_can(w: Writer, task: Task) -> None:
    """Add the skills that the task needs, and which of those who carry it out bring each one."""
    ctx = w.ctx
    doing = ctx.base.many(Role, task.responsible)
    w.section(
        ctx.t("Skills it needs"),
        "skills",
        task.skills,
        [
            fields.head(ctx, "skill", lambda skill: w.ref("skill", skill), wide=True),
            Column(
                "who",
                ctx.t("Brought by"),
                lambda skill: (
                    [w.link(one) for one in doing if skill in one.skills] or Cell(ctx.t("nobody"), badge="warning")
                ),
            ),
        ],
    )


VIEWS = {"task": task_page}
