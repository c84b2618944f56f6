"""Rules of family SYS: who owns systems and data, how they are joined, and whether the data can be trusted."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Area, DataAsset, Process, Role, System, Touchpoint
from timonel.lookups.calendar import months_before
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active
from timonel.model import Base, Entity, Place, Reference
from timonel.rules import Places, rule
from timonel.text import is_empty, said

# Systems by which people of the business look after customers: the business answers for them.
_OF_THE_BUSINESS = ("crm", "marketing-automation", "contact-center", "loyalty", "social-listening")
_OPERATIONAL = ("erp", "scm")
# Fields by which processes, touchpoints and data stand on a system.
_STAND = (Process, Touchpoint, DataAsset)
_STANDING = ("systems", "steps", "master", "copies")
_MIRRORED = {"in": {"out"}, "out": {"in"}, "both": {"in", "out"}}
_PLAIN = {"in": {"in"}, "out": {"out"}, "both": {"in", "out"}}


@rule("SYS001", applies=is_active)
def system_without_owner(system: System, facts: Facts) -> Places:
    """A system in use that lacks its owner in the business or its technical one."""
    if missing := facts.missing(system, "owner", "technical_owner"):
        yield system.at(next(iter(missing)), missing=[*missing.values()])


def _owned_for_the_business(system: System) -> bool:
    return is_active(system) and system.category in _OF_THE_BUSINESS and not is_empty(system.owner)


@rule("SYS002", applies=_owned_for_the_business)
def owner_not_business(system: System, base: Base) -> Places:
    """A system of customer relations whose business owner sits in a technology area."""
    role = base.get(Role, system.owner)
    area = base.get(Area, role.area) if role else None
    if role and area and area.type == "technology":
        yield system.at("owner", related=[role.at("area")], owner=role, area=area)


def _crm(system: System) -> bool:
    return is_active(system) and system.category == "crm"


@rule("SYS003", applies=_crm)
def customer_database_not_separate(system: System, base: Base) -> Places:
    """A CRM that shares its database with an ERP or SCM, whichever of them says so."""
    declared = base.many(System, system.shares_database_with)
    others = {
        one.id: one for one in [*declared, *_sharing(system, base)] if one.category in _OPERATIONAL and is_active(one)
    }
    if others:
        related = [one.at("shares_database_with") for one in others.values()]
        yield system.at("shares_database_with", related=related, others=[*others.values()])


def _sharing(system: System, base: Base) -> Iterator[System]:
    """Yield the systems that say they share their database with this one."""
    for link in base.backlinks.get(system.key, ()):
        if isinstance(link.source, System) and link.path[0] == "shares_database_with":
            yield link.source


def _integrated(system: System) -> bool:
    return is_active(system) and bool(system.integrations)


@rule("SYS004", applies=_integrated)
def integration_one_sided(system: System, base: Base) -> Places:
    """An integration whose two ends disagree about the way the data go."""
    places: dict[str, int] = {}
    for number, integration in enumerate(system.integrations):
        if integration.system > system.id:  # a pair is found at its first id
            places.setdefault(integration.system, number)
    others = [one for one in base.many(System, [*places]) if is_active(one) and _contradict(system, one)]
    if others:
        related = [_end(one, system.id) for one in others]
        yield system.at("integrations", places[others[0].id], "direction", related=related, others=others)


def _contradict(one: System, other: System) -> bool:
    """Whether both ends give a direction, and not the same one."""
    ours, theirs = _directions(one, other.id), _directions(other, one.id)
    if not ours or not theirs:
        return False
    return set().union(*(_PLAIN[way] for way in ours)) != set().union(*(_MIRRORED[way] for way in theirs))


def _directions(system: System, other: str) -> list[str]:
    """Return the directions of a system's integrations with another; none where one of them is not given."""
    found = [integration.direction for integration in system.integrations if integration.system == other]
    return [way for way in found if way] if all(found) else []


def _end(system: System, other: str) -> Place:
    """Return the place where a system gives the direction of its integration with another."""
    numbers = (number for number, integration in enumerate(system.integrations) if integration.system == other)
    return system.at("integrations", next(numbers), "direction")


def _standing(entity: Entity, base: Base) -> list[Reference]:
    """Return the references by which something stands on systems (mentions in its description are none)."""
    links = base.outgoing.get(entity.key, ())
    return [link for link in links if link.kind == "system" and link.path[0] in _STANDING]


def _on_systems(entity: Entity, base: Base) -> bool:
    return isinstance(entity, _STAND) and is_active(entity) and bool(_standing(entity, base))


@rule("SYS005", applies=_on_systems)
def retired_system_in_use(entity: Entity, base: Base) -> Places:
    """A process, touchpoint or data asset that still stands on a retired system."""
    links = _standing(entity, base)
    retired = {one.id: one for one in base.many(System, [link.id for link in links]) if one.status == "retired"}
    first = next((link for link in links if link.id in retired), None)
    if first:
        related = [one.at("status") for one in retired.values()]
        yield entity.at(*first.path, related=related, systems=[*retired.values()])


@rule("SYS006")
def data_without_owner_or_master(asset: DataAsset, facts: Facts) -> Places:
    """A data asset with no owner, or a personal one with no master system."""
    if missing := facts.missing(asset, "owner", *(["master"] if asset.personal else [])):
        yield asset.at(next(iter(missing)), missing=[*missing.values()])


def _personal(asset: DataAsset) -> bool:
    return bool(asset.personal)


@rule("SYS007", applies=_personal)
def data_quality_unknown(asset: DataAsset, today: str, months: int) -> Places:
    """Personal data whose quality nobody measured of late."""
    quality = asset.quality
    if quality is None or quality.completeness is None or quality.assessed is None:
        yield asset.at("quality", months=months, when=(quality and quality.assessed) or said("never"))
    elif quality.assessed < months_before(today, months):
        yield asset.at("quality", "assessed", months=months, when=quality.assessed)
