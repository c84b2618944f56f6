"""Pilots: small trials with success criteria, what came out, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.kinds import Indicator, Initiative, Pilot, PilotSuccess
from timonel.lookups.calendar import day
from timonel.lookups.initiatives import has_started, under_way
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Card, Cell, Column, Fact, Item, Step, count
from timonel.site.views.programme.waiting import next_gate
from timonel.site.views.shared import charts, entity_page, standing
from timonel.site.views.shared.blocks import folded
from timonel.site.views.shared.standing import gap_chip
from timonel.site.writer import Writer
from timonel.text import many

_DECIDED = {"go": "ok", "adjust": "info", "stop": "retired"}


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all pilots."""
    if ctx.base.of("pilot"):
        yield Draft("pilots/index", ctx.kind_plural("pilot"), overview, ("programme", 3))


def state(ctx: Context, pilot: Pilot) -> Cell:
    """Return how a pilot stands, as a badge: decided, under way, waiting for its decision, ahead or not scheduled."""
    today = ctx.facts.today
    if pilot.decision and (pilot.decided or pilot.end or today) <= today:
        return fields.word(ctx, pilot.decision, "pilot", "decision")._replace(badge=_DECIDED[pilot.decision])
    if pilot.start is None:
        return Cell(ctx.t("no date"), badge="plain", key="no-date")
    if not has_started(pilot, today):
        return Cell(ctx.t("Ahead"), badge="planned", key="ahead")
    if under_way(pilot, today):
        return Cell(ctx.t("Under way"), badge="now", key="under-way")
    return Cell(ctx.t("Waits for its decision"), badge="warning", key="waiting")


def by_start(pilots: Sequence[Pilot]) -> list[Pilot]:
    """Return pilots by their start, those without one last."""
    return sorted(pilots, key=lambda one: (one.start or "~", one.id))


def when(ctx: Context, pilot: Pilot) -> str:
    """Return from when to when, and how many days that is."""
    if pilot.start is None and pilot.end is None:
        return ctx.t("no date")
    if pilot.start and pilot.end:
        days = (day(pilot.end) - day(pilot.start)).days + 1
        return ctx.t("{start} – {end} ({n} days)", start=ctx.date(pilot.start), end=ctx.date(pilot.end), n=days)
    return (
        ctx.t("from {date}", date=ctx.date(pilot.start))
        if pilot.start
        else ctx.t("until {date}", date=ctx.date(pilot.end))
    )


def overview(w: Writer) -> None:
    """Write the page of all pilots: what runs first, then what comes, then what was decided, the latest first."""
    ctx, t = w.ctx, w.ctx.t
    pilots = by_start(ctx.base.all(Pilot))
    w.title(ctx.kind_plural("pilot"))
    known = [(one, _mark(state(ctx, one))) for one in pilots]
    _state_line(w, known)
    w.lede(
        t("Try small, measure, correct, and only then grow: what was tried, what it had to show, and what was decided.")
    )
    groups = (
        ("now", t("Being tried now"), [one for one, mark in known if mark == "now"]),
        ("next", t("Still to be tried"), [one for one, mark in known if mark == "next"]),
        ("done", t("Tried and decided"), [one for one, mark in reversed(known) if mark == "done"]),
    )
    for anchor, title, found in groups:
        if found:
            w.heading(title, anchor)
            w.add(ctx.c.steps([_step(w, one) for one in found], numbered=False))
    columns: list[Column[Pilot]] = [
        fields.named(w, "pilot"),
        fields.column(w, "pilot.initiative", filter=True),
        fields.column(w, "pilot.type", filter=True),
        Column("state", t("State"), lambda pilot: state(ctx, pilot), filter=True, lead=True),
        *fields.columns(w, "pilot", "start", "end"),
        fields.head(ctx, "pilot.real_data", lambda pilot: t("✓ real data") if pilot.real_data else " "),
        fields.head(ctx, "pilot.quick_win", lambda pilot: t("✓ quick win") if pilot.quick_win else " "),
        fields.head(
            ctx, "pilot.success", lambda pilot: count(len(pilot.success), w.href(pilot, "success")), number=True
        ),
        fields.head(ctx, "pilot.adjustments", lambda pilot: _adjustments(w, pilot), number=True),
        fields.gaps(w),
    ]
    table = ctx.c.table("pilots-table", ctx.kind_plural("pilot"), pilots, columns, folds=False)
    w.add(folded(t("See as a table ({n})", n=len(pilots)), table))


def _state_line(w: Writer, known: Sequence[tuple[Pilot, str]]) -> None:
    """Add the line below the title: the pilots' gaps, how many stand in which way, and when the next one is decided."""
    ctx, marks = w.ctx, [mark for _, mark in known]
    words = {
        "now": many("1 being tried", "{n} being tried", marks.count("now")),
        "next": many("1 still to be tried", "{n} still to be tried", marks.count("next")),
        "done": many("1 decided", "{n} decided", marks.count("done")),
    }
    told: list[Item] = [Cell(ctx.t(text), f"#{mark}") for mark, text in words.items() if mark in marks]
    open_ = {one.initiative for one, mark in known if mark == "now"}
    told.append(next_gate(w, [one for one in ctx.base.all(Initiative) if one.id in open_]))
    standing.of_list(w, [one for one, _ in known], told)


