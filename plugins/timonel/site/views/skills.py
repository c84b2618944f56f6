"""Skills: who has each one today, which tasks need it, and where nobody who must do the work has it."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Role, Skill, Task
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory
from timonel.site.views.part import part_of, part_word
from timonel.site.views.roles import held_by
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the page of all skills."""
    if desk.base.of("skill"):
        yield "skills/index", desk.kind_plural("skill"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write all skills with the roles that have them and the tasks that need them."""
    desk, t = w.desk, w.desk.t
    w.title(desk.kind_plural("skill"))
    w.add(
        desk.c.lede(
            t(
                "First what has to be done, then how, and only then who: the skills that tasks need, beside the roles that have them today."
            )
        )
    )
    columns = [
        {"key": "skill", "label": desk.kind_title("skill"), "wide": True}, {"key": "roles", "label": t("Roles that have it")}, {"key": "held", "label": t("With a holder today"), "number": True},
        {"key": "tasks", "label": t("Tasks that need it"), "number": True}, {"key": "uncovered", "label": t("Tasks without it"), "number": True},
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for one in desk.sorted(desk.base.all(Skill)):
        having, needing = roles(desk, one.id), tasks(desk, one.id)
        held = sum(bool(desk.facts.holders(role.id)) for role in having)
        lacking = sum(not covered(desk, task, one.id) for task in needing)
        nobody = {"text": t("no role"), "badge": "warning" if needing else "plain"}
        rows.append(
            [
                w.link(one),
                [w.link(role) for role in having] or nobody,
                _count(held),
                _count(len(needing), w.href(one, "tasks")),
                _count(lacking, w.href(one, "tasks")) if needing else None,
            ]
        )
    w.add(desk.c.table("skills", desk.kind_plural("skill"), columns, rows))


def _count(n: int, href: str | None = None) -> Cell:
    return {"text": str(n), "sort": n, "href": href if n else None}


def roles(desk: Desk, skill: str) -> list[Role]:
    """Return the roles that have a skill, by name."""
    return [one for one in desk.sorted(desk.base.all(Role)) if isinstance(one, Role) and skill in one.skills]


def tasks(desk: Desk, skill: str) -> list[Task]:
    """Return the tasks that need a skill, by name."""
    return [one for one in desk.sorted(desk.base.all(Task)) if isinstance(one, Task) and skill in one.skills]


def covered(desk: Desk, task: Task, skill: str) -> bool:
    """Whether one of those who carry a task out has the skill, as rule ROL017 asks."""
    return any(skill in one.skills for one in desk.base.many(Role, task.responsible))


def skill_page(w: Writer, skill: Skill) -> None:
    """Write the middle of a skill's page."""
    desk, t = w.desk, w.desk.t
    default.facts(w, skill)
    having, needing = roles(desk, skill.id), tasks(desk, skill.id)
    w.heading(t("Who has it"), "roles")
    if having:
        columns = [
            {"key": "role", "label": desk.kind_title("role"), "wide": True},
            {"key": "who", "label": t("Held today by")},
            {"key": "area", "label": desk.label("role", "area")},
        ]
        vacant = {"text": t("vacant"), "badge": "warning"}
        w.add(
            desk.c.table(
                "roles-table",
                t("Who has it"),
                columns,
                [[w.link(one), held_by(w, one) or vacant, w.ref("area", one.area)] for one in having],
                plain=True,
            )
        )
    else:
        w.add(desk.c.notice("warning" if needing else "none", t("no role"), t("No role says that it has this skill.")))
    w.heading(t("Tasks that need it"), "tasks")
    if not needing:
        w.add(desk.c.notice("none", t("No task"), t("No task asks for this skill yet.")))
        return
    columns = [
        {"key": "task", "label": desk.kind_title("task"), "wide": True}, {"key": "phase", "label": desk.label("task", "phase")},
        {"key": "by", "label": t("Carried out by")}, {"key": "covered", "label": t("Do they have it?")},
    ]  # fmt: skip
    rows = [
        [w.link(one), w.ref("phase", one.phase), _by(w, one, skill.id), _answer(desk, one, skill.id)] for one in needing
    ]
    w.add(desk.c.table("tasks-table", t("Tasks that need it"), columns, rows, plain=True))


def _by(w: Writer, task: Task, skill: str) -> Cell:
    """Return who carries a task out, marking who brings the skill."""
    return [
        {
            **w.link(one),
            "note": w.desk.t("has it") if skill in one.skills else None,
            "title": part_word(w.desk, part_of(task, one.id)),
        }
        for one in w.desk.base.many(Role, task.responsible)
    ]


def _answer(desk: Desk, task: Task, skill: str) -> Cell:
    return (
        {"text": desk.t("yes"), "badge": "ok"}
        if covered(desk, task, skill)
        else {"text": desk.t("nobody"), "badge": "warning"}
    )


VIEWS = {"skill": skill_page}
