"""Who does and who decides: each task's part for each role, phase by phase, and decision rights by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from timonel.kinds import Area, Decision, Phase, Resolution, Role, Task
from timonel.lookups.status import resolved
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Fact, Item, Mark, Value
from timonel.site.views.people import resolutions
from timonel.site.views.people.participation import deciders, deciding_forums, part_word
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.views.shared.standing import named
from timonel.site.writer import Writer
from timonel.text import many

_TYPES = ("business", "technology", "support")  # the first two stand side by side
_FIELDS = ("responsible", "accountable", "consulted", "informed")
_TINT = 3  # so that the eye runs down who answers


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the RACI matrix and the decision-rights matrix, where there is something to show."""
    if ctx.base.of("task"):
        yield Draft("tasks/index", ctx.t("Tasks and RACI"), raci, ("people", 6), searched=False)
    if ctx.base.of("decision"):
        yield Draft("decisions/index", ctx.kind_plural("decision"), rights, ("people", 5), searched=False)


def raci(w: Writer) -> None:
    """Write who takes which part in each task, phase by phase; the whole list, to filter and take away, is behind a line."""
    ctx = w.ctx
    w.title(ctx.t("Tasks and RACI"))
    tasks = ctx.base.all(Task)
    empty = sum(_is_vacant(ctx, task.accountable) for task in tasks)
    told = [Cell(ctx.t(many("1 task", "{n} tasks", len(tasks))))]
    if empty:
        words = many("1 for which a vacant role answers", "{n} for which a vacant role answers", empty)
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
        return Crossing("part", links=role, level=_TINT) if role else None
    named = [
        role._replace(note=w.ctx.t("vacant") if _is_vacant(w.ctx, id_) else None)
        for id_ in task.fields.get(field) or ()
        if (role := w.ref("role", id_))
    ]
    return Crossing(links=named) if named else None


def rights(w: Writer) -> None:
    """Write what each area may decide and may not: business beside technology."""
    ctx = w.ctx
    w.title(ctx.kind_plural("decision"))
    decisions = ctx.sorted(ctx.base.all(Decision))
    vacant = [one for one in decisions if _is_vacant(ctx, one.decider)]
    told = [Cell(ctx.t(many("1 decision right", "{n} decision rights", len(decisions))))]
    if vacant:
        words = many("1 decided by a vacant role", "{n} decided by a vacant role", len(vacant))
        told.append(Cell(ctx.t(words), badge="warning"))
    standing.of_list(w, decisions, told)
    w.lede(
        ctx.t(
            "What the business decides, what technology decides, and what neither may decide alone. A decision closed to somebody is written down as well: that is where projects stumble."
        )
    )
    areas = ctx.sorted(ctx.base.all(Area))
    sides = [mine for type_ in _TYPES if (mine := [area for area in areas if area.type == type_])]
    heads: list[Item] = [ctx.kind_title("forum"), *(ctx.chosen(mine[0], "type") for mine in sides)]
    cells = [[_forum_cell(w, one), *(_side_cell(w, one, mine) for mine in sides)] for one in decisions]
    legend = [
        Mark("cell--yes", ctx.t("decides")),
        Mark("cell--no", ctx.t("may not decide on their own")),
        Mark("cell--empty", ctx.t("takes no part")),
    ]
    w.heading(ctx.t("Business beside technology"), "by-area")
    rows = [w.link(one, gap=True) for one in decisions]
    w.add(
        ctx.c.matrix(
            "rights",
            ctx.t("Business beside technology"),
            heads,
            rows,
            cells,
            corner=ctx.kind_title("decision"),
            legend=legend,
        )
    )

    def statement(decision: Decision) -> str:
        return ctx.pick(decision.statement)

    more = [
        fields.head(ctx, "decision.statement", statement),
        Column[Decision]("decides", ctx.t("Who decides"), partial(deciders, w)),
    ]
    inventory.table(w, "decision", ctx.base.all(Decision), ["initiative"], more, fold=True)


def _forum_cell(w: Writer, decision: Decision) -> Crossing | None:
    forums = deciding_forums(w, decision)
    return Crossing("yes", text=w.ctx.t("decides"), links=forums, level=_TINT) if forums else None


