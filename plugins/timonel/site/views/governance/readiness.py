"""Readiness: the latest answers per initiative against the minimum, beside the score of governance and the maturity of processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from timonel.governance import PILLARS
from timonel.kinds import Assessment, Initiative, Process, Question, Stage
from timonel.lookups.calendar import days_before
from timonel.lookups.readiness import latest_assessment, readiness
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Item, Pillar, Value, count
from timonel.site.views.governance.overview import outside
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.lifecycle.processes import READY_LEVEL, level_word, serving
from timonel.site.views.shared import standing
from timonel.site.writer import Writer
from timonel.text import listed, many

_OLD, _MONTH = 6, 30  # months from which on answers say little of today; days of one


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the readiness page."""
    if ctx.base.of("assessment") or ctx.base.of("question"):
        yield Draft("assessments/index", ctx.t("Readiness"), overview, ("governance", 5), searched=False)


def minimum(ctx: Context) -> float:
    """Return the share of each pillar that an initiative must reach before it runs: option of rule INI008."""
    rule = ctx.result.rules.get("INI008")
    options = {**(rule.options if rule else {}), **ctx.result.settings.options.get("INI008", {})}
    return float(options.get("min_score", 60))


def overview(w: Writer) -> None:
    """Write how ready each initiative is, and what governance and the diagnoses say of the same pillars."""
    ctx, t = w.ctx, w.ctx.t
    w.title(t("Readiness"))
    found, missing = _assessed(ctx)
    standing.of_list(w, (), _states(ctx, [latest for latest, _ in found.values()]))
    share = ctx.percent(minimum(ctx))
    w.lede(
        t(
            "Whoever is not ready should not start. Each initiative answers the survey, and each of its four pillars must reach {share}: a good average does not make up for a weak pillar.",
            share=share,
        )
    )
    newest = sorted(found.values(), key=lambda pair: pair[0].date, reverse=True)
    for latest, initiatives in sorted(newest, key=lambda pair: not _is_old(ctx, pair[0])):
        _latest(w, latest, initiatives)
    if missing:
        w.heading(t("Nobody has assessed these yet"), "missing")
        unknown = Cell(t("cannot be measured"), badge="plain")
        w.add(ctx.c.cards([Card(ctx.name(x), w.href(x), badges=[ctx.status(x), unknown]) for x in missing]))
    w.heading(t("The pillars, side by side"), "pillars")
    _together(w, [latest for latest, _ in found.values()])
    if ctx.base.of("stage") and ctx.base.of("process"):
        w.heading(t("Maturity of what serves each stage"), "maturity")
        _maturity(w)
    if ctx.base.of("assessment"):
        w.heading(t("All assessments"), "all")
        _all(w)
    w.add(
        ctx.c.actions(
            [Action(t("The survey"), w.href("questions/index"), icon="word")] if ctx.base.of("question") else []
        )
    )


def _assessed(ctx: Context) -> tuple[dict[str, tuple[Assessment, list[Initiative]]], list[Initiative]]:
    """Return the latest assessments, each with the initiatives it speaks for, and the initiatives that have none."""
    found: dict[str, tuple[Assessment, list[Initiative]]] = {}
    missing = []
    for one in ctx.base.all(Initiative):
        if is_active(one) or one.status == "proposed":
            latest = latest_assessment(one, ctx.facts)
            if latest is None:
                missing.append(one)
            else:
                found.setdefault(latest.id, (latest, []))[1].append(one)
    return found, missing


def _is_old(ctx: Context, assessment: Assessment) -> bool:
    """Whether the answers say little of today: they are to be given again."""
    return ctx.facts.days_since(assessment.date) // _MONTH >= _OLD


def _states(ctx: Context, latest: Sequence[Assessment]) -> Iterator[Cell]:
    """Yield which may run and which may not, what nobody knows any more between them."""
    by_look: dict[str, list[str]] = {}
    for one in latest:
        by_look.setdefault(_look(ctx, one), []).append(ctx.name(_subject(ctx, one)))
    said = {"error": "Not ready: {names}", "warning": "To be answered again: {names}", "ok": "Ready: {names}"}
    for look, words in said.items():
        if names := by_look.get(look):
            yield Cell(ctx.t(words, names=listed(names, ctx.lang)), badge=look)


def _look(ctx: Context, assessment: Assessment) -> str:
    """Return how an assessment stands, as badges call that: too old to know, or whether every pillar reaches the minimum."""
    if _is_old(ctx, assessment):
        return "warning"
    return "error" if _low(ctx, assessment) else "ok"


