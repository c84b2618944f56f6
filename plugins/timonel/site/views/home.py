"""The home page: the programme in one look, and four doors."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Process, Risk, Stage, Touchpoint
from timonel.rules.facts import is_active
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Door, StageLink, count
from timonel.site.views import home_blocks
from timonel.site.views.governance.overview import score_cards
from timonel.site.views.risks.exposure import WINDOW, exposure, trend
from timonel.site.views.shared import latest_changes
from timonel.site.writer import Writer
from timonel.text import many, pick

_SHOWN = 5
_HOW = "guia/como-editar"  # the hand-written page for those who edit


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the home page."""
    yield Draft("index", pick(desk.result.settings.name, desk.lang), home, searched=False)


def home(w: Writer) -> None:
    """Write the home page."""
    desk, c = w.desk, w.desk.c
    organization = desk.facts.organization
    purpose = pick(organization.vision, desk.lang) if organization else ""
    w.add(
        c.hero(
            pick(desk.result.settings.name, desk.lang),
            purpose,
            desk.t("What are you looking for?"),
            desk.t("As of {date}", date=desk.date(desk.result.today, "long")),
        )
    )
    w.add(c.doors(doors(w)))
    w.heading(desk.t("The customer's life cycle"), "life-cycle")
    w.add(c.stages(stages(w), desk.t("The customer's life cycle")))
    w.heading(desk.t("How governance stands"), "score")
    w.add(c.score_cards(score_cards(w)))
    w.heading(desk.t("What needs attention first"), "gaps")
    worst = [one for one in desk.result.findings if one.status == "open"][:_SHOWN]
    # How to fix them stands on the gaps' own page: here they are news, for everybody.
    w.add(c.gap_list([row._replace(fix=None) for row in w.gaps(worst)], none_text=desk.t("No open gap.")))
    w.add(
        c.actions(
            [
                Action(
                    desk.t(many("The gap, by who must act", "All {n} gaps, by who must act", desk.result.count())),
                    w.href("governance/gaps"),
                )
            ]
        )
    )
    if desk.base.of("risk"):
        w.heading(desk.t("The highest risks"), "risks")
        _risks(w)
    home_blocks.objectives(w)
    home_blocks.gates_due(w)
    home_blocks.meetings(w)
    latest_changes.block(w)


def doors(w: Writer) -> list[Door]:
    """Return the four doors."""
    t, base = w.desk.t, w.desk.base
    pages = [page.path.partition("/")[2].removesuffix(".md") for page in base.pages if page.lang == w.desk.lang]
    new = "paths/index" if base.of("path") else next(iter(pages), "terms/index")
    edit = w.desk.result.settings.repository.get("url") or w.href("governance/index")
    if _HOW in pages:
        edit = w.href(_HOW)
    own = w.href("roles/index" if base.of("role") else "governance/gaps")
    return [
        Door(t("I am new"), t("What to read first, in which order"), w.href(new), "new"),
        Door(t("I look for a word"), t("The vocabulary we share, A to Z"), w.href("terms/index"), "word"),
        Door(t("I own…"), t("Find your role and what waits for you"), own, "owner"),
        Door(t("I edit"), t("Change a fact without breaking another"), edit, "edit"),
    ]


def stages(w: Writer) -> list[StageLink]:
    """Return the life cycle's stages for the `stages` component: touchpoints, and open gaps of those and their processes."""
    desk, found = w.desk, []
    for stage in sorted(desk.base.all(Stage), key=lambda stage: stage.order):
        touchpoints = [x for x in desk.base.all(Touchpoint) if x.stage == stage.id and is_active(x)]
        served: dict[str, Process] = {x.id: x for place in touchpoints for x in desk.facts.serving.get(place.id, ())}
        gaps = sum(len(desk.gaps(x.key)) for x in (stage, *touchpoints, *served.values()))
        badges = [Cell(desk.t(many("1 gap", "{n} gaps", gaps)), badge="warning")] if gaps else []
        met = desk.t(many("1 touchpoint", "{n} touchpoints", len(touchpoints)))
        found.append(StageLink(desk.name(stage), w.href(stage), met, badges))
    return found


def _risks(w: Writer) -> None:
    desk = w.desk
    measured = [
        (now, risk) for risk in desk.base.all(Risk) if is_active(risk) and (now := exposure(desk, risk)) is not None
    ]
    columns: list[Column[tuple[int, Risk]]] = [
        fields.head(desk, "risk", lambda row: w.link(row[1]), wide=True),
        Column("exposure", desk.t("Exposure"), lambda row: count(row[0]), number=True),
        Column("trend", desk.t("{n} days", n=WINDOW), lambda row: trend(desk, row[1])),
        fields.head(desk, "risk.owner", lambda row: w.role(row[1].owner)),
    ]
    highest = sorted(measured, key=lambda row: (-row[0], row[1].id))[:_SHOWN]
    w.table("top-risks", desk.t("The highest risks"), highest, columns, plain=True)
    w.add(desk.c.actions([Action(desk.t("The whole risk register"), w.href("risks/index"))]))
