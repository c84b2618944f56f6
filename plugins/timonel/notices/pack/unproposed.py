"""What falls to a body without anybody proposing it: objectives overdue, pilots that end, risks, waivers."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Objective, Pilot, Resolution, Risk, Role, Waiver
from timonel.lookups.calendar import day
from timonel.lookups.confirmations import answering
from timonel.lookups.initiatives import is_over
from timonel.lookups.status import is_active
from timonel.notices.pack.ask import Ask, waits
from timonel.notices.pack.evidence import evidence, exposed, way
from timonel.notices.pack.meeting import Meeting
from timonel.text import said

_SEVERE = 12  # exposure from which on somebody must say that a risk is accepted
_LINE = 170  # letters that a sheet has room for


def unproposed(m: Meeting) -> Iterator[Ask]:
    """Yield what nobody proposed and yet waits for a body, or is to be told to it."""
    for part in (_objectives, _pilots, _risks, _waivers):
        yield from part(m)


def _objectives(m: Meeting) -> Iterator[Ask]:
    for one in m.base.all(Objective):
        if is_active(one) and one.due and one.due < m.on and m.concerns(one):
            yield Ask(
                one,
                one,
                said(
                    "It was due on {date} and has been neither met nor closed: extend it, change its target or close it?",
                    date=one.due,
                ),
                [said("a new date"), said("a new target"), said("to close it as missed")],
                m.forum,
                [way(m, one)],
                [said("at the next session it is {n} days overdue", n=(day(m.until) - day(one.due)).days)],
                heard=[*answering(m.base, one)],
            )


def _pilots(m: Meeting) -> Iterator[Ask]:
    for one in m.base.all(Pilot):
        begun = one.start is not None and one.start <= m.on
        if begun and one.decision is None and one.end and one.end < m.until and m.concerns(one):
            ends = said("It ends on {date}: go ahead, adjust or stop?", date=one.end)
            past = said("It ended on {date}, and nobody decided: go ahead, adjust or stop?", date=one.end)
            yield Ask(
                one,
                one,
                past if one.end < m.today else ends,
                [said("go ahead"), said("adjust and repeat"), said("stop")],
                m.forum,
                [*evidence(m, one)],
                [*waits(m, [one])],
                heard=[*answering(m.base, one)],
            )


def _risks(m: Meeting) -> Iterator[Ask]:
    """Yield severe risks that are accepted by nobody, or no longer at the session; and those that nothing is done about."""
    for one in m.base.all(Risk):
        if not is_active(one) or is_over(m.base, one.initiative) or not m.concerns(one):
            continue
        level = m.facts.exposure(m.facts.last(one))
        if level is None or level < _SEVERE:
            continue
        held = one.acceptance is not None and not (one.acceptance.until and one.acceptance.until < m.on)
        acts = any(not each.done for each in one.actions)
        if not held and (one.response == "accept" or not acts):
            yield Ask(
                one,
                one,
                said("Nobody has accepted this risk, and nothing is planned against it: accept it or act?")
                if not acts
                else said("It is to be accepted, and nobody with the right to do so has: accept it or act?"),
                [said("to accept it until a day"), said("to act: what, who and by when")],
                m.forum,
                [exposed(m.facts, one)],
                [*waits(m, [one])],
                heard=[*answering(m.base, one)],
            )


def _waivers(m: Meeting) -> Iterator[Ask]:
    for one in m.base.all(Waiver):
        about = m.base.find(one.entity)
        approver = m.base.approver(one.approved_by)
        mine = isinstance(approver, Role) and approver.id in m.roles
        ours = isinstance(approver, Resolution) and approver.forum == m.forum.id
        if about is None or not (mine or ours) or not m.today <= one.expires < m.until:
            continue
        rule = m.result.rules.get(one.rule)
        yield Ask(
            about,
            said("Waiver of {code}: {name}", code=one.rule, name=about),
            said(
                "It ends on {date}, before the session: close the gap, renew the waiver or let the gap count again?",
                date=one.expires,
            )
            if one.expires < m.on
            else said(
                "It ends on {date}: close the gap, renew the waiver or let the gap count again?", date=one.expires
            ),
            [said("to close the gap"), said("to renew the waiver until a day"), said("to let it count")],
            m.role(approver.id) if isinstance(approver, Role) else approver,
            [said("the gap: {what}", what=m.words(rule.summary, _LINE).rstrip(".") if rule else one.rule)],
            [*waits(m, []), said("from {date} on the gap counts", date=one.expires)],
            heard=[*answering(m.base, about)],
            informs=not ours,
        )