def _low(ctx: Context, assessment: Assessment) -> list[str]:
    scores, least = readiness(assessment, ctx.facts), minimum(ctx)
    return [ctx.t(PILLAR_TITLES[pillar]) for pillar in PILLARS if scores.get(pillar, 0) < least]


def _latest(w: Writer, latest: Assessment, initiatives: list[Initiative]) -> None:
    """Add the pillars of an assessment, and the initiatives that it speaks for: its own and the parts without one."""
    ctx = w.ctx
    own = next((one for one in initiatives if one.id == latest.initiative), None)
    w.heading(ctx.name(own or latest), latest.id)
    w.add(ctx.c.standing([*_verdict(w, latest, own)]))
    counted = answered(ctx, latest).values()
    given, asked = (ctx.number(sum(pair[n] for pair in counted)) for n in (0, 1))
    text = ctx.t(
        "Assessed on {date}: {n} of {m} questions answered.", date=ctx.date(latest.date, "long"), n=given, m=asked
    )
    also = [ctx.name(one) for one in initiatives if one is not own]
    if also:
        text += " " + ctx.t("It also speaks for what has no assessment of its own: {names}.", names=", ".join(also))
    w.lede(text)
    w.add(ctx.c.score_cards(cards(w, latest, w.href(latest) or "")))
    if _is_old(ctx, latest) and ctx.base.of("question"):
        w.add(ctx.c.actions([Action(ctx.t("Answer the survey again"), w.href("questions/index"), icon="word")]))


def _verdict(w: Writer, latest: Assessment, own: Initiative | None) -> Iterator[Item]:
    """Yield whether an initiative may run; or where that was found too long ago, since when somebody should have asked again, and who."""
    ctx, look = w.ctx, _look(w.ctx, latest)
    if look == "warning":
        due = ctx.date(days_before(latest.date, -_OLD * _MONTH))
        yield Cell(ctx.t("To be answered again since {date}", date=due), badge=look)
        who = own and w.role(own.lead or own.sponsor)
        yield standing.named(w, ctx.t("Who must see to it"), who or Cell(ctx.t("nobody")))
    elif look == "error":
        names = listed(_low(ctx, latest), ctx.lang)
        yield Cell(ctx.t("Below the minimum: {names}", names=names), badge=look)
    else:
        yield Cell(ctx.t("Ready in all four pillars"), badge=look)


def answered(ctx: Context, assessment: Assessment) -> dict[str, tuple[int, int]]:
    """Return pillar → how many of its questions were answered, and how many there are."""
    given = {one.question for one in assessment.answers}
    mine = {pillar: [one.id for one in ctx.base.all(Question) if one.pillar == pillar] for pillar in PILLARS}
    return {pillar: (len(given.intersection(ids)), len(ids)) for pillar, ids in mine.items()}


def cards(w: Writer, assessment: Assessment, page: str = "") -> list[Pillar]:
    """Return the pillars of an assessment for the `score_cards` component; ``page`` is where its answers stand."""
    ctx, t, found = w.ctx, w.ctx.t, []
    scores, least = readiness(assessment, ctx.facts), minimum(ctx)
    for pillar, (given, asked) in answered(ctx, assessment).items():
        score = scores.get(pillar)
        badge = (
            Cell(t("ready"), badge="ok")
            if score is not None and score >= least
            else Cell(t("below {share}", share=ctx.percent(least)), badge="error")
        )
        if _is_old(ctx, assessment):
            badge = Cell(t("was ready then" if badge.badge == "ok" else "was not ready"), badge="plain")
        found.append(
            Pillar(
                t(PILLAR_TITLES[pillar]),
                f"{page}#{pillar}",
                score,
                _whole(ctx, score),
                _distance(ctx, score, given, asked),
                gaps=[badge] if score is not None else [],
                mark=(least, t("at least {share}", share=ctx.percent(least))),
            )
        )
    return found


def _distance(ctx: Context, score: float | None, given: int, asked: int) -> str:
    """Return how far a pillar is from the minimum; where answers are missing, how many there are."""
    if not asked:
        return ctx.t("The survey asks nothing about this pillar.")
    if score is None or given < asked:
        return ctx.t("{n} of {m} questions answered", n=given, m=asked)
    points = (round(score) if score >= minimum(ctx) else int(score)) - round(minimum(ctx))
    if points < 0:
        return ctx.t(many("1 point below the minimum", "{n} points below the minimum", -points))
    return ctx.t(many("1 point above the minimum", "{n} points above the minimum", points))


