"""A rule's examples: what it finds and what it does not, each with what the rule says of it and what differs marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from timonel.governance.quoted import NAME, quoted
from timonel.rules import Rule, asked, examples_of
from timonel.rules.examples import TODAY, nearest, shown
from timonel.site import escape
from timonel.site.context import Context
from timonel.site.writer import Writer
from timonel.text import many

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile("(.*?)".join(NAME))
_WORD = re.compile(r"[\w.-]+|\s+|.")
_MARKED = re.compile(r"(\S(?:.*\S)?)")
_SCREEN = 30  # lines of code that a phone shows at once
_ALIKE = 0.7  # how much two examples share where marks on the rest explain, and do not cover everything


def write(w: Writer, rule: Rule) -> None:
    """Add what an organisation's own rule asserts, and a rule's examples."""
    for key, (title, expression) in asked(rule).items():
        w.heading(w.ctx.t(title), key)
        w.add(_shut(block(expression)))
    examples = _ordered(examples_of(rule, w.ctx.lang, w.ctx.cache))
    firsts = [shown(one) for key in examples for one in examples[key][:1]]
    marked = _marked(*firsts)
    is_long = sum(text.count("\n") for text in firsts) > _SCREEN
    for heading, (key, told) in zip(("Flagged", "Not flagged"), examples.items(), strict=True):
        if not told:
            continue
        w.heading(w.ctx.t(heading), key)
        if rule.own is None:
            said = _found(w.ctx, rule, told[0]) if key == "bad" else _passed(w.ctx, told[0])
            w.prose(f"{said} {w.ctx.t('What differs is marked.')}" if key == "good" and marked else said)
        blocks = [block(marked.get(key) or shown(told[0])), *(block(shown(one)) for one in told[1:])]
        if key == "good" and is_long:
            words = w.ctx.t(many("Show the example", "Show {n} examples", len(blocks)))
            w.add(w.ctx.c.behind(Markup("").join(blocks), words))
            continue
        w.add(_shut(blocks[0]))
        if more := len(blocks) - 1:
            words = w.ctx.t(many("1 more example", "{n} more examples", more))
            w.add(w.ctx.c.behind(Markup("").join(blocks[1:]), words))


def _found(ctx: Context, rule: Rule, example: Mapping[str, Any]) -> str:
    """Return what the rule says of an example, with the day of which it speaks where days stand in it."""
    said = quoted(ctx.lang, ctx.cache).get(rule.code) or ctx.pick(rule.summary)
    hidden = None if ctx.result.settings.names_people else ctx.t("Person")
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


def _ordered(examples: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return what a rule finds and what it does not, first of each the two that differ least: that makes the difference."""
    bad, good = [*examples["bad"]], examples["good"]
    first, order = nearest(bad, good)
    return {"bad": [*bad[first : first + 1], *bad[:first], *bad[first + 1 :]], "good": [good[n] for n in order]}


def _marked(bad: str = "", good: str = "") -> dict[str, Markup]:
    """Return both first examples with what differs marked, where they are nearly the same."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - most builds write no page of a rule

    match = SequenceMatcher(None, _WORD.findall(bad), _WORD.findall(good), autojunk=False)
    if match.real_quick_ratio() < _ALIKE or match.ratio() < _ALIKE:
        return {}
    here, there = bad.splitlines(keepends=True), good.splitlines(keepends=True)
    left, right = list[Markup](), list[Markup]()
    for step, i, j, k, m in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        old, new = here[i:j], there[k:m]
        pairs = [*zip(old, new, strict=False)] if len(old) == len(new) else [("".join(old), "".join(new))]
        for one, other in pairs:
            words, others = _WORD.findall(one), _WORD.findall(other)
            steps = SequenceMatcher(None, words, others, autojunk=False).get_opcodes() if step != "equal" else ()
            left.append(
                _runs(words, [(how != "equal", x, y) for how, x, y, _, _ in steps]) if steps else escape.html(one)
            )
            right.append(
                _runs(others, [(how != "equal", x, y) for how, _, _, x, y in steps]) if steps else escape.html(other)
            )
    return {"bad": Markup("").join(left), "good": Markup("").join(right)}


def _runs(words: list[str], runs: list[tuple[bool, int, int]]) -> Markup:
    """Return words with those of some runs marked, line by line and without the space around."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(escape.html(text)) if is_other and n % 2 else escape.html(text)
        for is_other, start, end in runs
        for n, text in enumerate(_MARKED.split("".join(words[start:end])))
    )


def block(text: str) -> Markup:
    """Return text as it stands in a file or a terminal; what is HTML already stays."""
    return Markup('<pre class="kb-code" tabindex="0"><code>{}</code></pre>').format(escape.html(text))


def _shut(code: Markup) -> Markup:
    return Markup("<div>{}</div>").format(code)
