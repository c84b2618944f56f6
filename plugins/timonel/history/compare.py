"""Two results of one base: entities that came, went and changed, gaps opened and closed, scores before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from timonel.governance import Finding, Result
from timonel.history.fields import Change, changes, one_sided
from timonel.model import Entity

_ALIKE = 0.6  # a removed and an added entity of a kind with so many equal values are one that was renamed
_PAIRS = 10_000  # comparisons of two entities at most; beyond that only equal ones are found


class EntityChange(NamedTuple):
    """An entity that was "added", "removed", "renamed", "changed" or "moved" (to another file, itself the same)."""

    how: str
    before: Entity | None
    after: Entity | None
    fields: Sequence[Change] = ()

    @property
    def entity(self) -> Entity:
        """The entity as it is, else as it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of them is there
        return found


class TextChange(NamedTuple):
    """A text that changed in some languages and stayed in others."""

    entity: Entity
    keys: Sequence[str]
    told: Sequence[str]
    stayed: Sequence[str]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What lies between two results, both judged by the same settings, own rules and day.

    Attributes:
        entities: what came, went and changed, by kind and id.
        opened: open gaps that were not open before.
        closed: gaps that were open and are gone.
        silenced: gaps that were open and now have a waiver or stand in the baseline.
        texts: texts changed in one language only.
        pages: hand-written pages "added", "removed" or "changed", with their path.
    """

    before: Result
    after: Result
    entities: Sequence[EntityChange]
    opened: Sequence[Finding]
    closed: Sequence[Finding]
    silenced: Sequence[Finding]
    texts: Sequence[TextChange]
    pages: Sequence[tuple[str, str]]

    @property
    def renamed(self) -> Mapping[str, str]:
        """``kind:id`` before → ``kind:id`` after."""
        return {
            one.before.key: one.after.key for one in self.entities if one.how == "renamed" and one.before and one.after
        }


def compare(before: Result, after: Result) -> Comparison:
    """Return what lies between two results."""
    entities = [*_entities(before, after)]
    renamed = {one.before.key: one.after.key for one in entities if one.how == "renamed" and one.before and one.after}
    opened, closed, silenced = _findings(before, after, renamed)
    return Comparison(
        before,
        after,
        entities,
        opened,
        closed,
        silenced,
        [*_texts(entities, after.base.languages)],
        [*_pages(before, after)],
    )


def _entities(before: Result, after: Result) -> Iterator[EntityChange]:
    for kind, schema in {**before.base.schema.kinds, **after.base.schema.kinds}.items():
        old, new = before.base.entities.get(kind, {}), after.base.entities.get(kind, {})
        removed = [one for id_, one in old.items() if id_ not in new and id_ not in after.base.known.get(kind, ())]
        added = [one for id_, one in new.items() if id_ not in old and id_ not in before.base.known.get(kind, ())]
        pairs = _renames(removed, added)
        gone, came = {was.id for was, _ in pairs}, {now.id for _, now in pairs}
        found = [
            EntityChange("renamed", was, now, changes(_rest(was), _rest(now), schema.schema)) for was, now in pairs
        ]
        found += [EntityChange("removed", one, None) for one in removed if one.id not in gone]
        found += [EntityChange("added", None, one) for one in added if one.id not in came]
        for id_ in old.keys() & new.keys():
            was, now = old[id_], new[id_]
            fields = changes(was.fields, now.fields, schema.schema)
            if fields or was.file != now.file:
                found.append(EntityChange("changed" if fields else "moved", was, now, fields))
        yield from sorted(found, key=lambda one: one.entity.id)


def _rest(entity: Entity) -> Mapping[str, Any]:
    return {name: value for name, value in entity.fields.items() if name not in ("id", "formerly")}


def _renames(removed: Sequence[Entity], added: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """Return which removed entity came back under another id: as the new one says, then the same content, then the most alike."""
    pairs: list[tuple[Entity, Entity]] = []
    left, right = [*removed], [*added]
    for was in removed:
        heir = next((now for now in right if was.id in (now.fields.get("formerly") or ())), None)
        if heir is not None:
            pairs.append((was, heir))
            left.remove(was)
            right.remove(heir)
    for was in [*left]:
        same = next((now for now in right if _rest(now) == _rest(was)), None)
        if same is not None:
            pairs.append((was, same))
            left.remove(was)
            right.remove(same)
    if len(left) * len(right) > _PAIRS:
        return pairs
    values = {one.key: _values(one) for one in [*left, *right]}
    scored = [(_likeness(values[was.key], values[now.key]), was, now) for was in left for now in right]
    taken: set[str] = set()
    for score, was, now in sorted(scored, key=lambda one: (-one[0], one[1].id, one[2].id)):
        if score >= _ALIKE and was.key not in taken and now.key not in taken:
            taken |= {was.key, now.key}
            pairs.append((was, now))
    return pairs


def _values(entity: Entity) -> frozenset[tuple[str, str]]:
    return frozenset(_leaves(_rest(entity), ""))


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, f"{path}.{key}")
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, f"{path}[]")
    else:
        yield path, str(value)


def _likeness(one: frozenset[Any], other: frozenset[Any]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _findings(
    before: Result, after: Result, renamed: Mapping[str, str]
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    old = {one.fingerprint: one for one in before.findings if one.status == "open"}
    now = {one.fingerprint: one for one in after.findings}
    opened = [one for one in after.findings if one.status == "open" and one.fingerprint not in old]
    closed = [one for one in before.findings if one.status == "open" and one.fingerprint not in now]
    silenced = [one for one in after.findings if one.status != "open" and one.fingerprint in old]
    # A renamed entity has new fingerprints; its gaps are the ones that it had.
    carried = {
        (one.code, renamed.get(one.spot.subject), one.spot.keys) for one in closed if one.spot.subject in renamed
    }
    same = {(one.code, one.spot.subject, one.spot.keys) for one in opened} & carried
    opened = [one for one in opened if (one.code, one.spot.subject, one.spot.keys) not in same]
    closed = [one for one in closed if (one.code, renamed.get(one.spot.subject), one.spot.keys) not in same]
    return opened, closed, silenced


def _texts(entities: Iterable[EntityChange], languages: Sequence[str]) -> Iterator[TextChange]:
    for one in entities:
        for change in one.fields:
            sides = one_sided(change, languages)
            if sides is not None:
                yield TextChange(one.entity, change.keys, *sides)


def _pages(before: Result, after: Result) -> Iterator[tuple[str, str]]:
    old, new = ({page.path: page.text.replace("\r\n", "\n") for page in one.base.pages} for one in (before, after))
    for path in sorted(old.keys() | new.keys()):
        if path not in old:
            yield "added", f"docs/{path}"
        elif path not in new:
            yield "removed", f"docs/{path}"
        elif old[path] != new[path]:
            yield "changed", f"docs/{path}"
