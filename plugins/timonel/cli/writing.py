"""Commands that write, one at a time; who comes second says for whom it waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from timonel import journal, lock
from timonel.cli.common import CannotRunError, find, locale
from timonel.text import Said, said, say, visible

_NAMED = 5  # files; an import writes hundreds


@contextmanager
def writing(root: Path | None, *, entities: bool = True) -> Iterator[Path]:
    """Give the knowledge base to one command that writes, and complete what one that was killed has not written.

    Args:
        root: what ``--root`` says.
        entities: whether the command writes entities; one that does not leaves them as they are.

    Raises:
        CannotRunError: another command has it for too long, or something has changed while this one wrote.
    """
    home = find(root)
    assert home is not None  # noqa: S101 - find() has raised
    with holding(home):
        if entities:
            complete(home)
        yield home


@contextmanager
def holding(folder: Path, what: Said | str = said("this knowledge base")) -> Iterator[None]:  # noqa: B008 - a value that never changes
    """Have a folder for oneself.

    Args:
        folder: must be there.
        what: what the folder holds, for those who wait.

    Raises:
        CannotRunError: another command has it for too long, or something has changed while this one wrote.
    """
    tongue, named = locale(), say(what, locale())

    def wait(who: lock.Holder) -> None:
        line = said(
            "waiting for `timonel {command}` (process {process}), which has been writing to {what} since {since}",
            **who._asdict(), what=named,
        )  # fmt: skip
        click.echo(visible(say(line, tongue)), err=True)

    try:
        with lock.hold(folder, click.get_current_context().info_name or "?", wait):
            yield
    except lock.HeldError as error:
        line = said(
            "`timonel {command}` (process {process}) has been writing to {what} since {since}: run this again when it has ended",
            **error.holder._asdict(), what=named,
        )  # fmt: skip
        raise CannotRunError(visible(say(line, tongue))) from None
    except journal.NotWrittenError as error:
        raise CannotRunError(visible(say(error.problem, tongue))) from None


def complete(home: Path) -> None:
    """Write what a command that was killed has not written."""
    for one in journal.finish(home):
        if one.done:
            told = said(
                "`timonel {command}`, which was interrupted, is now complete: {files}",
                command=one.command, files=_some(one.done),
            )  # fmt: skip
            click.echo(visible(say(told, locale())), err=True)
        if one.left:
            told = said("left as they are, for somebody has changed them since: {files}", files=_some(one.left))
            click.echo(visible(say(told, locale())), err=True)


def _some(files: Sequence[str]) -> str:
    """Return the names of files, of many the first ones."""
    more = len(files) - _NAMED
    return ", ".join(files[:_NAMED]) + (say(said(" and {number} more", number=more), locale()) if more > 0 else "")


def texts(option: str, given: Sequence[str], languages: Sequence[str]) -> Mapping[str, str] | str:
    """Return a text by language, as an option that is repeated gives it; one that names none is in the base's first language.

    Args:
        option: its name ("--reason").
        given: what it was given: a text, or es=TEXT and en=TEXT.
        languages: the base's.

    Raises:
        UsageError: it gives two texts in one language.
    """
    found: dict[str, str] = {}
    for text in given:
        name, sign, rest = text.partition("=")
        lang, words = (name, rest) if sign and name in languages else (str(languages[0]), text)
        if lang in found:
            told = said("{option} gives two texts in one language: {lang}", option=option, lang=lang)
            raise click.UsageError(say(told, locale()))
        found[lang] = words.strip()
    if not found:
        return ""
    return found[languages[0]] if len(languages) == 1 else {str(one): found[one] for one in languages if one in found}
