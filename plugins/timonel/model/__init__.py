"""The knowledge base as frozen values: entities, references between them, and where each stands in its file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from timonel.languages import DEFAULT
from timonel.model.views import Many, One, View
from timonel.source import Broken, Document, Path, locate

if TYPE_CHECKING:
    from timonel.schema import Schema
    from timonel.text import Said, Text

__all__ = ["Base", "DocPage", "Entity", "Many", "Misfit", "One", "Place", "Reference", "View", "whose"]

E = TypeVar("E", bound="Entity")


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """One thing of the base: ``kind:id`` and the fields that its file gives.

    Attributes:
        kind: name of its kind ("process").
        id: unique in its kind.
        fields: the fields as YAML gives them, less those that the schema refused.
        document: the file it stands in.
        place: where it stands in the document (empty, or its number in a list).
        node: number of its node in the document's reading order.
        refused: top-level fields that the schema refused; no rule speaks of them again.
        key: ``kind:id``.
    """

    kind_name: ClassVar[str] = ""

    kind: str
    id: str
    fields: Mapping[str, Any]
    document: Document
    place: Path = ()
    node: int = 0
    refused: frozenset[str] = frozenset()
    key: str = field(init=False)  # made once: it is looked up by it a hundred times

    def __post_init__(self) -> None:
        """Make the key."""
        object.__setattr__(self, "key", f"{self.kind}:{self.id}")

    @property
    def label(self) -> Text:
        """What people call it: its name, else its id."""
        return self.fields.get("name") or self.id

    @property
    def file(self) -> str:
        """Path of its file, relative to the base, with forward slashes."""
        return self.document.path

    @property
    def raw(self) -> Any:  # noqa: ANN401 - a YAML value
        """The entity's value as its file has it, refused fields included."""
        value: Any = self.document.value
        for step in self.place:
            value = value[step]
        return value

    def at(self, *keys: str | int, related: Sequence[Place] = (), distinct: str = "", **values: object) -> Place:
        """Return a place in this entity, with the values that a message shows.

        Args:
            keys: key path of the field ("steps", 2, "role"); none for the entity itself.
            related: other places that belong to the finding.
            distinct: what tells this finding from another of the same rule at the same field.
            values: what the message shows: texts, numbers, entities or lists of them.
        """
        return Place(self, keys, values, tuple(related), distinct)

    def line(self, keys: Path = ()) -> tuple[int, int]:
        """Return line and column (from 1) of a field, or of the nearest parent that is in the file."""
        return locate(self.document, keys, self.node, self.raw)


class Place(NamedTuple):
    """Where a finding points: an entity and a key path; lines are looked up only when somebody prints them.

    In a hand-written page there are no keys to look up: ``fixed`` is the line and column.
    """

    entity: Entity | DocPage
    keys: Path = ()
    values: Mapping[str, object] = {}
    related: tuple[Place, ...] = ()
    distinct: str = ""
    fixed: tuple[int, int] | None = None


class Reference(NamedTuple):
    """One entity names another: ``source`` at ``path`` names ``kind:id``."""

    source: Entity
    path: Path
    kind: str
    id: str


def whose(value: str, kinds: Sequence[str]) -> tuple[str, str]:
    """Return kind and id of what a reference names: a bare id is of the first kind that the field may name."""
    kind, colon, id_ = value.partition(":")
    return (kind, id_) if colon else (kinds[0], value)


class Misfit(NamedTuple):
    """Something that could not be loaded: becomes a finding of family DAT."""

    code: str
    subject: str  # "kind:id", or "file:<path>"
    file: str
    line: int
    column: int
    keys: Path
    detail: Said
    hint: Said | None = None
    distinct: str = ""
    related: tuple[tuple[str, str, int, int], ...] = ()  # subject, file, line, column
    severity: str = ""  # where it is not that of the rule


class DocPage(NamedTuple):
    """A hand-written page under docs/: its path there ("es/guia/x.md"), language and text."""

    path: str
    lang: str
    text: str

    @property
    def key(self) -> str:
        """``page:<path>``: what findings in it belong to."""
        return unicodedata.normalize("NFC", f"page:{self.path}")

    @property
    def label(self) -> str:
        """What people call it: the title in its front matter or its first heading, else its path."""
        title = re.search(r"^(?:title: *|# +)(['\"]?)(.+?)\1[ \r]*$", self.text, re.MULTILINE)
        return unicodedata.normalize("NFC", title[2]) if title else self.path

    @property
    def file(self) -> str:
        """Path of its file, relative to the base, with forward slashes."""
        return f"docs/{self.path}"

    def at(self, line: int, column: int, *, distinct: str = "", **values: object) -> Place:
        """Return a place in this page (line and column from 1), with the values that a message shows."""
        return Place(self, (), values, (), distinct, (line, column))


