"""What lies between two revisions, in sentences: the sections that the text and the Markdown form share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from timonel.governance import Finding, Result
from timonel.history.compare import EntityChange
from timonel.history.concerns import Concern, Party, holders
from timonel.history.diff import Diff
from timonel.history.fields import Change, called
from timonel.lookups.confirmations import answering
from timonel.model import Entity
from timonel.text import BRIEF, many, pick, said, say, short, show

_SEVERITY = {"error": "error", "warning": "warning", "info": "note"}
_HOW = {"added": "added", "removed": "removed", "renamed": "renamed", "changed": "changed", "moved": "moved"}


class Line(NamedTuple):
    """One sentence, and the place in the second revision that it speaks of (None where there is none)."""

    text: str
    place: tuple[str, int] | None = None


class Section(NamedTuple):
    """A title and its sentences."""

    title: str
    lines: Sequence[Line]


def sections(diff: Diff, lang: str) -> list[Section]:
    """Return the sections that have something to say, what needs people first."""
    found, words = diff.found, _Words(diff, lang)
    told = [
        ("Needs the people concerned", [words.concern(one) for one in diff.concerns]),
        ("Gaps opened", [words.finding(one) for one in found.opened]),
        ("Gaps closed", [words.finding(one, gone=True) for one in found.closed]),
        ("Gaps set aside by a waiver or the baseline", [words.finding(one) for one in found.silenced]),
        (
            "Texts changed in one language only",
            [words.text(one.entity, one.keys, one.told, one.stayed) for one in found.texts],
        ),
        ("Entities", [line for one in found.entities for line in words.entity(one)]),
        (
            "Pages",
            [
                Line(f"{path}: {say(_HOW[how], lang)}", None if how == "removed" else (path, 1))
                for how, path in found.pages
            ],
        ),
    ]
    return [Section(say(title, lang), lines) for title, lines in told if lines]


def people(diff: Diff, lang: str) -> list[str]:
    """Return whom to ask about a change, those first whom most of it concerns: who must agree, and who answers for what changed."""
    after, words, counted = diff.found.after, _Words(diff, lang), dict[str, list[Party]]()
    told = [party for one in diff.concerns for party in one.parties]
    for change in diff.found.entities:
        side = after if change.after is not None else diff.found.before
        told += [Party(role, holders(side.facts, role.id)) for role in answering(side.base, change.entity)]
    for party in told:
        counted.setdefault(party.role.id, []).append(party)
    order = sorted(counted.values(), key=len, reverse=True)
    return [words.party(some[0]) for some in order]


def scores(diff: Diff) -> Mapping[str, tuple[float | None, float | None]]:
    """Return pillar → score before and after."""
    return {
        pillar: (score.value, diff.found.after.score[pillar].value) for pillar, score in diff.found.before.score.items()
    }


class _Words:
    """Puts changes into words of one language."""

    def __init__(self, diff: Diff, lang: str) -> None:
        self.before, self.after, self.lang = diff.found.before, diff.found.after, lang

    def say(self, msgid: str, **values: object) -> str:
        return say(said(msgid, **values) if values else msgid, self.lang)

    # What needs people

    def concern(self, one: Concern) -> Line:
        who = [self.party(party) for party in one.parties]
        text = f"{self._what(one)}{self._from_to(one)}"
        text += (
            f" — {self.say('to agree with: {who}', who='; '.join(who))}"
            if who
            else f" — {self.say('nobody answers for it')}"
        )
        return Line(text, self._place(one))

    def _what(self, one: Concern) -> str:
        how = self.say(_HOW[one.how])
        if isinstance(one.subject, str) and one.topic == "baseline" and not one.keys:
            gaps = many("1 known gap", "{n} known gaps", one.after)
            return self.say("Baseline, {file}: new, with {gaps}", file=one.subject, gaps=gaps)
        if isinstance(one.subject, str):
            titles = {"settings": "Settings", "rule": "Own rule", "kind": "Own kind", "baseline": "Baseline"}
            name = " · ".join(one.keys) if one.topic in ("settings", "baseline") else one.subject
            return f"{self.say(titles[one.topic])}, {name}: {how}"
        if one.topic == "baseline":
            return f"{self.say('Baseline')}, {one.keys[0]}, {self.name(one.subject)}: {how}"
        field = f", {self.label(one.subject, one.keys)}" if one.keys else ""
        return f"{self.kind(one.subject)} {self.name(one.subject)}{field}: {how}"

    def _from_to(self, one: Concern) -> str:
        if (one.before is None and one.after is None) or (one.topic == "baseline"):
            return ""
        return (
            f", {self._value(self.before, one.before, one.schema)} → {self._value(self.after, one.after, one.schema)}"
        )

    def party(self, party: Party) -> str:
        """Return a role with who holds it."""
        name = show(party.role, self.lang, BRIEF)
        if party.holders:
            return f"{name} ({', '.join(show(one, self.lang, BRIEF) for one in party.holders)})"
        return name if not self.after.settings.names_people else f"{name} ({self.say('vacant')})"

    def _place(self, one: Concern) -> tuple[str, int] | None:
        if isinstance(one.subject, str):
            gone = one.how == "removed" and one.topic != "settings"
            return (one.subject, 1) if one.topic in ("settings", "rule", "kind") and not gone else None
        return self._at(one.subject, one.keys)

    # Gaps, entities, texts

    def finding(self, one: Finding, *, gone: bool = False) -> Line:
        head = f"{self.say(_SEVERITY[one.severity])} {one.code}"
        return Line(f"{head}: {one.brief(self.lang)}", None if gone else (one.spot.file, one.spot.line[0]))

    def entity(self, one: EntityChange) -> Iterator[Line]:
        how = self.say(_HOW[one.how])
        if one.how == "renamed" and one.before is not None:
            how = self.say("was {id}", id=one.before.key)
        elif one.how == "moved" and one.before is not None:
            how = self.say("moved from {file}", file=one.before.file)
        fields = ", ".join(self._field(one.entity, change) for change in one.fields)
        what = f"{self.kind(one.entity)} {self.name(one.entity)} ({one.entity.key}): {how}"
        yield Line(
            f"{what}{': ' if one.how == 'changed' else '; '}{fields}" if fields else what, self._at(one.entity, ())
        )

    def _field(self, entity: Entity, change: Change) -> str:
        label = self.label(entity, change.keys)
        if (
            change.schema.get("x-text")
            or isinstance(change.before, dict | list)
            or isinstance(change.after, dict | list)
        ):
            return label
        return f"{label} ({self._value(self.before, change.before, change.schema)} → {self._value(self.after, change.after, change.schema)})"

    def text(self, entity: Entity, keys: Sequence[str], told: Sequence[str], stayed: Sequence[str]) -> Line:
        what = f"{self.kind(entity)} {self.name(entity)}, {self.label(entity, keys)}"
        how = self.say("changed in {told}, not in {stayed}", told=", ".join(told), stayed=", ".join(stayed))
        return Line(f"{what}: {how}", self._at(entity, keys))

    def _at(self, entity: Entity, keys: Iterable[str]) -> tuple[str, int] | None:
        there = self.after.base.find(entity.key)
        return (there.file, there.line(tuple(keys))[0]) if there is not None else None

    # Names

    def name(self, entity: Entity) -> str:
        if entity.kind == "person" and not self.after.settings.names_people:
            return self.say("“{name}”", name=entity.id)
        if entity.kind == "waiver":
            about = self.after.base.find(str(entity.fields["entity"])) or self.before.base.find(
                str(entity.fields["entity"])
            )
            return f"{entity.fields['rule']}, {self.name(about) if about and about.kind != 'waiver' else entity.fields['entity']}"
        if entity.kind == "measurement":
            about = self.after.base.find(str(entity.fields["of"])) or self.before.base.find(str(entity.fields["of"]))
            return f"{self.name(about) if about and about.kind != 'measurement' else entity.fields['of']}, {entity.fields['date']}"
        return self.say("“{name}”", name=show(entity, self.lang, BRIEF))

    def kind(self, entity: Entity) -> str:
        side = self.after if entity.kind in self.after.base.schema.kinds else self.before
        return pick(side.base.schema.kinds[entity.kind].title, self.lang)

    def label(self, entity: Entity, keys: Sequence[str]) -> str:
        """Return what a field is called, items of lists by their own names."""
        side = self.after if entity.kind in self.after.base.schema.kinds else self.before
        return called(side.base.schema.kinds[entity.kind].schema, keys, self.lang)

    def _value(self, side: Result, value: Any, schema: Mapping[str, Any]) -> str:  # noqa: ANN401 - a YAML value
        if value is None or isinstance(value, bool):
            return self.say({None: "nothing", True: "yes", False: "no"}[value])
        if schema.get("x-text"):
            return short(pick(value, self.lang))
        if isinstance(value, str):
            return short(self._word(side, value, schema))
        return short(
            json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else show(value, self.lang)
        )

    def _word(self, side: Result, value: str, schema: Mapping[str, Any]) -> str:
        """Return what a reference names, an enumeration's label, or the value itself."""
        target = schema.get("x-ref")
        key = f"{target}:{value}" if isinstance(target, str) and ":" not in value else value
        entity = side.base.find(key) if target else None
        if entity is not None:
            return self.name(entity)
        label = schema.get("x-labels", {}).get(value)
        return pick(label, self.lang) if label else value
