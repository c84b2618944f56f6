"""What stands beside the entities and names them: pages, settings, rules, mappings of imports, known gaps, the history of gaps."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from timonel.edit.change.foretold import Foretold, Names, renamed_in
from timonel.files import leads_out
from timonel.governance import Result
from timonel.governance.baseline import BaselineError, Entry, parse, render
from timonel.journal import Write
from timonel.load import SETTINGS
from timonel.source import Broken
from timonel.source import parse as read

_USUAL = "baseline.json"
_HISTORY = "history.csv"
_FOLDERS = (("docs", "*.md"), ("rules", "*.yaml"), ("rules", "*.yml"), ("imports", "*.yaml"), ("imports", "*.yml"))


def texts(root: Path, result: Result, names: Names) -> Iterator[tuple[str, Write]]:
    """Yield pages, settings, rules and mappings in which something has another name then.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        names: ``kind:id`` → ``kind:id``.
    """
    kinds = result.base.schema.kinds
    folders = {kind: kinds[kind].folder for kind in {old.partition(":")[0] for old in names} if kind in kinds}
    places = [root / SETTINGS, root / "mkdocs.yml"]
    places += [path for top, form in _FOLDERS for path in sorted((root / top).rglob(form))]
    for place in places:
        if not place.is_file() or leads_out(root, place):
            continue
        old = place.read_bytes()
        try:
            text = old.decode()
        except UnicodeDecodeError:  # nobody can tell what it says
            continue
        path = place.relative_to(root).as_posix()
        new = renamed_in(text, names, folders)
        if path.startswith("imports/"):
            new = _mapped(new, names)
        if new != text:
            yield path, Write(old, new.encode())


def _mapped(text: str, names: Names) -> str:
    """Return a mapping of an import in which the values that words mean have their new names."""
    value: Any = read("", text.encode())
    value = None if isinstance(value, Broken) else value.value
    for old, new in names.items():
        old_id, new_id = old.partition(":")[2], new.partition(":")[2]
        if old_id in _meant(value):
            place = rf"^(\s+.+:[ \t]+[\"']?){re.escape(old_id)}(?=[\"']?[ \t]*(?:#|\r?$))"
            text = re.sub(place, rf"\g<1>{new_id}", text, flags=re.MULTILINE)
    return text


def _meant(value: Any) -> set[str]:  # noqa: ANN401 - a YAML value
    """Return the values that a mapping gives to words, and those that it sets."""
    sheets = value.get("sheets") if isinstance(value, dict) else None
    found: set[str] = set()
    for sheet in sheets if isinstance(sheets, list) else ():
        for part in ("values", "set"):
            found |= {*_leaves(sheet.get(part))} if isinstance(sheet, dict) else set()
    return found


def _leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - a YAML value
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value


def known(root: Path, result: Result, names: Names, told: Foretold) -> Iterator[tuple[str, Write]]:
    """Yield the lists of known gaps and of what became of gaps, with the new names and fingerprints.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        names: ``kind:id`` → ``kind:id``.
        told: what becomes of the gaps.
    """
    moved = {old: new for old, new in told.same.items() if old != new}
    jobs = ((result.settings.baseline or _USUAL, _baseline), (_HISTORY, _history))
    for path, write in jobs:
        place = root / path
        if not place.is_file() or leads_out(root, place):
            continue
        old = place.read_bytes()
        new = write(old, names, moved)
        if new is not None and new != old:
            yield path, Write(old, new)


def _baseline(data: bytes, names: Names, moved: Mapping[str, str]) -> bytes | None:
    try:
        entries = parse(data)
    except BaselineError:  # the check tells it
        return None
    new = [
        Entry(one.code, names.get(one.entity, one.entity), moved.get(one.fingerprint, one.fingerprint))
        for one in entries
    ]
    return render(sorted({*new})).encode() if new != entries else data


def _history(data: bytes, names: Names, moved: Mapping[str, str]) -> bytes | None:
    try:
        text = data.decode()
        rows = [*csv.reader(io.StringIO(text))]
    except (UnicodeDecodeError, csv.Error):
        return None
    if not rows or not {"fingerprint", "entity"} <= {*rows[0]}:
        return None
    places = rows[0].index("fingerprint"), rows[0].index("entity")
    lines = text.splitlines(keepends=True)
    if len(lines) != len(rows):  # a field with a line break: not as we write it
        return None
    for number, row in enumerate(rows):
        if len(row) == len(rows[0]):
            for place, new in zip(places, (moved, names), strict=True):
                if row[place] in new:
                    lines[number] = lines[number].replace(row[place], new[row[place]], 1)
    return "".join(lines).encode()
