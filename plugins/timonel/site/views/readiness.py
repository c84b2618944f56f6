"""Readiness: the latest answers per initiative against the minimum, beside the score of governance and the maturity of processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from timonel.governance import PILLARS
from timonel.kinds import Assessment, Initiative, Process, Question, Stage
from timonel.rules.facts import is_active
from timonel.rules.readiness import latest_assessment, readiness
from timonel.site.desk import Cell, Desk
from timonel.site.views import inventory
from timonel.site.views.processes import level_word, serving
from timonel.site.views.rules import PILLAR_TITLES
from timonel.site.writer import Writer

_READY_LEVEL = 3  # maturity from which a system may be built on a process (rule PRO003)


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the readiness page."""
    if desk.base.of("assessment") or desk.base.of("question"):
        yield "assessments/index", desk.t("Readiness"), overview, {"search": {"exclude": True}}


def minimum(desk: Desk) -> float:
    """Return the share of each pillar that an initiative must reach before it runs: option of rule INI008."""
    rule = desk.result.rules.get("INI008")
    options = {**(rule.options if rule else {}), **desk.result.settings.options.get("INI008", {})}
    return float(options.get("min_score", 60))


def overview(w: Writer) -> None:
    """Write how ready each initiative is, and what governance and the diagnoses say of the same pillars."""
    desk, t = w.desk, w.desk.t
    w.title(t("Readiness"))
    share = desk.percent(minimum(desk))
    w.add(
        desk.c.lede(
            t(
                "Whoever is not ready should not start. Each initiative answers the survey, and each of its four pillars must reach {share}: a good average does not make up for a weak pillar.",
                share=share,
            )
        )
    )
    found: dict[str, tuple[Assessment, list[Initiative]]] = {}
    missing = []
    for one in desk.base.all(Initiative):
        if is_active(one) or one.status == "proposed":
            latest = latest_assessment(one, desk.facts)
            if latest is None:
                missing.append(one)
            else:
                found.setdefault(latest.id, (latest, []))[1].append(one)
    for latest, initiatives in sorted(found.values(), key=lambda pair: pair[0].date, reverse=True):
        _latest(w, latest, initiatives)
    if missing:
        w.heading(t("Nobody has assessed these yet"), "missing")
        w.add(
            desk.c.cards(
                [
                    {**w.link(one), "badges": [desk.status(one), {"text": t("cannot be measured"), "badge": "plain"}]}
                    for one in missing
                ]
            )
        )
    w.heading(t("The pillars, side by side"), "pillars")
    _together(w, [latest for latest, _ in found.values()])
    if desk.base.of("stage") and desk.base.of("process"):
        w.heading(t("Maturity of what serves each stage"), "maturity")
        _maturity(w)
    if desk.base.of("assessment"):
        w.heading(t("All assessments"), "all")
        _all(w)
    w.add(
        desk.c.actions(
            [{"text": t("The survey"), "href": w.href("questions/index"), "icon": "word"}]
            if desk.base.of("question")
            else []
        )
    )


def _latest(w: Writer, latest: Assessment, initiatives: list[Initiative]) -> None:
    """Add the pillars of an assessment, and the initiatives that it speaks for: its own and the parts without one."""
    desk = w.desk
    own = next((one for one in initiatives if one.id == latest.initiative), None)
    w.heading(desk.name(own or latest), latest.id)
    also = [desk.name(one) for one in initiatives if one is not own]
    text = desk.t("Assessed on {date}.", date=desk.date(latest.date, "long"))
    if also:
        text += " " + desk.t("It also speaks for what has no assessment of its own: {names}.", names=", ".join(also))
    w.add(desk.c.lede(text))
    w.add(desk.c.score_cards(cards(w, latest, w.href(latest) or "")))


def answered(desk: Desk, assessment: Assessment) -> dict[str, tuple[int, int]]:
    """Return pillar → how many of its questions were answered, and how many there are."""
    given = {one.question for one in assessment.answers}
    mine = {pillar: [one.id for one in desk.base.all(Question) if one.pillar == pillar] for pillar in PILLARS}
    return {pillar: (len(given.intersection(ids)), len(ids)) for pillar, ids in mine.items()}


def cards(w: Writer, assessment: Assessment, page: str = "") -> list[dict[str, Any]]:
    """Return the pillars of an assessment for the `score_cards` component; ``page`` is where its answers stand."""
    desk, t, found = w.desk, w.desk.t, []
    scores, least = readiness(assessment, desk.facts), minimum(desk)
    for pillar, (given, asked) in answered(desk, assessment).items():
        score = scores.get(pillar)
        badge = (
            {"text": t("ready"), "badge": "ok"}
            if score is not None and score >= least
            else {"text": t("below {share}", share=desk.percent(least)), "badge": "error"}
        )
        found.append({
            "name": t(PILLAR_TITLES[pillar]), "href": f"{page}#{pillar}", "score": score, "text": desk.percent(score),
            "measured": t("{n} of {m} questions answered", n=given, m=asked) if asked else t("The survey asks nothing about this pillar."), "gaps": [badge] if score is not None else [],
        })  # fmt: skip
    return found


