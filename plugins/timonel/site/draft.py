"""A page that is still to be written: what a view says of it before anybody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from timonel.model import Entity
from timonel.site.writer import Writer


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that is still to be written: where it stands, what it is called, and how it is written.

    Attributes:
        path: its address, as a page's.
        title: its title, plain text.
        write: writes its blocks.
        searched: whether the search finds its sections, besides the page.
        contents: whether its table of contents is shown.
        entity: what it is about, if it is an entity's page.
    """

    path: str
    title: str
    write: Callable[[Writer], None]
    searched: bool = True
    contents: bool = False
    entity: Entity | None = None
