"""`timonel report`: the two sheets of a body's session, the sheet of a question, what moved since they were sent."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from bases import ROOT, write
from goldens import same
from jsonschema import Draft202012Validator
from repositories import Repo, alone

TODAY = "2026-11-20"
TEXT = "Hay que decidirlo con lo que se sabe hoy, que no es todo, y antes de que empiece la temporada. "
BASE = {
    "timonel": {"as_of": TODAY, "name": "Panadería"},
    "people": [
        {"id": "ana", "name": "Ana Zurita", "employment": "internal"},
        {"id": "beto", "name": "Beto Yáñez", "employment": "internal"},
    ],
    "roles": [
        {"id": "jefa", "name": "Jefa", "purpose": "p", "type": "governance", "holders": [{"person": "ana"}]},
        {"id": "panadero", "name": "Panadero", "purpose": "p", "holders": [{"person": "beto", "until": "2026-11-15"}]},
        {"id": "vendedora", "name": "Vendedora", "purpose": "p", "holders": [{"person": "ana"}]},
    ],
    "forums": [
        {
            "id": "mesa",
            "name": "Mesa",
            "type": "steering",
            "chair": "jefa",
            "members": [{"role": "jefa", "voice": "managers"}, {"role": "panadero", "voice": "users", "vote": False}],
            "cadence": "monthly",
            "next": "2026-12-10",
            "recurs": "FREQ=MONTHLY;BYDAY=2TH",
            "at": "09:00",
            "minutes": 60,
            "agenda": ["Decidir", "Vigilar"],
            "meetings": [{"date": "2026-11-12"}],
            "decides": ["precio"],
        },
        {"id": "otra", "name": "Otra", "type": "working-group", "chair": "vendedora"},
    ],
    "decisions": [
        {
            "id": "precio",
            "name": "Precios",
            "statement": "Los fija la mesa.",
            "consulted": ["vendedora"],
            "forbidden": ["role:panadero"],
        }
    ],
    "initiatives": [{"id": "horno", "name": "Horno nuevo", "type": "project", "status": "running", "lead": "jefa"}],
    "indicators": [{"id": "ventas", "name": "Ventas", "direction": "up"}],
    "objectives": [
        {
            "id": "vender",
            "name": "Vender más",
            "statement": "Vender más.",
            "initiative": "horno",
            "indicator": "ventas",
            "baseline": 10,
            "baseline_date": "2026-01-01",
            "target": 20,
            "due": "2026-11-30",
        },
        {"id": "gustar", "name": "Gustar más", "statement": "Gustar más.", "initiative": "horno", "due": "2027-06-30"},
    ],
    "pilots": [
        {
            "id": "prueba",
            "name": "Prueba del horno",
            "initiative": "horno",
            "type": "pilot",
            "start": "2026-10-01",
            "end": "2026-12-20",
            "success": [{"statement": "Vender 15.", "indicator": "ventas", "target": 15}],
        }
    ],
    "risks": [
        {
            "id": "fuego",
            "name": "Que se queme",
            "category": "process",
            "initiative": "horno",
            "owner": "jefa",
            "cadence": "daily",
            "response": "accept",
        }
    ],
    "measurements": [
        {"of": "indicator:ventas", "date": "2026-11-19", "value": 13},
        {"of": "risk:fuego", "date": "2026-10-01", "probability": 2, "impact": 2},
        {"of": "risk:fuego", "date": "2026-11-19", "probability": 4, "impact": 5},
    ],
    "processes": [{"id": "hornear", "name": "Hornear", "type": "support"}],
    "waivers": [
        {
            "rule": "PRO001",
            "entity": "process:hornear",
            "reason": "En enero.",
            "approved_by": "jefa",
            "expires": "2026-12-31",
        }
    ],
    "resolutions": [
        {
            "id": "subir",
            "name": "Subir el precio del pan",
            "forum": "mesa",
            "status": "proposed",
            "statement": "Se propone subirlo en enero.",
            "exercises": "precio",
            "about": ["indicator:ventas", "initiative:horno"],
            "asked_by": "vendedora",
            "options": [{"name": "Subirlo", "consequence": "se vende menos", "cost": 500}, {"name": "Dejarlo"}],
            "recommendation": "Subirlo.",
            "if_not_decided": "La harina sube igual.",
            "owner": "vendedora",
            "due": "2027-01-05",
        },
        {"id": "viejo", "name": "Cambiar de harina", "forum": "mesa", "date": "2026-10-08", "statement": "Se cambia.", "owner": "jefa", "due": "2026-11-01"},
    ],
}  # fmt: skip


@pytest.fixture
def report(base_of, run):
    """Return a function that makes the pack of a base (once the same) in a form."""
    roots = {}

    def make(*arguments, base=BASE, about="forum:mesa"):
        root = roots.setdefault(id(base), base_of(base, f"base{len(roots)}"))
        return run("report", about, "--root", root, *arguments)

    make.roots = roots
    return make


@pytest.mark.parametrize(("form", "lang"), [("text", "en"), ("markdown", "es")])
def test_a_pack_is_as_it_was_read(report, form, lang):
    """Both sheets, section by section, with the question and its evidence."""
    told = report("--format", form, "--lang", lang)
    same(Path(__file__).with_name("golden") / f"pack-{lang}.{'md' if form == 'markdown' else 'txt'}", told.out)


def part(told, key):
    (found,) = [one for one in told.json["sections"] if one["key"] == key] or [{"rows": []}]
    return found["rows"]


def test_a_question_says_all_that_is_needed_to_decide_it(report):
    """Options with cost, who decides, is heard, may not alone, evidence with what cannot be measured, and what waiting costs."""
    told = report("--format", "json")
    Draft202012Validator(json.loads((ROOT / "schemas/document.schema.json").read_text("utf-8"))).validate(told.json)
    (card,) = part(told, "asked")
    assert card["title"] == "resolution:subir"
    assert (card["option_a"], card["option_b"]) == ("Subirlo. se vende menos; costo: 500", "Dejarlo")
    assert card["carried"] == "Vendedora (Ana Zurita), para el 5 ene 2027"
    assert card["decides"] == "Mesa, según «Precios»"
    assert card["heard"] == ["role:vendedora"]
    assert card["forbidden"] == ["role:panadero"]
    assert card["evidence"] == "Ventas: 13 el 19 nov 2026, meta 20"
    assert card["waiting"] == "La harina sube igual"
    assert card["caution"] == "no están en este órgano y hay que oírlos antes de la sesión: Vendedora"
    assert "Dinero que se pide, según lo que se elija: de 0 a 500" in told.json["text"]
    assert "Sesión siguiente: 14 ene 2027." in told.json["text"]


def test_a_proposal_whose_pilot_is_not_measured_says_so(report):
    """Its own criteria are not measured; once they are, and are missed, that is told instead."""
    one = BASE["resolutions"][0] | {"about": ["pilot:prueba"]}
    base = {**BASE, "resolutions": [one]}
    (card,) = part(report("--format", "json", base=base), "asked")
    assert card["caution"].startswith("el único criterio del piloto no se midió en él")
    inside = {"of": "indicator:ventas", "in": "pilot:prueba", "date": "2026-11-18", "value": 12}
    base = {**base, "measurements": [*BASE["measurements"], inside]}
    (card,) = part(report("--format", "json", base=base), "asked")
    assert card["caution"].startswith("no cumple sus propios criterios: Ventas")


def test_what_falls_due_before_the_session_is_told_as_such(report):
    """A seat filled by then, a waiver over by then, an action and a resolution due by then; and the dates that all of them set."""
    roles = [BASE["roles"][0], BASE["roles"][1] | {"holders": [*BASE["roles"][1]["holders"], {"person": "ana", "from": "2026-12-01"}]}, BASE["roles"][2]]  # fmt: skip
    acts = BASE["risks"][0] | {"response": "mitigate", "actions": [{"statement": "Vigilar.", "owner": "jefa", "due": "2026-12-01"}]}  # fmt: skip
    base = {
        **BASE,
        "roles": roles,
        "risks": [acts],
        "waivers": [BASE["waivers"][0] | {"expires": "2026-12-02"}],
        "resolutions": [BASE["resolutions"][0], BASE["resolutions"][1] | {"due": "2026-12-03"}],
    }
    told = report("--format", "json", base=base)
    assert "Datos del 20 nov 2026" in told.json["text"]
    assert "cubierto antes de la sesión: Ana Zurita" in part(told, "vacancies")[0]["since"]
    assert part(told, "waivers")[0]["until"].startswith("habrá vencido al llegar la sesión")
    assert part(told, "risks")[0]["due"] == "1 dic 2026, antes de la sesión"
    assert (
        part(told, "since")[-1]["how"]
        == "abierto, vence el 3 dic 2026, antes de la sesión; a cargo de: Jefa (Ana Zurita)"
    )
    days = [one["day"] for one in part(told, "dates")]
    assert {"2026-12-02", "2026-12-03", "2026-12-10", "2027-01-05", "2027-01-14"} <= {*days}
    assert days == sorted(days)


def test_what_nobody_proposed_is_asked_too(report):
    """An objective overdue, a pilot that ends and a severe risk that nobody accepted are asked, a waiver that a role decides is told; what is about a proposal is not."""
    told = report("--format", "json")
    assert told.json["pack"]["asks"] == [
        "objective:vender",
        "pilot:prueba",
        "resolution:subir",
        "risk:fuego",
    ]
    rows = part(told, "open")
    assert rows[0]["evidence"] == "Ventas: 10 al inicio, 13 hoy, meta 20"
    assert "en toda la operación, no en el piloto: Ventas 13 (meta 15)" in rows[1]["evidence"]
    assert [one["title"] for one in part(told, "informed")] == ["Excepción a PRO001: Hornear"]


def test_sheets_say_how_things_stand_without_adjectives(report):
    """Figures with what they are of; objectives show the share of way beside that of time; a share that nobody can measure says so."""
    told = report("--format", "json")
    assert "Preguntas por decidir: 4 · acuerdos propuestos: 1" in told.json["text"]
    assert [(one["figure"], one["note"]) for one in part(told, "summary")][2:5] == [
        (1, "ninguno vence antes de esta sesión"), ("1 de 2", ["Vender más (Jefa)"]), ("1 de 1", ["Que se queme (Jefa)"]),
    ]  # fmt: skip
    stands = {one["objective"]: (one["way"], one["time"]) for one in part(told, "objectives")}
    assert stands == {"objective:gustar": ("no se puede medir", "no se puede medir"), "objective:vender": (30, 97)}
    assert part(told, "since")[-1] == {
        "what": "Acuerdo «Cambiar de harina»",
        "how": "vencido, era para el 1 nov 2026; a cargo de: Jefa (Ana Zurita)",
    }
    assert [(one["risk"], one["now"], one["then"]) for one in part(told, "risks")] == [("risk:fuego", 20, 4)]
    assert [one["time"] for one in part(told, "agenda")] == ["9:00–9:25", "9:25–10:00"]
    assert [one["role"] for one in part(told, "vacancies")] == ["role:panadero"]


def test_a_member_need_not_reckon(report):
    """What a value is of, what else an overdue objective costs, which risk rose, what money is left, what falls due by the next session and later."""
    lines = [{"category": "technology-licences", "amount": 100, "spent": 80}, {"category": "training", "amount": 50, "spent": 10}, {"category": "consulting", "amount": 250, "spent": 30}]  # fmt: skip
    base = {
        **BASE,
        "initiatives": [BASE["initiatives"][0] | {"budget": {"currency": "MXN", "lines": lines}, "end": "2027-02-01"}],
        "indicators": [BASE["indicators"][0] | {"unit": "%"}],
        "areas": [{"id": "obrador", "name": "Obrador", "type": "support"}],
        "decisions": [BASE["decisions"][0] | {"forbidden": ["area:obrador"]}],
        "resolutions": [*BASE["resolutions"], {**BASE["resolutions"][1], "id": "tarde", "due": "2027-02-10"}],
    }
    told = report("--format", "json", base=base)
    assert part(told, "asked")[0]["forbidden"] == ["Obrador (área)"]
    assert part(told, "open")[0]["waiting"] == "en la sesión siguiente llevará 45 días vencido"
    (sell,) = [one for one in part(told, "objectives") if one["objective"] == "objective:vender"]
    assert [sell[key] for key in ("now", "target")] == ["13\N{NO-BREAK SPACE}%", "20\N{NO-BREAK SPACE}%"]
    assert "de 1 a 25. Han subido en 30 días: Que se queme (4 → 20). Han bajado: 0 de 1." in told.json["text"]
    (money,) = part(told, "money")
    assert [money[key] for key in ("share", "technology_share", "people_share", "until")] == [30, 80, 20, "2027-02-01"]
    assert (
        "Gastado de los presupuestos: 120 de 400\N{NO-BREAK SPACE}MXN (30 %); queda: 280\N{NO-BREAK SPACE}MXN."
        in told.json["text"]
    )
    assert "queda de los presupuestos en curso: 280" in told.json["text"]
    days = [[one["day"] for one in part(told, key)] for key in ("dates", "later")]
    assert days[0][-1] == "2027-01-14" < days[1][0]
    assert days[1] == ["2027-02-10"]


def test_a_late_promise_is_told(report):
    """A gap that somebody promised to close by a day that has passed stands on the second sheet; a closed one does not."""
    promise = {"rule": "PRO001", "entity": "process:hornear", "by": "jefa", "until": "2026-11-10"}
    late = {**BASE, "waivers": [], "commitments": [promise, {**promise, "rule": "VOC001"}]}
    assert [one["until"] for one in part(report("--format", "json", base=late), "promises")] == ["2026-11-10"]
    assert part(report("--format", "json"), "promises") == []


def test_a_body_that_does_not_steer_sees_what_is_its_own(report):
    """The working group of the saleswoman is not asked about the oven, nor told of its risk."""
    told = report("--format", "json", about="forum:otra")
    assert told.json["pack"]["asks"] == []
    assert part(told, "risks") == []


def test_what_does_not_fit_is_a_count(report):
    """Nine long questions are more than a sheet holds: some are shown, and how many are not is said."""
    one = BASE["resolutions"][0] | {"statement": TEXT * 9, "recommendation": TEXT * 3, "if_not_decided": TEXT * 3}
    many = {**BASE, "resolutions": [one | {"id": f"r{n}", "name": f"Pregunta {n}"} for n in range(9)]}
    told = report("--format", "json", base=many)
    (found,) = [one for one in told.json["sections"] if one["key"] == "asked"]
    assert 1 <= len(found["rows"]) <= 4
    assert found["more"] == f"{9 - len(found['rows'])} más"


def test_what_moved_since_the_pack_was_sent(report, tmp_path):
    """A pack in JSON or HTML is compared with today's: a question that came, a risk that fell, gaps."""
    for form in ("json", "html"):
        report("--format", form, "--output", tmp_path / f"sent.{form}")
    assert "No " not in part(report("--format", "json", "--previous", tmp_path / "sent.json"), "moved")
    (root,) = report.roots.values()
    write(root / "data/measurements/otra.yaml", "- {of: risk:fuego, date: 2026-11-20, probability: 3, impact: 4}\n")
    write(root / "data/resolutions/nueva.yaml", "id: nueva\nname: Comprar harina\nforum: mesa\nstatus: proposed\nstatement: Se compra.\n")  # fmt: skip
    told = [
        part(report("--format", "json", "--previous", tmp_path / f"sent.{form}"), "moved") for form in ("json", "html")
    ]
    assert told[0] == told[1]
    words = [one["what"] for one in told[0]]
    assert words[:2] == ["se pide ahora: Comprar harina", "riesgo Que se queme: de 20 a 12"]


