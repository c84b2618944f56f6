"""Rules of family STK: who sits at the table, for whom they speak, and whether they meet."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Forum, Initiative, Organization, Role
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_over
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Said, is_empty, said


def _something_to_steer(_organization: Organization, base: Base, facts: Facts) -> bool:
    return facts.whole("forum") and any(is_active(one) for one in base.all(Initiative))


@rule("STK001", applies=_something_to_steer)
def no_steering_committee(organization: Organization, base: Base) -> Places:
    """Active initiatives, and no steering forum that is led, meets, and hears business and technology."""
    steering = [forum for forum in base.all(Forum) if forum.type == "steering"]
    if all(map(_lacks, steering)):
        yield organization.at(related=[forum.at() for forum in steering], what=_lacking(steering) or _NONE)


_NONE = said("there is none of type `steering`")
_CHAIR, _CADENCE = said("a chair (`chair`)"), said("a cadence (`cadence`)")
_VOICES = {
    "business": said("a member with the voice of business (`voice: business`)"),
    "technology": said("a member with the voice of technology (`voice: technology`)"),
}


def _lacks(forum: Forum) -> list[Said]:
    """Return what a steering forum lacks."""
    voices = {member.voice for member in forum.members}
    lacking = [_CHAIR] if is_empty(forum.chair) else []
    lacking += [_CADENCE] if forum.cadence is None else []
    return lacking + [said_so for voice, said_so in _VOICES.items() if voice not in voices]


def _lacking(steering: Sequence[Forum]) -> list[Said]:
    return [said("“{forum}” lacks {missing}", forum=forum, missing=_lacks(forum)) for forum in steering]


def _someone_to_hear(_organization: Organization, base: Base, facts: Facts) -> bool:
    somebody = base.all(Forum) or any(is_active(one) for one in base.all(Initiative))
    return bool(somebody) and facts.whole("forum", "members")


@rule("STK002", applies=_someone_to_hear)
def voice_missing(organization: Organization, base: Base, facts: Facts, voices: Sequence[str]) -> Places:
    """Somebody who counts and for whom no member of any forum speaks."""
    heard = {member.voice for forum in base.all(Forum) for member in forum.members}
    missing = facts.named("forum", "members.voice", [voice for voice in voices if voice not in heard])
    if missing:
        yield organization.at(missing=missing)


def _in_force(forum: Forum, base: Base) -> bool:
    """Whether a forum has something to decide: it serves all initiatives, or one that is not over."""
    return not forum.initiatives or not all(is_over(base, id_) for id_ in forum.initiatives)


def _seated(forum: Forum, base: Base) -> bool:
    return _in_force(forum, base) and (not is_empty(forum.chair) or bool(forum.members))


@rule("STK003", applies=_seated)
def forum_vacant(forum: Forum, base: Base, facts: Facts) -> Places:
    """A forum whose chair, or half of whose members, nobody holds today."""
    chair = _vacant([forum.chair] if forum.chair else [], base, facts)
    members = _vacant([member.role for member in forum.members], base, facts)
    if chair:
        yield forum.at("chair", roles=base.many(Role, [*dict.fromkeys([*chair, *members])]))
    elif members and 2 * len(members) >= len(forum.members):
        first = next(number for number, member in enumerate(forum.members) if member.role in members)
        yield forum.at("members", first, "role", roles=base.many(Role, [*dict.fromkeys(members)]))


def _vacant(roles: Sequence[str], base: Base, facts: Facts) -> list[str]:
    """Return the roles that nobody holds today; those that could not be read are none of them."""
    return [id_ for id_ in roles if base.get(Role, id_) and not facts.holders(id_)]


@rule("STK004", applies=_in_force)
def forum_not_meeting(forum: Forum, facts: Facts) -> Places:
    """A forum that never met, or not for much longer than its cadence."""
    last = max((one.date for one in forum.meetings if one.date <= facts.today), default=None)
    if last is None or (forum.cadence and facts.is_stale(last, forum.cadence)):
        yield forum.at("meetings", when=last or said("never"))
