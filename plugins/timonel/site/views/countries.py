"""Countries: their rules side by side, and a page per country with what its law asks on each channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_currency_name

from timonel.kinds import Channel, Country
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory
from timonel.site.views.privacy import related
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


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the comparison."""
    if desk.base.of("country"):
        yield "countries/index", desk.t("Countries compared"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the countries side by side."""
    desk, t = w.desk, w.desk.t
    w.title(t("Countries compared"))
    w.add(
        desk.c.lede(
            t(
                "What changes when a customer lives on the other side of a border: the law, the permission it asks for, and when, how and to whom we may write or call."
            )
        )
    )
    countries = [one for one in desk.sorted(desk.base.all(Country)) if isinstance(one, Country)]
    groups = (
        ("law", t("Law and consent"), _LAW),
        ("contact", t("Contact"), _CONTACT),
        ("trade", t("Language, money and processes"), _TRADE),
    )
    for anchor, title, aspects in groups:
        w.heading(title, anchor)
        cells = [[aspect(w, one) for one in countries] for aspect in aspects.values()]
        heads = [{"text": _label(desk, name)} for name in aspects]
        drawn = {cell["state"] for row in cells for cell in row if cell}
        legend = [{"kind": "cell--planned", "label": t("only with conditions")}] if "planned" in drawn else []
        w.add(
            desk.c.matrix(
                f"{anchor}-matrix",
                title,
                [w.link(one, gap=True) for one in countries],
                heads,
                cells,
                corner=t("What"),
                legend=legend,
            )
        )
    w.add(
        desk.c.actions(
            [one for one in related(w) if one["href"] != w.href("countries/index")],
            note=t(
                "A hatched cell is something nobody has written down yet. What holds by law today must be checked with whoever answers for privacy."
            ),
        )
    )


def _label(desk: Desk, name: str) -> str:
    """Return what an aspect is called: its field's title, or ours where that says too little out of its group."""
    ours = {"privacy.consent": "Consent, as a rule", "privacy.channels": "Consent, channel by channel"}
    return desk.t(ours[name]) if name in ours else desk.label("country", *name.split("."))


def _text(*keys: str) -> Callable[[Writer, Country], dict[str, Any] | None]:
    def cell(w: Writer, country: Country) -> dict[str, Any] | None:
        value: Any = country.fields
        for key in keys:
            value = (value or {}).get(key)
        return {"state": "ok", "text": w.words(value)} if value else None

    return cell


def _choice(*keys: str) -> Callable[[Writer, Country], dict[str, Any] | None]:
    def cell(w: Writer, country: Country) -> dict[str, Any] | None:
        schema: Any = {"properties": w.desk.schema.kinds["country"].fields}
        value: Any = country.fields
        for key in keys:
            schema, value = schema["properties"][key], (value or {}).get(key)
        return None if value is None else {"state": _LOOKS.get(value, "none"), "text": w.desk.word(schema, value)}

    return cell


def _exceptions(w: Writer, country: Country) -> dict[str, Any] | None:
    """Return the channels where the country's regime is another, or that the general one holds everywhere."""
    if country.privacy is None or country.privacy.consent is None:
        return None
    own = [
        {**w.ref("channel", one.channel), "note": consent_word(w.desk, one.consent)} for one in country.privacy.channels
    ]
    return {"state": "ok", "links": own} if own else {"state": "ok", "text": w.desk.t("the same on all channels")}


def consent_word(desk: Desk, value: str | None) -> str | None:
    """Return a consent regime as people say it."""
    schema = desk.schema.kinds["country"].fields["privacy"]["properties"]["consent"]
    return desk.word(schema, value) if value else None


def _languages(w: Writer, country: Country) -> dict[str, Any] | None:
    return (
        {"state": "ok", "text": ", ".join(language(w.desk, code) for code in country.languages)}
        if country.languages
        else None
    )


def _currency(w: Writer, country: Country) -> dict[str, Any] | None:
    return {"state": "ok", "text": currency(w.desk, country.currency)} if country.currency else None


def _payment(w: Writer, country: Country) -> dict[str, Any] | None:
    return {"state": "ok", "text": payment(w.desk, country)} if country.payment else None


def language(desk: Desk, code: str) -> str:
    """Return a language's name, its code where nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(desk.locale) or code
    except (ValueError, UnknownLocaleError):
        return code


def currency(desk: Desk, code: str) -> str:
    """Return a currency's name with its code."""
    return f"{get_currency_name(code, locale=desk.locale)} ({code})"


def payment(desk: Desk, country: Country) -> str:
    """Return the means of payment as one line."""
    schema = desk.schema.kinds["country"].fields["payment"]["items"]
    return " · ".join(desk.word(schema, one) for one in country.payment)


Aspects = Mapping[str, Callable[[Writer, Country], dict[str, Any] | None]]
_LAW: Aspects = {
    "privacy.law": _text("privacy", "law"), "privacy.authority": _text("privacy", "authority"), "privacy.consent": _choice("privacy", "consent"),
    "privacy.channels": _exceptions, "privacy.cross_border": _choice("privacy", "cross_border"),
}  # fmt: skip
_CONTACT: Aspects = {
    "cold_contact": _choice("cold_contact"), "contact_hours": _text("contact_hours"), "exclusion_list": _text("exclusion_list"),
    "partner_incentives_allowed": _choice("partner_incentives_allowed"),
}  # fmt: skip
_TRADE: Aspects = {
    "languages": _languages,
    "currency": _currency,
    "payment": _payment,
    "process_differences": _text("process_differences"),
}


def country_page(w: Writer, country: Country) -> None:
    """Write the middle of a country's page: first what must be known before contacting anybody there."""
    desk, t = w.desk, w.desk.t
    more = (
        {"label": desk.label("country", "languages"), "value": [language(desk, code) for code in country.languages]},
        {
            "label": desk.label("country", "currency"),
            "value": currency(desk, country.currency) if country.currency else None,
        },
        {"label": desk.label("country", "payment"), "value": payment(desk, country) or None},
    )
    default.facts(
        w, country, skip=("languages", "currency", "payment", "cold_contact", "partner_incentives_allowed"), more=more
    )
    for anchor, title, aspects in (
        ("contact", t("Before you write or call"), _CONTACT),
        ("law", t("Law and consent"), _LAW),
    ):
        w.heading(title, anchor)
        columns = [{"key": "what", "label": t("What")}, {"key": "rule", "label": t("What holds here"), "wide": True}]
        rows = [
            [_label(desk, name), _plain(aspect(w, country))]
            for name, aspect in aspects.items()
            if name != "privacy.channels"
        ]
        w.add(desk.c.table(f"{anchor}-table", title, columns, rows, plain=True))
    _channels(w, country)
    if country.process_differences:
        w.heading(desk.label("country", "process_differences"), "process-differences")
        w.text(country.process_differences)
    w.add(desk.c.actions([*related(w)]))


def _plain(cell: dict[str, Any] | None) -> Cell:
    """Return a cell of the matrix as a value of a table; no data where nobody wrote it down."""
    if cell is None:
        return None
    badge = {"yes": "ok", "no": "error", "planned": "plain"}.get(cell["state"])
    return {"text": cell["text"], "badge": badge} if badge else cell["text"]


def _channels(w: Writer, country: Country) -> None:
    """Add what the country asks on each channel through which the company speaks first, beside the company's own choice."""
    desk, t = w.desk, w.desk.t
    used = [one for one in desk.base.all(Channel) if one.direction in ("outbound", "both") and one.type not in _TO_ALL]
    if country.privacy is None or not used:
        return
    own = {one.channel: one.consent for one in country.privacy.channels}
    columns = [
        {"key": "channel", "label": desk.kind_title("channel"), "wide": True}, {"key": "here", "label": t("What holds here")},
        {"key": "ours", "label": t("Our choice on that channel")},
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for one in used:
        word = consent_word(desk, own.get(one.id, country.privacy.consent))
        here: Cell = {"text": word, "note": t("a rule of this channel")} if one.id in own else word
        rows.append([w.link(one), here, desk.choice(one, "consent") or {"text": t("undecided"), "badge": "warning"}])
    w.heading(t("Channels by which we speak first"), "channels")
    w.add(desk.c.table("channels-table", t("Channels by which we speak first"), columns, rows, plain=True))


VIEWS = {"country": country_page}
