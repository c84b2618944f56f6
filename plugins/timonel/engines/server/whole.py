"""Serving what an engine builds as a whole: the site's folder, built anew after each change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from timonel.cache import Cache
from timonel.engines import zensical
from timonel.engines.edition import BuildError
from timonel.engines.server import reachable, summary
from timonel.engines.server.guard import BoundedServer, Guarded
from timonel.engines.watch import watching
from timonel.files import leads_out
from timonel.pipeline import NewerModelError, examine
from timonel.text import said, say


class _Handler(Guarded, SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing per request."""

    def translate_path(self, path: str) -> str:
        """Return the file of an address; there is none where a link leads out of the site."""
        found = Path(super().translate_path(path))
        inside = found == Path(self.directory) or not leads_out(Path(self.directory), found)
        return super().translate_path(path) if inside else str(Path(self.directory, "404.html", "none"))

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


def serve(  # noqa: PLR0913, PLR0917 - what the command takes
    root: Path,
    host: str,
    port: int,
    languages: Sequence[str] | None,
    tell: Callable[[str], None],
    use_cache: bool,  # noqa: FBT001 - as above
) -> int:
    """Build with Zensical, then serve until interrupted.

    Args:
        root: the base.
        host: address to listen on.
        port: port to listen on, 0 for a free one.
        languages: the languages to build; the settings' without it.
        tell: shows a line to the person who waits.
        use_cache: whether to read and write ``.timonel/``.
    """
    lang = _build(root, languages, tell, use_cache=use_cache)
    handler = partial(_Handler, directory=str(root / "site"))
    with BoundedServer((host, port), handler) as server:
        address = f"http://{host}:{server.server_port}/"
        tell(say(said("the site is at {address} (stop with Ctrl+C)", address=address), lang))
        for line in reachable(server, lang):
            tell(line)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with watching(root) as changes:
                for _ in changes:
                    try:
                        _build(root, languages, tell, use_cache=use_cache)
                    except (BuildError, NewerModelError, OSError) as error:
                        tell(say(said("not built, the last good site stays: {problem}", problem=str(error)), lang))
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()
    return 0


def _build(root: Path, languages: Sequence[str] | None, tell: Callable[[str], None], *, use_cache: bool) -> str:
    """Check and build; return the language of messages."""
    result = examine(root, use_cache=use_cache)
    tell(summary(result))
    cache = Cache.of(root, use=use_cache)
    zensical.build(root, result, languages or result.settings.languages, report=tell, cache=cache)
    return result.settings.lang
