"""What is served: the last good check in each language, and what the last check said."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from timonel.cache import Cache
from timonel.edit.editors import schemas
from timonel.engines.brand import ICON, brand
from timonel.engines.engine import host, offered
from timonel.engines.refused import BuildError
from timonel.engines.server import panel
from timonel.engines.server.language import Language
from timonel.engines.site_wide.landing import landing
from timonel.governance import Finding, Result
from timonel.governance.published import published
from timonel.pipeline import NewerModelError
from timonel.pipeline.again import Again
from timonel.site.urls import Urls
from timonel.text import said, say

_PAUSE = 0.3  # seconds after a change in which browsers ask for what they show
_REST = 2  # seconds without a change after which whoever edits has paused


class Shown(NamedTuple):
    """A page as it is now: its HTML, a digest of it, and what stands beside it while it is served."""

    html: bytes
    stamp: str
    panel: str


class State:
    """What is served.

    Args:
        root: the base.
        address: where the server stands, without an ending slash.
        languages: the languages; the settings' without it.
        use_cache: whether to read and write ``.timonel/``.
        engine: what makes the pages.
        tell: shows a line to the person who waits.
        tongue: in which language; the base's first without it.

    Attributes:
        result: what the pages are made from: the last check that lost nothing to a broken file.
        seen: what the last check said.
    """

    def __init__(  # noqa: PLR0913 - what is served, and how
        self,
        root: Path,
        address: str,
        languages: Sequence[str] | None,
        *,
        use_cache: bool,
        engine: str = "mkdocs",
        tell: Callable[[str], None] = lambda _text: None,
        tongue: str = "",
    ) -> None:
        self._root, self._tell = root, tell
        self._again = Again(Cache.of(root, use=use_cache))
        self.result = self.seen = self._again.folder(root)
        self._wanted = languages or self.result.settings.languages
        self._shown = offered(published(self.seen), self._wanted)  # the last check as everybody may see it
        self._problem = ""
        self._changes = threading.Condition()
        self._number, self._preparing, self._closed = 0, 0, False
        cache, made_by = Cache.of(root, use=use_cache), host(engine)
        self._tongue = tongue or self.result.settings.lang
        self._languages = {
            lang: Language(made_by, root, self._shown, lang, cache, address, tell, self._tongue)
            for lang in self._wanted
        }

    def refresh(self, *, anew: bool = False) -> str:
        """Check again after a change; return why that cannot be done, or "".

        Args:
            anew: whether the engine must start again too.
        """
        self._preparing += 1  # what is being prepared is old by now, and would only be in the way
        try:
            self._problem, self.seen = "", self._again.folder(self._root)
            self._shown = offered(published(self.seen), self._wanted)
            if not lost(self.result, self.seen):
                self.result = self.seen
                for language in self._languages.values():
                    language.turn(self._shown, anew=anew)
        except (NewerModelError, OSError, BuildError) as error:
            self._problem = str(error)
        except Exception as error:  # noqa: BLE001 - as in `prepare`
            self._problem = f"{type(error).__name__}: {error}"
        with self._changes:
            self._number += 1
            self._changes.notify_all()
        threading.Thread(target=self.prepare, daemon=True).start()
        return self._problem

    def prepare(self) -> None:
        """Make ready what browsers and editors will ask for: completions, each language's host, then all that search finds."""
        number = self._preparing
        with self._changes:  # what they ask for now comes first
            if self._number and self._changes.wait_for(lambda: self._closed or number != self._preparing, _PAUSE):
                return
        with suppress(OSError):  # an editor's completions are no reason to stop serving
            schemas.refresh(self.result, self._root)
        try:
            for language in self._languages.values():
                language.catch_up(lambda: number == self._preparing and not self._closed)
        except Exception as error:  # noqa: BLE001 - a theme, a plugin and a page are anybody's code
            self._tell(self.trouble(error))
        with self._changes:
            is_over = self._changes.wait_for(lambda: self._closed or number != self._preparing, _REST)
        if not is_over:
            gc.collect()  # the checks before, now that nobody waits: nobody else can do anything meanwhile

    def trouble(self, error: Exception) -> str:
        """Return why there are no pages, in one line."""
        problem = str(error) if isinstance(error, BuildError) else f"{type(error).__name__}: {error}"
        return say(said("there are no pages: {problem}", problem=problem), self._tongue)

    def close(self) -> None:
        """Let go all that wait."""
        with self._changes:
            self._closed = True
            self._changes.notify_all()

    def landing(self) -> bytes:
        """Return the page that sends readers to their language."""
        return landing(self._shown.settings, Urls(), brand(self._root, self._shown.settings).logo or ICON).encode()

    def file(self, lang: str, name: str) -> bytes | None:
        """Return a page as it would be built, or a file of the site; None where there is none of that name."""
        language = self._languages.get(lang)
        return language.file(name) if language else None

    def page(self, lang: str, name: str) -> Shown | None:
        """Return a page as it is now, with what stands beside it; None where there is none."""
        html = self.file(lang, name)
        if html is None:
            return None
        lost_now = {*lost(self.result, self.seen)} if self.seen is not self.result else ()
        broken = [shown for shown, one in zip(self._shown.findings, self.seen.findings, strict=True) if one in lost_now]
        problem = self._shown.hidden.text(self._problem, lang) if self._shown.hidden else self._problem
        beside = panel.panel(self._shown, lang, self._languages[lang].entity(name), broken, problem)
        return Shown(html, blake2b(html, digest_size=8).hexdigest(), beside)

    def wait(self, lang: str, name: str, stamp: str, shown: str, seconds: float) -> Shown | None:
        """Return a page when it or what stands beside it is no longer as a browser has it, or after some seconds."""
        with self._changes:
            number = self._number
        page = self.page(lang, name)
        if page is not None and page.stamp == stamp and panel.digest(page.panel) == shown:
            with self._changes:
                self._changes.wait_for(lambda: self._number != number or self._closed, seconds)
            page = self.page(lang, name)
        return page


def lost(good: Result, seen: Result) -> Sequence[Finding]:
    """Return the findings of files that cannot be read any more, or in which entities are not as they must be."""
    gone = {one.file for one in good.base if seen.base.find(one.key) is None}
    files = {one.file for one in seen.base.misfits if one.code == "DAT001" or one.file in gone}
    wrong = {one.code for one in seen.base.misfits}
    return [one for one in seen.findings if one.spot.file in files and one.code in wrong]