@pytest.mark.parametrize(
    ("about", "arguments", "why"),
    [
        ("forum:nada", (), "forum:nada"),
        ("role:jefa", (), "role:jefa"),
        ("resolution:viejo", (), "resolution:viejo"),
        ("forum:mesa", ("--previous", "{other}"), "is no pack"),
        ("forum:otra", ("--previous", "{sent}"), "forum:mesa"),
    ],
)
def test_what_is_no_pack_is_refused_in_one_line(report, tmp_path, about, arguments, why):
    """What is no body, no proposal, or no pack of that body."""
    report("--format", "json", "--output", tmp_path / "sent.json")
    write(tmp_path / "other.json", '{"pack": 3}')
    files = {"sent": tmp_path / "sent.json", "other": tmp_path / "other.json"}
    told = report(*(one.format(**files) for one in arguments), about=about)
    assert (told.code, told.out) == (2, "")
    assert why in told.err


def test_who_is_not_published_is_not_named(report):
    """Where the base publishes no people, the sheets name roles alone."""
    hidden = {**BASE, "timonel": {**BASE["timonel"], "publish": {"people": False}}}
    for form in ("json", "html", "text"):
        out = report("--format", form, base=hidden).out
        assert "Zurita" not in out
        assert "Yáñez" not in out
    assert "Yáñez" in report("--format", "text").out


