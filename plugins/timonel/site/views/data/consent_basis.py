"""The legal basis on which a touchpoint asks for data or makes contact, as people say it: which, and whether the choice is kept."""

from __future__ import annotations

from timonel.kinds import Channel, Touchpoint
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Item


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


def is_recorded(ctx: Context, touchpoint: Touchpoint, channel: Channel) -> bool:
    """Whether a customer's choice counts there and is kept."""
    own = touchpoint.consent
    kept = bool(own and own.basis and own.preference_recorded)
    return kept and state(ctx, touchpoint, channel) in ("opt-in", "opt-out")


def is_unrecorded(ctx: Context, touchpoint: Touchpoint, channel: Channel) -> bool:
    """Whether a customer's choice counts there and nobody keeps it."""
    own = touchpoint.consent
    chosen = state(ctx, touchpoint, channel) in ("opt-in", "opt-out") and own is not None and own.basis is not None
    return chosen and not (own and own.preference_recorded)


def is_open(ctx: Context, touchpoint: Touchpoint, channel: Channel) -> bool:
    return state(ctx, touchpoint, channel) == "undecided" or is_unrecorded(ctx, touchpoint, channel)


def word(ctx: Context, touchpoint: Touchpoint, channel: Channel) -> str:
    """Return on what basis a touchpoint uses a channel, in few words."""
    found = state(ctx, touchpoint, channel)
    if found in ("undecided", "none-needed"):
        return ctx.t("Undecided") if found == "undecided" else ctx.t("None needed")
    return _short(ctx, ctx.facts.consent(touchpoint, channel) or "")


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
