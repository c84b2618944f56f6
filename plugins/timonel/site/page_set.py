"""All generated pages of one language: known by path and title at once, each written when it is asked for."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, partial
from typing import NamedTuple

from timonel.cache import Cache
from timonel.governance import Result
from timonel.model import Entity
from timonel.site import escape, views
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.figures import Figures
from timonel.site.kit import Place
from timonel.site.nav import beside
from timonel.site.page import Page, Sought, sought
from timonel.site.reads import Reads
from timonel.site.search.told import kind_of
from timonel.site.seen import SeenContext
from timonel.site.urls import Urls, path_of
from timonel.site.views.shared import entity_page, inventory
from timonel.site.views.shared.standing import Late, State
from timonel.site.writer import Figure, Writer

_PLACE = "\x02{}\x03"  # control characters never come from data: escaping replaces them
_PLACES = re.compile("\x02(\\d+)\x03")
_PAGES, _PICTURES = 250, 100  # which are written before their pictures are drawn together
_NOTHING = frozenset[int]()
View = Callable[[Writer, Entity], None]


class Batch(NamedTuple):
    """Pages that are written, with places for their pictures: each with its blocks and what the search knows besides."""

    pages: list[tuple[Draft, list[str], Sought]]
    figures: list[Figure]


class PageSet:
    """The pages of one language.

    Args:
        result: what the check says of the base.
        lang: the language.
        urls: how pages are addressed.
        cache: where drawn pictures and the past are kept.

        reads: writes down what each page reads; nobody does without it.
        with_data: whether pages of entities come with their JSON.

    Attributes:
        ctx: what the pages share.
        drafts: path → page to be written, in the order of the site.
        plain: what the check says, as it is when nobody writes down who reads it.
        records: path → what was read for a page, and for all of its view, of those that were written.
    """

    def __init__(  # noqa: PLR0913 - what pages are made of
        self,
        result: Result,
        lang: str,
        urls: Urls,
        cache: Cache,
        reads: Reads | None = None,
        *,
        with_data: bool = False,
    ) -> None:
        self._cache, self.reads, self.plain, self._with_data = cache, reads, result, with_data
        self.ctx = SeenContext(reads, result, lang, urls, cache) if reads else Context(result, lang, urls, cache)
        self.records: dict[str, tuple[AbstractSet[int], AbstractSet[int]]] = {}
        self._framed: dict[str, AbstractSet[int]] = {}
        self.drafts: Mapping[str, Draft] = self._drafted()
        self._beside = beside(self.ctx, self.drafts)
        self._figures = Figures(self.ctx, cache)

    def page(self, path: str, *, drawn: bool = True) -> Page:
        """Return one page; without ``drawn``, its pictures are left out."""
        if not drawn:
            draft = self.drafts[path]
            blocks, sought = self._recorded(draft, [])
            return self._page(draft, [_PLACES.sub("", block) for block in blocks], sought)
        (page,) = self.pages([path])
        return page

    def get_ready(self) -> None:
        """Load, and find out, what each process that writes pages would have to."""
        load()
        self._figures.get_ready()

    def pages(self, paths: Iterable[str] | None = None) -> Iterator[Page]:
        """Yield pages, all without ``paths``; their pictures are drawn through few Graphviz processes."""
        return self.drawn(self.written(self.drafts if paths is None else paths))

    def written(self, paths: Iterable[str]) -> Iterator[Batch]:
        """Yield pages without their pictures, as many together as are to be drawn together."""
        batch = Batch([], [])
        for path in paths:
            batch.pages.append((self.drafts[path], *self._recorded(self.drafts[path], batch.figures)))
            if len(batch.pages) == _PAGES or len(batch.figures) >= _PICTURES:
                yield batch
                batch = Batch([], [])
        yield batch

    def drawn(self, batches: Iterable[Batch]) -> Iterator[Page]:
        """Yield pages that are written, with their pictures."""
        with self._figures.at_hand():
            for pages, figures in batches:
                drawn = self._figures.drawn(figures)
                for draft, blocks, sought in pages:
                    yield self._page(draft, [_filled(block, drawn) for block in blocks], sought)

    def _recorded(self, draft: Draft, figures: list[Figure]) -> tuple[list[str], Sought]:
        """Return a page's blocks, as `_written`, and what the search knows besides; what it read is written down."""
        if self.reads is None:
            return self._written(draft, figures), sought(self.ctx, draft, with_data=self._with_data)
        with self.reads.recording() as read:
            found = self._written(draft, figures), sought(self.ctx, draft, with_data=self._with_data)
        self.records[draft.path] = read, self._framed.get(draft.path, _NOTHING)
        return found

    def _written(self, draft: Draft, figures: list[Figure]) -> list[str]:
        """Return a page's blocks, with places for the pictures that it adds to ``figures``."""

        def keep(figure: Figure) -> str:
            figures.append(figure)
            return _PLACE.format(len(figures) - 1)

        writer = Writer(self.ctx, draft.path, keep)
        list_ = self.listing(draft.path)
        if list_ in self.drafts and list_ != draft.path:
            writer.above = self.drafts[list_].title
        if list_ in self._beside:
            name, paths = self._beside[list_]
            here = "page" if list_ == draft.path else "true"
            places = [Place(self.drafts[x].title, writer.href(x), here if x == list_ else "") for x in paths]
            writer.add(self.ctx.c.section(name, places))
        draft.write(writer)
        return writer.blocks

    def _drafted(self) -> dict[str, Draft]:
        """Return path → page: the overviews of each view, the lists of kinds that have none, then every entity's."""
        ctx, (overviews, entity_views, states, inside) = self.ctx, discovered()
        drafts = dict[str, Draft]()
        for pages in (*overviews, inventory.pages):
            for draft in self._of_view(pages):
                if pages is inventory.pages:
                    drafts.setdefault(draft.path, draft)
                else:
                    drafts[draft.path] = draft
        for entity in ctx.base:
            if ctx.shows(entity):
                view, more = entity_views.get(entity.kind), states.get(entity.kind)
                late = inside.get(entity.kind)
                write = partial(entity_page.write, entity=entity, view=view, more=more, late=late)
                path = path_of(ctx.schema, entity)
                drafts.setdefault(path, Draft(path, ctx.name(entity), write, entity=entity))
        return drafts

    def _of_view(self, pages: Callable[[Context], Iterable[Draft]]) -> Sequence[Draft]:
        """Return the pages of a view; what it read to know them counts for each."""
        if self.reads is None:
            return [*pages(self.ctx)]
        with self.reads.recording() as read:
            found = [*pages(self.ctx)]
        self._framed.update(dict.fromkeys((one.path for one in found), read))
        return found

    def front(self, path: str) -> dict[str, object]:
        """Return a page's front matter, which is known before the page is written."""
        draft = self.drafts[path]
        front: dict[str, object] = {
            "title": escape.line(draft.title),
            "render_macros": False,
            "hide": ["navigation"] if draft.contents else ["navigation", "toc"],
        }
        if not draft.searched:
            front["search"] = {"exclude": True}
        url = self.ctx.edit_url(draft.entity) if draft.entity else None
        if url:
            front["edit_url"] = url
        return front

    def listing(self, path: str) -> str:
        """Return the page of the menu that a page is, or that lists it."""
        above = self.drafts[path].above if path in self.drafts else ""
        return path if path in self._beside else above or f"{path.partition('/')[0]}/index"

    def beside(self, path: str) -> tuple[str, Sequence[str]] | None:
        """Return the name of a page's section and what its pages are called, None where it stands alone."""
        name, paths = self._beside.get(self.listing(path), ("", ()))
        return (name, [self.drafts[one].title for one in paths]) if name else None

    def _page(self, draft: Draft, blocks: Sequence[str], sought: Sought) -> Page:
        edit = draft.entity.file if draft.entity else ""
        kind = draft.entity.kind if draft.entity else kind_of(draft.path)
        front = self.front(draft.path)
        return Page(draft.path, draft.title, front, blocks, self.ctx.lang, edit, sought.words, kind, *sought[1:])


