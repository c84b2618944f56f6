"""`timonel check --watch`: the check again each time that what it reads has changed, until somebody stops it."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from timonel.app.answers import Answer
from timonel.cli.common import DONE, trouble
from timonel.engines.watch import watching
from timonel.load.files import Sources
from timonel.text import Said, said, say, visible

_NAMED = 5  # files; a change of branch touches hundreds


def watch(
    home: Path,
    now: Callable[[], Sources],
    look: Callable[[Sources, float], Answer],
    warm: Callable[[Sources], object],
) -> int:
    """Check until interrupted; once begun, nothing that is wrong with the base ends it.

    Args:
        home: the base.
        now: reads what it is made of.
        look: checks what was read, since when, and prints what it finds.
        warm: makes ready for the first change, while nobody waits.

    Raises:
        CannotRunError: the first check cannot be made.
        OSError: the base cannot be watched, or nobody reads what is printed any more.
    """
    gc.enable()  # this runs for hours
    try:
        with watching(home) as changes:  # first watch, then look: no edit falls between
            start, read = time.perf_counter(), now()
            lang = _looked(look, read, start).lang
            _tell(said("waiting for changes (stop with Ctrl+C)"), lang)
            warm(read)
            for _ in changes:
                try:
                    start = time.perf_counter()
                    before, read = read, now()
                    files = _changed(before, read)
                    if files:  # an editor's own files are none of ours
                        _tell(_news(files), lang)
                        lang = _looked(look, read, start).lang
                except BrokenPipeError:
                    raise
                except click.ClickException as error:
                    error.show()
                except OSError as error:
                    click.echo(trouble(error), err=True)
    except KeyboardInterrupt:  # the way to end it, as with `serve`
        pass
    return DONE


def _looked(look: Callable[[Sources, float], Answer], read: Sources, start: float) -> Answer:
    answer = look(read, start)
    sys.stdout.flush()  # whoever reads through a pipe waits for it
    return answer


def _changed(before: Sources, now: Sources) -> Sequence[str]:
    """Return the files of a base that are not as they were, are new, or are gone."""
    old, new = _contents(before), _contents(now)
    return sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def _contents(read: Sources) -> Mapping[str, object]:
    kinds = {f"schemas/kinds/{name}": data for name, data in read.kinds.items()}
    known = () if read.known is None else (read.known,)
    files = {one.path: (one.data, one.problem) for one in (*read.rules, *known, *read.files)}
    return {"timonel.yaml": read.settings, **kinds, **files}


def _news(files: Sequence[str]) -> Said:
    """Return what is said of a change; the time tells it from the one before."""
    shown = {"time": f"{datetime.now():%H:%M:%S}", "files": ", ".join(files[:_NAMED])}  # noqa: DTZ005 - the clock on their wall
    if len(files) <= _NAMED:
        return said("{time} · changed: {files}", **shown)
    return said("{time} · changed: {files} and {number} more", **shown, number=len(files) - _NAMED)


def _tell(text: Said | str, lang: str) -> None:
    click.echo(visible(say(text, lang)).replace("\n", " "), err=True)
