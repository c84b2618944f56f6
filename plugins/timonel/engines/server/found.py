"""What search finds the generated pages by: after a change, only of those that read what moved."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from timonel.engines.engine import Order
from timonel.engines.past import Past
from timonel.engines.since import since
from timonel.site import PageSet, search
from timonel.site.reads import Reads

_FEW = 5  # pages written between two looks at who else waits
_BREATH = 0.002  # seconds in which those who wait are served
_Entries = Sequence[search.Entry]


class Found:
    """The search entries of one language's pages, as they were when somebody last asked for them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # whoever comes second finds it done
        self._note: Mapping[str, Any] = {}
        self._state = b""
        self._known: dict[str, search.Entry] = {}

    def entries(self, order: Order, is_wanted: Callable[[], bool] | None = None) -> _Entries | None:
        """Return the entries of all generated pages; None where nobody wants them any longer.

        Args:
            order: the pages.
            is_wanted: says whether these are still wanted, where others may be served meanwhile.
        """
        with self._lock:
            reads, plain = Reads(), order.edition.page_set
            # By themselves: a page that somebody waits for is written faster when nobody writes down what it reads.
            pages = PageSet(plain.plain, order.edition.lang, plain.ctx.urls, order.cache, reads)
            changes = partial(since, self._state, plain.plain)
            past = Past(self._note, replace(order.edition, page_set=pages), reads, changes)
            drafts = order.edition.drafts
            stale = [path for path in drafts if path in past.stale or path not in self._known]
            done = list[str]()
            for number, path in enumerate(stale):
                if is_wanted is not None and number % _FEW == 0:
                    if not is_wanted():
                        break
                    time.sleep(_BREATH)
                self._known[path] = search.entry(pages.page(path, drawn=False), pages.ctx.urls)
                done.append(path)
            if stale and not done:  # as if nobody had asked
                return None
            if done or self._known.keys() != {*drafts}:
                self._note, self._state = past.note([past.read(done)], left=stale[len(done) :]), past.since.state
                self._known = {path: self._known[path] for path in drafts if path in self._known}
            return [self._known[path] for path in drafts] if len(done) == len(stale) else None