def test_the_sheet_of_a_question_has_room_for_the_answer(report):
    """A proposal has a sheet of its own: all options with what follows, and what may be answered."""
    told = report("--format", "json", about="resolution:subir")
    assert [one["cost"] for one in part(told, "options")] == ["500", None]
    assert [one["answer"] for one in part(told, "answer")] == ["☐ Acordado", "☐ Acordado con cambios", "☐ Retirado", "☐ Aplazado"]  # fmt: skip


def test_each_sheet_names_the_version_that_it_is_of(report, tmp_path, run, monkeypatch):
    """In git, the commit, with a sign where files differ from it; else, that there is none."""
    assert report("--format", "html").out.count("sin versión en git") == 2
    alone(monkeypatch)
    repo = Repo(tmp_path / "repo")
    write(repo.root / "docs/guia.md", "# Guía\n")
    (repo.root / "docs/otra.md").symlink_to("guia.md")
    head = repo.commit({key: value for key, value in BASE.items() if key != "timonel"}, BASE["timonel"])
    show = lambda: run("report", "forum:mesa", "--root", repo.root, "--format", "html").out  # noqa: E731 - twice
    assert show().count(f"versión {head[:10]}<") == 2
    (repo.root / "docs/otra.md").unlink()
    write(repo.root / "docs/otra.md", "# Guía\n")  # says the same, and is no link
    assert show().count(f"versión {head[:10]}&#43;<") == 2
    (repo.root / "docs/otra.md").unlink()
    (repo.root / "docs/otra.md").symlink_to("guia.md")
    write(repo.root / "data/areas/otra.yaml", "id: otra\nname: Otra\ntype: support\n")
    assert show().count(f"versión {head[:10]}&#43;<") == 2


