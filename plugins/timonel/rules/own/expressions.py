"""Expressions of own rules, in the Common Expression Language: a place for each mistake, and never an exception."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from timonel.text import Said, nearest, said

KNOWN = ("entity", "today")
# What the library has; a call of anything else would fail on every entity.
_FUNCTIONS = frozenset({
    "abs", "all", "bool", "bytes", "ceil", "charAt", "contains", "double", "duration", "dyn", "endsWith", "exists",
    "exists_one", "filter", "floor", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear",
    "getHours", "getMilliseconds", "getMinutes", "getMonth", "getSeconds", "has", "indexOf", "int", "isFinite",
    "isInf", "isNaN", "join", "lastIndexOf", "lowerAscii", "map", "matches", "max", "min", "replace", "round",
    "sign", "size", "split", "sqrt", "startsWith", "string", "substring", "timestamp", "trim", "trunc", "type",
    "uint", "upperAscii",
})  # fmt: skip
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?([^\n]*)")
_BOUND = re.compile(r"\.(?:all|exists|exists_one|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
_FIELD = re.compile(r"(?<![\w.])entity\s*\.\s*([A-Za-z_]\w*)(?!\s*\()")
_TEXTS = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")


class Mistake(NamedTuple):
    """What is wrong with an expression, and at which of its characters."""

    offset: int
    detail: Said
    hint: Said | None = None


@cache
def _cel() -> Any:  # noqa: ANN401 - a module
    """Return the library, without the command line that its package would import too (ten times its own time)."""
    spared = "cel.cli" not in sys.modules and "cel" not in sys.modules
    if spared:
        sys.modules["cel.cli"] = ModuleType("cel.cli")
    try:
        import cel  # noqa: PLC0415 - only bases with own rules
    finally:
        if spared:
            del sys.modules["cel.cli"]
    return cel


def library() -> str:
    """Return the file that the library begins with."""
    return str(_cel().__file__)


def mistake(text: str, fields: Iterable[str]) -> Mistake | None:
    """Return the first mistake in an expression.

    Args:
        text: the expression.
        fields: the fields that ``entity`` may have.
    """
    try:
        program = _cel().compile(text)
    except (ValueError, RuntimeError, RecursionError) as error:
        return _syntax(text, str(error))
    return _unknown(text, program, frozenset(fields))


def _syntax(text: str, message: str) -> Mistake:
    found = _ERROR.search(message)
    if found is None:
        return Mistake(0, said("this is no expression: {problem}", problem=message.partition("\n")[0][:200]))
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")
    offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    problem = found[3].partition(" expecting {")[0]
    return Mistake(min(offset, len(text)), _in_words(problem))


def _in_words(problem: str) -> Said:
    """Return what the parser says, told so that the person who wrote the expression knows what to do."""
    token = re.search(r"(?:input|at:) '(.*)'\Z", problem)
    if token is None:
        return said("this is no expression: {problem}", problem=problem)
    if token[1] == "<EOF>":
        return said("the expression ends too early")
    return said("`{value}` cannot stand here: the expression means nothing with it", value=token[1].strip())


def _unknown(text: str, program: Any, fields: frozenset[str]) -> Mistake | None:  # noqa: ANN401 - the library's
    """Return the first name in an expression that means nothing: a variable, a function, or a field of the entity."""
    plain = _TEXTS.sub(lambda one: " " * len(one[0]), text)
    variables = set(program.variables()) - {*KNOWN, *_BOUND.findall(plain)}
    functions = {one for one in program.functions() if one[0] not in "_@!-"} - _FUNCTIONS
    for name in sorted(variables | functions):
        found = re.search(rf"(?<![\w]){re.escape(name)}(?!\w)", plain)
        near = nearest(name, _FUNCTIONS if name in functions else KNOWN, 1)
        hint = (
            said("did you mean `{word}`?", word=near[0]) if near else said("an expression knows `entity` and `today`")
        )
        return Mistake(found.start() if found else 0, said("`{value}` does not exist", value=name), hint)
    for match in _FIELD.finditer(plain):
        if match[1] not in fields and not match[1].startswith("x_"):
            near = nearest(match[1], fields, 1)
            meant = said("did you mean `{word}`?", word=near[0]) if near else None
            return Mistake(match.start(1), said("`{value}` does not exist", value=match[1]), meant)
    return None
