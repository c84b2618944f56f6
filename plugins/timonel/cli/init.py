"""The command that begins a new knowledge base."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import DONE, CannotRunError, _, examine, locale
from timonel.cli.importing import orders_of, planned, understanding
from timonel.cli.options import else_before
from timonel.languages import known, listed, spelled, spoken
from timonel.text import many, said, say, visible

if TYPE_CHECKING:
    from timonel.app import planning
    from timonel.edit.start.around import Placed
    from timonel.exchange.intake.orders import Orders

_ENOUGH = 1000  # lines of refused cells that are told: who has more starts with these
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")


@click.command(
    help=_(
        "Begin a new knowledge base in an empty folder: with the example company, to look around in, unless --bare or --from says otherwise.\n\nExamples: timonel init example\n\ntimonel init kb --bare --name 'Programa CRM de Acme' --languages es,en\n\ntimonel init kb --from processes.xlsx"
    )
)
@click.argument("folder", metavar=_("DIR"), type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help=_("With the example company, Nova Retail (the default)."))
@click.option("--bare", is_flag=True, help=_("The method alone: words, lessons, stages, skills, roles; no company."))
@click.option(
    "--from",
    "workbook",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar=_("FILE.xlsx"),
    help=_("The method, and what a workbook, a CSV file or a BPMN 2.0 diagram holds."),
)
@understanding
@click.option("--suggest", is_flag=True, hidden=True)
@click.option("--name", metavar=_("TEXT"), help=_("What the organisation or programme is called."))
@click.option(
    "--languages", default="es,en", metavar=_("LIST"), help=_("Its languages, the first one first (default: es,en).")
)
@click.option("--install", metavar=_("SPEC"), help=_("Where CI and the hook get Timonel from, for requirements.txt: timonel==1.0, git+https://…@COMMIT, a wheel in the folder (default: where this one came from)."))  # fmt: skip
@click.option("--lang", type=click.Choice([*known()]), callback=else_before, help=_("Language of the editors' help (default: the first language)."))  # fmt: skip
@click.pass_context
def init(
    context: click.Context, /,
    folder: Path, example: bool, bare: bool, workbook: Path | None, mapping: Path | None,
    suggest: bool, name: str | None, languages: str, install: str | None, lang: str | None, **options: object,
) -> int:  # fmt: skip
    from timonel.edit.start import init as maker  # noqa: PLC0415 - as everywhere here
    from timonel.edit.start import install as installing  # noqa: PLC0415
    from timonel.edit.start.around import placed  # noqa: PLC0415
    from timonel.edit.start.origin import marked  # noqa: PLC0415
    from timonel.edit.text.append import RefusedError  # noqa: PLC0415

    if context.parent and context.parent.params.get("root"):
        raise click.UsageError(_("init takes no --root: name the new folder"))
    if suggest:
        raise click.UsageError(say(_BY_MAPPING, lang or locale()))
    if example + bare + (workbook is not None) > 1:
        raise click.UsageError(_("choose one of --example, --bare and --from"))
    codes = tuple(dict.fromkeys(one.strip() for one in languages.split(",") if one.strip()))
    without_company = bare or workbook is not None
    if workbook is None and (
        asked := next((one for one, value in {**options, "mapping": mapping}.items() if value), None)
    ):
        raise click.UsageError(
            _("{option} goes with --from").replace(
                "{option}",
                f"--{ {'columns': 'map', 'everywhere': 'set', 'values': 'value', 'sheets': 'sheet', 'mapping': 'with'}.get(asked, asked).replace('_', '-') }",
            )
        )
    orders = orders_of(options)
    if not without_company and (name or languages != "es,en"):
        raise click.UsageError(_("the example company has its own name and languages: add --bare"))
    if not all(_LANGUAGE.match(one) for one in codes) or not codes:
        raise click.UsageError(_("write the languages as es,en or es-MX"))
    title = " ".join((name or "").split()) or _name(folder)  # one line
    tongue = lang or listed(codes)[0]
    reader = lang or (locale() if locale() in codes else tongue)
    try:
        is_guess = installing.requirements(install)[1]
        where = placed(maker.method(title, codes, install) if without_company else maker.example(install), folder)
        files = marked(
            where.inside,
            example=not without_company,
            name=title if without_company else "",
            languages=codes if without_company else (),
            above=where.above if where.top else None,
        )
        with _alone(folder):
            number = maker.create(folder, files, tongue, _taken(workbook, orders, mapping, reader), where)
    except RefusedError as error:
        raise CannotRunError(visible(say(error.problem, locale()))) from None
    errors = examine(folder, use_cache=False).count("error") if workbook else 0
    silent = [one for one in codes if spoken(one) is None] if without_company else []
    if silent:
        other = spelled(next(one for one in codes if spoken(one)))
        told = said(
            "there are no texts in {languages} yet: where one lacks, it is read in {other}",
            languages=[*map(spelled, silent)],
            other=other,
        )
        click.echo(say(told, locale()), err=True)
    if is_guess:
        click.echo(
            say("look at requirements.txt: it says where CI gets Timonel from, and only you can know that", locale()),
            err=True,
        )
    _tell_above(where)
    _tell(folder, number, errors)
    return DONE


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Have a folder that is there for oneself; one that is not is made in one step."""
    from timonel.cli.writing import complete, holding  # noqa: PLC0415 - as everywhere here

    if not folder.is_dir():
        yield
        return
    with holding(folder):
        complete(folder)
        yield


