"""Objectives: where each started, where it is and where it should be, and a page with the chart that proves it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from timonel.kinds import Indicator, Objective, Role
from timonel.lookups.objectives import overdue, share_of_time, share_of_way
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Bar, Cell, Column, Fact, Item, Mark, Part
from timonel.site.views.programme.indicators import last_measured, last_value, values
from timonel.site.views.shared import charts, entity_page, standing
from timonel.site.writer import Writer
from timonel.text import Said, many

_BEHIND = 15  # points by which the way may lag behind the time
# How the open ones stand, what is urgent first: as their bars look, and as badges call that.
_LOOKS = {"error": "error", "warning": "warning", "plan": "now", "ok": "ok", "none": "plain"}


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all objectives."""
    if ctx.base.of("objective"):
        yield Draft("objectives/index", ctx.kind_plural("objective"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the page of all objectives: the open ones as bars, then all as a table."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("objective"))
    looks = {one.id: _state(ctx, one) for one in ctx.base.all(Objective)}
    objectives = sorted(
        ctx.base.all(Objective),
        key=lambda one: (one.status != "open", [*_LOOKS].index(looks[one.id]), one.due or "9999", one.id),
    )
    open_ = [one for one in objectives if is_active(one)]
    told = [(look, sum(looks[one.id] == look for one in open_)) for look in _LOOKS]
    standing.of_list(w, (), [Cell(t(_counted(look, n)), badge=_LOOKS[look]) for look, n in told if n])
    w.lede(t("What the programme promised: where each objective started, where it is today and where it should be."))
    if open_:
        w.heading(t("How far the open ones are"), "progress")
        w.add(ctx.c.legend(_legend(ctx, {looks[one.id] for one in open_})))
        w.add(ctx.c.bars([bar(w, one, note=_whose(ctx, one)) for one in open_], t("How far the open ones are")))
    w.heading(t("All objectives"), "all")
    columns: list[Column[Objective]] = [
        fields.named(w, "objective", key="objective"),
        fields.head(ctx, "objective.baseline", lambda objective: baseline(w, objective), number=True),
        Column("now", t("Now"), lambda objective: now(w, objective), number=True),
        fields.head(ctx, "objective.target", lambda objective: target(w, objective), number=True),
        Column("due", ctx.label("objective", "due"), lambda objective: ctx.date_cell(objective.due), lead=True),
        Column("status", t("State"), lambda objective: _how(ctx, objective, looks[objective.id]), filter=True),
        fields.column(w, "objective.owner", filter=True),
        fields.column(w, "objective.initiative", filter=True),
        fields.gaps(w),
    ]
    w.table("objectives", ctx.kind_plural("objective"), objectives, columns)


def _legend(ctx: Context, looks: Collection[str]) -> Sequence[Mark]:
    """Return what the colours of the bars and their ticks mean."""
    words = {
        "error": ctx.t("its day has passed"),
        "warning": ctx.t("behind: over {n} points less of its way than of its time", n=_BEHIND),
        "plan": ctx.t("on the way"),
        "ok": ctx.t("reached"),
    }
    marks = [Mark(f"look--{look}", text) for look, text in words.items() if look in looks]
    return [*marks, Mark("look--tick", ctx.t("where its time is, from the baseline to the day it is due"))]


def _whose(ctx: Context, one: Objective) -> str:
    """Return who answers for an objective, in words; a vacancy stands out."""
    role = ctx.base.get(Role, one.owner)
    if role is None:
        return ctx.t("nobody")
    return f"{ctx.name(role)} ({ctx.t('vacant')})" if ctx.facts.is_vacant(role) else ctx.name(role)


def _counted(look: str, n: int) -> Said:
    """Return how many objectives stand in one way, in words."""
    return {
        "error": many("1 overdue", "{n} overdue", n),
        "warning": many("1 behind", "{n} behind", n),
        "plan": many("1 on the way", "{n} on the way", n),
        "ok": many("1 reached", "{n} reached", n),
        "none": many("1 that cannot be measured", "{n} that cannot be measured", n),
    }[look]


def _how(ctx: Context, one: Objective, look: str) -> Cell:
    """Return how an objective stands: an open one as its bar shows it, another as it ended."""
    if not is_active(one):
        return fields.word(ctx, one.status, "objective", "status")
    if late := overdue(ctx.facts, one):
        text = standing.overdue(ctx, late)
    else:
        words = {"warning": "behind", "plan": "on the way", "ok": "reached", "none": "cannot be measured"}
        text = ctx.t(words[look])
    return Cell(text, key=look, badge=_LOOKS[look])


def progress_word(ctx: Context, done: float | None) -> str:
    """Return how much of the way is done, in words."""
    if done is None:
        return ctx.t("cannot be measured")
    if done < 0:
        return ctx.t("further away than at the start")
    if done >= 100:  # noqa: PLR2004 - percent
        return ctx.t("reached")
    return ctx.t("{share} of the way", share=ctx.percent(round(done)))


def bar(w: Writer, objective: Objective, note: str | None = None) -> Bar:
    """Return an objective for the `bars` component: how much of its way is done, and of its time."""
    ctx, done, time = w.ctx, share_of_way(w.ctx.facts, objective), share_of_time(w.ctx.facts, objective)
    late = overdue(ctx.facts, objective)
    words = [progress_word(ctx, done)]
    alarm = standing.overdue(ctx, late) if late else ""
    if not late and time is not None:
        words.append(ctx.t("{share} of the time", share=ctx.percent(round(time))))
    part = Part(
        done,
        f"{' · '.join(words)} · {_figures(w, objective)}",
        _look(done, time, late),
        mark=None if time is None else time / 100,
        alarm=alarm,
    )
    return Bar(w.link(objective)._replace(note=note), [part], 100)


def _look(done: float | None, time: float | None, late: int) -> str:
    """Return how the bar of an objective looks: red once its day has passed, amber where its way lags behind its time."""
    if done is not None and done >= 100:  # noqa: PLR2004 - percent
        return "ok"
    if late:
        return "error"
    behind = done is not None and time is not None and time - done > _BEHIND
    return "warning" if behind or (done or 0) < 0 else "plan"


def _state(ctx: Context, one: Objective) -> str:
    """Return how an objective stands: as its bar looks, but overdue whenever its day has passed."""
    late, done = overdue(ctx.facts, one), share_of_way(ctx.facts, one)
    if late:
        return "error"
    return "none" if done is None else _look(done, share_of_time(ctx.facts, one), late)


def _figures(w: Writer, one: Objective) -> str:
    """Return baseline, today's value and target in words, the unit at their end."""
    indicator = w.ctx.base.get(Indicator, one.indicator)
    found = values(w.ctx, indicator) if indicator else []
    numbers = [one.baseline, found[-1][1] if found else None, one.target]
    first, today, last = ("?" if value is None else w.ctx.number(value, 2) for value in numbers)
    if one.target is not None:
        last = charts.value_text(w, one.target, _unit(w, one))
    last = last.replace(" ", "\N{NO-BREAK SPACE}")
    return w.ctx.t("from {first} to {today}, target {last}", first=first, today=today, last=last)


def _unit(w: Writer, one: Objective) -> str:
    indicator = w.ctx.base.get(Indicator, one.indicator)
    return (indicator.unit or "") if indicator else ""


def _due(w: Writer, objective: Objective) -> Cell | None:
    cell, late = w.ctx.date_cell(objective.due), overdue(w.ctx.facts, objective)
    if not cell or not late:
        return cell
    words = standing.overdue(w.ctx, late)
    return cell._replace(text=words, badge="error", note=cell.text)


def objective_page(w: Writer, one: Objective) -> None:
    """Write the middle of an objective's page."""
    ctx, t = w.ctx, w.ctx.t
    indicator = ctx.base.get(Indicator, one.indicator)
    more = [
        Fact(ctx.label("objective", "baseline"), baseline(w, one)),
        Fact(t("Now"), now(w, one)),
        Fact(ctx.label("objective", "target"), target(w, one)),
        Fact(t("Progress"), progress_word(ctx, share_of_way(ctx.facts, one))),
        Fact(ctx.label("objective", "due"), _due(w, one)),
    ]
    if indicator is not None:
        more.append(Fact(t("Last measured"), last_measured(ctx, indicator)))
    entity_page.facts(w, one, skip=("baseline", "target", "due"), more=tuple(more))
    entity_page.story(w, one)
    w.heading(t("From the start to the target"), "chart")
    if indicator is None:
        w.notice(
            "none",
            t("It cannot be measured"),
            t("No indicator proves this objective: nobody will be able to say whether it was reached."),
        )
    else:
        charts.indicator(w, indicator, (one.baseline, one.target))


def baseline(w: Writer, objective: Objective) -> Cell | None:
    """Return where an objective started, with its unit."""
    return charts.value_cell(w, objective.baseline, _unit(w, objective))


def target(w: Writer, objective: Objective) -> Cell | None:
    """Return where an objective should be, with its unit."""
    return charts.value_cell(w, objective.target, _unit(w, objective))


def now(w: Writer, objective: Objective) -> Item:
    """Return where an objective is today; None where no indicator proves it."""
    indicator = w.ctx.base.get(Indicator, objective.indicator)
    return last_value(w, indicator) if indicator else None


VIEWS = {"objective": objective_page}
