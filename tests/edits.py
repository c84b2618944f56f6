"""A small base with every kind and every field filled, and random edits of it, as people make them."""

import json
import random
from copy import deepcopy

EACH = 2  # entities of a kind


class Edited:
    """A base as a mapping (folder → entities), and edits: each changes something, and says what."""

    def __init__(self, kinds, seed):
        self.kinds = {kind.folder: kind for kind in kinds.values()}
        self.chance = random.Random(seed)
        self.contents = {
            folder: [self.entity(kind, number) for number in range(1 if kind.name == "organization" else EACH)]
            for folder, kind in self.kinds.items()
        }
        self.fields = [(folder, name) for folder, kind in self.kinds.items() for name in kind.fields if name != "id"]
        self.chance.shuffle(self.fields)

    def entity(self, kind, number):
        """Return an entity with all its fields."""
        entity = {name: self.value(node) for name, node in kind.fields.items()}
        return entity | ({"id": self.id(kind.name, number)} if "id" in kind.fields else {})

    def id(self, kind, number):
        return ("xa", "xb", "xc", "xd")[number % 4] if kind == "country" else f"{kind}-{number}"

    def value(self, node, deep=0):
        """Return a value that a field's schema allows, more or less."""
        chance = self.chance
        if node.get("x-text"):
            words = " ".join(chance.choice(["canal", "cliente", "dueño", "año", "proceso", "term-0"]) for _ in range(3))
            return {"es": f"{words} {chance.randrange(999)}", "en": f"{words} {chance.randrange(999)}"}
        for choices in ("oneOf", "anyOf"):
            if choices in node:
                return self.value(chance.choice(node[choices]), deep)
        types = node.get("type", ())
        types = {types} if isinstance(types, str) else {*types}
        if "object" in types:
            return {name: self.value(one, deep + 1) for name, one in node.get("properties", {}).items()}
        if "array" in types:
            return [self.value(node.get("items", {}), deep + 1) for _ in range(chance.randint(1, 2))]
        return self.scalar(node, types)

    def scalar(self, node, types):
        chance, target = self.chance, node.get("x-ref")
        if target is not None:
            kind = chance.choice([target] if isinstance(target, str) else target)
            if kind == "rule":
                return "PRO001"
            name = chance.choice([one.name for one in self.kinds.values()]) if kind == "*" else kind
            id_ = self.id(name, chance.randrange(EACH + 1))
            return id_ if isinstance(target, str) and kind != "*" else f"{name}:{id_}"
        if "enum" in node:
            return chance.choice(node["enum"])
        if node.get("format") == "date":
            return f"2026-{chance.randint(10, 12)}-{chance.randint(1, 28):02}"
        if types & {"integer", "number"}:
            return chance.randint(node.get("minimum", 1), node.get("maximum", 5))
        return chance.random() < 0.5 if "boolean" in types else f"a{chance.randrange(99)}"

    def edit(self, number):
        """Make one edit: the first ones touch each field of each kind in turn."""
        chance = self.chance
        folder, name = self.fields[number % len(self.fields)]
        kind, entities = self.kinds[folder], self.contents[folder]
        ways = ["change", "change", "change", "leave out", "add", "delete"]
        how = chance.choice(ways if number < 2 * len(self.fields) else ["change"])
        if how == "add" or not entities:
            entities.append(self.entity(kind, len(entities)))
        elif how == "delete" and kind.name != "organization":
            entities.pop(chance.randrange(len(entities)))
        else:
            entity = chance.choice(entities)
            if how == "leave out":
                entity.pop(name, None)
            else:
                entity[name] = self._changed(kind.fields[name], entity.get(name))
        return f"{how} {folder}.{name}"

    def _changed(self, node, old):
        """Return a list with one more or one less, a mapping with one field changed, or another value."""
        if isinstance(old, list) and old and self.chance.random() < 0.5:
            return old[1:] if self.chance.random() < 0.5 else [*old, self.value(node.get("items", {}))]
        if isinstance(old, dict) and node.get("properties") and not node.get("x-text"):
            name = self.chance.choice([*node["properties"]])
            return {**old, name: self.value(node["properties"][name])}
        return self.value(node)

    def files(self):
        """Return a copy of the base as it stands."""
        return json.loads(json.dumps(deepcopy(self.contents)))
