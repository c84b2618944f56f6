"""The sheet of one question: what a body is asked, with room for what it answers."""

from __future__ import annotations

from timonel.kinds import Resolution
from timonel.lookups.calendar import day
from timonel.notices.document import Column, Document, Section, Value, document, section
from timonel.notices.pack.ask import Ask, joined
from timonel.notices.pack.asked import proposal
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, said

_ROOM = 2000  # letters of an answer that has a sheet to itself


def decision(m: Meeting, one: Resolution, version: str = "") -> Document:
    """Return the sheet of a resolution that is proposed.

    Args:
        m: the session that it is put to.
        one: the resolution.
        version: the commit of the base, "" where there is none.
    """
    ask = proposal(m, one, _ROOM)
    lines: list[Value] = [
        said("For {forum}, session of {day}", forum=m.forum, day=day(m.day)) if m.day else said("For {forum}", forum=m.forum),
        said("Asked by {role}", role=m.role(one.asked_by)) if one.asked_by else None,
    ]  # fmt: skip
    told = said("version {version}", version=version) if version else said("not in git")
    foot = said("{forum} · data of {date} · {version}", forum=m.forum, date=day(m.today), version=told)
    title = said("Decision sheet: {name}", name=one)
    return document("decision", title, [*_sections(m, one, ask)], lines=[*filter(None, lines)], foot=foot)


def _sections(m: Meeting, one: Resolution, ask: Ask) -> list[Section]:
    columns = [
        Column[tuple[int, object]]("option", said("Option"), lambda row: said("{letter}) {option}", letter=chr(ord("a") + row[0]), option=m.words(one.options[row[0]].name, _ROOM))),
        Column[tuple[int, object]]("consequence", said("What follows"), lambda row: m.words(one.options[row[0]].consequence, _ROOM)),
        Column[tuple[int, object]]("cost", said("Cost"), lambda row: None if (cost := one.options[row[0]].cost) is None else m.money(cost)),
    ]  # fmt: skip
    facts: list[tuple[Said, Value]] = [
        (said("Caution"), joined(ask.cautions)),
        (said("Decides"), ask.decides),
        (said("Must be heard"), [*ask.heard]),
        (said("May not decide alone"), [*ask.forbidden]),
        (said("Evidence"), joined(ask.evidence) or said("the base has none")),
        (said("Unblocks"), [*ask.unblocks]),
        (said("If we wait"), joined(ask.waiting)),
        (said("Carried out by"), said("{role}, by {date}", role=m.role(one.owner), date=one.due or said("no date"))),
    ]
    answers = (said("Agreed"), said("Agreed with changes"), said("Withdrawn"), said("Postponed"))
    return [
        section("question", said("Question"), [], [], lines=[ask.question]),
        section("options", said("Options"), [*enumerate(one.options)], columns, none=said("None is written down.")),
        section("recommended", said("Recommended"), [], [], lines=[ask.recommended] if ask.recommended else []),
        section(
            "facts",
            said("Before you decide"),
            [each for each in facts if each[1]],
            [
                Column[tuple[Said, Value]]("what", said("What"), lambda row: row[0]),
                Column[tuple[Said, Value]]("how", "", lambda row: row[1]),
            ],
            form="list",
        ),
        section(
            "answer",
            said("What was decided"),
            answers,
            [Column[Said]("answer", said("Answer"), lambda row: said("☐ {answer}", answer=row))],
            form="list",
            lines=[],
            more=said("changes, dissent, date, who signs: ____________________________________________"),
        ),
    ]
