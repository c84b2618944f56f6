"""The pictures of pages as HTML: those that are kept, and all others drawn together; each with the table that says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from hashlib import blake2b

from timonel.cache import Cache
from timonel.site import escape
from timonel.site.context import Context
from timonel.site.kit import Mark
from timonel.site.pictures import svg
from timonel.site.pictures.drawing import Drawer
from timonel.site.writer import Figure


class Figures:
    """Draws the pictures of one language's pages.

    Args:
        ctx: what the pages share.
        cache: where finished pictures are kept, so that unfinished ones need not be.
    """

    def __init__(self, ctx: Context, cache: Cache) -> None:
        self._ctx, self._cache = ctx, cache
        self._drawer = Drawer(Cache(None), known=cache)

    def get_ready(self) -> None:
        """Find out which Graphviz there is: where nobody knows it, that takes as long as to draw sixty pictures."""
        self._drawer.engine()

    def at_hand(self) -> AbstractContextManager[None]:
        """Keep what draws ready for as long as this lasts; see `Drawer.at_hand`."""
        return self._drawer.at_hand()

    def drawn(self, figures: Sequence[Figure]) -> list[str]:
        """Return the HTML of every picture: those that are not kept are drawn together."""
        names = [self._name(figure) for figure in figures]
        finished = [kept.decode() if (kept := self._cache.read(name)) else None for name in names]
        wanted = [number for number, one in enumerate(finished) if one is None]
        dots = [figures[number].picture.dot for number in wanted]
        images = (self._drawer.draw(dots) if dots else []) or [None] * len(dots)
        for number, image in zip(wanted, images, strict=True):
            if image is not None:
                figure = figures[number]
                text = svg.finish(image, f"{figure.id}-", figure.title, figure.desc, figure.picture.names)
                finished[number] = text
                self._cache.write(names[number], text.encode())
        return [self._figure(figure, image) for figure, image in zip(figures, finished, strict=True)]

    def _name(self, figure: Figure) -> str:
        """Return the name under which a finished picture is kept: all that it is made of."""
        picture = figure.picture
        made_of = (self._drawer.engine(), picture.drawing, picture.names, figure.id, figure.title, figure.desc)
        return f"pictures/{blake2b(json.dumps(made_of).encode(), digest_size=16).hexdigest()}.svg"

    def _figure(self, figure: Figure, finished: str | None) -> str:
        ctx = self._ctx
        if finished is None:
            notice = ctx.c.notice(
                "none",
                ctx.t("Picture not drawn"),
                ctx.t("There is no Graphviz where this site was built; the table says the same."),
            )
            return f"{notice}\n\n{figure.table}"
        legend = [Mark(*key) for key in figure.picture.legend]
        return ctx.c.figure(figure.id, escape.markup(finished), figure.title, figure.desc, figure.table, legend)
