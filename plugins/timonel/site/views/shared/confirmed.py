"""Whether somebody who answers for an entry has confirmed it, and what has changed since: a line on its page."""

from __future__ import annotations

from timonel.kinds import Confirmation, Person
from timonel.lookups.confirmations import can_be_confirmed, changes, label, latest, losses
from timonel.lookups.status import of_the_method
from timonel.model import Entity
from timonel.site.context import Context
from timonel.text import listed, show


def _used(ctx: Context) -> bool:
    """Whether the base confirms entries at all: where it does not, no entry lacks anything."""
    return bool(ctx.base.of("confirmation"))


def line(ctx: Context, entity: Entity) -> str:
    """Return whether an entry is confirmed, by whom and until when; "" where there is nothing to confirm."""
    confirmation = latest(ctx.facts, entity)
    if confirmation is None:
        wanted = can_be_confirmed(ctx.base, entity) and not of_the_method(entity) and ctx.once(_used)
        return ctx.t("Not confirmed") if wanted else ""
    what = [*_changed(ctx, entity, confirmation), *(ctx.t(one.what) for one in losses(ctx.facts, confirmation))]
    if what:
        return ctx.t("Changed since it was confirmed on {date}: {what}", date=ctx.date(confirmation.date), what=what)
    if confirmation.until < ctx.facts.today:
        return ctx.t("Not confirmed: the last confirmation ran out on {date}", date=ctx.date(confirmation.until))
    person = ctx.base.get(Person, confirmation.by)
    told = {"person": ctx.name(person) if person else confirmation.by, "date": ctx.date(confirmation.date)}
    told["until"] = ctx.date(confirmation.until)
    if confirmation.entered_by and ctx.result.settings.names_people:
        told["other"] = confirmation.entered_by
        return ctx.t("Confirmed by {person} on {date}, until {until}; entered by {other}", **told)
    return ctx.t("Confirmed by {person} on {date}, until {until}", **told)


def _changed(ctx: Context, entity: Entity, confirmation: Confirmation) -> list[str]:
    return [
        ctx.t(
            "{field} (before: {before}; now: {now})",
            field=show(label(ctx.base, entity, one.field), ctx.lang),
            before=_shown(ctx, one.before),
            now=_shown(ctx, one.now),
        )
        for one in changes(ctx.base, entity, confirmation)
    ]


def _shown(ctx: Context, value: object) -> str:
    """Return a value in words; a person is named only where the base publishes people."""
    if isinstance(value, list):
        return listed([_shown(ctx, one) for one in value], ctx.lang)
    return ctx.name(value) if isinstance(value, Entity) else show(value, ctx.lang)
