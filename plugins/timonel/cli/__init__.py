"""The command line: arguments in, an exit code out. Every command imports what it needs when it runs."""

from __future__ import annotations

import gc
import os
import re
import sys
from typing import NoReturn

import click

from timonel import __version__
from timonel.cli import check, exchange, history, measure, new, publish, read, start, write
from timonel.cli.common import DONE, FAILED, _, trouble


@click.group(
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGS]..."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Timonel keeps a CRM programme governable: YAML in, a checked and published knowledge base out."),
)
@click.version_option(__version__, prog_name="timonel", help=_("Show the version and exit."))
def cli() -> None:
    """Hold the commands."""


for command in (
    check.check,
    read.rule,
    read.show,
    read.impact,
    read.graph,
    history.diff,
    history.trend,
    write.waive,
    new.new,
    measure.measure,
    exchange.export,
    exchange.take,
    start.schema,
    start.init,
    publish.build,
    publish.serve,
):
    command.options_metavar = _("[OPTIONS]")
    command.short_help = re.split(r"[.:;,](?=\s|$)", command.help or "", maxsplit=1)[0]  # else it is cut anywhere
    cli.add_command(command)


def run() -> NoReturn:
    """Run the program as a process of its own, and leave without taking apart what it holds: that takes as long as many rules."""
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read has seen enough
        code = FAILED
    os._exit(code)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code."""
    gc.disable()  # nothing here lives in circles long enough to matter; `build` and `serve` turn it on again
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        return cli.main(arguments, prog_name="timonel", standalone_mode=False) or DONE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return FAILED
    except click.ClickException as error:
        error.show()
        return FAILED
    except BrokenPipeError:  # whoever read has seen enough
        return FAILED
    except OSError as error:
        click.echo(trouble(error), err=True)
        return FAILED
