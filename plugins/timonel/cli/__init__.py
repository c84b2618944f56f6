"""The command line: arguments in, an exit code out. Every command imports what it needs when it runs."""

from __future__ import annotations

import gc
import importlib
import io
import os
import re
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from timonel import __version__
from timonel.cli.common import DONE, FAILED, Call, _, trouble
from timonel.cli.options import lang_option, root_option

if TYPE_CHECKING:
    from timonel.app.answers import Begun

# Command → where it is: only the one that is asked for is imported.
_COMMANDS = {
    "check": "check:check",
    "rule": "read:rule",
    "show": "read:show",
    "impact": "read:impact",
    "ask": "read:ask",
    "mcp": "assistants:mcp",
    "lsp": "editor:lsp",
    "graph": "read:graph",
    "diff": "history:diff",
    "trend": "history:trend",
    "history": "history:history",
    "digest": "digest:digest",
    "plan": "plan:plan",
    "fix": "changing:fix",
    "set": "changing:assign",
    "rename": "changing:rename",
    "merge": "changing:merge",
    "retire": "changing:retire",
    "handover": "changing:handover",
    "report": "report:report",
    "minutes": "minutes:minutes",
    "waive": "write:waive",
    "confirm": "confirm:confirm",
    "new": "new:new",
    "measure": "measure:measure",
    "export": "exchange:export",
    "import": "exchange:take",
    "update": "updating:update",
    "schema": "schema:schema",
    "init": "init:init",
    "build": "publish:build",
    "serve": "publish:serve",
}


class Commands(click.Group):
    """The commands, each from its module when somebody asks for it."""

    def get_command(self, _ctx: click.Context | None, name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        if name not in _COMMANDS:
            return None
        module, _sign, function = _COMMANDS[name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"timonel.cli.{module}"), function)
        command.options_metavar = _("[OPTIONS]")
        command.short_help = re.split(r"[.:;,](?=\s|$)", command.help or "", maxsplit=1)[0]  # else it is cut anywhere
        return command


@click.group(
    cls=Commands,
    commands=dict.fromkeys(_COMMANDS, click.Command("")),  # for the names; `get_command` has the commands
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGS]..."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Timonel keeps a CRM programme governable: YAML in, a checked and published knowledge base out."),
)
@click.version_option(__version__, prog_name="timonel", help=_("Show the version and exit."))
@root_option
@lang_option
def cli(**_options: object) -> None:
    """Hold the commands; an option before a command is the command's (see `common`)."""


def run(begun: Begun | None = None) -> NoReturn:
    """Run the program as a process of its own, and leave without taking apart what it holds: that takes as long as many rules.

    Args:
        begun: what is being read already.
    """
    held: list[object] = []
    try:
        code = main(held=held, begun=begun)
        sys.stderr.flush()
    except OSError:  # nobody can be told
        code = FAILED
    os._exit(code)


def main(arguments: list[str] | None = None, held: list[object] | None = None, begun: Begun | None = None) -> int:
    """Run the program and return its exit code.

    Args:
        arguments: what is asked; else what the process was given.
        held: takes what a command need not take apart at its end.
        begun: as in `run`.
    """
    gc.disable()  # nothing here lives in circles long enough to matter; `build` and `serve` turn it on again
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        words = sys.argv[1:] if arguments is None else arguments
        call = Call(words, [] if held is None else held, begun)
        code = cli.main(arguments, prog_name="timonel", standalone_mode=False, obj=call) or DONE
        sys.stdout.flush()  # while it can be said that it does not come out
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return FAILED
    except click.ClickException as error:
        _show(error)
        return FAILED
    except OSError as error:
        return unwritten(error)
    return code


def _show(error: click.ClickException) -> None:
    """Say why the command line cannot be followed; what it repeats of it is text, whatever is in it."""
    from timonel.text import visible  # noqa: PLC0415 - only a refusal asks

    told = io.StringIO()
    error.show(told)
    click.echo(visible(told.getvalue()), err=True, nl=False)


def unwritten(error: OSError) -> int:
    """Say that a command cannot go on, and return its exit code."""
    if not isinstance(error, BrokenPipeError):  # whoever read has seen enough
        click.echo(trouble(error), err=True)
    return FAILED
