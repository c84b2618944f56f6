"""A page that is still to be written: what a view says of it before anybody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from timonel.model import Entity
from timonel.site.writer import Writer

Section = Literal[
    "lifecycle", "processes", "people", "programme", "risks", "data", "knowledge", "governance", "onboarding"
]


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that is still to be written: where it stands, what it is called, and how it is written.

    Attributes:
        path: its address, as a page's.
        title: its title, plain text.
        write: writes its blocks.
        menu: its section of the menu and its place there; the list of a kind may leave that to the kind's schema.
        searched: whether the search finds its sections, besides the page.
        contents: whether its table of contents is shown.
        entity: what it is about, if it is an entity's page.
        above: the path of the list that it belongs to, where its own path does not say it.
    """

    path: str
    title: str
    write: Callable[[Writer], None]
    menu: tuple[Section, int] | None = None
    searched: bool = True
    contents: bool = False
    entity: Entity | None = None
    above: str = ""
