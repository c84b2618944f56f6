"""The MkDocs plugin: pages become virtual files, findings log lines."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import mkdocs.config
from jinja2 import Environment
from markupsafe import Markup, escape
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext
from pathspec.gitignore import GitIgnoreSpec

from timonel import site
from timonel.cache import Cache, packaged
from timonel.engines.address import home
from timonel.engines.edition import BuildError, Edition, assets, configuration, filled, hold, skeleton, spoken, toggles
from timonel.engines.explain import GlossaryExtension
from timonel.engines.handwritten import HandWritten
from timonel.engines.policy import with_policy
from timonel.engines.stranger import Taken
from timonel.engines.timed import PageTimer
from timonel.files import within
from timonel.governance import Result
from timonel.pipeline import examine
from timonel.site import search
from timonel.site.context import Context
from timonel.site.urls import Urls
from timonel.text import Said, said, say, visible

log = logging.getLogger("mkdocs.plugins.timonel")


class TimonelConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs's metaclass has no types
    """Options of the plugin in mkdocs.yml."""

    root = config_options.Type(str, default=".")


class TimonelPlugin(BasePlugin[TimonelConfig]):  # type: ignore[no-untyped-call]  # as above
    """Adds the generated pages, the menu, the theme's additions, and what search needs to find accents."""

    result: Result | None = None
    lang: str = ""
    has_forms: bool = False  # whether the forms to edit with stand beside the site
    cache: Cache | None = None  # where what is made is kept; plain `mkdocs` has the base's
    left: list[Said] | None = (
        None  # where strangers wrote the base: collects what is left aside, for nothing of theirs runs
    )
    timer = PageTimer()
    on_demand: bool = False  # whether a host asks for pages, instead of MkDocs' build taking all of them

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the base and set what follows from it."""
        self.generated: dict[str, str] = {}  # name of a virtual file → its path in the site
        self.pages: dict[str, site.Page] = {}
        root = (Path(config.config_file_path).parent / self.config.root).resolve()
        if self.result is None or not self.lang:  # plain `mkdocs`: the first language
            self.result = examine(root)
            _tell(self.result)
        settings = self.result.settings
        lang = self.lang or settings.lang
        self.urls = Urls("directory" if config.use_directory_urls else "html")
        cache = self.cache or Cache.of(root)
        try:
            _hold(config, root, settings.lang)
            self.edition = Edition.of(root, self.result, lang, self.urls, cache, has_forms=self.has_forms)
        except BuildError as error:  # MkDocs tells its own errors in a line
            raise PluginError(str(error)) from None
        self.hand_written = HandWritten(self.edition, self.left)
        self.extension = GlossaryExtension(self.edition.ctx.glossary)
        self._set_theme(config, lang)
        config.site_name = escape(self.edition.name)  # the theme's templates take it for HTML
        config.extra.update(self.edition.extra)
        if not config.use_directory_urls:
            config.extra["polyfills"] = ["assets/folder.js", *config.extra.get("polyfills", ())]
        config.extra_css = ["assets/timonel.css", *config.extra_css]
        config.extra_javascript = ["assets/timonel.js", *config.extra_javascript]
        config.markdown_extensions.append(self.extension)  # type: ignore[arg-type] # Markdown takes instances too
        config.not_in_nav = GitIgnoreSpec.from_lines(["*"])
        config.nav = self.edition.menu
        return config

    @property
    def ctx(self) -> Context:
        """What the pages of the language share."""
        return self.edition.ctx

    def turn(self, edition: Edition) -> bool:
        """Go on with a later edition under the same configuration; return False where that does not fit it."""
        old = self.edition
        same = edition.ctx.result.settings == old.ctx.result.settings and edition.menu == old.menu
        if not same or edition.drafts != old.drafts or {*edition.hand_written} != {*old.hand_written}:
            return False
        self.edition, self.result, self.extension.glossary = edition, edition.ctx.result, edition.ctx.glossary
        self.hand_written.edition = edition
        return True

    def _set_theme(self, config: MkDocsConfig, lang: str) -> None:
        theme = config.theme
        theme.dirs.insert(1 if theme.custom_dir else 0, str(site.OVERRIDES))  # a base's own stand above ours
        theme["language"], theme["logo"], theme["favicon"] = spoken(lang), "assets/logo.svg", "assets/favicon.svg"
        theme["palette"] = toggles(theme.get("palette"), lang)
        plugin = config.plugins.get("material/search") or config.plugins.get("search")
        if plugin is not None:
            plugin.config["lang"] = [spoken(lang)]
        toc = config.mdx_configs.setdefault("toc", {})
        toc["permalink_title"] = say("Link to this section", lang)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and the assets; what names people who are not published goes."""
        for file in [one for one in files if one.src_uri in self.edition.left_out]:
            files.remove(file)
        self.hand_written.leave_aside(files, config.docs_dir)
        self.pages = {} if self.on_demand else {page.path: page for page in self.edition.pages}
        for path in self.edition.drafts:
            file = File.generated(config, f"{path}.md", content="" if self.on_demand else skeleton(self.pages[path]))
            file.edit_uri = None
            files.append(file)
            self.generated[file.src_uri] = path
        for name, asset in assets().items():
            files.append(File.generated(config, name, abs_src_path=str(asset)))
        return files

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002 - MkDocs's signature
        """Let what loses its tags stay text: Jinja's own filter gives it back unescaped."""
        if "macros" in config.plugins:
            self.hand_written.watch(config.plugins["macros"])
        env.filters["striptags"] = lambda value: escape(Markup(value).striptags())  # noqa: S704 - escaped just here
        return env

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:  # noqa: ARG002 - MkDocs's signature
        """Begin to count the time of a page, where MkDocs' own build reads it."""
        if not self.on_demand:
            self.timer.start()
        return page

    @event_priority(50)  # before other plugins run what stands in it
    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs's signature
        """Tell the glossary extension which page comes, for its links are relative; name nobody who is not published."""
        self.extension.page, hidden = page.file.src_uri, self.ctx.hidden
        page.meta.update(hidden.value({**page.meta}, self.edition.lang))
        page.meta.update(self.edition.own(page.file.src_uri.removesuffix(".md")))
        text = hidden.text(markdown, self.edition.lang)
        return text if page.file.src_uri in self.generated else self.hand_written.begin(text, page)

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs's signature
        """Put a generated page's HTML where its skeleton keeps the places."""
        path = self.generated.get(page.file.src_uri)
        return self.hand_written.end(html, page) if path is None else filled(html, self.pages[path])

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
        """Add the generated pages to the search index; where there is no server, as a script too."""
        path = Path(config.site_dir) / "search" / "search_index.json"
        if path.exists():
            index = json.loads(path.read_text(encoding="utf-8"))
            index = search.complete(index, (self.pages[one] for one in self.generated.values()), self.urls)
            for name, data in search.files(index, self.urls):
                (path.parent / name).write_bytes(data)


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


