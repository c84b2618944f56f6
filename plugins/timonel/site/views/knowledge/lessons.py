"""Lessons learned: by pillar and barrier, each with the rules that enforce it and what it applies to."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.governance import PILLARS
from timonel.kinds import Lesson
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Advice, Card, Column
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer
from timonel.text import sort_key


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the lessons."""
    yield Draft("lessons/index", desk.kind_plural("lesson"), overview, ("knowledge", 2), searched=False, contents=True)


def overview(w: Writer) -> None:
    """Write all lessons, pillar by pillar."""
    desk = w.desk
    lessons = desk.base.all(Lesson)
    enforced = sum(bool(one.enforced_by) for one in lessons)
    w.title(desk.kind_plural("lesson"))
    w.lede(
        desk.t(
            "What others already paid for. {n} of {m} lessons are enforced by a rule, so that nobody has to remember them.",
            n=enforced,
            m=len(lessons),
        )
    )
    for pillar in PILLARS:
        mine = sorted(
            (one for one in lessons if one.pillar == pillar), key=lambda one: sort_key(desk.name(one), desk.lang)
        )
        if mine:
            w.heading(desk.t(PILLAR_TITLES[pillar]), pillar)
            w.add(desk.c.lessons([_item(w, one) for one in mine]))


def _item(w: Writer, lesson: Lesson) -> Advice:
    desk = w.desk
    return Advice(
        desk.name(lesson),
        w.href(lesson),
        lesson.advice,
        desk.chosen(lesson, "advice"),
        barrier=desk.choice(lesson, "barrier"),
        rules=[w.rule(code) for code in lesson.enforced_by],
        applies=[w.link(entity) for key in lesson.applies_to if (entity := desk.base.find(key)) is not None],
    )


def lesson_page(w: Writer, lesson: Lesson) -> None:
    """Write the middle of a lesson's page."""
    desk = w.desk
    entity_page.facts(w, lesson, skip=("enforced_by", "applies_to"))
    w.heading(desk.label("lesson", "statement"), "statement")
    w.prose(lesson.statement)
    if lesson.recommendation:
        w.heading(desk.label("lesson", "recommendation"), "recommendation")
        w.prose(lesson.recommendation)
    if lesson.enforced_by:
        w.heading(desk.t("The rules that enforce it"), "rules")
        rules = desk.result.rules
        w.table(
            "rules-table",
            desk.t("The rules that enforce it"),
            lesson.enforced_by,
            [
                Column("code", desk.t("Rule"), w.rule),
                Column(
                    "what",
                    desk.t("What it finds"),
                    lambda code: desk.pick(rules[code].summary) if code in rules else None,
                    wide=True,
                ),
            ],
            plain=True,
        )
    things = [entity for key in lesson.applies_to if (entity := desk.base.find(key)) is not None]
    found = [Card(desk.name(entity), w.href(entity)) for entity in things]
    if found:
        w.heading(desk.label("lesson", "applies_to"), "applies-to")
        w.add(desk.c.cards(found))


VIEWS = {"lesson": lesson_page}
