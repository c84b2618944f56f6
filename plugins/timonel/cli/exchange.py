"""Commands that hand the knowledge base to other programs and take a spreadsheet back."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import DONE, FOUND, CannotRunError, _, examine, home_lang, home_of, locale, no_entity
from timonel.cli.importing import orders_of, planned, understanding
from timonel.cli.options import common
from timonel.text import many, nearest, said, say, visible

if TYPE_CHECKING:
    from timonel.exchange.intake.orders import Orders
    from timonel.governance import Finding, Result

_ENOUGH = 1000  # refused cells that are told one by one: who has more starts with these
_GAPS = 5  # gaps that are named: the check tells them all
# Each module of the package is a format: looked up by name, because importing them all would take its time.
FORMATS = sorted(
    one.stem for one in (Path(__file__).parents[1] / "exchange").glob("*.py") if not one.stem.startswith("_")
)


@click.command(
    help=_(
        "Write the knowledge base, or one kind of it, in a format that other programs read.\n\nExamples: timonel export --format xlsx --output base.xlsx\n\ntimonel export --format bpmn process:alta-de-cliente"
    )
)
@click.argument("entity", required=False, metavar=f"[{_('KIND:ID')}]")
@click.option("--format", "form", required=True, type=click.Choice(FORMATS), help=_("The format to write."))
@click.option("--kind", metavar=_("KIND"), help=_("Only this kind (process), or one of its lists (process.steps)."))
@click.option(
    "--owner",
    metavar="role:ID",
    help=_(
        "Only what a role is responsible for, with what is missing marked: to confirm or to correct, and to import again."
    ),
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("Where to write (default: standard output); a folder for several CSV files."),
)
@click.option(
    "--template", is_flag=True, help=_("Leave the rows out: a workbook to fill in, with its lists to choose from.")
)
@click.option("--bom", is_flag=True, help=_("Begin a CSV with the mark by which Excel knows UTF-8."))
@common
def export(
    entity: str | None,
    form: str,
    kind: str | None,
    owner: str | None,
    output: Path | None,
    template: bool,
    bom: bool,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:  # fmt: skip
    from timonel import exchange  # noqa: PLC0415 - as everywhere here

    heeded = {
        "--template": template,
        "--bom": bom,
        f"--kind {kind}": kind,
        f"--owner {owner}": owner,
        "KIND:ID": entity,
    }
    _heeded(form, heeded)
    if owner and template:
        raise click.UsageError(_("--template has no rows, and --owner is about rows: choose one"))
    result = examine(root, select=() if owner else ("DAT",), use_cache=not no_cache)
    _known_kind(result, kind)
    if entity:
        _drawable(result, entity)
    options = exchange.Options(result.settings, lang or home_lang(home_of(root)), kind, template, bom, entity)
    if owner:
        gaps = [one for one in result.findings if one.status == "open"]
        options = options._replace(owner=_role_with_charge(result, owner), gaps=gaps)
    _put(exchange.write(form, result.base, options), output)
    if output is not None:
        told = say(said("written: {path}", path=str(output)), lang or home_lang(home_of(root)))
        click.echo(visible(told), err=True)
    return DONE


@click.command(
    "import",
    help=_(
        "Take rows of workbooks, CSV files or Markdown tables, or the processes of BPMN 2.0 diagrams, into the knowledge base, as people have them. Without --apply it only says what would change.\n\nExamples: timonel import base.xlsx --apply\n\ntimonel import register.xlsx --kind risk --leave-out Remarks\n\ntimonel import sign-up.bpmn --new-roles"
    ),
)
@click.argument(
    "files", nargs=-1, required=True, metavar=_("FILE…"), type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@understanding
@click.option(
    "--suggest",
    "ask",
    is_flag=True,
    help=_("Write how the file is understood into imports/, with what it asks, to look through and use with --with."),
)
@click.option("--apply", "write", is_flag=True, help=_("Write the changes, all or none."))
@common
def take(
    files: tuple[Path, ...], mapping: Path | None, ask: bool, write: bool,
    root: Path | None, lang: str | None, no_cache: bool, **options: object,
) -> int:  # fmt: skip
    from timonel.cli.suggesting import suggest  # noqa: PLC0415 - as everywhere here
    from timonel.cli.writing import writing  # noqa: PLC0415

    asked = orders_of(options)
    if ask and (write or mapping):
        raise click.UsageError(_("--suggest goes without --apply and --with"))
    with writing(root) if write or ask else nullcontext(home_of(root)) as home:
        if ask:
            return suggest(home, files, asked, lang, use_cache=not no_cache)
        return _taken(home, files, asked, mapping, lang, write=write, use_cache=not no_cache)


def _taken(
    home: Path, files: Sequence[Path], orders: Orders, mapping: Path | None, lang: str | None, *, write: bool, use_cache: bool
) -> int:  # fmt: skip
    from timonel import journal  # noqa: PLC0415
    from timonel.app import opening  # noqa: PLC0415
    from timonel.cli import intake  # noqa: PLC0415

    result = examine(home, use_cache=use_cache)
    tongue = lang or home_lang(home)
    _known_kind(result, orders.kind)
    if orders.text_lang and orders.text_lang not in result.base.languages:
        there = ", ".join(result.base.languages)
        told = said(
            "the knowledge base has no {lang}; its languages are {languages}", lang=orders.text_lang, languages=there
        )
        raise CannotRunError(visible(say(told, locale())))
    if orders.kind and any(map(opening.is_diagram, files)):
        raise click.UsageError(_("--kind is for tables: a diagram holds processes"))
    plan = planned(home, result, files, orders, mapping, use_cache=use_cache)
    for line in intake.told(plan, tongue):
        click.echo(_one_line(line))
    for line in intake.refused(plan, tongue, _ENOUGH):
        click.echo(_one_line(line), err=True)
    if plan.refused:
        found = many(
            "1 cell or row is refused: nothing is written",
            "{n} cells or rows are refused: nothing is written",
            len(plan.refused),
        )
        click.echo(say(found, tongue), err=True)
        return FOUND
    _tell_gaps(plan.gaps, tongue)
    if not plan.wanted:
        return DONE
    if not write:
        click.echo(say("nothing is written yet: --apply writes it", tongue), err=True)
        return DONE
    number = journal.write(home, plan.prepared.files, "import")
    click.echo(say(many("1 file written", "{n} files written", number), tongue), err=True)
    return DONE


def _drawable(result: Result, key: str) -> None:
    """Refuse what is no process with steps."""
    found = result.base.find(key)
    if found is None:
        raise no_entity(result, key)
    if not found.fields.get("steps") or found.kind != "process":
        raise CannotRunError(visible(say(said("{key} has no steps to draw", key=key), locale())))


def _heeded(form: str, options: Mapping[str, object]) -> None:
    """Refuse an option that a format would not heed: what is written would not be what was asked for."""
    from timonel.exchange import knows  # noqa: PLC0415

    for option, value in options.items():
        name = "lists" if "." in option else "entity" if option == "KIND:ID" else option.split()[0].strip("-")
        if value and name not in knows(form):
            formats = ", ".join(one for one in FORMATS if name in knows(one))
            told = said(
                "{format} does not heed {option}; formats that do: {formats}",
                format=form,
                option=option,
                formats=formats,
            )
            raise click.UsageError(visible(say(told, locale())))


def _tell_gaps(gaps: Sequence[Finding], lang: str) -> None:
    """Say what the check will find then that it does not find now."""
    if not gaps:
        return
    found = many("the check will find 1 gap more", "the check will find {n} gaps more", len(gaps))
    click.echo(say(found, lang), err=True)
    for one in gaps[:_GAPS]:
        click.echo(_one_line(f"  {one.code} {one.brief(lang)}"), err=True)
    if len(gaps) > _GAPS:
        click.echo(f"  {say(said('… the rest: timonel check'), lang)}", err=True)


def _one_line(text: str) -> str:
    """Return text safe for a terminal; a line break in a value must not begin a line that looks like ours."""
    return visible(text).replace("\n", " ↵ ")


def _known_kind(result: Result, kind: str | None) -> None:
    from timonel.exchange.sheets.layout import sheets  # noqa: PLC0415

    keys = [one.key for one in sheets(result.base.schema, result.base.languages)]
    if kind and kind not in keys:
        close = ", ".join(nearest(kind, keys))
        raise CannotRunError(
            say(said("there is no kind {kind}", kind=visible(kind) or '""'), locale())
            + (say(said("; the nearest there are: {ids}", ids=close), locale()) if close else "")
        )


def _role_with_charge(result: Result, owner: str) -> str:
    """Return the id of a role that is responsible for something."""
    from timonel.exchange.sheets.rows import is_owned  # noqa: PLC0415

    id_, base = owner.removeprefix("role:"), result.base
    if id_ not in base.entities["role"]:
        close = ", ".join(f"role:{one}" for one in nearest(id_, base.entities["role"]))
        told = said("there is no role `{id}`; the nearest there are: {ids}", id=id_, ids=close)
        raise CannotRunError(visible(say(told if close else said("there is no role `{id}`", id=id_), locale())))
    if not any(is_owned(one, base.schema.kinds[one.kind], id_) for one in base):
        raise CannotRunError(visible(say(said("the role `{id}` is responsible for nothing yet", id=id_), locale())))
    return id_


def _put(data: bytes | Mapping[str, bytes], output: Path | None) -> None:
    """Write one file, or several into a folder, each the old or the new one."""
    from timonel.files import put, within  # noqa: PLC0415

    if isinstance(data, Mapping):
        if output is None:
            raise CannotRunError(_("these are several files: name a folder with --output, or one kind with --kind"))
        output.mkdir(parents=True, exist_ok=True)
        for name, one in data.items():
            put(within(output, name), one)
    elif output is not None:
        put(output, data)
    elif sys.stdout.isatty() and b"\0" in data:
        raise CannotRunError(_("this is no text for a terminal: name a file with --output"))
    elif sys.stdout.isatty():
        click.echo(visible(data.decode("utf-8-sig").replace("\r\n", "\n")), nl=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
