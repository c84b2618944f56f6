"""Governance: the score by pillar, the gaps by who must act, and the waivers with the days they have left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from markupsafe import Markup

from timonel.governance import PILLARS, SEVERITIES, Finding, PillarScore
from timonel.kinds import Role, Waiver
from timonel.lookups.confirmations import standing
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Item, Number, Pillar, count
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.governance.score_history import ages, past
from timonel.site.views.shared import charts
from timonel.site.views.shared.blocks import beside
from timonel.site.views.shared.standing import of_list
from timonel.site.writer import Writer
from timonel.text import listed, many, sort_key

SOON = 14  # days in which a waiver's end is near, as DAT011 has it


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
    numbers = _counts(ctx, w.href("governance/gaps"))
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


def _counts(ctx: Context, href: str | None = None) -> list[Number]:
    """Return how many gaps are open, by how grave they are."""
    named = (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
    counted = [(severity, label, ctx.result.count(severity)) for severity, label in named]
    return [Number(ctx.number(n), ctx.t(label), href, severity if n else "ok") for severity, label, n in counted]


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


def by_role(ctx: Context) -> Mapping[str, Sequence[Finding]]:
    """Return role id → the open findings it must act on, the most urgent role first; "" for those nobody must."""
    found: dict[str, list[Finding]] = {}
    for one in ctx.result.findings:
        if one.status == "open":
            for key in one.responsible or ("role:",):
                found.setdefault(key.partition(":")[2], []).append(one)
    names = {id_: ctx.name(role) if (role := ctx.base.get(Role, id_)) else "\U0010ffff" for id_ in found}

    def urgency(id_: str) -> tuple[object, ...]:
        return *(-sum(one.severity == x for one in found[id_]) for x in SEVERITIES), sort_key(names[id_], ctx.lang)

    return {id_: found[id_] for id_ in sorted(found, key=urgency)}


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


def gaps(w: Writer) -> None:
    """Write all open gaps, role by role."""
    ctx = w.ctx
    w.title(ctx.t("Gaps by who must act"))
    _all(w)
    w.lede(ctx.t("Find your role: these are the gaps that wait for you, the worst first, and of these the oldest."))
    w.add(ctx.c.numbers(_counts(ctx)))
    waiting = by_role(ctx)
    names = {
        id_: ctx.name(role) if (role := ctx.base.get(Role, id_)) else ctx.t("Nobody can be named") for id_ in waiting
    }
    links = [Cell(names[id_], f"#{id_ or 'nobody'}", note=ctx.number(len(found))) for id_, found in waiting.items()]
    w.add(ctx.c.finder(ctx.t("Find your role"), links))
    for id_, findings in waiting.items():
        role, name = ctx.base.get(Role, id_), names[id_]
        w.heading(f"{name} ({len(findings)})", id_ or "nobody")
        if held := role and ctx.holding.get(role.id):
            charts.note(w, held)
        if role and not ctx.facts.holders(role.id):
            first = ctx.t("Nobody holds this role today. First find who does: then these gaps are theirs.")
            w.notice("warning", ctx.t("Vacant role"), first)
        oldest = sorted(
            findings, key=lambda one: (SEVERITIES.index(one.severity), ctx.opened.get(one.fingerprint, "~"))
        )
        rows = zip(w.gaps(oldest, of_one=True), oldest, strict=True)
        w.add(ctx.c.gap_list([row._replace(since=_waited(ctx, one)) for row, one in rows]))


def _waited(ctx: Context, finding: Finding) -> str:
    """Return for how long a gap is open, as far as that is recorded."""
    opened = ctx.opened.get(finding.fingerprint)
    return ctx.t(many("open for 1 day", "open for {n} days", ctx.facts.days_since(opened))) if opened else ""


def _all(w: Writer) -> None:
    """Add how many gaps are open, how many have a waiver, and when the first of these comes back."""
    ctx, told = w.ctx, list[Item]()
    found = [one for one in ctx.result.findings if one.status == "open"]
    if found:
        told.append(Cell(ctx.t(many("1 gap", "{n} gaps", len(found))), badge=fields.worst(found)))
    left = [days for one in ctx.base.all(Waiver) if (days := -ctx.facts.days_since(one.expires)) >= 0]
    if left:
        waived = ctx.t(many("1 with a waiver", "{n} with a waiver", len(left)))
        ends = ctx.t(many("the next ends in 1 day", "the next ends in {n} days", min(left)))
        look = "warning" if min(left) <= SOON else "waived"
        told.append(Cell(f"{waived}, {ends}", w.href("governance/waivers"), badge=look))
    of_list(w, (), told)


def waivers(w: Writer) -> None:
    """Write the waivers: reason, approver, days left."""
    ctx = w.ctx
    w.title(ctx.t("Waivers"))
    rows = sorted(ctx.base.all(Waiver), key=lambda waiver: waiver.expires)
    _first_to_end(w, rows)
    w.lede(
        ctx.t(
            "A waiver hides no gap: it says why the gap stays for now, who agreed, and until when. On the day after, the gap is back."
        )
    )
    acting = {(one.code, one.spot.subject): one.responsible for one in ctx.result.findings if one.waiver}

    def who(waiver: Waiver) -> list[Item]:
        return [w.role(key.partition(":")[2]) for key in acting.get((waiver.rule, waiver.entity), ())]

    columns: list[Column[Waiver]] = [
        Column("entity", ctx.t("What it excuses"), lambda x: w.link(ctx.base.find(x.entity)) or x.entity, wide=True),
        Column("rule", ctx.t("Rule"), lambda waiver: w.rule(waiver.rule)._replace(title=None)),
        fields.column(w, "waiver.reason", wide=True),
        fields.head(ctx, "waiver.approved_by", lambda waiver: w.approver(waiver.approved_by), key="by"),
        Column("closes", ctx.t("Who must close the gap"), who),
        *([fields.column(w, "waiver.approved")] if any(one.approved for one in rows) else []),
        fields.column(w, "waiver.expires"),
        Column("left", ctx.t("Days left"), lambda waiver: _left(ctx, waiver), number=True),
    ]
    w.table("waivers", ctx.t("Waivers"), rows, columns, plain=True)


def _first_to_end(w: Writer, waivers: Sequence[Waiver]) -> None:
    """Add how many waivers there are, how many have ended, and when the next one does."""
    ctx, left = w.ctx, [-w.ctx.facts.days_since(one.expires) for one in waivers]
    gone, nearest = sum(days < 0 for days in left), min((days for days in left if days >= 0), default=None)
    told = [Cell(ctx.t(many("1 waiver", "{n} waivers", len(left))))]
    if gone:
        told.append(Cell(ctx.t(many("1 expired", "{n} expired", gone)), badge="error"))
    near = sum(0 <= days <= SOON for days in left)
    if near:
        words = "1 ends in {days} days" if near == 1 else "{n} end soon, the first in {days} days"
        told.append(Cell(ctx.t(words, n=near, days=nearest), badge="warning"))
    elif nearest is not None:
        told.append(Cell(ctx.t(many("the next ends in 1 day", "the next ends in {n} days", nearest))))
    of_list(w, (), told if left else [])


def _left(ctx: Context, waiver: Waiver) -> Cell:
    left = -ctx.facts.days_since(waiver.expires)
    if left < 0:
        return Cell(ctx.t("expired"), badge="error", sort=left)
    if left > SOON:
        return Cell(str(left), sort=left)
    return Cell(ctx.t(many("1 day left", "{n} days left", left)), badge="warning", sort=left)
