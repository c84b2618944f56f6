"""The MkDocs plugin: pages become virtual files, findings log lines."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import mkdocs.config
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from pathspec.gitignore import GitIgnoreSpec

from timonel import site
from timonel.cache import Cache, packaged
from timonel.engines.explain import GlossaryExtension
from timonel.governance import Result, examine
from timonel.site import search
from timonel.site.nav import menu
from timonel.site.urls import Urls
from timonel.text import pick, say

log = logging.getLogger("mkdocs.plugins.timonel")
_KEPT = re.compile(r"<p>kbblock(\d+)</p>")
_PALETTE = ("Use the light theme", "Use the dark theme", "Use the system's theme")


class TimonelConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs's metaclass has no types
    """Options of the plugin in mkdocs.yml."""

    root = config_options.Type(str, default=".")


class TimonelPlugin(BasePlugin[TimonelConfig]):  # type: ignore[no-untyped-call]  # as above
    """Adds the generated pages, the menu, the theme's additions, and what search needs to find accents."""

    result: Result | None = None
    lang: str = ""
    on_demand: bool = False  # whether a host asks for pages, instead of MkDocs' build taking all of them

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the base and set what follows from it."""
        self.generated: dict[str, str] = {}  # name of a virtual file → its path in the book
        self.pages: dict[str, site.Page] = {}
        root = (Path(config.config_file_path).parent / self.config.root).resolve()
        if self.result is None or not self.lang:  # plain `mkdocs`: the first language
            self.result = examine(root)
            _tell(self.result)
        settings = self.result.settings
        lang = self.lang or settings.lang
        self.book = site.Book(self.result, lang, Urls(), Cache.of(root))
        self.desk = self.book.desk
        self.extension = GlossaryExtension(self.desk.glossary)
        self._set_theme(config, lang)
        config.site_name = pick(settings.name, lang)
        config.extra.update(generator=False, alternate=[
            {"name": {"es": "Español", "en": "English"}.get(code, code), "link": f"../{code}/", "lang": code} for code in settings.languages
        ])  # fmt: skip
        config.extra_css = ["assets/timonel.css", *config.extra_css]
        config.extra_javascript = ["assets/timonel.js", *config.extra_javascript]
        config.markdown_extensions.append(self.extension)  # type: ignore[arg-type] # Markdown takes instances too
        config.not_in_nav = GitIgnoreSpec.from_lines(["*"])
        config.nav = self.menu(self.book)
        return config

    def turn(self, book: site.Book) -> None:
        """Go on with what a later check says, under the same configuration."""
        self.book, self.desk, self.result = book, book.desk, book.desk.result
        self.extension.glossary = book.desk.glossary

    def menu(self, book: site.Book) -> list[dict[str, Any]]:
        """Return the menu that fits a book."""
        result, lang = book.desk.result, book.desk.lang
        hand_written = [
            (page.path.partition("/")[2].removesuffix(".md"), page.text)
            for page in result.base.pages
            if page.lang == lang
        ]
        return menu(book.desk, {path: draft.title for path, draft in book.drafts.items()}, hand_written)

    def _set_theme(self, config: MkDocsConfig, lang: str) -> None:
        theme = config.theme
        theme.dirs.insert(0, str(site.OVERRIDES))
        theme["language"], theme["logo"], theme["favicon"] = lang, "assets/logo.svg", "assets/favicon.svg"
        for scheme, name in zip(
            theme["palette"] if isinstance(theme.get("palette"), list) else [], _PALETTE, strict=False
        ):
            scheme["toggle"]["name"] = say(name, lang)
        plugin = config.plugins.get("material/search") or config.plugins.get("search")
        if plugin is not None:
            plugin.config["lang"] = [lang]
        toc = config.mdx_configs.setdefault("toc", {})
        toc["permalink_title"] = say("Link to this section", lang)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and the assets."""
        self.pages = {} if self.on_demand else {page.path: page for page in self.book.pages()}
        for path in self.book.drafts:
            if files.get_file_from_path(f"{path}.md") is not None:  # a hand-written page of the same name wins
                continue
            text = "" if self.on_demand else skeleton(self.pages[path])
            file = File.generated(config, f"{path}.md", content=text)
            file.edit_uri = None
            files.append(file)
            self.generated[file.src_uri] = path
        for asset in sorted(site.ASSETS.rglob("*")):
            if asset.is_file():
                name = f"assets/{asset.relative_to(site.ASSETS).as_posix()}"
                files.append(File.generated(config, name, abs_src_path=str(asset)))
        return files

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs's signature
        """Tell the glossary extension which page comes, for its links are relative; search entries of ours are our own."""
        self.extension.page = page.file.src_uri
        if page.file.src_uri in self.generated:
            page.meta["search"] = {"exclude": True}
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs's signature
        """Put a generated page's HTML where its skeleton keeps the places."""
        path = self.generated.get(page.file.src_uri)
        return html if path is None else _KEPT.sub(lambda match: self.pages[path].blocks[int(match[1])], html)

    @event_priority(-50)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add the generated pages to the search index, and let it find words without their accents."""
        path = Path(config.site_dir) / "search" / "search_index.json"
        if path.exists():
            index = json.loads(path.read_text(encoding="utf-8"))
            index = search.complete(index, (self.pages[one] for one in self.generated.values()), Urls())
            path.write_bytes(search.written(index))


def skeleton(page: site.Page) -> str:
    """Return a page's Markdown with a short paragraph for each block of HTML: Markdown need not read what it must not change."""
    bodies = (block if block.startswith("#") else f"kbblock{number}" for number, block in enumerate(page.blocks))
    return replace(page, blocks=[*bodies]).markdown


def _tell(result: Result) -> None:
    lang = result.settings.lang
    for one in result.findings:
        if one.status == "open" and one.severity != "info":
            line, column = one.spot.line
            log.info("%s:%d:%d: %s %s", one.spot.file, line, column, one.code, one.message(lang))


def configured(root: Path, result: Result, lang: str, target: Path, site_url: str | None = None) -> MkDocsConfig:
    """Return the configuration of one language's build; without ``site_url``, mkdocs.yml says where the site will stand."""
    own = root / "mkdocs.yml"
    docs = root / "docs" / lang
    if not docs.is_dir():
        docs = root / ".timonel" / "docs" / lang
        docs.mkdir(parents=True, exist_ok=True)
    config = mkdocs.config.load_config(
        config_file=str(own if own.exists() else packaged("mkdocs.yml")),
        docs_dir=str(docs), site_dir=str(target / lang),
    )  # fmt: skip
    first = (config.site_url or "http://127.0.0.1:8000/").removesuffix(f"/{result.settings.lang}/").rstrip("/")
    config.site_url = f"{site_url or first}/{lang}/"
    plugin = config.plugins["timonel"]
    assert isinstance(plugin, TimonelPlugin)  # noqa: S101 - for mypy
    plugin.config.root, plugin.result, plugin.lang = str(root.resolve()), result, lang
    return config
