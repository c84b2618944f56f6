"""What somebody receives in one message: few asks with the way there, what falls due, what changed, what they closed; or nothing."""

import json
import re

import pytest
from repositories import Repo, alone

LINK = {
    "repository": {"url": "https://git.example/x", "branch": "main", "edit": "{url}/edit/{branch}/{path}"},
    "as_of": None,
}
OWNER = "owner: gerente"
START = {
    "people": [{"id": one, "name": one.title(), "employment": "internal"} for one in ("ana", "beto", "carla")],
    "roles": [
        {"id": "jefa", "name": "Jefa", "purpose": {"es": "Decidir.", "en": "To decide."}, "holders": [{"person": "ana"}]},
        {
            "id": "gerente", "name": "Gerente", "purpose": {"es": "Cuidar.", "en": "To care."}, "reports_to": "jefa",
            "holders": [{"person": "beto"}],
        },
        {"id": "otra", "name": "Otra", "purpose": {"es": "Ayudar.", "en": "To help."}, "holders": [{"person": "beto"}]},
    ],
    "forums": [{"id": "comite", "name": "Comité", "type": "steering", "chair": "jefa", "next": "2026-11-26", "recurs": "FREQ=WEEKLY;BYDAY=TH"}],
    "risks": [
        {
            "id": "caida", "name": "Caída", "category": "process", "owner": "otra", "cadence": "monthly",
            "actions": [{"statement": f"Acción {n}", "owner": "gerente", "due": f"2026-11-1{n}"} for n in range(7)],
        }
    ],
    "data/processes/alta.yaml": f"id: alta\nname: {{es: Alta, en: Sign-up}}\ntype: support\n{OWNER}\n",
}  # fmt: skip


@pytest.fixture
def repo(tmp_path, monkeypatch):
    """Return a repository with a base in it, as it was on Monday, 16 November."""
    alone(monkeypatch)
    repo = Repo(tmp_path / "base")
    repo.commit(START, settings=LINK, day="2026-11-13")
    return repo


@pytest.fixture
def digest(run, repo):
    """Return what somebody is told as an object for programs, None where that is nothing."""

    def call(whom, day="2026-11-23", *more):
        done = run(
            "digest", "--for", whom, "--as-of", day, "--root", repo.root, "--format", "json", "--lang", "en", *more
        )
        assert done.code == 0, done.err
        return json.loads(done.out) if done.out else None

    return call


def lines(told, key):
    """Return the lines of a part of a digest."""
    found = {one["key"]: [row["what"] for row in one["rows"]] for one in told["sections"]} if told else {}
    return [one["text"] if isinstance(one, dict) else one for one in found.get(key, [])]


def done(repo, day, **fields):
    """Set fields of the first action of the risk, and commit that."""
    first, *rest = START["risks"][0]["actions"]
    repo.commit({"risks": [{**START["risks"][0], "actions": [{**first, **fields}, *rest]}]}, day=day)


def test_a_person_has_one_digest_of_all_roles_with_five_asks_at_most(digest, repo):
    told = digest("person:beto")
    (asked,) = [one for one in told["sections"] if one["key"] == "asks"]
    assert len(asked["rows"]) <= 5
    assert "was due on 10 Nov 2026" in told["text"]
    assert len(lines(digest("role:otra"), "asks")) >= 1  # one ask a thing: its actions are one


def test_what_is_overdue_and_the_gap_that_it_is_are_one_ask(digest, repo):
    """Both lead to one field; the day that it was due is told."""
    late = {"statement": "Llamar", "owner": "gerente", "due": "2026-11-02"}
    repo.commit({"risks": [{**START["risks"][0], "owner": "gerente", "actions": [late]}]}, day="2026-11-13")
    asked = [one for one in lines(digest("role:gerente"), "asks") if "Llamar" in one]
    assert asked == ["Llamar (risk: Caída) · was due on 2 Nov 2026"]


def test_each_ask_has_one_way_to_the_field(digest):
    """Its form where the site has forms, else its line where files are edited."""
    told = digest("role:gerente")
    ways = [row["what"]["to"] for row in told["sections"][0]["rows"]]
    assert any(one.startswith("https://git.example/x/edit/main/data/risks.yaml#L") for one in ways)
    assert told["text"].count("https://git.example") == len(told["sections"][0]["rows"])


