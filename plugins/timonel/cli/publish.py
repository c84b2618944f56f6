"""Commands that publish: build and serve."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from timonel.cli.common import DONE, FOUND, CannotRunError, _, common, examine, home_of, locale
from timonel.text import said, say


@click.command(help=_("Build the site into site/.\n\nExample: timonel build --strict"))
@click.option("--strict", is_flag=True, help=_("Fail on findings at the settings' fail_on."))
@common
def build(strict: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.engines import build as builder  # noqa: PLC0415

    result = examine(root, use_cache=not no_cache)
    gc.enable()
    languages = [lang] if lang else result.settings.languages
    seen = sys.stderr.isatty()
    try:
        with click.progressbar(length=1, file=sys.stderr, hidden=not seen, show_eta=False, show_pos=True) as bar:

            def progress(done: int, total: int) -> None:
                bar.length = total or 1
                bar.update(done - bar.pos)

            pages = builder.build(
                home_of(root), result, languages,
                report=lambda text: None if seen else click.echo(text, err=True),
                use_cache=not no_cache, progress=progress,
            )  # fmt: skip
    except builder.BuildError as error:
        problem = said("not built, the last good site stays: {problem}", problem=str(error))
        raise CannotRunError(say(problem, locale())) from None
    click.echo(say(said("{number} pages in site/", number=pages), locale()), err=True)
    return FOUND if strict and result.reaches(result.settings.fail_on) else DONE


@click.command(
    help=_(
        "Serve the site on this machine; a page changes as soon as its data are saved.\n\nExample: timonel serve --port 8000"
    )
)
@click.option("--host", default="127.0.0.1", help=_("Address to listen on."))
@click.option("--port", type=int, default=8000, help=_("Port to listen on; 0 takes a free one."))
@common
def serve(host: str, port: int, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.engines import server  # noqa: PLC0415

    gc.enable()
    return server.serve(home_of(root), host, port, [lang] if lang else None, use_cache=not no_cache)
