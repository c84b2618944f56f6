"""Commands that publish: build and serve."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from timonel.cli.common import DONE, FOUND, CannotRunError, _, common, examine, home_of, locale
from timonel.text import said, say


@click.command(help=_("Build the site into site/.\n\nExample: timonel build --strict"))
@click.option("--strict", is_flag=True, help=_("Fail on findings at the settings' fail_on."))
@click.option(
    "--offline", is_flag=True, help=_("Build a site that works without a server: open index.html in its folder.")
)
@common
def build(strict: bool, offline: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.engines import mkdocs  # noqa: PLC0415
    from timonel.site.urls import Urls  # noqa: PLC0415

    result = examine(root, use_cache=not no_cache)
    gc.enable()
    languages = [lang] if lang else result.settings.languages
    try:
        pages = mkdocs.build(
            home_of(root),
            result,
            languages,
            report=lambda text: click.echo(text, err=True),
            urls=Urls("html" if offline else "directory"),
        )
    except mkdocs.BuildError as error:
        problem = said("not built, the last good site stays: {problem}", problem=str(error))
        raise CannotRunError(say(problem, locale())) from None
    click.echo(say(said("{number} pages in site/", number=pages), locale()), err=True)
    return FOUND if strict and result.reaches(result.settings.fail_on) else DONE


@click.command(
    help=_(
        "Serve the site on this machine and build it anew when data or docs change.\n\nExample: timonel serve --port 8000"
    )
)
@click.option("--host", default="127.0.0.1", help=_("Address to listen on."))
@click.option("--port", type=int, default=8000, help=_("Port to listen on; 0 takes a free one."))
@common
def serve(host: str, port: int, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.engines import server  # noqa: PLC0415

    gc.enable()
    return server.serve(home_of(root), host, port, [lang] if lang else None, use_cache=not no_cache)
