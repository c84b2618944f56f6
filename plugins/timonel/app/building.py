"""The site of a base, made by whichever engine somebody names, in a folder that nobody else builds into meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from timonel import lock
from timonel.cache import Cache
from timonel.governance import Result
from timonel.site.urls import Urls

ENGINES = ("mkdocs", "zensical", "markdown")
Tell = Callable[[str], None]


def folder(engine: str) -> str:
    """Return the name of the folder that an engine builds into."""
    return "site-markdown" if engine == "markdown" else "site"


@contextmanager
def alone(target: Path, lang: str, hold: Callable[[Path], AbstractContextManager[None]]) -> Iterator[None]:
    """Have the folder to build into for oneself, without what builds left that were killed.

    Args:
        target: the folder.
        lang: language of what is refused.
        hold: holds a folder that is there.

    Raises:
        BuildError: it is a link.
    """
    from timonel.engines.target import refuse_link, sweep  # noqa: PLC0415

    refuse_link(target, lang)
    target.mkdir(exist_ok=True)
    with hold(target):
        sweep(target)
        yield


def build(root: Path, result: Result, engine: str, languages: Sequence[str], cache: Cache, tell: Tell) -> int:  # noqa: PLR0913, PLR0917 - all that there is to say
    """Build the site as `timonel build` does; return the number of pages.

    Args:
        root: the base.
        result: what the check says of it.
        engine: one of `ENGINES`.
        languages: the languages to build.
        cache: what is kept between runs.
        tell: shows a line.

    Raises:
        ValueError: there is no such engine.
        BuildError: it cannot be built.
        HeldError: another process builds there, and takes too long.
    """
    if engine not in ENGINES:
        raise ValueError(engine)
    with alone(root / folder(engine), result.settings.lang, lambda target: lock.hold(target, "build", lambda _: None)):
        return made(root, result, engine, languages, Urls("directory"), cache, tell)


def made(  # noqa: PLR0913, PLR0917 - as above
    root: Path,
    result: Result,
    engine: str,
    languages: Sequence[str],
    urls: Urls,
    cache: Cache,
    tell: Tell,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    safe: bool = False,
) -> int:
    """Build in a folder that one has for oneself (`alone`); return the number of pages.

    Args:
        root: as in `build`.
        result: as in `build`.
        engine: as in `build`.
        languages: as in `build`.
        urls: how pages link to one another.
        cache: as in `build`.
        tell: as in `build`.
        progress: is told how many pages are done, of how many.
        safe: whether to run no code that comes with the base.

    Raises:
        BuildError: it cannot be built.
    """
    if engine == "markdown":
        from timonel.engines import markdown  # noqa: PLC0415 - each engine loads a site generator

        return markdown.build(root, result, languages, report=tell, cache=cache, links=urls.style)
    if engine == "zensical":
        from timonel.engines import zensical  # noqa: PLC0415

        return zensical.build(root, result, languages, report=tell, cache=cache)
    from timonel.engines import build as builder  # noqa: PLC0415

    return builder.build(
        root, result, languages, report=tell, use_cache=cache.folder is not None, progress=progress, urls=urls,
        safe=safe,
    )  # fmt: skip
