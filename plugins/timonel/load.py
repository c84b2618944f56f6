"""From files to a base: whatever cannot be loaded becomes a misfit at its line, and the rest goes on."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel import kinds as views
from timonel.model import Base, DocPage, Entity, Misfit, Reference
from timonel.schema import MAX_PROBLEMS, Kind, Link, Problem, Schema, walk
from timonel.source import MAX_BYTES, Broken, Document, count, locate, parse
from timonel.text import Said, is_empty, nearest, said

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
_SALVAGED = re.compile(
    rb"""^(?:- +)?(?:  )?(?:\{ *)?["']?id["']?:[ \t]+["']?([a-z0-9]+(?:-[a-z0-9]+)*)["']?(?=[ \t]*(?:[,}#\r]|$))""",
    re.MULTILINE,
)
# A file with more misfits is not looked at any further, and further lost references get no «nearest».
_ENOUGH, _NEAREST = 1000, 25
_RULE = re.compile(r"[A-Z]{3}[0-9]{3}\Z")
# What a waiver or a path may name beside entities (x-ref-also in the schemas).
_ALSO = ("page", "file")
# Links in prose to entities: [text](kind:id).
_PROSE = re.compile(r"\]\(([a-z][a-z-]*):([a-z0-9]+(?:-[a-z0-9]+)*)\)")


class File(NamedTuple):
    """A file of a base: its path from the root with forward slashes, its bytes, or why it cannot be read."""

    path: str
    data: bytes
    problem: Said | None = None


class Sources(NamedTuple):
    """All that a base is made of, from wherever it was read.

    Attributes:
        settings: the bytes of timonel.yaml, None where there is none.
        files: what stands under data/ and docs/, in the order of paths.
        rules: an organisation's own rules (``rules/*.yaml``).
        kinds: an organisation's own kinds: their folder, or file name → bytes.
    """

    settings: bytes | None
    files: Iterable[File]
    rules: Sequence[File] = ()
    kinds: Path | Mapping[str, bytes] | None = None


def sources(root: Path) -> Sources:
    """Return what a folder's base is made of."""
    file = root / "timonel.yaml"
    rules = [one for one in read(root, ("rules",)) if is_own_rule(one.path)]
    return Sources(file.read_bytes() if file.exists() else None, read(root), rules, root / "schemas" / "kinds")


def is_own_rule(path: str) -> bool:
    """Whether a path of a base is that of an organisation's own rule: directly under rules/."""
    return path.startswith("rules/") and path.count("/") == 1 and path.endswith((".yaml", ".yml"))


def read(root: Path, tops: Sequence[str] = ("data", "docs")) -> Iterator[File]:
    """Yield the files under some folders of a base, in the order of their paths."""
    home = str(root.resolve())
    for top in tops:
        if (root / top).is_dir():
            yield from _read(str(root / top), top, home)


def _read(folder: str, prefix: str, home: str) -> Iterator[File]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{prefix}/{entry.name}"
        if entry.name[0] in "._~":
            continue
        if entry.is_symlink() and not _inside(entry.path, home):
            yield File(path, b"", said("a link that leaves the knowledge base"))
        elif entry.is_dir():
            yield from _read(entry.path, path, home)
        elif prefix.startswith("docs") and not entry.name.endswith(".md"):
            continue
        else:
            yield _file(path, entry)


def _inside(path: str, home: str) -> bool:
    """Whether a link leads into the base, and not to a folder that holds the link itself."""
    real = os.path.realpath(path)
    return real.startswith(home + os.sep) and not os.path.realpath(os.path.dirname(path)).startswith(real)  # noqa: PTH120


def _file(path: str, entry: os.DirEntry[str]) -> File:
    try:
        facts = entry.stat()
        if not stat.S_ISREG(facts.st_mode):  # reading a pipe would wait for ever
            return File(path, b"", said("no file: a pipe or device"))
        if facts.st_size > MAX_BYTES:
            return File(path, b"", said("the file has more than 64 MiB"))
        with open(entry.path, "rb") as file:  # noqa: PTH123 - ten thousand Path objects cost more than the reading
            return File(path, file.read())
    except OSError as error:
        return File(path, b"", said("the file cannot be read: {problem}", problem=error.strerror or "?"))


class _Loader:
    """Collects entities file by file; used once."""

    def __init__(self, schema: Schema, codes: frozenset[str]) -> None:
        self.schema, self.codes = schema, codes
        self.entities: dict[str, dict[str, Entity]] = {name: {} for name in schema.kinds}
        self.known: dict[str, set[str]] = {name: set() for name in schema.kinds}
        self.misfits: list[Misfit] = []
        self.files: dict[str, Document | Broken] = {}
        self.references: list[Reference] = []

    def add(self, file: File) -> None:
        """Take one file under data/ in."""
        path = file.path
        kind, problem, hint = self._kind_of(path)
        if file.problem or kind is None:
            code = "DAT005" if kind is None or not path.endswith((".yaml", ".yml")) else "DAT001"
            detail = file.problem or problem or said("")
            self.misfits.append(Misfit(code, f"file:{path}", path, 1, 1, (), detail, hint))
            return
        document = parse(path, file.data)
        self.files[path] = document
        if isinstance(document, Broken):
            self.known[kind.name].update(one[1].decode() for one in _SALVAGED.finditer(document.data))
            place = (path, document.line, document.column)
            self.misfits.append(Misfit("DAT001", f"file:{path}", *place, (), document.problem))
            return
        value = document.value
        if isinstance(value, list):
            self._entities(kind, value, document)
        else:
            self._entity(kind, value, document, (), 0)

    def _entities(self, kind: Kind, values: list[Any], document: Document) -> None:
        node, enough = 1, len(self.misfits) + _ENOUGH
        for number, value in enumerate(values):
            if len(self.misfits) >= enough:
                line, column = locate(document, (), node, value)
                detail = said("many more problems: the rest of the file is read when those above are solved")
                self.misfits.append(
                    Misfit("DAT002", f"file:{document.path}", document.path, line, column, (number,), detail)
                )
                rest = (_identity(kind.name, one) for one in values[number:] if isinstance(one, dict))
                self.known[kind.name].update(id_ for id_ in rest if id_)
                return
            self._entity(kind, value, document, (number,), node)
            node += count(value)

    def _kind_of(self, path: str) -> tuple[Kind | None, Said | None, Said | None]:
        parts = path.split("/")
        folder = parts[1] if len(parts) > 2 else parts[1].rpartition(".")[0]  # noqa: PLR2004 - data/<folder>/…
        kind = self.schema.folders.get(folder)
        if not path.endswith((".yaml", ".yml")):
            return None, said("only `.yaml` files belong under data/"), None
        if kind is None:
            close = nearest(folder, self.schema.folders, 1)
            hint = said("did you mean `{word}`?", word=f"data/{close[0]}") if close else None
            return None, said("`{folder}` names no kind of entity", folder=f"data/{folder}"), hint
        return kind, None, None

    def _entity(self, kind: Kind, value: Any, document: Document, place: tuple[int, ...], node: int) -> None:  # noqa: ANN401
        if not isinstance(value, dict):
            detail = (
                said("an entity is a mapping of fields, or a list of them")
                if value is not None
                else said("the file holds no entity")
            )
            line, column = locate(document, (), node, value)
            self.misfits.append(Misfit("DAT002", f"file:{document.path}", document.path, line, column, place, detail))
            return
        problems = kind.problems(value)
        fields: dict[str, Any] | None = value
        refused = frozenset[str]()
        if problems:  # a draft's empty fields count as absent; what is still wrong is left out
            filled = _filled(value)
            problems = kind.problems(filled)
            fields, refused = _pruned(kind, filled, problems) if len(problems) < MAX_PROBLEMS else (None, refused)
        id_ = _identity(kind.name, fields if fields is not None else value)
        subject = f"{kind.name}:{id_}" if id_ else f"file:{document.path}"
        if id_ and _DEVICES.match(id_):
            problems = [
                *problems,
                Problem(("id",), said("`{value}` names a device on Windows: choose another id", value=id_)),
            ]
            fields = None
        for problem in problems:
            line, column = locate(document, problem.keys, node, value)
            keys = problem.keys if id_ else (*place, *problem.keys)
            distinct = problem.meant and str(problem.keys[-1])
            self.misfits.append(
                Misfit("DAT002", subject, document.path, line, column, keys, problem.detail, problem.hint, distinct),
            )
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

    def _twice(self, first: Entity, document: Document, node: int, value: Mapping[str, Any], subject: str) -> None:
        line, column = locate(document, ("id",), node, value)
        related = ((subject, first.file, *first.line(("id",))),)
        detail = said("`{id}` is there already, in {file}", id=first.id, file=first.file)
        self.misfits.append(Misfit("DAT004", subject, document.path, line, column, ("id",), detail, None, "", related))

    def link(self) -> None:
        """Follow every reference; what leads nowhere becomes a misfit."""
        for name, found in self.entities.items():
            kind = self.schema.kinds[name]
            prose = [(field, one.path) for field, words in kind.texts.items() for one in words if one.prose]
            for entity in found.values():
                fields = entity.fields
                for field, links in kind.links.items():
                    if field in fields:
                        for link in links:
                            self._follow(entity, field, link)
                for field, path in prose:
                    if field in fields:
                        self._follow_prose(entity, field, path)

    def _follow(self, entity: Entity, field: str, link: Link) -> None:
        kind = link.kinds[0] if len(link.kinds) == 1 and link.kinds[0] not in ("*", "rule") else None
        found = walk(entity.fields[field], link.path, (field,))
        if kind is None:
            for keys, value in found:
                self._follow_other(entity, keys, link, value)
            return
        known = self.entities[kind]
        for keys, value in found:
            if value in known:
                self.references.append(Reference(entity, keys, kind, value))
            elif value not in self.known[kind]:
                self._unknown(entity, keys, kind, value)

    def _follow_other(self, entity: Entity, keys: tuple[str | int, ...], link: Link, value: str) -> None:
        """Follow what names no entity of one kind: an item of a list, a rule's code, or any of several kinds."""
        if link.item is not None:
            self._follow_item(entity, keys, link.item, value)
        elif link.kinds != ("rule",):
            self._follow_key(entity, keys, link, value)
        elif value not in self.codes:
            self._lost(entity, keys, value, self._near(value, self.codes))

    def _follow_key(self, entity: Entity, keys: tuple[str | int, ...], link: Link, value: str) -> None:
        """Follow a reference that names its kind (``kind:id``)."""
        kind, _, id_ = value.partition(":")
        anything = link.kinds == ("*",)
        if kind in _ALSO and anything:
            return
        if kind not in self.entities or not (anything or kind in link.kinds):
            self._lost(entity, keys, value, self._near(kind, self.entities if anything else link.kinds))
        elif id_ in self.entities[kind]:
            self.references.append(Reference(entity, keys, kind, id_))
        elif id_ not in self.known[kind]:
            self._unknown(entity, keys, kind, id_, f"{kind}:")

    def _follow_item(
        self, entity: Entity, keys: tuple[str | int, ...], item: Mapping[str, str] | str, value: str
    ) -> None:
        holder: Any = entity.fields
        if isinstance(item, str):
            items = holder.get(item)
        else:
            for key in keys:  # the nearest mapping on the way that has the reference
                if isinstance(holder, dict) and item["via"] in holder:
                    break
                holder = holder[key]
            kind = next((link.kinds[0] for links in self.schema.kinds[entity.kind].links.values() for link in links
                         if link.path and link.path[-1] == item["via"]), "")  # fmt: skip
            other = self.entities.get(kind, {}).get(holder.get(item["via"], "")) if isinstance(holder, dict) else None
            if other is None:  # that reference is wrong, or broken, and has its own finding
                return
            items = other.fields.get(item["list"])
        ids = [one["id"] for one in items or () if isinstance(one, dict) and "id" in one]
        if value not in ids:
            self._lost(entity, keys, value, self._near(str(value), ids) or ids[:5])

    def _follow_prose(self, entity: Entity, field: str, path: tuple[str, ...]) -> None:
        for keys, text in walk(entity.fields[field], path, (field,)):
            for lang, one in text.items() if isinstance(text, dict) else ((None, text),):
                if "](" not in one:
                    continue
                for match in _PROSE.finditer(one):
                    kind, id_ = match.groups()
                    place = (*keys, lang) if lang else keys
                    if kind in self.entities and id_ in self.entities[kind]:
                        self.references.append(Reference(entity, place, kind, id_))
                    elif kind in self.entities and id_ not in self.known[kind]:
                        self._unknown(entity, place, kind, id_, f"{kind}:")

    def _unknown(self, entity: Entity, keys: tuple[str | int, ...], kind: str, value: str, prefix: str = "") -> None:
        if is_empty(value) and len(keys) == 1 and keys[0] not in self.schema.kinds[entity.kind].required:
            return  # `owner: pendiente`: a rule says that it is missing
        known = (one for ids in (self.entities[kind], self.known[kind]) for one in ids)
        self._lost(entity, keys, f"{prefix}{value}", [f"{prefix}{one}" for one in self._near(value, known)])

    def _near(self, word: str, known: Iterable[str]) -> list[str]:
        return nearest(word, known) if len(self.misfits) < _NEAREST else []

    def _lost(self, entity: Entity, keys: tuple[str | int, ...], value: str, close: list[str]) -> None:
        line, column = entity.line(keys)
        hint = said("the nearest there are: {ids}", ids=", ".join(f"`{one}`" for one in close)) if close else None
        detail = said("`{value}` does not exist", value=value)
        self.misfits.append(Misfit("DAT003", entity.key, entity.file, line, column, keys, detail, hint, value))


def _identity(kind: str, fields: Mapping[str, Any]) -> str | None:
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
    return id_ if isinstance(id_, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) else None


def _pruned(
    kind: Kind, value: dict[str, Any], problems: Iterable[Problem]
) -> tuple[dict[str, Any] | None, frozenset[str]]:
    """Return the fields without what the schema refused, and the refused top fields; None where nothing can be kept.

    A refused value goes with the smallest part around it that may be absent: a list item, or an optional field.
    """
    fields = _copy(value)
    refused: set[str] = set()
    for problem in problems:
        keys = list(problem.keys)
        refused.update(str(key) for key in (*keys[:1], problem.meant if len(keys) == 1 else "") if key)
        node = kind.schema
        chain: list[tuple[str | int, bool]] = []
        for key in keys:
            optional = isinstance(key, int) or key not in node.get("required", ())
            chain.append((key, optional))
            node = node.get("items", {}) if isinstance(key, int) else node.get("properties", {}).get(key, {})
        while chain and not chain[-1][1]:
            chain.pop()
        if not chain:
            return None, frozenset(refused)
        _mark_removed(fields, [key for key, _ in chain])
    return _swept(fields), frozenset(refused)


def _filled(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Return a value without the fields that say nothing (list items stay, so that places hold)."""
    if isinstance(value, dict):
        return {
            key: _filled(one) for key, one in value.items() if key == "id" or isinstance(one, list) or not is_empty(one)
        }
    return [_filled(one) for one in value] if isinstance(value, list) else value


_GONE = object()


def _copy(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value


def _mark_removed(fields: Any, keys: list[str | int]) -> None:  # noqa: ANN401 - a YAML value
    for key in keys[:-1]:
        fields = fields[key]
        if fields is _GONE:
            return
    fields[keys[-1]] = _GONE


def _swept(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    if isinstance(value, dict):
        return {key: _swept(one) for key, one in value.items() if one is not _GONE}
    return [_swept(one) for one in value if one is not _GONE] if isinstance(value, list) else value


def load(files: Iterable[File], schema: Schema, codes: frozenset[str], languages: tuple[str, ...]) -> Base:
    """Return the base that the files make.

    Args:
        files: what `read` yields, or the same from a git tree.
        schema: the kinds.
        codes: the rule codes that a lesson or waiver may name.
        languages: the base's language codes, the first one first.
    """
    loader = _Loader(schema, codes)
    pages = []
    for file in files:
        if file.path.startswith("data/"):
            loader.add(file)
        elif file.path.endswith(".md") and file.path.count("/") > 1:
            text = file.data.decode("utf-8", "replace")
            pages.append(DocPage(file.path.removeprefix("docs/"), file.path.split("/")[1], text))
    loader.link()
    known = {kind: frozenset(ids) for kind, ids in loader.known.items()}
    return Base(schema, loader.entities, known, loader.references, loader.misfits, loader.files, pages, languages)
