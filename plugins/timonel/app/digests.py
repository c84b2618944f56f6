"""A digest for somebody, with the ways to where each ask is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from timonel.app.documents import reader
from timonel.cache import Cache
from timonel.governance import Result
from timonel.governance.published import published
from timonel.lookups.calendar import days_before
from timonel.model import Entity
from timonel.notices.digest import digest as weekly
from timonel.notices.digest.asks import Lead
from timonel.notices.digest.whom import Whom, known, whom
from timonel.notices.document import Document
from timonel.text import nearest

__all__ = ["digest", "near", "whom"]


def digest(  # noqa: PLR0913 - what decides what somebody is told
    root: Path, result: Result, who: Whom, lang: str, cache: Cache, *, since: str | None = None, site: str = "", urgent: bool = False
) -> Document | None:  # fmt: skip
    """Return what somebody is told; None where that is nothing.

    Args:
        root: the base.
        result: what the check says, of the whole base.
        who: whom it is for.
        lang: the language.
        cache: what is kept between runs.
        since: a day or a revision; else a week ago, and where it is urgent, yesterday.
        site: where the site stands on the web; "" where nobody knows it.
        urgent: whether only what cannot wait is told.

    Raises:
        HistoryError: git cannot answer.
        NewerModelError: that revision was made for a newer Timonel.
    """
    from timonel.history.before import before  # noqa: PLC0415 - few ask

    span = 1 if urgent else weekly.WEEK
    found = before(root, since or days_before(result.today, span), result, cache, span)
    shown = found.after if found else published(result)
    mine = who._replace(entity=shown.base.find(who.entity.key) or who.entity)
    reads, lead = reader(shown, lang, site), _lead(shown, lang, site)
    if urgent:
        return weekly.urgent(shown, found, mine, reads, lead) if found else None
    return weekly.digest(shown, found, mine, reads, lead)


def near(result: Result, key: str) -> Sequence[str]:
    """Return whom somebody may have meant."""
    return nearest(key, known(result.base))


def _lead(result: Result, lang: str, site: str) -> Lead:
    """Return what gives the way to a field: its form on the site, else its line where files are edited."""
    from timonel.site import forms  # noqa: PLC0415 - as above

    places = forms.links(result, lang) if site else {}

    def lead(entity: Entity, keys: Sequence[str | int]) -> str | None:
        if entity.key in places:
            return f"{site.rstrip('/')}/{places[entity.key]}"
        if result.hidden is not None and result.hidden.moved(entity.file):
            return None
        url = result.settings.edit_url(entity.file)
        return f"{url}#L{entity.line(tuple(keys))[0]}" if url else None

    return lead
