"""Lessons learned: by pillar and barrier, each with the rules that enforce it and what it applies to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.governance import PILLARS, SEVERITIES, Finding
from timonel.kinds import Lesson
from timonel.site.context import Context
from timonel.site.coverage import in_part, passages
from timonel.site.draft import Draft
from timonel.site.escape import markup
from timonel.site.kit import Advice, Card, Cell, Column
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.shared import charts, entity_page
from timonel.site.views.shared.blocks import sentence
from timonel.site.views.shared.standing import urgency
from timonel.site.writer import Writer
from timonel.text import sort_key


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the lessons."""
    yield Draft("lessons/index", ctx.kind_plural("lesson"), overview, ("knowledge", 2), searched=False)


def overview(w: Writer) -> None:
    """Write all lessons, pillar by pillar."""
    ctx = w.ctx
    lessons = ctx.base.all(Lesson)
    watched = [one for one in lessons if ctx.result.facts.behind(one)]
    w.title(ctx.kind_plural("lesson"))
    n, m, k = len(watched), len(lessons), sum(one.id in in_part() for one in watched)
    if n < m:
        w.lede(
            ctx.t(
                "What others already paid for. Rules watch over {n} of {m} lessons, {k} of them in part: the rest is for people to remember.",
                n=n,
                m=m,
                k=k,
            )
        )
    else:
        w.lede(
            ctx.t(
                "What others already paid for. Rules watch over all {m} lessons, {k} of them in part: what they do not see is for people to remember.",
                m=m,
                k=k,
            )
        )
    biting = _biting(ctx, lessons)
    by_pillar = {pillar: [one for one in lessons if one.pillar == pillar] for pillar in PILLARS}
    found = [pillar for pillar in PILLARS if by_pillar[pillar]]
    heads = {pillar: f"{ctx.t(PILLAR_TITLES[pillar])} ({len(by_pillar[pillar])})" for pillar in found}
    today = f"{ctx.t('Not heeded today')} ({len(biting)})"
    ways = [Cell(today, "#today")] if biting else []
    ways += [Cell(heads[pillar], f"#{pillar}") for pillar in found]
    w.add(ctx.c.letters(ways, ctx.t("Pillars"), words=True))
    if biting:
        w.heading(today, "today")
        charts.note(w, ctx.t("Below each, what does not heed it today, with the way to close its gap."))
        w.add(Markup('<div class="kb-advice">{}</div>').format(ctx.c.lessons([_bitten(w, *each) for each in biting])))
    for pillar in found:
        each = sorted(by_pillar[pillar], key=lambda one: sort_key(ctx.name(one), ctx.lang))
        if biting:  # the others are there to be looked up
            with w.part(ctx.t(PILLAR_TITLES[pillar]), pillar, len(each)):
                w.add(_advised(w, each))
        else:
            w.heading(heads[pillar], pillar)
            w.add(_advised(w, each))


def _biting(ctx: Context, lessons: Sequence[Lesson]) -> list[tuple[Lesson, Sequence[Finding]]]:
    """Return the lessons whose rules find open gaps today, with these; the gravest first, then by how many there are."""
    open_ = {code: [one for one in found if one.status == "open"] for code, found in ctx.by_rule.items()}
    found = [(one, [gap for code in ctx.result.facts.behind(one) for gap in open_.get(code, ())]) for one in lessons]

    def order(row: tuple[Lesson, Sequence[Finding]]) -> tuple[int, int, object]:
        worst = min(SEVERITIES.index(gap.severity) for gap in row[1])
        return worst, -len(row[1]), sort_key(ctx.name(row[0]), ctx.lang)

    return sorted([row for row in found if row[1]], key=order)


def _bitten(w: Writer, lesson: Lesson, gaps: Sequence[Finding]) -> Advice:
    """Return a lesson with what does not heed it, each the way to its gaps."""
    ctx, marks = w.ctx, dict[str, Cell]()
    for gap in sorted(gaps, key=urgency):
        subject = ctx.subject(gap.spot.subject)
        what = ctx.name(subject) if subject else gap.spot.file
        href = (w.href(subject, "gaps") if subject else None) or w.href(f"rules/{gap.code}", "gaps")
        marks.setdefault(what, Cell(what, href, badge=gap.severity))
    return Advice(ctx.name(lesson), w.href(lesson), said=sentence(ctx.pick(lesson.statement)), marks=[*marks.values()])


def _advised(w: Writer, lessons: Sequence[Lesson]) -> Markup:
    """Return what to do and what to avoid, side by side."""
    parts = Markup()
    for advice in ("do", "avoid", None):
        if mine := [one for one in lessons if one.advice == advice]:
            label = w.ctx.chosen(mine[0], "advice") if advice else ""
            head = markup(f"<h3>{w.ctx.c.badge(advice, label)}</h3>") if advice else Markup()
            parts += Markup("<div>{}{}</div>").format(head, w.ctx.c.lessons([_item(w, one) for one in mine]))
    return Markup('<div class="kb-advice">{}</div>').format(parts)


def _item(w: Writer, lesson: Lesson) -> Advice:
    ctx = w.ctx
    return Advice(
        ctx.name(lesson),
        w.href(lesson),
        said=sentence(ctx.pick(lesson.statement)),
        barrier=ctx.choice(lesson, "barrier"),
        rules=[w.rule(code) for code in ctx.result.facts.behind(lesson)],
        cases=[w.link(entity) for key in lesson.applies_to if (entity := ctx.base.find(key)) is not None],
    )


def lesson_page(w: Writer, lesson: Lesson) -> None:
    """Write the middle of a lesson's page."""
    ctx = w.ctx
    entity_page.facts(w, lesson, skip=("applies_to",))
    w.heading(ctx.label("lesson", "statement"), "statement")
    w.prose(lesson.statement)
    if lesson.recommendation:
        w.heading(ctx.label("lesson", "recommendation"), "recommendation")
        w.prose(lesson.recommendation)
    codes = ctx.result.facts.behind(lesson)
    if codes:
        w.heading(ctx.t("The rules that enforce it"), "rules")
        rules = ctx.result.rules
        w.table(
            "rules-table",
            ctx.t("The rules that enforce it"),
            codes,
            [
                Column("code", ctx.t("Rule"), w.rule),
                Column(
                    "what",
                    ctx.t("What it finds"),
                    lambda code: ctx.pick(rules[code].summary) if code in rules else None,
                    wide=True,
                ),
            ],
            plain=True,
        )
        for one in passages():
            if one.mark == "part" and lesson.id in one.lessons:
                w.prose(one.why)
    things = [entity for key in lesson.applies_to if (entity := ctx.base.find(key)) is not None]
    found = [Card(ctx.name(entity), w.href(entity)) for entity in things]
    if found:
        w.heading(ctx.label("lesson", "applies_to"), "applies-to")
        w.add(ctx.c.cards(found))


VIEWS = {"lesson": lesson_page}
