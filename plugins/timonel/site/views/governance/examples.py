"""A rule's examples: what it finds and what it does not, each with what the rule says of it and what differs marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from timonel.governance.quoted import NAME, quoted
from timonel.rules import Rule, asked, examples_of
from timonel.rules.examples import TODAY, shown
from timonel.site import escape
from timonel.site.context import Context
from timonel.site.writer import Writer
from timonel.text import many

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile("(.*?)".join(NAME))
_WORD = re.compile(r"[\w.-]+|\s+|.")
_ALIKE = 0.7  # how much two examples share where marks on the rest explain, and do not cover everything


def write(w: Writer, rule: Rule) -> None:
    """Add what an organisation's own rule asserts, and a rule's examples."""
    for key, (title, expression) in asked(rule).items():
        w.heading(w.ctx.t(title), key)
        w.add(_shut(block(expression)))
    examples = dict(examples_of(rule, w.ctx.lang, w.ctx.cache))
    examples["good"] = _nearest_first(examples["good"], examples["bad"])
    marked = _marked(*(shown(one) for key in ("bad", "good") for one in examples[key][:1]))
    for heading, key in (("It finds this", "bad"), ("It does not find this", "good")):
        if not examples[key]:
            continue
        first, *more = examples[key]
        w.heading(w.ctx.t(heading), key)
        if rule.own is None:
            said = _found(w.ctx, rule, first) if key == "bad" else _passed(w.ctx, first)
            w.prose(f"{said} {w.ctx.t('What differs is marked.')}" if key == "good" and marked else said)
        w.add(_shut(block(marked.get(key) or shown(first))))
        if more:
            words = w.ctx.t(many("1 more example", "{n} more examples", len(more)))
            w.add(w.ctx.c.behind(Markup("").join(block(shown(one)) for one in more), words))


def _found(ctx: Context, rule: Rule, example: Mapping[str, Any]) -> str:
    """Return what the rule says of an example, with the day of which it speaks where days stand in it."""
    said = quoted(ctx.lang, ctx.cache).get(rule.code) or ctx.pick(rule.summary)
    hidden = None if ctx.result.settings.publish.get("people", True) else ctx.t("Person")
    said = _NAME.sub(lambda found: hidden or found[1], said)
    message = _DATE.sub(lambda found: ctx.date(found[0]) or "", said)
    if date := _day(ctx, example):
        return ctx.t("On {date} it says: {message}", date=date, message=message)
    return ctx.t("It says: {message}", message=message)


def _passed(ctx: Context, example: Mapping[str, Any]) -> str:
    """Return why the rule says nothing of an example: because it does not look, or because that is as it should be."""
    if example.get("population") == 0:
        return ctx.t("It does not look at this: it is none of those that it concerns.")
    if date := _day(ctx, example):
        return ctx.t("On {date} it looks at this and finds nothing.", date=date)
    return ctx.t("It looks at this and finds nothing.")


def _day(ctx: Context, example: Mapping[str, Any]) -> str:
    return (_DATE.search(shown(example)) and ctx.date(example.get("as_of", TODAY))) or ""


def _nearest_first(good: Sequence[Mapping[str, Any]], bad: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what a rule does not find, first what differs in the fewest words from the first that it finds: these make it."""
    words = {*_WORD.findall(shown(bad[0]))} if bad else set[str]()
    return sorted(good, key=lambda one: len(words ^ {*_WORD.findall(shown(one))}))


def _marked(bad: str = "", good: str = "") -> dict[str, Markup]:
    """Return both first examples with what differs marked, where they are nearly the same."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - most builds write no page of a rule

    here, there = _WORD.findall(bad), _WORD.findall(good)
    match = SequenceMatcher(None, here, there, autojunk=False)
    if match.real_quick_ratio() < _ALIKE or match.ratio() < _ALIKE:
        return {}
    steps = match.get_opcodes()
    return {
        "bad": _runs(here, [(step != "equal", i, j) for step, i, j, _, _ in steps]),
        "good": _runs(there, [(step != "equal", i, j) for step, _, _, i, j in steps]),
    }


def _runs(words: list[str], runs: list[tuple[bool, int, int]]) -> Markup:
    parts = ((is_other, "".join(words[start:end])) for is_other, start, end in runs if end > start)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(escape.html(text)) if is_other and text.strip() else escape.html(text)
        for is_other, text in parts
    )


def block(text: str) -> Markup:
    """Return text as it stands in a file or a terminal; what is HTML already stays."""
    return Markup('<pre class="kb-code" tabindex="0"><code>{}</code></pre>').format(escape.html(text))


def _shut(code: Markup) -> Markup:
    return Markup("<div>{}</div>").format(code)
