"""What the fields of a base say of something that is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from timonel.answers.fields import FIELDS, Field, fields, link_of
from timonel.governance import Result
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_felt
from timonel.model import Entity, Reference
from timonel.text import Said, Text, is_empty, said
from timonel.words.labels import in_sentence

Word = Text | Said | float | date
_TODAY = frozenset({"risks", "issues", "owned"})  # of which what is in force today is told, and what has happened
_CALLED = {
    "data-asset.master": "Its word is final for", "data-asset.copies": "Holds copies of",
    "decides": "Decides", "decider": "Decides", "approver": "Decides", "may-not": "May not decide",
    "deputy-of": "Stands in for", "reports": "Report to it",
}  # fmt: skip


class Fact(NamedTuple):
    """One thing that the base says.

    Attributes:
        about: of what; None for the base as a whole.
        field: the field that says so, with its kind ("process.owner"); "" where it is computed.
        label: what the field is called.
        found: what it names.
        words: what it says, where it names nothing.
        values: the same for machines: keys of what it names, ISO dates, numbers, words of the schema; none for texts.
    """

    about: Entity | None
    field: str
    label: Text | Said
    found: Sequence[Entity] = ()
    words: Sequence[Word] = ()
    values: Sequence[str | float] = ()

    @property
    def kind(self) -> str:
        """The kind whose field says so."""
        return self.field.partition(".")[0]


def told(result: Result, asked: str, about: Entity) -> list[Fact]:
    """Return what the fields that hold what is asked say of something; nothing where they are empty."""
    found: list[Fact] = []
    for field, is_link in result.facts.once(_fields).get(f"{asked}:{about.kind}", ()):
        if field.backwards:
            found += _backwards(result, asked, field, about)
        else:
            found += _linked(result, field, about) if is_link else _valued(result, field, about)
            if found and asked == "means":
                break
    return found


def _fields(facts: Facts) -> Mapping[str, Sequence[tuple[Field, bool]]]:
    """Return what is asked and the kind of what it is asked of → the fields that may say so, and whether each names things."""
    kinds = facts.base.schema.kinds
    found = {asked: fields(kinds, asked) for asked in FIELDS}
    known = {
        f"{asked}:{kind}": [(one, link_of(kinds, one) is not None) for one in some if one.backwards or one.kind == kind]
        for asked, some in found.items()
        for kind in kinds
    }
    return MappingProxyType(known)  # the kinds are the same for all pages: nobody writes down which is asked for


def naming(field: Field, about: Entity, label: Text | Said, found: Iterable[Entity | None]) -> list[Fact]:
    """Return the fact that a field names things, none where it names nothing."""
    named = {one.key: one for one in found if one is not None}
    return [Fact(about, field.name, label, [*named.values()], (), [*named])] if named else []


def _linked(result: Result, field: Field, about: Entity) -> list[Fact]:
    base = result.base
    found = [base.find(f"{one.kind}:{one.id}") for one in _at(base.outgoing, about, field)]
    return naming(field, about, _label(result, field), found) if found else []


def _valued(result: Result, field: Field, about: Entity) -> list[Fact]:
    value: Any = about.fields
    schema: Any = result.base.schema.kinds[about.kind].schema
    for key in field.path:
        value = value.get(key) if isinstance(value, Mapping) else None
        schema = schema.get("properties", {}).get(key, {})
    value = schema.get("x-default") if value is None else value
    if is_empty(value):
        return []
    words, values = worded(value, schema)
    return [Fact(about, field.name, _label(result, field), (), [words], values)]


def _label(result: Result, field: Field) -> Text | Said:
    if field.name == "process.steps.role":
        return said("Who does it")
    # «Rol» or «nivel» says less than what the whole is called.
    path = field.path[:1] if field.path[-1] in ("role", "level") else field.path
    return result.base.schema.label(field.kind, *path)


def worded(value: Any, schema: Mapping[str, Any]) -> tuple[Word, Sequence[str | float]]:  # noqa: ANN401 - a YAML value
    """Return a value as words for people, and for machines."""
    if value in schema.get("x-labels", {}) if isinstance(value, str) else False:
        return schema["x-labels"][value], [value]
    if schema.get("format") == "date":
        return date.fromisoformat(value), [value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value, [value]
    return value, []


def _backwards(result: Result, asked: str, field: Field, about: Entity) -> list[Fact]:
    found = [one.source for one in _at(result.base.backlinks, about, field) if one.source.kind == field.kind]
    named = [one for one in found if asked not in _TODAY or is_felt(one)]
    if not named:
        return []
    if field.kind == "risk":  # the worst first
        named.sort(key=lambda one: -(result.facts.exposure(result.facts.last(one)) or 0))
    plural = result.base.schema.kinds[field.kind].plural
    called = _CALLED.get(asked) or _CALLED.get(field.name)
    label: Text | Said = said("In charge of {kinds}", kinds=in_sentence(plural)) if asked == "owned" else plural
    return naming(field, about, said(called) if called else label, named)


def _at(references: Mapping[str, Sequence[Reference]], about: Entity, field: Field) -> list[Reference]:
    """Return the references of, or to, something that stand in a field."""
    found, first = references.get(about.key, ()), field.path[0]
    return [
        one
        for one in found
        if one.path[0] == first and tuple(key for key in one.path if isinstance(key, str)) == field.path
    ]
