"""A week of Nova Retail, changed day by day: what six people receive, beside what they should know."""

import json
import os
import re
import shutil

import pytest
from repositories import Repo, alone

from timonel.pipeline import examine
from timonel.text import pick

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
MONDAY, NEXT = "2026-11-23", "2026-11-30"
DAYS = [MONDAY, "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", NEXT]
PEOPLE = ["carolina-vidal", "sofia-linares", "paola-rincon", "andres-quintero", "lucia-ferrer", "renata-luna"]
RESOLUTION = """\
id: prueba-de-la-semana
name: {es: Prueba de la semana, en: The week's test}
forum: comite-directivo-crm
date: 2026-11-25
statement: {es: Probar., en: To test.}
owner: gerente-de-lealtad
due: 2026-11-27
"""
WAIVER = """\
- rule: PRO006
  entity: process:gestion-de-redes-sociales
  reason: {es: Se decide en enero., en: It is decided in January.}
  approved_by: patrocinador-crm
  expires: 2027-01-31
"""
MEASUREMENT = "- {of: risk:procesos-sin-definir, date: 2026-11-27, probability: 3, impact: 3}\n"
# Path, what stands in it, what shall.
EDITS = {
    "2026-11-24": [("data/risks/resistencia-en-tiendas.yaml", "    due: 2026-11-27\n    done: false", "    due: 2026-11-27\n    done: true")],
    "2026-11-25": [
        ("data/processes/venta-en-tienda.yaml", "owner: gerente-de-tiendas", "owner: gerente-de-datos"),
        ("data/resolutions/prueba-de-la-semana.yaml", "", RESOLUTION),
    ],
    "2026-11-26": [("data/waivers/prueba.yaml", "", WAIVER)],
    "2026-11-27": [("data/measurements/prueba.yaml", "", MEASUREMENT)],
}  # fmt: skip
# What somebody should know: a word of it in a part of a message, with names of entries → who hears it, and on which day, once.
FACTS = {
    ("closed", r"^done: .*risk: {risk:resistencia-en-tiendas}"): {"carolina-vidal": NEXT},
    ("changed", r"^Process “{process:venta-en-tienda}”: owner \(from {role:gerente-de-tiendas} to {role:gerente-de-datos}\)"): {"carolina-vidal": NEXT, "sofia-linares": NEXT},
    ("due", r"Agreed: The week's test"): {"paola-rincon": "2026-11-26"},
    ("changed", r"^Resolution “The week's test”: new"): {
        "paola-rincon": NEXT, "andres-quintero": NEXT, "sofia-linares": NEXT, "lucia-ferrer": NEXT,
    },
    ("changed", r"^Waiver “PRO006, "): {"andres-quintero": NEXT, "paola-rincon": NEXT},
    ("changed", r"^measured: .*{risk:procesos-sin-definir}"): {"lucia-ferrer": NEXT, "carolina-vidal": NEXT, "paola-rincon": NEXT},
}  # fmt: skip


@pytest.fixture
def company(tmp_path, monkeypatch, example):
    """Return the example company in a repository, as it was on the Friday before, without a day of its own."""
    alone(monkeypatch)
    repo = Repo(tmp_path / "nova")
    for one in ("data", "rules"):
        shutil.copytree(example / one, repo.root / one)
    settings = (example / "timonel.yaml").read_text("utf-8")
    (repo.root / "timonel.yaml").write_text(re.sub(r"(?m)^as_of: .*\n", "", settings), "utf-8")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "inicio", day="2026-11-20")
    return repo


def edit(repo, day):
    for path, old, new in EDITS.get(day, ()):
        file = repo.root / path
        text = file.read_text("utf-8") if old else ""
        assert old in text
        file.parent.mkdir(exist_ok=True)
        file.write_text(text.replace(old, new, 1) if old else new, "utf-8")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--allow-empty", "--message", "cambio", day=day)


def received(run, repo, person, day):
    """Return part → lines of what a person is sent on a day."""
    urgent = () if day in (MONDAY, NEXT) else ("--urgent",)
    done = run(
        "digest",
        "--for",
        f"person:{person}",
        "--as-of",
        day,
        "--format",
        "json",
        "--lang",
        "en",
        "--root",
        repo.root,
        *urgent,
    )
    assert done.code == 0, done.err
    told = json.loads(done.out) if done.out else {"sections": []}
    rows = {one["key"]: [row["what"] for row in one["rows"]] for one in told["sections"]}
    return {key: [one["text"] if isinstance(one, dict) else one for one in some] for key, some in rows.items()}


def named(base, pattern):
    """Return a pattern with the names of entries, which their authors may change."""
    return re.sub(r"\{(\w+:[\w-]+)\}", lambda found: re.escape(pick(base.find(found[1]).label, "en")), pattern)


def test_each_hears_what_they_should_know_once_and_nothing_else(company, run):
    """One message a week, and at once what cannot wait: nothing is missing, nothing comes twice."""
    people = PEOPLE if EVERYTHING else ["carolina-vidal", "paola-rincon"]
    days = DAYS if EVERYTHING else ["2026-11-26", NEXT]
    got = {}
    for day in DAYS:
        for person in people if day in days else ():
            got[person, day] = received(run, company, person, day)
        edit(company, day)
    base = examine(company.root).base
    heard = {
        fact: {
            person: [
                day
                for day in days
                for line in got[person, day].get(fact[0], ())
                if re.search(named(base, fact[1]), line)
            ]
            for person in people
        }
        for fact in FACTS
    }
    assert heard == {fact: {one: [who[one]] if one in who else [] for one in people} for fact, who in FACTS.items()}
    urgent = {key for key, parts in got.items() if parts and key[1] not in (MONDAY, NEXT)}
    assert urgent == {("paola-rincon", "2026-11-26")}
    assert not [key for key, parts in got.items() if len(parts.get("asks", ())) > 5]
    if EVERYTHING:
        for person in people:  # what falls due is told by one Monday, and no other
            told = [line for day in days for line in got[person, day].get("due", ())]
            assert len(told) == len({*told}), person
