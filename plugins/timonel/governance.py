"""One result out of what the rules found: severity, waivers, who must act, fingerprints, and the score by pillar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from timonel import schema as schemas
from timonel import settings as settings_of
from timonel.cache import Cache
from timonel.kinds import Role, Waiver
from timonel.load import load, read
from timonel.model import Base, Entity, Misfit, Place
from timonel.rules import Outcome, Rule, catalogue, check
from timonel.rules.facts import Facts, days_before
from timonel.settings import Settings
from timonel.text import Said, fill, pick, say

# Codes of the catalogue that have no card yet: a lesson or a waiver may name them already.
LATER = frozenset(
    f"{family}{number:03d}"
    for family, last in {
        "ROL": 17, "PRO": 15, "OBJ": 13, "INI": 21, "BUD": 6, "PRV": 14, "GLB": 8, "STK": 4, "CHG": 3, "DOC": 2, "REQ": 2,
    }.items()
    for number in range(1, last + 1)
)  # fmt: skip
SEVERITIES = ("error", "warning", "info")
PILLARS = ("processes", "people", "data", "technology")
_WEIGHT = {"error": 5, "warning": 2, "info": 1}
Keys = tuple[str | int, ...]


class NewerModelError(Exception):
    """The base was made for a newer version of the model than this Timonel knows."""

    def __init__(self, model: int) -> None:
        """Say which version the base asks for."""
        super().__init__(model)
        self.model = model


@dataclass(frozen=True, eq=False)
class Spot:
    """A place as a reader meets it: what it belongs to, and its file, line and column."""

    subject: str
    keys: Keys
    file: str
    entity: Entity | None = None
    fixed: tuple[int, int] | None = None

    @cached_property
    def line(self) -> tuple[int, int]:
        """Line and column, from 1; looked up when somebody asks."""
        if self.fixed or self.entity is None:
            return self.fixed or (1, 1)
        return self.entity.line(self.keys)


@dataclass(frozen=True, eq=False)
class Finding:
    """One gap: a rule, a place, and what to say about it.

    Attributes:
        status: "open", "waived" or "baselined"; only open ones count.
        values: what the message shows.
        hint: how to fix this one, where that says more than the card's advice.
        responsible: who must act, as ``role:id``.
    """

    rule: Rule
    severity: str
    spot: Spot
    values: Mapping[str, object]
    fingerprint: str
    hint: Said | None = None
    related: Sequence[Spot] = ()
    responsible: Sequence[str] = ()
    status: str = "open"
    waiver: Waiver | None = None

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    def message(self, lang: str) -> str:
        """Return what is wrong, in a sentence."""
        return fill(pick(self.rule.message, lang), self.values, lang)

    def advice(self, lang: str) -> str:
        """Return how to fix it."""
        return say(self.hint, lang) if self.hint else pick(self.rule.fix, lang)


@dataclass(frozen=True)
class PillarScore:
    """Score of one pillar: 0–100, or None where nothing could be measured."""

    value: float | None
    measured: int
    rules: int


@dataclass(frozen=True, eq=False)
class Result:
    """What a check of a base says."""

    base: Base
    settings: Settings
    facts: Facts
    rules: Mapping[str, Rule]
    findings: Sequence[Finding]
    outcomes: Mapping[str, Outcome]
    score: Mapping[str, PillarScore]

    @property
    def today(self) -> str:
        """The ISO date that the check took for today."""
        return self.facts.today

    def count(self, severity: str | None = None, status: str = "open") -> int:
        """Return how many findings have a severity (any without one) and a status."""
        return sum(one.status == status and severity in (None, one.severity) for one in self.findings)

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[Finding]]:
        """``kind:id`` → its findings."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(one.spot.subject, []).append(one)
        return found

    def owned_by(self, key: str) -> Result:
        """Return the result with only those findings that a role or person (``role:id``, ``person:id``) must act on."""
        kind, _, id_ = key.partition(":")
        roles = {key}
        if kind == "person":
            roles = {role.key for role in self.base.all(Role) if any(one.person == id_ for one in self.facts.holders(role.id))}
        return replace(self, findings=[one for one in self.findings if roles.intersection(one.responsible)])

    def reaches(self, level: str) -> bool:
        """Whether an open finding is at a severity or above it ("never" is reached by none)."""
        levels = SEVERITIES[: SEVERITIES.index(level) + 1] if level in SEVERITIES else ()
        return any(one.status == "open" and one.severity in levels for one in self.findings)


