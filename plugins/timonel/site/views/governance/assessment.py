"""One assessment: its pillars against the minimum, and whether that lets an initiative run; or whether it was too long ago."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from timonel.governance import PILLARS
from timonel.kinds import Assessment, Initiative, Question
from timonel.lookups.calendar import days_before
from timonel.lookups.readiness import readiness
from timonel.site.context import Context
from timonel.site.kit import Cell, Item, Pillar
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.shared import standing
from timonel.site.writer import Writer
from timonel.text import listed, many

_OLD, _MONTH = 6, 30  # months from which on answers say little of today; days of one


def minimum(ctx: Context) -> float:
    """Return the share of each pillar that an initiative must reach before it runs: option of rule INI008."""
    rule = ctx.result.rules.get("INI008")
    options = {**(rule.options if rule else {}), **ctx.result.settings.options.get("INI008", {})}
    return float(options.get("min_score", 60))


def is_old(ctx: Context, assessment: Assessment) -> bool:
    """Whether the answers say little of today: they are to be given again."""
    return ctx.facts.days_since(assessment.date) // _MONTH >= _OLD


def look_of(ctx: Context, assessment: Assessment) -> str:
    """Return how an assessment stands, as badges call that: too old to know, or whether every pillar reaches the minimum."""
    if is_old(ctx, assessment):
        return "warning"
    return "error" if _low(ctx, assessment) else "ok"


def _low(ctx: Context, assessment: Assessment) -> list[str]:
    scores, least = readiness(assessment, ctx.facts), minimum(ctx)
    return [ctx.t(PILLAR_TITLES[pillar]) for pillar in PILLARS if scores.get(pillar, 0) < least]


def verdict(w: Writer, latest: Assessment, own: Initiative | None) -> Iterator[Item]:
    """Yield whether an initiative may run; or where that was found too long ago, since when somebody should have asked again, and who."""
    ctx, look = w.ctx, look_of(w.ctx, latest)
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
        if is_old(ctx, assessment):
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
