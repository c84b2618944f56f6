"""Who does and who decides: the RACI matrix phase by phase, and decision rights, allowed and forbidden, by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from timonel.kinds import Area, Decision, Phase, Role, Task
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Fact, Item, Mark, Value
from timonel.site.views.people.participation import deciders, deciding_forums, part_of, part_word
from timonel.site.views.shared import entity_page, inventory
from timonel.site.writer import Writer

_TYPES = ("business", "technology", "support")  # the first two stand side by side
_FIELDS = ("responsible", "accountable", "consulted", "informed")
_TINTS = {"R": 2, "A": 3, "RA": 4}


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the RACI matrix and the decision-rights matrix, where there is something to show."""
    if desk.base.of("task"):
        yield Draft("tasks/index", desk.t("Tasks and RACI"), raci, ("people", 6), searched=False)
    if desk.base.of("decision"):
        yield Draft("decisions/index", desk.kind_plural("decision"), rights, ("people", 5), searched=False)


def raci(w: Writer) -> None:
    """Write who carries out and who answers for each task: a matrix per phase, then the whole list."""
    desk = w.desk
    w.title(desk.t("Tasks and RACI"))
    w.lede(
        desk.t(
            "Who carries out each task, the one role that answers for it, and whom to ask or tell. First the tasks and the skills they need, only then the names."
        )
    )
    found: dict[str, list[Task]] = {}
    for task in desk.base.all(Task):
        found.setdefault(task.phase or "", []).append(task)
    phases = sorted(desk.base.all(Phase), key=lambda one: one.order)
    for phase in [*phases, None]:
        tasks = found.get(phase.id if phase else "", [])
        if tasks:
            title = desk.name(phase) if phase else desk.t("In no phase")
            w.heading(title, phase.id if phase else "no-phase")
            _raci_matrix(w, title, phase.id if phase else "none", tasks)
    w.heading(desk.t("All tasks"), "all")
    more = [
        Column[Task](field, part_word(desk, letter), partial(_named, w, field=field))
        for letter, field in zip("RACI", _FIELDS, strict=True)
    ]
    inventory.table(w, "task", desk.base.all(Task), ["phase", "initiative"], more)


def _named(w: Writer, task: Task, field: str) -> Value:
    """Return the roles of a task's field, without who holds them."""
    ids = task.fields.get(field) or ()
    return w.refs("role", [ids] if isinstance(ids, str) else ids) or None


def _raci_matrix(w: Writer, title: str, anchor: str, tasks: Sequence[Task]) -> None:
    """Add tasks by the roles that carry out or answer for any of them."""
    desk = w.desk
    doing = {id_ for task in tasks for id_ in (*task.responsible, task.accountable or "")}
    roles = [one for one in desk.sorted(desk.base.all(Role)) if one.id in doing]
    cells = [[_raci_cell(desk, task, role.id) for role in roles] for task in tasks]
    heads, rows = [w.link(one) for one in roles], [w.link(one, gap=True) for one in tasks]
    w.add(
        desk.c.matrix(
            f"raci-{anchor}", desk.t("RACI: {phase}", phase=title), heads, rows, cells, corner=desk.kind_title("task")
        )
    )


def _raci_cell(desk: Desk, task: Task, role_id: str) -> Crossing | None:
    part = part_of(task, role_id)
    return Crossing("part", text=part_word(desk, part), level=_TINTS[part]) if part in _TINTS else None


def rights(w: Writer) -> None:
    """Write what each area may decide and may not: business beside technology."""
    desk = w.desk
    w.title(desk.kind_plural("decision"))
    w.lede(
        desk.t(
            "What the business decides, what technology decides, and what neither may decide alone. A decision closed to somebody is written down as well: that is where projects stumble."
        )
    )
    areas = sorted(desk.sorted(desk.base.all(Area)), key=lambda area: _TYPES.index(area.type))
    heads: list[Item] = [
        desk.kind_title("forum"),
        *(w.link(area)._replace(note=desk.chosen(area, "type")) for area in areas),
    ]
    decisions = desk.sorted(desk.base.all(Decision))
    cells = [[_forum_cell(w, one), *(_right_cell(w, one, area) for area in areas)] for one in decisions]
    legend = [Mark("cell--empty", desk.t("takes no part"))]
    w.heading(desk.t("By area"), "by-area")
    rows = [w.link(one, gap=True) for one in decisions]
    w.add(
        desk.c.matrix(
            "rights",
            desk.t("Decision rights by area"),
            heads,
            rows,
            cells,
            corner=desk.kind_title("decision"),
            legend=legend,
        )
    )

    def statement(decision: Decision) -> str:
        return desk.pick(decision.statement)

    w.heading(desk.t("All decision rights"), "all")
    more = [
        fields.head(desk, "decision.statement", statement),
        Column[Decision]("decides", desk.t("Who decides"), partial(deciders, w)),
    ]
    inventory.table(w, "decision", desk.base.all(Decision), ["initiative"], more)


