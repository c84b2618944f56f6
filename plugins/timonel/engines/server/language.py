"""One language of what is served: a host, and what it made since the last change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from timonel.cache import Cache
from timonel.engines.edition import Edition
from timonel.engines.host import Host
from timonel.engines.mkdocs import configured
from timonel.governance import Result
from timonel.model import Entity
from timonel.site.urls import Urls

SEARCH = "search/search_index.json"
_FEW = 5  # pages written between two looks at who else waits
_BREATH = 0.002  # seconds in which those who wait are served


class Language:
    """One language's pages and files, made when they are asked for.

    Args:
        root: the base.
        result: what the last good check says.
        lang: the language.
        cache: where drawn pictures are kept.
        address: where the server stands, without an ending slash.
    """

    def __init__(self, root: Path, result: Result, lang: str, cache: Cache, address: str) -> None:
        self._root, self._lang, self._cache, self._address = root, lang, cache, address
        self._result = result
        self._lock = threading.RLock()  # MkDocs renders one page at a time
        self._made: dict[str, bytes] = {}
        self._entries: dict[str, list[dict[str, Any]]] = {}  # path → what search finds a page by
        self._old: dict[str, None] = {}  # pages whose entries are those of an earlier check
        self._hosted: Host | None = None

    def turn(self, result: Result, *, anew: bool = False) -> None:
        """Go on with what a later check says.

        Args:
            result: what it says.
            anew: whether MkDocs must start again.

        Raises:
            MkDocsException: it cannot, and goes on as it was.
        """
        with self._lock:
            before, self._result = self._result, result
            edition = Edition.of(self._root, result, self._lang, Urls(), self._cache)
            if self._hosted is not None and (anew or not self._hosted.turn(edition)):
                self._hosted = self._new_host()
            self._made, self._old = {}, dict.fromkeys(edition.drafts)
            drafts = {path: edition.page_set.drafts[path] for path in self._old}
            changed = {path for path, one in drafts.items() if one.entity and _changed(one.entity, before)}
            self._entries = {path: self._entries[path] for path in self._entries.keys() & self._old.keys() - changed}

    def _host(self) -> Host:
        if self._hosted is None:
            self._hosted = self._new_host()
        return self._hosted

    def _new_host(self) -> Host:
        site = self._root / "site"
        config = configured(self._root, self._result, self._lang, site, Urls(), self._cache, self._address)
        return Host(config, self._cache)

    def file(self, name: str) -> bytes | None:
        """Return a page or a file, None where the site has none of that name."""
        with self._lock:
            if name not in self._made:
                made = self._new(self._host(), name)
                if made is None:
                    return None
                self._made[name] = made
            return self._made[name]

    def entity(self, name: str) -> Entity | None:
        """Return what a page is about, if it is an entity's page."""
        with self._lock:
            host = self._host()
            file = host.pages.get(name)
            draft = host.page_set.drafts.get(host.generated.get(file.src_uri, "")) if file else None
            return draft.entity if draft else None

    def _new(self, host: Host, name: str) -> bytes | None:
        file = host.pages.get(name)
        if file is not None:
            path = host.generated.get(file.src_uri)
            return host.render(file, host.page_set.page(path) if path else None)
        if name == SEARCH:
            return self._search(host)
        if name in host.config.theme.static_templates:
            return host.template(name)
        return host.assets[name].content_bytes if name in host.assets else None

    def _search(self, host: Host) -> bytes | None:
        """Return the search index; of a page that did not change itself, entries may be those of an earlier look."""
        host.forget_search()
        for name, file in host.pages.items():
            if file.src_uri not in host.generated:
                self._made[name] = host.render(file)
        self._renew([path for path in host.generated.values() if path not in self._entries])
        found = dict(host.search([entry for path in host.generated.values() for entry in self._entries[path]]))
        return found.get(SEARCH)

    def _renew(self, paths: Sequence[str]) -> None:
        host = self._host()
        for path in paths:
            self._entries[path] = host.entries(host.page_set.page(path, drawn=False))
            self._old.pop(path, None)

    def catch_up(self, is_last: Callable[[], bool]) -> None:
        """Bring the search entries of all pages up to date, a few at a time, while ``is_last`` says they are wanted."""
        if is_last():
            self.file("index.html")
        while is_last():
            with self._lock:
                some = [*self._old][:_FEW]
                self._renew(some)
                if not some:
                    self._made.pop(SEARCH, None)
                    return
            time.sleep(_BREATH)


def _changed(entity: Entity, before: Result) -> bool:
    old = before.base.find(entity.key)
    return old is None or old.fields != entity.fields


def languages(
    root: Path, result: Result, wanted: Iterable[str], address: str, *, use_cache: bool
) -> dict[str, Language]:
    """Return what is served, language by language."""
    cache = Cache.of(root, use=use_cache)
    return {lang: Language(root, result, lang, cache, address) for lang in wanted}
