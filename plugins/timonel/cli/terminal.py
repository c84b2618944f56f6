"""Questions on a terminal, and how a command says that it refuses."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from timonel.cli.common import CannotRunError
from timonel.text import visible


class Terminal:
    """Questions on a terminal; standard output stays for the result."""

    def ask(self, question: str, words: Sequence[str] = ()) -> str:
        """Return a line; Tab completes the words where the system can."""
        _complete(words)
        try:
            if sys.stdout.isatty():
                return input(visible(question))
            click.echo(visible(question), err=True, nl=False)
            return input()
        except (EOFError, KeyboardInterrupt):
            click.echo(err=True)
            raise click.Abort from None

    def tell(self, text: str) -> None:
        """Show a line."""
        click.echo(visible(text), err=True)


def _complete(words: Sequence[str]) -> None:
    try:
        import readline  # noqa: PLC0415 - not on Windows, and only for questions
    except ImportError:
        return
    from timonel.text import fold  # noqa: PLC0415

    def completer(text: str, state: int) -> str | None:
        found = [word for word in dict.fromkeys(words) if fold(word).startswith(fold(text))]
        return found[state] if state < len(found) else None

    readline.set_completer(completer)
    readline.set_completer_delims(",")
    editline = "libedit" in (readline.__doc__ or "")  # macOS
    readline.parse_and_bind("bind ^I rl_complete" if editline else "tab: complete")


def refuse(lines: Iterable[str]) -> CannotRunError:
    """Return what stops a command: the lines, one under the other."""
    return CannotRunError(visible("\n".join(lines).replace("\r", " ")))
