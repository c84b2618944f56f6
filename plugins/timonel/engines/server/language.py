"""One language of what is served: what its engine made, and the pages that were filled since the last change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from timonel.cache import Cache
from timonel.engines import beside
from timonel.engines.edition import Edition
from timonel.engines.engine import Host, Made, Order
from timonel.engines.kept import key_of, told_still
from timonel.engines.server.found import Found
from timonel.engines.shells import MAPS, Models, Shells, found, rest
from timonel.governance import Result
from timonel.model import Entity
from timonel.site import search
from timonel.site.beside import Beside
from timonel.site.urls import Urls
from timonel.text import say


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
        tongue: in which language.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a language is served with
        self, host: Host, root: Path, result: Result, lang: str, cache: Cache, address: str, tell: Callable[[str], None],
        tongue: str,
    ) -> None:  # fmt: skip
        self._host, self._root, self._lang, self._cache, self._address = host, root, lang, cache, address
        self._tell, self._told, self._tongue = tell, set[str](), tongue
        self._lock = threading.RLock()  # one page at a time
        self._pages: dict[str, bytes] = {}
        self._found = Found()
        self._made: Made | None = None
        self._key = b""  # of what the engine read
        self._is_stale = False  # whether hand-written pages may say what was so before the last change
        self._result = result
        self._now: Order | None = None
        self._paths: dict[str, str] = {}
        self._files: dict[str, Beside] | None = None  # what stands beside the pages, once somebody has asked

    def _ordered(self, result: Result) -> Order:
        edition = Edition.of(self._root, result, self._lang, Urls(), self._cache, tongue=self._tongue)
        models = Models(edition, self._now.models.note if self._now else ())
        return Order(self._root, edition, models, self._cache, self._address)

    @property
    def _order(self) -> Order:
        """What is served; made when somebody asks, for there may be nothing that can be."""
        if self._now is None:
            self._take(self._ordered(self._result))
        assert self._now is not None  # noqa: S101 - just taken
        return self._now

    def _take(self, order: Order) -> None:
        self._now, self._pages, self._files = order, {}, None
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

    def _make(self, order: Order) -> Made:
        made = self._host.make(order)
        for line in (say(one, order.edition.tongue) for one in made.left):
            if line not in self._told:
                self._told.add(line)
                self._tell(line)
        return made

    def _have(self, order: Order, made: Made) -> None:
        """Serve what an engine made of an order."""
        self._made = made
        self._key = b"" if made.asked is None else key_of(self._host.name, order, made.tops)
        self._has_search = self._host.sections(made.files, order) is not None
        if not made.is_whole:
            self._shells = Shells(order.edition, order.models, made.files)
            self._shells.learn()
        self._rest = {**dict(rest(self._host, made, order)), **found(self._host, made, order, ())}

    def _ready(self) -> Made:
        if self._made is None:
            self._have(self._order, self._make(self._order))
        assert self._made is not None  # noqa: S101 - just made
        return self._made

    def file(self, name: str) -> bytes | None:
        """Return a page or a file, None where the site has none of that name."""
        with self._lock:
            if name in self._pages:
                return self._pages[name]
            made, order = self._ready(), self._order
            if made.is_whole or not (self._has_search and name.startswith(f"{search.FOLDER}/")):
                data = self._new(name)
                if data is not None:
                    self._pages[name] = data
                return data
            made = self._fresh()
        entries = self._found.entries(order)  # whoever waits for a page does not wait for these
        files = found(self._host, made, order, entries or ())
        with self._lock:
            if order is self._now:
                self._pages.update(files)
            return files.get(name) or self._new(name)

    def entity(self, name: str) -> Entity | None:
        """Return what a page is about, if it is an entity's page."""
        with self._lock:
            draft = self._order.edition.page_set.drafts.get(self._paths.get(name, ""))
            return draft.entity if draft else None

    def _new(self, name: str) -> bytes | None:
        path = self._paths.get(name)
        if path is not None and not self._ready().is_whole:
            return self._shells.fill(self._order.edition.page_set.page(path))
        if name.endswith(".html"):
            self._fresh()
        return self._rest.get(name) or self._beside(name)

    def _beside(self, name: str) -> bytes | None:
        """Return a calendar, or what else stands beside the pages."""
        if self._files is None:
            self._files = {one.name: one for one in beside.files(self._order.edition, self._address)}
        return self._files[name].make() if name in self._files else None

    def _fresh(self) -> Made:
        """Return what the engine makes now; it works again only where something that it read has changed."""
        made = self._ready()
        if self._is_stale and not self._stands():
            self._freshen(self._order, self._again(self._order))
        return self._made or made

    def _stands(self) -> bool:
        """Whether the engine would make again what it made: nothing that it read has changed since, nor any answer."""
        made, order = self._made, self._order
        if (
            made is None
            or made.is_whole
            or made.asked is None
            or self._key != key_of(self._host.name, order, made.tops)
        ):
            return False
        self._is_stale = not told_still(order, made.asked.items())
        return not self._is_stale

    def _again(self, order: Order) -> Made:
        """Have hand-written pages made again, without shells: these stay."""
        is_whole = self._made is not None and self._made.is_whole
        return self._make(order if is_whole else order._replace(models=Models()))

    def _freshen(self, order: Order, made: Made) -> None:
        old = self._made
        if old is not None and not made.is_whole:
            maps = {name: old.files[name] for name in MAPS if name in old.files}  # of the same pages, with the models
            made = made._replace(files={**old.files, **made.files, **maps})
        self._have(order, made)
        self._is_stale = False
        self._pages = {name: data for name, data in self._pages.items() if name in self._paths and not made.is_whole}

    def catch_up(self, is_last: Callable[[], bool]) -> None:
        """Bring up to date what need not be at once: what search finds, and hand-written pages.

        Args:
            is_last: says whether these are still wanted.
        """
        if is_last():
            self.file("index.html")
        order = self._order
        if is_last() and not self._ready().is_whole:
            self._found.entries(order, is_last)
        with self._lock:
            is_fresh = not self._is_stale or self._stands()
        if is_last() and not is_fresh:
            made = self._again(order)  # nobody waits meanwhile
            with self._lock:
                if order is self._order and self._is_stale:
                    self._freshen(order, made)


def _fits(old: Order, new: Order) -> bool:
    """Whether pages of a later edition go into the shells of an earlier one."""
    before, now = old.edition, new.edition
    return (
        before.ctx.result.settings == now.ctx.result.settings
        and before.menu == now.menu
        and before.hand_written.keys() == now.hand_written.keys()
        and old.models.markdown == new.models.markdown
    )
