"""Countries: their rules side by side, and a page per country with what its law asks on each channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_currency_name

from timonel.kinds import Channel, Country, Policy
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Fact, Item, Mark
from timonel.site.views.data.policies import related
from timonel.site.views.shared import entity_page, standing
from timonel.site.views.shared.blocks import sentence
from timonel.site.writer import Writer
from timonel.text import many

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
    countries = ctx.sorted(ctx.base.all(Country))
    _state(w, countries)
    w.lede(
        t(
            "What changes when a customer lives on the other side of a border: the law, the permission it asks for, and when, how and to whom we may write or call."
        )
    )
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


def _state(w: Writer, countries: Sequence[Country]) -> None:
    """Add the gaps of the countries, how many of the aspects nobody has written down, and who answers for privacy."""
    ctx = w.ctx
    aspects = [one for group in (_LAW, _CONTACT, _TRADE, _SERVICE) for one in group.values()]
    missing = sum(aspect(w, one) is None for aspect in aspects for one in countries)
    told: list[Item] = []
    if missing:
        words = many("1 fact that nobody wrote down", "{n} facts that nobody wrote down", missing)
        told.append(Cell(ctx.t(words)))
    officers = dict.fromkeys(one.officer for one in ctx.base.all(Policy) if one.type == "privacy" and one.officer)
    told += [standing.named(w, ctx.t("Whom to ask"), role) for id_ in officers if (role := w.role(id_))]
    standing.of_list(w, countries, told)


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


_LAW: Aspects = {
    "privacy.law": _text("privacy", "law"), "privacy.authority": _text("privacy", "authority"), "privacy.consent": _regime,
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
    "process_differences": _differences,
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
