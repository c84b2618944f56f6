"""Countries: their rules side by side, and a page per country with what its law asks on each channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Channel, Country, Policy
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Fact, Item, Mark
from timonel.site.views.data.country_aspects import (
    CONTACT,
    LAW,
    SERVICE,
    TRADE,
    consent_word,
    currency,
    label,
    language,
    payment,
)
from timonel.site.views.data.policies import related
from timonel.site.views.shared import entity_page, standing
from timonel.site.writer import Writer
from timonel.text import many

_TO_ALL = ("in-person", "mass-media")  # nobody is contacted by name there: no consent to ask for


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
        ("law", t("Law and consent"), LAW),
        ("contact", t("Contact"), CONTACT),
        ("trade", t("Language, money and processes"), TRADE),
        ("service", t("Deadlines and service"), SERVICE),
    )
    for anchor, title, aspects in groups:
        w.heading(title, anchor)
        rows = {name: [aspect(w, one) for one in countries] for name, aspect in aspects.items()}
        if rows.get("service.languages") == [TRADE["languages"](w, one) for one in countries]:
            del rows["service.languages"]  # said above: each is served in its own
        nothing = Crossing("none", note=t("no data"))
        cells = [[cell or nothing for cell in row] for row in rows.values()]
        heads = [Cell(label(ctx, name)) for name in rows]
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
    aspects = [one for group in (LAW, CONTACT, TRADE, SERVICE) for one in group.values()]
    missing = sum(aspect(w, one) is None for aspect in aspects for one in countries)
    told: list[Item] = []
    if missing:
        words = many("1 fact that nobody wrote down", "{n} facts that nobody wrote down", missing)
        told.append(Cell(ctx.t(words)))
    officers = dict.fromkeys(one.officer for one in ctx.base.all(Policy) if one.type == "privacy" and one.officer)
    told += [standing.named(w, ctx.t("Whom to ask"), role) for id_ in officers if (role := w.role(id_))]
    standing.of_list(w, countries, told)


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
        ("contact", t("Before you write or call"), CONTACT),
        ("law", t("Law and consent"), LAW),
        ("service", t("Deadlines and service"), SERVICE),
    ):
        w.section(
            title,
            anchor,
            [(name, aspect) for name, aspect in aspects.items() if name != "privacy.channels"],
            [
                Column("what", t("What"), lambda row: label(ctx, row[0])),
                Column("rule", t("What holds here"), lambda row: _plain(row[1](w, country)), wide=True),
            ],
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
    w.section(t("Channels by which we speak first"), "channels", used, columns)


VIEWS = {"country": country_page}
