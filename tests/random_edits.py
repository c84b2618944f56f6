"""A base of about sixty entities that every family of rules looks at, and edits of every kind, drawn by a seed."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from test_own_kind import SCHEMA

from timonel.load import File, Sources
from timonel.model import Base
from timonel.pipeline import examine

SIZE, EACH = 60, 4  # entities, and most of one kind
_RATHER = {"benefit": "equipo-que-se-queda"}  # the first one's initiative is finished, so that no rule looks at it
SETTINGS: dict[str, Any] = {
    "model": 1, "name": "Sesenta", "languages": ["es", "en"], "as_of": "2026-11-20",
    "vocabulary_owner": "role:gerente-de-crm", "holidays": ["2026-11-16"],
}  # fmt: skip
RULES = """
- code: XTT001
  rule: touchpoint-owner-held
  kind: touchpoint
  severity: error
  field: owner
  summary: {es: Sin dueño., en: No owner.}
  why: {es: Porque sí., en: Because.}
  fix: {es: Ponlo., en: Put it.}
  message: {es: "«{name}» no tiene dueño.", en: "“{name}” has no owner."}
  applies: entity.status == 'active'
  assert: has(entity.owner) && has(entity.owner.holders) && size(entity.owner.holders) > 0
- code: XTT002
  rule: store-in-town
  kind: store
  severity: warning
  lessons: [leccion-que-no-hay]
  summary: {es: Sin ciudad., en: No town.}
  why: {es: Porque sí., en: Because.}
  fix: {es: Ponla., en: Put it.}
  message: {es: "«{name}» de {channel} no tiene ciudad.", en: "“{name}” of {channel} has no town."}
  assert: has(entity.city)
"""
PAGE = "# Guía\n\nAquí se habla de procesos con una palabra mala.\n"
STORE = {"id": "centro", "name": {"es": "Centro", "en": "Centre"}, "owner": "gerente-de-crm"}
TERM = {
    "id": "evitar",
    "name": "Evitar",
    "definition": "No se dice.",
    "avoid": [{"word": "palabra mala", "lang": "es"}],
}
WORDS = ("pendiente", "TBD", "", "El ABC manda; la XYZ también.", "Ver [esto](process:nada) y [eso](term:cliente).")


def files_of(base: Base) -> dict[str, bytes]:
    """Return files of about sixty entities that hang together, of all kinds, each in a file of its own."""
    chosen: dict[str, Any] = {}
    counts: dict[str, int] = {}

    def add(entity: Any) -> None:
        if entity.key not in chosen and counts.get(entity.kind, 0) < EACH and len(chosen) < SIZE:
            chosen[entity.key] = entity
            counts[entity.kind] = counts.get(entity.kind, 0) + 1
            waiting.append(entity)

    waiting: deque[Any] = deque()
    for kind, entities in base.entities.items():
        for entity in [entities.get(_RATHER.get(kind, "")), *entities.values()][:2]:
            if entity is not None and not counts.get(kind):
                add(entity)
    while waiting:
        key = waiting.popleft().key
        for reference in base.outgoing.get(key, ()):
            add(base.entities[reference.kind][reference.id])
        for reference in base.backlinks.get(key, ()):
            add(reference.source)
    folders = {kind: base.schema.kinds[kind].folder for kind in base.entities}
    return {
        f"data/{folders[one.kind]}/{one.id}.yaml": json.dumps(_within(base, one, chosen), ensure_ascii=False).encode()
        for one in chosen.values()
    }


def _within(base: Base, entity: Any, chosen: Mapping[str, Any]) -> Any:
    """Return an entity's value, with references to what is left out leading to others of that kind."""
    value = deepcopy(entity.raw)
    for number, reference in enumerate(base.outgoing.get(entity.key, ())):
        there = [one for one in chosen.values() if one.kind == reference.kind]
        *way, last = reference.path
        holder = value
        for key in way:
            holder = holder[key]
        if f"{reference.kind}:{reference.id}" not in chosen and holder[last] in (
            reference.id,
            f"{reference.kind}:{reference.id}",
        ):
            prefix = holder[last].removesuffix(reference.id)
            holder[last] = prefix + there[number % len(there)].id
    return value


