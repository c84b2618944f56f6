"""MkDocs builds: through what it offers to everybody, it makes hand-written pages and shells in a folder that passes."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from types import ModuleType
from typing import Any

import mkdocs.commands.build
import mkdocs.config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from timonel import site
from timonel.cache import packaged
from timonel.engines import folder
from timonel.engines.engine import Made, Order
from timonel.engines.mkdocs import TimonelPlugin
from timonel.engines.own_files import configuration
from timonel.engines.refused import BuildError
from timonel.engines.site_wide.address import home
from timonel.engines.target import walked
from timonel.engines.written import stranger
from timonel.engines.written.timed import SlowPageError, too_slow
from timonel.files import within
from timonel.text import said, say, visible

# Plugins that look at each page for itself, so that pages filled into shells are the pages that MkDocs would make.
_KNOWN = frozenset({"macros", "material/search", "offline", "material/offline", "search", "timonel"})
# What turns Markdown into HTML by nothing but the Markdown.
_PURE = frozenset(
    ["abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks"]
)  # fmt: skip
_PURE_TOO = frozenset(
    ["arithmatex", "betterem", "blocks", "caret", "critic", "details", "emoji", "escapeall", "extra", "highlight", "inlinehilite", "keys", "mark", "smartsymbols", "striphtml", "superfences", "tabbed", "tasklist", "tilde"]
)  # fmt: skip
_MACROS = "timonel.engines.macros"


def make(order: Order) -> Made:
    """Make hand-written pages and shells, or everything where a plugin may tell one page what another one says.

    Raises:
        BuildError: it cannot, and why.
    """
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    # What it says before it fails, the failure says.
    logging.getLogger("mkdocs.commands.build").setLevel(logging.CRITICAL)
    with _passing(order.place) as passing:
        config = _configured(order, Path(passing))
        plugin = config.plugins["timonel"]
        assert isinstance(plugin, TimonelPlugin)  # noqa: S101 - for mypy
        others = [*config.plugins.keys() - _KNOWN, *config.hooks, *config.extra_templates]
        plugin.has_shells = not others
        warned = _run(config, plugin)
        files = {name: Path(entry.path).read_bytes() for name, entry in walked(Path(passing))}
    told = said(
        "MkDocs builds every page itself, for {names} may look at all of them: that takes longer",
        names=sorted(map(str, others)),
    )
    left = [*(plugin.left or ()), *plugin.told, *([told] if others else [])]
    tops = _tops(order.root, config)
    is_all = plugin.asked.is_all and not warned and tops is not None
    return Made(files, left, bool(others), plugin.asked.answers if is_all else None, tops or ())


@contextmanager
def _passing(place: Path | None) -> Iterator[str]:
    """Give a folder that passes: where there is a place for what does, with that, for files are made slowly where some were just deleted."""
    if place is not None:
        yield mkdtemp(dir=place)
        return
    with TemporaryDirectory() as folder:
        yield folder


def _tops(root: Path, config: MkDocsConfig) -> Sequence[str] | None:
    """Return what in the base decides what MkDocs makes, besides mkdocs.yml and docs/; None where nobody knows."""
    if folder.is_open(Path(config.config_file_path).read_bytes()) or config.theme.name != "material":
        return None
    if not all(_is_pure(one) for one in config.markdown_extensions):
        return None
    home = root.resolve()
    tops = [config.theme.custom_dir] if config.theme.custom_dir else []
    macros = config.plugins.get("macros")
    if macros is not None:
        options = macros.config
        if {*options["modules"]} - {_MACROS} or options["include_yaml"]:
            return None
        if options["include_dir"] not in ("", str(site.ASSETS)):
            return None
        beside = Path(config.config_file_path).parent / options["module_name"]
        if beside.is_dir() or beside.with_suffix(".py").exists():
            return None
        tops += (
            [str(beside), f"{beside}.py"] if beside.is_relative_to(home) else []
        )  # beside Timonel's own, nobody puts one
    return [os.path.relpath(one, home) for one in tops] if all(Path(one).is_relative_to(home) for one in tops) else None


def _is_pure(extension: object) -> bool:
    """Whether an extension of Markdown reads nothing but the page."""
    if not isinstance(extension, str):  # ours
        return True
    first, _, last = extension.rpartition(".")
    return (
        extension in _PURE
        or (first == "pymdownx" and last in _PURE_TOO)
        or (first == "markdown.extensions" and last in _PURE)
    )


class _Warned(logging.Handler):
    """Notes whether something was warned of: it is to be said again by the next build."""

    is_so = False

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - whatever it says
        self.is_so = True


def _run(config: MkDocsConfig, plugin: TimonelPlugin) -> bool:
    """Have MkDocs build; return whether it warned of something.

    Raises:
        BuildError: it cannot, and why.
    """
    heard, said_by = _Warned(logging.WARNING), logging.getLogger("mkdocs")
    said_by.addHandler(heard)
    try:
        mkdocs.commands.build.build(config)
    except SlowPageError:
        raise BuildError(too_slow(plugin.edition.source(plugin.reading), plugin.edition.lang)) from None
    except (Exception, SystemExit) as error:
        failure = plugin.failure or error
        if isinstance(failure, SystemExit) and not isinstance(failure, MkDocsException):
            raise
        name = "" if isinstance(failure, MkDocsException | BuildError) else f"{type(failure).__name__}: "
        raise BuildError(visible(" ".join(f"{name}{failure}".split()))) from None
    finally:
        plugin.timer.stop()
        said_by.removeHandler(heard)
    return heard.is_so


def _configured(order: Order, folder: Path) -> MkDocsConfig:
    """Return the configuration of one language's build into a folder.

    Raises:
        BuildError: mkdocs.yml asks for something that MkDocs does not know, or is not the base's; in one line.
    """
    root, edition = order.root.resolve(), order.edition  # MkDocs would look for it from where mkdocs.yml stands
    first, taken = edition.tongue, stranger.taken(root) if order.safe else None
    docs = within(root, f"docs/{edition.ctx.written}")
    config = _load(
        configuration(root, first) if taken is None else packaged("mkdocs.yml"),
        first,
        docs_dir=str(docs if docs.is_dir() else site.ASSETS),
        site_dir=str(folder),
        **(taken.options if taken else {}),
    )
    if not docs.is_dir():  # both want a folder at first, and then have nothing against one that is not there
        config.docs_dir = str(docs)
        if "macros" in config.plugins:
            config.plugins["macros"].config["include_dir"] = str(site.ASSETS)
    top = order.address or home(config.site_url, edition.ctx.base.languages[0])
    config.site_url = f"{top}/{edition.lang}/" if top else ""
    config.use_directory_urls = edition.ctx.urls.style == "directory"
    plugin = config.plugins.get("timonel")
    if plugin is None:
        raise BuildError(say(said("mkdocs.yml: plugins lacks `timonel`, which makes the pages: add it"), first))
    assert isinstance(plugin, TimonelPlugin)  # noqa: S101 - for mypy
    plugin.order, plugin.left = order, None if taken is None else []
    if order.address is not None and "macros" in config.plugins:  # while serving, the page shows what is wrong with it
        config.plugins["macros"].config["on_error_fail"] = False
    return config


def _load(file: Path, lang: str, **options: Any) -> MkDocsConfig:  # noqa: ANN401 - what MkDocs takes
    """Return what MkDocs reads of a file and of options that stand above it.

    Raises:
        BuildError: as `_configured`.
    """
    problems: list[str] = []
    heard = logging.Handler(logging.ERROR)
    heard.emit = lambda record: problems.append(record.getMessage())  # type: ignore[method-assign] # all that it is for
    reader = logging.getLogger("mkdocs.config")
    reader.addHandler(heard)
    sys.meta_path.insert(0, _Late)
    try:
        return mkdocs.config.load_config(config_file=str(file), **options)
    except Exception as error:  # noqa: BLE001 - plugins, hooks and tags of Python are anybody's code
        told = problems or [str(error) if isinstance(error, MkDocsException) else f"{type(error).__name__}: {error}"]
        line = visible(" ".join("; ".join(told).split()))
        raise BuildError(say(said("{file}: {problem}", file=file.name, problem=line), lang)) from None
    finally:
        sys.meta_path.remove(_Late)
        reader.removeHandler(heard)


class _Late:
    """Finds a library that loads when it is asked for something: mkdocs-macros brings it along for pages that fetch."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == "requests" else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec
