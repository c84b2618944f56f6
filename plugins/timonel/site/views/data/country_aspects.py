"""What countries are compared by: law, contact, trade and service, each aspect as a value of one country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_currency_name

from timonel.kinds import Country
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Crossing
from timonel.site.views.shared.blocks import sentence
from timonel.site.writer import Writer

# How a permission looks in the matrix: what is free, what takes a step first, what may not be done.
_LOOKS: Mapping[object, str] = {
    "allowed": "yes",
    "restricted": "planned",
    "after-contact": "planned",
    "forbidden": "no",
    True: "yes",
    False: "no",
}
Aspect = Callable[[Writer, Country], Crossing | None]
Aspects = Mapping[str, Aspect]


def label(ctx: Context, name: str) -> str:
    """Return what an aspect is called: its field's title, or ours where that says too little out of its group."""
    ours = {
        "privacy.consent": "Consent, as a rule",
        "privacy.channels": "Consent, channel by channel",
        "service.languages": "Languages we serve in",
    }
    return ctx.t(ours[name]) if name in ours else ctx.label("country", *name.split("."))


def _text(*keys: str) -> Aspect:
    def cell(w: Writer, country: Country) -> Crossing | None:
        value: Any = country.fields
        for key in keys:
            value = (value or {}).get(key)
        return Crossing("ok", text=w.words(value)) if value else None

    return cell


def _days(key: str) -> Aspect:
    def cell(w: Writer, country: Country) -> Crossing | None:
        days = (country.fields.get("response_days") or {}).get(key)
        return None if days is None else Crossing(text=w.ctx.t("1 day") if days == 1 else w.ctx.t("{n} days", n=days))

    return cell


def _served(w: Writer, country: Country) -> Crossing | None:
    codes = country.service.languages if country.service else []
    return Crossing(text=", ".join(language(w.ctx, code) for code in codes)) if codes else None


def _choice(*keys: str) -> Aspect:
    def cell(w: Writer, country: Country) -> Crossing | None:
        schema = fields.of(w.ctx, "country", *keys)
        value: Any = country.fields
        for key in keys:
            value = (value or {}).get(key)
        return None if value is None else Crossing(_LOOKS.get(value, "none"), w.ctx.word(schema, value))

    return cell


def _exceptions(w: Writer, country: Country) -> Crossing | None:
    """Return the channels where the country's regime is another, or that the general one holds everywhere."""
    if country.privacy is None or country.privacy.consent is None:
        return None
    general = country.privacy.consent
    own = [
        channel._replace(note=consent_word(w.ctx, rule.consent))
        for rule in country.privacy.channels
        if rule.consent != general and (channel := w.ref("channel", rule.channel))
    ]
    if own:
        return Crossing(links=own)
    return None if general == "mixed" else Crossing(text=w.ctx.t("the same on all channels"))


def _regime(w: Writer, country: Country) -> Crossing | None:
    """Return the general rule; a mixed one says what it mixes."""
    found = _choice("privacy", "consent")(w, country)
    mixed = found and country.privacy and country.privacy.consent == "mixed"
    return found._replace(note=w.ctx.t("opt-in for some uses, opt-out for others")) if found and mixed else found


def _differences(w: Writer, country: Country) -> Crossing | None:
    """Return how processes differ there: its first sentence, and the way to the others."""
    text = w.ctx.pick(country.process_differences)
    if not text:
        return None
    first = sentence(text)
    rest = Cell(w.ctx.t("all the differences"), w.href(country, "process-differences"))
    return Crossing(text=w.explain(first), links=None if first == text.strip() else rest)


def consent_word(ctx: Context, value: str | None) -> str | None:
    """Return a consent regime as people say it."""
    schema = ctx.schema.kinds["country"].fields["privacy"]["properties"]["consent"]
    return ctx.word(schema, value) if value else None


def _languages(w: Writer, country: Country) -> Crossing | None:
    names = ", ".join(language(w.ctx, code) for code in country.languages)
    return Crossing(text=names) if names else None


def _currency(w: Writer, country: Country) -> Crossing | None:
    return Crossing(text=currency(w.ctx, country.currency)) if country.currency else None


def _payment(w: Writer, country: Country) -> Crossing | None:
    return Crossing(text=payment(w.ctx, country)) if country.payment else None


def language(ctx: Context, code: str) -> str:
    """Return a language's name, its code where nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(ctx.locale) or code
    except (ValueError, UnknownLocaleError):
        return code


def currency(ctx: Context, code: str) -> str:
    """Return a currency's name with its code."""
    return f"{get_currency_name(code, locale=ctx.locale)} ({code})"


def payment(ctx: Context, country: Country) -> str:
    """Return the means of payment as one line."""
    schema = ctx.schema.kinds["country"].fields["payment"]["items"]
    return " · ".join(ctx.word(schema, one) for one in country.payment)


LAW: Aspects = {
    "privacy.law": _text("privacy", "law"), "privacy.authority": _text("privacy", "authority"), "privacy.consent": _regime,
    "privacy.channels": _exceptions, "privacy.cross_border": _choice("privacy", "cross_border"),
}  # fmt: skip
CONTACT: Aspects = {
    "cold_contact": _choice("cold_contact"), "contact_hours": _text("contact_hours"), "contact_frequency": _text("contact_frequency"),
    "exclusion_list": _text("exclusion_list"),
    "partner_incentives_allowed": _choice("partner_incentives_allowed"),
}  # fmt: skip
TRADE: Aspects = {
    "languages": _languages,
    "currency": _currency,
    "payment": _payment,
    "process_differences": _differences,
}
SERVICE: Aspects = {
    "response_days.complaint": _days("complaint"), "response_days.privacy_request": _days("privacy_request"), "response_days.breach": _days("breach"),
    "service.languages": _served, "service.remote_access": _text("service", "remote_access"),
}  # fmt: skip