def _filled(block: str, drawn: Sequence[str]) -> str:
    return _PLACES.sub(lambda match: drawn[int(match[1])], block) if "\x02" in block else block


def load() -> None:
    """Load what only those need who write many pages: what asks of a whole graph, and what draws."""
    from timonel.graph import network  # noqa: PLC0415 - who writes a few pages may ask nothing of it
    from timonel.site.pictures import digraph  # noqa: F401, PLC0415 - as above

    network.load()


@cache
def discovered() -> tuple[
    list[Callable[[Context], Iterable[Draft]]], dict[str, View], dict[str, State], dict[str, Late]
]:
    """Return what yields overview pages, and kind → what its page tells beyond the default, of how it stands, and of what is late in it."""
    found = pkgutil.walk_packages(views.__path__, f"{views.__name__}.")
    modules = [importlib.import_module(module.name) for module in found if not module.ispkg]
    entity_views = {kind: view for module in modules for kind, view in getattr(module, "VIEWS", {}).items()}
    states = {kind: state for module in modules for kind, state in getattr(module, "STATES", {}).items()}
    return (
        [module.pages for module in modules if hasattr(module, "pages") and module is not inventory],
        entity_views,
        states,
        {kind: late for module in modules for kind, late in getattr(module, "LATE", {}).items()},
    )
