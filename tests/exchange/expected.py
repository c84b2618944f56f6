"""What must come of a stranger's file, beside what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from bases import Run

import timonel
from timonel.model import Base, Entity
from timonel.text import fold, slug

_REFERENCES = {
    "owner", "area", "reports_to", "technical_owner", "sponsor", "lead", "forum", "stage", "indicator", "initiative",
    "escalated_to", "master", "system", "systems", "responsible", "accountable", "consulted", "informed", "channels", "see_also", "role",
}  # fmt: skip
_DATES = {"dd/mm/yyyy": "dmy", "mm/dd/yyyy": "mdy"}


@dataclass
class Outcome:
    """Rows that arrived right, of how many; what is wrong with the others; what was misread; what a second import would do."""

    rows: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    again: str = ""


def outcome(told: Mapping[str, Any], folder: Path, scratch: Path, run: Callable[..., Run]) -> Outcome:
    """Import a file into a base as it is told, and compare."""
    languages = told.get("languages") or [told["language"]]
    root = scratch / "base"
    assert run("init", root, "--bare", "--languages", ",".join(languages)).code == 0
    _prepare(root, told.get("base") or {}, languages)
    if told.get("after"):
        before = yaml.safe_load((folder / f"{Path(told['after']).stem}.expected.yaml").read_text("utf-8"))
        assert run("import", folder / told["after"], "--root", root, "--apply", *options(before["mapping"])).code == 0
    old = _bytes(root)
    asked = ("import", folder / told["file"], "--root", root, "--lang", languages[0], *options(told["mapping"]))
    said = run(*asked, "--apply")
    found = Outcome(rows=len(told["expect"]))
    if said.code:
        found.wrong = [f"refused: {said.err}"]
        return found
    base = timonel.open(root).base
    for one in told["expect"]:
        wrong, entity = _wrong(base, told["kind"], one, languages[0])
        found.right += not wrong
        found.wrong += wrong
        found.misread += [line for line in wrong if entity is not None]
    found.misread += _never(base, told, old, _bytes(root))
    second = run(*asked)
    found.again = (
        "" if "0 por agregar, 0 por cambiar" in second.out or "0 to add, 0 to change" in second.out else second.out
    )
    return found


def options(mapping: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person types who says what a mapping says."""
    yield from ("--kind", mapping["kind"], "--new-roles")
    if "sheet" in mapping:
        yield from ("--sheet", mapping["sheet"])
    for title, key in (mapping.get("columns") or {}).items():
        yield from ("--leave-out", title) if key is None else ("--map", f"{title}={key}")
    for title, words in (mapping.get("values") or {}).items():
        for word, value in words.items():
            yield from ("--value", f"{title}: {word}={'' if value is None else value}")
    orders = {_DATES[one] for one in (mapping.get("dates") or {}).values() if one in _DATES}
    yield from ("--dates", *orders) if orders else ()
    signs = "".join((mapping.get("split") or {}).values())
    yield from ("--split", signs) if signs else ()
    for key, value in (mapping.get("set") or {}).items():
        yield from ("--set", f"{key}={str(value).lower() if isinstance(value, bool) else value}")
    yield from ("--transpose",) if mapping.get("transpose") else ()


def _prepare(root: Path, wanted: Mapping[str, Any], languages: list[str]) -> None:
    """Make what a base must hold before, as far as the method did not bring it."""
    there = timonel.open(root).base
    kinds = {"areas": ("area", {"type": "business"}), "people": ("person", {"employment": "internal"}), "roles": ("role", {"purpose": "x"}),
             "systems": ("system", {"category": "other"}), "forums": ("forum", {}), "channels": ("channel", {"type": "digital"}),
             "stages": ("stage", {"order": 90}), "indicators": ("indicator", {}), "initiatives": ("initiative", {"type": "project"})}  # fmt: skip
    people = {one["name"]: one.get("holds") for one in wanted.get("people") or ()}
    roles = {one for one in people.values() if one}
    listed = {**{key: wanted[key] for key in wanted if key in kinds}}
    if roles:
        listed["roles"] = [*(listed.get("roles") or ()), *roles]
    for folder, names in listed.items():
        kind, more = kinds[folder]
        for one in names:
            name, about = (one["name"], one) if isinstance(one, Mapping) else (one, {})
            if _named(there, kind, name):
                continue
            fields = {"id": slug(name), "name": name, **more}
            fields |= {key: about[key] for key in ("unit", "type") if key in about}
            path = root / "data" / there.schema.kinds[kind].folder / f"{slug(name)}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False), "utf-8")
    for person, role in people.items():
        if isinstance(role, str):
            now = timonel.open(root).base
            (held,) = _named(now, "role", role)
            file = root / held.file
            text = file.read_text("utf-8")
            if len(now.of("role")) and text.lstrip().startswith("-"):
                text = text.replace(f"- id: {held.id}\n", f"- id: {held.id}\n  holders: [{{person: {slug(person)}}}]\n")
            else:
                text += f"holders: [{{person: {slug(person)}}}]\n"
            file.write_text(text, "utf-8")


