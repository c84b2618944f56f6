"""What the commands share: the options that all take, the base they speak of, and how they say that they cannot run."""

from __future__ import annotations

import errno
import gettext
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from timonel import languages
from timonel.app.answers import nearest
from timonel.languages import SOURCE
from timonel.messages import translate
from timonel.text import one_line, said, say, visible

if TYPE_CHECKING:
    from timonel.app.answers import Begun
    from timonel.governance import Result
    from timonel.load import Sources
    from timonel.pipeline.again import Again
    from timonel.settings import Settings

# Click says "Usage" and the like through it, and some of that as soon as an option is made.
gettext.bindtextdomain("timonel", str(Path(__file__).parents[1] / "locale"))
gettext.textdomain("timonel")
F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
LEVELS = ("error", "warning", "info", "never")
DONE, FOUND, FAILED = 0, 1, 2

# What the system says in words of its own, for the person at the keyboard.
_SYSTEM = {
    errno.ENOENT: said("there is no such file or folder: check the name, or make the folder first"),
    errno.EACCES: said("you may not read or write this: ask for the permission, or name another place"),
    errno.EISDIR: said("this is a folder: name a file"),
    errno.ELOOP: said("this is a link, or behind one that leads in a circle, where Timonel follows none: delete it"),
    errno.ENOSPC: said("the disk is full: make room and run it again"),
}


def locale() -> str:
    """Return the language of the environment's locale, else the one that the code is written in."""
    names = (os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    name = re.split("[.:@]", next((name for name in names if name), ""))[0].replace("_", "-")
    spoken = languages.spoken(name) or languages.spoken(name.lower())
    return spoken.code if spoken else SOURCE


def _(msgid: str) -> str:
    return translate(msgid, locale())


class CannotRunError(click.ClickException):
    """Something is in the way of the command: one line says what, and what to do."""

    exit_code = FAILED


class Call(NamedTuple):
    """What a context of Click knows of the run: the words of the command line, what lives until the process ends, and what is being read."""

    words: Sequence[str]
    held: list[object]
    begun: Begun | None = None


def trouble(error: OSError) -> str:
    """Return what is wrong with a file, in one line; what the system names no file for is told without one."""
    problem = say(_SYSTEM.get(error.errno or 0, error.strerror or str(error)), locale())
    name = str(error.filename or "")
    if not name and error.errno == errno.ENOENT:
        return f"timonel: {_('the folder that you are in is gone: go to another one')}"
    return f"timonel: {one_line(name) or _('the output')}: {one_line(problem)}"


def find(root: Path | None, *, needed: bool = True) -> Path | None:
    """Return the folder of the knowledge base, from the top of the disk: ``root``, else the nearest upwards with a timonel.yaml."""
    # Libraries look for a relative one elsewhere.
    here = Path.cwd() if root is None else Path(os.path.realpath(root))
    if root is None:
        found = nearest(here)
        if needed and found is None:
            raise CannotRunError(
                _("no knowledge base here: go to a folder with a timonel.yaml, or name it with --root")
            )
        return found
    problem = None
    if not here.is_dir():
        problem = said("{path} is no folder", path=one_line(str(root)))
    elif needed and not (here / "timonel.yaml").is_file() and not (here / "data").is_dir():
        problem = said("{path} is no knowledge base: it has neither timonel.yaml nor data/", path=one_line(str(root)))
    if problem:
        raise CannotRunError(say(problem, locale()))
    return here


def home_of(root: Path | None) -> Path:
    """Return the folder of the knowledge base; there must be one."""
    home = find(root)
    assert home is not None  # noqa: S101 - find() has raised
    _tell_pending(home)
    return home


def _tell_pending(home: Path) -> None:
    """Say, once, that a command which writes was killed: what follows may be of half a change."""
    from timonel import journal  # noqa: PLC0415

    told = click.get_current_context().meta
    for _run, command in () if "timonel.pending" in told else journal.look(home).pending:
        line = said(
            "`timonel {command}` was interrupted while it wrote: the next command that writes completes it, for example `timonel schema --write`",
            command=command,
        )
        click.echo(visible(say(line, locale())), err=True)
    told["timonel.pending"] = True


def examine(
    root: Path | None,
    *,
    as_of: str | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    use_cache: bool = True,
    read: Sources | None = None,
    again: Again | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Result:
    """Check the knowledge base that the options name.

    Args:
        root: the folder that was named.
        as_of: the date to take for today.
        select: codes to run.
        ignore: codes to leave out.
        use_cache: whether to read and write what is kept between runs.
        read: what the base is made of, where that was read already.
        again: what examines the base edit after edit, asked the same.
        meanwhile: what else is to be done, while another process runs rules.
    """
    from timonel import pipeline  # noqa: PLC0415

    home = home_of(root)
    try:
        if again is not None:
            return again.folder(home, read)
        return pipeline.examine(
            home, today=as_of, wanted=select, unwanted=ignore, use_cache=use_cache, read=read, meanwhile=meanwhile
        )
    except pipeline.NewerModelError as error:
        raise CannotRunError(say(error.problem, locale())) from None


def home_lang(home: Path | None, *, text: bool = False) -> str:
    """Return the language of an answer about a base that is not loaded; ``text`` as for `spoken`."""
    from timonel import settings  # noqa: PLC0415
    from timonel.load.files import settings as of  # noqa: PLC0415

    data = of(home) if home else None
    return locale() if data is None else spoken(settings.load(data)[0], text=text)


def spoken(settings: Settings, *, text: bool = True) -> str:
    """Return the language of an answer that nobody asked for in another: the base's first one.

    Args:
        settings: the base's settings.
        text: whether people read it as it is printed: on a terminal it follows their locale, if the base has that.
    """
    here = locale()
    return settings.read_in(here) if text and sys.stdout.isatty() and here in settings.languages else settings.lang


def no_entity(result: Result, key: str) -> CannotRunError:
    """Return the refusal of a key that names nothing, with what may be meant."""
    from timonel.text import fold, nearest  # noqa: PLC0415

    keys = [entity.key for entity in result.base]
    named = [one.key for one in result.base if fold(key) in (one.id, *map(fold, _names(one.fields.get("name"))))]
    close = named[:3] or nearest(key, keys)
    known = said("; the nearest there are: {ids}", ids=", ".join(close))
    how = known if close else said("; write it as kind:id, for example {key}", key=next(iter(keys), "process:id"))
    return CannotRunError(say(said("there is no {key}", key=visible(key) or '""'), locale()) + say(how, locale()))


def no_rule(code: str, known: Iterable[str]) -> CannotRunError:
    """Return the refusal of a code that names no rule, with what may be meant."""
    from timonel.text import nearest  # noqa: PLC0415

    close = nearest(code.upper(), known, 1)
    if close:
        return CannotRunError(
            say(said("there is no rule {code}; did you mean {close}?", code=visible(code), close=close[0]), locale())
        )
    return CannotRunError(
        say(said("there is no rule {code}; `timonel rule --all` lists them", code=visible(code) or '""'), locale())
    )


def _names(name: object) -> Iterable[str]:
    return (str(one) for one in (name.values() if isinstance(name, dict) else [name]))


def write(text: str, file: Path | None) -> None:
    """Write a result: to stdout, or to a file that is the old or the new one, never half of it."""
    if file is None:
        sys.stdout.write(text)
        return
    from timonel.files import put  # noqa: PLC0415

    try:
        put(file, text.encode("utf-8", "backslashreplace"))  # a file's name may be no Unicode
    except OSError as error:  # a device's names none
        raise OSError(error.errno, error.strerror, error.filename or str(file)) from None
