"""Calendars of a site, read back by the library that wrote them: what is in them, for whom, and what a second import finds."""

import re
from datetime import UTC, date, datetime

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar
from repositories import START, Repo, alone
from sites import EVERYTHING

pytestmark = pytest.mark.usefixtures("few_rules")
FORUM = {
    "id": "comite", "name": {"es": "Comité", "en": "Committee"}, "type": "steering", "chair": "jefa",
    "members": [{"role": "gerente"}], "next": "2026-12-10", "recurs": "FREQ=MONTHLY;BYDAY=2TH", "at": "09:00", "minutes": 90,
    "agenda": ["Decidir"], "meetings": [{"date": "2026-11-12"}, {"date": "2026-01-08"}, {"date": "2027-02-11"}],
}  # fmt: skip
RISK = {
    "id": "caida", "name": "Caída", "category": "process", "owner": "jefa", "cadence": "weekly",
    "actions": [{"statement": "Ensayar", "owner": "gerente", "due": "2026-12-01"}, {"statement": "Ya", "due": "2026-12-02", "done": True}],
}  # fmt: skip
BASE = {
    **START,
    "forums": [FORUM],
    "risks": [RISK],
    "phases": [{"id": "piloto", "name": "Piloto", "order": 1, "type": "pilot", "criteria": [{"id": "a", "statement": "x"}]}],
    "initiatives": [
        {
            "id": "crm", "name": "CRM", "type": "project", "lead": "gerente", "sponsor": "jefa", "status": "running",
            "phases": [{"phase": "piloto", "status": "in-progress", "due": "2026-12-20"}],
        }
    ],
    "benefits": [{"id": "menos", "name": "Menos quejas", "initiative": "crm", "statement": "x", "owner": "jefa", "due": "2027-03-31"}],
    "waivers": [{"rule": "PRO001", "entity": "process:baja", "reason": "x", "approved_by": "jefa", "expires": "2026-12-31"}],
    "resolutions": [{"id": "r", "name": "R", "forum": "comite", "date": "2026-11-12", "statement": "x", "owner": "gerente", "due": "2026-12-05"}],
    "confirmations": [
        {"entity": "process:alta", "by": "beto", "date": "2026-10-01", "until": "2027-01-15", "fingerprint": "0" * 64, "stated": []}
    ],
}  # fmt: skip


@pytest.fixture
def built(base_of, run):
    """Build a base's pages as Markdown, which takes no engine, and return how its calendars are read."""

    def make(contents=BASE, root=None):
        root = root or base_of(contents)
        done = run("build", "--engine", "markdown", "--root", root)
        assert done.code == 0, done.err
        return lambda name, lang="es": read((root / f"site-markdown/{lang}/docs/calendar/{name}.ics").read_bytes())

    return make


def read(data):
    calendar = Calendar.from_ical(data)
    assert [*calendar.errors] == []
    assert [error for event in calendar.walk("VEVENT") for error in event.errors] == []
    return calendar


def events(calendar):
    """UID → the event of a calendar, as a program keeps them that imports it; what was moved of a series, apart."""
    return {
        (str(one["UID"]), str(one.get("RECURRENCE-ID") and one["RECURRENCE-ID"].dt)): one
        for one in calendar.walk("VEVENT")
    }


def uids(calendar):
    return {uid.partition("@")[0] for uid, _ in events(calendar)}


def days(calendar, what):
    return [one["DTSTART"].dt for (uid, _), one in events(calendar).items() if uid.startswith(f"{what}-")]


def test_all_that_has_a_day_is_in_the_calendar_of_all(built):
    assert uids(built()("all")) == {
        "meeting-forum-comite", "meeting-forum-comite-2026-11-12", "meeting-forum-comite-2027-02-11", "gate-initiative-crm-piloto",
        "measurement-risk-caida", "benefit-benefit-menos", "waiver-process-baja-PRO001", "resolution-resolution-r",
        "confirmation-process-alta", next(one for one in uids(built()("all")) if one.startswith("action-risk-caida-")),
    }  # fmt: skip


