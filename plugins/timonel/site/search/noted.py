"""What search finds a page by, as it is noted between builds: its words by themselves, for few pages are asked for them again."""

from __future__ import annotations

import marshal
from typing import Any

from timonel.site.search.entries import Entry

Noted = tuple[bytes, bytes]  # all but its words, and these
_WORDS = ("terms", "forms")
_V = 2  # of marshal: the last one in which equal values are equal bytes


def noted(entry: Entry) -> Noted:
    """Return what to note of a page."""
    rest = {key: value for key, value in entry.items() if key not in _WORDS}
    return marshal.dumps(rest, _V), marshal.dumps([entry[key] for key in _WORDS], _V)


class Recalled(dict[str, Any]):
    """An entry that was noted.

    Args:
        noted: what `noted` gave, from a place where nobody else can have put it.
    """

    def __init__(self, noted: Noted) -> None:
        super().__init__(marshal.loads(noted[0]))  # noqa: S302 - as the caller says
        self._words = noted[1]

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - any entry's
        """Return a page's words."""
        if key not in _WORDS:
            raise KeyError(key)
        self.update(zip(_WORDS, marshal.loads(self._words), strict=True))  # noqa: S302 - as above
        return self[key]
