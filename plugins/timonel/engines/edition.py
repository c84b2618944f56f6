"""One language of the site as every engine gets it: generated and hand-written pages, menu, words for the theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from timonel import languages, site
from timonel.cache import Cache
from timonel.engines.brand import NONE, Brand, brand
from timonel.engines.own_files import hold, left_out
from timonel.governance import Result
from timonel.languages import SOURCE
from timonel.site import feeds, forms
from timonel.site.context import Context, written
from timonel.site.doors import doors, is_elsewhere
from timonel.site.kit import Door
from timonel.site.nav import Entry, menu
from timonel.site.reads import Reads
from timonel.site.urls import Urls, path_of
from timonel.text import pick


@dataclass(frozen=True)
class Edition:
    """One language of a site.

    Attributes:
        page_set: the generated pages.
        hand_written: path without ending ("guia/x") → Markdown.
        docs: the folder with the hand-written pages and what they show; it may be missing.
        has_forms: whether the forms to edit with stand beside the site.
        with_data: whether pages come with what machines read of them.
        tongue: the language in which is told what is wrong.
        brand: the company's logo and colour.
    """

    page_set: site.PageSet
    hand_written: Mapping[str, str]
    docs: Path
    has_forms: bool = False
    with_data: bool = False
    tongue: str = SOURCE
    brand: Brand = NONE

    @classmethod
    def of(  # noqa: PLR0913 - what an edition is made of
        cls, root: Path, result: Result, lang: str, urls: Urls, cache: Cache, *, has_forms: bool = False,
        reads: Reads | None = None, with_data: bool = False, tongue: str = "", safe: bool = False,
    ) -> Edition:  # fmt: skip
        """Return a language of the base in ``root``.

        Raises:
            BuildError: as `hold`.
        """
        told_in = tongue or result.settings.lang
        hold(root, told_in)
        page_set = site.PageSet(result, lang, urls, cache, reads, with_data=with_data)
        own = {
            page.path.partition("/")[2].removesuffix(".md"): page.text
            for page in page_set.ctx.result.base.pages
            if page.lang == page_set.ctx.written
        }
        return cls(
            page_set,
            own,
            root / "docs" / page_set.ctx.written,
            has_forms,
            with_data,
            told_in,
            brand(root, result.settings, safe=safe),
        )

    @property
    def ctx(self) -> Context:
        """What its pages are written with."""
        return self.page_set.ctx

    @cached_property
    def drafts(self) -> Sequence[str]:
        """The paths of the generated pages, less those that a hand-written one replaces."""
        return [path for path in self.page_set.drafts if path not in self.hand_written]

    @cached_property
    def pages(self) -> Sequence[site.Page]:
        """The generated pages, written."""
        return [*self.page_set.pages(self.drafts)]

    def source(self, name: str) -> str:
        """Return the path of a file under docs/ from the base's root."""
        return f"docs/{self.ctx.written}/{name}"

    @property
    def lang(self) -> str:
        """The language."""
        return self.ctx.lang

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """What the search is told besides the pages."""
        return site.search.told(self.ctx)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The files under docs/ that name people who are not published."""
        return frozenset(left_out(self.docs, self.ctx.hidden))

    @property
    def name(self) -> str:
        """What the site is called."""
        return pick(self.ctx.result.settings.name, self.lang)

    def _opened(self, one: Door) -> dict[str, str]:
        """Return a door as the theme takes it, with its way from the language's root."""
        href = one.href if is_elsewhere(one.href) else self._built.final(one.href)
        return {"title": one.title, "text": one.text, "href": href, "icon": one.icon}

    @property
    def _built(self) -> Urls:
        """How pages are addressed once a host has made them, which is where the theme's links lead."""
        return Urls() if self.ctx.urls.style == "md" else self.ctx.urls

    @cached_property
    def languages(self) -> list[dict[str, str]]:
        """The languages, as the theme's switch takes them."""
        home = self._built.final("index")
        codes = self.ctx.result.settings.languages
        return [{"name": languages.spelled(code), "link": f"../{code}/{home}", "lang": code} for code in codes]

    @property
    def extra(self) -> dict[str, Any]:
        """What the theme's additions are told: the languages, and what to say where there is no page."""
        t = self.ctx.t
        lost = {
            "title": t("This page does not exist"),
            "text": t("It may have changed its name or its place. Search for it, or start from one of these."),
            "home": t("Go to the home page"),
            "start": t("Start here"),
            "doors": [self._opened(one) for one in doors(self.ctx.result, self.lang)],
        }
        finder = {
            "search": t("Search"),
            "hint": t("A word or a question"),
            "close": t("Close"),
            "found": t("What was found"),
            "failed": t("The search cannot be loaded."),
        }
        known = {
            "generator": False,
            "lang": self.lang,
            "alternate": self.languages,
            "lost": lost,
            "finder": finder,
            "edit": t("Edit"),
            "shelf": {
                "here": t("You are here"), "order": t("In order"), "previous": t("Previous"), "next": t("Next"),
            },
        }  # fmt: skip
        feed = {"href": feeds.ALL, "title": t("{name}: news", name=self.name)}
        return {**known, "feed": feed} if feeds.ALL in self.ctx.once(feeds.there).values() else known

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """Path of a page → where its form stands in the site."""
        base = self.ctx.base
        links = forms.links(self.ctx.result, self.lang) if self.has_forms else {}
        return {path_of(base.schema, entity): to for key, to in links.items() if (entity := base.find(key))}

    @cached_property
    def _owned(self) -> dict[str, dict[str, Any]]:
        return {}

    def own(self, path: str) -> dict[str, Any]:
        """Return what the theme is to know of a page, as front matter: its counterparts, its form, its tab, its shelf."""
        found = self._owned.get(path)
        if found is None:
            found = self._owned[path] = self._own(path)
        return found

    def _own(self, path: str) -> dict[str, Any]:
        known, form = self._counterparts(path), self.forms.get(path)
        folder = path.partition("/")[0].replace("packs", "roles")  # a role's pack stands beside the role
        tab = None if f"{path}.md" in self._tabs else self._tabs.get(f"{folder}/index.md")
        if tab:
            known["tab"] = tab
        if path in self.hand_written and f"{path}.md" in self._tabs:
            known["shelf"] = True
        if form:
            known["form_url"] = "../" * (self._built.final(path).count("/") + 1) + form
            known["form_title"] = self.ctx.t("Edit with a form")
        return known

    def _counterparts(self, path: str) -> dict[str, Any]:
        """Return the language switch of a page that every language has: it stays on the page."""
        if path in self.hand_written:
            base = self.ctx.result.base
            there = {page.path for page in base.pages}
            if not all(f"{written(base, lang)}/{path}.md" in there for lang in self.ctx.result.settings.languages):
                return {}
        ways = [self._built.between(f"{self.lang}/{path}", f"{one['lang']}/{path}") for one in self.languages]
        return {"alternate": [{**one, "link": way} for one, way in zip(self.languages, ways, strict=True)]}

    def address(self, path: str) -> str:
        """Return where a page stands below the language's root, as browsers ask for it."""
        return self._built.final(path)

    def file(self, path: str) -> str:
        """Return the file of a page below the language's root."""
        address = self.address(path)
        return address if address.endswith(".html") else f"{address}index.html"

    @cached_property
    def listed(self) -> frozenset[str]:
        """The paths of the pages in the menu."""
        pages = (
            one
            for entry in self.menu
            for inner in entry.values()
            for one in (inner if isinstance(inner, list) else [entry])
        )
        return frozenset(str(file).removesuffix(".md") for page in pages for file in page.values())

    @cached_property
    def _tabs(self) -> Mapping[str, int]:
        """File of a page in the menu → the number of its section's tab."""
        sections = [(n, pages) for n, entry in enumerate(self.menu, 1) for pages in entry.values()]
        return {file: n for n, pages in sections if isinstance(pages, list) for page in pages for file in page.values()}

    def title(self, path: str) -> str:
        """Return what the menu calls a page written by hand, as HTML."""
        entries = (entry for pages in self.menu for one in pages.values() if isinstance(one, list) for entry in one)
        return next((title for entry in entries for title, file in entry.items() if file == f"{path}.md"), "")

    @cached_property
    def menu(self) -> list[Entry]:
        """The menu, as MkDocs and Zensical take it."""
        return menu(self.ctx, {path: self.page_set.drafts[path] for path in self.drafts}, [*self.hand_written.items()])
