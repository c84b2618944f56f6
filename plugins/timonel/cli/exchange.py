"""Commands that hand the knowledge base to other programs and take a spreadsheet back."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from pkgutil import iter_modules

import click

from timonel.cli.common import DONE, CannotRunError, _, common, examine, home_lang, home_of, locale
from timonel.text import nearest, said, say, visible

# Each module of the package is a format: looked up by name, because importing them all would take its time.
FORMATS = sorted(one.name for one in iter_modules([str(Path(__file__).parents[1] / "exchange")]) if not one.ispkg)


@click.command(
    help=_(
        "Write the knowledge base, or one kind of it, in a format that other programs read.\n\nExample: timonel export --format xlsx --output base.xlsx"
    )
)
@click.option("--format", "form", required=True, type=click.Choice(FORMATS), help=_("The format to write."))
@click.option("--kind", metavar="KIND", help=_("Only this kind (process), or one of its lists (process.steps)."))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Where to write (default: standard output); a folder for several CSV files."),
)
@click.option(
    "--template", is_flag=True, help=_("Leave the rows out: a workbook to fill in, with its lists to choose from.")
)
@click.option("--bom", is_flag=True, help=_("Begin a CSV with the mark by which Excel knows UTF-8."))
@common
def export(
    form: str,
    kind: str | None,
    output: Path | None,
    template: bool,
    bom: bool,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:  # fmt: skip
    from timonel import exchange  # noqa: PLC0415 - as everywhere here
    from timonel.exchange.sheets.layout import sheets  # noqa: PLC0415

    result = examine(root, select=("DAT",), use_cache=not no_cache)
    if kind and not sheets(result.base.schema, result.base.languages, kind):
        close = ", ".join(nearest(kind, [one.key for one in sheets(result.base.schema, result.base.languages)]))
        raise CannotRunError(
            say(said("there is no kind {kind}", kind=visible(kind)), locale())
            + (say(said("; the nearest there are: {ids}", ids=close), locale()) if close else "")
        )
    options = exchange.Options(result.settings, lang or home_lang(home_of(root)), kind, template, bom)
    _put(exchange.write(form, result.base, options), output)
    return DONE


def _put(data: bytes | Mapping[str, bytes], output: Path | None) -> None:
    """Write one file, or several into a folder, each the old or the new one."""
    from timonel.edit.files import put  # noqa: PLC0415

    if isinstance(data, Mapping):
        if output is None:
            raise CannotRunError(_("these are several files: name a folder with --output, or one kind with --kind"))
        output.mkdir(parents=True, exist_ok=True)
        for name, one in data.items():
            put(output / name, one)
    elif output is not None:
        put(output, data)
    elif sys.stdout.isatty() and b"\0" in data:
        raise CannotRunError(_("this is no text for a terminal: name a file with --output"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
