"""From files to a base: whatever cannot be loaded becomes a misfit at its line, and the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from timonel.cache import Cache
from timonel.load.ahead import Ahead
from timonel.load.anew import anew
from timonel.load.entity import ENOUGH, Part, Reader, cuts, identity
from timonel.load.files import File, folder_of
from timonel.load.floods import Foreign
from timonel.load.kept import Kept
from timonel.load.leftovers import merge_in, no_yaml
from timonel.load.link import Linker
from timonel.load.parsed import documents
from timonel.model import Base, DocPage, Entity, Misfit
from timonel.schema import Kind, Schema
from timonel.source import Broken, Document, count, locate
from timonel.text import Said, nearest, said

_SALVAGED = re.compile(
    rb"""^(?:- +)?(?:  )?(?:\{ *)?["']?id["']?:[ \t]+["']?([a-z0-9]+(?:-[a-z0-9]+)*)["']?(?=[ \t]*(?:[,}#\r]|$))""",
    re.MULTILINE,
)


class _Loader:
    """Collects entities file by file; used once."""

    def __init__(self, schema: Schema, placeholders: Iterable[str], kept: Kept | None) -> None:
        self.schema, self.kept = schema, kept
        self.reader = Reader(placeholders)
        self.entities: dict[str, dict[str, Entity]] = {name: {} for name in schema.kinds}
        self.known: dict[str, set[str]] = {name: set() for name in schema.kinds}
        self.misfits: list[Misfit] = []
        self.files: dict[str, Document | Broken] = {}
        self.foreign = Foreign()
        self.unlisted: Mapping[str, int] = {}

    def add(self, files: Iterable[File], cache: Cache, ahead: Ahead | None) -> None:
        """Take the files under data/ in, and what cannot be read of others."""
        wanted = self._wanted(files)
        if ahead:
            for kind, file in wanted:
                self._document(kind, ahead.document(file), None)
        else:
            self._documents([*wanted], cache)
        self._settle()

    def _wanted(self, files: Iterable[File]) -> Iterator[tuple[Kind, File]]:
        """Yield the files that hold entities, each with its kind; take in what is wrong with others."""
        refused = self.schema.refused
        for file in files:
            if refused and not file.problem and folder_of(file.path) in refused:
                continue  # the schema of its kind has its finding
            if file.problem and file.is_stray:
                self._misfit("DAT002", file.path, file.problem, file.hint or said("put what it leads to in its place"))
                continue
            kind, problem, hint = self._kind_of(file.path)
            if file.problem or kind is None:
                in_place = kind is not None or file.path.startswith("docs/")
                advice = file.hint if file.problem else hint
                self._misfit("DAT001" if in_place else "DAT005", file.path, file.problem or problem, advice)
            else:
                yield kind, file

    def _documents(self, wanted: Sequence[tuple[Kind, File]], cache: Cache) -> None:
        """Take in files that are all at hand, less those that are known from before."""
        before = self.kept.turn([file for _, file in wanted], self.misfits) if self.kept else {}
        fresh = iter(documents([file for _, file in wanted if file.path not in before], cache))
        for kind, file in wanted:
            known, number = before.get(file.path), len(self.misfits)
            self._document(kind, *(known.document, known.parts) if known else (next(fresh), None))
            if self.kept:
                self.kept.note(file.path, self.misfits[number:])

    def _settle(self) -> None:
        """Tell slips from languages that many texts are in and the base does not list: these are one finding."""
        self.unlisted = self.foreign.many()
        slips = self.foreign.slips(self.unlisted)
        self.misfits += slips
        if self.kept:
            self.kept.slips = slips
        told: dict[str, list[Misfit]] = {}
        for one in self.misfits if self.unlisted else ():
            told.setdefault(one.subject, []).append(one)
        for subject in self.foreign.texts if self.unlisted else ():
            kind, _, id_ = subject.partition(":")
            entity = self.entities.get(kind, {}).get(id_)
            if entity is not None:
                self.entities[kind][id_] = self.foreign.freed(entity, told.get(subject, ()), self.unlisted)

    def _misfit(self, code: str, path: str, detail: Said | None, hint: Said | None) -> None:
        """Note a file that gives nothing."""
        self.misfits.append(Misfit(code, f"file:{path}", path, 1, 1, (), detail or said(""), hint))

    def page(self, page: DocPage) -> None:
        """Look at a hand-written page."""
        merge = merge_in(page.text)
        if merge is not None:
            place = (page.key, page.file, merge.line, merge.column)
            self.misfits.append(Misfit("DAT001", *place, (), merge.problem, merge.hint))

    def _document(self, kind: Kind, document: Document | Broken, known: Sequence[Part] | None) -> None:
        """Take a file in, or what it is known to give."""
        path = document.path
        self.files[path] = document
        if isinstance(document, Broken):
            self.known[kind.name].update(one[1].decode() for one in _SALVAGED.finditer(document.data))
            place = (path, document.line, document.column)
            self.misfits.append(Misfit("DAT001", f"file:{path}", *place, (), document.problem, document.hint))
            return
        self.misfits += cuts(document)
        parts, enough = [], len(self.misfits) + ENOUGH
        earlier = (self.kept.earlier(document, self.kept.before.get(path)),) if self.kept else ()
        for part in self.reader.parts(kind, document, *earlier) if known is None else known:
            self._take(kind, part, document)
            parts.append(part)
            if len(self.misfits) >= enough and isinstance(document.value, list) and len(parts) < len(document.value):
                self._leave(kind, document, len(parts), part.node + count(part.value))
                return
        if self.kept:
            self.kept.keep(document, parts)

    def _leave(self, kind: Kind, document: Document, number: int, node: int) -> None:
        """Leave the rest of a file out: what is wrong with it so far is enough for a day."""
        values: Any = document.value
        line, column = locate(document, (), node, values[number])
        detail = said("many more problems: the rest of the file is read when those above are solved")
        self.misfits.append(Misfit("DAT002", f"file:{document.path}", document.path, line, column, (number,), detail))
        rest = (identity(kind, one) for one in values[number:] if isinstance(one, dict))
        self.known[kind.name].update(id_ for id_ in rest if id_)

    def _take(self, kind: Kind, part: Part, document: Document) -> None:
        """Take in what one value gives, as far as nothing else has its name."""
        self.misfits += part.misfits
        for one in part.foreign:
            self.foreign.add(one)
        if not part.id:
            return
        first = self.entities[kind.name].get(part.id)
        if first is not None:
            self.misfits.append(twice(first, part, document))
        elif part.entity is None:
            self.known[kind.name].add(part.id)
        else:
            self.entities[kind.name][part.id] = part.entity

    def _kind_of(self, path: str) -> tuple[Kind | None, Said | None, Said | None]:
        folder = folder_of(path)
        kind = self.schema.folders.get(folder)
        if not path.endswith((".yaml", ".yml")):
            return None, *no_yaml(path)
        if kind is None:
            close = nearest(folder, self.schema.folders, 1)
            hint = said("did you mean `{word}`?", word=f"data/{close[0]}") if close else None
            return None, said("`{folder}` names no kind of entity", folder=f"data/{folder}"), hint
        return kind, None, None


def twice(first: Entity, part: Part, document: Document) -> Misfit:
    """Return what is to be told of a value of a file whose id another entity has."""
    line, column = locate(document, ("id",), part.node, part.value)
    detail = said("`{id}` is there already, in {file}", id=first.id, file=first.file)
    related = ((first.key, first.file, *first.line(("id",))),)
    return Misfit("DAT004", first.key, document.path, line, column, ("id",), detail, None, "", related)


def load(  # noqa: PLR0913, PLR0917 - each says how to read them
    files: Iterable[File],
    schema: Schema,
    codes: frozenset[str],
    languages: tuple[str, ...],
    cache: Cache = Cache(None),  # noqa: B008 - a value that never changes
    placeholders: Iterable[str] = (),
    kept: Kept | None = None,
    ahead: Ahead | None = None,
) -> Base:
    """Return the base that the files make.

    Args:
        files: what `read` yields, or the same from a git tree.
        schema: the kinds.
        codes: the rule codes that a lesson or waiver may name.
        languages: the base's language codes, the first one first.
        cache: where parsed files are kept between runs.
        placeholders: what a text may say that means nothing, besides what always does: a field with it is absent.
        kept: what the files gave before, for the same kinds, codes, languages and placeholders; what they give now is kept in it.
        ahead: what has begun to read and parse those under data/.
    """
    loader = _Loader(schema, placeholders, kept)
    pages = []
    if kept:
        files = read = [*files]
        found = anew(kept, read, schema, codes, loader.reader)
        if found is not None:
            return found

    def data() -> Iterator[File]:
        for file in files:
            if file.path.startswith("data/") or file.problem:
                yield file
            elif file.path.endswith(".md") and file.path.count("/") > 1:
                pages.append(kept.page(file, _page) if kept else _page(file))
                loader.page(pages[-1])

    loader.add(data(), cache, ahead)
    linker = Linker(schema, codes, loader.entities, loader.known, len(loader.misfits))
    linker.link(kept.settled(schema, loader.entities, loader.known) if kept else {})
    for page in pages:
        linker.follow_page(page)
    known = {kind: frozenset(ids) for kind, ids in loader.known.items()}
    misfits = [*loader.misfits, *linker.misfits]
    base = Base(
        schema, loader.entities, known, linker.references, misfits, loader.files, pages, tuple(map(str, languages)),
        unlisted=loader.unlisted,
    )  # fmt: skip
    if kept:
        kept.read, kept.base, kept.edit = read, base, None
    return base


def _page(file: File) -> DocPage:
    return DocPage(file.path.removeprefix("docs/"), file.path.split("/")[1], file.data.decode("utf-8", "replace"))
