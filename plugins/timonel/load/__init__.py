"""From files to a base: whatever cannot be loaded becomes a misfit at its line, and the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from timonel import kinds as views
from timonel.cache import Cache
from timonel.load.files import CLOSED, SETTINGS, File, Sources, is_own_rule, is_read, read, settings, sources
from timonel.load.floods import Foreign, counted, is_foreign
from timonel.load.leftovers import merge_in, no_yaml
from timonel.load.link import Linker
from timonel.load.parsed import documents
from timonel.model import Base, DocPage, Entity, Misfit
from timonel.schema import MAX_PROBLEMS, Kind, Problem, Schema, hidden
from timonel.schema.prune import filled, pruned
from timonel.source import Broken, Document, Lines, count, cut, locate, quoting
from timonel.text import Said, is_empty, nearest, said

__all__ = [
    "CLOSED",
    "SETTINGS",
    "File",
    "Sources",
    "identity",
    "is_own_rule",
    "is_read",
    "load",
    "read",
    "settings",
    "sources",
]

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
_DEVICE = 5  # letters that no device has
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SALVAGED = re.compile(
    rb"""^(?:- +)?(?:  )?(?:\{ *)?["']?id["']?:[ \t]+["']?([a-z0-9]+(?:-[a-z0-9]+)*)["']?(?=[ \t]*(?:[,}#\r]|$))""",
    re.MULTILINE,
)
_DERIVED = ("measurement", "waiver")  # kinds whose id follows from what they speak of
_ENOUGH = 1000  # misfits of one file, after which it is not looked at any further


class _Loader:
    """Collects entities file by file; used once."""

    def __init__(self, schema: Schema, codes: frozenset[str], placeholders: Iterable[str] = ()) -> None:
        self.schema, self.codes = schema, codes
        self.placeholders = frozenset(map(_folded, placeholders))
        self.entities: dict[str, dict[str, Entity]] = {name: {} for name in schema.kinds}
        self.known: dict[str, set[str]] = {name: set() for name in schema.kinds}
        self.misfits: list[Misfit] = []
        self.files: dict[str, Document | Broken] = {}
        self.foreign = Foreign()
        self.unlisted: Mapping[str, int] = {}

    def add(self, files: Iterable[File], cache: Cache) -> None:
        """Take the files under data/ in, and what cannot be read of others."""
        wanted: list[tuple[Kind, File]] = []
        for file in files:
            if not file.problem and _folder(file.path) in self.schema.refused:  # the schema of its kind has its finding
                continue
            if file.is_stray:
                self._misfit("DAT002", file.path, file.problem, said("put what it leads to in its place"))
                continue
            kind, problem, hint = self._kind_of(file.path)
            if file.problem or kind is None:
                in_place = kind is not None or file.path.startswith("docs/")
                advice = file.hint if file.problem else hint
                self._misfit("DAT001" if in_place else "DAT005", file.path, file.problem or problem, advice)
            else:
                wanted.append((kind, file))
        for (kind, _), document in zip(wanted, documents([file for _, file in wanted], cache), strict=True):
            self._document(kind, document)
        self._settle()

    def _settle(self) -> None:
        """Tell slips from languages that many texts are in and the base does not list: these are one finding."""
        self.unlisted = self.foreign.many()
        self.misfits += self.foreign.slips(self.unlisted)
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

    def _document(self, kind: Kind, document: Document | Broken) -> None:
        path = document.path
        self.files[path] = document
        if isinstance(document, Broken):
            self.known[kind.name].update(one[1].decode() for one in _SALVAGED.finditer(document.data))
            place = (path, document.line, document.column)
            self.misfits.append(Misfit("DAT001", f"file:{path}", *place, (), document.problem, document.hint))
            return
        for one in cut(document.data):
            at, text = (one.line, one.column), str(one.problem.values["text"])
            self.misfits.append(Misfit("DAT002", f"file:{path}", path, *at, (), one.problem, one.hint, text))
        value, lines = document.value, Lines(document.data)
        if isinstance(value, list):
            self._entities(kind, value, document, lines)
        else:
            self._entity(kind, value, document, lines, (), 0)

    def _entities(self, kind: Kind, values: list[Any], document: Document, lines: Lines) -> None:
        node, enough = 1, len(self.misfits) + _ENOUGH
        for number, value in enumerate(values):
            if len(self.misfits) >= enough:
                line, column = locate(document, (), node, value)
                detail = said("many more problems: the rest of the file is read when those above are solved")
                self.misfits.append(
                    Misfit("DAT002", f"file:{document.path}", document.path, line, column, (number,), detail)
                )
                rest = (identity(kind.name, one) for one in values[number:] if isinstance(one, dict))
                self.known[kind.name].update(id_ for id_ in rest if id_)
                return
            self._entity(kind, value, document, lines, (number,), node)
            node += count(value)

    def _kind_of(self, path: str) -> tuple[Kind | None, Said | None, Said | None]:
        folder = _folder(path)
        kind = self.schema.folders.get(folder)
        if not path.endswith((".yaml", ".yml")):
            return None, *no_yaml(path)
        if kind is None:
            close = nearest(folder, self.schema.folders, 1)
            hint = said("did you mean `{word}`?", word=f"data/{close[0]}") if close else None
            return None, said("`{folder}` names no kind of entity", folder=f"data/{folder}"), hint
        return kind, None, None

    def _entity(  # noqa: PLR0913, PLR0917 - the value, and where it stands
        self,
        kind: Kind,
        value: Any,  # noqa: ANN401 - a YAML value
        document: Document,
        lines: Lines,
        place: tuple[int, ...],
        node: int,
    ) -> None:
        if not isinstance(value, dict):
            empty = said("the file holds no entity")
            whole = said("an entity is a mapping of fields, or a list of them")
            odd = hidden((), value)
            detail, hint = (odd.detail, odd.hint) if odd else (empty if value is None else whole, None)
            at = locate(document, (), node, value)
            self.misfits.append(Misfit("DAT002", f"file:{document.path}", document.path, *at, place, detail, hint))
            return
        spoken: Any = self._spoken(kind, value)
        rest = quoting(document, lines, node, value)
        problems, silent = kind.problems(spoken, rest), kind.silent(spoken, self._empty)
        fields: dict[str, Any] | None = spoken
        refused = frozenset[str]()
        if problems:  # a draft's empty fields count as absent; what is still wrong is left out
            written = filled(spoken, kind.schema, self._empty) | {
                one.keys[0]: spoken[one.keys[0]] for one in silent if len(one.keys) == 1
            }
            problems = kind.problems(written, rest)
            fields, refused = pruned(kind, written, problems) if len(problems) < MAX_PROBLEMS else (None, refused)
            silent = [
                one for one in kind.silent(written, self._empty) if one.keys not in {each.keys for each in problems}
            ]
        if silent:  # such a text stays, for the entity is there; but nobody else speaks of it
            problems = [*problems, *silent]
            refused |= {str(one.keys[0]) for one in silent}
        id_ = identity(kind.name, fields if fields is not None else value)
        subject = f"{kind.name}:{id_}" if id_ else f"file:{document.path}"
        if id_ and len(id_) < _DEVICE and _DEVICES.match(id_):
            problems = [
                *problems,
                Problem(("id",), said("`{value}` names a device on Windows: choose another id", value=id_)),
            ]
            fields = None
        if id_ and kind.name in _DERIVED and value.get("id", id_) != id_:
            detail = said("the id follows from what this speaks of: `{id}`", id=id_)
            problems = [*problems, Problem(("id",), detail, said("delete the field `id`"))]
        foreign = [(one, ()) for one in problems if is_foreign(one)]
        for problem, more in [*foreign, *counted(one for one in problems if not is_foreign(one))]:
            places = [locate(document, one, node, value) for one in (problem.keys, *more)]
            where = problem._replace(keys=problem.keys if id_ else (*place, *problem.keys))
            self._tell(subject, document.path, where, [lines.place(*places[0], problem.char), *places[1:]])
        if not id_:
            return
        first = self.entities[kind.name].get(id_)
        if first is not None:
            self._twice(first, document, node, value, subject)
        elif fields is None:
            self.known[kind.name].add(id_)
        else:
            view = views.VIEWS.get(kind.name, Entity)
            self.entities[kind.name][id_] = view(kind.name, id_, fields, document, place, node, refused)

    def _tell(self, subject: str, file: str, problem: Problem, places: Sequence[tuple[int, int]]) -> None:
        """Tell a problem at the first of its places."""
        distinct = problem.meant and str(problem.keys[-1])
        first, *others = places
        related = tuple((subject, file, *one) for one in others)
        misfit = Misfit("DAT002", subject, file, *first, problem.keys, problem.detail, problem.hint, distinct, related)
        if is_foreign(problem):
            self.foreign.add(misfit)
        else:
            self.misfits.append(misfit)

    def _named_empty(self, value: object) -> bool:
        """Whether a value is one of the words that the settings name as saying nothing."""
        return isinstance(value, str) and _folded(value) in self.placeholders

    def _empty(self, value: object) -> bool:
        return (
            is_empty(value)
            or self._named_empty(value)
            or (isinstance(value, dict) and all(map(self._empty, value.values())))
        )

    def _spoken(self, kind: Kind, value: dict[str, Any]) -> dict[str, Any]:
        """Return an entity without the fields that the settings' placeholders fill; texts that must be there stay."""
        if not self.placeholders:
            return value
        fresh: dict[str, Any] = filled(value, kind.schema, self._named_empty)
        for one in kind.silent(value, self._empty):
            inside: Any = fresh
            whole: Any = value
            for key in one.keys[:-1]:
                inside, whole = inside[key], whole[key]
            inside[one.keys[-1]] = whole[one.keys[-1]]
        return fresh

    def _twice(self, first: Entity, document: Document, node: int, value: Mapping[str, Any], subject: str) -> None:
        line, column = locate(document, ("id",), node, value)
        related = ((subject, first.file, *first.line(("id",))),)
        detail = said("`{id}` is there already, in {file}", id=first.id, file=first.file)
        self.misfits.append(Misfit("DAT004", subject, document.path, line, column, ("id",), detail, None, "", related))


def _folded(word: str) -> str:
    return word.strip().casefold()


def _folder(path: str) -> str:
    """Return the folder under data/ that a file stands in, or that its name stands for."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else parts[1].rpartition(".")[0]  # noqa: PLR2004 - data/<folder>/…


def identity(kind: str, fields: Mapping[str, Any]) -> str | None:
    """Return the entity's id; measurements and waivers have theirs from what they speak of."""
    id_ = fields.get("id")
    if kind == "measurement":
        of, date = fields.get("of"), fields.get("date")
        return f"{of.replace(':', '-')}-{date}" if isinstance(of, str) and isinstance(date, str) else None
    if kind == "waiver":
        rule, entity = fields.get("rule"), fields.get("entity")
        return (
            f"{rule}-{entity.replace(':', '-')}".lower() if isinstance(rule, str) and isinstance(entity, str) else None
        )
    return id_ if isinstance(id_, str) and _ID.fullmatch(id_) else None


def load(  # noqa: PLR0913, PLR0917 - each says how to read them
    files: Iterable[File],
    schema: Schema,
    codes: frozenset[str],
    languages: tuple[str, ...],
    cache: Cache = Cache(None),  # noqa: B008 - a value that never changes
    placeholders: Iterable[str] = (),
) -> Base:
    """Return the base that the files make.

    Args:
        files: what `read` yields, or the same from a git tree.
        schema: the kinds.
        codes: the rule codes that a lesson or waiver may name.
        languages: the base's language codes, the first one first.
        cache: where parsed files are kept between runs.
        placeholders: what a text may say that means nothing, besides what always does: a field with it is absent.
    """
    loader = _Loader(schema, codes, placeholders)
    data, pages = [], []
    for file in files:
        if file.path.startswith("data/") or file.problem:
            data.append(file)
        elif file.path.endswith(".md") and file.path.count("/") > 1:
            text = file.data.decode("utf-8", "replace")
            pages.append(DocPage(file.path.removeprefix("docs/"), file.path.split("/")[1], text))
            loader.page(pages[-1])
    loader.add(data, cache)
    linker = Linker(schema, codes, loader.entities, loader.known, len(loader.misfits))
    linker.link()
    for page in pages:
        linker.follow_page(page)
    known = {kind: frozenset(ids) for kind, ids in loader.known.items()}
    misfits = [*loader.misfits, *linker.misfits]
    return Base(
        schema, loader.entities, known, linker.references, misfits, loader.files, pages, languages,
        unlisted=loader.unlisted,
    )  # fmt: skip
