"""A pack per role, made to be printed: what it is for, what falls to it, the words it needs, its gaps and its path."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from timonel.kinds import Decision, PathStep, Process, Role, Term
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact
from timonel.site.views.knowledge.onboarding import duration, of_role
from timonel.site.views.people import deadlines, duties, participation
from timonel.site.views.people.assignment import Duties
from timonel.site.views.people.roles import held_by
from timonel.site.writer import Writer
from timonel.text import Text, pick

_WORDS = 24  # terms that fit a page of print


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield a pack per role; no menu lists them and no search finds them, because the role's own page says it all."""
    for role in desk.base.all(Role):
        title = desk.t("Pack for: {role}", role=desk.name(role))
        yield Draft(f"packs/{role.id}", title, partial(write, role=role), searched=False)


def write(w: Writer, role: Role) -> None:
    """Write the pack of a role."""
    desk, t = w.desk, w.desk.t
    w.add(
        desk.c.crumbs(
            [
                Cell(desk.kind_plural("role"), w.href("roles/index")),
                Cell(desk.name(role), w.href(role)),
                Cell(t("To print")),
            ]
        )
    )
    w.title(t("Pack for: {role}", role=desk.name(role)))
    w.lede(t("All that this role needs to know to begin, as of {date}.", date=desk.date(desk.result.today, "long")))
    w.add(
        desk.c.actions(
            [Action(t("Its page, always up to date"), w.href(role), icon="owner")],
            note=t("Print this page, or save it as PDF, from the browser's menu."),
        )
    )
    _who(w, role)
    its = Duties(w, [role])
    for section in (
        duties.owned,
        participation.decisions,
        participation.tasks,
        participation.steps,
        participation.forums,
        duties.due,
        deadlines.measurements,
        deadlines.gates_due,
        duties.gaps,
    ):
        section(its)
    if not duties.findings(its):
        w.heading(t("Gaps to close"), "my-gaps")
        w.notice("ok", t("No gaps"), t("No rule waits for this role today."))
    _words(w, role)
    _paths(w, role)


def _who(w: Writer, role: Role) -> None:
    desk = w.desk
    if role.purpose:
        w.heading(desk.label("role", "purpose"), "purpose")
        w.prose(role.purpose)
    rows = [
        Fact(desk.t("Held today by"), held_by(w, role) or Cell(desk.t("vacant"), badge="warning")),
        Fact(desk.label("role", "area"), w.ref("area", role.area)),
        Fact(desk.label("role", "reports_to"), w.role(role.reports_to)),
        Fact(desk.label("role", "skills"), w.refs("skill", role.skills)),
    ]
    w.add(desk.c.facts([row for row in rows if row.value]))
    if role.responsibilities:
        w.heading(desk.label("role", "responsibilities"), "responsibilities")
        w.bullets(role.responsibilities)


def terms(desk: Desk, role: Role) -> list[Term]:
    """Return the terms a role needs: those its path tells it to read, then those that its own texts use, up to a page."""
    refs = [step.ref or "" for path in of_role(desk, role) for step in path.steps]
    ids = [ref.removeprefix("term:") for ref in refs if ref.startswith("term:")]
    decisions = [one.statement for one in desk.base.all(Decision) if one.decider == role.id or role.id in one.forbidden]
    owned = [one.description for one in desk.base.all(Process) if one.owner == role.id]
    texts: list[Text | None] = [role.purpose, *role.responsibilities, *decisions, *owned]
    ids += [entry.id for text in texts for _, _, entry in desk.glossary.find(desk.pick(text))]
    return desk.base.many(Term, [*dict.fromkeys(ids)][:_WORDS])


def _words(w: Writer, role: Role) -> None:
    desk, t = w.desk, w.desk.t
    found = desk.sorted(terms(desk, role))
    if found:
        w.heading(t("Words to know"), "words")
        w.table(
            "words-table",
            t("Words to know"),
            found,
            [
                fields.head(desk, "term", w.link),
                fields.head(desk, "term.definition", lambda term: desk.pick(term.definition), wide=True),
            ],
            plain=True,
        )


def _paths(w: Writer, role: Role) -> None:
    """Add the role's paths as lists to tick on paper."""
    desk, t = w.desk, w.desk.t
    paths = of_role(desk, role)
    if not paths:
        w.heading(desk.kind_plural("path"), "paths")
        w.notice("none", t("No path of its own"), t("Ask whoever welcomes you."))
    for path in paths:
        w.heading(t("Path: {name}", name=desk.name(path)), f"path-{path.id}")
        columns: list[Column[tuple[int, PathStep]]] = [
            Column("step", t("Step"), lambda row: f"☐ {row[0]}. {pick(row[1].title, desk.lang)}", wide=True),
            fields.head(desk, "path.steps.minutes", lambda row: _minutes(desk, row[1]), number=True),
            Column("check", t("Question to check yourself"), lambda row: _question(desk, row[1]), wide=True),
        ]
        w.table(f"path-{path.id}-table", desk.name(path), [*enumerate(path.steps, 1)], columns, plain=True)
        total = duration(desk, path)
        note = t("In all: {time}", time=total) if total else None
        w.add(desk.c.actions([Action(t("Open the path"), w.href(path))], note))


def _minutes(desk: Desk, step: PathStep) -> str | None:
    return desk.number(step.minutes) if step.minutes is not None else None


def _question(desk: Desk, step: PathStep) -> str | None:
    return pick(step.check.question, desk.lang) if step.check and step.check.question else None
