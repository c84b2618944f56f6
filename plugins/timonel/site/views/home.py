"""The home page: the programme in one look, and four doors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Process, Risk, Stage, Touchpoint
from timonel.rules.facts import days_before, is_active
from timonel.site.desk import Desk
from timonel.site.views import home_blocks, latest
from timonel.site.views.figures import change
from timonel.site.views.governance import score_cards
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer
from timonel.text import many, pick

_SHOWN = 5
_WINDOW = 30  # days of a risk's trend


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the home page."""
    yield "index", pick(desk.result.settings.name, desk.lang), home, {"search": {"exclude": True}}


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
    w.add(c.gap_list([{**row, "fix": None} for row in w.gap_rows(worst)], none_text=desk.t("No open gap.")))
    w.add(
        c.actions(
            [
                {
                    "text": desk.t(
                        many("The gap, by who must act", "All {n} gaps, by who must act", desk.result.count())
                    ),
                    "href": w.href("governance/gaps"),
                }
            ]
        )
    )
    if desk.base.of("risk"):
        w.heading(desk.t("The highest risks"), "risks")
        _risks(w)
    home_blocks.objectives(w)
    home_blocks.gates_due(w)
    home_blocks.meetings(w)
    latest.block(w)


def doors(w: Writer) -> list[dict[str, Any]]:
    """Return the four doors."""
    t, base = w.desk.t, w.desk.base
    new = (
        "paths/index"
        if base.of("path")
        else next(
            (page.path.partition("/")[2].removesuffix(".md") for page in base.pages if page.lang == w.desk.lang),
            "terms/index",
        )
    )
    edit = w.desk.result.settings.repository.get("url") or w.href("governance/index")
    how = next(
        (path for path in ("guia/como-editar",) if any(page.path == f"{w.desk.lang}/{path}.md" for page in base.pages)),
        None,
    )
    return [
        {"title": t("I am new"), "text": t("What to read first, in which order"), "href": w.href(new), "icon": "new"},
        {
            "title": t("I look for a word"),
            "text": t("The vocabulary we share, A to Z"),
            "href": w.href("terms/index"),
            "icon": "word",
        },
        {
            "title": t("I own…"),
            "text": t("Find your role and what waits for you"),
            "href": w.href("roles/index" if base.of("role") else "governance/gaps"),
            "icon": "owner",
        },
        {
            "title": t("I edit"),
            "text": t("Change a fact without breaking another"),
            "href": w.href(how) if how else edit,
            "icon": "edit",
        },
    ]


def stages(w: Writer) -> list[dict[str, Any]]:
    """Return the life cycle's stages for the `stages` component: touchpoints, and open gaps of those and their processes."""
    desk = w.desk
    found = []
    for stage in sorted(desk.base.all(Stage), key=lambda one: one.order):
        touchpoints = [one for one in desk.base.all(Touchpoint) if one.stage == stage.id and is_active(one)]
        served: dict[str, Process] = {
            one.id: one for touchpoint in touchpoints for one in desk.facts.serving.get(touchpoint.id, ())
        }
        gaps = sum(len(desk.gaps(one.key)) for one in (stage, *touchpoints, *served.values()))
        entry: dict[str, Any] = {
            "name": desk.name(stage),
            "href": w.href(stage),
            "text": desk.t(many("1 touchpoint", "{n} touchpoints", len(touchpoints))),
        }
        if gaps:
            entry["gaps"] = [{"text": desk.t(many("1 gap", "{n} gaps", gaps)), "badge": "warning"}]
        found.append(entry)
    return found


def _risks(w: Writer) -> None:
    desk, facts = w.desk, w.desk.facts
    measured = [
        (exposure, risk)
        for risk in desk.base.all(Risk)
        if is_active(risk) and (exposure := facts.exposure(facts.last(risk))) is not None
    ]
    columns = [
        {"key": "risk", "label": desk.kind_title("risk"), "wide": True}, {"key": "exposure", "label": desk.t("Exposure"), "number": True},
        {"key": "trend", "label": desk.t("{n} days", n=_WINDOW)}, {"key": "owner", "label": desk.label("risk", "owner")},
    ]  # fmt: skip
    rows = []
    for exposure, risk in sorted(measured, key=lambda one: (-one[0], one[1].id))[:_SHOWN]:
        before = facts.exposure(facts.last(risk, days_before(facts.today, _WINDOW)))
        rows.append(
            [
                w.link(risk),
                {"text": str(exposure), "sort": exposure},
                change(desk, exposure, before),
                w.role(risk.owner),
            ]
        )
    w.add(desk.c.table("top-risks", desk.t("The highest risks"), columns, rows, plain=True))
    w.add(desk.c.actions([{"text": desk.t("The whole risk register"), "href": w.href("risks/index")}]))
