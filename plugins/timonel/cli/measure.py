"""The command that takes measurements: one, a table of them, or a sitting."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timonel.cli.common import DONE, _, examine, locale
from timonel.cli.options import common, iso
from timonel.cli.terminal import Terminal, refuse
from timonel.cli.writing import texts
from timonel.text import many, said, say, visible

if TYPE_CHECKING:
    from timonel.edit.text.measure import Fields
    from timonel.governance import Result


@click.command(
    help=_(
        "Append measurements; what is there is never rewritten.\n\nExamples: timonel measure indicator:nps --value 41\n\ntimonel measure risk:resistencia-en-tiendas --probability 3 --impact 4 --note 'Two shops refuse.'\n\ntimonel measure --file values.csv\n\ntimonel measure --owner role:gerente-de-crm asks for all that is open or due, one line each."
    )
)
@click.argument("entity", metavar=_("[KIND:ID]"), required=False)
@click.option("--value", metavar=_("NUMBER"), help=_("For an indicator: the figure in its unit."))
@click.option("--probability", metavar="1-5", help=_("For a risk: from 1 (remote) to 5 (almost certain)."))
@click.option("--impact", metavar="1-5", help=_("For a risk: from 1 (slight) to 5 (very severe)."))
@click.option("--in", "part", metavar=_("KIND:ID"), help=_("The part that was measured: a pilot, an area, a country, a channel."))  # fmt: skip
@click.option(
    "--note",
    "notes",
    multiple=True,
    metavar=_("TEXT"),
    help=_("What explains the value, if anything does; repeat it per language as es=TEXT and en=TEXT."),
)
@click.option("--by", default="", metavar="person:ID", help=_("Who measured it."))
@click.option("--date", "day", callback=iso, metavar=_("DATE"), help=_("Day the value stands for (default: today)."))
@click.option(
    "--file",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
    metavar="CSV",
    help=_(
        "A table with the columns of, date, value, probability, impact, by and note: all of its rows are written, or none."
    ),
)
@click.option("--owner", metavar="role:ID", help=_("Ask on the terminal for all that this role measures."))
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help=_(
        "Ask on the terminal for all that is due today, whoever measures it; elsewhere print it as a table to fill in for --file."
    ),
)
@common
def measure(
    entity: str | None,
    value: str | None,
    probability: str | None,
    impact: str | None,
    part: str | None,
    notes: tuple[str, ...],
    by: str,
    day: str | None,
    table: Path | None,
    owner: str | None,
    everything: bool,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.cli.writing import writing  # noqa: PLC0415 - as everywhere here
    from timonel.edit.text import measure as writer  # noqa: PLC0415
    from timonel.edit.text.append import RefusedError, put_all  # noqa: PLC0415

    _one_of(entity, table, owner, everything or None)
    tongue = lang or locale()
    if everything and not sys.stdin.isatty():
        return _printed(examine(root, use_cache=not no_cache), day, lang)
    given = {"value": value, "probability": probability, "impact": impact}
    values: dict[str, Any] = {name: writer.number_of(one.strip()) for name, one in given.items() if one is not None}
    rows = b""
    answers: Sequence[Fields] = []
    late: Sequence[str] = []
    if table is not None:  # nobody waits for what comes through a pipe, nor for a person
        rows = sys.stdin.buffer.read() if str(table) == "-" else table.read_bytes()
    if owner is not None or everything:
        result = examine(root, use_cache=not no_cache)
        answers = _sitting(result, owner or "", day or result.today, tongue, by)
    try:
        with writing(root) as home:
            result = examine(home, use_cache=not no_cache)
            date = day or result.today
            if table is not None:
                items = _batch(result, rows, date, tongue)
            elif owner is not None or everything:
                items, late = _still(result, answers, tongue)
            else:
                of = {"of": entity, **({"in": part} if part else {}), "date": date}
                items = [writer.item_of(result, of | values, by, texts("--note", notes, result.settings.languages))]
                wrong = [say(one, tongue) for one in writer.problems(result, items[0], set())]
                if wrong:
                    raise refuse(wrong)
            files = writer.planned(home, result, items)
            put_all(home, files, "measure")
    except RefusedError as error:
        raise refuse([say(error.problem, tongue)]) from None
    for one in files:
        click.echo(f"{one.path}:{one.line}")
    if late:
        raise refuse(late)
    return DONE


def _one_of(*ways: object) -> None:
    """Refuse a call that says in no way, or in two, what is measured."""
    if sum(one is not None for one in ways) != 1:
        raise click.UsageError(
            _("name one of: KIND:ID with its value, --file with a table, --owner with a role, --all")
        )


def _printed(result: Result, day: str | None, lang: str | None) -> int:
    """Print what is due as a table to fill in."""
    import csv  # noqa: PLC0415 - few ask for it

    from timonel.edit.ask.measuring import COLUMNS, round_of  # noqa: PLC0415
    from timonel.exchange.csv import escaped  # noqa: PLC0415

    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in round_of(result, day or result.today, lang or result.settings.lang):
        table.writerow(map(escaped, row))
    return DONE


def _still(result: Result, answers: Sequence[Fields], lang: str) -> tuple[list[Fields], list[str]]:
    """Return the answers that the base still takes, and what is wrong with the others: it went on while a person thought."""
    from timonel.edit.text.measure import problems  # noqa: PLC0415

    items: list[Fields] = []
    late: list[str] = []
    taken: set[str] = set()
    for one in answers:
        wrong = [say(problem, lang) for problem in problems(result, one, taken)]
        late += wrong
        items += [] if wrong else [one]
    return items, late


def _batch(result: Result, rows: bytes, date: str, lang: str) -> Sequence[Fields]:
    from timonel.edit.ask.table import read  # noqa: PLC0415

    items, wrong = read(rows, result, date)
    if wrong:
        lines = [say(said("row {row}: {problem}", row=str(row), problem=one), lang) for row, one in wrong]
        raise refuse([*lines, say(said("Nothing is written."), lang)])
    return items


def _sitting(result: Result, owner: str, date: str, lang: str, by: str) -> list[Fields]:
    from timonel.edit.ask.measuring import Sitting  # noqa: PLC0415
    from timonel.kinds import Person, Role  # noqa: PLC0415
    from timonel.text import nearest  # noqa: PLC0415

    id_ = owner.removeprefix("role:")
    if owner and result.base.get(Role, id_) is None:
        close = nearest(f"role:{id_}", [one.key for one in result.base.all(Role)])
        known = said("there is no {key}; the nearest there are: {ids}", key=f"role:{id_}", ids=", ".join(close))
        raise refuse([say(known if close else said("there is no {key}", key=f"role:{id_}"), lang)])
    person = by.removeprefix("person:")
    if person and result.base.get(Person, person) is None:  # now, and not after each answer
        raise refuse([say(said("there is no {key}", key=f"person:{person}"), lang)])
    if not sys.stdin.isatty():
        raise refuse([say(said("--owner asks on a terminal; elsewhere use --file"), lang)])
    items = Sitting(Terminal(), result, date, lang, by).walk(id_)
    click.echo(visible(f"\n{say(many('1 measurement.', '{n} measurements.', len(items)), lang)}"), err=True)
    return items
