"""MkDocs: through what it offers to everybody, it makes hand-written pages and shells in a folder that passes."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mkdocs.commands.build
import mkdocs.config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from timonel import site
from timonel.cache import packaged
from timonel.engines import stranger
from timonel.engines.address import home
from timonel.engines.build import publish
from timonel.engines.edition import BuildError, configuration
from timonel.engines.engine import Job, Made, Order
from timonel.engines.mkdocs import TimonelPlugin
from timonel.engines.target import walked
from timonel.engines.timed import SlowPageError, too_slow
from timonel.files import within
from timonel.site import search
from timonel.text import said, say, visible

# Plugins that look at each page for itself, so that pages filled into shells are the pages that MkDocs would make.
_KNOWN = frozenset({"macros", "material/search", "offline", "material/offline", "search", "timonel"})
_INDEX = "search/search_index.json"


class MkDocs:
    """The engine."""

    folder = "site"
    options = frozenset({"offline", "safe"})

    def build(self, job: Job) -> int:
        """Publish a site; see `Engine`."""
        return publish(self, job)

    def make(self, order: Order) -> Made:
        """Make hand-written pages and shells, or everything where a plugin may tell one page what another one says."""
        logging.getLogger("mkdocs").setLevel(logging.WARNING)
        # What it says before it fails, the failure says.
        logging.getLogger("mkdocs.commands.build").setLevel(logging.CRITICAL)
        with TemporaryDirectory(dir=order.place) as passing:
            config = _configured(order, Path(passing))
            plugin = config.plugins["timonel"]
            assert isinstance(plugin, TimonelPlugin)  # noqa: S101 - for mypy
            others = [*config.plugins.keys() - _KNOWN, *config.hooks, *config.extra_templates]
            plugin.has_shells = not others
            _run(config, plugin)
            files = {name: Path(entry.path).read_bytes() for name, entry in walked(Path(passing))}
        told = said(
            "MkDocs builds every page itself, for {names} may look at all of them: that takes longer",
            names=sorted(map(str, others)),
        )
        return Made(files, [*(plugin.left or ()), *plugin.told, *([told] if others else [])], is_whole=bool(others))

    def index(
        self, files: Mapping[str, bytes], entries: Sequence[dict[str, Any]], order: Order
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the search index."""
        if _INDEX in files:
            index = search.joined(json.loads(files[_INDEX]), entries)
            for name, data in search.files(index, order.edition.ctx.urls):
                yield f"search/{name}", data


ENGINE = MkDocs()


def _run(config: MkDocsConfig, plugin: TimonelPlugin) -> None:
    """Have MkDocs build.

    Raises:
        BuildError: it cannot, and why.
    """
    try:
        mkdocs.commands.build.build(config)
    except SlowPageError:
        raise BuildError(too_slow(plugin.reading, plugin.edition.lang)) from None
    except (Exception, SystemExit) as error:
        failure = plugin.failure or error
        if isinstance(failure, SystemExit) and not isinstance(failure, MkDocsException):
            raise
        name = "" if isinstance(failure, MkDocsException | BuildError) else f"{type(failure).__name__}: "
        raise BuildError(visible(" ".join(f"{name}{failure}".split()))) from None
    finally:
        plugin.timer.stop()


def _configured(order: Order, folder: Path) -> MkDocsConfig:
    """Return the configuration of one language's build into a folder.

    Raises:
        BuildError: mkdocs.yml asks for something that MkDocs does not know, or is not the base's; in one line.
    """
    root, edition = order.root.resolve(), order.edition  # MkDocs would look for it from where mkdocs.yml stands
    first, taken = edition.ctx.result.settings.lang, stranger.taken(root) if order.safe else None
    docs = within(root, f"docs/{edition.lang}")
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
    top = order.address or home(config.site_url, first)
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
    try:
        return mkdocs.config.load_config(config_file=str(file), **options)
    except Exception as error:  # noqa: BLE001 - plugins, hooks and tags of Python are anybody's code
        told = problems or [str(error) if isinstance(error, MkDocsException) else f"{type(error).__name__}: {error}"]
        line = visible(" ".join("; ".join(told).split()))
        raise BuildError(say(said("{file}: {problem}", file=file.name, problem=line), lang)) from None
    finally:
        reader.removeHandler(heard)
