"""Commands that publish: build and serve."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timonel.cache import Cache
from timonel.cli.common import DONE, FOUND, CannotRunError, _, examine, home_of, locale, spoken
from timonel.cli.options import common
from timonel.engines.hosts import NAMES, named
from timonel.load.ahead import begun
from timonel.text import said, say, visible

if TYPE_CHECKING:
    from timonel.load import Sources
    from timonel.site.urls import Style


_GARBAGE = 500_000  # things made until Python looks for circles: pages leave next to none behind, a theme's plugins may
_LINE = "\r\x1b[2K"  # back to the line's beginning, and nothing on it: the bar stands there
_engine = _("What makes the site of the pages: MkDocs, Zensical, or nothing yet (Markdown for any generator).")


only_option = click.option("--only", metavar=_("LANGUAGE"), help=_("One of the knowledge base's languages alone; the site then offers no other."))  # fmt: skip


def _languages(only: str | None, home: Path) -> Sequence[str] | None:
    """Return the language that is asked for, None for all that the settings name."""
    from timonel import settings  # noqa: PLC0415
    from timonel.load.files import settings as of  # noqa: PLC0415

    if only is None:
        return None
    known = settings.load(of(home))[0].languages
    if only not in known:
        told = said("the knowledge base has no language `{code}`; it has {languages}", code=only, languages=[*known])
        raise click.BadParameter(say(told, locale()), param_hint="--only")
    return [only]


@click.command(help=_("Build the site into site/.\n\nExample: timonel build --strict"))
@click.option("--strict", is_flag=True, help=_("Fail on gaps of the severity that fail_on in the settings says."))
@click.option("--engine", type=click.Choice(NAMES), default="mkdocs", help=_engine)
@click.option("--links", type=click.Choice(["directory", "html", "md"]), help=_("How pages of Markdown link to one another: x/ (MkDocs), x.html, or x.md (Zensical, code hosts)."))  # fmt: skip
@click.option(
    "--offline", is_flag=True, help=_("Build a site that works without a server: open index.html in its folder.")
)
@click.option("--safe", is_flag=True, help=_("Run no code that comes with the base: for proposals of strangers."))
@only_option
@common
def build(
    strict: bool,
    engine: str,
    links: Style | None,
    offline: bool,
    safe: bool,
    only: str | None,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.app.building import alone  # noqa: PLC0415
    from timonel.cli.writing import holding  # noqa: PLC0415
    from timonel.engines.refused import BuildError  # noqa: PLC0415
    from timonel.engines.there import There  # noqa: PLC0415

    chosen = named(engine)
    for option, is_asked in {"offline": offline, "safe": safe, "links": links is not None}.items():
        if is_asked and option not in chosen.options:
            told = said("--{option} does not go with --engine {engine}", option=option, engine=engine)
            raise click.UsageError(say(told, locale()))
    home, place = home_of(root), chosen.folder
    wanted = _languages(only, home)
    read = begun(home, Cache.of(home, use=not no_cache))  # goes on while this process has the folder to itself
    try:
        with alone(home / place, locale(), lambda target: holding(target, f"{place}/")):
            there = There(home / place)
            there.begin()
            is_first = hasattr(chosen, "make") and not (home / place / "index.html").exists()
            load = partial(_load, read, chosen if is_first and not only else None)
            result = examine(root, use_cache=not no_cache, read=read, meanwhile=load)
            from timonel.engines.build import build as publish  # noqa: PLC0415 - `_load` has it

            gc.freeze()  # what is loaded stays: only what pages leave behind is worth a look
            gc.set_threshold(_GARBAGE)
            gc.enable()
            languages, tongue = wanted or result.settings.languages, lang or spoken(result.settings)
            with _progress(hidden=safe or not hasattr(chosen, "make")) as (report, progress):
                pages = publish(
                    home, result, languages, report=report, engine=engine, use_cache=not no_cache,
                    progress=progress, links=links or "directory", offline=offline, safe=safe, tongue=tongue, there=there,
                )  # fmt: skip
    except BuildError as error:
        problem = said("not built, the last good site stays: {problem}", problem=visible(str(error)))
        raise CannotRunError(say(problem, locale())) from None
    click.echo(say(said("{number} pages in {folder}/", number=pages, folder=place), tongue), err=True)
    return FOUND if strict and result.reaches(result.settings.fail_on) else DONE


def _load(read: Sources, host: Any) -> None:  # noqa: ANN401 - a `Host`, whose module waits to be loaded
    """Keep what was read, and load what makes sites.

    Args:
        read: what was read.
        host: the engine, where it will have to run and the base has several languages: what it needs, and what they all do,
            is loaded before each has its process. A single one has it loaded while pages are written.
    """
    if read.ahead:
        read.ahead.keep()
    from timonel import settings  # noqa: PLC0415 - while rules run
    from timonel.engines import build  # noqa: F401, PLC0415 - as above
    from timonel.site import page_set  # noqa: PLC0415 - as above

    page_set.discovered()
    if host is not None and settings.load(read.settings)[0].languages[1:]:
        host.load()
        page_set.load()
        import icalendar  # noqa: F401, PLC0415 - a first build has calendars


@contextmanager
def _progress(*, hidden: bool) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Give what tells what is being done: a bar on a terminal, else lines."""
    seen = sys.stderr.isatty() and not hidden
    with click.progressbar(length=1, file=sys.stderr, hidden=not seen, show_eta=False, show_pos=True) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total or 1
            bar.update(done - bar.pos)

        def report(text: str) -> None:
            click.echo(f"{_LINE}{text}", err=True)
            bar.render_progress()

        yield report if seen else partial(click.echo, err=True), progress


class _Shown(click.Choice[str]):
    """The engines that make something that a browser shows; who asks for them loads them to know."""

    def __init__(self) -> None:
        self.case_sensitive = True

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override] # click reads it and nothing else
        """Their names."""
        return tuple(name for name in NAMES if hasattr(named(name), "make"))


@click.command(
    help=_(
        "Serve the site on this machine; a page changes as soon as its data is saved.\n\nExample: timonel serve --port 8000"
    )
)
@click.option("--host", default="127.0.0.1", metavar=_("TEXT"), help=_("Address to listen on."))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar=_("NUMBER"),
    help=_("Port to listen on; 0 takes a free one."),
)
@click.option("--engine", type=_Shown(), default="mkdocs", help=_("What makes the site of the pages."))
@only_option
@common
def serve(
    host: str, port: int, engine: str, only: str | None, root: Path | None, lang: str | None, no_cache: bool
) -> int:
    from timonel.engines import server  # noqa: PLC0415
    from timonel.engines.refused import BuildError  # noqa: PLC0415

    gc.freeze()  # what is loaded stays: only what pages leave behind is worth a look
    gc.set_threshold(_GARBAGE)
    gc.enable()
    try:
        home = home_of(root)
        return server.serve(
            home, host, port, _languages(only, home), engine=engine, use_cache=not no_cache, tongue=lang or ""
        )
    except BuildError as error:
        raise CannotRunError(visible(str(error))) from None
    except OSError as error:
        if error.filename is not None:
            raise
        place = {"host": host, "port": str(port), "problem": error.strerror}
        told = said("cannot listen at {host}:{port} ({problem}): choose another --host or --port", **place)
        raise CannotRunError(visible(say(told, locale()))) from None
