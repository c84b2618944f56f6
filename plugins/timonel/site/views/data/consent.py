"""Consent by touchpoint and channel: on what basis customers are asked for data or contacted, and where nobody has decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from timonel.kinds import Channel, Stage, Touchpoint
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Crossing, Item, Mark, Number
from timonel.site.writer import Writer

# State → how its cell looks: colour never says it alone, each cell has its words.
_LOOKS = {"opt-in": "yes", "opt-out": "planned", "other": "ok", "undecided": "gap", "none-needed": "none"}


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the matrix, where there are touchpoints."""
    if ctx.base.of("touchpoint") and ctx.base.of("channel"):
        yield Draft(
            "data-assets/consent", ctx.t("Consent by touchpoint and channel"), overview, ("data", 3), searched=False
        )


def state(ctx: Context, touchpoint: Touchpoint, channel: Channel) -> str:
    """Return how a touchpoint stands on a channel: "opt-in", "opt-out", "other", "undecided" or "none-needed".

    Where personal data are collected the touchpoint itself must say its basis, as rule PRV003 asks; a channel's default speaks only of contact.
    """
    own = ctx.facts.consent(touchpoint)
    if ctx.facts.collects_personal(touchpoint) and own in (None, "none"):
        return "undecided"
    basis = own or ctx.facts.consent(touchpoint, channel)
    if basis is None:
        return (
            "undecided"
            if channel.direction in ("outbound", "both") and channel.type not in ("in-person", "mass-media")
            else "none-needed"
        )
    return {"opt-in": "opt-in", "opt-out": "opt-out", "none": "none-needed"}.get(basis, "other")


def overview(w: Writer) -> None:
    """Write the matrix, stage by stage, under a count of its states."""
    ctx = w.ctx
    w.title(ctx.t("Consent by touchpoint and channel"))
    w.lede(
        ctx.t(
            "On what basis customers give data or are contacted in each place. A cell without a decision is a gap: somebody is being asked, and nobody has said why that is allowed."
        )
    )
    channels = ctx.base.all(Channel)
    order = {stage.id: stage.order for stage in ctx.base.all(Stage)}
    named = ctx.sorted(one for one in ctx.base.all(Touchpoint) if one.status != "retired")
    rows = sorted(named, key=lambda one: order.get(one.stage, len(order)))
    counts = Counter(state(ctx, one, channel) for one in rows for channel in channels if channel.id in one.channels)
    cells = [[_cell(ctx, one, channel) for channel in channels] for one in rows]
    unrecorded = sum(bool(cell and cell.state == "gap" and cell.note) for row in cells for cell in row)
    numbers = [(counts[each], words(ctx)[each], "error" if each == "undecided" else None) for each in _LOOKS]
    numbers.append((unrecorded, ctx.t("Choice not recorded"), "warning"))
    w.add(ctx.c.numbers([Number(ctx.number(n), label, kind=kind if n else None) for n, label, kind in numbers]))
    heads = [_row(w, one) for one in rows]
    legend = [
        Mark("cell--gap", ctx.t("undecided, or the choice is not recorded")),
        Mark("cell--empty", ctx.t("not used there")),
    ]
    w.heading(ctx.t("The matrix"), "matrix")
    w.add(
        ctx.c.matrix(
            "consent",
            ctx.t("Consent by touchpoint and channel"),
            [w.link(one) for one in channels],
            heads,
            cells,
            corner=ctx.kind_title("touchpoint"),
            legend=legend,
        )
    )
    _defaults(w, channels)


def words(ctx: Context) -> dict[str, str]:
    """Return the states as people say them."""
    labels = _basis(ctx)
    return {
        "opt-in": ctx.word(labels, "opt-in"), "opt-out": ctx.word(labels, "opt-out"), "other": ctx.t("Another basis"),
        "undecided": ctx.t("Undecided"), "none-needed": ctx.t("None needed"),
    }  # fmt: skip


def _row(w: Writer, touchpoint: Touchpoint) -> Cell:
    ctx = w.ctx
    stage = ctx.base.get(Stage, touchpoint.stage)
    parts = [ctx.name(stage)] if stage else []
    parts += [ctx.t("collects personal data")] if ctx.facts.collects_personal(touchpoint) else []
    return w.link(touchpoint)._replace(note=" · ".join(parts))


def _cell(ctx: Context, touchpoint: Touchpoint, channel: Channel) -> Crossing | None:
    if channel.id not in touchpoint.channels:
        return None
    found = state(ctx, touchpoint, channel)
    if found == "none-needed":
        return Crossing(note=words(ctx)[found])
    basis = ctx.facts.consent(touchpoint, channel) or ""
    text = words(ctx)["undecided"] if found == "undecided" else _short(ctx, basis)
    if found in ("opt-in", "opt-out"):
        consent = touchpoint.consent
        if consent is None or consent.basis is None:
            return Crossing(_LOOKS[found], text, note=ctx.t("the channel's default"))
        if not consent.preference_recorded:
            return Crossing("gap", text, note=ctx.t("the choice is not recorded"))
    return Crossing(_LOOKS[found], text)


def _defaults(w: Writer, channels: Sequence[Channel]) -> None:
    """Add what holds for contact on each channel where a touchpoint says nothing of its own."""
    ctx = w.ctx
    w.heading(ctx.t("What holds by default on each channel"), "defaults")
    w.table(
        "defaults-table",
        ctx.t("What holds by default on each channel"),
        channels,
        [
            fields.head(ctx, "channel", lambda channel: w.link(channel, gap=True), wide=True),
            fields.column(w, "channel.direction"),
            fields.column(w, "channel.consent"),
        ],
        plain=True,
    )


def _basis(ctx: Context) -> fields.Field:
    return fields.of(ctx, "touchpoint", "consent", "basis")


def basis_word(ctx: Context, touchpoint: Touchpoint) -> Item:
    """Return on what basis a touchpoint collects data."""
    own = ctx.facts.consent(touchpoint)
    return Cell(ctx.t("Undecided"), badge="error") if own in (None, "none") else ctx.word(_basis(ctx), own)


def basis_chips(ctx: Context, touchpoint: Touchpoint) -> list[Item]:
    """Return on what basis a touchpoint collects data or makes contact, and what is missing; nothing where none is needed."""
    own = ctx.facts.consent(touchpoint)
    if own in (None, "none"):
        return [Cell(ctx.t("Undecided"), badge="error")] if ctx.facts.collects_personal(touchpoint) else []
    if own in ("opt-in", "opt-out") and not (touchpoint.consent and touchpoint.consent.preference_recorded):
        return [_short(ctx, own), Cell(ctx.t("the choice is not recorded"), badge="warning")]
    return [_short(ctx, own)]


def _short(ctx: Context, basis: str) -> str:
    """Return a basis in few words."""
    return {"opt-in": ctx.t("Opt-in"), "opt-out": ctx.t("Opt-out")}.get(basis) or ctx.word(_basis(ctx), basis)


def recorded_word(ctx: Context, touchpoint: Touchpoint) -> str | None:
    """Return whether the customer's choice is recorded, None where nobody has decided on a basis."""
    own = ctx.facts.consent(touchpoint)
    if own in (None, "none"):
        return None
    recorded = bool(touchpoint.consent and touchpoint.consent.preference_recorded)
    return ctx.word({}, recorded) if own in ("opt-in", "opt-out") else ctx.t("no choice to record")