def test_a_base_has_a_page_for_each_pack_and_its_forum_leads_there(base_of, run):
    """The pack of each body and the sheet of each question are pages, to which the page of what they are about leads."""
    root = base_of(BASE)
    assert run("build", "--engine", "markdown", "--only", "es", "--root", root).code == 0
    found = {one.stem for one in (root / "site-markdown").rglob("packs/*.md")}
    assert found >= {"forum-mesa", "forum-otra", "resolution-subir"}
    (page,) = (root / "site-markdown").rglob("forums/mesa.md")
    assert "packs/forum-mesa" in page.read_text("utf-8")


@pytest.fixture
def browser(monkeypatch):
    """Skip where there is no browser to print with."""
    if not os.environ.get("TIMONEL_BROWSER"):
        pytest.skip("TIMONEL_BROWSER names no browser")


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_example_s_steering_committee_has_two_sheets(run, tmp_path, lang):
    """Printed, the pack of its session of 10 December has exactly two sheets of A4, in each language."""
    told = run("report", "steering", "--root", ROOT, "--lang", lang, "--format", "pdf", "--output", tmp_path / "p.pdf")
    assert (told.code, told.err) == (0, "")
    data = (tmp_path / "p.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", data)) == 2
    boxes = {tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^]]*)\]", data)}
    assert {(abs(x - 595) < 2, abs(y - 842) < 2) for _, _, x, y in boxes} == {(True, True)}


