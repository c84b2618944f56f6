"""Countries: their rules side by side, and a page per country with what its law asks on each channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_currency_name

from timonel.kinds import Channel, Country
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Fact, Item, Mark
from timonel.site.views.data.policies import related
from timonel.site.views.shared import entity_page
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

_TO_ALL = ("in-person", "mass-media")  # nobody is contacted by name there: no consent to ask for
Aspect = Callable[[Writer, Country], Crossing | None]
Aspects = Mapping[str, Aspect]


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the comparison."""
    if ctx.base.of("country"):
        yield Draft("countries/index", ctx.t("Countries compared"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the countries side by side."""
    ctx, t = w.ctx, w.ctx.t
    w.title(t("Countries compared"))
    w.lede(
        t(
            "What changes when a customer lives on the other side of a border: the law, the permission it asks for, and when, how and to whom we may write or call."
        )
    )
    countries = ctx.sorted(ctx.base.all(Country))
    groups = (
        ("law", t("Law and consent"), _LAW),
        ("contact", t("Contact"), _CONTACT),
        ("trade", t("Language, money and processes"), _TRADE),
        ("service", t("Deadlines and service"), _SERVICE),
    )
    for anchor, title, aspects in groups:
        w.heading(title, anchor)
        rows = {name: [aspect(w, one) for one in countries] for name, aspect in aspects.items()}
        if rows.get("service.languages") == [_languages(w, one) for one in countries]:
            del rows["service.languages"]  # said above: each is served in its own
        nothing = Crossing("none", note=t("no data"))
        cells = [[cell or nothing for cell in row] for row in rows.values()]
        heads = [Cell(_label(ctx, name)) for name in rows]
        drawn = {cell.state for row in cells for cell in row}
        legend = [Mark("cell--planned", t("only with conditions"))] if "planned" in drawn else []
        w.add(
            ctx.c.matrix(
                f"{anchor}-matrix",
                title,
                [w.link(one, gap=True) for one in countries],
                heads,
                cells,
                corner=t("What"),
                legend=legend,
                look="compared",
                folded=f"{title} · {len(rows)}",
                opened=anchor == "law",
            )
        )
    w.add(
        ctx.c.actions(
            [action for action in related(w) if action.href != w.href("countries/index")],
            note=t(
                "Where there is no data, nobody has written it down yet. What holds by law today must be checked with whoever answers for privacy."
            ),
        )
    )


def _label(ctx: Context, name: str) -> str:
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
    own = [
        channel._replace(note=consent_word(w.ctx, rule.consent))
        for rule in country.privacy.channels
        if (channel := w.ref("channel", rule.channel))
    ]
    return Crossing(links=own) if own else Crossing(text=w.ctx.t("the same on all channels"))


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


_LAW: Aspects = {
    "privacy.law": _text("privacy", "law"), "privacy.authority": _text("privacy", "authority"), "privacy.consent": _choice("privacy", "consent"),
    "privacy.channels": _exceptions, "privacy.cross_border": _choice("privacy", "cross_border"),
}  # fmt: skip
_CONTACT: Aspects = {
    "cold_contact": _choice("cold_contact"), "contact_hours": _text("contact_hours"), "contact_frequency": _text("contact_frequency"),
    "exclusion_list": _text("exclusion_list"),
    "partner_incentives_allowed": _choice("partner_incentives_allowed"),
}  # fmt: skip
_TRADE: Aspects = {
    "languages": _languages,
    "currency": _currency,
    "payment": _payment,
    "process_differences": _text("process_differences"),
}


_SERVICE: Aspects = {
    "response_days.complaint": _days("complaint"), "response_days.privacy_request": _days("privacy_request"), "response_days.breach": _days("breach"),
    "service.languages": _served, "service.remote_access": _text("service", "remote_access"),
}  # fmt: skip


def country_page(w: Writer, country: Country) -> None:
    """Write the middle of a country's page: first what must be known before contacting anybody there."""
    ctx, t = w.ctx, w.ctx.t
    more = (
        Fact(ctx.label("country", "languages"), [language(ctx, code) for code in country.languages]),
        Fact(ctx.label("country", "currency"), currency(ctx, country.currency) if country.currency else None),
        Fact(ctx.label("country", "payment"), payment(ctx, country) or None),
    )
    entity_page.facts(
        w, country, skip=("languages", "currency", "payment", "cold_contact", "partner_incentives_allowed"), more=more
    )
    for anchor, title, aspects in (
        ("contact", t("Before you write or call"), _CONTACT),
        ("law", t("Law and consent"), _LAW),
        ("service", t("Deadlines and service"), _SERVICE),
    ):
        w.heading(title, anchor)
        w.table(
            f"{anchor}-table",
            title,
            [(name, aspect) for name, aspect in aspects.items() if name != "privacy.channels"],
            [
                Column("what", t("What"), lambda row: _label(ctx, row[0])),
                Column("rule", t("What holds here"), lambda row: _plain(row[1](w, country)), wide=True),
            ],
            plain=True,
        )
    _channels(w, country)
    if country.process_differences:
        w.heading(ctx.label("country", "process_differences"), "process-differences")
        w.text(country.process_differences)
    w.add(ctx.c.actions([*related(w)]))


def _plain(crossing: Crossing | None) -> Item:
    """Return what stands in the matrix as a value of a table; no data where nobody wrote it down."""
    if crossing is None:
        return None
    badge = {"yes": "ok", "no": "error", "planned": "plain"}.get(crossing.state)
    return Cell(crossing.text, badge=badge) if badge else crossing.text


def _channels(w: Writer, country: Country) -> None:
    """Add what the country asks on each channel through which the company speaks first, beside the company's own choice."""
    ctx, t, privacy = w.ctx, w.ctx.t, country.privacy
    used = [x for x in ctx.base.all(Channel) if x.direction in ("outbound", "both") and x.type not in _TO_ALL]
    if privacy is None or not used:
        return
    own = {rule.channel: rule.consent for rule in privacy.channels}
    undecided = Cell(t("undecided"), badge="warning")

    def here(channel: Channel) -> Item:
        word = consent_word(ctx, own.get(channel.id, privacy.consent))
        return Cell(word, note=t("a rule of this channel")) if channel.id in own else word

    columns: list[Column[Channel]] = [
        fields.named(w, "channel", key="channel"),
        Column("here", t("What holds here"), here),
        Column("ours", t("Our choice on that channel"), lambda channel: ctx.choice(channel, "consent") or undecided),
    ]
    w.heading(t("Channels by which we speak first"), "channels")
    w.table("channels-table", t("Channels by which we speak first"), used, columns, plain=True)


VIEWS = {"country": country_page}
