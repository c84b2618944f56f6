"""Consent by touchpoint and channel: on what basis customers are asked for data or contacted, and where nobody has decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from timonel.kinds import Channel, Stage, Touchpoint
from timonel.site.desk import Cell, Desk
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer

# State → how its cell looks: colour never says it alone, each cell has its words.
_LOOKS = {"opt-in": "yes", "opt-out": "planned", "other": "ok", "undecided": "gap", "none-needed": "none"}


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the matrix, where there are touchpoints."""
    if desk.base.of("touchpoint") and desk.base.of("channel"):
        yield (
            "data-assets/consent",
            desk.t("Consent by touchpoint and channel"),
            overview,
            {"search": {"exclude": True}},
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
    w.add(
        desk.c.lede(
            desk.t(
                "On what basis customers give data or are contacted in each place. A cell without a decision is a gap: somebody is being asked, and nobody has said why that is allowed."
            )
        )
    )
    channels = desk.base.all(Channel)
    order = {stage.id: stage.order for stage in desk.base.all(Stage)}
    named = [
        one for one in desk.sorted(desk.base.all(Touchpoint)) if isinstance(one, Touchpoint) and one.status != "retired"
    ]
    rows = sorted(named, key=lambda one: order.get(one.stage, len(order)))
    counts = Counter(state(desk, one, channel) for one in rows for channel in channels if channel.id in one.channels)
    cells = [[_cell(desk, one, channel) for channel in channels] for one in rows]
    unrecorded = sum(bool(cell and cell["state"] == "gap" and cell.get("note")) for row in cells for cell in row)
    numbers = [(counts[each], words(desk)[each], "error" if each == "undecided" else None) for each in _LOOKS]
    numbers.append((unrecorded, desk.t("Choice not recorded"), "warning"))
    w.add(
        desk.c.numbers(
            [{"number": desk.number(n), "label": label, "kind": kind if n else None} for n, label, kind in numbers]
        )
    )
    heads = [_row(w, one) for one in rows]
    legend = [
        {"kind": "cell--gap", "label": desk.t("undecided, or the choice is not recorded")},
        {"kind": "cell--empty", "label": desk.t("not used there")},
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
    labels = desk.schema.kinds["touchpoint"].fields["consent"]["properties"]["basis"]
    return {
        "opt-in": desk.word(labels, "opt-in"), "opt-out": desk.word(labels, "opt-out"), "other": desk.t("Another basis"),
        "undecided": desk.t("Undecided"), "none-needed": desk.t("None needed"),
    }  # fmt: skip


def _row(w: Writer, touchpoint: Touchpoint) -> Cell:
    desk = w.desk
    stage = desk.base.get(Stage, touchpoint.stage)
    parts = [desk.name(stage)] if stage else []
    parts += [desk.t("collects personal data")] if desk.facts.collects_personal(touchpoint) else []
    return {**w.link(touchpoint), "note": " · ".join(parts)}


def _cell(desk: Desk, touchpoint: Touchpoint, channel: Channel) -> dict[str, Any] | None:
    if channel.id not in touchpoint.channels:
        return None
    found = state(desk, touchpoint, channel)
    labels = desk.schema.kinds["touchpoint"].fields["consent"]["properties"]["basis"]
    if found == "none-needed":
        return {"state": "ok", "note": words(desk)[found]}
    short = {"opt-in": desk.t("Opt-in"), "opt-out": desk.t("Opt-out"), "undecided": words(desk)["undecided"]}
    cell: dict[str, Any] = {
        "state": _LOOKS[found],
        "text": short.get(found) or desk.word(labels, desk.facts.consent(touchpoint)),
    }
    if found in ("opt-in", "opt-out"):
        consent = touchpoint.consent
        if consent is None or consent.basis is None:
            cell["note"] = desk.t("the channel's default")
        elif not consent.preference_recorded:
            cell |= {"state": "gap", "note": desk.t("the choice is not recorded")}
    return cell


def basis_words(desk: Desk, touchpoint: Touchpoint) -> list[Cell]:
    """Return a touchpoint's basis and whether the customer's choice is recorded, as values."""
    own = desk.facts.consent(touchpoint)
    if own in (None, "none"):
        return [{"text": desk.t("Undecided"), "badge": "error"}, None]
    labels = desk.schema.kinds["touchpoint"].fields["consent"]["properties"]["basis"]
    asked = own in ("opt-in", "opt-out")
    recorded = bool(touchpoint.consent and touchpoint.consent.preference_recorded)
    return [desk.word(labels, own), desk.word({}, recorded) if asked else desk.t("no choice to record")]


def _defaults(w: Writer, channels: Any) -> None:  # noqa: ANN401 - a sequence of channels
    """Add what holds for contact on each channel where a touchpoint says nothing of its own."""
    desk = w.desk
    columns = [
        {"key": "channel", "label": desk.kind_title("channel"), "wide": True}, {"key": "direction", "label": desk.label("channel", "direction")},
        {"key": "consent", "label": desk.label("channel", "consent")},
    ]  # fmt: skip
    rows = [[w.link(one, gap=True), desk.choice(one, "direction"), desk.choice(one, "consent")] for one in channels]
    w.heading(desk.t("What holds by default on each channel"), "defaults")
    w.add(desk.c.table("defaults-table", desk.t("What holds by default on each channel"), columns, rows, plain=True))
