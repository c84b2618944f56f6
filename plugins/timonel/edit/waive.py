"""A new waiver in the base's files: refused where the check would refuse it, and every byte that was there stays."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from timonel.edit.files import put
from timonel.governance import Result
from timonel.kinds import Role
from timonel.source import Broken, Document, locate, parse, resolve
from timonel.text import Said, is_empty, nearest, said

_FOLDER = "data/waivers"
_LISTS = (f"{_FOLDER}/waivers.yaml", f"{_FOLDER}.yaml")  # where waivers are kept together, the usual place first
_WIDTH = 110
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*:[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_OTHER = re.compile(r"(?:page|file):\S(?:.*\S)?\Z")
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[-:][A-Za-z0-9]+)*\Z")
# Governance finds these out of waivers; no waiver covers them.
_OWN = ("DAT006", "DAT007", "DAT011")


class RefusedError(Exception):
    """A waiver that the check would refuse."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong with it."""
        super().__init__(problem)
        self.problem = problem


class Waiver(NamedTuple):
    """A waiver to write; ``reason`` is a text per language, or one text in a base of one language."""

    rule: str
    entity: str
    reason: Mapping[str, str] | str
    approved_by: str
    expires: str

    @property
    def id(self) -> str:
        """The id that loading gives it."""
        return f"{self.rule}-{self.entity.replace(':', '-')}".lower()


def refusal(result: Result, waiver: Waiver) -> Said | None:
    """Return why the check would refuse a waiver, None where it would not."""
    old = result.base.entities.get("waiver", {}).get(waiver.id)
    problem = _nowhere(result, waiver)
    if problem is None and waiver.rule in _OWN:
        problem = said("{rule} speaks of waivers: no waiver covers it", rule=waiver.rule)
    if problem is None and is_empty(waiver.reason):
        problem = said("a waiver needs a reason")
    if problem is None and waiver.expires < result.today:
        problem = said("{date} is past: today is {today}", date=waiver.expires, today=result.today)
    if problem is None and old is not None:
        problem = said("this waiver exists: change it in {file}, line {line}", file=old.file, line=str(old.line()[0]))
    return problem


def _nowhere(result: Result, waiver: Waiver) -> Said | None:
    """Return which of the things that a waiver names does not exist."""
    base = result.base
    if waiver.rule not in result.rules:
        return _unknown(waiver.rule, nearest(waiver.rule, result.rules))
    kind, _, id_ = waiver.entity.partition(":")
    there = base.find(waiver.entity) is not None or id_ in base.known.get(kind, ())
    if not (there and _KEY.match(waiver.entity)) and not _OTHER.match(waiver.entity):
        return _unknown(waiver.entity, nearest(waiver.entity, [one.key for one in base]))
    if base.get(Role, waiver.approved_by) is None and waiver.approved_by not in base.known.get("role", ()):
        return _unknown(
            f"role:{waiver.approved_by}", nearest(f"role:{waiver.approved_by}", [one.key for one in base.all(Role)])
        )
    return None


def _unknown(key: str, close: list[str]) -> Said:
    if close:
        return said("there is no {key}; the nearest there are: {ids}", key=key, ids=", ".join(close))
    return said("there is no {key}", key=key)


def covers(result: Result, waiver: Waiver) -> bool:
    """Whether there is a gap that the waiver covers."""
    return any(one.code == waiver.rule and one.spot.subject == waiver.entity for one in result.findings)


def write(root: Path, result: Result, waiver: Waiver) -> tuple[str, int]:
    """Write a waiver and return its file and line.

    It goes to the end of the list of waivers; to a new list where there is none; and where that file is something
    else than a list in block style, to a file of its own.

    Raises:
        RefusedError: the check would refuse it.
        OSError: the file cannot be written.
    """
    problem = refusal(result, waiver)
    if problem is not None:
        raise RefusedError(problem)
    path = next((one for one in _LISTS if (root / one).exists()), _LISTS[0])
    grown = _appended(root, path, waiver)
    if grown is None:
        path = _free(root, waiver)
        grown = _grown(path, b"", waiver)
        assert grown is not None  # noqa: S101 - an empty file takes any waiver
    data, line = grown
    folder = (root / path).parent
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.resolve().is_relative_to(root.resolve()):
        raise RefusedError(said("{path} leads out of the knowledge base", path=path))
    put(root / path, data)
    return path, line


def _appended(root: Path, path: str, waiver: Waiver) -> tuple[bytes, int] | None:
    """Return the list with the waiver at its end and the waiver's line, None where that file takes no more items."""
    file = root / path
    if not file.exists():
        return _grown(path, b"", waiver)
    inside = file.is_file() and file.resolve().is_relative_to(root.resolve())
    return _grown(path, file.read_bytes(), waiver) if inside else None


def _grown(path: str, data: bytes, waiver: Waiver) -> tuple[bytes, int] | None:
    document = parse(path, data)
    if isinstance(document, Broken):
        return None
    items = [] if document.value is None else document.value
    if not isinstance(items, list):
        return None
    end = b"\r\n" if b"\r\n" in data else b"\n"
    indent = _indent(document) if items else ""
    gap = end if data and not data.endswith(b"\n") else b""
    entry = end.join(f"{indent}{line}".encode() for line in _lines(waiver)) + end
    # Only a reader of YAML knows whether what was there still means the same.
    fresh = parse(path, data + gap + entry)
    if isinstance(fresh, Broken) or fresh.value != [*items, _fields(waiver)]:
        return None
    return fresh.data, (data + gap).count(b"\n") + 1


def _indent(document: Document) -> str:
    """Return the spaces before the dash of a block list's first item."""
    line, _ = locate(document, (0,), 0, document.value)
    text = document.data.split(b"\n")[line - 1].decode()
    return text[: len(text) - len(text.lstrip(" "))]


def _free(root: Path, waiver: Waiver) -> str:
    """Return the path of a new file for one waiver."""
    name = re.sub(r"[^a-z0-9]+", "-", waiver.id).strip("-")
    paths = (f"{_FOLDER}/{name}{suffix}.yaml" for suffix in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(path for path in paths if not (root / path).exists())


def _fields(waiver: Waiver) -> Mapping[str, Any]:
    return waiver._asdict()


def _lines(waiver: Waiver) -> Iterator[str]:
    """Yield a waiver as an item of a block list, as people write it."""
    mark = "- "
    for name, value in _fields(waiver).items():
        if isinstance(value, str):
            yield from _field(f"{mark}{name}", value, 4)
        else:
            yield f"{mark}{name}:"
            for lang, text in value.items():
                yield from _field(f"    {lang}", text, 6)
        mark = "  "


def _field(name: str, value: str, indent: int) -> Iterator[str]:
    date = name.endswith("expires")
    if date or (_PLAIN.match(value) and resolve(value) == value):
        yield f"{name}: {value}"
    elif not value.isprintable() or value != " ".join(value.split(" ")).strip() or "  " in value:
        yield f"{name}: {json.dumps(value)}"  # controls and odd spaces as escapes
    elif " " not in value:
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"
    else:  # folded: a line break reads as the space that it replaces
        yield f"{name}: >-"
        lines = textwrap.wrap(value, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)
        yield from (f"{' ' * indent}{line}" for line in lines)
