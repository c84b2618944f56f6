"""Rules of family GLB: one CRM in several countries, each with its language, money, habits and law."""

from __future__ import annotations

from timonel.kinds import Channel, Country, DataAsset, Initiative, Process, Stage, System, Touchpoint
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import changing, countries_of, touching, using
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty, said

_PROFILE = ("languages", "currency", "payment", "process_differences")


def _several(initiative: Initiative) -> bool:
    return len(set(initiative.countries)) > 1


def _decided_in_several(initiative: Initiative) -> bool:
    return initiative.status in ("approved", "running") and _several(initiative)


@rule("GLB001", applies=_decided_in_several)
def country_profile_incomplete(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """An initiative in several countries, one of which nobody described enough."""
    gaps = {one: gap for one in base.many(Country, initiative.countries) if (gap := facts.missing(one, *_PROFILE))}
    if gaps:
        first = next(iter(gaps))
        missing = {field: label for gap in gaps.values() for field, label in gap.items()}
        related = [country.at(field) for country, gap in gaps.items() for field in gap]
        place = ("countries", initiative.countries.index(first.id))
        yield initiative.at(*place, related=related, countries=[*gaps], missing=[*missing.values()])


def _abroad(system: System, base: Base) -> bool:
    """Whether a system that is not retired belongs to an active initiative with countries."""
    return system.status != "retired" and bool(countries_of(base, using(base, system)))


@rule("GLB002", applies=_abroad)
def system_cannot_write_the_language(system: System, base: Base) -> Places:
    """A system that cannot write the first language of a country where it is to be used."""
    countries = countries_of(base, using(base, system))
    known = {_language(code) for code in system.languages}
    mute = [one for one in countries if one.languages and _language(one.languages[0]) not in known]
    if system.unicode is False:
        yield system.at("unicode", countries=countries, why=_NO_UNICODE, case="unicode")
    elif system.unicode is None and system.status == "legacy":
        yield system.at("unicode", countries=countries, why=_PERHAPS_UNICODE, case="unknown")
    elif mute:
        lacking = [*dict.fromkeys(one.languages[0] for one in mute)]
        yield system.at(
            "languages",
            related=[one.at("languages", 0) for one in mute],
            countries=mute,
            why=said("it does not say that it handles {languages}", languages=lacking),
            languages=", ".join([*system.languages, *lacking]),
        )


_NO_UNICODE = said("it does not keep every letter")
_PERHAPS_UNICODE = said("it is a legacy system, and nobody has noted whether it keeps every letter")


def _language(code: str) -> str:
    """Return the language of a code, without its region: who writes «es» writes «es-MX»."""
    return code.partition("-")[0].lower()


def _active_in_several(initiative: Initiative) -> bool:
    return is_active(initiative) and _several(initiative)


@rule("GLB003", applies=_active_in_several)
def sharing_not_justified(initiative: Initiative) -> Places:
    """An initiative in several countries that does not say why they need one CRM."""
    if initiative.cross_border is None or is_empty(initiative.cross_border.need):
        yield initiative.at("cross_border", "need", number=len(set(initiative.countries)))


def _shared(initiative: Initiative) -> list[str]:
    return initiative.cross_border.shared_data if initiative.cross_border else []


def _shares_personal_data(initiative: Initiative, facts: Facts) -> bool:
    return is_active(initiative) and any(id_ in facts.personal for id_ in _shared(initiative))


@rule("GLB004", applies=_shares_personal_data)
def cross_border_forbidden(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """Personal data shared out of a country that forbids it, or restricts it where no safeguards are named."""
    guarded = initiative.cross_border is not None and not is_empty(initiative.cross_border.safeguards)
    bars = ("forbidden",) if guarded else ("forbidden", "restricted")
    countries = base.many(Country, initiative.countries)
    barred = [one for one in countries if one.privacy and one.privacy.cross_border in bars]
    if barred:
        forbidden = any(one.privacy and one.privacy.cross_border == "forbidden" for one in barred)
        field = "shared_data" if forbidden else "safeguards"
        related = [one.at("privacy", "cross_border") for one in barred]
        data = [facts.personal[id_] for id_ in _shared(initiative) if id_ in facts.personal]
        yield initiative.at("cross_border", field, related=related, countries=barred, data=data)


def _limited_abroad(system: System, base: Base) -> bool:
    return bool(system.countries) and _abroad(system, base)


@rule("GLB005", applies=_limited_abroad)
def system_unsupported_in_country(system: System, base: Base) -> Places:
    """A system without support in a country where an initiative wants to use it."""
    lacking = [one for one in countries_of(base, using(base, system)) if one.id not in system.countries]
    if lacking:
        yield system.at("countries", countries=lacking)


def _with_partner_incentive(process: Process, base: Base) -> bool:
    return bool(process.partner_incentive) and process.status != "retired" and bool(changing(base, process))


@rule("GLB006", applies=_with_partner_incentive)
def partner_incentive_forbidden(process: Process, base: Base) -> Places:
    """A process that rewards buying from a partner, in a country that does not allow it."""
    countries = countries_of(base, changing(base, process))
    forbidding = [one for one in countries if one.partner_incentives_allowed is False]
    if forbidding:
        related = [one.at("partner_incentives_allowed") for one in forbidding]
        yield process.at("partner_incentive", related=related, countries=forbidding)


_COLD = ("digital", "messaging", "voice", "mail")  # what everybody sees, or a visit in person, is no cold contact


def _first_contact(touchpoint: Touchpoint, base: Base) -> bool:
    """Whether an initiative uses an active touchpoint to start the contact in the first stage."""
    first = min(base.all(Stage), key=lambda stage: stage.order, default=None)
    if first is None or touchpoint.stage != first.id or not is_active(touchpoint):
        return False
    return bool(_outbound(touchpoint, base)) and bool(touching(base, touchpoint))


def _outbound(touchpoint: Touchpoint, base: Base) -> list[Channel]:
    """Return the channels by which the company starts the contact; of one that goes both ways the touchpoint must say so."""
    channels = base.many(Channel, touchpoint.channels)
    return [one for one in channels if one.type in _COLD and (touchpoint.direction or one.direction) == "outbound"]


@rule("GLB007", applies=_first_contact)
def cold_contact(touchpoint: Touchpoint, base: Base) -> Places:
    """A first contact by the company's initiative, in a country that does not allow it."""
    countries = countries_of(base, touching(base, touchpoint))
    forbidding = [one for one in countries if one.cold_contact in ("after-contact", "forbidden")]
    channels = _outbound(touchpoint, base)
    if forbidding:
        place = ("channels", touchpoint.channels.index(channels[0].id))
        related = [one.at("cold_contact") for one in forbidding]
        yield touchpoint.at(*place, related=related, countries=forbidding, channels=channels)


def _shares(initiative: Initiative) -> bool:
    return is_active(initiative) and bool(_shared(initiative))


@rule("GLB008", applies=_shares)
def sales_data_shared_abroad(initiative: Initiative, base: Base) -> Places:
    """Data shared between countries that only sales or marketing use."""
    for_sales = [one for one in base.many(DataAsset, _shared(initiative)) if _only_for_sales(one, base)]
    if for_sales:
        place = ("cross_border", "shared_data", _shared(initiative).index(for_sales[0].id))
        yield initiative.at(*place, data=for_sales)


def _only_for_sales(asset: DataAsset, base: Base) -> bool:
    links = base.backlinks.get(asset.key, ())
    users = [
        one.source
        for one in links
        if isinstance(one.source, Process) and one.path[0] == "data" and is_active(one.source)
    ]
    return bool(users) and all(one.fields.get("domain") in ("sales", "marketing") for one in users)
