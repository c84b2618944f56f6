"""The sources, sentence by sentence: the lesson, rule and term that each became, what is kept in part, and what has no home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.site.capabilities import packaged as capabilities
from timonel.site.context import Context
from timonel.site.coverage import Mark, Passage, packaged, passages
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Number, Value
from timonel.site.writer import Writer
from timonel.text import Said, said

_MARKS: dict[Mark, Said] = {"whole": said("has a home"), "part": said("in part"), "none": said("no home")}


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page."""
    yield Draft("lessons/sources", ctx.t("The sources, sentence by sentence"), write, searched=False, contents=True)


def write(w: Writer) -> None:
    """Write a table for each source."""
    ctx, t = w.ctx, w.ctx.t
    w.title(t("The sources, sentence by sentence"))
    w.lede(
        t(
            "Everything here comes from five texts by practitioners. This is what became of each of their sentences, told in our own words: the lesson, the rules and the words it turned into, what is kept only in part, and what has no home, with the reason."
        )
    )
    total = Number(ctx.number(sum(map(count, _MARKS))), t("sentences in all"))
    w.add(ctx.c.numbers([total, *(Number(ctx.number(count(mark)), t(word)) for mark, word in _MARKS.items())]))
    for source, found in packaged().items():
        w.section(ctx.pick(capabilities().sources[source]), source, found, _columns(w))


def count(mark: Mark) -> int:
    """Return how many sentences have a mark."""
    return sum(one.sentences for one in passages() if one.mark == mark)


def _columns(w: Writer) -> Sequence[Column[Passage]]:
    ctx, t = w.ctx, w.ctx.t
    return [
        Column("at", t("Sentence"), lambda one: one.at.replace("-", "–")),
        Column("says", t("What it says"), lambda one: ctx.pick(one.says), wide=True),
        Column("mark", t("Kept"), lambda one: Cell(t(_MARKS[one.mark]), key=one.mark)),
        Column("became", t("What it became"), lambda one: _became(w, one), wide=True),
        Column("why", t("Why not more"), lambda one: ctx.pick(one.why) if one.why else None, wide=True),
    ]


def _became(w: Writer, one: Passage) -> Value:
    """Return the lessons, rules and terms of a passage that this base has."""
    rules = [w.rule(code) for code in one.rules if code in w.ctx.result.rules]
    return [*w.refs("lesson", one.lessons), *rules, *w.refs("term", one.terms)] or None