def configured(  # noqa: PLR0913, PLR0917 - what a configuration is made of
    root: Path,
    result: Result,
    lang: str,
    target: Path,
    urls: Urls,
    cache: Cache,
    site_url: str | None = None,
    taken: Taken | None = None,
) -> MkDocsConfig:
    """Return the configuration of one language's build; without ``site_url``, mkdocs.yml says where the site will stand.

    Args:
        root: the base.
        result: what the check says of it.
        lang: the language.
        target: the folder of the site.
        urls: how pages are addressed.
        cache: where what is made is kept.
        site_url: where the site will stand.
        taken: what is taken of the base's mkdocs.yml where strangers wrote it, of whom nothing runs.

    Raises:
        ConfigurationError: mkdocs.yml asks for something that MkDocs does not know; it says so in one line.
        BuildError: as `hold`.
    """
    root, target = root.resolve(), target.absolute()  # MkDocs would look for them from where mkdocs.yml stands
    docs = within(root, f"docs/{lang}")
    config = _load(
        configuration(root, result.settings.lang) if taken is None else packaged("mkdocs.yml"),
        result.settings.lang,
        docs_dir=str(docs if docs.is_dir() else site.ASSETS),
        site_dir=str(target / lang),
        **(taken.options if taken else {}),
    )
    if not docs.is_dir():  # both want a folder at first, and then have nothing against one that is not there
        config.docs_dir = str(docs)
        if "macros" in config.plugins:
            config.plugins["macros"].config["include_dir"] = str(site.ASSETS)
    first = site_url or home(config.site_url, result.settings.lang)
    config.site_url, config.use_directory_urls = f"{first}/{lang}/" if first else "", urls.style == "directory"
    plugin = config.plugins.get("timonel")
    if plugin is None:
        raise ConfigurationError(
            say(said("mkdocs.yml: plugins lacks `timonel`, which makes the pages: add it"), result.settings.lang)
        )
    assert isinstance(plugin, TimonelPlugin)  # noqa: S101 - for mypy
    plugin.config.root, plugin.result, plugin.lang, plugin.cache = str(root), result, lang, cache
    if site_url is not None and "macros" in config.plugins:  # while serving, the page shows what is wrong with it
        config.plugins["macros"].config["on_error_fail"] = False
    # Neither a folder nor one's own machine can save; and strangers do not say where tokens are sent.
    plugin.has_forms = site_url is None and urls.style == "directory" and taken is None
    plugin.left = None if taken is None else []
    return config


def _load(file: Path, lang: str, **options: Any) -> MkDocsConfig:  # noqa: ANN401 - what MkDocs takes
    """Return what MkDocs reads of a file and of options that stand above it.

    Raises:
        ConfigurationError: as `configured`.
    """
    problems: list[str] = []
    heard = logging.Handler(logging.ERROR)
    heard.emit = lambda record: problems.append(record.getMessage())  # type: ignore[method-assign] # all that it is for
    reader = logging.getLogger("mkdocs.config")
    reader.addHandler(heard)
    try:
        return mkdocs.config.load_config(config_file=str(file), **options)
    except Exception as error:  # noqa: BLE001 - plugins, hooks and tags of Python are anybody's code
        told = problems or [str(error) if isinstance(error, MkDocsException) else f"{type(error).__name__}: {error}"]
        line = visible(" ".join("; ".join(told).split()))
        raise ConfigurationError(say(said("{file}: {problem}", file=file.name, problem=line), lang)) from None
    finally:
        reader.removeHandler(heard)
