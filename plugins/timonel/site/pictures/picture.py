"""What a picture is: nodes and edges with their words, a legend, an equivalent table; and the scene it is drawn in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from timonel.lookups.facts import Facts
from timonel.messages import translate
from timonel.model import Base, Entity
from timonel.schema import Schema
from timonel.site.pictures.dot import Drawing
from timonel.text import Text, pick


class Node(NamedTuple):
    """Something drawn: its name in the drawing, what it says, its classes (without ``kb-``), and where it leads."""

    id: str
    label: str
    classes: tuple[str, ...]
    entity: Entity | None = None
    href: str | None = None
    group: str = ""


class Edge(NamedTuple):
    """A line between two nodes, by their names in the drawing."""

    source: str
    target: str
    relation: str
    note: str = ""


class Row(NamedTuple):
    """A line of the equivalent table; a node without edges stands alone in its row."""

    source: Node
    relation: str
    target: Node | None
    note: str = ""


class Key(NamedTuple):
    """An entry of the legend: a class (without ``kb-``) and what it means."""

    kind: str
    label: str


@dataclass(frozen=True, eq=False)
class Picture:
    """A view of the base, ready to be drawn (``dot``), listed (``table``) or handed out (``data``)."""

    name: str
    drawing: Drawing
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    legend: tuple[Key, ...]

    @cached_property
    def dot(self) -> str:
        """What Graphviz draws; written for whoever asks, as a picture that is kept needs none."""
        return self.drawing.dot()

    @cached_property
    def table(self) -> tuple[Row, ...]:
        """The same content as rows: every edge, then every node without one."""
        nodes = {node.id: node for node in self.nodes}
        rows = [Row(nodes[one.source], one.relation, nodes[one.target], one.note) for one in self.edges]
        joined = {name for one in self.edges for name in (one.source, one.target)}
        return (*rows, *(Row(node, "", None) for node in self.nodes if node.id not in joined))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Node → what a screen reader says: its label and the entries of the legend that hold for it."""
        words = {key.kind: key.label for key in self.legend}
        says = ((node, [words[one] for one in node.classes if one in words]) for node in self.nodes)
        return {node.id: f"{node.label} ({', '.join(said)})" if said else node.label for node, said in says}

    def data(self) -> dict[str, Any]:
        """Return the picture as plain values, for JSON."""
        nodes = [
            {
                "id": one.id,
                "label": one.label,
                "entity": one.entity and one.entity.key,
                "classes": [*one.classes],
                "group": one.group,
            }
            for one in self.nodes
        ]
        return {"view": self.name, "nodes": nodes, "edges": [one._asdict() for one in self.edges]}


@dataclass(frozen=True, eq=False)
class Scene:
    """What every view needs: the base with its facts, the reader's language, where links lead, what has open gaps."""

    facts: Facts
    lang: str
    href: Callable[[Entity], str | None] = lambda _: None
    gaps: Callable[[Entity], bool] = lambda _: False

    @property
    def base(self) -> Base:
        """The base."""
        return self.facts.base

    def say(self, msgid: str) -> str:
        """Return one of our own words."""
        return translate(msgid, self.lang)

    def name(self, thing: Entity | Text) -> str:
        """Return what people call something; a person has no name where the base does not publish people."""
        if not isinstance(thing, Entity):
            return pick(thing, self.lang)
        if thing.kind == "person" and not self.facts.settings.names_people:
            return self.say("Person")
        return pick(thing.label, self.lang)

    def relation(self, kind: str, *path: str, inverse: bool = False) -> str:
        """Return what people call a reference field, read forwards or backwards."""
        return relation(self.base.schema, self.lang, (kind, *path), inverse=inverse)

    def value(self, kind: str, field: str, value: str) -> str:
        """Return what people call a value of a field with a fixed choice."""
        labels = self.base.schema.kinds[kind].fields.get(field, {}).get("x-labels", {})
        return pick(labels.get(value, value), self.lang)


def relation(schema: Schema, lang: str, path: Sequence[str | int], *, inverse: bool = False) -> str:
    """Return the label of the reference field ``(kind, field, …)``: its title, or what the other end calls it."""
    node: Any = schema.kinds[str(path[0])].schema
    title: Text = str(path[-1])
    for key in (one for one in path[1:] if isinstance(one, str)):
        node = node.get("items", node).get("properties", {}).get(key, {})
        title = node.get("x-title") or title
    node = node.get("items", node)
    return pick(node.get("x-inverse") or title if inverse else title, lang)