def test_a_role_is_told_what_concerns_it_and_a_body_when_it_meets(built):
    calendar = built()
    assert {one.split("-")[0] for one in uids(calendar("role-gerente"))} == {
        "meeting", "gate", "action", "resolution", "confirmation",
    }  # fmt: skip
    assert {one.split("-")[0] for one in uids(calendar("forum-comite"))} == {"meeting"}


def test_sessions_recur_as_the_body_says(built):
    event = events(built()("forum-comite"))["meeting-forum-comite@ejemplo", "None"]
    assert event["DTSTART"].dt == datetime(2026, 12, 10, 9)  # noqa: DTZ001 - by the clock on the wall
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=event["DTSTART"].dt)
    assert [one.date().isoformat() for one in rule[:3]] == ["2026-12-10", "2027-01-14", "2027-02-11"]
    assert [one.dt.date() for one in event["EXDATE"].dts] == [date(2027, 2, 11)]  # it has its own entry


def test_a_session_on_another_day_than_the_rule_s_stands_for_the_rule_s(built):
    moved = {**FORUM, "next": "2026-12-16", "meetings": []}
    found = events(built({**BASE, "forums": [moved]})("forum-comite"))
    series = found["meeting-forum-comite@ejemplo", "None"]
    (again,) = (one for (_, part), one in found.items() if part != "None")
    assert series["DTSTART"].dt.date() == again["RECURRENCE-ID"].dt.date() == date(2026, 12, 10)
    assert again["DTSTART"].dt.date() == date(2026, 12, 16)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=9XX",
        "FREQ=DAILY;COUNT=2;BYMONTHDAY=31;BYMONTH=2" if EVERYTHING else "FREQ=MONTHLY;COUNT=2;BYMONTHDAY=31;BYMONTH=2",
    ],
)
def test_a_rule_that_nobody_can_follow_is_one_session(built, rule):
    """And holds no build up."""
    found = events(built({**BASE, "forums": [{**FORUM, "recurs": rule, "meetings": []}]})("forum-comite"))
    assert [(one["DTSTART"].dt.date(), one.get("RRULE")) for one in found.values()] == [(date(2026, 12, 10), None)]


def test_the_time_zone_of_the_base_is_that_of_its_sessions(built):
    calendar = built({**BASE, "timonel": {"timezone": "America/Mexico_City"}})("forum-comite")
    event = events(calendar)["meeting-forum-comite@ejemplo", "None"]
    assert event["DTSTART"].params["TZID"] == "America/Mexico_City"
    assert event["DTSTART"].dt.astimezone(UTC).hour == 15
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["America/Mexico_City"]


def test_importing_a_calendar_twice_makes_no_duplicate_in_any_language(built):
    """Every event has an identity of its own, the same in each build, language and calendar."""
    calendar = built()
    mine, whole = calendar("role-jefa"), calendar("all")
    assert len(events(whole)) == len(whole.walk("VEVENT"))
    kept = events(whole)
    before = {*kept}
    for other in (calendar("all", "en"), mine, built()("all")):
        kept |= events(other)
    assert {*kept} == before


def test_the_same_base_gives_the_same_bytes(base_of, run):
    found = []
    for name in ("a", "b"):
        root = base_of(BASE, name)
        run("build", "--engine", "markdown", "--root", root)
        found.append({one.name: one.read_bytes() for one in root.glob("site-markdown/*/docs/calendar/*")})
    assert found[0] == found[1]
    assert b"DTSTAMP:20261120T000000Z" in found[0]["all.ics"]