def judge(base: Base, settings: Settings, rules: Mapping[str, Rule], today: str, wanted: Iterable[str] | None = None) -> Result:
    """Run the rules on a base and return the result.

    Args:
        base: the base.
        settings: its settings.
        rules: code → rule.
        today: the ISO date to take for today.
        wanted: the codes to run; all without it.
    """
    facts = Facts(base, settings, today)
    codes = set(rules) if wanted is None else set(wanted)
    active = [one for code, one in rules.items() if code in codes and not settings.ignored(code, today)]
    outcomes = {outcome.rule.code: outcome for outcome in check(base, facts, settings, active)}
    judge_ = _Judge(base, settings, facts, {one.code: one for one in active})
    found = [*judge_.from_misfits(), *judge_.from_outcomes(outcomes.values())]
    found = judge_.waived(found, {*outcomes, *(code for code in judge_.rules if code.startswith("DAT00") and code <= "DAT005")})
    order = {severity: number for number, severity in enumerate(SEVERITIES)}
    found.sort(key=lambda one: (order[one.severity], one.code, one.spot.subject, [str(key) for key in one.spot.keys], one.fingerprint))
    return Result(base, settings, facts, rules, found, outcomes, _scores(outcomes, settings))


def examine(root: Path, *, today: str | None = None, wanted: Sequence[str] = (), unwanted: Sequence[str] = (), use_cache: bool = True) -> Result:
    """Load the base in a folder and check it.

    Args:
        root: the folder with ``timonel.yaml``.
        today: the ISO date to take for today; else the settings' ``as_of``, else the UTC date.
        wanted: codes, or beginnings of codes, to run; all without it.
        unwanted: codes, or beginnings of codes, to leave out.
        use_cache: whether to read and write ``.timonel/``.

    Raises:
        OSError: the folder cannot be read.
        NewerModelError: the base was made for a newer Timonel.
    """
    file = root / settings_of.FILE
    settings, misfits = settings_of.load(file.read_bytes() if file.exists() else None)
    if settings.model > settings_of.MODEL:
        raise NewerModelError(settings.model)
    cache = Cache.of(root, use=use_cache)
    schema, wrong = schemas.load(settings.languages, cache, root / "schemas" / "kinds")
    rules = catalogue(cache)
    base = load(read(root), schema, frozenset(rules) | LATER, settings.languages)
    misfits += [Misfit("DAT002", f"file:schemas/kinds/{name}", f"schemas/kinds/{name}", 1, 1, (), detail) for name, detail in wrong]
    base = replace(base, misfits=[*misfits, *base.misfits])
    codes = [code for code in rules if not wanted or code.startswith(tuple(wanted))]
    codes = [code for code in codes if not (unwanted and code.startswith(tuple(unwanted)))]
    return judge(base, settings, rules, today or settings.as_of or datetime.now(UTC).date().isoformat(), codes)


