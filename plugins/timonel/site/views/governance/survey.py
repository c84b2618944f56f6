"""The readiness survey: its questions with their levels, and a page per assessment with what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from timonel.governance import PILLARS
from timonel.kinds import Assessment, AssessmentAnswer, Question
from timonel.lookups.readiness import readiness
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column
from timonel.site.views.governance.assessment import cards, minimum
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer

_BEST = 4


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the survey."""
    if ctx.base.of("question"):
        yield Draft("questions/index", ctx.t("Readiness survey"), survey, searched=False, contents=True)


def survey(w: Writer) -> None:
    """Write the survey as people answer it: pillar by pillar, each question with its five levels."""
    ctx, t = w.ctx, w.ctx.t
    w.title(t("Readiness survey"))
    w.lede(
        t(
            "Answer together, with the evidence on the table: choose the highest level of which everything is true. What nobody can answer counts as zero."
        )
    )
    for pillar in PILLARS:
        mine = [one for one in ctx.base.all(Question) if one.pillar == pillar]
        total = sum(one.weight for one in mine)
        if mine:
            w.heading(t(PILLAR_TITLES[pillar]), pillar)
            for one in mine:
                w.heading(ctx.pick(one.statement), one.id, level=3)
                levels(w, one)
                weight = t("Weight {n} of {m} in its pillar", n=ctx.number(one.weight), m=ctx.number(total))
                w.add(
                    Markup('<p class="kb-note">{} · <a href="{}">{}</a></p>').format(weight, w.href(one), ctx.name(one))
                )
    text = t(
        "Each pillar: the sum of weight × answer, divided by four times the sum of the weights. It must reach {share} in every pillar.",
        share=ctx.percent(minimum(ctx)),
    )
    w.notice("info", t("How the answers add up"), text)
    w.add(ctx.c.actions([Action(t("Readiness"), w.href("assessments/index"))]))


def levels(w: Writer, question: Question) -> None:
    """Add what each level looks like, counted from 0."""
    items = Markup("").join(Markup("<li>{}</li>").format(w.words(one)) for one in question.levels)
    w.add(
        Markup("<div>{}</div>").format(
            w.ctx.c.folded(Markup('<ol start="0">{}</ol>').format(items), len(question.levels))
        )
    )


def question_page(w: Writer, question: Question) -> None:
    """Write the middle of a question's page: its levels, and what each assessment answered."""
    ctx, t = w.ctx, w.ctx.t
    entity_page.facts(w, question)
    w.heading(ctx.label("question", "statement"), "statement")
    w.prose(question.statement)
    w.heading(ctx.label("question", "levels"), "levels")
    levels(w, question)
    rows = [
        Answered(question, {answer.question: answer for answer in assessment.answers}.get(question.id), assessment)
        for assessment in sorted(ctx.base.all(Assessment), key=lambda assessment: assessment.date, reverse=True)
    ]
    if rows:
        columns: list[Column[Answered]] = [
            fields.head(ctx, "assessment", lambda row: w.link(row.assessment), wide=True),
            fields.head(ctx, "assessment.date", lambda row: ctx.date_cell(row.assessment.date)),
            *_columns(w),
        ]
        # Made before the heading: words explained among the levels are not explained again.
        table = ctx.c.table("answers-table", t("What was answered"), rows, columns, plain=True)
        w.heading(t("What was answered"), "answers")
        w.add(table)


def assessment_page(w: Writer, assessment: Assessment) -> None:
    """Write the middle of an assessment's page: the pillars, then each answer with its level and its evidence."""
    ctx, t = w.ctx, w.ctx.t
    entity_page.facts(w, assessment)
    w.heading(t("Readiness by pillar"), "score")
    w.add(ctx.c.score_cards(cards(w, assessment)))
    _weak(w, assessment)
    given = {answer.question: answer for answer in assessment.answers}
    for pillar in PILLARS:
        mine = [one for one in ctx.base.all(Question) if one.pillar == pillar]
        w.heading(t(PILLAR_TITLES[pillar]), pillar)
        if mine:
            _answers(w, pillar, [Answered(question, given.get(question.id), assessment) for question in mine])
        else:
            w.notice("none", t("cannot be measured"), t("The survey asks nothing about this pillar."))


def _weak(w: Writer, assessment: Assessment) -> None:
    """Say which pillars are below the minimum, or that none is."""
    ctx, t = w.ctx, w.ctx.t
    scores, least = readiness(assessment, ctx.facts), minimum(ctx)
    low = [t(PILLAR_TITLES[pillar]) for pillar, score in scores.items() if score < least]
    share = ctx.percent(least)
    if low:
        w.notice(
            "error",
            t("Not ready"),
            t("Below the {share} that each pillar needs: {names}.", share=share, names=", ".join(low)),
        )
    elif scores:
        w.notice("ok", t("Ready"), t("Each pillar reaches the {share} it needs.", share=share))


def _answers(w: Writer, pillar: str, rows: Sequence[Answered]) -> None:
    """Add the answers of a pillar, the lowest first: that is where work waits."""
    ctx = w.ctx

    def question(row: Answered) -> Cell:
        return w.link(row.question)._replace(note=ctx.pick(row.question.statement))

    columns = [fields.head(ctx, "question", question, wide=True), *_columns(w)]
    ordered = sorted(rows, key=lambda row: row.answer.score if row.answer else -1)
    w.table(f"{pillar}-table", ctx.t(PILLAR_TITLES[pillar]), ordered, columns, plain=True)


def _columns(w: Writer) -> list[Column[Answered]]:
    """Return an answer as columns: its number with what that level says, and its evidence."""
    evidence: Column[Answered] = fields.head(
        w.ctx, "assessment.answers.evidence", lambda row: _evidence(w, row.answer), wide=True
    )
    return [Column("answer", w.ctx.t("Answer"), lambda row: _answer(w, row), wide=True), evidence]


def _answer(w: Writer, row: Answered) -> Cell:
    ctx, answer, levels = w.ctx, row.answer, row.question.levels
    if answer is None:
        return Cell(ctx.t("not answered"), badge="warning", sort=-1)
    text = levels[answer.score] if answer.score < len(levels) else None
    label = ctx.c.level(answer.score, ctx.t("{n} of {m}", n=answer.score, m=_BEST), of=_BEST)
    return Cell(label, sort=answer.score, note=w.words(text) if text else None)


class Answered(NamedTuple):
    """A question of the survey and what an assessment answered, None where it did not."""

    question: Question
    answer: AssessmentAnswer | None
    assessment: Assessment


def _evidence(w: Writer, answer: AssessmentAnswer | None) -> str | None:
    if answer is None:
        return None
    return w.words(answer.evidence) if answer.evidence else w.ctx.t("no evidence noted")


VIEWS = {"question": question_page, "assessment": assessment_page}
