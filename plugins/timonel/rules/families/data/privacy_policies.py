"""Rules of family PRV about what the company promises and the law demands: policies, countries, regimes."""

from __future__ import annotations

from timonel.kinds import Channel, Country, Organization, Policy, Touchpoint
from timonel.lookups.calendar import months_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import countries_of, touching
from timonel.lookups.status import is_active
from timonel.model import Base, Place
from timonel.rules import Places, rule
from timonel.text import is_empty, said


def _has_personal_data(_organization: Organization, facts: Facts) -> bool:
    return bool(facts.personal) and facts.whole("policy") and facts.whole("channel")


@rule("PRV004", applies=_has_personal_data)
def privacy_policy_unpublished(organization: Organization, base: Base, facts: Facts) -> Places:
    """Personal data, and no privacy policy that customers find on a digital channel."""
    policies = [policy for policy in base.all(Policy) if policy.type == "privacy"]
    known = facts.whole("policy", "type", "url", "published_in")
    if known and not any(_published(policy, base) for policy in policies):
        yield organization.at(related=[policy.at("published_in") for policy in policies])


def _published(policy: Policy, base: Base) -> bool:
    channels = base.many(Channel, policy.published_in)
    return not is_empty(policy.url) and any(channel.type == "digital" for channel in channels)


def _of_privacy(policy: Policy) -> bool:
    return policy.type == "privacy"


@rule("PRV005", applies=_of_privacy)
def no_customer_access(policy: Policy, base: Base) -> Places:
    """A privacy policy that names no touchpoint where customers see and correct their own data."""
    places = [base.get(Touchpoint, id_) for id_ in policy.customer_access]
    if not any(touchpoint is None or is_active(touchpoint) for touchpoint in places):
        yield policy.at("customer_access")


@rule("PRV007", applies=_of_privacy)
def fair_practice_missing(policy: Policy, facts: Facts) -> Places:
    """A privacy policy without notice, choice, access or security."""
    practices = [f"practices.{one}" for one in ("notice", "choice", "access", "security")]
    if missing := facts.missing(policy, *practices):
        yield policy.at(*next(iter(missing)).split("."), missing=[*missing.values()])


def _served(country: Country, base: Base) -> bool:
    """Whether an active initiative works in a country."""
    links = base.backlinks.get(country.key, ())
    return any(
        link.source.kind == "initiative" and link.path[0] == "countries" and is_active(link.source) for link in links
    )


@rule("PRV008", applies=_served)
def country_privacy_unknown(country: Country, facts: Facts) -> Places:
    """A country of an active initiative whose privacy law or consent regime nobody wrote down."""
    if missing := facts.missing(country, "privacy.law", "privacy.consent"):
        yield country.at(*next(iter(missing)).split("."), missing=[*missing.values()])


def _in_an_initiative(touchpoint: Touchpoint, base: Base) -> bool:
    return is_active(touchpoint) and bool(countries_of(base, touching(base, touchpoint)))


@rule("PRV009", applies=_in_an_initiative)
def consent_below_country_law(touchpoint: Touchpoint, base: Base, facts: Facts) -> Places:
    """A touchpoint that lets customers opt out where the country's law wants them asked first."""
    countries = countries_of(base, touching(base, touchpoint))
    channels = [one for one in base.many(Channel, touchpoint.channels) if facts.consent(touchpoint, one) == "opt-out"]
    broken = [(channel, one) for channel in channels for one in countries if _regime(one, channel) == "opt-in"]
    if broken:
        against = {one.id: one for _, one in broken}
        used = {channel.id: channel for channel, _ in broken}
        related: list[Place] = [one.at("privacy", "consent") for one in against.values()]
        if not facts.consent(touchpoint):
            related += [channel.at("consent") for channel in used.values()]
        said = {"countries": [*against.values()], "channels": [*used.values()]}
        yield touchpoint.at("consent", "basis", related=related)._replace(values=said)


def _regime(country: Country, channel: Channel) -> str | None:
    """Return the regime of a country for a channel: its exception for it, else its general one."""
    if country.privacy is None:
        return None
    exceptions = {one.channel: one.consent for one in country.privacy.channels}
    return exceptions.get(channel.id) or country.privacy.consent


@rule("PRV014", applies=_of_privacy)
def policy_not_reviewed(policy: Policy, today: str, months: int) -> Places:
    """A privacy policy that nobody reviewed for long."""
    if policy.reviewed is None or policy.reviewed < months_before(today, months):
        yield policy.at("reviewed", months=months, when=policy.reviewed or said("never"))
