"""Skills: who has each one today, which tasks need it, and where nobody who must do the work has it."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Role, Skill, Task
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Value, count
from timonel.site.views.people.participation import part_of, part_word
from timonel.site.views.people.roles import holding
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all skills."""
    if ctx.base.of("skill"):
        yield Draft("skills/index", ctx.kind_plural("skill"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write all skills with the roles that have them and the tasks that need them."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("skill"))
    w.lede(
        t(
            "First what has to be done, then how, and only then who: the skills that tasks need, beside the roles that have them today."
        )
    )

    def having(skill: Skill) -> Value:
        nobody = Cell(t("no role"), badge="warning" if tasks(ctx, skill.id) else "plain")
        return [w.link(role) for role in roles(ctx, skill.id)] or nobody

    def held(skill: Skill) -> Cell:
        return count(sum(bool(ctx.facts.holders(role.id)) for role in roles(ctx, skill.id)))

    def lacking(skill: Skill) -> Cell | None:
        needing = tasks(ctx, skill.id)
        n = sum(not covered(ctx, task, skill.id) for task in needing)
        return count(n, w.href(skill, "tasks")) if needing else None

    columns: list[Column[Skill]] = [
        fields.named(w, "skill", key="skill"),
        Column("roles", t("Roles that have it"), having),
        Column("held", t("With a holder today"), held, number=True),
        Column(
            "tasks", t("Tasks that need it"), lambda x: count(len(tasks(ctx, x.id)), w.href(x, "tasks")), number=True
        ),
        Column("uncovered", t("Tasks without it"), lacking, number=True),
    ]
    w.table("skills", ctx.kind_plural("skill"), ctx.sorted(ctx.base.all(Skill)), columns)


def roles(ctx: Context, skill: str) -> list[Role]:
    """Return the roles that have a skill, by name."""
    return ctx.sorted(role for role in ctx.base.all(Role) if skill in role.skills)


def tasks(ctx: Context, skill: str) -> list[Task]:
    """Return the tasks that need a skill, by name."""
    return ctx.sorted(task for task in ctx.base.all(Task) if skill in task.skills)


def covered(ctx: Context, task: Task, skill: str) -> bool:
    """Whether one of those who carry a task out has the skill, as rule ROL017 asks."""
    return any(skill in one.skills for one in ctx.base.many(Role, task.responsible))


def skill_page(w: Writer, skill: Skill) -> None:
    """Write the middle of a skill's page."""
    ctx, t = w.ctx, w.ctx.t
    entity_page.facts(w, skill)
    having, needing = roles(ctx, skill.id), tasks(ctx, skill.id)
    w.heading(t("Who has it"), "roles")
    if having:
        columns: list[Column[Role]] = [
            fields.named(w, "role", key="role"),
            Column("who", t("Held today by"), lambda role: holding(w, role)),
            fields.column(w, "role.area"),
        ]
        w.table("roles-table", t("Who has it"), having, columns, plain=True)
    else:
        w.notice("warning" if needing else "none", t("no role"), t("No role says that it has this skill."))
    w.heading(t("Tasks that need it"), "tasks")
    if not needing:
        w.notice("none", t("No task"), t("No task asks for this skill yet."))
        return
    carried: list[Column[Task]] = [
        fields.named(w, "task", key="task"),
        fields.column(w, "task.phase"),
        Column("by", t("Carried out by"), lambda task: _by(w, task, skill.id)),
        Column("covered", t("Do they have it?"), lambda task: _answer(ctx, task, skill.id)),
    ]
    w.table("tasks-table", t("Tasks that need it"), needing, carried, plain=True)


def _by(w: Writer, task: Task, skill: str) -> Value:
    """Return who carries a task out, marking who brings the skill."""
    return [
        w.link(one)._replace(
            note=w.ctx.t("has it") if skill in one.skills else None, title=part_word(w.ctx, part_of(task, one.id))
        )
        for one in w.ctx.base.many(Role, task.responsible)
    ]


def _answer(ctx: Context, task: Task, skill: str) -> Cell:
    return Cell(ctx.t("yes"), badge="ok") if covered(ctx, task, skill) else Cell(ctx.t("nobody"), badge="warning")


VIEWS = {"skill": skill_page}