def _name(folder: Path) -> str:
    """Return a name for a base whose maker gave none: that of its folder."""
    words = re.sub(r"[-_\s]+", " ", folder.absolute().name).strip()
    return words[:1].upper() + words[1:] or "Timonel"


def _tell_above(where: Placed) -> None:
    """Say what stands at the top of the repository, and what somebody else's file there lacks."""
    told = [said("at the top of the repository, where hosts look for them: {files}", files=[*sorted(where.above)])]
    more = "{path} is yours and stays as it is: paste into it what {snippet} says"
    lines = [said(more, path=path, snippet=snippet) for path, snippet in where.taken.items()]
    for line in [*(told if where.above else ()), *lines]:
        click.echo(visible(say(line, locale())), err=True)


def _tell(folder: Path, number: int, errors: int) -> None:
    """Say what there is now, and what to do next."""
    if errors:
        found = many(
            "The sheet leaves 1 error for you to mend: the first command shows it, the second notes it as known, and from then on only new gaps count.",
            "The sheet leaves {n} errors for you to mend: the first command shows them, the second notes them as known, and from then on only new gaps count.",
            errors,
        )
        click.echo(say(found, locale()), err=True)
    click.echo(visible(say(said("{path}: {number} files. Now:", path=str(folder), number=number), locale())), err=True)
    noted = ("--write-baseline baseline.json", "--baseline baseline.json") if errors else ()
    checks = ["timonel check", *(f"timonel check {option}" for option in noted)]
    for line in (f"cd {shlex.quote(str(folder))}", *checks, "timonel build", "timonel serve"):
        click.echo(f"  {line}")


_BY_MAPPING = said("To answer in a file instead: timonel init DIR --bare; then there: timonel import FILE --suggest")


def _taken(workbook: Path | None, orders: Orders, mapping: Path | None, tongue: str) -> Callable[[Path], None]:
    """Return what takes a workbook's rows into a new base, and says what it does; a refused row stops it all."""

    def take(home: Path) -> None:
        from timonel.cli import intake  # noqa: PLC0415
        from timonel.edit.start import init as maker  # noqa: PLC0415

        assert workbook is not None  # noqa: S101 - below
        plan = _plan(home, workbook, orders, mapping)
        if any(one.kind.name == "organization" for one in plan.wanted):  # theirs, instead of ours
            shutil.rmtree(home / "data" / "organization")
            plan = _plan(home, workbook, orders, mapping)
        for line in intake.told(plan, tongue):
            click.echo(visible(line).replace("\n", " ↵ "), err=True)
        if plan.refused:
            lines = [visible(one).replace("\n", " ↵ ") for one in intake.refused(plan, tongue, _ENOUGH)]
            head = visible(
                say(said("{file}: nothing is written until these cells are right:", file=workbook.name), tongue)
            )
            raise CannotRunError("\n".join([head, *lines, say(_BY_MAPPING, tongue)]))
        if plan.unknown:
            click.echo(visible(say(said("New roles: {names}", names=plan.unknown), tongue)), err=True)
        maker.put(home, ((path, one.new) for path, one in plan.prepared.files.items()))

    return take if workbook else lambda _home: None


def _plan(home: Path, workbook: Path, orders: Orders, mapping: Path | None) -> planning.Plan:
    """Return what a workbook would put into a new base."""
    return planned(home, examine(home, use_cache=False), [workbook], orders, mapping, use_cache=False)
