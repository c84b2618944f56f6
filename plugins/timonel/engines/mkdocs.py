"""The MkDocs plugin: pages become virtual files, findings log lines."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext
from pathspec.gitignore import GitIgnoreSpec

from timonel import site
from timonel.cache import Cache
from timonel.engines import beside
from timonel.engines.brand import themed
from timonel.engines.compiled import lighten
from timonel.engines.edition import Edition
from timonel.engines.engine import Order
from timonel.engines.kept import ANCHORS
from timonel.engines.own_files import hold
from timonel.engines.refused import BuildError
from timonel.engines.shell import anchors
from timonel.engines.site_wide.address import home
from timonel.engines.site_wide.policy import with_policy
from timonel.engines.skeleton import filled, skeleton
from timonel.engines.theme import SCRIPTS, assets, spoken, toggles
from timonel.engines.written.asked import Asked, Question
from timonel.engines.written.explain import GlossaryExtension
from timonel.engines.written.folds import FoldsExtension
from timonel.engines.written.handwritten import HandWritten
from timonel.engines.written.timed import PageTimer, too_slow
from timonel.governance import Result
from timonel.pipeline import examine
from timonel.site import search
from timonel.site.context import Context
from timonel.site.urls import Urls
from timonel.text import Said, say, visible

_OWN_SEARCH = ("assets/javascripts/workers/", "assets/javascripts/lunr/")  # the theme's, which nobody asks
log = logging.getLogger("mkdocs.plugins.timonel")


class TimonelConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs's metaclass has no types
    """Options of the plugin in mkdocs.yml."""

    root = config_options.Type(str, default=".")


class TimonelPlugin(BasePlugin[TimonelConfig]):  # type: ignore[no-untyped-call]  # as above
    """Adds the generated pages, the menu, the theme's additions, and what search needs to find accents."""

    order: Order | None = None  # what an engine of ours asks for; plain `mkdocs` builds the first language
    has_shells: bool = False  # whether models of pages are made, instead of the pages
    failure: Exception | None = None  # what ended a build
    left: list[Said] | None = (
        None  # where strangers wrote the base: collects what is left aside, for nothing of theirs runs
    )
    reading: str = ""  # the page that is being read
    timer = PageTimer()

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the base and set what follows from it."""
        self.generated: dict[str, str] = {}  # name of a virtual file → its path in the site
        self.pages: dict[str, site.Page] = {}
        self.asked = Asked()  # what hand-written pages ask of the base
        self.told: list[Said] = []  # what the authors of hand-written pages should know
        root = (Path(config.config_file_path).parent / self.config.root).resolve()
        self.urls = Urls("directory" if config.use_directory_urls else "html")
        try:
            self.edition = self._edition(config, root)
        except BuildError as error:  # MkDocs tells its own errors in a line
            raise PluginError(str(error)) from None
        lang = self.edition.lang
        self.hand_written = HandWritten(self.edition, self.left, None if self.order is None else self.told, self.asked)
        self.extension, self.folds = GlossaryExtension(self.edition.ctx.glossary), FoldsExtension(self.edition.ctx)
        self._set_theme(config, lang)
        config.site_name = escape(self.edition.name)  # the theme's templates take it for HTML
        config.extra.update(self.edition.extra)
        if not config.use_directory_urls:
            config.extra["polyfills"] = ["assets/folder.js", *config.extra.get("polyfills", ())]
        config.extra_css = ["assets/timonel.css", *self.edition.brand.styles, *config.extra_css]
        config.extra_javascript = [*SCRIPTS, *config.extra_javascript]
        config.markdown_extensions += [self.extension, self.folds]  # type: ignore[list-item] # Markdown takes instances too
        config.not_in_nav = GitIgnoreSpec.from_lines(["*"])
        config.nav = self.edition.menu
        return config

    def _edition(self, config: MkDocsConfig, root: Path) -> Edition:
        if self.order is not None:
            _hold(config, self.order.root, self.order.edition.tongue)
            return self.order.edition
        result = examine(root)
        _tell(result)
        _hold(config, root, result.settings.lang)
        return Edition.of(root, result, result.settings.lang, self.urls, Cache.of(root))

    @property
    def ctx(self) -> Context:
        """What the pages of the language share."""
        return self.edition.ctx

    def _set_theme(self, config: MkDocsConfig, lang: str) -> None:
        theme = config.theme
        theme.dirs.insert(1 if theme.custom_dir else 0, str(site.OVERRIDES))  # a base's own stand above ours
        if self.order is not None:
            lighten(theme, self.order.cache)
        look = themed({name: theme.get(name) for name in ("logo", "favicon", "icon", "palette")}, self.edition.brand, self.edition.docs)  # fmt: skip
        theme["language"], theme["logo"], theme["favicon"] = spoken(lang), look["logo"], look["favicon"]
        theme["palette"] = toggles(look["palette"], lang)
        config.extra["wheel"] = look["wheel"]
        plugin = config.plugins.get("material/search") or config.plugins.get("search")
        if plugin is not None:
            plugin.config["lang"] = [spoken(lang)]
        toc = config.mdx_configs.setdefault("toc", {})
        toc["permalink_title"] = say("Link to this section", lang)
        toc["title"] = say("On this page", lang)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and the assets; what names people who are not published goes."""
        for file in [one for one in files if one.src_uri in self.edition.left_out]:
            files.remove(file)
        for file in [one for one in files if one.src_uri.startswith(_OWN_SEARCH)]:
            files.remove(file)
        self.hand_written.leave_aside(files, config.docs_dir)
        if "macros" in config.plugins:
            self.hand_written.watch(config.plugins["macros"])
        for path, text in self._written().items():
            file = File.generated(config, f"{path}.md", content=text)
            file.edit_uri = None
            files.append(file)
            self.generated[file.src_uri] = path
        if self.has_shells:
            for path in self.edition.drafts:
                if f"{path}.md" not in self.generated:
                    files.append(_Elsewhere.of(config, f"{path}.md"))
        else:
            for one in beside.files(self.edition, home(config.site_url, self.edition.lang)):
                files.append(File.generated(config, one.name, content=one.make()))
        self._add_look(files, config)
        return files

    def _add_look(self, files: Files, config: MkDocsConfig) -> None:
        """Add what pages look like; a base's own file stands in the place of ours."""
        there = {one.src_uri for one in files}
        for name, asset in assets().items():
            if name not in there:
                files.append(File.generated(config, name, abs_src_path=str(asset)))
        for name, data in self.edition.brand.files.items():
            if name not in there:
                files.append(File.generated(config, name, content=data))

    def _written(self) -> Mapping[str, str]:
        """Return path → Markdown of the pages that MkDocs is to read: models, or skeletons of all that are generated."""
        if self.has_shells and self.order is not None:
            return self.order.models.markdown
        self.pages = {page.path: page for page in self.edition.pages}
        return {path: skeleton(page) for path, page in self.pages.items()}

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Let what loses its tags stay text: Jinja's own filter gives it back unescaped."""
        self._give_anchors(config, files)
        env.filters["striptags"] = lambda value: escape(Markup(value).striptags())  # noqa: S704 - escaped just here
        return env

    def _give_anchors(self, config: MkDocsConfig, files: Files) -> None:
        """Let MkDocs know the headings of the generated pages to which hand-written ones link."""
        own = (file for file in files.documentation_pages() if self.has_shells and file.src_uri not in self.generated)
        for file in own:
            for target in (file.page and file.page.links_to_anchors) or ():
                path = target.src_uri.removesuffix(".md")
                if path in self.edition.page_set.drafts and path not in self.edition.hand_written:
                    page = target.page or MkDocsPage(None, target, config)
                    found = anchors(self.edition.page_set.page(path, drawn=False))
                    page.present_anchor_ids = (page.present_anchor_ids or set()) | found
                    self.asked.answers[Question(path, ANCHORS, ())] = sorted(found)

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:  # noqa: ARG002 - MkDocs's signature
        """Begin to count the time of a page."""
        self.reading = page.file.src_uri
        self.timer.start()
        return page

    @event_priority(50)  # before other plugins run what stands in it
    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs's signature
        """Tell the glossary extension which page comes, for its links are relative; name nobody who is not published."""
        name, hidden, lang = page.file.src_uri, self.ctx.hidden, self.edition.lang
        if self.order is not None:
            page.update_date = self.ctx.result.today
        if self.has_shells and name in self.generated:
            return markdown
        self.extension.page, self.folds.asleep = name, name in self.generated
        page.meta.update(hidden.value({**page.meta}, lang))
        page.meta.update(self.edition.own(name.removesuffix(".md")))
        text = hidden.text(markdown, lang)
        return text if name in self.generated else self.hand_written.begin(text, page)

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs's signature
        """Put a generated page's HTML where its skeleton keeps the places."""
        self.timer.stop()
        path = self.generated.get(page.file.src_uri)
        if path is None:
            return self.hand_written.end(html, page)
        return html if self.has_shells else filled(html, self.pages[path])

    def on_build_error(self, *, error: Exception) -> None:
        """Keep what ended a build: MkDocs only logs it."""
        self.timer.stop()
        is_deep = isinstance(error, RecursionError)
        self.failure = PluginError(too_slow(self.edition.source(self.reading), self.edition.lang)) if is_deep else error

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002 - MkDocs's signature
        """Say which scripts may run."""
        return with_policy(output, config.theme.dirs)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Let the page for addresses that do not exist find its files where nobody knows under which address it will stand."""
        return context if config.site_url or template_name != "404.html" else {**context, "base_url": "."}

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Do so on the page for addresses that do not exist."""
        return with_policy(output_content, config.theme.dirs) if template_name.endswith(".html") else output_content

    @event_priority(-50)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the search index, of what MkDocs found in hand-written pages and of the generated ones."""
        path = Path(config.site_dir) / search.FOLDER / "search_index.json"
        if path.exists() and not self.has_shells:
            lang = self.edition.lang
            own = search.hosts(json.loads(path.read_text(encoding="utf-8"))["docs"], lang)
            ours = (search.entry(self.pages[one], self.urls) for one in self.generated.values())
            for name, data in search.files([*own, *ours], lang, self.edition.told):
                (Path(config.site_dir) / name).write_bytes(data)
            path.unlink()


class _Elsewhere(File):
    """A page that is filled into a shell: MkDocs knows that it is there, and neither reads nor writes it."""

    is_known = False  # whether MkDocs has found where the page stands

    @classmethod
    def of(cls, config: MkDocsConfig, name: str) -> _Elsewhere:
        """Return a page of this name."""
        file = cls.generated(config, name, content="")
        assert isinstance(file, cls)  # noqa: S101 - for mypy
        file.is_known = bool(file.dest_uri and file.url)
        return file

    def is_documentation_page(self) -> bool:
        """Return whether MkDocs takes it for a page: until it has found where it stands."""
        return not self.is_known and super().is_documentation_page()

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - MkDocs's signature
        """Write nothing."""


def _hold(config: MkDocsConfig, root: Path, lang: str) -> None:
    """Refuse pages and a look that lie neither in the base nor beside mkdocs.yml."""
    home = Path(config.config_file_path).parent
    for folder in map(Path, filter(None, (config.docs_dir, config.theme.custom_dir))):
        around = root if folder.is_relative_to(root) else home
        hold(around, lang, os.path.relpath(folder, around))


def _tell(result: Result) -> None:
    lang = result.settings.lang
    for one in result.findings:
        if one.status == "open" and one.severity != "info":
            line, column = one.spot.line
            log.info("%s", visible(f"{one.spot.file}:{line}:{column}: {one.code} {one.brief(lang)}"))
