"""`timonel serve`: the built site on localhost, built anew when data or docs change."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from timonel import settings
from timonel.engines import build as builder
from timonel.engines import zensical
from timonel.engines.edition import BuildError
from timonel.governance import NewerModelError, examine
from timonel.text import said, say

_PROGRAM = Path(__file__).parents[1]
_MADE_BY = {"mkdocs": "search/search_index.json", "zensical": "search.json"}  # what only this engine writes
_QUIET = 0.3  # seconds without a change before building: editors write a file in several steps


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing per request."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


class _Changes(FileSystemEventHandler):
    def __init__(self, seen: threading.Event, names: Sequence[str] = ()) -> None:
        """Set ``seen`` when something changes; with ``names``, only when one of these files does."""
        self.seen, self.names = seen, names

    def on_any_event(self, event: FileSystemEvent) -> None:
        named = not self.names or Path(str(event.src_path)).name in self.names
        if named and event.event_type in ("created", "modified", "deleted", "moved"):
            self.seen.set()


def serve(  # noqa: PLR0913 - an address, and what `timonel build` takes
    root: Path,
    host: str,
    port: int,
    languages: Sequence[str] | None,
    *,
    engine: str = "mkdocs",
    use_cache: bool = True,
) -> int:
    """Build, then serve until interrupted.

    Args:
        root: the base.
        host: address to listen on.
        port: port to listen on, 0 for a free one.
        languages: the languages to build; the settings' without it.
        engine: what builds.
        use_cache: whether to read and write ``.timonel/``.
    """
    tell = partial(click.echo, err=True)
    if not is_fresh(root, languages, engine):
        build(root, languages, engine, use_cache=use_cache)
    handler = partial(_Handler, directory=str(root / "site"))
    with ThreadingHTTPServer((host, port), handler) as server:
        lang = examine(root, use_cache=use_cache).settings.lang
        tell(
            say(
                said("the site is at http://{host}:{port}/ (stop with Ctrl+C)", host=host, port=server.server_port),
                lang,
            )
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        seen = threading.Event()
        observer = Observer()
        for name in ("data", "docs"):
            if (root / name).is_dir():
                observer.schedule(_Changes(seen), str(root / name), recursive=True)
        observer.schedule(_Changes(seen, ("timonel.yaml", "mkdocs.yml")), str(root))
        observer.start()
        try:
            while True:
                seen.wait()
                while seen.is_set():
                    seen.clear()
                    seen.wait(_QUIET)
                try:
                    build(root, languages, engine, use_cache=use_cache)
                except (BuildError, NewerModelError, OSError) as error:
                    tell(say(said("not built, the last good site stays: {problem}", problem=str(error)), lang))
        except KeyboardInterrupt:
            return 0
        finally:
            observer.stop()
            server.shutdown()


def is_fresh(root: Path, languages: Sequence[str] | None, engine: str = "mkdocs") -> bool:
    """Whether the site that an engine built is younger than everything that it is made from."""
    sources = [root / name for name in ("timonel.yaml", "mkdocs.yml")]
    for name in ("data", "docs", "rules", "schemas"):
        sources += [root / name, *(root / name).rglob("*")]
    changed = max(
        (
            path.stat().st_mtime
            for path in (*sources, *_PROGRAM.rglob("*.*"))
            if path.exists() and path.suffix != ".pyc"
        ),
        default=0.0,
    )
    wanted = languages or settings.load((root / settings.FILE).read_bytes())[0].languages
    built = [root / "site" / lang / name for lang in wanted for name in ("index.html", _MADE_BY[engine])]
    built.append(root / "site" / "index.html")
    return all(path.exists() and path.stat().st_mtime > changed for path in built)


def build(root: Path, languages: Sequence[str] | None, engine: str, *, use_cache: bool) -> None:
    """Check and build; findings go to the terminal, and what cannot be built leaves the last good site."""
    from timonel.report.terminal import render  # noqa: PLC0415 - only when serving

    result = examine(root, use_cache=use_cache)
    sys.stderr.write(render(result, result.settings.lang).rstrip().rpartition("\n")[2] + "\n")
    make = zensical.build if engine == "zensical" else builder.build
    make(root, result, languages or result.settings.languages, report=partial(click.echo, err=True))
