"""Pages of strangers: between braces they may ask `kb` and nothing else, in a process that may take only so much."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from timonel.aside import can_fork
from timonel.engines.macros import Facts
from timonel.engines.written.asking import NothingError
from timonel.limits import LimitError, limited
from timonel.load.braces import apart
from timonel.text import said

_SECONDS, _MEGABYTES, _LETTERS = 5, 256, 2**22  # of computing; of memory, more than the base takes; of a page
_TOO_MUCH = said(
    "what this page asks for between braces takes more than {seconds} seconds or {megabytes} MB of memory",
    seconds=_SECONDS,
    megabytes=_MEGABYTES,
)


class StrangerError(Exception):
    """A page asks for what nobody but `kb` could answer; the text is the line that says so."""


class WrongError(Exception):
    """A page asks for what is not there, or takes too much; the text is the line that says so."""


def render(text: str, facts: Facts) -> str:
    """Return a page with what it asks of the base.

    Raises:
        NothingError: it asks for something that the base does not have.
        jinja2.TemplateError: it asks for something that it may not, or that nobody understands.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader({}), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    environment.globals.clear()
    return environment.from_string(apart(text)).render(kb=facts)


def within_limits(text: str, facts: Facts, tell: Callable[[Exception], str]) -> str:
    """Return a page as `render` does, made in a process of its own where the system can copy this one.

    Args:
        text: the page.
        facts: what it may ask.
        tell: says a mistake in one line.

    Raises:
        StrangerError: it asks for something that only code of the base could answer.
        WrongError: it asks for something that is not there, or takes too much.
    """
    if not any(one in text for one in ("{{", "{%", "{#")):
        return text
    asked = (text, facts, tell)
    try:
        found = limited(_made, *asked, seconds=_SECONDS, megabytes=_MEGABYTES) if can_fork() else _made(*asked)
    except LimitError:
        found = _Made("", wrong=tell(NothingError(_TOO_MUCH)))
    if found.strange:
        raise StrangerError(found.strange)
    if found.wrong:
        raise WrongError(found.wrong)
    return found.text


class _Made(NamedTuple):
    """A page, or the line that says why there is none."""

    text: str
    strange: str = ""
    wrong: str = ""


def _made(text: str, facts: Facts, tell: Callable[[Exception], str]) -> _Made:
    """Return what a page comes to."""
    try:
        made = render(text, facts)
    except MemoryError:
        raise
    except (
        jinja2.UndefinedError,
        jinja2.TemplateNotFound,
        SecurityError,
        TypeError,
    ) as error:  # a macro of the base's own, a file to include
        return _Made("", strange=tell(error))
    except Exception as error:  # noqa: BLE001 - whatever a page can ask for
        return _Made("", wrong=tell(error))
    return _Made(made) if len(made) <= _LETTERS else _Made("", wrong=tell(NothingError(_TOO_MUCH)))
