"""MkDocs kept ready for one language: it renders a page when asked for, to the bytes that its own build would write."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

import mkdocs.commands.build as stock
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_build_timestamp

from timonel.cache import Cache
from timonel.engines.compiled import Compiled
from timonel.engines.edition import Edition, place
from timonel.engines.macros import define_env
from timonel.engines.mkdocs import TimonelPlugin
from timonel.engines.timed import PageTimer, SlowPageError, too_slow
from timonel.site import Page, PageSet, search
from timonel.text import Said

# Plugins that look at each page for itself, so that a page that did not change comes out the same.
_KNOWN = frozenset({"macros", "material/search", "offline", "material/offline", "search", "timonel"})
_HEADING = re.compile(r"(#{1,6}) (.*?)( \{#[\w-]+\})?")
_KEPT = re.compile(r"<(p|h1)>kbblock(\d+)</\1>|kbheading(\d+)x")


class Host:
    """One language's site in MkDocs' hands.

    Args:
        config: as `mkdocs.configured` made it, for this host alone.
        cache: where compiled templates are kept.
    """

    def __init__(self, config: MkDocsConfig, cache: Cache) -> None:
        plugin = config.plugins["timonel"]
        assert isinstance(plugin, TimonelPlugin)  # noqa: S101 - for mypy
        plugin.on_demand, self._plugin = True, plugin
        self.config = config.plugins.on_config(config)
        self.config.plugins.on_pre_build(config=self.config)
        files = get_files(self.config)
        self.env: Environment = self.config.theme.get_env()
        self.env.bytecode_cache = Compiled(cache)
        files.add_files_from_theme(self.env, self.config)
        self.files = self.config.plugins.on_files(files, config=self.config)
        set_exclusions(self.files, self.config)
        nav = get_navigation(self.files, self.config)
        self.nav = self.config.plugins.on_nav(nav, config=self.config, files=self.files)
        self.env = self.config.plugins.on_env(self.env, config=self.config, files=self.files)
        self._documents = [*self.files.documentation_pages(inclusion=InclusionLevel.is_included)]
        for file in self._documents:
            page = file.page or HostPage(None, file, self.config)
            page.update_date = plugin.ctx.result.today
        self.generated = plugin.generated  # the file's name → its path in the site
        self._shapes: dict[tuple[str, ...], tuple[str, Sequence[AnchorLink]]] = {}

    @property
    def left(self) -> Sequence[Said]:
        """What was left aside of what strangers wrote."""
        return self._plugin.left or ()

    @property
    def page_set(self) -> PageSet:
        """The generated pages."""
        return self._plugin.edition.page_set

    def turn(self, edition: Edition) -> bool:
        """Go on with a later edition; return False where it has other pages, or another menu."""
        macros = self.config.plugins.get("macros")
        turned = self._plugin.turn(edition)
        if turned and macros is not None:
            define_env(macros)
        return turned

    @property
    def is_plain(self) -> bool:
        """Whether nothing takes part that might tell one page what another one says."""
        extra = self.config.hooks or self.config.extra_templates
        return not extra and set(self.config.plugins) <= _KNOWN

    @cached_property
    def key(self) -> str:
        """A digest of all that a generated page shows besides its own content."""
        custom = self.config.theme.custom_dir
        own = sorted(Path(custom).rglob("*")) if custom else []
        made_of = [
            self._plugin.ctx.lang, sorted(self._plugin.edition.forms.items()), json.dumps({**self.config}, default=_plain), json.dumps({**self.config.theme}, default=_plain),
            [(str(one), one.read_bytes()) for one in own if one.is_file()],
        ]  # fmt: skip
        return blake2b(repr(made_of).encode(errors="replace"), digest_size=16).hexdigest()

    @cached_property
    def pages(self) -> dict[str, File]:
        """Where a page stands in the site ("processes/x/index.html") → its file, written by hand or generated."""
        return {file.dest_uri: file for file in self._documents}

    @cached_property
    def assets(self) -> dict[str, File]:
        """Where a file that is no page stands → the file: of the theme, of Timonel and under docs/."""
        found = (file for file in self.files if not file.is_documentation_page())
        return {file.dest_uri: file for file in found if file.inclusion.is_included()}  # type: ignore[no-untyped-call] # MkDocs'

    def template(self, name: str) -> bytes:
        """Return what the theme makes once for the whole site: its map, its page for errors."""
        template = self.env.get_template(name)
        return stock._build_template(name, template, self.files, self.config, self.nav).encode()  # noqa: SLF001 - MkDocs is pinned, and no longer changes

    def others(self) -> Iterator[tuple[str, bytes]]:
        """Yield all that is no page, with where it stands."""
        for name, file in self.assets.items():
            yield name, file.content_bytes
        for name in sorted(self.config.theme.static_templates):
            text = self.template(name)
            yield name, text
            if name == "sitemap.xml":
                packed, pages = BytesIO(), [file.page for file in self._documents if file.page]
                built = min(
                    max(get_build_timestamp(pages=pages), 0), 2**32 - 1
                )  # gzip knows the years from 1970 to 2106
                with gzip.GzipFile(fileobj=packed, filename=name, mode="wb", mtime=built) as gz:
                    gz.write(text)
                yield f"{name}.gz", packed.getvalue()

    def search(self, entries: Sequence[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
        """Yield the search index with these entries of generated pages, when all hand-written pages are rendered."""
        plugin = self.config.plugins.get("material/search") or self.config.plugins.get("search")
        if plugin is None:
            return
        index = search.joined(json.loads(plugin.search_index.generate_search_index(None)), entries)
        for name, data in search.files(index, self._plugin.urls):
            yield f"search/{name}", data

    def forget_search(self) -> None:
        """Let hand-written pages enter the search index anew."""
        plugin = self.config.plugins.get("material/search") or self.config.plugins.get("search")
        if plugin is not None:
            plugin.search_index.entries.clear()

    def entries(self, page: Page) -> list[dict[str, Any]]:
        """Return what search finds a generated page by."""
        return [*search.entries(page, self._plugin.urls)]

    # Rendering

    def render(self, file: File, written: Page | None = None) -> bytes:
        """Return a page's HTML; ``written`` is what it says, where it is a generated one."""
        page = file.page
        assert page is not None  # noqa: S101 - made with the host
        if written is not None:
            self._fill(page, written)
        else:
            self._read(page)
        page.active, self.config._current_page = True, page  # noqa: SLF001 - as above
        try:
            context = stock.get_context(self.nav, self._documents, self.config, page)
            template = self.env.get_template(page.meta.get("template", "main.html"))
            context = self.config.plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
            html = self.config.plugins.on_post_page(template.render(context), page=page, config=self.config)
        finally:
            page.active, self.config._current_page = False, None  # noqa: SLF001 - as above
            if written is not None:
                page.content = None  # a site's pages are large, and nobody looks at this again
        return str(html).encode("utf-8", "xmlcharrefreplace")

    def _read(self, page: HostPage) -> None:
        """Read a hand-written page, which may be anything."""
        timer = PageTimer()
        timer.start()
        try:
            stock._populate_page(page, self.config, self.files)  # noqa: SLF001 - MkDocs is pinned, and no longer changes
        except (SlowPageError, RecursionError):
            raise PluginError(too_slow(page.file.src_uri, self._plugin.ctx.lang)) from None
        finally:
            timer.stop()

    def validate(self) -> None:
        """Log the links of hand-written pages that lead to no heading."""
        for file in self._documents:
            page = file.page
            for target in (page and page.links_to_anchors) or ():
                path = self.generated.get(target.src_uri)
                if path and target.page and target.page.present_anchor_ids is None:
                    blocks = self.page_set.page(path).blocks
                    target.page.present_anchor_ids = {*re.findall(r'(?:\{#| id=")([\w-]+)', "\n".join(blocks))}
            if page:
                page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)

    def _fill(self, page: HostPage, written: Page) -> None:
        """Give a page its content and headings as if MkDocs had read them as Markdown.

        Markdown sees only the page's shape, once for all pages that have it: neither HTML nor titles are its business.
        """
        texts, shape = [], []
        for number, block in enumerate(written.blocks):
            heading = _HEADING.fullmatch(block) if block.startswith("#") else None
            texts.append(heading[2] if heading else block)
            shape.append(f"{heading[1]} kbheading{number}x{heading[3] or ''}" if heading else place(number, block))
        own = self._plugin.edition.own(page.file.src_uri.removesuffix(".md"))
        page.markdown, page.meta = "", {**written.front, **own, "search": {"exclude": True}}
        known = self._shapes.get(tuple(shape))
        if known is None:
            page.markdown = "\n\n".join(shape)
            page.render(self.config, self.files)
            known = self._shapes[tuple(shape)] = (page.content or "", [*page.toc])
        page.content = _put(known[0], texts)
        page.toc = TableOfContents([_linked(one, texts) for one in known[1]])
        for first in [*page.toc][:1]:
            first.active = True  # as MkDocs does


def _plain(option: object) -> object:
    """Return what stands for an option that is no JSON: nothing that differs from run to run."""
    if isinstance(option, Mapping):  # MkDocs' own, such as `extra`
        return {**option}
    if isinstance(option, Path | date):
        return str(option)
    return getattr(option, "__qualname__", type(option).__name__)


def _put(text: str, texts: Sequence[str]) -> str:
    return _KEPT.sub(lambda match: texts[int(match[2] or match[3])], text)


def _linked(link: AnchorLink, texts: Sequence[str]) -> AnchorLink:
    new = AnchorLink(_put(link.title, texts), link.id, link.level)
    new.children = [_linked(one, texts) for one in link.children]
    return new