def test_without_a_browser_it_says_how_to_print(report, monkeypatch):
    """One line: make HTML and print that."""
    monkeypatch.delenv("TIMONEL_BROWSER", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    told = report("--format", "pdf", "--lang", "en")
    assert told.code == 2
    assert "--format html" in told.err


@pytest.mark.usefixtures("browser")
def test_however_much_there_is_it_has_two_sheets(report, tmp_path):
    """Many long questions, risks, objectives, seats and waivers still print on two sheets."""
    long = "Un nombre tan largo que nadie lo lee entero en una hoja, y que sigue todavía un poco más allá del borde"
    one = BASE["resolutions"][0] | {"statement": TEXT * 9, "recommendation": TEXT * 3, "if_not_decided": TEXT * 3, "options": [{"name": TEXT, "consequence": TEXT * 2, "cost": 12345678}] * 6}  # fmt: skip
    roles = [{"id": f"puesto-{n}", "name": f"{long} {n}", "purpose": "p", "holders": [{"person": "beto", "until": "2026-11-15"}]} for n in range(15)]  # fmt: skip
    sits = [{"role": role["id"], "voice": "business", "vote": bool(n % 2)} for n, role in enumerate(roles)]
    base = {
        **BASE,
        "roles": [*BASE["roles"], *roles],
        "forums": [BASE["forums"][0] | {"members": sits, "agenda": [long] * 5}],
        "decisions": [BASE["decisions"][0] | {"name": long, "consulted": [role["id"] for role in roles]}],
        "resolutions": [one | {"id": f"r{n}", "name": f"{long} {n}"} for n in range(9)],
        "objectives": [BASE["objectives"][1] | {"id": f"o{n}", "name": f"{long} {n}", "due": f"2027-01-{n + 10}"} for n in range(15)],
        "risks": [BASE["risks"][0] | {"id": f"k{n}", "name": f"{long} {n}", "response": "mitigate", "actions": [{"statement": TEXT * 3, "owner": f"puesto-{n}", "due": "2026-12-01"}]} for n in range(15)],
        "measurements": [{"of": f"risk:k{n}", "date": "2026-11-19", "probability": 4, "impact": 5} for n in range(15)],
        "processes": [{"id": f"p{n}", "name": f"{long} {n}", "type": "support"} for n in range(9)],
        "waivers": [BASE["waivers"][0] | {"entity": f"process:p{n}"} for n in range(9)],
    }  # fmt: skip
    told = report("--format", "pdf", "--output", tmp_path / "p.pdf", base=base)
    assert (told.code, told.err) == (0, "")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "p.pdf").read_bytes())) == 2