def _adjustments(w: Writer, pilot: Pilot) -> Cell | None:
    return count(len(pilot.adjustments), w.href(pilot, "adjustments")) if pilot.decision else None


def _step(w: Writer, one: Pilot, initiative: str = "") -> Step:
    """Return a pilot for the `steps` component; on the page of its initiative that is not said again."""
    ctx, found, gap = w.ctx, state(w.ctx, one), gap_chip(w, one)
    left = [_left(ctx, one.end)] if found.key == "under-way" and one.end else []
    of = w.ref("initiative", one.initiative) if one.initiative != initiative else None
    text = w.words(one.result) if one.result else ctx.pick(one.description)
    lacks = [*map(ctx.c.gap_line, w.own_gaps(ctx.gaps(one.key)))]
    if lacks:
        text = Markup('{} <span class="kb-gap__line">{}</span>').format(text, Markup(" ").join(lacks))
    return Step(
        ctx.name(one),
        w.href(one),
        text=text,
        state=_mark(found),
        meta=[
            found,
            *left,
            *([gap] if gap else []),
            when(ctx, one),
            ctx.chosen(one, "type"),
            *([of] if of else []),
        ],
    )


def _mark(found: Cell) -> str:
    """Return whether a pilot is being tried, still to be, or decided."""
    return {"ahead": "next", "no-date": "next", "under-way": "now", "waiting": "now"}.get(found.key or "", "done")


def _left(ctx: Context, end: str) -> str:
    left = (day(end) - day(ctx.facts.today)).days
    return ctx.t(many("1 day left", "{n} days left", left))


def section(w: Writer, initiative: Initiative) -> None:
    """Add an initiative's pilots and those of its projects: what is not decided yet, and behind a line what was."""
    ctx, t = w.ctx, w.ctx.t
    ids = {initiative.id, *(one.id for one in ctx.base.all(Initiative) if one.part_of == initiative.id)}
    found = by_start([one for one in ctx.base.all(Pilot) if one.initiative in ids])
    w.heading(ctx.kind_plural("pilot"), "pilots")
    past = [one for one in found if state(ctx, one).key in _DECIDED]
    open_ = [one for one in found if one not in past]
    if open_:
        w.add(ctx.c.steps([_step(w, one, initiative.id) for one in open_], numbered=False))
    if past:
        steps = ctx.c.steps([_step(w, one, initiative.id) for one in past], numbered=False)
        line = t("Decided ({n})", n=len(past))
        w.add(ctx.c.behind(steps, line if open_ else f"{ctx.kind_plural('pilot')}: {line}"))
    if not found:
        w.notice("none", t("No pilot yet."), t("Nothing has been tried on a small scale so far."))


def _criterion(w: Writer, success: PilotSuccess) -> Item:
    indicator = w.ctx.base.get(Indicator, success.indicator)
    if success.statement:
        return w.inline(success.statement)
    if indicator is None:
        return Cell(w.ctx.t("not written down"), badge="warning")
    goal = charts.value_text(w, success.target, indicator.unit or "") if success.target is not None else "?"
    return Cell(f"{w.ctx.name(indicator)}: {goal}", w.href(indicator))


def pilot_page(w: Writer, one: Pilot) -> None:
    """Write the middle of a pilot's page."""
    ctx, t = w.ctx, w.ctx.t
    days = Fact(t("When"), when(ctx, one))
    entity_page.facts(
        w,
        one,
        skip=("success", "start", "end", "decision", "processes"),
        more=(Fact(t("State"), state(ctx, one)), days),
    )
    if one.scope:
        w.heading(ctx.label("pilot", "scope"), "scope")
        w.text(one.scope)
    _success(w, one)
    for name in ("result", "adjustments"):
        if one.fields.get(name):
            w.heading(ctx.label("pilot", name), name)
            (w.text if name == "result" else w.bullets)(one.fields[name])
    processes = w.refs("process", one.processes)
    if processes:
        w.heading(ctx.label("pilot", "processes"), "processes")
        w.add(ctx.c.cards([Card(x.text or "", x.href) for x in processes if x]))


def _success(w: Writer, one: Pilot) -> None:
    ctx, t = w.ctx, w.ctx.t
    w.heading(ctx.label("pilot", "success"), "success")
    if not one.success:
        w.notice("warning", t("No success criterion."), t("Without one, any result can be called a success."))
        return

    def indicator(success: PilotSuccess) -> Item:
        return w.link(ctx.base.get(Indicator, success.indicator)) or t("none: seen, not measured")

    def target(success: PilotSuccess) -> Item:
        proof = ctx.base.get(Indicator, success.indicator)
        return charts.value_cell(w, success.target, proof.unit if proof else None) or " "

    columns = [
        fields.head(ctx, "pilot.success.statement", lambda success: _criterion(w, success), wide=True),
        fields.head(ctx, "pilot.success.indicator", indicator),
        fields.head(ctx, "pilot.success.target", target, number=True),
    ]
    w.table("success-table", ctx.label("pilot", "success"), one.success, columns, plain=True)


VIEWS = {"pilot": pilot_page}
