"""What `import` and `init --from` may be told of a file: the options, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timonel.cli.common import CannotRunError, _, locale
from timonel.text import say, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timonel.app.planning import Plan
    from timonel.exchange.intake.orders import Orders
    from timonel.governance import Result

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--kind",
        metavar=_("KIND"),
        help=_(
            "The kind of the rows (process), or the list they are items of (process.steps); else names and headers say it."
        ),
    ),
    click.option("--sheet", "sheets", multiple=True, metavar=_("NAME"), help=_("Only this sheet of the workbook; may be repeated.")),
    click.option("--header-row", type=click.IntRange(1), metavar="N", help=_("The row with the headers; else the one with most of them.")),
    click.option("--map", "columns", multiple=True, metavar=_("HEADER=FIELD"), help=_('What a column means: --map "Comment=notes".')),
    click.option("--leave-out", multiple=True, metavar=_("HEADER"), help=_("A column that does not come in.")),
    click.option("--value", "values", multiple=True, metavar=_("HEADER: WORD=VALUE"), help=_('What a word in a column stands for: --value "Status: In use=active".')),
    click.option("--dates", type=click.Choice(["dmy", "mdy", "ymd"]), help=_("The order of day, month and year where dates can be read in two ways.")),
    click.option("--split", metavar=_("SIGN"), help=_("What stands between the items of a list in a cell, besides semicolons and line breaks.")),
    click.option("--fill-down", multiple=True, metavar=_("HEADER"), help=_("A column in which a blank cell means what stands above it.")),
    click.option("--text-lang", metavar=_("LANG"), help=_("The language of the texts, where their headers do not say it.")),
    click.option("--scale", metavar=_("WORD=N,…"), help=_("The numbers from 1 to 5 that words for probability and impact stand for: High=4,Medium=3,Low=2.")),
    click.option("--set", "everywhere", multiple=True, metavar=_("FIELD=VALUE"), help=_("What a field is in every row, where the sheet has no column for it: --set type=support.")),
    click.option("--transpose", is_flag=True, help=_("The columns of the sheet are its rows.")),
    click.option("--replace", is_flag=True, help=_("Rows may replace what came with the method, or what an entity of another name says.")),
    click.option("--with", "mapping", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar=_("FILE.yaml"), help=_("A mapping that says all of this for every time, as --suggest writes it; options go before it.")),
    click.option("--new-roles", is_flag=True, help=_("Make a role of each owner's name that no role has.")),
)  # fmt: skip


def understanding(function: F) -> F:
    """Give a command the options that say how a file is to be understood."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def orders_of(options: Mapping[str, Any]) -> Orders:
    """Return what these options say.

    Raises:
        CannotRunError: one of them is not written as it must be.
    """
    from timonel.exchange.intake.orders import OrderError, spoken  # noqa: PLC0415 - as everywhere here

    try:
        return spoken(**options)
    except OrderError as error:
        raise CannotRunError(visible(say(error.problem, locale()))) from None


def planned(
    home: Path, result: Result, files: Sequence[Path], orders: Orders, mapping: Path | None, *, use_cache: bool = True
) -> Plan:
    """Return what an import would do.

    Raises:
        CannotRunError: a file is no table, or a mapping none; a line for each fault.
    """
    from timonel.app import planning  # noqa: PLC0415 - as everywhere here
    from timonel.exchange.intake.mapping import MappingError  # noqa: PLC0415
    from timonel.exchange.sheets.table import UnreadableError  # noqa: PLC0415

    try:
        return planning.plan(home, result, files, orders, mapping, use_cache=use_cache)
    except UnreadableError as error:
        raise CannotRunError(visible(say(error.problem, locale()))) from None
    except MappingError as error:
        lines = [visible(say(one, locale())).replace("\n", " ↵ ") for one in error.problems]
        raise CannotRunError("\n".join(lines)) from None
