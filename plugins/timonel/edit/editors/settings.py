"""The settings by which editors find the schemas: written where there are none, else as a snippet to paste; no byte of theirs is touched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from timonel.edit.editors.schemas import FOLDER, patterns
from timonel.files import within
from timonel.governance import Result
from timonel.journal import Write

_EXTENSION = "redhat.vscode-yaml"


class _Settings(NamedTuple):
    """A file of an editor: what it holds where nothing else is in it, and the words that it says then."""

    text: str
    words: Sequence[str]


def planned(result: Result, root: Path) -> dict[str, Write]:
    """Return the settings of VS Code and of JetBrains' editors that are to be written: path → what it is and would be.

    Raises:
        OSError: one cannot be read; the error names it.
    """
    found = {}
    for path, ours in _wanted(result):
        file, beside = within(root, path), within(root, snippet(path))
        if not file.exists():
            found[path] = Write(None, ours.text.encode())
        elif _lacks(file, ours):
            old = beside.read_bytes() if beside.exists() else None
            found[snippet(path)] = Write(old, ours.text.encode())
    return {path: one for path, one in found.items() if one.old != one.new}


def to_paste(result: Result, root: Path) -> dict[str, str]:
    """Return the files that are there and do not say all that ours would: path → the snippet to paste into it.

    Raises:
        OSError: one cannot be read; the error names it.
    """
    wanted = ((path, within(root, path), ours) for path, ours in _wanted(result))
    return {path: snippet(path) for path, file, ours in wanted if file.exists() and _lacks(file, ours)}


def snippet(path: str) -> str:
    """Return where the snippet for a file of an editor stands."""
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    return f"{FOLDER}/{stem}.snippet.{suffix}"


def _lacks(file: Path, ours: _Settings) -> bool:
    """Whether a file fails to name something that ours would; what else it says is its owner's business."""
    there = file.read_bytes()
    return not all(word.encode() in there for word in ours.words)


def _wanted(result: Result) -> Iterator[tuple[str, _Settings]]:
    kinds = {f"{FOLDER}/{kind.name}.schema.json": patterns(kind) for kind in result.base.schema.kinds.values()}
    schemas = {**kinds, f"{FOLDER}/settings.schema.json": ["timonel.yaml"],
               f"{FOLDER}/import.schema.json": ["imports/*.yaml"]}  # fmt: skip
    lines = ",\n".join(f"    {json.dumps(f'./{one}')}: {json.dumps(globs)}" for one, globs in schemas.items())
    yield ".vscode/settings.json", _Settings(f'{{\n  "yaml.schemas": {{\n{lines}\n  }}\n}}\n', [*schemas])
    yield ".vscode/extensions.json", _Settings(f'{{\n  "recommendations": ["{_EXTENSION}"]\n}}\n', [_EXTENSION])
    yield ".idea/jsonSchemas.xml", _Settings(_xml(schemas), [*schemas])


def _xml(schemas: Mapping[str, Sequence[str]]) -> str:
    """Return JetBrains' list of schemas."""
    project = ET.Element("project", version="4")
    component = ET.SubElement(project, "component", name="JsonSchemaMappingsProjectConfiguration")
    entries = ET.SubElement(ET.SubElement(component, "state"), "map")
    for schema, globs in schemas.items():
        entries.append(_entry(schema, globs))
    ET.indent(project)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(project, encoding="unicode")}\n'


def _entry(schema: str, globs: Sequence[str]) -> ET.Element:
    name = f"timonel {schema.rpartition('/')[2].removesuffix('.schema.json')}"
    entry = ET.Element("entry", key=name)
    info = ET.SubElement(ET.SubElement(entry, "value"), "SchemaInfo")
    for option, value in (
        ("name", name),
        ("relativePathToSchema", schema),
        ("schemaVersion", "JSON Schema version 7"),
    ):
        ET.SubElement(info, "option", name=option, value=value)
    items = ET.SubElement(ET.SubElement(info, "option", name="patterns"), "list")
    for glob in globs:
        item = ET.SubElement(items, "Item")
        if "*" in glob:
            ET.SubElement(item, "option", name="pattern", value="true")
        ET.SubElement(item, "option", name="path", value=glob)
        ET.SubElement(item, "option", name="mappingKind", value="Pattern" if "*" in glob else "File")
    return entry
