"""Governance: the score by pillar, and how many gaps wait for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markupsafe import Markup

from timonel.governance import PILLARS, SEVERITIES, PillarScore
from timonel.lookups.confirmations import standing
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Number, Pillar, count
from timonel.site.views.governance.gaps import by_role, counts, gaps
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.governance.score_history import ages, past
from timonel.site.views.governance.waivers import waivers
from timonel.site.views.shared import charts
from timonel.site.views.shared.blocks import beside
from timonel.site.writer import Writer
from timonel.text import listed, many


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the overview, the gaps by who must act, and the waivers."""
    yield Draft("governance/index", ctx.t("Governance"), overview, ("governance", 1))
    yield Draft(
        "governance/gaps", ctx.t("Gaps by who must act"), gaps, ("governance", 2), searched=False, contents=True
    )
    yield Draft("governance/waivers", ctx.t("Waivers"), waivers, ("governance", 4))


def overview(w: Writer) -> None:
    """Write the page that says how governance stands."""
    ctx, result = w.ctx, w.ctx.result
    w.title(ctx.t("Governance"))
    w.lede(
        ctx.t(
            "How the programme stands on {date}, pillar by pillar, and who must act on what is open.",
            date=ctx.date(result.today, "long"),
        )
    )
    numbers = counts(ctx, dict.fromkeys(SEVERITIES, w.href("governance/gaps")))
    waived = ctx.number(result.count(status="waived"))
    w.add(ctx.c.numbers([*numbers, Number(waived, ctx.t("with a waiver"), w.href("governance/waivers"))]))
    w.heading(ctx.t("Gaps by pillar"), "score")
    w.add(ctx.c.score_cards(score_cards(w)))
    outside(w)
    _confirmed(w)
    how = ctx.t(
        "What counts first: how many of a pillar's measured rules found nothing, and the open gaps. A gap with a waiver is still a gap. The pass rate stands small beside it, for comparing days: it is the mean of the measured rules' pass rates, weighted by severity (error 5, warning 2, note 1), and hundreds of trivial passes keep it high whatever happens. There is no score over all pillars: one number would hide the weakest."
    )
    w.add(ctx.c.behind(Markup("<p>{}</p>").format(how), ctx.t("How the score is made")))
    _who(w)
    past(w)
    _by_rule(w)


def _confirmed(w: Writer) -> None:
    """Add how many entries somebody has confirmed, where the base confirms any: counts, for a share of them says little."""
    ctx = w.ctx
    if not ctx.base.of("confirmation"):
        return
    now = ctx.facts.once(standing)
    confirmed, total = (ctx.number(one) for one in (now.confirmed, now.total))
    rest = [
        ctx.t(many("1 changed since", "{n} changed since", now.changed)),
        ctx.t(many("1 ran out", "{n} ran out", now.lapsed)),
        ctx.t("{n} never confirmed", n=ctx.number(now.never)),
    ]
    words = ctx.t("{n} of {m} entries are confirmed by whoever answers for them", n=confirmed, m=total)
    text = ctx.c.value(f"{words}: {', '.join(rest)}.")
    w.add(ctx.c.short([(ctx.t("Confirmed entries"), "confirmed", text)]))


def score_cards(w: Writer, *, short: bool = False) -> list[Pillar]:
    """Return the four pillars for the `score_cards` component: their gaps, then how many rules found nothing.

    Args:
        w: the page.
        short: without what is there for those who compare days.
    """
    ctx, result, cards = w.ctx, w.ctx.result, []
    for pillar in PILLARS:
        score, mine = result.score[pillar], result.open_in(pillar)
        counted = [(severity, sum(one.severity == severity for one in mine)) for severity in SEVERITIES]
        gaps = [(severity, f"{number} {ctx.t(_many(severity, number))}") for severity, number in counted if number]
        worst, first = gaps[0] if gaps else ("ok", ctx.t("No open gaps"))
        clean = ctx.t("{n} of {m} rules without gaps", n=score.clean, m=score.measured)
        cards.append(
            Pillar(
                ctx.t(PILLAR_TITLES[pillar]),
                f"{w.href('rules/index')}?pillar={pillar}",
                100 * score.clean / score.measured if score.measured else None,
                first,
                " · ".join([*(words for _, words in gaps[1:]), *([clean] if score.measured else [])]),
                small="" if short else _small(ctx, score),
                look=worst,
            )
        )
    return cards


def outside(w: Writer) -> None:
    """Add the open gaps that count in no pillar, so that those of the pillars and these are all."""
    ctx = w.ctx
    mine = [one for one in ctx.result.findings if one.status == "open" and one.rule.pillar is None]
    counted = [(severity, sum(one.severity == severity for one in mine)) for severity in SEVERITIES]
    told = listed([f"{number} {ctx.t(_many(severity, number))}" for severity, number in counted if number], ctx.lang)
    if told:
        charts.note(w, ctx.t("Of the records themselves, in no pillar: {gaps}.", gaps=told))


def _small(ctx: Context, score: PillarScore) -> str:
    """Return the pass rate, which says little alone, and how many rules had nothing to look at."""
    rate, idle = ctx.percent(score.value), score.rules - score.measured
    told = [ctx.t("Pass rate {share}", share=rate)] if rate else []
    if idle or not rate:
        told.append(ctx.t("{n} of {m} rules measured", n=score.measured, m=score.rules))
    return " · ".join(told)


def _many(severity: str, number: int) -> str:
    words = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
    return words[severity][number != 1]


def _who(w: Writer) -> None:
    ctx, rows = w.ctx, by_role(w.ctx)

    def who(id_: str) -> Cell:
        role = w.role(id_)
        return (
            role._replace(href=w.href("governance/gaps", id_))
            if role
            else Cell(ctx.t("nobody"), w.href("governance/gaps", "nobody"))
        )

    def number(severity: str) -> Callable[[str], Cell]:
        return lambda id_: count(sum(finding.severity == severity for finding in rows[id_]))

    columns = [Column("who", ctx.kind_title("role"), who, wide=True)] + [
        Column(severity, ctx.t(label), number(severity), number=True)
        for severity, label in zip(SEVERITIES, ("Errors", "Warnings", "Notes"), strict=True)
        if ctx.result.count(severity)  # a column of zeros says nothing
    ]
    title, old = ctx.t("Who must act"), ages(w)
    table = ctx.c.table("who-table", title, [*rows], columns, plain=True, folds=False)
    if old:
        head = Markup('<h2 id="{}">{}</h2>')
        waited = head.format("ages", ctx.t("How long the open gaps have waited"))
        w.add(beside(head.format("who", title) + table, waited + old))
    else:
        w.heading(title, "who")
        w.add(table)


def _by_rule(w: Writer) -> None:
    ctx, rules, found = w.ctx, w.ctx.result.rules, dict[str, dict[str, None]]()
    for finding in ctx.result.findings:
        if finding.status == "open":
            found.setdefault(finding.code, {})[finding.spot.subject] = None

    def where(code: str) -> list[Cell]:
        return [w.link(x) if (x := ctx.subject(key)) else Cell(key.partition(":")[2]) for key in found[code]]

    columns = [
        Column[str]("rule", ctx.t("Rule"), lambda code: Cell(code, w.href(f"rules/{code}"))),
        Column[str]("what", ctx.t("What it finds"), lambda code: ctx.pick(rules[code].summary), wide=True),
        Column("where", ctx.t("Where"), where, wide=True),
    ]
    with w.part(ctx.t("Gaps by rule"), "rules", len(found)):
        w.table("by-rule", ctx.t("Gaps by rule"), [*found], columns, plain=True, folds=False)
