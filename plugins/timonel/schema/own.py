"""An organisation's own kinds: its schema files in; kinds like Timonel's, and what is wrong at its line and column, out."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, NoReturn

from timonel.schema import Keys, Kind, Problem
from timonel.schema.bundle import bundle
from timonel.schema.validator import NAMED, compiled
from timonel.source import Broken, Document, Trouble, Value, locate, parse
from timonel.source.problems import unmerged
from timonel.text import Said, nearest, said

MAX_BYTES = 2**20  # what a person writes for one kind has a hundredth of it
_MOST = 20  # faults told of one file
_COMMON = "../common.schema.json#/$defs/"
# They lead elsewhere, or give a part of the schema a name that others lead to.
_LEADING = ("$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$recursiveAnchor", "$anchor", "$vocabulary")
_AT_THE_TOP = ("$id", "$schema")
# What stands before the colon of `kind:id` and names no kind; and the file name that editors read the settings' schema by.
_RESERVED = ("page", "file", "rule", "settings")
_ESCAPES = re.compile(rb"\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL)
_SURROGATE = 6  # bytes of half a letter, as JSON escapes it and YAML does not


class Fault(NamedTuple):
    """What is wrong with a schema file: where (line and column from 1), what, and how to mend it."""

    file: str
    line: int
    column: int
    keys: Keys
    detail: Said
    hint: Said | None = None
    severity: str = ""  # where it is not that of the rule


class _File(NamedTuple):
    name: str
    document: Document
    value: Mapping[str, Any]

    def faults(self, problems: Iterator[Problem]) -> list[Fault]:
        return [
            Fault(self.name, *locate(self.document, one.keys, 0, self.document.value), one.keys, one.detail, one.hint)
            for one in islice(problems, _MOST)
        ]


def kinds(
    files: Mapping[str, bytes],
    forms: tuple[Kind, Kind],
    definitions: Mapping[str, Any],
    ours: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
) -> tuple[list[Any], list[Fault], list[str]]:
    """Return the bundled schemas of own kinds, what is wrong with the others, and what these would have been called.

    An own kind has the name of one that came to Timonel later: it was there first, and stands in its place (`x-own`).

    Args:
        files: file name → bytes.
        forms: the contract of a file, and that of each schema in it.
        definitions: the common definitions that they may refer to.
        ours: the schemas that come with Timonel.
        languages: the base's language codes.
    """
    faults: list[Fault] = []
    good: list[tuple[_File, Any]] = []
    refused = [name.removesuffix(".schema.json") for name in files]
    taken = {one["x-kind"]: one["x-folder"] for one in ours if "x-since" not in one}
    for name, data in files.items():
        file = _read(name, data)
        if isinstance(file, Fault):
            faults.append(file)
            continue
        refused += [one for key in ("x-kind", "x-folder") if isinstance(one := file.value.get(key), str)]
        found = file.faults(_problems(file, forms, definitions, taken))
        if not found:
            schema = _titled(bundle(_mended(file.value), definitions, languages))
            found = file.faults(_unusable(schema))
        if found:
            faults += found
        else:
            taken[schema["x-kind"]] = schema["x-folder"]
            good.append((file, schema))
            faults += file.faults(_untranslated(schema, languages))  # it is used: the name in another language is there
    known = {*taken, *refused, "*", "rule"}
    lost = {file.name: file.faults(_lost(file, known)) for file, _ in good}
    kept = [schema for file, schema in good if not lost[file.name]]
    used = {one[key] for one in [*ours, *kept] for key in ("x-kind", "x-folder")}
    faults += [one for found in lost.values() for one in found]
    faults += [_first(file, one) for file, schema in good if schema in kept for one in ours if replaces(schema, one)]
    return kept, faults, sorted({*refused} - used)


def replaces(own: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    """Whether an own kind has the name, or the folder, of one that came to Timonel later."""
    return "x-since" in ours and (own["x-kind"] == ours["x-kind"] or own["x-folder"] == ours["x-folder"])


def _first(file: _File, ours: Mapping[str, Any]) -> Fault:
    """Return what there is to say of an own kind that was there before Timonel's."""
    detail = said(
        "since {version} Timonel has a kind `{id}`, too: here yours is used, and the rules about Timonel's say nothing",
        version=ours["x-since"], id=ours["x-kind"],
    )  # fmt: skip
    hint = said("nothing has to be done; to use Timonel's, rename the file, its `x-kind` and its `x-folder`")
    line, column = locate(file.document, ("x-kind",), 0, file.document.value)
    return Fault(file.name, line, column, ("x-kind",), detail, hint, "info")


def _read(name: str, data: bytes) -> _File | Fault:
    """Return a file as JSON, with the places that the same text has as YAML: which knows them, and a depth that is enough."""
    if len(data) > MAX_BYTES:
        return Fault(name, 1, 1, (), said("the file has more than 1 MiB"))
    marked = _ESCAPES.sub(lambda m: b"?" * _SURROGATE if len(m[0]) == _SURROGATE else m[0], data)
    document = parse(name, marked)
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()  # half a letter, which an escape can be, is no text
    except json.JSONDecodeError as error:
        hint = said(
            "look there, or just before, for a comma too many or missing, or a quotation mark without its other"
        )
        here = Trouble(said("this is no JSON from here on"), error.lineno, error.colno, hint)
        told = unmerged(data.decode("utf-8-sig"), sure=True) or here
        return Fault(name, told.line, told.column, (), told.problem, told.hint)
    except (ValueError, RecursionError) as error:
        if not isinstance(document, Broken):
            return Fault(name, 1, 1, (), said("a value in it is none that JSON knows: {problem}", problem=str(error)))
    if isinstance(document, Broken):
        return Fault(name, document.line, document.column, (), document.problem, document.hint)
    if not isinstance(value, dict):
        return Fault(
            name, 1, 1, (), said("a schema is an object: {...}"), said("copy one of schemas/kinds/ and change it")
        )
    return _File(name, document, value)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _problems(
    file: _File, forms: tuple[Kind, Kind], definitions: Mapping[str, Any], taken: Mapping[str, str]
) -> Iterator[Problem]:
    value = file.value
    yield from forms[0].problems(dict(value))
    yield from _names(file.name, value, taken)
    for keys, node in _nodes(value, ()):
        for name in (*_LEADING, *(_AT_THE_TOP if keys else ())):
            if name in node:
                hint = said("write out what it stands for, or use one of the common definitions")
                yield Problem((*keys, name), said("`{field}` is not used in the schema of a kind", field=name), hint)
        if "$ref" in node:
            yield from _reference(keys, node["$ref"], definitions)
        if keys:
            yield from (one._replace(keys=(*keys, *one.keys)) for one in forms[1].problems(dict(node)))


