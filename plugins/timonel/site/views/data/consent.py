"""Consent by touchpoint and channel: on what basis customers are asked for data or contacted, and where nobody has decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from timonel.governance import SEVERITIES, Finding
from timonel.kinds import Channel, Stage, Touchpoint
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Facet, Item, Number
from timonel.site.views.data.consent_basis import is_open, is_recorded, is_unrecorded, state, word
from timonel.site.views.shared import charts, standing
from timonel.site.writer import Writer
from timonel.text import many

# State → how its chip looks.
_LOOKS = {"opt-in": "ok", "opt-out": "now", "other": "plain", "undecided": "error", "none-needed": "plain"}
_FIRST = ("error", "warning", "ok", "now", "plain")  # of looks: the worst first
_TOLD = ("PRV003", "PRV006")  # rules whose fault the chip of the legal basis tells


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the matrix, where there are touchpoints."""
    if ctx.base.of("touchpoint") and ctx.base.of("channel"):
        yield Draft("data-assets/consent", ctx.t("Consent by touchpoint"), overview, ("data", 3), searched=False)


def overview(w: Writer) -> None:
    """Write what is to be settled first, then all touchpoints stage by stage, under a count of the states."""
    ctx = w.ctx
    w.title(ctx.t("Consent by touchpoint"))
    rows = _rows(ctx)
    gaps = [gap for one in rows for gap in _gaps(ctx, one)]
    told = (
        Cell(ctx.t(many("1 gap", "{n} gaps", len(gaps))), "#open", badge=fields.worst(gaps))
        if gaps
        else Cell(ctx.t("No gaps"), badge="ok")
    )
    standing.of_list(w, (), [told])
    w.lede(
        ctx.t(
            "On what legal basis customers give their data or are contacted at each touchpoint. Where nobody has decided, there is a gap."
        )
    )
    _counted(w, rows)
    _to_settle(w, rows)
    w.heading(ctx.t("All touchpoints"), "all")
    if gaps:
        charts.note(w, ctx.t("What has gaps comes first, then stage by stage."))
    facets: list[Facet[Touchpoint]] = [
        Facet("basis", ctx.t("Legal basis"), lambda one: [*_grouped(ctx, one)]),
        Facet("channel", ctx.kind_title("channel"), lambda one: [ctx.name(x) for x in _channels(ctx, one)]),
    ]
    w.table("consent", ctx.t("Consent by touchpoint"), rows, _columns(w), facets=facets)
    _defaults(w, ctx.base.all(Channel))


def _counted(w: Writer, rows: Sequence[Touchpoint]) -> None:
    """Add how many touchpoints stand on each basis, the worst first; each number leads to them."""
    ctx = w.ctx
    bases = [_grouped(ctx, one) for one in rows]
    found = Counter(basis for each in bases for basis in each)
    looks = {basis: _look(ctx, one, each[basis][0]) for one, each in zip(rows, bases, strict=True) for basis in each}
    none = ctx.t("None needed")
    told = sorted(found, key=lambda basis: (_FIRST.index(looks[basis]), basis == none, -found[basis]))
    text = ctx.t(many("1 touchpoint, by its legal basis", "{n} touchpoints, by their legal basis", len(rows)))
    more = [ctx.t("one with several counts in each")] if found.total() > len(rows) else []
    more += [f"✓ {ctx.t('the choice is recorded')}"] if "ok" in looks.values() else []
    charts.note(w, f"{text} ({'; '.join(more)}):" if more else f"{text}:")
    w.add(
        ctx.c.numbers(
            [
                Number(
                    ctx.number(found[basis]),
                    basis,
                    f"?basis={quote(basis)}#all",
                    looks[basis] if looks[basis] in ("error", "warning") else None,
                )
                for basis in told
            ]
        )
    )


def _to_settle(w: Writer, rows: Sequence[Touchpoint]) -> None:
    """Add what is to be settled: the gaps in privacy, each with who must act and how, then where no choice is kept."""
    ctx = w.ctx
    open_ = [one for one in rows if any(is_open(ctx, one, x) for x in ctx.base.many(Channel, one.channels))]
    gaps = [gap for one in rows for gap in _gaps(ctx, one)]
    open_ = [one for one in open_ if not _gaps(ctx, one)]  # each gap says what is to be settled
    if not open_ and not gaps:
        return
    title = ctx.t("To settle ({n})", n=len(gaps) + len(open_))
    w.heading(title, "open")
    if gaps:
        w.add(ctx.c.gap_list(w.gaps(sorted(gaps, key=standing.urgency))))
    if open_:
        w.table("consent-open", title, open_, _columns(w), plain=True, folds=False)