def _side_cell(w: Writer, decision: Decision, areas: Sequence[Area]) -> Crossing | None:
    """Return the parts that a side takes in a decision: who of it decides, who may not and who is heard; who is told stands on its page."""
    ctx, ids = w.ctx, {area.id for area in areas}
    mine = {one.id for one in ctx.base.all(Role) if one.area in ids}
    closed = [
        entity
        for key in decision.forbidden
        if (entity := ctx.base.find(key)) and (entity.id in (ids if entity.kind == "area" else mine))
    ]
    parts = (
        ("no", ctx.t("may not"), [w.link(one) for one in closed]),
        ("ok", ctx.t("is consulted"), w.refs("role", [id_ for id_ in decision.consulted if id_ in mine])),
    )
    told = [_part(w, look, word, found) for look, word, found in parts if found]
    if decision.decider in mine:
        who = w.role(decision.decider)
        return Crossing("yes", text=ctx.t("decides"), links=[who, *told], level=_TINT)
    return Crossing(links=told) if told else None


def _part(w: Writer, look: str, word: str, found: Sequence[Cell | None]) -> Markup:
    """Return who takes one part, behind what that is called."""
    names = Markup(", ").join(Markup(w.ctx.c.item(one)) for one in found)  # noqa: S704 - made by a component
    return Markup('<span class="kb-right kb-right--{}">{}:</span> {}').format(look, word, names)


def _is_vacant(ctx: Context, id_: str | None) -> bool:
    role = ctx.base.get(Role, id_)
    return role is not None and ctx.facts.is_vacant(role)


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
    if task.skills:
        doing = ctx.base.many(Role, task.responsible)
        w.heading(ctx.t("Skills it needs"), "skills")
        w.table(
            "skills-table",
            ctx.t("Skills it needs"),
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
            plain=True,
        )


def decision_page(w: Writer, decision: Decision) -> None:
    """Write the middle of a decision right's page: the rule in words, who decides, who is heard, who may not."""
    ctx = w.ctx
    w.prose(decision.description)
    entity_page.facts(w, decision, skip=("decider", "consulted", "informed", "forbidden"))
    found = [(key, ctx.base.find(key)) for key in decision.forbidden]
    closed = [w.role(one.id) if isinstance(one, Role) else w.link(one) or Cell(key) for key, one in found]
    rows: list[tuple[Item, Value]] = [
        (Cell(ctx.t("Decides"), badge="ok"), deciders(w, decision)),
        (ctx.label("decision", "consulted"), [w.role(id_) for id_ in decision.consulted]),
        (ctx.label("decision", "informed"), [w.role(id_) for id_ in decision.informed]),
        (Cell(ctx.label("decision", "forbidden"), badge="avoid"), closed),
    ]
    w.heading(ctx.t("Who decides, and who may not"), "who")
    columns = [
        Column[tuple[Item, Value]]("part", ctx.t("Part"), lambda row: row[0]),
        Column[tuple[Item, Value]]("who", ctx.t("Who"), lambda row: row[1], wide=True),
    ]
    w.table("who-table", ctx.t("Who decides, and who may not"), rows, columns, plain=True)
    _exercised(w, decision)
    entity_page.story(w, decision, skip=("statement",))


def _exercised(w: Writer, decision: Decision) -> None:
    """Add what was resolved under a decision right, the latest first; and apart from it what nobody has adopted."""
    ctx = w.ctx
    found = [one for one in ctx.base.all(Resolution) if one.exercises == decision.id]
    found.sort(key=lambda one: (one.date or "", one.id), reverse=True)
    for anchor, title, states in (
        ("resolved", ctx.t("Resolved under it"), ("agreed", "done")),
        ("not-adopted", ctx.t("Proposed, and not adopted"), ("proposed", "withdrawn")),
    ):
        mine = [one for one in found if resolved(one) in states]
        columns: list[Column[Resolution]] = [
            fields.named(w, "resolution"),
            fields.column(w, "resolution.forum"),
            fields.column(w, "resolution.date" if anchor == "resolved" else "resolution.due"),
            Column[Resolution]("state", ctx.t("State"), lambda one: resolutions.state(ctx, one), lead=True),
        ]
        if mine:
            w.heading(title, anchor)
            w.table(f"{anchor}-table", title, mine, columns, plain=True)


def decider(w: Writer, decision: Entity) -> list[Item]:
    """Return who decides, as it stands below the title."""
    found = deciders(w, decision) if isinstance(decision, Decision) else []
    return [named(w, w.ctx.t("Decides"), one) for one in found if one]


VIEWS = {"task": task_page, "decision": decision_page}
STATES = {"decision": decider}