def _untranslated(schema: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Problem]:
    for key in ("x-title", "x-plural"):
        text = schema.get(key, "")
        missing = [] if isinstance(text, str) else [lang for lang in languages if lang not in text]
        if missing:
            detail = said(
                "the name of the kind lacks a language of the base: {languages}", languages=", ".join(missing)
            )
            yield Problem((key,), detail)


def _names(name: str, value: Mapping[str, Any], taken: Mapping[str, str]) -> Iterator[Problem]:
    kind, folder = value.get("x-kind"), value.get("x-folder")
    stem = name.removesuffix(".schema.json")
    if kind in _RESERVED:
        yield Problem(("x-kind",), said("`{id}` has another meaning: choose another name", id=kind))
    elif stem in taken or (isinstance(kind, str) and kind in taken):
        there = stem if stem in taken else kind
        yield Problem(("x-kind",), said("there is a kind `{id}` already: rename the file and its `x-kind`", id=there))
    elif isinstance(folder, str) and folder in taken.values():
        yield Problem(("x-folder",), said("`{id}` is the folder of another kind: choose another name", id=folder))


def _reference(keys: Keys, target: object, definitions: Mapping[str, Any]) -> Iterator[Problem]:
    name = str(target).removeprefix(_COMMON)
    if isinstance(target, str) and target.startswith(_COMMON) and name in definitions:
        return
    close = nearest(name.rpartition("/")[2], definitions, 1)
    hint = (
        said("did you mean `{word}`?", word=_COMMON + close[0])
        if close
        else said("known definitions: {names}", names=", ".join(definitions))
    )
    detail = said("a schema refers to nothing but the common definitions, `{form}`", form=f"{_COMMON}…")
    yield Problem((*keys, "$ref"), detail, hint)


def _nodes(node: Value, keys: Keys, *, named: bool = False) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """Yield every object in a schema with its key path; ``named``: its keys are names, and no keywords."""
    if isinstance(node, list):
        for number, one in enumerate(node):
            yield from _nodes(one, (*keys, number))
    if isinstance(node, dict):
        if not named:
            yield keys, node
        for key, one in node.items():
            if named or not key.startswith("x-"):
                yield from _nodes(one, (*keys, key), named=key in NAMED and not named)


def _mended(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema as Timonel's are: a reference is a text though its schema does not say so; no address of its own."""
    if isinstance(node, list):
        return [_mended(one) for one in node]
    if not isinstance(node, dict):
        return node
    fresh = {key: one if key.startswith("x-") else _mended(one) for key, one in node.items() if key not in _AT_THE_TOP}
    for name in NAMED & {*node}:
        fresh[name] = (
            {key: _mended(one) for key, one in node[name].items()} if isinstance(node[name], dict) else node[name]
        )
    return {"type": "string", **fresh} if "x-ref" in node else fresh


def _titled(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a bundled schema in which people can call every field something: what has no title has its name."""
    if not isinstance(node, dict) or node.get("x-text") is True:
        return node
    fresh = dict(node)
    if isinstance(node.get("properties"), dict):
        fresh["properties"] = {
            name: {"x-title": name, **_titled(one)} if isinstance(one, dict) else one
            for name, one in node["properties"].items()
        }
    return fresh | {"items": _titled(node["items"])} if "items" in node else fresh


def _unusable(schema: Any) -> Iterator[Problem]:  # noqa: ANN401 - JSON
    """Yield the problem of a schema that the validator does not take."""
    try:
        compiled(schema)
    except ValueError as error:
        keys: Keys = tuple(getattr(error, "instance_path", ()))
        if "pattern" in keys[-1:] or "patternProperties" in keys[-2:-1]:
            hint = said("mend the expression; it cannot look around or back: no (?=…), (?!…), (?<=…), \\1")
            yield Problem(keys, said("this pattern cannot be used"), hint)
        else:
            detail = said(
                "`{field}` does not stand as JSON Schema 2020-12 has it", field=".".join(map(str, keys)) or "?"
            )
            yield Problem(keys, detail, said("json-schema.org/understanding-json-schema shows how each word is used"))


def _lost(file: _File, known: Collection[str]) -> Iterator[Problem]:
    for keys, node in _nodes(file.value, ()):
        target = node.get("x-ref", [])
        for number, name in enumerate([target] if isinstance(target, str) else target):
            if name not in known:
                close = nearest(name, known, 1)
                hint = said("did you mean `{word}`?", word=close[0]) if close else None
                place = (*keys, "x-ref") if isinstance(target, str) else (*keys, "x-ref", number)
                yield Problem(place, said("`{folder}` names no kind of entity", folder=name), hint)
