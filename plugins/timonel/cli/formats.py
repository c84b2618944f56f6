"""The formats of a check on a command line: what the help says of them, and which one somebody names."""

from __future__ import annotations

from pathlib import Path

import click

from timonel.cli.common import locale
from timonel.report import FORMATS, about
from timonel.text import said, say, visible


class FormatOption(click.Option):
    """The option whose help says what each format is for, which loads them all: only for those who ask."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = say(
            said(
                "{formats}; repeat it for several, with =FILE to write a file.",
                formats=", ".join(f"{name} ({say(about(name), locale())})" for name in FORMATS),
            ),
            locale(),
        )
        return super().get_help_record(ctx)


def named(text: str) -> tuple[str, Path | None]:
    """Return the format that a person names, and the file to write it to.

    Raises:
        click.UsageError: there is no such format, or no file after the sign.
    """
    name, sign, file = text.partition("=")
    if name not in FORMATS:
        message = said(
            "unknown format {name}; there are {formats}", name=visible(name) or '""', formats=", ".join(FORMATS)
        )
        raise click.UsageError(say(message, locale()))
    if sign and not file:
        raise click.UsageError(say(said("name a file after the sign: {name}=FILE", name=name), locale()))
    return name, Path(file) if file else None
