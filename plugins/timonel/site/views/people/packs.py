"""A pack per role, made to be printed: what is due, its gaps, what it decides and is for, its path to begin, what there is to look up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from timonel.kinds import Decision, PathStep, Process, Role, Term
from timonel.lookups.facts import Facts
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.escape import html
from timonel.site.kit import Cell, Column, Fact, Item
from timonel.site.views.knowledge.onboarding import duration, nearest, of_role
from timonel.site.views.people import deadlines, duties, participation
from timonel.site.views.people.assignment import Duties
from timonel.site.views.people.roles import holding
from timonel.site.writer import Writer
from timonel.text import Text, pick

_WORDS = 24  # terms that fit a page of print


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield a pack per role; no menu lists them and no search finds them, because the role's own page says it all."""
    for role in ctx.base.all(Role):
        title = ctx.t("Pack for: {role}", role=ctx.name(role))
        yield Draft(f"packs/{role.id}", title, partial(write, role=role), searched=False, above="roles/index")


def write(w: Writer, role: Role) -> None:
    """Write the pack of a role."""
    ctx, t, w.folds = w.ctx, w.ctx.t, True
    its = Duties(w, [role], printed=True)
    w.add(ctx.c.crumbs([Cell(ctx.name(role), w.href(role))]))
    w.title(t("Pack for: {role}", role=ctx.name(role)))
    _standing(its, role)
    w.lede(w.inline(role.purpose) if role.purpose else "")
    when = ctx.date(ctx.result.today, "long")
    note = t("To begin with, as of {date}. Print it, or save it as PDF, from the browser's menu.", date=when)
    _way(w, Cell(t("Its page, always up to date"), w.href(role)), note)
    _who(w, role)
    deadlines.write(its)
    duties.gaps(its)
    if not duties.findings(its):
        w.notice("ok", t("No gaps"), t("No rule waits for this role today."))
    duties.vacancies(its)
    participation.decisions(its)
    _responsibilities(w, role)
    _paths(w, role)
    for section in (  # what there is to look up last
        participation.tasks,
        participation.steps,
        participation.forums,
        duties.owned_in_groups,
    ):
        section(its)
    _skills(w, role)
    _words(w, role)


def _standing(its: Duties, role: Role) -> None:
    """Add what is missing and what comes next, as the role's page has it, and how long it takes to begin; each the way to its section."""
    ctx, told = its.ctx, list[Item](duties.standing(its))
    paths = of_role(ctx, role)
    for path in paths:
        if total := duration(ctx, path):
            text = ctx.t("Path of {time}", time=total) if len(paths) == 1 else f"{ctx.name(path)}: {total}"
            told.append(Cell(text, f"#path-{path.id}"))
    its.w.add(ctx.c.standing(told))


def _way(w: Writer, way: Cell, note: str) -> None:
    """Add a way on with a remark, in a line that paper does not need."""
    told = Markup(" · ").join(filter(None, [Markup(w.ctx.c.item(way)), html(note)]))  # noqa: S704 - made by a component
    w.add(Markup('<p class="kb-note kb-noprint">{}</p>').format(told))


def _who(w: Writer, role: Role) -> None:
    ctx = w.ctx
    rows = [
        Fact(ctx.t("Held today by"), holding(w, role)),
        Fact(ctx.label("role", "area"), w.ref("area", role.area)),
        Fact(ctx.label("role", "reports_to"), w.role(role.reports_to)),
    ]
    w.add(ctx.c.facts([row for row in rows if row.value]))


def _responsibilities(w: Writer, role: Role) -> None:
    ctx, own = w.ctx, [w.words(one) for one in role.responsibilities]
    if ctx.result.settings.vocabulary_owner == role.key:
        own.append(html(ctx.t("Every term that names no owner of its own falls to this role too.")))
    if own:
        w.heading(ctx.label("role", "responsibilities"), "responsibilities")
        items = Markup("").join(Markup("<li>{}</li>").format(one) for one in own)
        w.add(Markup('<ul class="kb-prose">{}</ul>').format(items))


def _skills(w: Writer, role: Role) -> None:
    ctx = w.ctx
    if role.skills:
        label = ctx.label("role", "skills")
        w.heading(label, "skills")
        w.add(ctx.c.behind(ctx.c.value(w.refs("skill", role.skills)), f"{label} ({len(role.skills)})"))


def terms(ctx: Context, role: Role) -> list[Term]:
    """Return the terms a role needs: those its path tells it to read, then those that its own texts use, up to a page."""
    refs = [step.ref or "" for path in of_role(ctx, role) for step in path.steps]
    ids = [ref.removeprefix("term:") for ref in refs if ref.startswith("term:")]
    decisions = [one.statement for one in ctx.base.all(Decision) if one.decider == role.id or role.id in one.forbidden]
    owned = [one.description for one in ctx.facts.once(_run).get(role.id, ())]
    texts: list[Text | None] = [role.purpose, *role.responsibilities, *decisions, *owned]
    ids += [entry.id for text in texts for _, _, entry in ctx.glossary.find(ctx.pick(text))]
    return ctx.base.many(Term, [*dict.fromkeys(ids)][:_WORDS])


def _run(facts: Facts) -> dict[str | None, list[Process]]:
    """Return role's id → the processes that it owns, in the order of files."""
    found: dict[str | None, list[Process]] = {}
    for one in facts.base.all(Process):
        found.setdefault(one.owner, []).append(one)
    return found


def _words(w: Writer, role: Role) -> None:
    ctx, t = w.ctx, w.ctx.t
    found = ctx.sorted(terms(ctx, role))
    w.section(
        t("Words to know"),
        "words",
        found,
        [
            fields.head(ctx, "term", w.link),
            fields.head(ctx, "term.definition", lambda term: ctx.pick(term.definition), wide=True),
        ],
        behind=True,
    )


def _paths(w: Writer, role: Role) -> None:
    """Add the role's paths as lists to tick on paper."""
    ctx, t = w.ctx, w.ctx.t
    paths = of_role(ctx, role)
    if not paths:
        w.heading(ctx.kind_plural("path"), "paths")
        told: str = t("Ask whoever welcomes you.")
        if above := nearest(ctx, role):
            near = Markup(", ").join(Markup(ctx.c.item(w.link(one))) for one in of_role(ctx, above))  # noqa: S704 - made by a component
            told = Markup("{} {}.").format(t("The nearest is that of {role}:", role=ctx.name(above)), near)
        w.notice("none", t("No path of its own"), told)
    for path in paths:
        w.heading(t("Path: {name}", name=ctx.name(path)), f"path-{path.id}")
        columns: list[Column[tuple[int, PathStep]]] = [
            Column("step", t("Step"), lambda row: f"☐ {row[0]}. {pick(row[1].title, ctx.lang)}", wide=True),
            fields.head(ctx, "path.steps.minutes", lambda row: _minutes(ctx, row[1]), number=True),
            Column("check", t("Question to check yourself"), lambda row: _question(ctx, row[1]), wide=True),
        ]
        rows = [*enumerate(path.steps, 1)]
        total = duration(ctx, path)
        _way(w, Cell(t("Open the path"), w.href(path)), t("In all: {time}", time=total) if total else "")
        w.table(f"path-{path.id}-table", t("Path: {name}", name=ctx.name(path)), rows, columns, plain=True, folds=False)


def _minutes(ctx: Context, step: PathStep) -> str | None:
    return ctx.number(step.minutes) if step.minutes is not None else None


def _question(ctx: Context, step: PathStep) -> str | None:
    return pick(step.check.question, ctx.lang) if step.check and step.check.question else None
