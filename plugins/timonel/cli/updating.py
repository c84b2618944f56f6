"""The command that brings a base what came with a newer Timonel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.changing import apply_option, changed
from timonel.cli.common import _, find, home_lang
from timonel.cli.options import common
from timonel.text import visible

if TYPE_CHECKING:
    from timonel.edit.change.planned import Planned
    from timonel.governance import Result


@click.command(
    help=_(
        "Take over what came with a newer Timonel: texts of the method, guides, CI files. What you changed or deleted stays so, in data field by field; where both have changed, both are shown. Without --apply it only shows what would change.\n\nExample: timonel update --apply"
    )
)
@apply_option
@common
def update(write: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.app.updating import Updated, put_above  # noqa: PLC0415 - as everywhere here
    from timonel.app.updating import update as made  # noqa: PLC0415
    from timonel.report.staying import Both, stays  # noqa: PLC0415

    tongue = lang or home_lang(find(root), text=True)
    plans: list[Updated] = []

    def make(home: Path, result: Result) -> Planned:
        found = made(home, result, use_cache=not no_cache)
        lines = [f"{sign} {path}" for sign, path in found.told]
        for line in [*lines, *(each for one in found.kept for each in stays(result, Both(*one), tongue))]:
            click.echo(visible(line))
        plans.append(found)
        return found.plan

    def first(home: Path) -> None:
        put_above(home, plans[0])

    return changed(make, "update", root, lang, write=write, use_cache=not no_cache, first=first)
