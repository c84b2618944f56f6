"""What hand-written pages ask of the base between braces goes wrong in one line: where, what, and how to write it."""

from __future__ import annotations

import traceback
from typing import Any, Protocol

import jinja2

from timonel.text import Said, said

_HINT = said("braces that are to stay as they are go between {raw} and {endraw}; or write render_macros: false in the page's front matter",
    raw="{% raw %}", endraw="{% endraw %}")  # fmt: skip


class NothingError(ValueError):
    """A page asks for something that the base does not have."""

    def __init__(self, problem: Said) -> None:
        """Say for what."""
        super().__init__(problem.msgid)
        self.problem = problem


class Environment(Protocol):
    """What renders a page: Jinja's environment, or one like it."""

    def from_string(self, source: str) -> Any:  # noqa: ANN401 - a template
        """Return a template."""


def mistake(error: Exception, page: str, whole: str = "", body: str = "") -> Said:
    """Return what to say of a page that could not be rendered: its name, the line, what is wrong, and how to write it.

    Args:
        error: what the page's template raised.
        page: the page's path.
        whole: the page's file.
        body: what was rendered of it, where that is not all.
    """
    begin = body.lstrip("\n").partition("\n")[0]
    before = (
        whole.partition(begin)[0].count("\n") - body[: len(body) - len(body.lstrip("\n"))].count("\n") if begin else 0
    )
    line = _line(error)
    place = f"{page}:{line + before}" if line else page
    if isinstance(error, NothingError):
        return said("{place}: {problem}", place=place, problem=error.problem)
    problem = (getattr(error, "message", None) or str(error)).strip().partition("\n")[0]
    if isinstance(error, jinja2.TemplateError):
        return said(
            "{place}: what stands between braces has no meaning here ({problem}): {hint}",
            place=place,
            problem=problem,
            hint=_HINT,
        )
    return said("{place}: {problem}", place=place, problem=f"{type(error).__name__}: {problem}")


def _line(error: Exception) -> int:
    """Return the line of a template that an error comes from, 0 where nobody knows."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return lines[-1] or 0 if lines else 0
