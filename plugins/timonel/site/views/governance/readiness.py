"""Readiness: the latest answers per initiative against the minimum, beside the score of governance and the maturity of processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from timonel.governance import PILLARS
from timonel.kinds import Assessment, Initiative
from timonel.lookups.readiness import latest_assessment, readiness
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, count
from timonel.site.views.governance import maturity
from timonel.site.views.governance.assessment import answered, cards, is_old, look_of, minimum, score_cell, verdict
from timonel.site.views.governance.overview import outside
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.shared import standing
from timonel.site.writer import Writer
from timonel.text import listed


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the readiness page."""
    if ctx.base.of("assessment") or ctx.base.of("question"):
        yield Draft("assessments/index", ctx.t("Readiness"), overview, ("governance", 5), searched=False)


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
    for latest, initiatives in sorted(newest, key=lambda pair: not is_old(ctx, pair[0])):
        _latest(w, latest, initiatives)
    if missing:
        w.heading(t("Nobody has assessed these yet"), "missing")
        unknown = Cell(t("cannot be measured"), badge="plain")
        w.add(ctx.c.cards([Card(ctx.name(x), w.href(x), badges=[ctx.status(x), unknown]) for x in missing]))
    w.heading(t("The pillars, side by side"), "pillars")
    _together(w, [latest for latest, _ in found.values()])
    if ctx.base.of("stage") and ctx.base.of("process"):
        w.heading(t("Maturity of what serves each stage"), "maturity")
        maturity.of_stages(w)
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


def _states(ctx: Context, latest: Sequence[Assessment]) -> Iterator[Cell]:
    """Yield which may run and which may not, what nobody knows any more between them."""
    by_look: dict[str, list[str]] = {}
    for one in latest:
        by_look.setdefault(look_of(ctx, one), []).append(ctx.name(_subject(ctx, one)))
    said = {"error": "Not ready: {names}", "warning": "To be answered again: {names}", "ok": "Ready: {names}"}
    for look, words in said.items():
        if names := by_look.get(look):
            yield Cell(ctx.t(words, names=listed(names, ctx.lang)), badge=look)


def _latest(w: Writer, latest: Assessment, initiatives: list[Initiative]) -> None:
    """Add the pillars of an assessment, and the initiatives that it speaks for: its own and the parts without one."""
    ctx = w.ctx
    own = next((one for one in initiatives if one.id == latest.initiative), None)
    w.heading(ctx.name(own or latest), latest.id)
    w.add(ctx.c.standing([*verdict(w, latest, own)]))
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
    if is_old(ctx, latest) and ctx.base.of("question"):
        w.add(ctx.c.actions([Action(ctx.t("Answer the survey again"), w.href("questions/index"), icon="word")]))


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


def _all(w: Writer) -> None:
    """Add the assessments as one line of links: what each says stands on its page, and of the latest above."""
    rows = sorted(w.ctx.base.all(Assessment), key=lambda one: one.date, reverse=True)
    w.add(Markup('<div class="kb-flow">{}</div>').format(w.ctx.c.value([w.link(one) for one in rows])))
