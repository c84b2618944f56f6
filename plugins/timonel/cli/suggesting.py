"""`import --suggest`: mappings of files, written into the base for people to look through."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import DONE, FOUND, CannotRunError, _, examine, home_lang, locale
from timonel.cli.importing import planned
from timonel.text import said, say, visible

if TYPE_CHECKING:
    from timonel.exchange.intake.orders import Orders

_ENOUGH = 20  # refusals of a file of which nothing is understood


def suggest(home: Path, files: Sequence[Path], orders: Orders, lang: str | None, *, use_cache: bool) -> int:
    """Write how each file is understood into `imports/`, all or none; what is there already stays as it is.

    Raises:
        CannotRunError: a mapping is there that says something else.
    """
    from timonel import journal  # noqa: PLC0415 - as everywhere here
    from timonel.app.opening import is_diagram  # noqa: PLC0415
    from timonel.app.suggesting import path_of, suggested  # noqa: PLC0415
    from timonel.cli import intake  # noqa: PLC0415
    from timonel.files import within  # noqa: PLC0415

    if any(map(is_diagram, files)):
        raise click.UsageError(_("--suggest is for tables: a diagram says itself what it holds"))
    result, tongue = examine(home, use_cache=use_cache), lang or home_lang(home)
    found: dict[str, journal.Write] = {}
    for file in files:
        meant = orders
        plan = planned(home, result, [file], meant, None, use_cache=use_cache)
        if any(one.hint and "--transpose" in one.hint.msgid for one in plan.refused):  # it lies on its side
            meant = replace(orders, transpose=True)
            plan = planned(home, result, [file], meant, None, use_cache=use_cache)
        if not any(one.header for one in plan.understood):
            for line in intake.refused(plan, tongue, _ENOUGH):
                click.echo(visible(line).replace("\n", " ↵ "), err=True)
            return FOUND
        path = path_of(file)
        data = suggested(file, plan, meant, result.base.languages, tongue).encode()
        place = within(home, path)
        old = found[path].new if path in found else place.read_bytes() if place.exists() else None
        if old not in (None, data):
            told = said(
                "{path} is there and says something else: change it by hand, or delete it and ask again", path=path
            )
            raise CannotRunError(visible(say(told, locale())))
        if old is None:
            found[path] = journal.Write(None, data)
    journal.write(home, found, "import --suggest")
    for file in files:
        click.echo(path_of(file))
    if len(files) == 1:
        told = said(
            "look through it, then: timonel import {file} --with {path}",
            file=shlex.quote(str(files[0])),
            path=path_of(files[0]),
        )
        click.echo(visible(say(told, tongue)), err=True)
    return DONE
