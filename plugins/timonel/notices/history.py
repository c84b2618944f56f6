"""Who changed an entity, what and when; and who approved what of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from timonel.governance import Result
from timonel.history.entity import Step
from timonel.history.fields import Change, called
from timonel.lookups.approvals import Approval, approvals
from timonel.lookups.calendar import day
from timonel.model import Entity
from timonel.notices.document import Column, Document, Value, document, section
from timonel.notices.people import role_of
from timonel.text import Said, pick, said

_HASH = 10  # digits by which people name a commit
_LONG = 120  # letters of a text that a row shows
_HOW = {"added": said("written"), "renamed": said("was {id}"), "moved": said("moved from {file}")}


class Row(NamedTuple):
    """A field that a commit changed; None where it did something else."""

    step: Step
    change: Change | None


def history(result: Result, entity: Entity, steps: Sequence[Step], lang: str) -> Document:
    """Return the history of an entity as a document.

    Args:
        result: what the check says of the base.
        entity: the entity.
        steps: what commits did to it, the newest first.
        lang: the language that labels are read in.
    """
    named = result.settings.names_people
    rows = [Row(one, change) for one in steps for change in (*([None] if one.how != "changed" else []), *one.fields)]
    words = _Words(result, entity, lang)
    columns: list[Column[Row]] = [
        Column("date", said("Day"), lambda row: day(row.step.date) if row.step.date else said("not committed yet")),
        Column("what", said("What"), words.what),
        Column("before", said("Before"), lambda row: words.value(row.change, row.change.before) if row.change else None),
        Column("after", said("Afterwards"), lambda row: words.value(row.change, row.change.after) if row.change else None),
        Column("commit", said("Commit"), lambda row: row.step.commit[:_HASH] or None),
    ]  # fmt: skip
    who: Column[Row] = Column("who", said("Who"), lambda row: row.step.author or None)
    subject: Column[Row] = Column("subject", said("Message"), lambda row: row.step.subject or None)
    columns += [who, subject] if named else []
    approved: list[Column[Approval]] = [
        Column("date", said("Day"), lambda row: day(row.date) if row.date else None),
        Column("what", said("What"), lambda row: row.what),
        Column("who", said("Who approved it"), lambda row: _who(result, row.by)),
        Column("until", said("Until"), lambda row: day(row.until) if row.until else None),
    ]
    found = approvals(result.base, entity)
    parts = [
        section("approvals", said("Approved"), found, approved),
        section("changes", said("Changed"), rows, columns, none=said("No commit has touched it yet.")),
    ]
    return document("history", said("History of {name}", name=entity), parts, lines=[f"{entity.key} · {entity.file}"])


class _Words:
    """Says what a commit did, in words of the model."""

    def __init__(self, result: Result, entity: Entity, lang: str) -> None:
        self.base, self.lang = result.base, lang
        self.named = result.settings.names_people
        self.schema = self.base.schema.kinds[entity.kind].schema

    def what(self, row: Row) -> Value:
        """Return the field that changed, or what else was done."""
        if row.change is None:
            how = _HOW.get(row.step.how, said("written"))
            return Said(how.msgid, {"id": row.step.was, "file": row.step.was})
        name, other = called(self.schema, row.change.keys, self.lang), self._other(row.change)
        return f"{name} [{other}]" if other else name

    def _other(self, change: Change) -> str:
        """Return the language in which a text changed where it did not in the reader's; else ""."""
        before, after = change.before, change.after
        if not (change.schema.get("x-text") and isinstance(before, dict) and isinstance(after, dict)):
            return ""
        changed = [lang for lang in {**before, **after} if before.get(lang) != after.get(lang)]
        return changed[0] if changed and self.lang not in changed else ""

    def value(self, change: Change, value: Any) -> Value:  # noqa: ANN401 - a YAML value
        """Return a value as people read it: names instead of ids, long texts without their ends."""
        if isinstance(value, dict):
            text = pick(value, self._other(change) or self.lang) if change.schema.get("x-text") else None
            return said("several values") if text is None else _short(text)
        if isinstance(value, list):
            plain = not any(isinstance(one, dict) for one in value)
            return [str(one) for one in value] if plain else said("several values")
        if isinstance(value, bool):
            return said("yes") if value else said("no")
        return self._word(change.schema, value) if isinstance(value, str) else value

    def _word(self, schema: Mapping[str, Any], value: str) -> Value:
        """Return what a word means: the entity that it names, a label, or itself."""
        target = schema.get("x-ref")
        if target == "person" and not self.named:
            return said("a person")
        key = f"{target}:{value}" if isinstance(target, str) and ":" not in value else value
        entity = self.base.find(key) if target else None
        return entity or schema.get("x-labels", {}).get(value) or _short(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1].rstrip()}…"


def _who(result: Result, name: str) -> Value:
    kind, _, id_ = name.partition(":")
    if kind in ("person", "forum"):
        return result.base.find(name) or (id_ if kind == "person" else None)
    approver = result.base.approver(name)
    return role_of(result, name) if approver is None or approver.kind == "role" else approver
