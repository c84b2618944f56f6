"""Calendars and news beside the pages of a language: only those are made, and written, that are others than the last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from timonel.engines import clean
from timonel.engines.built import Built
from timonel.engines.edition import Edition
from timonel.site import calendars, feeds
from timonel.site.beside import Beside

_NOTE = "beside"


def files(edition: Edition, top: str) -> Iterator[Beside]:
    """Yield what stands beside the pages.

    Args:
        edition: the language.
        top: where the site stands, without an ending slash; "" where nobody knows it.
    """
    address = f"{top}/{edition.lang}/" if top else ""
    yield from calendars.files(edition.ctx, address)
    yield from feeds.files(edition.ctx, address)


def lay(edition: Edition, top: str, built: Built) -> None:
    """Have what stands beside the pages in a language's folder; the rest as `files`."""
    known: Mapping[str, tuple[bytes, Any]] = built.note.get(_NOTE, {})
    seals = {}
    machines = [clean.listed(edition)] if edition.with_data else []
    for one in (*files(edition, top), *machines):
        seal, stamp = known.get(one.name, (b"", None))
        if seal == one.seal and stamp and built.stand({one.name: stamp}):
            built.keep([one.name])
        else:
            built.put(one.name, one.make())
        seals[one.name] = one.seal
    stamps = built.stamps(seals)
    built.note[_NOTE] = {name: (seal, stamps[name]) for name, seal in seals.items()}