def score_cell(ctx: Context, scores: Mapping[str, float], pillar: str) -> Cell:
    """Return a pillar's readiness, marked where it is below the minimum."""
    score = scores.get(pillar)
    if score is None:
        return Cell(ctx.t("cannot be measured"), sort=-1)
    return Cell(_whole(ctx, score), sort=score, badge="error" if score < minimum(ctx) else None)


def _whole(ctx: Context, score: float | None) -> str | None:
    """Return a pillar's readiness without decimals; what lacks a little of the minimum does not seem to reach it."""
    return None if score is None else ctx.percent(round(score) if score >= minimum(ctx) else int(score))


def _together(w: Writer, latest: list[Assessment]) -> None:
    """Add the pillars with the readiness of each assessment and what the rules say of them."""
    ctx, t = w.ctx, w.ctx.t
    w.notice(
        "info",
        t("How to read this"),
        t(
            "Readiness is what people answered, with their evidence; the rules say what they find in what is written down today. Where one is high and the other low, ask why."
        ),
    )
    score, rules = ctx.result.score, w.href("rules/index")

    def clean(pillar: str) -> Cell:
        n, m = score[pillar].clean, score[pillar].measured
        return Cell(t("{n} of {m}", n=n, m=m), sort=n / m) if m else Cell(t("cannot be measured"), sort=-1)

    columns: list[Column[str]] = [
        Column("pillar", t("Pillar"), lambda x: Cell(t(PILLAR_TITLES[x]), f"{rules}?pillar={x}"), wide=True),
        *(
            Column(
                f"r{n}",
                t("Readiness: {name}", name=ctx.name(_subject(ctx, assessment))),
                partial(score_cell, ctx, readiness(assessment, ctx.facts)),
                number=True,
            )
            for n, assessment in enumerate(latest)
        ),
        Column("clean", t("Rules without gaps"), clean, number=True),
        Column("gaps", t("Open gaps"), lambda x: count(len(ctx.result.open_in(x))), number=True, lead=True),
    ]
    w.table("pillars-table", t("The pillars, side by side"), PILLARS, columns, plain=True)
    outside(w)


def _subject(ctx: Context, assessment: Assessment) -> Entity:
    return ctx.base.get(Initiative, assessment.initiative) or ctx.facts.organization or assessment


def _maturity(w: Writer) -> None:
    """Add, per stage, how many of the processes that serve it were diagnosed and may carry a system."""
    ctx, t = w.ctx, w.ctx.t
    rows = [Served(stage, serving(ctx, stage)) for stage in sorted(ctx.base.all(Stage), key=lambda stage: stage.order)]
    columns: list[Column[Served]] = [
        fields.head(ctx, "stage", lambda row: w.link(row.stage), wide=True),
        Column(
            "diagnosed",
            t("Diagnosed"),
            lambda row: _share(ctx, len(row.levels), len(row.processes), len(row.levels)),
            number=True,
        ),
        Column("ready", t("At level {n} or above", n=READY_LEVEL), lambda row: _ready(ctx, row), number=True),
        Column("weakest", t("The weakest"), lambda row: _weakest(w, row.levels)),
    ]
    w.table("maturity-table", t("Maturity of what serves each stage"), rows, columns, plain=True)
    w.add(ctx.c.actions([Action(t("The whole diagnosis"), w.href("processes/index", "maturity"))]))


def _weakest(w: Writer, levels: list[tuple[int, Process]]) -> Value:
    if not levels:
        return None
    lowest = min(level for level, _ in levels)
    return [w.link(one)._replace(note=level_word(w.ctx, level)) for level, one in levels if level == lowest]


def _all(w: Writer) -> None:
    """Add the assessments as one line of links: what each says stands on its page, and of the latest above."""
    rows = sorted(w.ctx.base.all(Assessment), key=lambda one: one.date, reverse=True)
    w.add(Markup('<div class="kb-flow">{}</div>').format(w.ctx.c.value([w.link(one) for one in rows])))


class Served(NamedTuple):
    """A stage with the processes that serve it."""

    stage: Stage
    processes: list[Process]

    @property
    def levels(self) -> list[tuple[int, Process]]:
        """The processes that were diagnosed, with their level."""
        return [(process.maturity.level, process) for process in self.processes if process.maturity is not None]


def _share(ctx: Context, n: int, m: int, sort: float) -> Cell | None:
    return Cell(ctx.t("{n} of {m}", n=n, m=m), sort=sort) if m else None


def _ready(ctx: Context, row: Served) -> Cell | None:
    n, m = sum(level >= READY_LEVEL for level, _ in row.levels), len(row.levels)
    return _share(ctx, n, m, n / m) if m else None
