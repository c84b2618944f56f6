"""What libyaml says about a file that is no YAML, told so that the person who edits it knows what to do."""

from __future__ import annotations

from typing import Any

import yaml

from timonel.text import Said, said

_PROBLEMS: tuple[tuple[str, str], ...] = (
    ("found character '\\t'", "a tab where YAML wants spaces: use spaces to indent"),
    ("found a tab character", "a tab where YAML wants spaces: use spaces to indent"),
    ("found unexpected end of stream", "a quotation mark opens and never closes"),
    ("mapping values are not allowed", "a colon where none may stand: put the text between quotes, or indent the line"),
    ("could not find expected ':'", "a line without its colon: write `field: value`, or indent the text"),
    ("did not find expected key", "a line that does not line up with the others: check how it is indented"),
    ("did not find expected '-' indicator", "a line that does not line up with its list: check how it is indented"),
    ("found undefined alias", "an alias (`*name`) without its anchor (`&name`)"),
    ("found character that cannot start", "a character that cannot start a text: put the text between quotes"),
    ("control characters are not allowed", "a control character: delete it, or write it as an escape between quotes"),
    ("did not find expected ',' or ']'", "a list in brackets that lacks a comma or never closes: write `[one, two]`"),
    ("did not find expected ',' or '}'", "braces that lack a comma or never close: write `{es: …, en: …}`"),
    ("found unknown escape character", "a backslash between double quotes: use single quotes"),
    (
        "block sequence entries are not allowed",
        "a dash where no list may begin: put the text between quotes, or begin the list on the next line",
    ),
    (
        "did not find expected node content",
        "a comma, bracket or brace with nothing before it: write the value, or delete the mark",
    ),
    (
        "did not find expected comment or line break",
        "something after the `|` or `>` that begins a long text: begin the text on the next line",
    ),
    ("unacceptable character", "a control character: delete it, or write it as an escape between quotes"),
)


def explain(error: yaml.YAMLError, text: str) -> tuple[Said, int, int]:
    """Return what libyaml found in words of ours, with line and column from 1."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).partition("\n")[0]
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if mark is None and isinstance(getattr(error, "position", None), int):
        before = text.encode()[: error.position].decode("utf-8", "ignore")  # type: ignore[attr-defined]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        problem = "found a tab character"
    known = next((ours for theirs, ours in _PROBLEMS if theirs in problem), None)
    return said(known) if known else said("the parser says: {problem}", problem=problem), line + 1, column + 1
