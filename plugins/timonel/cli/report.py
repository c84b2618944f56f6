"""The command that makes the sheets of a body's session, and of one question that it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import DONE, CannotRunError, _, examine, locale, spoken
from timonel.cli.documents import form_options, give, put
from timonel.cli.options import common, iso
from timonel.text import said, say, visible

if TYPE_CHECKING:
    from timonel.governance import Result
    from timonel.notices.document import Document


@click.command(
    help=_(
        "Make the pack of a body's next session, two sheets: what it is asked to decide, and what it watches; or the sheet of one resolution that is proposed. `steering` is the steering committee.\n\nExamples: timonel report steering --format pdf --output pack.pdf\n\ntimonel report forum:comite-directivo-crm --previous sent.json"
    )
)
@click.argument("about", metavar="forum:ID|steering|resolution:ID")
@click.option("--since", callback=iso, metavar=_("DATE"), help=_("The day from which on changes are told (default: the last session)."))  # fmt: skip
@click.option("--previous", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar=_("FILE"), help=_("The pack as it was sent (JSON or HTML): what moved since is told."))  # fmt: skip
@form_options("pdf", default="html")
@click.option("--as-of", callback=iso, metavar=_("DATE"), help=_("The date to take for today."))
@common
def report(
    about: str,
    since: str | None,
    previous: Path | None,
    form: str,
    site: str,
    output: Path | None,
    as_of: str | None,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.app import packs  # noqa: PLC0415 - as everywhere here
    from timonel.governance.published import published  # noqa: PLC0415

    result = published(examine(root, as_of=as_of, use_cache=not no_cache))
    tongue = lang or spoken(result.settings, text=form == "text")
    try:
        document = packs.about(result, about, tongue, since=since, previous=previous)
    except packs.NoPackError as error:
        raise CannotRunError(visible(say(error.problem, locale()))) from None
    if form == "pdf":
        _print(document, result, tongue, site, output)
    else:
        give(document, form, result, tongue, site, output)
    return DONE


def _print(document: Document, result: Result, lang: str, site: str, output: Path | None) -> None:
    """Give a document as PDF, and say where it took more sheets than it has parts."""
    from timonel.app.documents import reader, rendered  # noqa: PLC0415 - as above
    from timonel.app.printing import NoPrinterError, pages, pdf  # noqa: PLC0415

    try:
        data = pdf(rendered(document, "html", reader(result, lang, site)).decode())
    except NoPrinterError:
        raise CannotRunError(
            _("there is no Chromium to print with: make --format html, open it in a browser and print it")
        ) from None
    put(data, "pdf", output)
    number = pages(data)
    if number > len(document.parts):
        told = said("it took {n} sheets instead of {m}", n=number, m=len(document.parts))
        click.echo(say(told, locale()), err=True)
