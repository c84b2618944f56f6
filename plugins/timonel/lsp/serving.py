"""An editor served, from its first word to its last."""

from __future__ import annotations

import os
import sys

from timonel.lsp import asked, files
from timonel.lsp.server import Server

_TURN = 0.001  # seconds after which a thread lets others go on: who types waits for several in turn


def serve(lang: str | None, *, use_cache: bool) -> None:
    """Answer an editor on standard input and output until it closes its end.

    Args:
        lang: the language to answer in; else that of the editor, where a base has it.
        use_cache: whether to read and write what is kept between runs.
    """
    server = Server(lang, use_cache=use_cache)
    for module in (files, asked):
        for name, answer in module.FEATURES.items():
            server.feature(name, getattr(module, "OPTIONS", {}).get(name))(answer)
    for name, command in asked.COMMANDS.items():
        server.command(name)(command)
    sys.setswitchinterval(_TURN)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:  # it is closed at the end, and the command's own is not
        server.start_io(stdout=out)