def test_an_ask_leads_to_the_form_where_there_are_forms(run, repo):
    repo.commit({}, settings={**LINK, "forms": {"host": "github"}}, day="2026-11-14")
    arguments = (
        "--for",
        "role:gerente",
        "--as-of",
        "2026-11-23",
        "--root",
        repo.root,
        "--site",
        "https://crm.example/",
    )
    out = run("digest", *arguments, "--format", "markdown").out
    assert re.search(r"\(<https://crm\.example/editar/\?lang=es#/collections/[^>]+>\)", out)


def test_what_falls_due_is_told_a_week_ahead_and_once(digest, repo):
    """Whatever day it is due, one Monday tells it; sessions as their body's rule says."""
    first, *_ = START["risks"][0]["actions"]
    days = [f"2026-12-0{n}" for n in range(1, 8)]
    actions = [{**first, "statement": f"Hasta {one}", "due": one} for one in days]
    repo.commit({"risks": [{**START["risks"][0], "actions": actions}]}, day="2026-11-13")
    told = [lines(digest("person:beto", day), "due") for day in ("2026-11-23", "2026-11-30", "2026-12-07")]
    assert [sum("Hasta" in one for one in week) for week in told] == [0, 7, 0]
    assert any("Comité" in one for one in lines(digest("person:ana", "2026-12-07"), "due"))


def test_what_changed_is_told_field_by_field_to_those_whom_it_concerns(digest, repo):
    text = START["data/processes/alta.yaml"].replace(OWNER, "owner: otra\nstatus: retired")
    repo.commit({"data/processes/alta.yaml": text}, day="2026-11-18")
    assert (
        lines(digest("role:otra"), "changed")[0]
        == "Process “Sign-up”: owner (from Gerente to Otra) and status (now Retired)"
    )
    assert any("Sign-up" in one for one in lines(digest("role:gerente"), "changed"))  # who had it is told, too
    assert lines(digest("role:jefa"), "changed") == []
    assert lines(digest("role:otra", "2026-11-30"), "changed") == []  # it was told the week before


def test_what_somebody_did_is_told_as_closed_and_not_as_changed(digest, repo):
    done(repo, "2026-11-18", done=True)
    told = digest("role:gerente")
    assert lines(told, "closed") == ["done: Acción 0 (risk: Caída)"]
    assert not [one for one in lines(told, "changed") if "Acción 0" in one]


def test_a_gap_that_was_closed_is_told_to_who_closed_it_and_a_new_one_to_who_must(digest, repo):
    repo.commit(
        {"data/processes/alta.yaml": START["data/processes/alta.yaml"].replace(f"{OWNER}\n", "")}, day="2026-11-16"
    )
    asked = [*lines(digest("role:jefa"), "asks"), *lines(digest("role:jefa"), "changed")]
    repo.commit({"data/processes/alta.yaml": START["data/processes/alta.yaml"]}, day="2026-11-25")
    assert any("Sign-up" in one and "no owner" in one for one in asked)
    assert any(one.startswith("gap closed: ") for one in lines(digest("role:jefa", "2026-11-30"), "closed"))


def test_who_has_nothing_to_hear_is_sent_nothing_and_once_a_month_that_all_is_in_order(digest):
    assert digest("person:carla") is None
    assert "All in order" in digest("person:carla", "2026-12-07")["text"]
    assert digest("person:carla", "2026-12-14") is None


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_nothing_is_nothing_in_every_form(run, repo, form):
    done = run("digest", "--for", "person:carla", "--as-of", "2026-11-23", "--format", form, "--root", repo.root)
    assert (done.code, done.out) == (0, "")


def test_what_cannot_wait_is_told_at_once_and_only_once(digest, repo):
    """What came up since yesterday and falls due before Monday: what was known on Monday was told then."""
    assert digest("role:gerente", "2026-11-18", "--urgent") is None
    done(repo, "2026-11-18", due="2026-11-20")
    assert lines(digest("role:gerente", "2026-11-19", "--urgent"), "due") == ["20 Nov 2026 · Acción 0 (risk: Caída)"]
    assert digest("role:gerente", "2026-11-20", "--urgent") is None
    repo.commit(
        {
            "risks": [
                {**START["risks"][0], "actions": [{"statement": "Lejos", "owner": "gerente", "due": "2026-12-20"}]}
            ]
        },
        day="2026-11-24",
    )
    assert digest("role:gerente", "2026-11-25", "--urgent") is None


