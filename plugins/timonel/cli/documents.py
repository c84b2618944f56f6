"""How commands give a document: in which form, and for readers of which site."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timonel.app.documents import FORMATS
from timonel.cli.common import CannotRunError, _

if TYPE_CHECKING:
    from timonel.governance import Result
    from timonel.notices.document import Document

F = TypeVar("F", bound=Callable[..., Any])


def form_options(*more: str, default: str = "text") -> Callable[[F], F]:
    """Add the options that say in which form a document is wanted, and where its links lead; ``more`` forms are the command's own."""

    def add(command: F) -> F:
        for option in (
            click.option("--site", default="", envvar="TIMONEL_SITE", metavar="URL", help=_("Where the site stands on the web, for links to its pages.")),
            click.option("--output", type=click.Path(path_type=Path), metavar=_("FILE"), help=_("Where to write (default: standard output).")),
            click.option("--format", "form", type=click.Choice([*FORMATS, *more]), default=default, help=_("Form of the answer.")),
        ):  # fmt: skip
            command = option(command)
        return command

    return add


def give(document: Document, form: str, result: Result, lang: str, site: str, output: Path | None) -> None:
    """Write a document in a form, to a file or to standard output."""
    from timonel.app.documents import reader, rendered  # noqa: PLC0415 - as all commands load what they need

    put(rendered(document, form, reader(result, lang, site)), form, output)


def put(data: bytes, form: str, output: Path | None) -> None:
    """Write what was made, to a file or to standard output; what nobody reads there wants a file."""
    from timonel.files import put as whole  # noqa: PLC0415 - as above

    if output is not None:
        whole(output, data)
        return
    if form in ("xlsx", "pdf") and sys.stdout.isatty():
        raise CannotRunError(_("this is no text for a terminal: name a file with --output"))
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
