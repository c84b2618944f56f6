"""One language of what is served: what its engine made, and the pages that were filled since the last change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from timonel.cache import Cache
from timonel.engines.edition import Edition
from timonel.engines.engine import Host, Made, Order
from timonel.engines.shells import Models, Shells, rest
from timonel.governance import Result
from timonel.model import Entity
from timonel.site import search
from timonel.site.urls import Urls
from timonel.text import say

_FEW = 5  # pages written between two looks at who else waits
_BREATH = 0.002  # seconds in which those who wait are served


class Language:
    """One language's pages and files: those that are generated are filled when they are asked for.

    Args:
        host: the engine.
        root: the base.
        result: what the last good check says.
        lang: the language.
        cache: where drawn pictures are kept.
        address: where the server stands, without an ending slash.
        tell: shows a line to the person who waits.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a language is served with
        self, host: Host, root: Path, result: Result, lang: str, cache: Cache, address: str, tell: Callable[[str], None]
    ) -> None:
        self._host, self._root, self._lang, self._cache, self._address = host, root, lang, cache, address
        self._tell, self._told = tell, set[str]()
        self._lock = threading.RLock()  # one page at a time
        self._pages: dict[str, bytes] = {}
        self._entries: dict[str, list[dict[str, Any]]] = {}  # path → what search finds a page by
        self._old: dict[str, None] = {}  # pages whose entries are those of an earlier check
        self._made: Made | None = None
        self._is_stale = False  # whether hand-written pages may say what was so before the last change
        self._result = result
        self._now: Order | None = None
        self._paths: dict[str, str] = {}

    def _ordered(self, result: Result) -> Order:
        edition = Edition.of(self._root, result, self._lang, Urls(), self._cache)
        return Order(self._root, edition, Models(edition), self._cache, self._address)

    @property
    def _order(self) -> Order:
        """What is served; made when somebody asks, for there may be nothing that can be."""
        if self._now is None:
            self._take(self._ordered(self._result))
        assert self._now is not None  # noqa: S101 - just taken
        return self._now

    def _take(self, order: Order) -> None:
        self._now, self._pages = order, {}
        self._paths = {order.edition.file(path): path for path in order.edition.drafts}

    def turn(self, result: Result, *, anew: bool = False) -> None:
        """Go on with what a later check says.

        Args:
            result: what it says.
            anew: whether the engine must start again.

        Raises:
            BuildError: it cannot, and the pages stay as they were.
        """
        with self._lock:
            self._result = result
            before, order = self._now, self._ordered(result)
            is_new = self._made is not None and (anew or before is None or not _fits(before, order))
            if is_new:
                self._have(order, self._make(order))
            self._take(order)
            self._is_stale = self._made is not None and not is_new
            if self._made is not None and not self._made.is_whole:
                self._shells.turn(order.edition, order.models)
            drafts = {path: order.edition.page_set.drafts[path] for path in order.edition.drafts}
            self._old = dict.fromkeys(drafts)
            old = (before or order).edition.ctx.base
            changed = {
                path for path, one in drafts.items() if one.entity and _changed(one.entity, old.find(one.entity.key))
            }
            self._entries = {path: self._entries[path] for path in self._entries.keys() & drafts.keys() - changed}

    def _make(self, order: Order) -> Made:
        made = self._host.make(order)
        for line in (say(one, order.edition.ctx.result.settings.lang) for one in made.left):
            if line not in self._told:
                self._told.add(line)
                self._tell(line)
        return made

    def _have(self, order: Order, made: Made) -> None:
        """Serve what an engine made of an order."""
        self._made = made
        self._index = dict(self._host.index(made.files, (), order))
        if not made.is_whole:
            self._shells = Shells(order.edition, order.models, made.files)
            self._shells.learn()
        self._rest = dict(rest(self._host, made, order, ()))

    def _ready(self) -> Made:
        if self._made is None:
            self._have(self._order, self._make(self._order))
        assert self._made is not None  # noqa: S101 - just made
        return self._made

    def file(self, name: str) -> bytes | None:
        """Return a page or a file, None where the site has none of that name."""
        with self._lock:
            if name not in self._pages:
                made = self._new(name)
                if made is None:
                    return None
                self._pages[name] = made
            return self._pages[name]

    def entity(self, name: str) -> Entity | None:
        """Return what a page is about, if it is an entity's page."""
        with self._lock:
            draft = self._order.edition.page_set.drafts.get(self._paths.get(name, ""))
            return draft.entity if draft else None

    def _new(self, name: str) -> bytes | None:
        made = self._ready()
        path = self._paths.get(name)
        if path is not None and not made.is_whole:
            return self._shells.fill(self._order.edition.page_set.page(path))
        if self._is_stale and (name in self._index or name.endswith(".html")):
            self._freshen(self._order, self._again(self._order))
        return self._search(name) if name in self._index and not made.is_whole else self._rest.get(name)

    def _again(self, order: Order) -> Made:
        """Have hand-written pages made again, without shells: these stay."""
        is_whole = self._made is not None and self._made.is_whole
        return self._make(order if is_whole else order._replace(models=Models()))

    def _freshen(self, order: Order, made: Made) -> None:
        old = self._made
        if old is not None and not made.is_whole:
            made = Made({**old.files, **made.files})
        self._have(order, made)
        self._is_stale = False
        self._pages = {name: data for name, data in self._pages.items() if name in self._paths and not made.is_whole}

    def _search(self, name: str) -> bytes | None:
        """Return the search index; of a page that did not change itself, entries may be those of an earlier look."""
        paths = self._order.edition.drafts
        self._renew([path for path in paths if path not in self._entries])
        entries = [entry for path in paths for entry in self._entries[path]]
        return dict(self._host.index(self._ready().files, entries, self._order)).get(name)

    def _renew(self, paths: Sequence[str]) -> None:
        pages = self._order.edition.page_set
        for path in paths:
            self._entries[path] = [*search.entries(pages.page(path, drawn=False), pages.ctx.urls)]
            self._old.pop(path, None)

    def catch_up(self, is_last: Callable[[], bool]) -> None:
        """Bring up to date what need not be at once: search entries, a few at a time, and hand-written pages.

        Args:
            is_last: says whether these are still wanted.
        """
        if is_last():
            self.file("index.html")
        while is_last():
            with self._lock:
                some = [*self._old][:_FEW]
                self._renew(some)
                if not some:
                    for name in self._index:
                        self._pages.pop(name, None)
                    break
            time.sleep(_BREATH)
        order = self._order
        if is_last() and self._is_stale:
            made = self._again(order)  # nobody waits meanwhile
            with self._lock:
                if order is self._order and self._is_stale:
                    self._freshen(order, made)


def _fits(old: Order, new: Order) -> bool:
    """Whether pages of a later edition go into the shells of an earlier one."""
    is_same = (
        old.edition.ctx.result.settings == new.edition.ctx.result.settings and old.edition.menu == new.edition.menu
    )
    return is_same and old.models.markdown == new.models.markdown


def _changed(entity: Entity, old: Entity | None) -> bool:
    return old is None or old.fields != entity.fields
