"""What an engine is: it makes a language's hand-written pages and its shells; whatever is in `hosts` is one, and nothing lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from timonel.cache import Cache
from timonel.engines.edition import Edition
from timonel.engines.hosts import named
from timonel.engines.refused import BuildError
from timonel.engines.shells import Models
from timonel.governance import Result
from timonel.site.urls import Style, Urls
from timonel.text import Said

if TYPE_CHECKING:
    from timonel.engines.there import There
    from timonel.engines.written.asked import Question

Tell = Callable[[int, int], None]  # pages that are done, of how many


@dataclass(frozen=True)
class Job:
    """What is to be published.

    Attributes:
        root: the base.
        result: what the check says of it.
        languages: the languages.
        report: tells the person who waits what is being done.
        target: the folder to write into; the engine's own in the base without it.
        cache: what is kept between runs.
        progress: is told how far a build is.
        links: how pages of Markdown link to one another.
        offline: whether the site works opened from a folder.
        safe: whether strangers wrote the base: nothing of theirs runs, and ``report`` is told what is left aside.
        tongue: the language in which ``report`` is told; the base's first without it.
        there: what stands in the folder, where somebody looks already.
    """

    root: Path
    result: Result
    languages: Sequence[str]
    report: Callable[[str], None]
    target: Path | None = None
    cache: Cache = field(default_factory=lambda: Cache(None))
    progress: Tell = lambda done, total: None  # noqa: ARG005 - nobody looks
    links: Style = "directory"
    offline: bool = False
    safe: bool = False
    tongue: str = ""
    there: There | None = None

    @property
    def told_in(self) -> str:
        """The language in which ``report`` is told."""
        return self.tongue or self.result.settings.lang

    @property
    def urls(self) -> Urls:
        """How pages are addressed."""
        return Urls("html" if self.offline else "directory")


def offered(result: Result, languages: Sequence[str]) -> Result:
    """Return a result whose site has some of the base's languages: no page leads to another one.

    Args:
        result: what the check says.
        languages: the languages that are made.
    """
    settings = result.settings
    kept = tuple(one for one in settings.languages if one in languages) or settings.languages
    return result if kept == settings.languages else replace(result, settings=replace(settings, languages=kept))


class Order(NamedTuple):
    """One language that an engine is to make.

    Attributes:
        root: the base.
        edition: the language.
        models: the pages of which it makes shells.
        cache: where it may keep what spares it work.
        address: where the site is served while somebody edits it, without an ending slash; None for a build.
        safe: whether strangers wrote the base.
        place: a folder for what passes; the system's without it.
    """

    root: Path
    edition: Edition
    models: Models
    cache: Cache
    address: str | None = None
    safe: bool = False
    place: Path | None = None


class Made(NamedTuple):
    """What an engine made.

    Attributes:
        files: name → content.
        left: what it left aside.
        is_whole: whether the generated pages are among the files, too.
        asked: what hand-written pages asked of the base → what they were told; None where more decides what they say.
        tops: what it read in the base besides mkdocs.yml and docs/: folders and files.
    """

    files: Mapping[str, bytes]
    left: Sequence[Said] = ()
    is_whole: bool = False
    asked: Mapping[Question, Any] | None = None
    tops: Sequence[str] = ()


class Engine(Protocol):
    """Publishes a base.

    Attributes:
        name: what it is called.
        folder: what it writes into, in the base.
        options: the options of `timonel build` that it has: offline, safe, links.
    """

    name: str
    folder: str
    options: frozenset[str]

    def build(self, job: Job) -> int:
        """Publish, and return the number of pages.

        Raises:
            BuildError: something cannot be built; the text is one line.
        """
        ...


class Host(Engine, Protocol):
    """An engine that makes HTML: by the site it can be served.

    Attributes:
        found: the file in which it says what hand-written pages say.
        left: how the names of files begin that it makes for a search of its own.
    """

    found: str
    left: tuple[str, ...]

    def load(self) -> None:
        """Load what it makes them with, for whoever knows before that it will have to."""
        ...

    def make(self, order: Order) -> Made:
        """Make a language's hand-written pages and shells, with all that the theme brings.

        Raises:
            BuildError: as `build`.
        """
        ...

    def sections(self, files: Mapping[str, bytes], order: Order) -> Sequence[Mapping[str, Any]] | None:
        """Return what hand-written pages say, section by section, of what was made; None where no search is wanted."""
        ...


def host(name: str) -> Host:
    """Return an engine that makes HTML.

    Raises:
        BuildError: this one does not.
    """
    found: Any = named(name)
    if not hasattr(found, "make"):
        raise BuildError(name)
    made: Host = found
    return made