def test_at_most_five_entries_a_month_are_to_be_confirmed_the_oldest_first(digest, repo, run):
    """Those that changed after they were confirmed; each that is confirmed in the month leaves room for none."""
    names = [f"decision-{n}" for n in range(7)]
    made = [{"id": one, "name": one, "statement": {"es": "x", "en": "x"}, "decider": "otra"} for one in names]
    repo.commit({"decisions": made, "data/risks.yaml": "[]"}, day="2026-10-01")
    for n, one in enumerate(names):
        repo.put({}, settings={**LINK, "as_of": f"2026-09-0{n + 1}"})
        words = ("--by", "person:beto", "--until", "2027-05-31", "--apply", "--root", repo.root)
        assert run("confirm", f"decision:{one}", *words).code == 0
    changed = [{**one, "statement": {"es": "y", "en": "y"}} for one in made]
    repo.commit({"decisions": changed}, settings=LINK, day="2026-11-18")
    assert _confirm(run, repo, "2026-11-23") == names[:5]
    repo.put({}, settings={**LINK, "as_of": "2026-11-24"})
    assert run("confirm", "decision:decision-0", *words).code == 0
    repo.commit({}, settings=LINK, day="2026-11-24")
    assert _confirm(run, repo, "2026-11-30") == names[1:5]
    assert _confirm(run, repo, "2026-12-07") == names[1:6]


def _confirm(run, repo, day):
    """Return what a role is asked to confirm, however many other things it is asked."""
    arguments = ("--for", "role:otra", "--as-of", day, "--root", repo.root, "--lang", "en")
    return re.findall(r"Confirm or correct “(\S+)”:", run("digest", *arguments).out)


def test_a_base_without_history_tells_what_is_to_be_done(base_of, run):
    root = base_of({**START, "timonel": {"as_of": "2026-11-23"}})
    told = json.loads(run("digest", "--for", "person:beto", "--root", root, "--format", "json").out)
    assert {one["key"] for one in told["sections"]} <= {"asks", "due"}
    refused = run("digest", "--for", "person:beto", "--since", "main", "--root", root)
    assert refused.code == 2


@pytest.mark.parametrize("key", ["person:nadie", "process:alta", "beto", ""])
def test_nobody_of_that_name_is_refused_in_a_line(run, repo, key):
    done = run("digest", "--for", key, "--root", repo.root)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_who_is_not_published_is_not_named_to_others(repo, digest):
    people = [{**one, "name": f"{one['name']} Perales"} for one in START["people"]]
    repo.commit({"people": people}, settings={**LINK, "publish": {"people": False}}, day="2026-11-12")
    repo.commit(
        {"data/processes/alta.yaml": START["data/processes/alta.yaml"].replace(OWNER, "owner: otra")}, day="2026-11-18"
    )
    told = digest("person:beto")
    assert told["sections"]
    assert "Perales" not in json.dumps(told)


def test_what_a_body_is_asked_to_decide_is_one_ask_to_those_who_vote_there(repo, digest):
    """Four proposals for one session leave room for the rest; who has no vote is not asked."""
    forum = {**START["forums"][0], "members": [{"role": "otra", "vote": False}, {"role": "gerente"}]}
    proposed = [
        {"id": f"p{n}", "name": f"Propuesta {n}", "forum": "comite", "statement": "x", "status": "proposed"}
        for n in range(3)
    ]
    repo.commit({"forums": [forum], "resolutions": proposed, "data/risks.yaml": "[]"}, day="2026-11-18")
    wanted = "Decide on 26 Nov 2026 in Comité: “Propuesta 0”, “Propuesta 1” and “Propuesta 2”"
    for who in ("role:jefa", "role:gerente", "forum:comite"):
        assert wanted in lines(digest(who), "asks")
    assert not [one for one in lines(digest("role:otra"), "asks") if "Decide" in one]
