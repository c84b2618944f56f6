"""The home page: the programme in one look, and four doors."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Issue, Risk
from timonel.lookups.status import is_active
from timonel.lookups.unwritten import is_unwritten
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.doors import doors, is_elsewhere
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Door
from timonel.site.views import home_blocks
from timonel.site.views.governance.overview import outside, score_cards
from timonel.site.views.lifecycle.strip import strip
from timonel.site.views.risks.exposure import WINDOW, exposure, exposure_cell, happened, risen, trend
from timonel.site.views.shared import latest_changes
from timonel.site.views.shared.blocks import beside
from timonel.site.views.shared.subscribe import sections
from timonel.site.writer import Writer
from timonel.text import many, pick
from timonel.words.labels import in_sentence

_SHOWN = 4  # gaps
_HAPPENED, _RISKS = 3, 6  # of what has happened; with the open ones


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the home page."""
    yield Draft("index", pick(ctx.result.settings.name, ctx.lang), home, searched=False)


def home(w: Writer) -> None:
    """Write the home page."""
    ctx, c = w.ctx, w.ctx.c
    organization = ctx.facts.organization
    purpose = pick(organization.vision, ctx.lang) if organization and not is_unwritten(organization.vision) else ""
    w.add(
        c.hero(
            pick(ctx.result.settings.name, ctx.lang),
            purpose,
            ctx.t("What are you looking for?"),
            ctx.t("As of {date}", date=ctx.date(ctx.result.today, "long")),
            [_reached(w, one) for one in doors(ctx.result, ctx.lang)],
            home_blocks.today(w),
        )
    )
    w.heading(ctx.t("What needs attention first"), "gaps")
    w.add(c.score_cards(score_cards(w, short=True)))
    outside(w)
    worst = [one for one in ctx.result.findings if one.status == "open"][:_SHOWN]
    # How to fix them stands on the gaps' own page: here they are news, for everybody.
    w.add(c.gap_list([row._replace(fix=None) for row in w.gaps(worst)], none_text=ctx.t("No open gap.")))
    w.add(
        c.actions(
            [
                Action(
                    ctx.t(many("The gap, by who must act", "All {n} gaps, by who must act", ctx.result.count())),
                    w.href("governance/gaps"),
                )
            ]
        )
    )
    _risks(w)
    w.add(beside(*filter(None, (home_blocks.objectives(w), home_blocks.dates(w)))))
    w.heading(ctx.t("The customer's life cycle"), "life-cycle")
    w.add(c.stages(strip(w), ctx.t("The customer's life cycle")))
    latest_changes.block(w)
    if feeds := sections(w):
        w.heading(ctx.t("News, as a feed"), "news", 3)
        w.add(c.value(feeds))


def _reached(w: Writer, one: Door) -> Door:
    """Return a door as it is reached from the page."""
    return one if is_elsewhere(one.href) else one._replace(href=w.href(one.href) or "")


def _risks(w: Writer) -> None:
    """Add what has already happened, then the open risks by exposure; of those alike, what rises first."""
    ctx = w.ctx
    there = happened(ctx)
    open_ = [(now, risk) for risk in ctx.base.all(Risk) if is_active(risk) and (now := exposure(ctx, risk)) is not None]
    risks = [risk for _, risk in sorted(open_, key=lambda row: (-row[0], -risen(ctx, row[1]), row[1].id))]
    first = there if len(there) <= _HAPPENED + 1 else there[:_HAPPENED]
    rows: list[Issue | Risk] = [*first, *risks[: _RISKS - len(first)]]
    if not rows:
        return
    mixed = bool(ctx.base.of("issue"))
    title = ctx.t("Issues and highest risks") if mixed else ctx.t("The highest risks")
    w.heading(title, "risks")

    def named(one: Issue | Risk) -> Cell:
        return w.link(one)._replace(note=str(in_sentence(ctx.kind_title(one.kind))) if mixed else None)

    columns: list[Column[Issue | Risk]] = [
        Column("what", ctx.t("What"), named, wide=True),
        Column("state", ctx.t("State"), lambda one: ctx.status(one) if _is_there(one) else ctx.chosen(one, "status")),
        Column(
            "exposure",
            ctx.t("Exposure"),
            lambda one: exposure_cell(ctx, one) if isinstance(one, Risk) else None,
            number=True,
        ),
        Column("trend", ctx.t("{n} days", n=WINDOW), lambda one: trend(ctx, one) if isinstance(one, Risk) else None),
        fields.head(ctx, "risk.owner", lambda one: w.role(one.owner)),
    ]
    w.table("top-risks", title, rows, columns, plain=True, folds=False)
    more = [Action(ctx.t("The whole risk register"), w.href("risks/index"))]
    if len(there) > len(first):
        more = [Action(ctx.t("Already happened ({n})", n=len(there)), w.href("risks/index", "happened")), *more]
    w.add(ctx.c.actions(more))


def _is_there(one: Issue | Risk) -> bool:
    return isinstance(one, Issue) or one.status == "materialized"
