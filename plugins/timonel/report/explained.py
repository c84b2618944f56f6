"""Rules explained: the text of their cards, for a terminal, for Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from timonel.report.machine import rules_json
from timonel.rules import EFFORTS, Rule, asked, examples_of
from timonel.rules.examples import shown
from timonel.text import pick, say, show, visible


def render(rules: Mapping[str, Rule], form: str, lang: str) -> str:
    """Return rules as "text", "markdown" or "json"."""
    if form == "json":
        return rules_json(rules, {code: examples_of(one, lang) for code, one in rules.items()}, lang)
    return "\n".join(line for one in rules.values() for line in _lines(one, form, lang)) + "\n"


def _lines(one: Rule, form: str, lang: str) -> Iterator[str]:
    strong, head = ("**", "## ") if form == "markdown" else ("", "")
    severity = say({"info": "note"}.get(one.severity, one.severity), lang)
    yield f"{head}{one.code} {one.name} ({severity})"
    yield ""
    yield pick(one.summary, lang)
    yield ""
    yield f"{strong}{say('Why it matters', lang)}{strong}: {pick(one.why, lang)}"
    yield ""
    if one.scope:
        yield f"{strong}{say('What it checks', lang)}{strong}: {pick(one.scope, lang)}"
        yield ""
    yield f"{strong}{say('How to fix it', lang)}{strong}: {one.general_fix(lang)}"
    if one.effort:
        yield ""
        yield f"{strong}{say('Effort', lang)}{strong}: {say(EFFORTS[one.effort], lang)}"
    if one.options:
        yield ""
        yield f"{strong}{say('Options', lang)}{strong}:"
        for name, value in one.options.items():
            takes, title = say(one.takes(name), lang), pick(one.option_titles[name], lang)
            yield f"- {name} = {show(value, lang) or '[]'} ({takes}): {title}"
    yield from _expressions(one, form, lang)
    examples = examples_of(one, lang)
    for word, key in (("Found here", "bad"), ("Not found here", "good")):
        for example in examples[key]:
            yield ""
            yield f"{strong}{say(word, lang)}{strong}:"
            yield from _example(example, form)
    yield ""


def _expressions(one: Rule, form: str, lang: str) -> Iterator[str]:
    """Yield what an organisation's own rule asks, as its file says it."""
    for word, text in asked(one).values():
        label = f"**{say(word, lang)}**" if form == "markdown" else say(word, lang)
        yield ""
        yield f"{label}:"
        yield from _block(text, form)


def _example(example: Mapping[str, Any], form: str) -> Iterator[str]:
    yield from _block(shown(example), form, "yaml")


def _block(text: str, form: str, language: str = "") -> Iterator[str]:
    fence = [f"```{language}"] if form == "markdown" else []
    indent = "" if form == "markdown" else "  "
    yield ""
    yield from fence
    yield from (visible(f"{indent}{line}") for line in text.splitlines())
    yield from ["```"] if fence else []
