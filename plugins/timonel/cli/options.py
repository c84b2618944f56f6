"""The options that all commands take: which base, which language, and whether anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from timonel import languages
from timonel.cli.common import _, find

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def else_before(context: click.Context, option: click.Parameter, value: T) -> T:
    """Take an option that stands before the command, where it does not stand after it."""
    above = context.parent.params if context.parent else {}
    return above.get(option.name or "") if value is None else value  # type: ignore[return-value]


def root_option(command: F) -> F:
    """Add the option that says which base is meant."""
    return click.option("--root", type=click.Path(path_type=Path), callback=else_before, is_eager=True, metavar=_("DIR"), help=_("The knowledge base: a folder with a timonel.yaml (default: the nearest one upwards)."))(command)  # fmt: skip


def lang_option(command: F) -> F:
    """Add the option that says in which language a command speaks."""
    return click.option("--lang", metavar=f"[{'|'.join(languages.known())}]", callback=_read_in, help=_("Language of the texts (default: the knowledge base's first language)."))(command)  # fmt: skip


def _read_in(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Take a language that the program speaks, or one of the base's: what that lacks is read in the base's others."""
    value = else_before(context, option, value)
    if value is None or context.parent is None:  # which base is meant, the command says
        return value
    from timonel import settings  # noqa: PLC0415
    from timonel.load.files import settings as of  # noqa: PLC0415

    home = find(context.params.get("root"), needed=False)
    told = settings.load(of(home) if home else None)[0]
    known = dict.fromkeys((*languages.known(), *(told.languages if home else ())))
    code: str = click.Choice([*known]).convert(value, option, context)
    return told.read_in(code) if home else code


def common(command: F) -> F:
    """Add the options that every command takes."""
    for option in (
        root_option,
        lang_option,
        click.option("--no-cache", is_flag=True, help=_("Neither read nor write what is kept between runs.")),
    ):
        command = option(command)
    return command


def iso(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Check that an option is an ISO date."""
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        raise click.BadParameter(_("write the date as 2026-11-20")) from None
