"""The command for editors: lsp."""

from __future__ import annotations

import gc
import sys
from importlib.util import find_spec

import click

from timonel.cli.common import DONE, CannotRunError, _
from timonel.cli.options import common


@click.command(
    help=_(
        "Help people write in their editor, over the Language Server Protocol on standard input and output: gaps while they type, completion, cards, renaming. The editor starts this command itself.\n\nExample: timonel lsp --lang es"
    )
)
@common
def lsp(root: object, lang: str | None, no_cache: bool) -> int:  # noqa: ARG001 - each file's base is the nearest
    if find_spec("pygls") is None:
        raise CannotRunError(_("the library that editors need is not installed: pip install 'pygls>=2.1'"))
    from timonel.lsp.serving import serve  # noqa: PLC0415

    gc.enable()  # this runs for hours
    if sys.stdin.isatty():
        click.echo(_("waiting for an editor on standard input (stop with Ctrl+C)"), err=True)
    serve(lang, use_cache=not no_cache)
    return DONE
