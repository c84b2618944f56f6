"""The model as its schemas define it: kinds, their fields, references and texts; and what a value breaks of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from timonel.cache import Cache, packaged
from timonel.schema import validator
from timonel.schema.bundle import bundle, compiled
from timonel.schema.explain import MAX_PROBLEMS, explain, unsaid
from timonel.schema.problem import Keys, Problem, Rest, hidden
from timonel.source import Value
from timonel.text import Text, is_empty, said

if TYPE_CHECKING:
    from timonel.schema.own import Fault

__all__ = [
    "MAX_PROBLEMS",
    "Keys",
    "Kind",
    "Link",
    "Problem",
    "Rest",
    "Schema",
    "Words",
    "bundle",
    "contract",
    "files",
    "hidden",
    "load",
    "walk",
]


class Link(NamedTuple):
    """A reference field: key path below its top field ("*" for list items) and what it may name."""

    path: tuple[str, ...]
    kinds: tuple[str, ...]  # ("*",) for any, ("rule",) for a rule's code
    item: Mapping[str, str] | str | None = None  # x-ref-item: a list of the same entity, or {via, list}
    impact: str | None = None  # x-impact: who feels it when the other is gone: "needs" it, "carries" it, or "both"


class Words(NamedTuple):
    """A Text field: key path below its top field, whether one text holds for all languages, and whether it is prose."""

    path: tuple[str, ...]
    same: bool
    prose: bool


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of entity: its schema file, and what follows from it."""

    name: str
    schema: Mapping[str, Any]
    links: Mapping[str, Sequence[Link]]
    texts: Mapping[str, Sequence[Words]]

    @property
    def folder(self) -> str:
        """Folder under data/."""
        return str(self.schema["x-folder"])

    @property
    def title(self) -> Text:
        """What one is called."""
        return self.schema["x-title"]  # type: ignore[no-any-return]

    @property
    def plural(self) -> Text:
        """What many are called."""
        return self.schema.get("x-plural", self.schema["x-title"])  # type: ignore[no-any-return]

    @property
    def has_page(self) -> bool:
        """Whether its entities have pages of their own."""
        return bool(self.schema.get("x-page", True))

    @property
    def stands_alone(self) -> bool:
        """Whether its entities need no reference to or from others."""
        return bool(self.schema.get("x-stands-alone", False))

    @property
    def fields(self) -> Mapping[str, Any]:
        """Field name → its schema, in the order of the file."""
        return self.schema["properties"]  # type: ignore[no-any-return]

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Fields that older bases have and that say nothing any more."""
        patterns = self.schema.get("patternProperties", {})
        return frozenset(one.strip("^$") for one, node in patterns.items() if node.get("deprecated"))

    @cached_property
    def responsible(self) -> tuple[str, ...]:
        """The fields that say who must act."""
        return tuple(name for name, field in self.fields.items() if field.get("x-responsible"))

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which an entity does not load."""
        return frozenset(self.schema.get("required", ()))

    @cached_property
    def _spoken(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The texts that must be there: top field, and key path below it."""
        found = ((field, one.path) for field, texts in self.texts.items() for one in texts)
        return [(field, path) for field, path in found if self._requires((field, *path))]

    def _requires(self, path: Sequence[str]) -> bool:
        node: Any = self.schema
        for key in path[:-1]:
            node = node["items"] if key == "*" else node["properties"][key]
        return path[-1] in node.get("required", ())

    def silent(self, value: Mapping[str, Any], empty: Callable[[object], bool] = is_empty) -> list[Problem]:
        """Return the texts that must be there and say nothing: blank ones, and placeholders."""
        found: list[tuple[Keys, Any]] = []
        for top, path in self._spoken:
            text = value.get(top)
            if text is not None:
                found += walk(text, path, (top,)) if path else (((top,), text),)
        return [unsaid(keys, text) for keys, text in found if empty(text)]

    @cached_property
    def _fast(self) -> Any:  # noqa: ANN401 - a bound method of a compiled validator
        return validator.compiled(self.schema).is_valid

    def problems(self, value: Value, rest: Rest = lambda _: "") -> list[Problem]:
        """Return what ``value`` breaks: the compiled validator says whether, the explaining one what.

        Args:
            value: the value.
            rest: from key paths to what its file says there, for messages that quote it.
        """
        if self._fast(value):
            return []
        return [*islice(explain(self.schema, value, rest), MAX_PROBLEMS)] or [
            Problem((), said("does not fit the schema of its kind"))
        ]


@dataclass(frozen=True, eq=False)
class Schema:
    """The kinds of a base.

    Attributes:
        kinds: name → kind.
        refused: names and folders of own kinds whose schema cannot be used: what is wrong with it is said there, once.
    """

    kinds: Mapping[str, Kind]
    refused: frozenset[str] = frozenset()

    @cached_property
    def folders(self) -> Mapping[str, Kind]:
        """Folder under data/ → kind."""
        return {kind.folder: kind for kind in self.kinds.values()}

    def label(self, kind: str, *keys: str | int) -> Text:
        """Return what people call a field, or the kind without keys; an item of a list is called like it, with its number.

        List places further up are passed over.
        """
        if keys and isinstance(keys[-1], int):
            of = self.label(kind, *keys[:-1])
            number = f" ({keys[-1] + 1})"
            return f"{of}{number}" if isinstance(of, str) else {lang: f"{text}{number}" for lang, text in of.items()}
        node: Any = self.kinds[kind].schema
        for key in keys:
            node = node.get("items", node) if isinstance(key, int) else node.get("properties", {}).get(key, {})
            if "items" in node and key != keys[-1]:
                node = node["items"]
        return node.get("x-title") or str(keys[-1])


def load(languages: Sequence[str], cache: Cache, own: Mapping[str, bytes] | None = None) -> tuple[Schema, list[Fault]]:
    """Return the kinds of Timonel and of a base, and what is wrong with the base's own.

    Args:
        languages: the base's language codes; a Text has no others.
        cache: where the compiled index is kept.
        own: an organisation's own kinds, if there are any (file name → bytes).
    """
    folder = packaged("schemas")
    common = (folder / "common.schema.json").read_bytes()
    ours = files(folder / "kinds")
    extra = {name: data for name, data in sorted((own or {}).items()) if ours.get(name) != data}
    faults: list[Fault] = []

    def build() -> Any:  # noqa: ANN401 - JSON
        definitions = json.loads(common)["$defs"]
        schemas = [bundle(json.loads(data), definitions, languages) for data in ours.values()]
        refused: list[str] = []
        if extra:
            from timonel.schema import own as reader  # noqa: PLC0415 - only for bases with kinds of their own

            theirs, found, refused = reader.kinds(extra, _forms(), definitions, schemas, languages)
            schemas += theirs
            faults.extend(found)
        return {"kinds": {one["x-kind"]: compiled(one) for one in schemas}, "refused": refused, "wrong": bool(faults)}

    sources = [("common", common), *ours.items(), *((f"own/{name}", data) for name, data in extra.items())]
    index = cache.index(f"schemas-{'-'.join(languages)}", sources, build)
    if index["wrong"] and not faults:  # kept: the kinds, and not what there is to say about others
        build()
    kinds = {name: _kind(name, entry) for name, entry in index["kinds"].items()}
    return Schema(kinds, frozenset(index["refused"])), faults


def _forms() -> tuple[Kind, Kind]:
    """Return the contract of an own kind's schema: for the whole file, and for each schema in it."""
    whole = contract("own-kind", ())
    return whole, Kind("own-kind", whole.schema["$defs"]["field"], {}, {})


def files(folder: Path) -> dict[str, bytes]:
    """Return the schemas in a folder, file name → bytes; what cannot be read is no schema."""
    found = {}
    for path in sorted(folder.glob("*.schema.json")):
        try:
            found[path.name] = path.read_bytes()
        except OSError:
            found[path.name] = b""
    return found


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    links = {
        field: [Link(tuple(path), tuple(kinds), item, impact) for path, kinds, item, impact in found]
        for field, found in entry["links"].items()
    }
    texts = {
        field: [Words(tuple(path), same, prose) for path, same, prose in found]
        for field, found in entry["texts"].items()
    }
    return Kind(name, entry["schema"], links, texts)


def contract(name: str, languages: Sequence[str]) -> Kind:
    """Return one of the other contracts ("settings", "rule", "findings") as something that finds problems."""
    folder = packaged("schemas")
    definitions = json.loads((folder / "common.schema.json").read_text(encoding="utf-8"))["$defs"]
    schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Kind(name, bundle(schema, definitions, languages), {}, {})


def walk(value: Any, path: Sequence[str], keys: Keys = ()) -> Sequence[tuple[Keys, Any]]:  # noqa: ANN401 - a YAML value
    """Return (key path, value) for what stands at a schema path, "*" meaning every item of a list."""
    if not path:
        return () if value is None else ((keys, value),)
    step, rest = path[0], path[1:]
    if step != "*":
        return walk(value[step], rest, (*keys, step)) if isinstance(value, dict) and step in value else ()
    if not isinstance(value, list):
        return ()
    if not rest:
        return [((*keys, number), item) for number, item in enumerate(value) if item is not None]
    return [found for number, item in enumerate(value) for found in walk(item, rest, (*keys, number))]