class Edited:
    """A base in memory, edited at random."""

    def __init__(self, seed: int, files: Mapping[str, bytes]) -> None:
        self.random = random.Random(seed)
        self.settings = dict(SETTINGS)
        self.rules = RULES
        self.files = {**files, "docs/es/guia/a.md": PAGE.encode()}
        self.put("data/stores/centro.yaml", STORE)
        self.put("data/terms/evitar.yaml", TERM)
        self.before = [dict(self.files)]
        self.edits: list[Callable[[], object]] = [
            self.field_away, self.field_away, self.field_copied, self.field_copied, self.text, self.text, self.reference,
            self.reference, self.file_away, self.file_back, self.copied, self.broken, self.twice, self.renamed,
            self.waiver, self.measurement, self.page, self.organization, self.list_file, self.foreign, self.avoided,
            self.empty, self.touched, self.two, self.jump,
        ]  # fmt: skip

    def edit(self) -> str:
        """Make an edit, and return what it was; now and then settings, own rules or schemas change as well."""
        self.before = [*self.before[-20:], dict(self.files)]
        if self.random.random() < 0.03:
            return f"settings {self.beside()}"
        edit = self.random.choice(self.edits)
        return f"{edit.__name__} {edit()}"

    def sources(self) -> Sources:
        """Return what the base is made of."""
        paths = sorted(self.files, key=lambda path: path.split("/"))
        settings = json.dumps(self.settings).encode()
        schema = {"store.schema.json": json.dumps(SCHEMA).encode()}
        own = [File("rules/own.yaml", self.rules.encode())]
        return Sources(settings, [File(path, self.files[path]) for path in paths], own, schema)

    # What an edit works on

    def any(self, folder: str = "data/") -> str:
        found = sorted(path for path in self.files if path.startswith(folder))
        return self.random.choice(found or sorted(self.files))  # edits may have taken away all of a kind

    def value(self, path: str) -> Any:
        try:
            return json.loads(self.files[path])
        except ValueError:
            return None

    def entity(self, folder: str = "data/") -> tuple[str, Any]:
        for _ in range(50):
            path = self.any(folder)
            value = self.value(path)
            if isinstance(value, dict) and value:
                return path, value
        return path, {"id": "nada"}

    def put(self, path: str, value: Any) -> str:
        self.files[path] = json.dumps(value, ensure_ascii=False).encode()
        return path

    # Edits

    def field_away(self) -> str:
        path, value = self.entity()
        name = self.random.choice(sorted(value))
        del value[name]
        return self.put(path, value) + f" {name}"

    def field_copied(self) -> str:
        """Give an entity a field as another one of any kind has it."""
        path, value = self.entity()
        _, other = self.entity(path.rpartition("/")[0] if self.random.random() < 0.8 else "data/")
        name = self.random.choice(sorted(other))
        value[name] = deepcopy(other[name]) if name != "id" else value.get("id", "x")
        return self.put(path, value) + f" {name}"

    def text(self) -> str:
        path, value = self.entity()
        names = [name for name, one in value.items() if isinstance(one, dict) and "es" in one]
        name = self.random.choice(sorted(names) or ["name"])
        value[name] = {"es": self.random.choice(WORDS), "en": f"Words {self.random.randrange(3)}"}
        return self.put(path, value) + f" {name}"

    def reference(self) -> str:
        """Let a text value or an item of a list name something else, there or not."""
        path, value = self.entity()
        ids = [one.rpartition("/")[2].removesuffix(".yaml") for one in self.files]
        new = self.random.choice([*sorted(ids), "nadie-asi"])
        names = [name for name, one in value.items() if isinstance(one, str | list) and name != "id"]
        name = self.random.choice(sorted(names) or ["owner"])
        if isinstance(value.get(name), list) and value[name] and self.random.random() < 0.8:
            value[name][self.random.randrange(len(value[name]))] = new
        else:
            value[name] = new
        return self.put(path, value) + f" {name}"

    def file_away(self) -> str:
        path = self.any()
        del self.files[path]
        return path

    def file_back(self) -> str:
        old = self.random.choice(self.before)
        gone = sorted(old.keys() - self.files.keys())
        for path in gone[: self.random.randrange(1, 4)]:
            self.files[path] = old[path]
        return str(gone[:3])

    def copied(self) -> str:
        path, value = self.entity()
        number = self.random.randrange(1000)
        return self.put(path.replace(".yaml", f"-{number}.yaml"), {**value, "id": f"{value.get('id', 'x')}-{number}"})

    def broken(self) -> str:
        path = self.any()
        self.files[path] += self.random.choice([b"\nid: [\n", b"\n\t- {", b"\xff", b"\n<<<<<<< HEAD\n", b"#"])
        return path

    def twice(self) -> str:
        path, value = self.entity()
        return self.put(path.replace(".yaml", self.random.choice(["-0.yaml", "-z.yaml"])), value)

    def renamed(self) -> str:
        path, value = self.entity()
        value["id"] = f"{value.get('id', 'x')}-n"
        return self.put(path, value)

    def waiver(self) -> str:
        code = self.random.choice(
            ["PRO001", "PRO011", "SYS003", "DAT002", "DAT009", "ROL001", "RSK003", "VOC004", "XTT001"]
        )
        path, value = self.entity()
        kind = {"processes": "process", "touchpoints": "touchpoint", "systems": "system", "roles": "role"}
        subject = f"{kind.get(path.split('/')[1], 'risk')}:{value.get('id', 'x')}"
        day = self.random.choice(["2026-01-01", "2026-11-25", "2027-06-30"])
        text = {"es": "Se acepta.", "en": "Accepted."}
        new = {"rule": code, "entity": subject, "reason": text, "approved_by": "gerente-de-crm", "expires": day}
        return self.put(f"data/waivers/{code}-{self.random.randrange(3)}.yaml", new)

    def measurement(self) -> str:
        path, value = self.entity(self.random.choice(["data/risks", "data/indicators", "data/"]))
        of = f"{'risk' if 'risks' in path else 'indicator'}:{value.get('id', 'x')}"
        day = f"2026-{self.random.randrange(1, 13):02}-15"
        new = {"of": of, "date": day, "probability": self.random.randrange(1, 6), "impact": self.random.randrange(1, 6)}
        if "indicator" in of:
            new = {"of": of, "date": day, "value": self.random.randrange(100)}
        return self.put(f"data/measurements/m{self.random.randrange(30)}.yaml", new)

    def page(self) -> str:
        path = f"docs/{self.random.choice(['es', 'en'])}/guia/{self.random.choice('abc')}.md"
        if path in self.files and self.random.random() < 0.3:
            del self.files[path]
        else:
            word = self.random.choice(["clienta", "palabra mala", "bad word", "<<<<<<< HEAD\n"])
            self.files[path] = f"# Página\n\nTexto con {word}, {self.random.randrange(9)}.\n".encode()
        return path

    def organization(self) -> str:
        path = "data/organization/otra.yaml"
        if self.random.random() < 0.5:
            return self.put(path, {"id": "otra", "name": {"es": "Otra", "en": "Another"}})
        for one in [one for one in self.files if one.startswith("data/organization")][: self.random.randrange(1, 3)]:
            del self.files[one]
        return "less"

    def list_file(self) -> str:
        """Put two files of a kind into one."""
        path = self.any()
        folder = path.rpartition("/")[0]
        other = self.any(folder)
        values = [self.value(one) for one in dict.fromkeys((path, other))]
        flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
        self.files.pop(other)
        return self.put(path, flat) + f" {other}"

    def foreign(self) -> str:
        path, value = self.entity()
        for name, one in value.items():
            if isinstance(one, dict) and "es" in one:
                value[name] = {**one, "pt": "Palavra"}
                break
        return self.put(path, value)

    def avoided(self) -> str:
        path, value = self.entity("data/terms")
        word = self.random.choice(["clienta", "palabra mala", "proceso", "ABC", "Words"])
        value["avoid"] = [{"word": word, "lang": self.random.choice(["es", "en"])}]
        return self.put(path, value) + f" {word}"

    def empty(self) -> str:
        path = self.any()
        self.files[path] = self.random.choice([b"", b"[]\n", b"- 1\n- {}\n", b"texto\n"])
        return path

    def touched(self) -> str:
        """Move all lines of a file, and nothing else."""
        path = self.any()
        self.files[path] = b"# otra vez\n" + self.files[path]
        return path

    def two(self) -> str:
        return f"{self.field_copied()}, {self.reference()}"

    def jump(self) -> str:
        """Go back to an earlier state, as a change of branch does."""
        self.files = dict(self.random.choice(self.before))
        return ""

    def beside(self) -> str:
        """Change what a check must begin anew for."""
        name = self.random.choice(["as_of", "vocabulary_owner", "rules", "own", "languages"])
        if name == "as_of":
            self.settings["as_of"] = self.random.choice(["2026-11-20", "2027-02-01"])
        elif name == "vocabulary_owner":
            self.settings["vocabulary_owner"] = self.random.choice(["role:gerente-de-crm", "role:nadie"])
        elif name == "rules":
            self.settings["rules"] = {"severity": {"PRO001": self.random.choice(["info", "error"])}}
        elif name == "languages":
            self.settings["languages"] = self.random.choice([["es", "en"], ["en", "es"]])
        else:
            self.rules = self.rules.replace("'active'", "'planned'") if "'active'" in self.rules else RULES
        return name


def start(root: Path, seed: int) -> Edited:
    """Return a base of about sixty entities of another one."""
    return Edited(seed, files_of(examine(root).base))
