"""JSON Schemas for editors: each kind's fields in the person's language, with the base's own ids as suggestions.

Ids are suggestions and no errors: who writes two files at once names what the other will hold. The check is the judge.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from timonel.files import put, within
from timonel.governance import Result
from timonel.journal import Write
from timonel.rules import Rule, forms
from timonel.schema import Kind, contract
from timonel.text import Text, pick

FOLDER = ".vscode/timonel"  # one place for all editors; ignored by git, because every new id would change it
_DRAFT = "http://json-schema.org/draft-07/schema#"  # what every editor knows
_LANG = "x-lang"  # tells `refresh` which language was chosen


def made(result: Result, lang: str) -> Mapping[str, Mapping[str, Any]]:
    """Return kind → the schema of its files, "settings" → that of timonel.yaml, and "import" → that of mappings."""
    kinds = result.base.schema.kinds.values()
    choices = _Choices(result, lang)
    settings = _shown(_with_options(contract("settings", result.base.languages).schema, result.rules), lang, choices)
    return {
        **{kind.name: _of_kind(result, kind, lang) for kind in kinds},
        "settings": {"$schema": _DRAFT, _LANG: lang, **settings, "definitions": choices.definitions},
        "import": {"$schema": _DRAFT, _LANG: lang, **_of_mappings(result, lang, choices)},
    }


def _of_mappings(result: Result, lang: str, choices: _Choices) -> Mapping[str, Any]:
    """Return the schema of mappings of files that are imported, with the kinds to choose from."""
    found: dict[str, Any] = _shown(contract("import", result.base.languages).schema, lang, choices)
    kinds = listed({kind.name: pick(kind.plural, lang) for kind in result.base.schema.kinds.values()})
    found["properties"]["sheets"]["items"]["properties"]["kind"]["anyOf"] = [kinds, {}]
    return found


def _with_options(schema: Mapping[str, Any], rules: Mapping[str, Rule]) -> Mapping[str, Any]:
    """Return the settings' schema with the options of each rule, for whoever fills them in."""
    block = schema["properties"]["rules"]
    options = block["properties"]["options"]
    named = {
        code: {**form, "x-title": rules[code].summary} for code, form in forms(rules).items() if form["properties"]
    }
    options = {**options, "properties": named}
    block = {**block, "properties": {**block["properties"], "options": options}}
    return {**schema, "properties": {**schema["properties"], "rules": block}}


def patterns(kind: Kind) -> list[str]:
    """Return which files hold a kind."""
    return [f"data/{kind.folder}{tail}" for tail in ("/**/*.yaml", "/**/*.yml", ".yaml", ".yml")]


def files(result: Result, lang: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each schema."""
    for name, schema in made(result, lang).items():
        yield f"{FOLDER}/{name}.schema.json", f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode()
    yield f"{FOLDER}/.gitignore", b"*\n"


def planned(result: Result, root: Path, lang: str) -> dict[str, Write]:
    """Return the schemas that are not yet as they should be: path → what it is and would be.

    Raises:
        OSError: one cannot be read.
    """
    found = {}
    for path, data in files(result, lang):
        file = within(root, path)
        old = file.read_bytes() if file.exists() else None
        if old != data:
            found[path] = Write(old, data)
    return found


def refresh(result: Result, root: Path) -> list[str]:
    """Bring the schemas up to date, in the language that was chosen; without settings that ask for them, do nothing.

    Raises:
        OSError: one cannot be written; the error names it.
    """
    try:
        lang = json.loads(within(root, f"{FOLDER}/settings.schema.json").read_bytes())[_LANG]
    except (OSError, ValueError, KeyError, TypeError):  # a fresh clone has the settings and not yet the schemas
        file = within(root, ".vscode/settings.json")
        if not file.is_file() or FOLDER.encode() not in file.read_bytes():
            return []
        lang = result.settings.lang
    found = planned(result, root, result.settings.read_in(str(lang)))
    for path, one in found.items():
        file = within(root, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        put(file, one.new)
    return [*found]


def _of_kind(result: Result, kind: Kind, lang: str) -> dict[str, Any]:
    choices = _Choices(result, lang)
    entity = _shown(kind.schema, lang, choices)
    one = {"$ref": "#/definitions/entity"}
    return {
        "$schema": _DRAFT,
        _LANG: lang,
        "title": pick(kind.plural, lang),
        "if": {"type": "array"},
        "then": {"items": one},
        "else": one,
        "definitions": {"entity": entity, **choices.definitions},
    }


class _Choices:
    """The suggestions that a schema needs, each list written once."""

    def __init__(self, result: Result, lang: str) -> None:
        self.result, self.lang = result, lang
        self.definitions: dict[str, Any] = {}

    def of(self, node: Mapping[str, Any]) -> list[dict[str, str]]:
        """Return references to the lists of what a field may name."""
        target = node["x-ref"]
        kinds = [target] if isinstance(target, str) else [*target]
        several = len(kinds) > 1 or kinds == ["*"]
        if kinds == ["*"]:
            kinds = [name for name, kind in self.result.base.schema.kinds.items() if kind.has_page]
        return [{"$ref": f"#/definitions/{name}"} for kind in kinds if (name := self._listed(kind, several))]

    def _listed(self, kind: str, prefixed: bool) -> str:  # noqa: FBT001 - which of two ways to write a reference
        """Return the name of the list of a kind's ids, "" where there are none."""
        name = f"{kind}-keys" if prefixed else kind
        if name not in self.definitions:
            found: dict[str, Text] = (
                {code: rule.summary for code, rule in self.result.rules.items()}
                if kind == "rule"
                else {one.key if prefixed else one.id: one.label for one in self.result.base.of(kind)}
            )
            self.definitions[name] = listed({key: pick(text, self.lang) for key, text in found.items()})
        return name if self.definitions[name]["enum"] else ""


def listed(values: Mapping[str, str]) -> dict[str, Any]:
    """Return an enumeration whose values are explained, in the words of both families of editors."""
    return {
        "enum": [*values],
        "enumDescriptions": [*values.values()],
        "x-intellij-enum-metadata": {key: {"description": text} for key, text in values.items()},
    }


def _shown(node: Any, lang: str, choices: _Choices) -> Any:  # noqa: ANN401 - JSON
    """Return a schema as editors show it: titles and help in one language, labels and ids as suggestions."""
    if isinstance(node, list):
        return [_shown(one, lang, choices) for one in node]
    if not isinstance(node, dict):
        return node
    fresh: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "patternProperties"):
            fresh[key] = {name: _shown(one, lang, choices) for name, one in value.items()}
        elif key not in ("$id", "$schema", "title", "description") and not key.startswith("x-"):
            fresh[key] = _shown(value, lang, choices)
    said = {key: pick(node[f"x-{key}"], lang) for key in ("title", "description") if f"x-{key}" in node}
    if "enum" in node and "x-labels" in node:
        fresh |= listed({str(one): pick(node["x-labels"].get(one), lang) or str(one) for one in node["enum"]})
    suggested = choices.of(node) if "x-ref" in node else []
    # An empty alternative: suggestions bind nobody.
    return {**said, **fresh, **({"anyOf": [*suggested, {}]} if suggested else {})}
