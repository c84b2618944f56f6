"""`python -m timonel`, and the command `timonel`: what was asked and answered before needs no command line to be read."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def run() -> NoReturn:
    """Run the program as a process of its own."""
    gc.disable()  # modules that are loaded are no garbage; nor is what comes of them (`cli.main`)
    from timonel.app.answers import again, early, named  # noqa: PLC0415 - the command `timonel` imports this module first

    answer = None if sys.stdout is None or sys.stdout.isatty() else again(sys.argv[1:])
    if answer is None:
        begun = early(sys.argv[1:])
        from timonel.languages import known  # noqa: PLC0415 - as above

        lang = named(sys.argv[1:], "--lang")
        if lang in known():  # then everything speaks it: Click, each help, and why a command cannot run
            os.environ["LANGUAGE"] = str(lang)
        from timonel import cli  # noqa: PLC0415 - a third of what an answer takes that is there

        cli.run(begun)
    try:
        sys.stderr.write(answer.note)
        sys.stdout.buffer.write("".join(answer.texts).encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except OSError as error:
        from timonel import cli  # noqa: PLC0415 - as above

        os._exit(cli.unwritten(error))
    os._exit(int(answer.fails))


if __name__ == "__main__":
    run()