def _urgency(ctx: Context, touchpoint: Touchpoint) -> tuple[int, ...]:
    """Return what orders touchpoints: the gravest gap first, then what is not settled; the rest keep their order."""
    gaps = [SEVERITIES.index(gap.severity) for gap in _gaps(ctx, touchpoint)]
    waits = any(is_open(ctx, touchpoint, each) for each in _channels(ctx, touchpoint))
    return min(gaps, default=len(SEVERITIES)), not waits


def _gaps(ctx: Context, touchpoint: Touchpoint) -> list[Finding]:
    """Return the open gaps of a touchpoint that are about privacy."""
    return [one for one in ctx.gaps(touchpoint.key) if one.code.startswith("PRV")]


def _rows(ctx: Context) -> list[Touchpoint]:
    """Return the touchpoints that are not retired: what is to be settled, then stage by stage, in their order there."""
    met, stages = ctx.facts.met, sorted(ctx.base.all(Stage), key=lambda one: (one.order, one.id))
    known = {one.id for one in stages}
    lost = [one for stage, touchpoints in met.items() if stage not in known for one in touchpoints]
    found = [*(one for stage in stages for one in met.get(stage.id, ())), *lost]
    return sorted(found, key=lambda one: _urgency(ctx, one))


def _columns(w: Writer) -> list[Column[Touchpoint]]:
    ctx = w.ctx
    return [
        fields.head(ctx, "touchpoint", w.link, wide=True),
        fields.column(w, "touchpoint.stage", filter=True),
        fields.column(w, "touchpoint.collects", wide=True),
        Column("channels", ctx.t("On what basis, on which channel"), lambda one: _chips(w, one), wide=True),
    ]


def _channels(ctx: Context, touchpoint: Touchpoint) -> Sequence[Channel]:
    return ctx.base.many(Channel, touchpoint.channels)


def _grouped(ctx: Context, touchpoint: Touchpoint) -> dict[str, list[Channel]]:
    """Return each basis of a touchpoint, with whether the choice is recorded → the channels on which it is used there."""
    found: dict[str, list[Channel]] = {}
    for channel in _channels(ctx, touchpoint):
        basis, more = word(ctx, touchpoint, channel), ""
        if is_unrecorded(ctx, touchpoint, channel):
            more = ctx.t("the choice is not recorded")
        elif is_recorded(ctx, touchpoint, channel):
            more = ctx.t("the choice is recorded")
        elif state(ctx, touchpoint, channel) in ("opt-in", "opt-out"):
            more = ctx.t("the channel's default")
        basis = f"{basis}, {more}" if more else basis
        found.setdefault(basis, []).append(channel)
    return found


def _look(ctx: Context, touchpoint: Touchpoint, channel: Channel) -> str:
    """Return how the basis of a touchpoint on a channel stands out."""
    if is_unrecorded(ctx, touchpoint, channel):
        return "warning"
    look = _LOOKS[state(ctx, touchpoint, channel)]
    return look if look != "ok" or is_recorded(ctx, touchpoint, channel) else "plain"


def _chips(w: Writer, touchpoint: Touchpoint) -> list[Item]:
    """Return what is missing at a touchpoint, then each basis once, with its channels; what is wrong leads to how it is mended."""
    ctx, found = w.ctx, sorted(_gaps(w.ctx, touchpoint), key=standing.urgency)
    way = w.href(touchpoint, "gaps") if found else None
    chips: list[Item] = [Cell(_missing(ctx, gap), way, badge=gap.severity) for gap in found if gap.code not in _TOLD]
    for basis, channels in _grouped(ctx, touchpoint).items():
        look = _look(ctx, touchpoint, channels[0])
        text = word(ctx, touchpoint, channels[0]) if look == "ok" else basis  # its mark says the rest
        whole = text.replace("-", "\N{NON-BREAKING HYPHEN}")  # no line ends amid "opt-in"
        mend = way if look in ("error", "warning") else None
        chips.append(Cell(whole, mend, badge=look, note=", ".join(ctx.name(one) for one in channels)))
    return chips


def _missing(ctx: Context, gap: Finding) -> str:
    """Return what is wrong at a touchpoint, in few words."""
    told = {"PRV009": ctx.t("It must be opt-in"), "PRV010": ctx.t("What customers gain is not said")}
    return told.get(gap.code) or ctx.pick(gap.rule.summary)


def _defaults(w: Writer, channels: Sequence[Channel]) -> None:
    """Add what holds for contact on each channel where a touchpoint says nothing of its own."""
    ctx = w.ctx
    w.section(
        ctx.t("What holds by default on each channel"),
        "defaults",
        channels,
        [
            fields.head(ctx, "channel", w.link, wide=True),
            fields.column(w, "channel.direction"),
            fields.head(ctx, "channel.consent", lambda one: _default(ctx, one)),
        ],
    )


def _default(ctx: Context, channel: Channel) -> Cell:
    """Return what holds on a channel where nothing more precise is said."""
    return fields.word(ctx, channel.consent, "channel", "consent") or Cell(ctx.t("not set: each touchpoint says"))
