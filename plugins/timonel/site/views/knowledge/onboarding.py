"""Onboarding: the paths by audience, and a page per path with its steps, its questions and the packs to print."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Path, PathStep, Role
from timonel.lookups.status import of_the_method
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Fact, Progress, Reading, Value
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer
from timonel.text import pick


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all paths."""
    if ctx.base.of("path"):
        yield Draft("paths/index", ctx.kind_plural("path"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the paths as cards, then every role with its path and its pack."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("path"))
    w.lede(
        t(
            "Choose the path made for your work: what to read, in which order, how long it takes, and a question after each step. Your progress stays in this browser."
        )
    )
    w.add(ctx.c.cards([_card(w, path) for path in ctx.sorted(ctx.base.all(Path))]))
    roles = ctx.sorted(ctx.base.all(Role))
    if roles:
        w.heading(t("Find your role"), "roles")
        w.table(
            "roles-table",
            t("Find your role"),
            roles,
            [
                fields.head(ctx, "role", lambda role: w.role(role.id), wide=True),
                fields.head(ctx, "path", lambda role: _to_take(w, role)),
                Column("pack", t("To print"), lambda role: pack(w, role)),
            ],
            csv=False,
        )


def of_role(ctx: Context, role: Role) -> list[Path]:
    """Return the paths made for a role, what any programme has before what this one has."""
    mine = [one for one in ctx.base.all(Path) if role.id in one.roles]
    return sorted(mine, key=lambda one: not of_the_method(one))


def _to_take(w: Writer, role: Role) -> Value:
    """Return the paths that a role should take, in order; without any of its own, those of the nearest role above it."""
    ctx, mine = w.ctx, of_role(w.ctx, role)
    if not mine:
        above = nearest(ctx, role)
        note = ctx.t("that of {role}", role=ctx.name(above)) if above else None
        return [w.link(path)._replace(note=note) for path in of_role(ctx, above)] if above else ctx.t("none of its own")
    if len(mine) == 1:
        return w.link(mine[0])
    return [w.link(path)._replace(text=f"{n}. {ctx.name(path)}") for n, path in enumerate(mine, 1)]


def nearest(ctx: Context, role: Role) -> Role | None:
    """Return the nearest role above another for which a path is made; None where there is none."""
    seen, above = {role.id}, ctx.base.get(Role, role.reports_to)
    while above and above.id not in seen:
        if of_role(ctx, above):
            return above
        seen.add(above.id)
        above = ctx.base.get(Role, above.reports_to)
    return None


def pack(w: Writer, role: Role) -> Cell:
    """Return the way to a role's printable pack."""
    return Cell(
        w.ctx.t("Pack of the role"),
        w.href(f"packs/{role.id}"),
        title=w.ctx.t("Pack for: {role}", role=w.ctx.name(role)),
    )


def _card(w: Writer, path: Path) -> Card:
    ctx, t = w.ctx, w.ctx.t
    steps = t("1 step") if len(path.steps) == 1 else t("{n} steps", n=len(path.steps))
    total = duration(ctx, path)
    return Card(
        ctx.name(path),
        w.href(path),
        pick(path.audience, ctx.lang),
        w.inline(path.description),
        meta=[steps, total] if total else [steps],
        path=Progress(f"path-{path.id}", len(path.steps)),
    )


def duration(ctx: Context, path: Path) -> str:
    """Return how long a path takes in words; "" where no step says."""
    minutes = [one.minutes for one in path.steps if one.minutes is not None]
    if not minutes:
        return ""
    hours, rest = divmod(sum(minutes), 60)
    text = " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (rest, "min")) if number) or "0 min"
    return ctx.t("at least {time}", time=text) if len(minutes) < len(path.steps) else text


def path_page(w: Writer, path: Path) -> None:
    """Write the middle of a path's page."""
    ctx, t = w.ctx, w.ctx.t
    total = duration(ctx, path)
    checks = sum(one.check is not None and bool(one.check.question) for one in path.steps)
    more = (
        Fact(ctx.label("path", "audience"), pick(path.audience, ctx.lang) or None),
        Fact(t("Time it takes"), total or None),
        Fact(t("Questions to check yourself"), ctx.number(checks) if checks else t("none")),
    )
    entity_page.facts(w, path, skip=("roles",), more=more)
    w.heading(ctx.label("path", "steps"), "steps")
    if path.steps:
        steps = [_reading(w, n, step) for n, step in enumerate(path.steps, 1)]
        if href := target(w, path.steps[0].ref):
            w.add(
                ctx.c.actions(
                    [Action(t("Begin: {step}", step=pick(path.steps[0].title, ctx.lang)), href, primary=True)]
                )
            )
        w.add(ctx.c.path(f"path-{path.id}", steps, t("In all: {time}", time=total) if total else ""))
    else:
        w.notice("none", t("No steps yet"), t("Nobody has said yet what to read first."))
    roles = ctx.base.many(Role, path.roles)
    w.section(
        t("The roles it is made for"),
        "roles",
        roles,
        [
            fields.head(ctx, "role", lambda role: w.role(role.id), wide=True),
            Column("pack", t("To print"), lambda role: pack(w, role)),
        ],
    )


def target(w: Writer, ref: str | None) -> str | None:
    """Return the address of what a step says to read: an entity, or a hand-written page of the language."""
    if not ref:
        return None
    kind, _, name = ref.partition(":")
    if kind == "page":
        known = any(one.path == f"{w.ctx.written}/{name}" for one in w.ctx.base.pages)
        return w.href(name.removesuffix(".md")) if known else None
    entity = w.ctx.base.find(ref)
    return w.href(entity) if entity else None


def _reading(w: Writer, number: int, step: PathStep) -> Reading:
    """Return a step for the `path` component."""
    check = step.check
    named = step.ref is not None and not step.ref.startswith(
        "person:"
    )  # whose id stands nowhere where people are hidden
    return Reading(
        step.ref if step.ref and named else f"step-{number}",
        f"{number}. {pick(step.title, w.ctx.lang)}",
        target(w, step.ref),
        f"{step.minutes} min" if step.minutes is not None else "",
        pick(check.question, w.ctx.lang) if check and check.question else None,
        w.inline(check.answer) if check and check.answer else w.ctx.t("Ask whoever welcomes you."),
    )


VIEWS = {"path": path_page}
