"""Which fields of which kinds hold what is asked, and the way they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from timonel.schema import Kind, Link

# A field is `kind.field.inner`, of any kind `*.field`; after "<" it is read backwards: what names the thing there.
# The kinds are in the order in which somebody who names none is likely to mean them.
FIELDS: Mapping[str, Sequence[str]] = {
    "owner": ("process.owner", "system.owner", "data-asset.owner", "*.owner", "initiative.sponsor", "initiative.lead"),
    "in-charge": (
        "process.owner", "initiative.lead", "forum.chair", "area.head", "policy.officer", "task.responsible",
        "decision.decider", "*.owner",
    ),
    "technical-owner": ("*.technical_owner",),
    "sponsor": ("initiative.sponsor",),
    "lead": ("initiative.lead", "area.head"),
    "chair": ("forum.chair",),
    "head": ("area.head", "initiative.lead"),
    "decider": ("decision.decider", "<forum.decides"),
    "forbidden": ("decision.forbidden",),
    "approver": ("decision.decider", "<forum.decides", "task.accountable"),
    "consulted": ("decision.consulted", "task.consulted"),
    "informed": ("decision.informed", "task.informed"),
    "responsible": ("task.responsible", "process.steps.role"),
    "accountable": ("task.accountable",),
    "members": ("forum.members.role", "initiative.team", "<person.area"),
    "superior": ("role.reports_to",),
    "reports": ("<role.reports_to",),
    "deputy": ("role.deputy",),
    "deputy-of": ("<role.deputy",),
    "forums-of": ("<forum.members.role",),
    "stage": ("touchpoint.stage",),
    "channels": ("touchpoint.channels", "policy.published_in"),
    "published": ("policy.published_in",),
    "systems": ("process.systems", "touchpoint.systems", "initiative.systems", "indicator.system", "assistant.system"),
    "stored": ("data-asset.master", "data-asset.copies"),
    "holds": ("<data-asset.master", "<data-asset.copies"),
    "data": ("process.data", "touchpoint.collects", "assistant.data"),
    "processes": ("<process.systems", "<process.data", "<process.touchpoints", "<process.indicators", "initiative.processes"),
    "touchpoints": ("<touchpoint.stage", "<touchpoint.channels", "<touchpoint.systems", "process.touchpoints"),
    "indicators": ("process.indicators", "objective.indicator", "benefit.indicator"),
    "risks": ("<risk.affects", "<risk.initiative"),
    "issues": ("<issue.affects", "<issue.initiative"),
    "benefits": ("<benefit.initiative", "<benefit.serves"),
    "objectives": ("<objective.initiative", "<objective.goal", "<objective.indicator"),
    "owned": ("<*.owner",),
    "decides": ("<decision.decider", "forum.decides"),
    "may-not": ("<decision.forbidden",),
    "area": ("role.area", "person.area", "process.area", "requirement.area"),
    "cadence": ("forum.cadence",),
    "frequency": ("indicator.frequency", "risk.cadence"),
    "due": ("objective.due", "issue.due", "resolution.due", "benefit.due"),
    "start": ("initiative.start", "pilot.start", "change-action.start"),
    "end": ("initiative.end", "pilot.end", "change-action.end"),
    "target": ("objective.target", "benefit.target"),
    "baseline": ("objective.baseline", "benefit.baseline"),
    "formula": ("indicator.formula",),
    "status": ("*.status",),
    "maturity": ("process.maturity.level",),
    "vendor": ("system.vendor",),
    "retention": ("data-asset.retention",),
    "contact-hours": ("country.contact_hours",),
    "law": ("country.privacy.law",),
    "contact": ("role.contact",),
    "means": ("term.definition", "*.purpose", "*.description", "*.statement"),
}  # fmt: skip


class Field(NamedTuple):
    """A field of a kind, and the way it is read."""

    kind: str
    path: tuple[str, ...]
    backwards: bool = False

    @property
    def name(self) -> str:
        """Kind and field, as other answers for machines write them ("process.owner")."""
        return ".".join((self.kind, *self.path))


def fields(kinds: Mapping[str, Kind], asked: str) -> list[Field]:
    """Return the fields that hold what is asked, as far as the kinds of a base have them, each once."""
    found: dict[Field, None] = {}
    for one in FIELDS.get(asked, ()):
        name, *path = one.removeprefix("<").split(".")
        for kind in kinds if name == "*" else (name,):
            if kind in kinds and path[0] in kinds[kind].fields and kinds[kind].has_page:
                found[Field(kind, tuple(path), one.startswith("<"))] = None
    return [*found]


def asked_of(kinds: Mapping[str, Kind], asked: str) -> list[str]:
    """Return the kinds that something can be asked of, the likeliest first."""
    found: dict[str, None] = {}
    for field in fields(kinds, asked):
        link = link_of(kinds, field)
        found |= dict.fromkeys(link.kinds if field.backwards and link else (field.kind,))
    return [*found]


def link_of(kinds: Mapping[str, Kind], field: Field) -> Link | None:
    """Return what a field may name, None where it names nothing."""
    links = kinds[field.kind].links.get(field.path[0], ())
    return next((one for one in links if tuple(key for key in one.path if key != "*") == field.path[1:]), None)