def _forum_cell(w: Writer, decision: Decision) -> Crossing | None:
    forums = deciding_forums(w, decision)
    return Crossing("yes", text=w.desk.t("decides"), links=forums) if forums else None


def _right_cell(w: Writer, decision: Decision, area: Area) -> Crossing | None:
    """Return an area's part in a decision: the strongest that its roles have, and who."""
    desk = w.desk
    mine = {one.id for one in desk.base.all(Role) if one.area == area.id}
    if decision.decider in mine:
        return Crossing("yes", text=desk.t("decides"), links=[w.ref("role", decision.decider)])
    barred = [w.ref("role", id_) for id_ in sorted(mine) if f"role:{id_}" in decision.forbidden]
    if area.key in decision.forbidden or barred:
        return Crossing("no", text=desk.t("may not decide"), links=barred)
    for ids, word in ((decision.consulted, desk.t("is consulted")), (decision.informed, desk.t("is informed"))):
        found = w.refs("role", [id_ for id_ in ids if id_ in mine])
        if found:
            return Crossing("ok", note=word, links=found)
    return None


def task_page(w: Writer, task: Task) -> None:
    """Write the middle of a task's page: who takes which part, and with which skills."""
    desk = w.desk
    entity_page.facts(w, task, skip=_FIELDS)
    parts = []
    for field, letter in zip(_FIELDS, "RACI", strict=True):
        ids = task.fields.get(field) or ()
        parts.append(Fact(part_word(desk, letter), [w.role(id_) for id_ in ([ids] if isinstance(ids, str) else ids)]))
    w.heading(desk.t("Who does what"), "raci")
    columns = [
        Column[Fact]("part", desk.t("Part"), lambda part: part.label),
        Column[Fact]("who", desk.kind_plural("role"), lambda part: part.value, wide=True),
    ]
    w.table("raci-table", desk.t("Who does what"), parts, columns, plain=True)
    _who_can(w, task)
    entity_page.story(w, task, skip=_FIELDS)


def _who_can(w: Writer, task: Task) -> None:
    """Add the skills that the task needs, and which of those who carry it out bring each one."""
    desk = w.desk
    if task.skills:
        doing = desk.base.many(Role, task.responsible)
        w.heading(desk.t("Skills it needs"), "skills")
        w.table(
            "skills-table",
            desk.t("Skills it needs"),
            task.skills,
            [
                fields.head(desk, "skill", lambda skill: w.ref("skill", skill), wide=True),
                Column(
                    "who",
                    desk.t("Brought by"),
                    lambda skill: (
                        [w.link(one) for one in doing if skill in one.skills] or Cell(desk.t("nobody"), badge="warning")
                    ),
                ),
            ],
            plain=True,
        )


def decision_page(w: Writer, decision: Decision) -> None:
    """Write the middle of a decision right's page: the rule in words, who decides, who is heard, who may not."""
    desk = w.desk
    w.prose(decision.statement)
    entity_page.facts(w, decision, skip=("decider", "consulted", "informed", "forbidden"))
    closed = [w.link(entity) if (entity := desk.base.find(key)) else Cell(key) for key in decision.forbidden]
    rows: list[tuple[Item, Value]] = [
        (Cell(desk.t("Decides"), badge="ok"), deciders(w, decision)),
        (desk.label("decision", "consulted"), [w.role(id_) for id_ in decision.consulted]),
        (desk.label("decision", "informed"), [w.role(id_) for id_ in decision.informed]),
        (Cell(desk.label("decision", "forbidden"), badge="avoid"), closed),
    ]
    w.heading(desk.t("Who decides, and who may not"), "who")
    columns = [
        Column[tuple[Item, Value]]("part", desk.t("Part"), lambda row: row[0]),
        Column[tuple[Item, Value]]("who", desk.t("Who"), lambda row: row[1], wide=True),
    ]
    w.table("who-table", desk.t("Who decides, and who may not"), rows, columns, plain=True)
    entity_page.story(w, decision, skip=("statement",))


VIEWS = {"task": task_page, "decision": decision_page}
