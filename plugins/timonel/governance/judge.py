"""Findings out of what loading and the rules found, with waivers applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from timonel.governance import fingerprint
from timonel.governance.finding import Finding, Spot, spot
from timonel.governance.responsible import responsible
from timonel.kinds import Person, Waiver
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity, Misfit, Place
from timonel.rules import Outcome, Rule
from timonel.settings import Settings
from timonel.text import Said, many, said


def unblocked(found: Sequence[Finding]) -> list[Finding]:
    """Return findings without those that an open one says already: a rule's card names what it blocks."""
    blocked = {(code, one.spot.subject) for one in found if one.status == "open" for code in one.rule.blocks}
    return [one for one in found if (one.code, one.spot.subject) not in blocked]


class Judge:
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
            values = {"detail": one.detail, "name": entity or one.subject.partition(":")[2]}
            at = Spot(one.subject, one.keys, one.file, entity, (one.line, one.column))
            related = [Spot(subject, (), file, None, (line, column)) for subject, file, line, column in one.related]
            made = self.finding(self.rules[one.code], at, values, one.distinct, related, one.hint)
            found.append(replace(made, severity=one.severity) if one.severity else made)
        return found

    def _organizations(self) -> list[Misfit]:
        """Return the finding of a base without exactly one organization (a broken file has its own)."""
        found = [*self.base.entities.get("organization", {}).values()]
        if len(found) == 1 or self.base.known.get("organization"):
            return []
        detail = Said("a knowledge base has exactly one organization, this one has {number}", {"number": len(found)})
        if not found:
            file = "data/organization.yaml"
            fields = ", ".join(f"`{one}`" for one in ("id", "name", "mission", "vision"))
            hint = said("write {file} with four fields: {fields}", file=file, fields=fields)
            return [Misfit("DAT002", f"file:{file}", file, 1, 1, (), detail, hint)]
        second = found[1]
        related = ((found[0].key, found[0].file, *found[0].line()),)
        hint = said("leave one of them; others may be areas, or bases of their own")
        return [Misfit("DAT002", second.key, second.file, *second.line(), (), detail, hint, related=related)]

    def from_outcomes(self, outcomes: Iterable[Outcome]) -> list[Finding]:
        """Return the findings of the rules."""
        return [self.from_place(outcome.rule, place) for outcome in outcomes for place in outcome.places]

    def from_place(self, rule: Rule, place: Place) -> Finding:
        """Return the finding of a rule at a place."""
        values = {"name": place.entity, **place.values}
        return self.finding(rule, spot(place), values, place.distinct, [spot(one) for one in place.related])

    def finding(  # noqa: PLR0913, PLR0917 - the parts of one value
        self,
        rule: Rule,
        at: Spot,
        values: Mapping[str, object],
        distinct: str,
        related: Sequence[Spot],
        hint: Said | None = None,
    ) -> Finding:
        """Return a finding, numbered among those that are known by the same."""
        severity = self.settings.severity.get(rule.code, rule.severity)
        known_by = self.numbered(fingerprint.identity(self.base.schema, rule.code, at, distinct))
        who = self.responsible(rule, at.entity) if at.entity else ()
        return Finding(rule, severity, at, values, known_by, hint, related, who)

    def numbered(self, identity: str) -> str:
        """Return the fingerprint of the next finding that is known by ``identity``."""
        number = self.seen[identity] = self.seen.get(identity, 0) + 1
        return fingerprint.digest(identity, number)

    def responsible(self, rule: Rule, entity: Entity) -> Sequence[str]:
        """Return who must act on a finding."""
        return responsible(self.facts, rule, entity)

    def waived(self, found: list[Finding]) -> list[Finding]:
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
            marked += self._about(
                waiver, used=waiver.id in used or waiver.rule not in self.rules or self._hidden(waiver)
            )
        return marked

    def _hidden(self, waiver: Waiver) -> bool:
        """Whether something else is wrong with what a waiver speaks of, and said there: its gap may be behind that."""
        kind = waiver.entity.partition(":")[0]
        if kind in self.base.schema.kinds:
            entity = self.base.find(waiver.entity)
            return entity is None or bool(entity.refused)
        return kind in self.base.schema.refused

    def _about(self, waiver: Waiver, *, used: bool) -> Iterable[Finding]:
        today = self.facts.today
        approver = self.base.approver(waiver.approved_by) or waiver.approved_by
        subject = self.base.find(waiver.entity) or waiver.entity
        values: dict[str, Any] = {"rule": waiver.rule, "subject": subject, "date": waiver.expires, "approver": approver}
        if waiver.expires < today and "DAT007" in self.rules:
            yield self.from_place(self.rules["DAT007"], waiver.at("expires", whom=self._whom(waiver), **values))
        elif not used and "DAT006" in self.rules:
            yield self.from_place(self.rules["DAT006"], waiver.at("entity", **values))
        elif "DAT011" in self.rules and used:
            days = self.settings.options.get("DAT011", {}).get("days", self.rules["DAT011"].options.get("days", 14))
            left = -self.facts.days_since(waiver.expires)
            if days_before(waiver.expires, days) <= today and left >= 0:
                yield self.from_place(
                    self.rules["DAT011"], waiver.at("expires", left=many("1 day left", "{n} days left", left), **values)
                )

    def _whom(self, waiver: Waiver) -> Said:
        """Return whom to ask about a waiver: the role that must act, with who holds it today where names are public."""
        for key in responsible(self.facts, self.rules["DAT007"], waiver):
            role = self.base.find(key)
            people = [
                self.base.get(Person, one.person) or one.person for one in self.facts.holders(key.partition(":")[2])
            ]
            if role and self.settings.names_people:
                return said("“{role}” ({people})", role=role, people=people)
            if role:
                return said("“{role}”", role=role)
        return said("nobody, because that role is vacant")
