"""The open gaps, by who must act: the most urgent role first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timonel.governance import SEVERITIES, Finding
from timonel.kinds import Role, Waiver
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Item, Number
from timonel.site.views.shared import charts
from timonel.site.views.shared.standing import of_list
from timonel.site.writer import Writer
from timonel.text import many, sort_key

_FIRST = 4  # gaps of the most urgent role that are read at once on a phone


def counts(ctx: Context, href: str | None = None) -> list[Number]:
    """Return how many gaps are open, by how grave they are."""
    named = (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
    counted = [(severity, label, ctx.result.count(severity)) for severity, label in named]
    return [Number(ctx.number(n), ctx.t(label), href, severity if n else "ok") for severity, label, n in counted]


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


def gaps(w: Writer) -> None:
    """Write all open gaps, role by role."""
    ctx = w.ctx
    w.title(ctx.t("Gaps by who must act"))
    _all(w)
    w.lede(ctx.t("Find your role: these are the gaps that wait for you, the worst first, and of these the oldest."))
    w.add(ctx.c.numbers(counts(ctx)))
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
        told = [row._replace(since=_waited(ctx, one)) for row, one in rows]
        most = _FIRST if id_ == next(iter(waiting)) else 1  # the worst gap of a role says enough to whoever passes by
        w.add(ctx.c.gap_list(told, most=most, everywhere=False))


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
        told.append(Cell(f"{waived}, {ends}", w.href("governance/waivers"), badge="waived"))
    of_list(w, (), told)