@dataclass(frozen=True, eq=False)
class Base:
    """A loaded knowledge base.

    Attributes:
        schema: its kinds.
        entities: kind → id → entity, in the order of files.
        known: kind → ids that exist but could not be loaded.
        references: every reference that leads somewhere.
        misfits: what could not be loaded.
        files: the files that were read: path → document or what broke it.
        pages: hand-written pages.
        unlisted: languages that many texts are in and the base does not list → of how many entities.
    """

    schema: Schema
    entities: Mapping[str, Mapping[str, Entity]]
    known: Mapping[str, frozenset[str]]
    references: Sequence[Reference]
    misfits: Sequence[Misfit]
    files: Mapping[str, Document | Broken]
    pages: Sequence[DocPage] = ()
    languages: tuple[str, ...] = DEFAULT
    settings_file: str = field(default="timonel.yaml")
    unlisted: Mapping[str, int] = field(default_factory=dict)

    def all(self, view: type[E]) -> Sequence[E]:
        """Return the entities of a typed view's kind, in the order of files; none where an own kind has its name."""
        return self.judged(view.kind_name)  # type: ignore[return-value]  # loading makes each entity its kind's view

    def of(self, kind: str) -> Sequence[Entity]:
        """Return the entities of a kind, in the order of files."""
        return [*self.entities.get(kind, {}).values()]

    def judged(self, kind: str) -> Sequence[Entity]:
        """Return the entities of a kind that Timonel's rules are about: none where an own kind has its name."""
        known = self.schema.kinds.get(kind)
        return () if known is not None and known.is_own else self.of(kind)

    def get(self, view: type[E], id_: str | None) -> E | None:
        """Return an entity by its typed view and id, or None where there is none (or its file is broken)."""
        return self.entities.get(view.kind_name, {}).get(id_) if id_ else None  # type: ignore[return-value]  # as above

    def many(self, view: type[E], ids: Sequence[str]) -> list[E]:
        """Return the entities that exist among ``ids``, in that order."""
        found = self.entities.get(view.kind_name, {})
        return [found[id_] for id_ in ids if id_ in found]  # type: ignore[misc]  # as above

    def find(self, key: str) -> Entity | None:
        """Return the entity named ``kind:id``, or None."""
        kind, _, id_ = key.partition(":")
        return self.entities.get(kind, {}).get(id_)

    def approver(self, value: str | None) -> Entity | None:
        """Return the role, or the resolution of a forum, that approved something, or None where it does not exist."""
        return self.find(":".join(whose(value, ("role",)))) if value else None

    def __iter__(self) -> Iterator[Entity]:
        """Every entity, kind by kind."""
        for entities in self.entities.values():
            yield from entities.values()

    def __len__(self) -> int:
        return sum(len(entities) for entities in self.entities.values())

    @cached_property
    def backlinks(self) -> Mapping[str, Sequence[Reference]]:
        """``kind:id`` → the references that lead to it."""
        found: dict[str, list[Reference]] = {}
        for reference in self.references:
            found.setdefault(f"{reference.kind}:{reference.id}", []).append(reference)
        return found

    @cached_property
    def outgoing(self) -> Mapping[str, Sequence[Reference]]:
        """``kind:id`` → the references it makes."""
        found: dict[str, list[Reference]] = {}
        for source, some in groupby(self.references, attrgetter("source")):  # they come one entity after the other
            found.setdefault(source.key, []).extend(some)
        return found

    def knowing(
        self, outgoing: Mapping[str, Sequence[Reference]], backlinks: Mapping[str, Sequence[Reference]]
    ) -> Base:
        """Return it, with its references both ways known already to whoever made it of another."""
        vars(self).update(outgoing=outgoing, backlinks=backlinks)
        return self

    def told(self, misfits: Sequence[Misfit]) -> Base:
        """Return the same base with other misfits."""
        found = replace(self, misfits=misfits)
        vars(found).update((name, one) for name, one in vars(self).items() if name in {"outgoing", "backlinks"})
        return found

    @property
    def organization(self) -> Entity | None:
        """The one organization, or None where the base has none or several."""
        found = [*self.entities.get("organization", {}).values()]
        return found[0] if len(found) == 1 else None