class _Judge:
    """Makes findings; used once per result."""

    def __init__(self, base: Base, settings: Settings, facts: Facts, rules: Mapping[str, Rule]) -> None:
        self.base, self.settings, self.facts, self.rules = base, settings, facts, rules
        self.seen: dict[str, int] = {}

    def from_misfits(self) -> list[Finding]:
        """Return the findings of what could not be loaded."""
        found = []
        misfits = sorted(self.base.misfits, key=lambda one: (one.file, one.line, one.column, one.code))
        for one in [*misfits, *self._organizations()]:
            if one.code not in self.rules:
                continue
            entity = self.base.find(one.subject)
            values = {"detail": one.detail, "name": entity.label if entity else one.subject.partition(":")[2]}
            spot = Spot(one.subject, one.keys, one.file, entity, (one.line, one.column))
            related = [Spot(subject, (), file, None, (line, column)) for subject, file, line, column in one.related]
            found.append(self._finding(self.rules[one.code], spot, values, one.distinct, related, one.hint))
        return found

    def _organizations(self) -> list[Misfit]:
        """Return the finding of a base without exactly one organization (a broken file has its own)."""
        found = [*self.base.entities.get("organization", {}).values()]
        if len(found) == 1 or self.base.known.get("organization"):
            return []
        detail = Said("a knowledge base has exactly one organization, this one has {number}", {"number": len(found)})
        if not found:
            file = "data/organization.yaml"
            return [Misfit("DAT002", f"file:{file}", file, 1, 1, (), detail)]
        second = found[1]
        related = ((found[0].key, found[0].file, *found[0].line()),)
        return [Misfit("DAT002", second.key, second.file, *second.line(), (), detail, related=related)]

    def from_outcomes(self, outcomes: Iterable[Outcome]) -> list[Finding]:
        """Return the findings of the rules."""
        return [self._from_place(outcome.rule, place) for outcome in outcomes for place in outcome.places]

    def _from_place(self, rule: Rule, place: Place, hint: Said | None = None) -> Finding:
        values = {"name": place.entity.label, **place.values}
        return self._finding(rule, _spot(place), values, place.distinct, [_spot(one) for one in place.related], hint)

    def _finding(  # noqa: PLR0913 - the parts of one value
        self, rule: Rule, spot: Spot, values: Mapping[str, object], distinct: str, related: Sequence[Spot], hint: Said | None
    ) -> Finding:
        severity = self.settings.severity.get(rule.code, rule.severity)
        identity = "\0".join((rule.code, spot.subject, *self._stable(spot), distinct))
        number = self.seen[identity] = self.seen.get(identity, 0) + 1
        digest = sha256(f"{identity}\0{number}".encode() if number > 1 else identity.encode()).hexdigest()
        responsible = self.responsible(rule, spot.entity) if spot.entity else ()
        return Finding(rule, severity, spot, values, digest, hint, related, responsible)

    def _stable(self, spot: Spot) -> list[str]:
        """Return the key path with list positions replaced by what the items are, so that reordering changes nothing."""
        if spot.entity is None:
            return [str(key) for key in spot.keys]
        value: Any = spot.entity.raw
        node: Any = self.base.schema.kinds[spot.entity.kind].schema
        parts = []
        for key in spot.keys:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                value = None
            node = node.get("items", {}) if isinstance(key, int) else node.get("properties", {}).get(key, {})
            parts.append(_item_name(value, node, key) if isinstance(key, int) else key)
        return parts

    def responsible(self, rule: Rule, entity: Entity) -> Sequence[str]:
        """Return who must act on a finding, as the card says or as the first that exists of the usual ones."""
        for role_id in self._candidates(rule, entity):
            held = self._held(role_id)
            if held:
                return (f"role:{held}",)
        return ()

    def _candidates(self, rule: Rule, entity: Entity) -> Iterable[str]:
        if rule.responsible:
            yield from self._along(entity, rule.responsible.split("."))
        if entity.kind == "term" and not entity.fields.get("owner") and self.settings.vocabulary_owner:
            yield self.settings.vocabulary_owner.partition(":")[2]
        for field in self.base.schema.kinds[entity.kind].responsible:
            yield from self._roles(entity.fields.get(field))
        for field in ("lead", "sponsor"):
            yield from self._along(entity, ["initiative", field])
        yield from self._along(entity, ["area", "head"])
        if entity.kind == "area":
            yield from self._roles(entity.fields.get("head"))
        for forum in self.base.of("forum"):
            if forum.fields.get("type") == "steering":
                yield from self._roles(forum.fields.get("chair"))

    def _along(self, entity: Entity, path: Sequence[str]) -> Iterable[str]:
        value: Any = entity.fields.get(path[0])
        if len(path) == 1:
            yield from self._roles(value)
        elif isinstance(value, str):
            other = self.base.find(value if ":" in value else f"{path[0]}:{value}")
            if other is not None:
                yield from self._along(other, path[1:])

    def _roles(self, value: object) -> Iterable[str]:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield one.removeprefix("role:")

    def _held(self, role_id: str) -> str | None:
        """Return the role, or the next above it that somebody holds today."""
        seen: set[str] = set()
        while role_id not in seen:
            seen.add(role_id)
            role = self.base.get(Role, role_id)
            if role is None:
                return None
            if self.facts.holders(role_id) or not role.reports_to:
                return role_id if self.facts.holders(role_id) else None
            role_id = role.reports_to
        return None

    def waived(self, found: list[Finding], ran: set[str]) -> list[Finding]:
        """Return the findings with those marked that a waiver covers, and the waivers' own findings."""
        waivers = {(one.rule, one.entity): one for one in self.base.all(Waiver)}
        today, used = self.facts.today, set()
        marked = []
        for one in found:
            waiver = waivers.get((one.code, one.spot.subject))
            if waiver is not None:
                used.add(waiver.id)
            valid = waiver is not None and waiver.expires >= today
            marked.append(replace(one, status="waived", waiver=waiver) if valid else one)
        for waiver in waivers.values():
            marked += self._about(waiver, used=waiver.id in used or waiver.rule not in ran)
        return marked

    def _about(self, waiver: Waiver, *, used: bool) -> Iterable[Finding]:
        today = self.facts.today
        approver = self.base.get(Role, waiver.approved_by) or waiver.approved_by
        subject = self.base.find(waiver.entity) or waiver.entity
        values = {"rule": waiver.rule, "subject": subject, "date": waiver.expires, "approver": approver}
        if waiver.expires < today and "DAT007" in self.rules:
            yield self._from_place(self.rules["DAT007"], waiver.at("expires", **values))
        elif not used and "DAT006" in self.rules:
            yield self._from_place(self.rules["DAT006"], waiver.at("entity", **values))
        elif "DAT011" in self.rules and used:
            days = self.settings.options.get("DAT011", {}).get("days", self.rules["DAT011"].options.get("days", 14))
            left = -self.facts.days_since(waiver.expires)
            if days_before(waiver.expires, days) <= today and left >= 0:
                yield self._from_place(self.rules["DAT011"], waiver.at("expires", days=left, **values))


