"""What a base itself brings to its site, its mkdocs.yml and docs/: nothing that leads out of it, and nobody who is not published."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from timonel.cache import packaged
from timonel.engines.refused import BuildError
from timonel.files import strays
from timonel.governance import Result
from timonel.governance.hidden import Hidden
from timonel.site.context import written
from timonel.text import said, say, visible

CONFIG = "mkdocs.yml"


def hold(root: Path, lang: str, *tops: str) -> None:
    """Refuse what would bring into a site what is not the base's.

    Args:
        root: the base.
        lang: the language to say so in.
        tops: what the site is made of besides mkdocs.yml and docs/: folders, as they are named from the base's.

    Raises:
        BuildError: one of these leads out of the base, or holds a link that is not followed.
    """
    for path, problem in strays(root, CONFIG, "docs", *tops):
        raise BuildError(say(said("{path}: {problem}", path=path, problem=problem), lang))


def configuration(root: Path, lang: str) -> Path:
    """Return the base's mkdocs.yml, or the one that comes with Timonel.

    Raises:
        BuildError: as `hold`.
    """
    hold(root, lang)
    own = root / CONFIG
    return own if own.exists() else packaged(CONFIG)


def below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of the files under a folder that `hold` has looked at, those behind links too, as MkDocs does."""
    for top, folders, names in os.walk(folder, followlinks=True):
        folders.sort()
        for path in (Path(top, name) for name in sorted(names)):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def left_out(docs: Path, hidden: Hidden) -> Iterator[str]:
    """Yield the files under a folder of docs/ that name people who are not published."""
    for name, path in below(docs) if hidden.ids else ():
        if hidden.is_named_by(name, b"" if path.suffix == ".md" else path.read_bytes()):
            yield name


def warn(root: Path, result: Result, languages: Sequence[str], report: Callable[[str], None], tongue: str) -> None:
    """Tell in a language which hand-written pages and files are left out, because they name people who are not published."""
    for lang in dict.fromkeys(written(result.base, lang) for lang in languages):
        for name in left_out(root / "docs" / lang, result.hidden or Hidden()):
            message = said("{file} names somebody who is not published: left out", file=f"docs/{lang}/{name}")
            report(visible(say(message, tongue)))
