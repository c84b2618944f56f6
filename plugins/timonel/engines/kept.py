"""What an engine made, kept as long as nothing that it read has changed: until then it does not run, and is not even loaded."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timonel.cache import Cache
from timonel.engines.own_files import CONFIG, hold
from timonel.engines.site_wide.address import VARIABLE

if TYPE_CHECKING:
    from timonel.engines.built import Built
    from timonel.engines.engine import Made, Order

_TOLD = (VARIABLE, "SOURCE_DATE_EPOCH")  # by the environment
_NOTE = "engine"
ANCHORS = "#"  # asked of a generated page: where links may lead in it


class Kept:
    """What an engine made last for one language of one folder.

    Args:
        engine: the engine's name.
        order: what it is to make now.
        built: the folder, with its note.
        cache: where it is kept.
    """

    def __init__(self, engine: str, order: Order, built: Built, cache: Cache) -> None:
        self._order, self._built, self._cache = order, built, cache
        self._engine = engine
        self._known: Mapping[str, Any] = built.note.get(_NOTE, {})

    @property
    def _file(self) -> str:
        return f"{self._built.name}.made"

    def holds(self) -> bool:
        """Whether it is what the engine would make now, and stands in the folder."""
        known, order = self._known, self._order
        if order.safe or not known:
            return False
        hold(order.root, order.edition.tongue, *known["tops"])
        if known["key"] != key_of(self._engine, order, known["tops"]) or not self._built.stand(known["rest"]):
            return False
        return self.made.files.keys() == {*known["made"]} and told_still(order, known["asked"])

    @cached_property
    def made(self) -> Made:
        """What it made, as far as other files are made of it; the rest stands in the folder."""
        from timonel.engines.engine import Made  # noqa: PLC0415 - it knows us

        kept = self._cache.read(self._file)
        return Made(marshal.loads(kept) if kept else {})  # noqa: S302 - the cache has made sure that it is ours

    def stay(self) -> None:
        """Have what stands in the folder stay."""
        self._built.keep(self._known["rest"])

    def keep(self, made: Made, names: Iterable[str], rest: Iterable[str]) -> None:
        """Keep what the engine has made now.

        Args:
            made: what it made.
            names: the files that are needed to make others.
            rest: the files that stand in the folder, but for generated pages.
        """
        self._built.note.pop(_NOTE, None)
        if made.asked is None or made.is_whole or made.left or self._order.safe or self._cache.folder is None:
            return
        names = [name for name in names if name in made.files]  # a script of the search index is made of its JSON
        questions = [((one.page, one.name, list(one.words)), told) for one, told in made.asked.items()]
        self._cache.write(self._file, marshal.dumps({name: made.files[name] for name in names}))
        self._built.note[_NOTE] = {
            "key": key_of(self._engine, self._order, made.tops),
            "tops": list(made.tops),
            "asked": questions,
            "made": names,
            "rest": self._built.stamps(rest),
        }


def key_of(engine: str, order: Order, tops: Sequence[str]) -> bytes:
    """Return a digest of all that an engine reads, but for what pages ask of the base.

    Args:
        engine: its name.
        order: what it is to make.
        tops: what it reads in the base besides mkdocs.yml and docs/.
    """
    edition = order.edition
    ctx, hidden = edition.ctx, edition.ctx.hidden
    own = {path: edition.own(path) for path in edition.hand_written}
    words = edition.ctx.glossary if edition.hand_written else None
    parts = (
        engine, [os.environ.get(name) for name in _TOLD], edition.lang, edition.name, edition.with_data, edition.extra, edition.menu, edition.brand,
        ctx.result.settings.lang, ctx.result.today, ctx.urls.style, [*order.models.markdown.items()], [*order.models.of.items()], edition.drafts,
        [*edition.hand_written.items()], own, words and (words.phrases, words.exact),
        [*hidden.ids.items()], sorted(hidden.names), sorted(hidden.mails),
    )  # fmt: skip
    hashed = blake2b(repr(parts).encode(errors="replace"), digest_size=16)
    for path, stamp in _seen(order.root, (CONFIG, f"docs/{edition.ctx.written}", *tops)):
        hashed.update(f"{path}\0{stamp}\n".encode(errors="replace"))
    return hashed.digest()


def told_still(order: Order, asked: Iterable[tuple[Sequence[Any], object]]) -> bool:
    """Whether pages are told now what they were told when they asked."""
    return all(answered(order, *question) == answer for question, answer in asked)


def answered(order: Order, page: str, name: str, words: Sequence[str]) -> object:
    """Return what a question of a page is told now, None where there is no answer any more."""
    if name == ANCHORS:
        drafts = order.edition.page_set.drafts
        return sorted(anchors_of(order, page)) if page in drafts else None
    from timonel.engines.macros import Facts  # noqa: PLC0415 - few pages ask anything

    facts = Facts(order.edition.ctx, lambda: page)
    try:
        return getattr(facts, name)(*words)
    except ValueError:  # the engine will say so
        return None


def anchors_of(order: Order, path: str) -> set[str]:
    """Return where links may lead in a generated page."""
    from timonel.engines.shell import anchors  # noqa: PLC0415

    return anchors(order.edition.page_set.page(path, drawn=False))


def _seen(root: Path, tops: Sequence[str]) -> Iterator[tuple[str, object]]:
    """Yield the files under some folders of a base, and what they look like: nobody changes one without changing this."""
    for top in tops:
        for path in _below(os.path.join(root, top)):  # noqa: PTH118 - hundreds of files at every build
            try:
                facts = os.stat(path)  # noqa: PTH116 - as above
                yield path, (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)
            except OSError as error:
                yield path, error.errno


def _below(top: str) -> Iterator[str]:
    if not os.path.isdir(top):  # noqa: PTH112 - as above
        yield top
        return
    for where, folders, names in os.walk(top, followlinks=True):
        folders.sort()
        yield from (f"{where}/{name}" for name in sorted(names))
