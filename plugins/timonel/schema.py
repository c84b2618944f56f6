"""The model as its schemas define it: kinds, their fields, references and texts; and what a value breaks of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from timonel.cache import Cache, packaged
from timonel.source import Value
from timonel.text import Said, Text, nearest, said

Keys = tuple[str | int, ...]

MAX_PROBLEMS = 100  # of one value: who has more starts with these
_TYPES = {
    "string": "a text", "object": "fields with values", "array": "a list", "integer": "a whole number",
    "number": "a number", "boolean": "true or false", "null": "nothing",
}  # fmt: skip


_FOR_PEOPLE = frozenset({"title", "description", "$id"})


class Problem(NamedTuple):
    """What a value breaks of its schema: where, what, how to fix it, and the field that was meant if another was."""

    keys: Keys
    detail: Said
    hint: Said | None = None
    meant: str = ""


class Link(NamedTuple):
    """A reference field: key path below its top field ("*" for list items) and what it may name."""

    path: tuple[str, ...]
    kinds: tuple[str, ...]  # ("*",) for any, ("rule",) for a rule's code
    item: Mapping[str, str] | str | None = None  # x-ref-item: a list of the same entity, or {via, list}


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
    def responsible(self) -> tuple[str, ...]:
        """The fields that say who must act."""
        return tuple(name for name, field in self.fields.items() if field.get("x-responsible"))

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which an entity does not load."""
        return frozenset(self.schema.get("required", ()))

    @cached_property
    def _fast(self) -> Any:  # noqa: ANN401 - a bound method of a compiled validator
        import jsonschema_rs  # noqa: PLC0415 - 15 ms, and only kinds in use are compiled

        return jsonschema_rs.validator_for(_bare(self.schema), validate_formats=True).is_valid

    def problems(self, value: Value) -> list[Problem]:
        """Return what ``value`` breaks: the compiled validator says whether, the explaining one what."""
        if self._fast(value):
            return []
        return [*islice(explain(self.schema, value), MAX_PROBLEMS)] or [Problem((), said("does not fit the schema of its kind"))]


