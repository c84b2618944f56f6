"""The readiness survey: its questions with their levels, and a page per assessment with what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from timonel.governance import PILLARS
from timonel.kinds import Assessment, AssessmentAnswer, Question
from timonel.rules.readiness import readiness
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory
from timonel.site.views.readiness import cards, minimum
from timonel.site.views.rules import PILLAR_TITLES
from timonel.site.writer import Writer

_BEST = 4


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the survey."""
    if desk.base.of("question"):
        yield (
            "questions/index",
            desk.t("Readiness survey"),
            survey,
            {"hide": ["navigation"], "search": {"exclude": True}},
        )


def survey(w: Writer) -> None:
    """Write the survey as people answer it: pillar by pillar, each question with its five levels."""
    desk, t = w.desk, w.desk.t
    w.title(t("Readiness survey"))
    w.add(
        desk.c.lede(
            t(
                "Answer together, with the evidence on the table: choose the highest level of which everything is true. What nobody can answer counts as zero."
            )
        )
    )
    for pillar in PILLARS:
        mine = [one for one in desk.base.all(Question) if one.pillar == pillar]
        total = sum(one.weight for one in mine)
        if mine:
            w.heading(t(PILLAR_TITLES[pillar]), pillar)
            for one in mine:
                w.heading(desk.pick(one.statement), one.id, level=3)
                levels(w, one)
                weight = t("Weight {n} of {m} in its pillar", n=desk.number(one.weight), m=desk.number(total))
                w.add(
                    Markup('<p class="kb-note">{} · <a href="{}">{}</a></p>').format(
                        weight, w.href(one), desk.name(one)
                    )
                )
    text = t(
        "Each pillar: the sum of weight × answer, divided by four times the sum of the weights. It must reach {share} in every pillar.",
        share=desk.percent(minimum(desk)),
    )
    w.add(desk.c.notice("info", t("How the answers add up"), text))
    w.add(desk.c.actions([{"text": t("Readiness"), "href": w.href("assessments/index")}]))


def levels(w: Writer, question: Question) -> None:
    """Add what each level looks like, counted from 0."""
    items = Markup("").join(Markup("<li>{}</li>").format(w.words(one)) for one in question.levels)
    w.add(Markup('<ol start="0">{}</ol>').format(items))


def question_page(w: Writer, question: Question) -> None:
    """Write the middle of a question's page: its levels, and what each assessment answered."""
    desk, t = w.desk, w.desk.t
    default.facts(w, question)
    w.heading(desk.label("question", "statement"), "statement")
    w.prose(question.statement)
    w.heading(desk.label("question", "levels"), "levels")
    levels(w, question)
    rows: list[list[Cell]] = []
    for one in sorted(desk.base.all(Assessment), key=lambda one: one.date, reverse=True):
        answer = {answer.question: answer for answer in one.answers}.get(question.id)
        rows.append([w.link(one), desk.date_cell(one.date), *_answer(w, question, answer)])
    if rows:
        w.heading(t("What was answered"), "answers")
        columns = [
            {"key": "assessment", "label": desk.kind_title("assessment"), "wide": True},
            {"key": "date", "label": desk.label("assessment", "date")},
            *_columns(desk),
        ]
        w.add(desk.c.table("answers-table", t("What was answered"), columns, rows, plain=True))


def assessment_page(w: Writer, assessment: Assessment) -> None:
    """Write the middle of an assessment's page: the pillars, then each answer with its level and its evidence."""
    desk, t = w.desk, w.desk.t
    default.facts(w, assessment)
    w.heading(t("Readiness by pillar"), "score")
    w.add(desk.c.score_cards(cards(w, assessment)))
    _weak(w, assessment)
    given = {answer.question: answer for answer in assessment.answers}
    for pillar in PILLARS:
        mine = [one for one in desk.base.all(Question) if one.pillar == pillar]
        w.heading(t(PILLAR_TITLES[pillar]), pillar)
        if mine:
            _answers(w, pillar, mine, given)
        else:
            w.add(desk.c.notice("none", t("cannot be measured"), t("The survey asks nothing about this pillar.")))


def _weak(w: Writer, assessment: Assessment) -> None:
    """Say which pillars are below the minimum, or that none is."""
    desk, t = w.desk, w.desk.t
    scores, least = readiness(assessment, desk.facts), minimum(desk)
    low = [t(PILLAR_TITLES[pillar]) for pillar, score in scores.items() if score < least]
    share = desk.percent(least)
    if low:
        w.add(
            desk.c.notice(
                "error",
                t("Not ready"),
                t("Below the {share} that each pillar needs: {names}.", share=share, names=", ".join(low)),
            )
        )
    elif scores:
        w.add(desk.c.notice("ok", t("Ready"), t("Each pillar reaches the {share} it needs.", share=share)))


def _answers(w: Writer, pillar: str, questions: list[Question], given: Mapping[str, AssessmentAnswer]) -> None:
    """Add the answers of a pillar, the lowest first: that is where work waits."""
    desk = w.desk
    columns = [{"key": "question", "label": desk.kind_title("question"), "wide": True}, *_columns(desk)]
    ordered = sorted(questions, key=lambda one: given[one.id].score if one.id in given else -1)
    rows = [[{**w.link(one), "note": desk.pick(one.statement)}, *_answer(w, one, given.get(one.id))] for one in ordered]
    w.add(desk.c.table(f"{pillar}-table", desk.t(PILLAR_TITLES[pillar]), columns, rows, plain=True))


def _columns(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"key": "answer", "label": desk.t("Answer"), "wide": True},
        {"key": "evidence", "label": desk.label("assessment", "answers", 0, "evidence"), "wide": True},
    ]  # fmt: skip


def _answer(w: Writer, question: Question, answer: AssessmentAnswer | None) -> list[Cell]:
    """Return an answer as cells: its number with what that level says, and its evidence."""
    desk = w.desk
    if answer is None:
        return [{"text": desk.t("not answered"), "badge": "warning", "sort": -1}, None]
    text = question.levels[answer.score] if answer.score < len(question.levels) else None
    label = desk.c.level(answer.score, desk.t("{n} of {m}", n=answer.score, m=_BEST), of=_BEST)
    return [
        {"text": label, "sort": answer.score, "note": w.words(text) if text else None},
        w.words(answer.evidence) if answer.evidence else desk.t("no evidence noted"),
    ]


VIEWS = {"question": question_page, "assessment": assessment_page}
