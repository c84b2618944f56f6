"""The settings by which editors find the schemas: added to those that are there, comments and all else untouched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from timonel.edit import jsonc
from timonel.edit.append import RefusedError
from timonel.edit.schemas import FOLDER, patterns
from timonel.files import within
from timonel.governance import Result
from timonel.journal import Write
from timonel.text import said

_OURS = "timonel "  # what the names of our entries in JetBrains' list begin with
_MAPPINGS = "JsonSchemaMappingsProjectConfiguration"


def planned(result: Result, root: Path) -> dict[str, Write]:
    """Return the settings of VS Code and of JetBrains' editors that would change: path → what it is and would be.

    Raises:
        RefusedError: a file that is there cannot be read.
        OSError: one cannot be read; the error names it.
    """
    wanted = {f"./{FOLDER}/{kind.name}.schema.json": patterns(kind) for kind in result.base.schema.kinds.values()}
    wanted[f"./{FOLDER}/settings.schema.json"] = ["timonel.yaml"]
    fresh = {
        ".vscode/settings.json": _json(root, ".vscode/settings.json", {"yaml.schemas": wanted}),
        ".vscode/extensions.json": _json(root, ".vscode/extensions.json", {"recommendations": ["redhat.vscode-yaml"]}),
        ".idea/jsonSchemas.xml": _xml(root, ".idea/jsonSchemas.xml", wanted),
    }
    return {path: one for path, one in fresh.items() if one.old != one.new}


def _json(root: Path, path: str, wanted: Mapping[str, object]) -> Write:
    old, there = _text(root, path)
    try:
        fresh = jsonc.merged(there or "{\n}\n", wanted)
    except ValueError:
        raise RefusedError(said("{path} is no JSON: correct it, or delete it", path=path)) from None
    return Write(old, fresh.encode())


def _xml(root: Path, path: str, wanted: Mapping[str, list[str]]) -> Write:
    """Set our entries in JetBrains' list of schemas; those of others stay."""
    old, there = _text(root, path)
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314 - a file of the person's own
    try:
        project = ET.fromstring(there, parser) if there.strip() else ET.Element("project", version="4")  # noqa: S314 - as above
    except ET.ParseError:
        raise RefusedError(said("{path} is no XML: correct it, or delete it", path=path)) from None
    component = next((one for one in project.findall("component") if one.get("name") == _MAPPINGS), None)
    if component is None:
        component = ET.SubElement(project, "component", name=_MAPPINGS)
    state = _child(component, "state")
    entries = _child(state, "map")
    for one in entries.findall("entry"):
        if one.get("key", "").startswith(_OURS):
            entries.remove(one)
    for schema, globs in wanted.items():
        entries.append(_entry(schema, globs))
    ET.indent(project)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return Write(old, f"{head}{ET.tostring(project, encoding='unicode')}\n".encode())


def _child(parent: ET.Element, tag: str) -> ET.Element:
    found = parent.find(tag)
    return ET.SubElement(parent, tag) if found is None else found


def _entry(schema: str, globs: list[str]) -> ET.Element:
    name = f"{_OURS}{schema.rpartition('/')[2].removesuffix('.schema.json')}"
    entry = ET.Element("entry", key=name)
    info = ET.SubElement(ET.SubElement(entry, "value"), "SchemaInfo")
    for option, value in (
        ("name", name),
        ("relativePathToSchema", schema.removeprefix("./")),
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


def _text(root: Path, path: str) -> tuple[bytes | None, str]:
    file = within(root, path)
    old = file.read_bytes() if file.exists() else None
    try:
        return old, (old or b"").decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(said("{path}: save the file as UTF-8", path=path)) from None
