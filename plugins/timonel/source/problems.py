"""What libyaml says about a file that is no YAML, told so that the person who edits it knows what to do."""

from __future__ import annotations

import re
from typing import Any

import yaml

from timonel.source.characters import GAP, astray, named, unseen
from timonel.source.lines import ENDS, Trouble
from timonel.text import Said, said

# What git leaves between two sides that it cannot join. The middle line alone may underline a heading.
_MERGE = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?\r?$|^={7}\r?$", re.MULTILINE)
_BEGUN = re.compile(r"^<{7}(?: .*)?\r?$", re.MULTILINE)
_LINE = 1000  # letters of a line that are looked at
_BEFORE = 3  # lines before the one that the parser stumbles over, in which the reason may stand
# Where only plain spaces mean something: before a key or item, behind the marks of YAML, before a colon.
_GAP = re.compile(rf"^{GAP}*(?:-{GAP}+)*|(?<=[:,\[{{]){GAP}+|(?<!{GAP}){GAP}+(?=:(?:{GAP}|$))")
_QUOTE = re.compile("(?:^|[:,\\[{-])\\s*([“”„‟‘’‚‛«])")

_PROBLEMS: tuple[tuple[str, str], ...] = (
    ("found character '\\t'", "a tab where YAML wants spaces: use spaces to indent"),
    (
        "text behind a quotation mark",
        "text behind a closing quotation mark: put all of it between the marks; between single ones, an apostrophe is written twice",
    ),
    ("text behind a bracket", "text behind a closing bracket or brace: put the whole text between quotes"),
    ("found a tab character", "a tab where YAML wants spaces: use spaces to indent"),
    ("found unexpected end of stream", "a quotation mark opens and never closes"),
    ("mapping values are not allowed", "a colon where none may stand: put the text between quotes, or indent the line"),
    ("could not find expected ':'", "a line without its colon: write `field: value`, or indent the text"),
    ("did not find expected key", "a line that does not line up with the others: check how it is indented"),
    ("did not find expected '-' indicator", "a line that does not line up with its list: check how it is indented"),
    ("found undefined alias", "an alias (`*name`) without its anchor (`&name`)"),
    ("found character that cannot start", "a character that cannot start a text: put the text between quotes"),
    ("did not find expected ',' or ']'", "a list in brackets that lacks a comma or never closes: write `[one, two]`"),
    ("did not find expected ',' or '}'", "braces that lack a comma or never close: write `{es: …, en: …}`"),
    ("found unknown escape character", "a backslash between double quotes: use single quotes"),
    ("did not find expected hexdecimal number", "a backslash between double quotes: use single quotes"),
    ("alphabetic or numeric character", "a character that cannot start a text: put the text between quotes"),
    ("mapping keys are not allowed", "a character that cannot start a text: put the text between quotes"),
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
)


def unmerged(text: str, *, sure: bool = False) -> Trouble | None:
    """Return where a merge was left without a decision, None where no line says so.

    Args:
        text: the file's text.
        sure: whether one mark is enough, as something is wrong with the file; else the first one must be there.
    """
    found = (_MERGE if sure else _BEGUN).search(text)
    if found is None:
        return None
    return Trouble(
        said("an unresolved merge: keep one side between <<<<<<< and >>>>>>>"),
        1 + ends(text, 0, found.start()), 1,
        said("decide which lines hold, delete the others, and the lines that begin with <<<<<<<, =======, and >>>>>>>"),
    )  # fmt: skip


def ends(text: str, start: int, stop: int) -> int:
    """Return how many lines end in a part of a text."""
    return sum(1 for _ in ENDS.finditer(text, start, stop))


def explain(error: yaml.YAMLError, text: str) -> Trouble:
    """Return what libyaml found in words of ours, with line and column from 1."""
    merge = unmerged(text, sure=True)
    if merge is not None:
        return merge
    mark: Any = getattr(error, "problem_mark", None)
    begun: Any = getattr(error, "context_mark", None)
    if mark is None and isinstance(getattr(error, "position", None), int):
        return _forbidden(error, text)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).partition("\n")[0]
    if begun is not None and (mark is None or problem == "found unexpected end of stream"):
        mark = begun  # where the quotation mark opens says more than the end of the file
    if mark is None:
        return Trouble(said("the parser says: {problem}", problem=problem), 1, 1)
    looks = _lookalike(text, begun.index if begun else 0, mark)
    if looks is not None:
        return looks
    problem = _seen(problem, text, mark.index, same_line=begun is None or begun.line == mark.line)
    known = next((ours for theirs, ours in _PROBLEMS if theirs in problem), None)
    told = said(known) if known else said("the parser says: {problem}", problem=problem)
    return Trouble(told, mark.line + 1, mark.column + 1)


def _seen(problem: str, text: str, place: int, *, same_line: bool) -> str:
    """Return what stands where the parser stumbles, for what it says of it helps nobody; else what it says."""
    char, before = text[place : place + 1], text[text.rfind("\n", 0, place) + 1 : place].rstrip(" ")
    if char == "\t":
        return "found a tab character"
    if not problem.startswith("did not find expected") or not before or char in "\r\n":
        return problem
    if char == ":":
        return "mapping values are not allowed" if same_line else problem
    return {'"': "text behind a quotation mark", "'": "text behind a quotation mark", "]": "text behind a bracket", "}": "text behind a bracket"}.get(before[-1], problem)  # fmt: skip


def _forbidden(error: Any, text: str) -> Trouble:  # noqa: ANN401 - PyYAML has no types
    """Return what is said of a character that may stand in no YAML file."""
    before = text.encode()[: error.position].decode("utf-8", "ignore")
    char = text[len(before) : len(before) + 1] or "\0"
    told = said("{character}: delete it, or write it as an escape between quotes", character=named(char))
    return Trouble(told, before.count("\n") + 1, len(before) - before.rfind("\n"), astray(char)[1])


def _lookalike(text: str, first: int, mark: Any) -> Trouble | None:  # noqa: ANN401 - PyYAML has no types
    """Return the first character that stands where YAML has a mark or space that looks like it, in the last lines read."""
    start = mark.index
    for _ in range(_BEFORE):
        start = text.rfind("\n", 0, max(start, 0))
        if start < first:
            break
    start += 1
    number = mark.line + 1 - ends(text, start, mark.index)
    stop = text.find("\n", mark.index)
    *before, last = ENDS.split(text[start : stop if stop >= 0 else None])
    for line in [*before, last]:
        found = _misplaced(line[:_LINE], quotes=line is last)
        if found is not None:
            wrong, hint, column = found
            return Trouble(wrong, number, column, hint)
        number += 1
    return None


def _misplaced(line: str, *, quotes: bool) -> tuple[Said, Said, int] | None:
    for gap in _GAP.finditer(line):
        char = unseen(gap[0])
        if char:
            return (*astray(char), line.index(char, gap.start()) + 1)
    quote = _QUOTE.search(line) if quotes else None
    if quote is None:
        return None
    wrong = said("`{mark}` is no quotation mark of YAML", mark=quote[1])
    hint = said("put the whole text between straight quotation marks, \" or '")
    return wrong, hint, quote.start(1) + 1
