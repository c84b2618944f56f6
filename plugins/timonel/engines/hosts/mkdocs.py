"""MkDocs, as long as it need not run: then it is not loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timonel.engines.engine import Job, Made, Order

_INDEX = "search/search_index.json"


class MkDocs:
    """The engine."""

    name = "mkdocs"
    folder = "site"
    options = frozenset({"offline", "safe"})
    found = _INDEX
    left: tuple[str, ...] = ("search/search_index.",)

    def build(self, job: Job) -> int:
        """Publish a site; see `Engine`."""
        from timonel.engines.build import publish  # noqa: PLC0415 - whoever asks what it can do does not wait for it

        return publish(self, job)

    def load(self) -> None:
        """Load MkDocs; see `Host`."""
        from timonel.engines import mkdocs_run  # noqa: F401, PLC0415 - where it need not run, nobody waits for it to load

    def make(self, order: Order) -> Made:
        """Make hand-written pages and shells, or everything; see `Host`."""
        from timonel.engines import mkdocs_run  # noqa: PLC0415 - as above

        return mkdocs_run.make(order)

    def sections(self, files: Mapping[str, bytes], order: Order) -> Sequence[Mapping[str, Any]] | None:  # noqa: ARG002 - see `Host`
        """Return what hand-written pages say, None where no search is wanted."""
        found: Sequence[Mapping[str, Any]] | None = json.loads(files[_INDEX])["docs"] if _INDEX in files else None
        return found


ENGINE = MkDocs()