def _named(base: Base, kind: str, name: str) -> list[Entity]:
    found = []
    for one in base.of(kind):
        names = one.fields.get("name")
        texts = names.values() if isinstance(names, Mapping) else (names,)
        if fold(name) in {fold(str(text)) for text in texts}:
            found.append(one)
    return found


def _wrong(base: Base, kind: str, one: Mapping[str, Any], lang: str) -> tuple[list[str], Entity | None]:
    named = _named(base, kind, one["key"])
    if len(named) != 1:
        return [f"{one['key']}: {len(named)} of that name"], None
    entity = named[0]
    wrong = []
    for key, value in one["values"].items():
        got = (
            _measured(base, entity) if key == "measurement" else entity.id if key == "id" else _got(entity.fields, key)
        )
        if not _same(base, key, got, value, lang):
            wrong.append(f"{one['key']}, {key}: {got!r}, not {value!r}")
    return wrong, entity


def _got(fields: Any, key: str) -> Any:
    for part in key.split("."):
        fields = fields.get(part) if isinstance(fields, Mapping) else None
    return fields


def _measured(base: Base, entity: Entity) -> Any:
    found = [one.fields for one in base.of("measurement") if one.fields.get("of") == entity.key]
    return found[-1] if found else None


def _same(base: Base, key: str, got: Any, value: Any, lang: str) -> bool:
    last = key.rpartition(".")[2]
    if value is None:
        return got in (None, [], "")
    if isinstance(value, Mapping):
        if got is not None and not isinstance(got, Mapping):
            got = {lang: got}
        return isinstance(got, Mapping) and all(
            _same(base, one, got.get(one), part, lang) for one, part in value.items()
        )
    if isinstance(value, list):
        got = got.get(lang) if isinstance(got, dict) else got  # words of a language
        got = got if isinstance(got, list) else []
        if value and isinstance(value[0], Mapping):
            return len(got) == len(value) and all(_same(base, key, a, b, lang) for a, b in zip(got, value, strict=True))
        texts = [_text(base, last, one, lang) for one in got]
        return (
            {*texts} == {_plain(one) for one in value}
            if last in _REFERENCES
            else sorted(texts) == sorted(map(_plain, value))
        )
    if last in _REFERENCES and isinstance(got, str):
        return _plain(value) in _names(base, last, got)
    return _text(base, last, got, lang) == _plain(value)


def _text(base: Base, key: str, value: Any, lang: str) -> str:
    if key in _REFERENCES and isinstance(value, str):
        return next(iter(_names(base, key, value)), value)
    return _plain(value.get(lang, next(iter(value.values()), "")) if isinstance(value, Mapping) else value)


def _names(base: Base, key: str, id_: str) -> list[str]:
    """Return what a reference leads to is called."""
    for kind in base.entities:
        one = base.entities[kind].get(id_.rpartition(":")[2])
        if one is not None and (key in (kind, f"{kind}s") or kind == _KINDS.get(key, kind)):
            name = one.fields.get("name")
            return [_plain(text) for text in (name.values() if isinstance(name, Mapping) else (name,))]
    return []


_KINDS = {
    **dict.fromkeys(("owner", "reports_to", "technical_owner", "sponsor", "lead", "responsible", "accountable", "consulted", "informed", "role"), "role"),
    "escalated_to": "forum", "master": "system", "see_also": "term", "systems": "system", "system": "system", "channels": "channel",
    "area": "area", "forum": "forum", "stage": "stage", "indicator": "indicator", "initiative": "initiative",
}  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def _never(base: Base, told: Mapping[str, Any], old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for what, names in (told.get("never") or {}).items():
        if what == "unchanged":
            for one in names:
                kind, _, name = one.partition(": ")
                for entity in _named(base, kind, name):
                    if old.get(entity.file) != new.get(entity.file) and entity.file.split("/")[2:3] != ["method"]:
                        yield f"{one} is changed"
        elif what == "ids":
            yield from (
                f"{told['kind']}:{one} came to be" for one in names if one in base.entities.get(told["kind"], {})
            )
        elif what in base.entities:
            fresh = [entity for name in names for entity in _named(base, what, str(name)) if entity.file not in old]
            yield from (f"{entity.key} came to be" for entity in fresh)
        else:
            for entity in base.of(told["kind"]):
                texts = str(entity.fields.get(what))
                yield from (f"{entity.key}: {what} says {one}" for one in names if f"'{one}'" in texts)
    if told.get("after"):
        yield from (f"{path} is changed" for path in old if "/risks/" in path and old[path] != new.get(path))


def _bytes(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (root / "data").rglob("*.yaml")
    }
