"""Rules about lessons: each comes from somewhere and leads somewhere."""

from __future__ import annotations

from timonel.kinds import Lesson
from timonel.lookups.facts import Facts
from timonel.rules import Places, rule
from timonel.text import is_empty


@rule("LES001")
def lesson_not_applied(lesson: Lesson, facts: Facts) -> Places:
    """A lesson that no rule enforces and that applies to nothing."""
    if not facts.behind(lesson) and not lesson.applies_to:
        yield lesson.at("applies_to")


@rule("LES002")
def lesson_without_source(lesson: Lesson) -> Places:
    """A lesson that does not say where it was learned."""
    if is_empty(lesson.source):
        yield lesson.at("source")