def _bare(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema without what is for people: compiling it is several times as fast."""
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    bare = {}
    for key, value in node.items():
        if key in ("properties", "patternProperties"):
            bare[key] = {name: _bare(one) for name, one in value.items()}
        elif not key.startswith("x-") and key not in _FOR_PEOPLE:
            bare[key] = _bare(value)
    return bare


@dataclass(frozen=True, eq=False)
class Schema:
    """The kinds of a base."""

    kinds: Mapping[str, Kind]

    @cached_property
    def folders(self) -> Mapping[str, Kind]:
        """Folder under data/ → kind."""
        return {kind.folder: kind for kind in self.kinds.values()}

    def label(self, kind: str, *keys: str | int) -> Text:
        """Return what people call a field (list places in ``keys`` are passed over), or the kind without keys."""
        node: Any = self.kinds[kind].schema
        for key in keys:
            node = node.get("items", node) if isinstance(key, int) else node.get("properties", {}).get(key, {})
            if "items" in node and key != keys[-1]:
                node = node["items"]
        return node.get("x-title") or str(keys[-1])


def load(languages: Sequence[str], cache: Cache, own: Path | Mapping[str, bytes] | None = None) -> tuple[Schema, list[tuple[str, Said]]]:
    """Return the kinds of Timonel and of a base, and what is wrong with the base's own.

    Args:
        languages: the base's language codes; a Text has no others.
        cache: where the compiled index is kept.
        own: an organisation's own kinds, if there are any: their folder (``schemas/kinds``), or file name → bytes.
    """
    packaged_folder = packaged("schemas")
    files = sorted((packaged_folder / "kinds").glob("*.schema.json"))
    common = packaged_folder / "common.schema.json"
    if isinstance(own, Mapping):  # a revision's: they have no times to know them by, so nothing is kept
        extra: list[tuple[str, Path | bytes]] = sorted(own.items())
        cache = Cache(None) if extra else cache
    else:
        folder_is_ours = own is None or own.resolve() == (packaged_folder / "kinds").resolve()
        extra = [] if folder_is_ours or own is None else [(path.name, path) for path in sorted(own.glob("*.schema.json"))]

    def build() -> Any:  # noqa: ANN401 - JSON
        definitions = json.loads(common.read_text(encoding="utf-8"))["$defs"]
        kinds = {}
        for path in files:
            schema = bundle(json.loads(path.read_text(encoding="utf-8")), definitions, languages)
            kinds[schema["x-kind"]] = compiled(schema)
        names = {path.name: path for path in files}
        wrong = []
        for name, source in extra:
            try:
                data = source if isinstance(source, bytes) else source.read_bytes()
                if name in names:
                    if data != names[name].read_bytes():
                        wrong.append([name, "a kind of this name comes with Timonel: rename the file and its x-kind"])
                    continue
                schema = bundle(json.loads(data.decode()), definitions, languages)
                _check_own(schema, kinds)
                kinds[schema["x-kind"]] = compiled(schema)
            except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
                wrong.append([name, str(error) or type(error).__name__])
        return {"kinds": kinds, "wrong": wrong}

    index = cache.index(f"schemas-{'-'.join(languages)}", [common, *files, *(source for _, source in extra if isinstance(source, Path))], build)
    return Schema({name: _kind(name, entry) for name, entry in index["kinds"].items()}), [
        (name, said("this schema cannot be used: {problem}", problem=problem)) for name, problem in index["wrong"]
    ]


def bundle(node: Any, definitions: Mapping[str, Any], languages: Sequence[str]) -> Any:  # noqa: ANN401 - JSON
    """Return a schema with its references to the common definitions inlined and its Texts narrowed to the languages."""
    if isinstance(node, list):
        return [bundle(item, definitions, languages) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        inlined = definitions[node["$ref"].rpartition("/")[2]]
        return bundle(
            {**inlined, **{key: value for key, value in node.items() if key != "$ref"}}, definitions, languages
        )
    fresh = {key: bundle(value, definitions, languages) for key, value in node.items()}
    if fresh.get("x-text") is True:
        fresh |= {"properties": {lang: {"type": "string"} for lang in languages}, "additionalProperties": False}
    return fresh


def compiled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a bundled schema with the lists of its references and texts, as JSON."""
    links: dict[str, list[Any]] = {}
    texts: dict[str, list[Any]] = {}
    for name, field in schema["properties"].items():
        for path, node in _nodes(field, ()):
            if "x-ref" in node or "x-ref-item" in node:
                target = node.get("x-ref", [])
                kinds = [target] if isinstance(target, str) else target
                links.setdefault(name, []).append([path, kinds, node.get("x-ref-item")])
            if node.get("x-text") is True:
                texts.setdefault(name, []).append([path, bool(node.get("x-same")), bool(node.get("x-prose"))])
    return {"schema": schema, "links": links, "texts": texts}


def _nodes(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    yield path, node
    if node.get("x-text") is True:
        return
    for name, child in node.get("properties", {}).items():
        yield from _nodes(child, (*path, name))
    if isinstance(node.get("items"), dict):
        yield from _nodes(node["items"], (*path, "*"))


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    links = {
        field: [Link(tuple(path), tuple(kinds), item) for path, kinds, item in found]
        for field, found in entry["links"].items()
    }
    texts = {
        field: [Words(tuple(path), same, prose) for path, same, prose in found]
        for field, found in entry["texts"].items()
    }
    return Kind(name, entry["schema"], links, texts)


def _check_own(schema: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    """Raise ValueError with what an organisation's own schema lacks to be a kind."""
    from jsonschema import Draft202012Validator, SchemaError  # noqa: PLC0415 - only bases with kinds of their own

    missing = [key for key in ("x-kind", "x-folder", "x-title", "properties") if key not in schema]
    if missing:
        raise ValueError(", ".join(missing))
    if schema["x-kind"] in kinds or any(schema["x-folder"] == entry["schema"]["x-folder"] for entry in kinds.values()):
        raise ValueError(f"{schema['x-kind']} ({schema['x-folder']})")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise ValueError(error.message) from error


def walk(value: Any, path: Sequence[str], keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:  # noqa: ANN401 - a YAML value
    """Yield (key path, value) for what stands at a schema path, "*" meaning every item of a list."""
    if not path:
        if value is not None:
            yield keys, value
    elif path[0] == "*":
        for number, item in enumerate(value if isinstance(value, list) else ()):
            yield from walk(item, path[1:], (*keys, number))
    elif isinstance(value, dict) and path[0] in value:
        yield from walk(value[path[0]], path[1:], (*keys, path[0]))


def explain(schema: Mapping[str, Any], value: Value) -> Iterator[Problem]:  # noqa: C901 - one case per keyword
    """Yield what a value breaks, in words for the person who wrote it."""
    validator, formats = _explainer()
    errors = validator(schema, format_checker=formats).iter_errors(value)
    for error in sorted(islice(errors, MAX_PROBLEMS), key=lambda e: [str(key) for key in e.absolute_path]):
        keys: Keys = tuple(error.absolute_path)
        node, found, limit = error.schema, error.instance, error.validator_value
        match error.validator:
            case "additionalProperties":
                yield from _unknown(keys, node, found)
            case "required":
                for name in (name for name in limit if name not in found):
                    if name in error.message:
                        yield Problem(
                            keys, said("`{field}` is missing", field=name), _describe(node["properties"].get(name))
                        )
            case "type":
                yield Problem(keys, _wrong_type(node, limit, found), _quotes(node, found))
            case "enum":
                close = nearest(str(found), [str(one) for one in limit], 1)
                hint = said("did you mean `{word}`?", word=close[0]) if close else None
                yield Problem(
                    keys,
                    said("`{value}` is none of: {allowed}", value=_short(found), allowed=", ".join(map(str, limit))),
                    hint,
                )
            case "format":
                yield Problem(keys, said("`{value}` is no date: write it as 2026-11-20", value=_short(found)))
            case "pattern":
                yield Problem(
                    keys, said("`{value}` is not written as it must be", value=_short(found)), _describe(node)
                )
            case "minimum" | "maximum":
                bounds = f"{node.get('minimum', '…')}–{node.get('maximum', '…')}"
                yield Problem(keys, said("{value} lies outside {bounds}", value=_short(found), bounds=bounds))
            case "uniqueItems":
                yield Problem(keys, said("one value stands twice in the list"))
            case _:
                yield Problem(
                    keys, said("must not be empty") if str(error.validator).startswith("min") else said(error.message)
                )


@cache
def _explainer() -> tuple[Any, Any]:
    """Return the validator that explains, and the formats that it checks."""
    from jsonschema import Draft202012Validator, FormatChecker, validators  # noqa: PLC0415 - 40 ms, only for what is wrong

    explaining = validators.extend(Draft202012Validator, {"uniqueItems": _unique})  # type: ignore[no-untyped-call]
    return explaining, FormatChecker(["date"])


def _unique(_validator: object, wanted: bool, found: Value, _schema: object) -> Iterator[Exception]:  # noqa: FBT001 - the validator's interface
    """Yield an error for a list with equal items, in a time that grows with its length and not with its square."""
    from jsonschema import ValidationError  # noqa: PLC0415 - explain() has it

    if wanted and isinstance(found, list) and len({json.dumps(one, sort_keys=True) for one in found}) < len(found):
        yield ValidationError("")


def _unknown(keys: Keys, node: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Problem]:
    known = node.get("properties", {})
    for name in (name for name in found if name not in known and not name.startswith("x-")):
        if node.get("x-text"):
            languages = ", ".join(known)
            yield Problem(
                (*keys, name),
                said("`{field}` is no language of this base: {languages}", field=_short(name), languages=languages),
            )
            continue
        close = nearest(name, [one for one in known if one not in found], 1)
        hint = (
            said("did you mean `{word}`?", word=close[0])
            if close
            else said("known fields: {fields}", fields=", ".join(known))
        )
        yield Problem(
            (*keys, name), said("unknown field `{field}`", field=_short(name)), hint, close[0] if close else ""
        )


def _wrong_type(node: Mapping[str, Any], wanted: str | list[str], found: Value) -> Said:
    if node.get("x-text"):
        return said("must be a text, or one text per language")
    names = [wanted] if isinstance(wanted, str) else wanted
    return said("`{value}` must be {expected}", value=_short(found), expected=said(_TYPES.get(names[0], names[0])))


def _quotes(node: Mapping[str, Any], found: Value) -> Said | None:
    if found is None:
        return said(
            'nothing stands here, or a word that YAML reads as nothing: write a value, or the word in quotes, "null"'
        )
    if "string" in str(node.get("type")) and isinstance(found, bool | int | float):
        return said('YAML reads this as something else than text: put quotes around it, "{value}"', value=_short(found))
    return _describe(node)


def _describe(node: Mapping[str, Any] | None) -> Said | None:
    text = (node or {}).get("x-description")
    return said("{description}", description=text) if text else None


def _short(value: object) -> str:
    text = {None: "null", True: "true", False: "false"}.get(value) if isinstance(value, bool | None) else str(value)
    text = text or "null"
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - what fits a line


def contract(name: str, languages: Sequence[str]) -> Kind:
    """Return one of the other contracts ("settings", "rule", "findings") as something that finds problems."""
    folder = packaged("schemas")
    definitions = json.loads((folder / "common.schema.json").read_text(encoding="utf-8"))["$defs"]
    schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Kind(name, bundle(schema, definitions, languages), {}, {})
