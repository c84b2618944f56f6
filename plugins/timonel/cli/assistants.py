"""The command for assistants: mcp."""

from __future__ import annotations

import gc
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from timonel.cli.common import DONE, CannotRunError, _, home_of, locale
from timonel.cli.options import common
from timonel.text import say


@click.command(
    help=_(
        "Let assistants ask the knowledge base, over the Model Context Protocol on standard input and output: tools that only read. The assistant starts this command itself.\n\nExample: timonel mcp --root crm"
    )
)
@common
def mcp(root: Path | None, lang: str | None, no_cache: bool) -> int:
    home = home_of(root)
    if find_spec("mcp") is None:
        raise CannotRunError(_("the library that assistants need is not installed: pip install 'mcp>=2.3'"))
    from timonel.assistants.server import serve  # noqa: PLC0415
    from timonel.assistants.tools import RefusedError, Tools  # noqa: PLC0415
    from timonel.cache import Cache  # noqa: PLC0415
    from timonel.pipeline import NewerModelError  # noqa: PLC0415

    tools = Tools(home, Cache.of(home, use=not no_cache), lang)
    try:
        told = tools.spoken()
    except RefusedError as error:
        raise CannotRunError(str(error)) from None
    except NewerModelError as error:
        raise CannotRunError(say(error.problem, locale())) from None
    gc.enable()  # this runs for hours
    if sys.stdin.isatty():
        click.echo(_("waiting for an assistant on standard input (stop with Ctrl+C)"), err=True)
    serve(tools, *told)
    return DONE
