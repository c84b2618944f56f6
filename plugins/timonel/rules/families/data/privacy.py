"""Rules of family PRV about what is asked of customers and who may see it: consent, preferences, access, purpose."""

from __future__ import annotations

from timonel.kinds import Channel, DataAsset, Organization, Policy, Role, Touchpoint
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active
from timonel.model import Base, Entity
from timonel.rules import Places, rule
from timonel.text import is_empty

_OPTIONAL = ("opt-in", "opt-out")
# Grounds that bear handing data on, or collecting those of minors.
_FIRM = ("opt-in", "contract", "legal")


def _is_officer(role: Role) -> bool:
    return "privacy-officer" in role.duties


def _has_personal_data(_organization: Organization, facts: Facts) -> bool:
    return bool(facts.personal) and facts.whole("role", "duties", "holders")


@rule("PRV001", applies=_has_personal_data)
def no_privacy_officer(organization: Organization, base: Base, facts: Facts, grace: int) -> Places:
    """Personal data with no privacy officer in office, or a privacy policy in another role's hands."""
    since = days_before(facts.today, grace)
    vacancies = [facts.vacant_since(role) for role in base.all(Role) if _is_officer(role)]
    unanswered: list[Entity] = []
    if not any(vacant is None or vacant >= since for vacant in vacancies):
        unanswered.append(organization)
    unanswered += [policy for policy in base.all(Policy) if policy.type == "privacy" and _answers_another(policy, base)]
    if unanswered:
        related = [one.at("officer") for one in unanswered if one is not organization]
        yield organization.at(related=related, what=unanswered)


def _answers_another(policy: Policy, base: Base) -> bool:
    """Whether a policy's officer is a role without the duty of privacy officer."""
    role = base.get(Role, policy.officer)
    return role is not None and not _is_officer(role)


def _personal(asset: DataAsset) -> bool:
    return bool(asset.personal)


@rule("PRV002", applies=_personal)
def access_for_all(asset: DataAsset) -> Places:
    """Personal data whose access is not limited to roles named."""
    if asset.access != "by-role":
        yield asset.at("access")
    elif not asset.grants:
        yield asset.at("grants")


def _collects(touchpoint: Touchpoint, facts: Facts) -> bool:
    return is_active(touchpoint) and bool(facts.collects_personal(touchpoint))


@rule("PRV003", applies=_collects)
def consent_undefined(touchpoint: Touchpoint, facts: Facts) -> Places:
    """A touchpoint that collects personal data and does not say on what basis."""
    if facts.consent(touchpoint) in (None, "none"):
        yield touchpoint.at("consent", "basis", data=facts.collects_personal(touchpoint))


def _asks(entity: Entity, facts: Facts) -> bool:
    """Whether customers choose at a touchpoint; of the base as a whole, whether there is anything to choose about."""
    if isinstance(entity, Touchpoint):
        return is_active(entity) and facts.consent(entity) in _OPTIONAL
    return isinstance(entity, Organization) and bool(facts.personal) and facts.whole("data-asset", "holds_preferences")


@rule("PRV006", applies=_asks)
def preference_not_recorded(entity: Entity, facts: Facts) -> Places:
    """A touchpoint that does not record what the customer chose; once for the base, no data that hold the choices."""
    if isinstance(entity, Touchpoint):
        if not entity.consent or not entity.consent.preference_recorded:
            yield entity.at("consent", "preference_recorded")
    elif not any(asset.holds_preferences for asset in facts.personal.values()):
        yield entity.at(case="base")


def _collects_by_choice(touchpoint: Touchpoint, facts: Facts) -> bool:
    return _collects(touchpoint, facts) and facts.consent(touchpoint) in _OPTIONAL


@rule("PRV010", applies=_collects_by_choice)
def no_value_exchange(touchpoint: Touchpoint, facts: Facts) -> Places:
    """A touchpoint that asks for data and gives nothing for them."""
    if is_empty(touchpoint.value_exchange):
        yield touchpoint.at("value_exchange", data=facts.collects_personal(touchpoint))


def _outbound_in_use(channel: Channel, base: Base) -> bool:
    links = base.backlinks.get(channel.key, ())
    used = any(
        isinstance(link.source, Touchpoint) and link.path[0] == "channels" and is_active(link.source) for link in links
    )
    return used and channel.direction in ("outbound", "both")


@rule("PRV011", applies=_outbound_in_use)
def channel_consent_undecided(channel: Channel) -> Places:
    """A channel by which the company contacts customers without having decided how it asks for permission."""
    if channel.consent is None:
        yield channel.at("consent")


@rule("PRV012", applies=_personal)
def data_without_purpose(asset: DataAsset, facts: Facts) -> Places:
    """Personal data without a purpose, or kept for nobody knows how long."""
    if missing := facts.missing(asset, "purpose", "retention"):
        yield asset.at(next(iter(missing)), missing=[*missing.values()])


def _delicate(asset: DataAsset) -> bool:
    return bool(asset.personal) and (bool(asset.minors) or not is_empty(asset.third_parties))


@rule("PRV013", applies=_delicate)
def data_handed_on(asset: DataAsset, base: Base, facts: Facts) -> Places:
    """Data of minors, or handed to third parties, that a touchpoint collects without firm ground."""
    links = base.backlinks.get(asset.key, ())
    sources = [link.source for link in links if link.path[0] == "collects" and is_active(link.source)]
    readable = [one for one in sources if isinstance(one, Touchpoint) and "consent" not in one.refused]
    weak = [one for one in readable if facts.consent(one) not in _FIRM]
    if weak:
        field = "third_parties" if not is_empty(asset.third_parties) else "minors"
        yield asset.at(field, related=[one.at("consent", "basis") for one in weak], touchpoints=weak)
