"""The search index of a language, with a note of what search finds each page by; both are made while another process does the rest."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple

from timonel.engines.aside import Aside, begun
from timonel.engines.built import Built, Stamp
from timonel.engines.engine import Host, Made, Order
from timonel.site import search
from timonel.site.search.entries import packed

# Noted in files of their own: what search finds pages by, and what was made of it; and what is new since that was noted, with what tells the index.
_PAGES, _LATE = "pages", "late"
_MANY = 20  # pages for one that is new
_NEVER: tuple[bytes, dict[str, Stamp], dict[str, search.Noted]] = b"", {}, {}  # nothing is noted


class LostError(Exception):
    """Nobody knows any more what search finds pages by that stand as they were made: they are to be made again."""


class News(NamedTuple):
    """What search finds pages by.

    Attributes:
        names: the pages, in order.
        made: those that were made now: name → what search finds it by.
    """

    names: Sequence[str]
    made: Mapping[str, search.Noted]


class _Index(NamedTuple):
    """What is noted of an index."""

    keys: Mapping[str, bytes]  # in the folder's note
    files: Mapping[str, Stamp]


class Indexed:
    """Makes the index of one language.

    Args:
        host: the engine.
        order: what it is to make.
        built: the folder.
        aside: whether another process may work at it.
    """

    def __init__(self, host: Host, order: Order, built: Built, *, aside: bool) -> None:
        self._host, self._order, self._built, self._is_aside = host, order, built, aside
        self._tell: Any = None  # the end of a pipe
        self._ended: Callable[[], _Index | None] = lambda: None
        self._held: object = None

    def begin(self, made: Made) -> None:
        """Begin with what can be done before the pages are there.

        Args:
            made: what the engine made.
        """
        if not self._is_aside:
            return
        hear, self._tell = multiprocessing.get_context("fork").Pipe(duplex=False)

        def job() -> _Index | None:
            self._tell.close()  # else it would wait for itself
            return self._made(made, hear.recv)

        self._ended = Aside(job).value
        hear.close()

    def go_on(self, made: Made, news: News) -> None:
        """Go on with the pages; the rest as `begin`, which need not have been called."""
        if self._tell is not None:
            self._tell.send(news)
            self.leave()
        else:
            self._ended = begun(partial(self._made, made, lambda: news), aside=self._is_aside)

    def leave(self) -> None:
        """Wait for nothing: whoever has begun sees that nobody goes on."""
        if self._tell is not None:
            self._tell.close()

    def end(self) -> None:
        """Have its files in the folder.

        Raises:
            LostError: it cannot be made of what is known.
        """
        index = self._ended()
        if index is None:
            raise LostError
        self._built.note |= index.keys
        self._built.keep(index.files)

    def _made(self, made: Made, hear: Callable[[], News]) -> _Index | None:
        """Make it, and note it; return how it stands there, None where somebody has taken away what it is made of."""
        edition = self._order.edition
        sections = self._host.sections(made.files, self._order)
        said = blake2b(packed([edition.told, sections]).encode(errors="replace"), digest_size=16).digest()
        own = [*search.hosts(sections or (), edition.lang)]
        earlier, known, learnt = self._built.apart(_PAGES) or (b"", {}, None)
        before, files, late = self._built.apart(_LATE) or _NEVER
        entries: dict[str, search.Entry] = {name: search.Recalled(one) for name, one in known.items()}
        memory = search.Memory(learnt, [*own, *entries.values()]) if said == earlier else search.Memory()
        known, entries = known | late, entries | {name: search.Recalled(one) for name, one in late.items()}
        old = dict[str, bytes]()  # what the files hold of which only few are to be made anew
        if said == earlier:
            every = [*own, *entries.values()]
            memory.places.turn(every)
            old |= search.files(every, edition.lang, edition.told, memory) if said == before and files else ()
        self._held = entries, memory  # to take them apart takes as long as what comes then
        names, news = hear()
        if any(name not in known for name in names if name not in news):
            return None
        pages = {name: news.get(name) or known[name] for name in names}
        if said == before and [*pages.items()] == [*known.items()] and self._built.stand(files):
            return self._noted(files)
        entries |= {name: self._built.entries.get(name) or search.Recalled(one) for name, one in news.items()}
        every = [*own, *(entries[name] for name in names)]
        index = () if sections is None else search.files(every, edition.lang, edition.told, memory)
        files = {
            name: self._put(name, data, files.get(name) if data is old.get(name) else None) for name, data in index
        }
        late = {name: data for name, data in {**late, **news}.items() if name in pages}
        if said != earlier or len(late) * _MANY > len(pages) or [*known] != [*names]:
            self._built.put_apart(_PAGES, (said, pages, memory.note))
            late = {}
        self._built.put_apart(_LATE, (said, files, late))
        return self._noted(files)

    def _put(self, name: str, data: bytes, stamp: Stamp | None) -> Stamp:
        """Have a file in the folder; one that is to stay, and looks as it did, is not read."""
        if stamp and self._built.stand({name: stamp}):
            self._built.keep([name])
            return stamp
        return self._built.put(name, data)

    def _noted(self, files: Mapping[str, Stamp]) -> _Index:
        return _Index({name: self._built.note[name] for name in (_PAGES, _LATE)}, files)
