"""`timonel serve`: pages rendered when a browser asks for them, from the data as it was last saved."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import click

from timonel.engines.server.guard import BoundedServer
from timonel.engines.server.http import Server
from timonel.engines.server.state import State
from timonel.engines.watch import watching
from timonel.governance import Finding, Result
from timonel.report.formats.text import render
from timonel.text import said, say, visible


def serve(  # noqa: PLR0913 - what the command takes
    root: Path,
    host: str,
    port: int,
    languages: Sequence[str] | None,
    *,
    engine: str = "mkdocs",
    use_cache: bool = True,
    tongue: str = "",
) -> int:
    """Serve until interrupted.

    Args:
        root: the base.
        host: address to listen on.
        port: port to listen on, 0 for a free one.
        languages: the languages to serve; the settings' without it.
        engine: what makes the pages.
        use_cache: whether to read and write ``.timonel/``.
        tongue: the language of what is told; the base's first without it.

    Raises:
        NewerModelError: the base was made for a newer Timonel.
        OSError: the base cannot be read, or the port is taken.
    """
    with Server((host, port)) as server, watching(root) as changes:  # first watch, then look: no edit falls between
        site = f"http://{host}:{server.server_port}"
        server.state = state = State(
            root, site, languages, use_cache=use_cache, engine=engine, tell=_tell, tongue=tongue
        )
        gc.freeze()  # nor is the base looked at again for garbage, when somebody waits for a page
        lang = tongue or state.result.settings.lang
        _tell(summary(state.result, lang))
        _tell(say(said("the site is at {address} (stop with Ctrl+C)", address=f"{site}/"), lang))
        for line in reachable(server, lang):
            _tell(line)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        threading.Thread(target=state.prepare, daemon=True).start()
        try:
            for files in changes:
                for line in _news(state, files, lang):
                    _tell(line)
        except KeyboardInterrupt:
            pass
        finally:
            state.close()
            server.shutdown()
    return 0


def reachable(server: BoundedServer, lang: str) -> Sequence[str]:
    """Return who else can read what is served, where somebody can."""
    if not server.is_open:
        return ()
    told = said(
        "whoever reaches this machine over the network can read these pages, without a password; it answers to its addresses and {names}",
        names=sorted(server.names - {"", "::1"}),
    )
    return (say(told, lang),)


def _news(state: State, files: Sequence[str], lang: str) -> Sequence[str]:
    """Take a change in; return what the person who saved wants to know of it."""
    problem = state.refresh(anew=any(_is_look(one) for one in files))
    if problem:
        return [say(said("the pages stay as they were: {problem}", problem=problem), lang)]
    found = [one for one in state.seen.findings if one.spot.file in files and one.status == "open"]
    lines = [line_of(one, lang) for one in found]
    if state.seen is not state.result:
        lines.append(say("the pages stay as they were until this is mended", lang))
    return lines or [say(said("{files}: no gap", files=", ".join(files)), lang)]


def _is_look(file: str) -> bool:
    """Whether a file is what an engine reads when it starts: its settings, and under docs/ all but pages."""
    return file == "mkdocs.yml" or (file.startswith("docs/") and not file.endswith(".md"))


def summary(result: Result, lang: str) -> str:
    """Return how many gaps a check found, in one line."""
    return render(result, lang).rstrip().rpartition("\n")[2]


def line_of(finding: Finding, lang: str) -> str:
    """Return a finding as one line with its place."""
    line, column = finding.spot.line
    return f"{finding.spot.file}:{line}:{column}: {finding.code} {finding.brief(lang)}"


def _tell(text: str) -> None:
    click.echo(visible(text).replace("\n", " "), file=sys.stderr)