def _spot(place: Place) -> Spot:
    """Return a rule's place as a reader meets it; only an entity can look its lines up."""
    entity = place.entity if isinstance(place.entity, Entity) else None
    return Spot(place.entity.key, place.keys, place.entity.file, entity, place.fixed)


def _item_name(value: object, node: Mapping[str, Any], position: int) -> str:
    """Return what a list item is called in a fingerprint: its id, its reference, or its first required field."""
    if isinstance(value, dict):
        fields = ("id", *(name for name, child in node.get("properties", {}).items() if "x-ref" in child), *node.get("required", ()))
        return next((str(value[field]) for field in fields if field in value), str(position))
    return str(position) if value is None or isinstance(value, list) else str(value)


def _scores(outcomes: Mapping[str, Outcome], settings: Settings) -> Mapping[str, PillarScore]:
    """Return the score of each pillar: the weighted mean of its measured rules' pass rates."""
    scores = {}
    for pillar in PILLARS:
        mine = [one for one in outcomes.values() if one.rule.pillar == pillar]
        measured = [one for one in mine if one.population]
        weights = [_WEIGHT[settings.severity.get(one.rule.code, one.rule.severity)] for one in measured]
        passed = [(one.population - one.failed) / one.population for one in measured]
        total = sum(weights)
        value = round(100 * sum(w * p for w, p in zip(weights, passed, strict=True)) / total, 1) if total else None
        scores[pillar] = PillarScore(value, len(measured), len(mine))
    return scores
