"""Lessons learned: by pillar and barrier, each with the rules that enforce it and what it applies to."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.governance import PILLARS
from timonel.kinds import Lesson
from timonel.site.desk import Desk
from timonel.site.views import default, inventory
from timonel.site.views.rules import PILLAR_TITLES
from timonel.site.writer import Writer
from timonel.text import sort_key


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the lessons."""
    yield "lessons/index", desk.kind_plural("lesson"), overview, {"hide": ["navigation"], "search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write all lessons, pillar by pillar."""
    desk = w.desk
    lessons = desk.base.all(Lesson)
    enforced = sum(bool(one.enforced_by) for one in lessons)
    w.title(desk.kind_plural("lesson"))
    w.add(
        desk.c.lede(
            desk.t(
                "What others already paid for. {n} of {m} lessons are enforced by a rule, so that nobody has to remember them.",
                n=enforced,
                m=len(lessons),
            )
        )
    )
    for pillar in PILLARS:
        mine = sorted(
            (one for one in lessons if one.pillar == pillar), key=lambda one: sort_key(desk.name(one), desk.lang)
        )
        if mine:
            w.heading(desk.t(PILLAR_TITLES[pillar]), pillar)
            w.add(desk.c.lessons([_item(w, one) for one in mine]))


def _item(w: Writer, one: Lesson) -> dict[str, object]:
    desk = w.desk
    advice = desk.choice(one, "advice")
    return {
        "text": desk.name(one),
        "href": w.href(one),
        "advice": one.advice,
        "advice_label": advice["text"] if advice else "",
        "barrier": desk.choice(one, "barrier"),
        "rules": [_rule(w, code) for code in one.enforced_by],
        "applies": [w.link(entity) for key in one.applies_to if (entity := desk.base.find(key)) is not None],
    }


def _rule(w: Writer, code: str) -> dict[str, object]:
    rule = w.desk.result.rules.get(code)
    return {
        "text": code,
        "href": w.href(f"rules/{code}") if rule else None,
        "title": w.desk.pick(rule.summary) if rule else "",
    }


def lesson_page(w: Writer, lesson: Lesson) -> None:
    """Write the middle of a lesson's page."""
    desk = w.desk
    default.facts(w, lesson, skip=("enforced_by", "applies_to"))
    w.heading(desk.label("lesson", "statement"), "statement")
    w.prose(lesson.statement)
    if lesson.recommendation:
        w.heading(desk.label("lesson", "recommendation"), "recommendation")
        w.prose(lesson.recommendation)
    if lesson.enforced_by:
        w.heading(desk.t("The rules that enforce it"), "rules")
        columns = [
            {"key": "code", "label": desk.t("Rule")},
            {"key": "what", "label": desk.t("What it finds"), "wide": True},
        ]
        rules = desk.result.rules
        rows = [
            [_rule(w, code), desk.pick(rules[code].summary) if code in rules else None] for code in lesson.enforced_by
        ]
        w.add(desk.c.table("rules-table", desk.t("The rules that enforce it"), columns, rows, plain=True))
    found = [w.link(entity) for key in lesson.applies_to if (entity := desk.base.find(key)) is not None]
    if found:
        w.heading(desk.label("lesson", "applies_to"), "applies-to")
        w.add(desk.c.cards([{"text": one["text"], "href": one["href"], "kind": ""} for one in found]))


VIEWS = {"lesson": lesson_page}
