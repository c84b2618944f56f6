"""Consent by touchpoint and channel: on what basis customers are asked for data or contacted, and where nobody has decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from timonel.kinds import Channel, Stage, Touchpoint
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Crossing, Item, Mark, Number
from timonel.site.writer import Writer

# State → how its cell looks: colour never says it alone, each cell has its words.
_LOOKS = {"opt-in": "yes", "opt-out": "planned", "other": "ok", "undecided": "gap", "none-needed": "none"}


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the matrix, where there are touchpoints."""
    if desk.base.of("touchpoint") and desk.base.of("channel"):
        yield Draft(
            "data-assets/consent", desk.t("Consent by touchpoint and channel"), overview, ("data", 3), searched=False
        )


def state(desk: Desk, touchpoint: Touchpoint, channel: Channel) -> str:
    """Return how a touchpoint stands on a channel: "opt-in", "opt-out", "other", "undecided" or "none-needed".

    Where personal data are collected the touchpoint itself must say its basis, as rule PRV003 asks; a channel's default speaks only of contact.
    """
    own = desk.facts.consent(touchpoint)
    if desk.facts.collects_personal(touchpoint) and own in (None, "none"):
        return "undecided"
    basis = own or desk.facts.consent(touchpoint, channel)
    if basis is None:
        return (
            "undecided"
            if channel.direction in ("outbound", "both") and channel.type not in ("in-person", "mass-media")
            else "none-needed"
        )
    return {"opt-in": "opt-in", "opt-out": "opt-out", "none": "none-needed"}.get(basis, "other")


def overview(w: Writer) -> None:
    """Write the matrix, stage by stage, under a count of its states."""
    desk = w.desk
    w.title(desk.t("Consent by touchpoint and channel"))
    w.lede(
        desk.t(
            "On what basis customers give data or are contacted in each place. A cell without a decision is a gap: somebody is being asked, and nobody has said why that is allowed."
        )
    )
    channels = desk.base.all(Channel)
    order = {stage.id: stage.order for stage in desk.base.all(Stage)}
    named = desk.sorted(one for one in desk.base.all(Touchpoint) if one.status != "retired")
    rows = sorted(named, key=lambda one: order.get(one.stage, len(order)))
    counts = Counter(state(desk, one, channel) for one in rows for channel in channels if channel.id in one.channels)
    cells = [[_cell(desk, one, channel) for channel in channels] for one in rows]
    unrecorded = sum(bool(cell and cell.state == "gap" and cell.note) for row in cells for cell in row)
    numbers = [(counts[each], words(desk)[each], "error" if each == "undecided" else None) for each in _LOOKS]
    numbers.append((unrecorded, desk.t("Choice not recorded"), "warning"))
    w.add(desk.c.numbers([Number(desk.number(n), label, kind=kind if n else None) for n, label, kind in numbers]))
    heads = [_row(w, one) for one in rows]
    legend = [
        Mark("cell--gap", desk.t("undecided, or the choice is not recorded")),
        Mark("cell--empty", desk.t("not used there")),
    ]
    w.heading(desk.t("The matrix"), "matrix")
    w.add(
        desk.c.matrix(
            "consent",
            desk.t("Consent by touchpoint and channel"),
            [w.link(one) for one in channels],
            heads,
            cells,
            corner=desk.kind_title("touchpoint"),
            legend=legend,
        )
    )
    _defaults(w, channels)


def words(desk: Desk) -> dict[str, str]:
    """Return the states as people say them."""
    labels = _basis(desk)
    return {
        "opt-in": desk.word(labels, "opt-in"), "opt-out": desk.word(labels, "opt-out"), "other": desk.t("Another basis"),
        "undecided": desk.t("Undecided"), "none-needed": desk.t("None needed"),
    }  # fmt: skip


def _row(w: Writer, touchpoint: Touchpoint) -> Cell:
    desk = w.desk
    stage = desk.base.get(Stage, touchpoint.stage)
    parts = [desk.name(stage)] if stage else []
    parts += [desk.t("collects personal data")] if desk.facts.collects_personal(touchpoint) else []
    return w.link(touchpoint)._replace(note=" · ".join(parts))


def _cell(desk: Desk, touchpoint: Touchpoint, channel: Channel) -> Crossing | None:
    if channel.id not in touchpoint.channels:
        return None
    found = state(desk, touchpoint, channel)
    if found == "none-needed":
        return Crossing(note=words(desk)[found])
    short = {"opt-in": desk.t("Opt-in"), "opt-out": desk.t("Opt-out"), "undecided": words(desk)["undecided"]}
    text = short.get(found) or desk.word(_basis(desk), desk.facts.consent(touchpoint))
    if found in ("opt-in", "opt-out"):
        consent = touchpoint.consent
        if consent is None or consent.basis is None:
            return Crossing(_LOOKS[found], text, note=desk.t("the channel's default"))
        if not consent.preference_recorded:
            return Crossing("gap", text, note=desk.t("the choice is not recorded"))
    return Crossing(_LOOKS[found], text)


def _defaults(w: Writer, channels: Sequence[Channel]) -> None:
    """Add what holds for contact on each channel where a touchpoint says nothing of its own."""
    desk = w.desk
    w.heading(desk.t("What holds by default on each channel"), "defaults")
    w.table(
        "defaults-table",
        desk.t("What holds by default on each channel"),
        channels,
        [
            fields.head(desk, "channel", lambda channel: w.link(channel, gap=True), wide=True),
            fields.column(w, "channel.direction"),
            fields.column(w, "channel.consent"),
        ],
        plain=True,
    )


def _basis(desk: Desk) -> fields.Field:
    return fields.of(desk, "touchpoint", "consent", "basis")


def basis_word(desk: Desk, touchpoint: Touchpoint) -> Item:
    """Return on what basis a touchpoint collects data."""
    own = desk.facts.consent(touchpoint)
    return Cell(desk.t("Undecided"), badge="error") if own in (None, "none") else desk.word(_basis(desk), own)


def recorded_word(desk: Desk, touchpoint: Touchpoint) -> str | None:
    """Return whether the customer's choice is recorded, None where nobody has decided on a basis."""
    own = desk.facts.consent(touchpoint)
    if own in (None, "none"):
        return None
    recorded = bool(touchpoint.consent and touchpoint.consent.preference_recorded)
    return desk.word({}, recorded) if own in ("opt-in", "opt-out") else desk.t("no choice to record")
