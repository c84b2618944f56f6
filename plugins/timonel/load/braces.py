"""Braces in hand-written pages: what asks something of the base, and what is code that stays as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"[ \t>]*(?:[-*+] +|\d+\. +)?(`{3,}|~{3,})(?!.*`)")
_RAW = re.compile(r"\{%[-+]?\s*(end)?raw\b")
_BRACES = ("{{", "{%", "{#")
_SILENT = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}|\{#")
_SPOKEN = {"{#": re.compile(r"#\}"), "{%": re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")}
_ASKING = re.compile(r"\{[{%]([^{}]*)[%}]\}")
_KEY = r"\bkb\.{word}\(\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')\s*\)"
_LEADS = re.compile(_KEY.format(word="(link|rule)"))
_GUARDS = re.compile(_KEY.format(word="has"))
_OFF = re.compile(r"---\r?\n(?:(?!---).*\n)*?render_macros: *false")


class Asked(NamedTuple):
    """Something that a page leads to: the entity's ``kind:id`` or the rule's code, and where the page names it."""

    word: str
    key: str
    line: int
    column: int


def apart(text: str) -> str:
    """Return a page in which no braces inside a fence of code ask anything; its lines keep their numbers."""
    lines, fence, is_raw = text.split("\n"), "", False
    start = 0
    for number, line in enumerate(lines):
        if not fence:
            found = None if is_raw else _FENCE.match(line)
            fence, start = (found[1], number + 1) if found else ("", 0)
            for one in () if found else _RAW.finditer(line):
                is_raw = not one[1]
        elif re.match(rf"[ \t>]*{re.escape(fence)}{fence[0]}*[ \t]*\r?$", line):
            inside = "\n".join(lines[start:number])
            if any(one in inside for one in _BRACES) and not _RAW.search(inside):
                lines[start] = "{% raw %}" + lines[start]
                lines[number - 1] += "{% endraw %}"
            fence = ""
    return "\n".join(lines)


def asked(text: str) -> Iterator[Asked]:
    """Yield what a page leads to, each thing once, less what it first asks whether it is there (``kb.has``)."""
    if "kb." not in text or _OFF.match(text):
        return
    loud = _loud(apart(text))
    asking = [(found.start(1), found[1]) for found in _ASKING.finditer(loud)]
    known = {one[1] or one[2] for _, inside in asking for one in _GUARDS.finditer(inside)}
    starts = [0, *(found.end() for found in re.finditer("\n", loud))]
    for start, inside in asking:
        for one in _LEADS.finditer(inside):
            key, place = one[2] or one[3] or "", start + one.start()
            if key not in known:
                known.add(key)
                line = bisect_right(starts, place)
                yield Asked(one[1], key, line, place - starts[line - 1] + 1)


def _loud(text: str) -> str:
    """Return a page with spaces for what Jinja does not read: comments, and what is to stay as it is."""
    parts, at = [], 0
    while begin := _SILENT.search(text, at):
        end = _SPOKEN[begin[0][:2]].search(text, begin.end())
        until = end.end() if end else len(text)
        parts += [text[at : begin.start()], re.sub(r"[^\n]", " ", text[begin.start() : until])]
        at = until
    return "".join([*parts, text[at:]])
