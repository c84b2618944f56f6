"""The shells of a language: which pages share one, the models that an engine makes them of, and the pages filled."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING, Any

from timonel.engines.edition import Edition
from timonel.engines.refused import BuildError
from timonel.engines.shell import Shell, marked, model
from timonel.site import Page, search
from timonel.site.escape import html
from timonel.text import said, say

if TYPE_CHECKING:
    from timonel.engines.engine import Host, Made, Order
    from timonel.site.search import Entry

_PLACE = "kbplace"
_MAP = "sitemap.xml"
MAPS = (_MAP, f"{_MAP}.gz")
_URL = re.compile(r"\s*<url>.*?</url>", re.DOTALL)


class Models:
    """What an engine makes shells of: each page of the menu, and one page for all others that differ in values alone.

    Args:
        edition: the language; without it there are no models.
        note: what `note` was of the last time: the models are not made again where they would be the same.

    Attributes:
        markdown: path of a model → its Markdown.
        of: path of a generated page → path of its model.
    """

    def __init__(self, edition: Edition | None = None, note: Sequence[Any] = ()) -> None:
        self._key = _likeness(edition) if edition else b""
        self.markdown: dict[str, str] = {}
        self.of: dict[str, str] = {}
        if note and note[0] == self._key:
            _, self.markdown, self.of = note
        elif edition:
            self._make(edition)

    @property
    def note(self) -> Sequence[Any]:
        """What to note for the next time."""
        return self._key, self.markdown, self.of

    def _make(self, edition: Edition) -> None:
        shared: dict[tuple[str, int], str] = {}
        texts = dict[str, str]()  # few, for thousands of pages
        for path in edition.drafts:
            front = marked({**edition.page_set.front(path), **edition.own(path)})
            text = texts.get(key := repr(front)) or texts.setdefault(key, model(front))
            if path in edition.listed:
                place = path
            else:
                depth = edition.address(path).count("/")
                place = shared.setdefault((text, depth), self._place(edition, depth, len(shared)))
            self.of[path] = place
            self.markdown[place] = text

    @staticmethod
    def _place(edition: Edition, depth: int, number: int) -> str:
        """Return a path of as many folders as the pages have that share the model."""
        folders = depth - edition.address(_PLACE).count("/")
        return "/".join([_PLACE] * folders + [f"{_PLACE}{number}"])


def _likeness(edition: Edition) -> bytes:
    """Return a digest of all that decides what the models are: the rest of a page's front matter differs in values alone."""
    ctx, pages, forms = edition.ctx, edition.page_set, edition.forms
    key = blake2b(digest_size=16)
    for path in edition.drafts:
        one = pages.drafts[path]
        is_edited = one.entity is not None and not ctx.hidden.moved(one.entity.file)
        key.update(f"{path}\0{one.contents}{one.searched}{is_edited}{path in forms}\n".encode())
    files = sorted(edition.hand_written), [[*one] for entry in edition.menu for one in entry.values()]
    around = bool(ctx.result.settings.repository.get("edit")), edition.languages, edition.lang, ctx.urls.style
    key.update(repr((files, sorted(edition.listed), around)).encode())
    return key.digest()


class Shells:
    """The shells that an engine made of models.

    Args:
        edition: the language.
        models: the models.
        made: name → HTML of the site that the engine made, from which they are taken out.
    """

    def __init__(self, edition: Edition, models: Models, made: Mapping[str, bytes]) -> None:
        self.edition, self._models, self._made = edition, models, made
        self._shells: dict[str, Shell] = {}

    def learn(self) -> None:
        """Look at all of them.

        Raises:
            BuildError: the theme shows one in another way than all themes known.
        """
        for place in self._models.markdown:
            self._shell(place)

    def _shell(self, place: str) -> Shell:
        if place not in self._shells:
            edition, name = self.edition, self.edition.file(place)
            lang = edition.tongue
            if name not in self._made:
                raise BuildError(say(said("{path} was not made", path=name), lang))
            address = "" if place in edition.listed else edition.address(place)
            self._shells[place] = Shell(self._made[name].decode(), address, lang)
        return self._shells[place]

    def turn(self, edition: Edition, models: Models) -> None:
        """Go on with a later edition, of the same models."""
        self.edition, self._models = edition, models

    def keys(self) -> dict[str, str]:
        """Return path of a model → a digest of its shell."""
        return {place: self._shell(place).key for place in self._models.markdown}

    def fill(self, page: Page) -> bytes:
        """Return the HTML of a generated page."""
        own, address = self.edition.own(page.path), self.edition.address(page.path)
        html = self._shell(self._models.of[page.path]).fill(page, own, address)
        return html.encode("utf-8", "xmlcharrefreplace")


def found(host: Host, made: Made, order: Order, entries: Sequence[Entry]) -> dict[str, bytes]:
    """Return name → content of the search index.

    Args:
        host: the engine.
        made: what it made.
        order: what it was to make.
        entries: what search finds the generated pages by.
    """
    sections, lang = host.sections(made.files, order), order.edition.lang
    if sections is None:
        return {}
    own = [*search.hosts(sections, lang)]
    return dict(search.files([*own, *entries], lang, order.edition.told))


def rest(host: Host, made: Made, order: Order) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of all that is no generated page, but for the search index: hand-written pages, the theme's files, the map.

    Args:
        host: the engine.
        made: what it made.
        order: what it was to make.
    """
    if made.is_whole:
        yield from made.files.items()
        return
    last, gone, left = dict(maps(made, order)), models_of(order), host.left
    files = ((name, data) for name, data in made.files.items() if not name.startswith(left))
    yield from ((name, data) for name, data in files if name not in last and name not in gone)
    yield from last.items()


def models_of(order: Order) -> set[str]:
    """Return the files that an engine makes of models, which are no pages of the site."""
    return {order.edition.file(place) for place in order.models.markdown}


def maps(made: Made, order: Order) -> Iterator[tuple[str, bytes]]:
    """Yield the site's map with the generated pages on it, and packed where it was."""
    files, edition, models = made.files, order.edition, order.models
    if _MAP not in files:
        return
    text = files[_MAP].decode()
    places = {edition.address(place): place for place in models.markdown if place not in edition.listed}
    shared: dict[str, list[str]] = {}
    for path, place in models.of.items():
        shared.setdefault(place, []).append(path)

    def filled(found: re.Match[str]) -> str:
        address = next((one for one in places if f"/{one}<" in found[0]), None)
        if address is None:
            return found[0]
        return "".join(found[0].replace(address, html(edition.address(path))) for path in shared[places[address]])

    data = _URL.sub(filled, text).encode()
    yield _MAP, data
    packed = files.get(f"{_MAP}.gz")
    if packed is not None:
        out = BytesIO()
        with gzip.GzipFile(fileobj=out, filename=_MAP, mode="wb", mtime=int.from_bytes(packed[4:8], "little")) as file:
            file.write(data)
        yield f"{_MAP}.gz", out.getvalue()