def test_a_day_that_moves_moves_the_event(tmp_path, run, monkeypatch, built):
    """The same event, on another day, and later than the one before by what git knows of its file."""
    alone(monkeypatch)
    repo = Repo(tmp_path / "base")
    repo.commit(BASE, settings={}, day="2026-11-02")
    before = events(built(root=repo.root)("all"))
    moved = {**BASE["initiatives"][0], "phases": [{"phase": "piloto", "status": "in-progress", "due": "2027-01-29"}]}
    repo.commit({"initiatives": [moved]}, day="2026-11-09")
    after = events(built(root=repo.root)("all"))
    key = next(one for one in before if one[0].startswith("gate-"))
    assert [side[key]["DTSTART"].dt for side in (before, after)] == [date(2026, 12, 20), date(2027, 1, 29)]
    assert int(before[key]["SEQUENCE"]) < int(after[key]["SEQUENCE"])
    assert before[key]["LAST-MODIFIED"].dt < after[key]["LAST-MODIFIED"].dt
    assert before.keys() == after.keys()


def test_a_rename_keeps_events_and_the_address_of_the_calendar(built):
    renamed = {**FORUM, "id": "mesa", "formerly": ["comite"]}
    roles = [{**BASE["roles"][0]}, {**BASE["roles"][1], "id": "gestora", "formerly": ["gerente"]}]
    text = BASE["data/processes/alta.yaml"].replace("gerente", "gestora")
    contents = {
        **BASE, "forums": [{**renamed, "members": [{"role": "gestora"}]}], "roles": roles, "data/processes/alta.yaml": text,
        "resolutions": [{**BASE["resolutions"][0], "forum": "mesa", "owner": "gestora"}],
        "initiatives": [{**BASE["initiatives"][0], "lead": "gestora"}], "indicators": [{"id": "nps", "name": "NPS", "owner": "gestora"}],
        "risks": [{**RISK, "actions": [{**RISK["actions"][0], "owner": "gestora"}]}],
    }  # fmt: skip
    before = {name: {*events(built()(name))} for name in ("all", "role-gerente", "forum-comite")}
    after = built(contents)
    assert {name: {*events(after(name))} for name in before} == before
    assert {*events(after("forum-mesa"))} == before["forum-comite"]


def test_who_is_not_published_is_in_no_calendar(built, base_of, run):
    people = [{"id": "ana", "name": "Ana Perales", "employment": "internal"}, BASE["people"][1]]
    forum = {**FORUM, "agenda": ["Lo que pide Ana Perales"]}
    root = base_of({**BASE, "people": people, "forums": [forum], "timonel": {"publish": {"people": False}}})
    run("build", "--engine", "markdown", "--root", root)
    files = [*root.glob("site-markdown/*/docs/calendar/*")]
    assert len(files) == 8
    assert not [one for one in files if b"Perales" in one.read_bytes()]


def test_pages_lead_to_the_calendars_that_are_there(base_of, run):
    """From home, from a role's page and a body's; a role that nothing with a day concerns has none."""
    idle = {"id": "nadie", "name": "Nadie", "purpose": {"es": "Nada.", "en": "Nothing."}}
    root = base_of({**BASE, "roles": [*BASE["roles"], idle]})
    run("build", "--engine", "markdown", "--root", root)
    docs = root / "site-markdown/es/docs"
    assert not (docs / "calendar/role-nadie.ics").exists()
    assert "calendar/" not in (docs / "roles/nadie.md").read_text("utf-8")
    for page in ("index", "roles/jefa", "forums/comite"):
        text = (docs / f"{page}.md").read_text("utf-8")
        (link,) = re.findall(r'href="([^"]*\.ics)"', text)
        assert "Agrégalo a tu calendario" in text
        assert ((docs / f"{page}.md").parent / link).resolve().is_file() or (docs / page / link).resolve().is_file()


def test_calendars_of_a_site_are_written_only_where_they_are_others(base_of, run):
    root = base_of(BASE)
    run("build", "--root", root)
    files = {one: one.stat().st_mtime_ns for one in root.glob("site/*/calendar/*.ics")}
    assert len(files) == 8
    risk = {**RISK, "actions": [{**RISK["actions"][0], "due": "2026-12-03"}]}
    base_of({**BASE, "risks": [risk]})
    run("build", "--root", root)
    moved = {one.name for one, stamp in files.items() if one.stat().st_mtime_ns != stamp}
    assert moved == {"all.ics", "role-gerente.ics"}
