"""The site of a base, made by whichever engine somebody names, in a folder that nobody else builds into meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from timonel import lock
from timonel.cache import Cache
from timonel.engines.hosts import NAMES, named

if TYPE_CHECKING:
    from timonel.governance import Result

Tell = Callable[[str], None]


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
        engine: one of `NAMES`.
        languages: the languages to build.
        cache: what is kept between runs.
        tell: shows a line.

    Raises:
        ValueError: there is no such engine.
        BuildError: it cannot be built.
        HeldError: another process builds there, and takes too long.
    """
    if engine not in NAMES:
        raise ValueError(engine)
    from timonel.engines.engine import Job  # noqa: PLC0415 - a site generator need not be there

    chosen = named(engine)
    with alone(root / chosen.folder, result.settings.lang, lambda target: lock.hold(target, "build", lambda _: None)):
        return chosen.build(Job(root, result, languages, tell, cache=cache))