def score_cell(desk: Desk, scores: Mapping[str, float], pillar: str) -> Cell:
    """Return a pillar's readiness, marked where it is below the minimum."""
    score = scores.get(pillar)
    if score is None:
        return {"text": desk.t("cannot be measured"), "sort": -1}
    cell: dict[str, Any] = {"text": desk.percent(score), "sort": score}
    return {**cell, "badge": "error"} if score < minimum(desk) else cell


def _together(w: Writer, latest: list[Assessment]) -> None:
    """Add the pillars with the readiness of each assessment and the score of governance."""
    desk, t = w.desk, w.desk.t
    w.add(
        desk.c.notice(
            "info",
            t("How to read this"),
            t(
                "Readiness is what people answered, with their evidence; the score of governance is what the rules find in what is written down today. Where one is high and the other low, ask why."
            ),
        )
    )
    columns = [{"key": "pillar", "label": t("Pillar"), "wide": True}]
    columns += [
        {"key": f"r{n}", "label": t("Readiness: {name}", name=desk.name(_subject(desk, one))), "number": True}
        for n, one in enumerate(latest)
    ]
    columns += [
        {"key": "score", "label": t("Score of governance"), "number": True},
        {"key": "measured", "label": t("Measured")},
    ]
    scores = [readiness(one, desk.facts) for one in latest]
    rows = []
    for pillar in PILLARS:
        score = desk.result.score[pillar]
        name = {"text": t(PILLAR_TITLES[pillar]), "href": f"{w.href('rules/index')}?pillar={pillar}"}
        measured = t("{n} of {m} rules measured", n=score.measured, m=score.rules)
        rows.append(
            [
                name,
                *(score_cell(desk, one, pillar) for one in scores),
                desk.percent(score.value) or t("cannot be measured"),
                measured,
            ]
        )
    w.add(desk.c.table("pillars-table", t("The pillars, side by side"), columns, rows, plain=True))


def _subject(desk: Desk, assessment: Assessment) -> Any:  # noqa: ANN401 - an entity of one of two kinds
    return desk.base.get(Initiative, assessment.initiative) or desk.facts.organization or assessment


def _maturity(w: Writer) -> None:
    """Add, per stage, how many of the processes that serve it were diagnosed and may carry a system."""
    desk, t = w.desk, w.desk.t
    columns = [
        {"key": "stage", "label": desk.kind_title("stage"), "wide": True}, {"key": "diagnosed", "label": t("Diagnosed"), "number": True}, {"key": "ready", "label": t("At level {n} or above", n=_READY_LEVEL), "number": True},
        {"key": "weakest", "label": t("The weakest")},
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for stage in sorted(desk.base.all(Stage), key=lambda one: one.order):
        processes = serving(desk, stage)
        levels = [(one.maturity.level, one) for one in processes if one.maturity is not None]
        ready = sum(level >= _READY_LEVEL for level, _ in levels)
        diagnosed: Cell = (
            {"text": t("{n} of {m}", n=len(levels), m=len(processes)), "sort": len(levels)} if processes else None
        )
        share: Cell = {"text": t("{n} of {m}", n=ready, m=len(levels)), "sort": ready / len(levels)} if levels else None
        rows.append(
            [
                {**w.link(stage), "href": w.href(stage, "maturity") if processes else w.href(stage)},
                diagnosed,
                share,
                _weakest(w, levels),
            ]
        )
    w.add(desk.c.table("maturity-table", t("Maturity of what serves each stage"), columns, rows, plain=True))
    w.add(desk.c.actions([{"text": t("The whole diagnosis"), "href": w.href("processes/index", "maturity")}]))


def _weakest(w: Writer, levels: list[tuple[int, Process]]) -> Cell:
    if not levels:
        return None
    lowest = min(level for level, _ in levels)
    return [{**w.link(one), "note": level_word(w.desk, level)} for level, one in levels if level == lowest]


def _all(w: Writer) -> None:
    desk = w.desk
    columns = [
        {"key": "name", "label": desk.kind_title("assessment"), "wide": True}, {"key": "initiative", "label": desk.label("assessment", "initiative")},
        {"key": "date", "label": desk.label("assessment", "date")}, *({"key": pillar, "label": desk.t(PILLAR_TITLES[pillar]), "number": True} for pillar in PILLARS),
    ]  # fmt: skip
    rows = []
    for one in sorted(desk.base.all(Assessment), key=lambda one: one.date, reverse=True):
        scores = readiness(one, desk.facts)
        rows.append(
            [
                w.link(one),
                w.ref("initiative", one.initiative) or desk.t("the whole company"),
                desk.date_cell(one.date),
                *(score_cell(desk, scores, pillar) for pillar in PILLARS),
            ]
        )
    w.add(desk.c.table("assessments", desk.t("All assessments"), columns, rows, plain=True))
