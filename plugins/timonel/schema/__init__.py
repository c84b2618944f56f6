"""The model as its schemas define it: kinds, their fields, references and texts; and what a value breaks of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timonel.cache import Cache, packaged
from timonel.schema.bundle import bundle, compiled
from timonel.schema.explain import MAX_PROBLEMS
from timonel.schema.kind import Kind, Link, Words, is_meant, walk
from timonel.schema.problem import Keys, Problem, Rest, hidden
from timonel.text import Text

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
    "is_meant",
    "load",
    "walk",
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
    extra = _more(own) if own else {}
    codes = [*map(str, languages)]  # JSON knows no other texts
    faults: list[Fault] = []

    def build() -> Any:  # noqa: ANN401 - JSON
        common, *ours = (json.loads(data) for _, data in _ours())
        definitions = common["$defs"]
        schemas = [bundle(one, definitions, codes) for one in ours]
        refused: list[str] = []
        if extra:
            from timonel.schema import own as reader  # noqa: PLC0415 - only for bases with kinds of their own

            theirs, found, refused = reader.kinds(extra, _forms(), definitions, schemas, codes)
            schemas = [one for one in schemas if not any(reader.replaces(own, one) for own in theirs)]
            schemas += ({**one, "x-own": True} for one in theirs)
            faults.extend(found)
        return {"kinds": {one["x-kind"]: compiled(one) for one in schemas}, "refused": refused, "wrong": bool(faults)}

    sources = [(f"own/{name}", data) for name, data in extra.items()]
    index = cache.index(f"schemas-{'-'.join(languages)}", sources, build, _ours)
    if index["wrong"] and not faults:  # kept: the kinds, and not what there is to say about others
        build()
    kinds = {name: _kind(name, entry) for name, entry in index["kinds"].items()}
    return Schema(kinds, frozenset(index["refused"])), faults


def _ours() -> list[tuple[str, bytes]]:
    """Return the names and bytes of the common definitions and of our own kinds."""
    folder = packaged("schemas")
    return [("common", (folder / "common.schema.json").read_bytes()), *files(folder / "kinds").items()]


def _more(own: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return an organisation's own kinds without copies of ours."""
    ours = files(packaged("schemas") / "kinds")
    return {name: data for name, data in sorted(own.items()) if ours.get(name) != data}


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
    return Kind(name, entry["schema"], links, texts, entry["shape"])


def contract(name: str, languages: Sequence[str]) -> Kind:
    """Return one of the other contracts ("settings", "rule", "findings") as something that finds problems."""
    return _contract(name, tuple(map(str, languages)))


@lru_cache(16)  # a check asks twice for that of the settings, and compiling one takes a while
def _contract(name: str, languages: tuple[str, ...]) -> Kind:
    folder = packaged("schemas")
    definitions = json.loads((folder / "common.schema.json").read_text(encoding="utf-8"))["$defs"]
    schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Kind(name, bundle(schema, definitions, languages), {}, {})
