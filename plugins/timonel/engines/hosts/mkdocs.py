"""MkDocs, as long as it need not run: then it is not loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.engines.build import publish
from timonel.engines.engine import Job, Made, Order
from timonel.site import search

_INDEX = "search/search_index.json"


class MkDocs:
    """The engine."""

    name = "mkdocs"
    folder = "site"
    options = frozenset({"offline", "safe"})

    def build(self, job: Job) -> int:
        """Publish a site; see `Engine`."""
        return publish(self, job)

    def make(self, order: Order) -> Made:
        """Make hand-written pages and shells, or everything; see `Host`."""
        from timonel.engines import mkdocs_run  # noqa: PLC0415 - where it need not run, nobody waits for it to load

        return mkdocs_run.make(order)

    def index(
        self, files: Mapping[str, bytes], entries: Sequence[dict[str, Any]], order: Order
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the search index."""
        if _INDEX in files:
            index = search.joined(json.loads(files[_INDEX]), entries, order.edition.ctx.result.settings.languages)
            for name, data in search.files(index, order.edition.ctx.urls):
                yield f"search/{name}", data


ENGINE = MkDocs()
