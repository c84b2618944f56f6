"""Findings as text: one function per format, from a result and a language to the text that somebody receives."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timonel.governance import Result

# Format of a check → its module; imported when somebody asks for it.
_MODULES = {
    "text": "terminal", "json": "machine", "github": "machine", "gitlab": "gitlab",
    "sarif": "sarif", "junit": "junit", "markdown": "markdown",
}  # fmt: skip
FORMATS = (*_MODULES,)
_FROM_GIT = ("github", "gitlab", "sarif")  # whoever reads these knows the repository, not the base in it


def rendered(form: str, result: Result, lang: str, *, prefix: str = "", colour: bool = False) -> str:
    """Return what a check says, in one of `FORMATS`.

    Args:
        form: the format.
        result: what the check says.
        lang: language of the messages.
        prefix: where the base stands in its repository ("crm/"), for formats that are read with that.
        colour: whether a terminal gets colours.
    """
    module = import_module(f"timonel.report.{_MODULES[form]}")
    if form == "text":
        return str(module.render(result, lang, colour=colour))
    return str(getattr(module, f"as_{form}")(result, lang, *([prefix] if form in _FROM_GIT else [])))
