"""`timonel impact` and "what happens if…" on pages: what is felt, by which way, and when nothing is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bases import ROOT
from jsonschema import Draft202012Validator

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site import pages
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls

NASTY = '<img src=x onerror=alert(1)> "x" \x1b[31m'
BASE = {
    "people": [
        {"id": "ana", "name": "Zoraida", "employment": "internal"},
        {"id": "beto", "name": "Beto", "employment": "internal"},
    ],
    "roles": [
        {"id": "jefa", "name": "Jefa", "purpose": "p", "holders": [{"person": "ana"}]},
        {"id": "par", "name": "Par", "purpose": "p", "holders": [{"person": "ana"}, {"person": "beto"}]},
        {"id": "vacante", "name": "Vacante", "purpose": "p", "holders": [{"person": "beto", "until": "2020-01-01"}]},
    ],
    "stages": [{"id": "comprar", "name": "Comprar", "order": 1}],
    "channels": [{"id": "tienda", "name": "Tienda", "type": "in-person"}],
    "touchpoints": [
        {
            "id": "compra",
            "name": NASTY,
            "stage": "comprar",
            "channels": ["tienda"],
            "systems": ["caja"],
            "moment_of_truth": True,
        },
        {"id": "club", "name": "Club", "stage": "comprar", "channels": ["tienda"]},
        {"id": "ayer", "name": "Ayer", "stage": "comprar", "channels": ["tienda"], "status": "retired"},
    ],
    "processes": [
        {
            "id": "venta",
            "name": "Venta",
            "type": "customer-facing",
            "touchpoints": ["compra", "ayer"],
            "owner": "jefa",
            "indicators": ["nps"],
        },
        {
            "id": "datos",
            "name": "Datos",
            "type": "support",
            "supports": ["venta"],
            "data": ["ficha"],
            "owner": "vacante",
        },
        {"id": "solo", "name": "Solo", "type": "support", "owner": "par", "supports": ["venta"]},
        {"id": "viejo", "name": "Viejo", "type": "support", "status": "retired", "supports": ["venta"]},
    ],
    "systems": [
        {"id": "caja", "name": "Caja", "category": "pos"},
        {"id": "crm", "name": "CRM", "category": "crm"},
        {"id": "nada", "name": "Nada", "category": "other"},
    ],
    "data-assets": [{"id": "ficha", "name": "Ficha", "master": "crm", "copies": ["nada"]}],
    "indicators": [{"id": "nps", "name": "NPS"}],
    "objectives": [{"id": "querer", "name": "Que nos quieran", "statement": "s", "indicator": "nps"}],
    "risks": [{"id": "robo", "name": "Robo", "category": "process", "affects": ["system:crm"]}],
}


@pytest.fixture
def root(base_of):
    return base_of(BASE)


@pytest.fixture
def felt(root, run):
    """Return a function: what feels it when something is gone → the entities on the way there."""

    def ask(key):
        told = run("impact", key, "--root", root, "--format", "json")
        assert told.code == 0, told.err
        return {one["entity"]: [step["to"] for step in one["path"][:-1]] for one in told.json["felt"]}

    return ask


CHAIN = {"touchpoint:compra", "stage:comprar", "process:venta", "objective:querer"}


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("process:venta", CHAIN - {"process:venta"}),
        ("system:caja", {"touchpoint:compra", "stage:comprar"}),
        ("system:crm", CHAIN | {"process:datos"}),  # the master of data that a process uses
        ("system:nada", set()),  # holds a copy: nobody waits for it
        ("data-asset:ficha", CHAIN | {"process:datos"}),
        ("role:jefa", CHAIN),
        ("role:par", CHAIN | {"process:solo"}),
        ("role:vacante", CHAIN | {"process:datos"}),
        ("person:ana", CHAIN),  # not what the role does that Beto holds too
        ("person:beto", set()),
        ("touchpoint:club", {"stage:comprar"}),  # the stage keeps its other touchpoint
        ("stage:comprar", {"touchpoint:compra", "touchpoint:club"}),
        ("channel:tienda", {"touchpoint:compra", "touchpoint:club", "stage:comprar"}),
        ("indicator:nps", {"objective:querer"}),
        ("risk:robo", CHAIN | {"process:datos"}),
        ("process:viejo", set()),  # retired: nothing stops
        ("objective:querer", set()),
    ],
)
def test_what_depends_on_it_feels_it_and_nothing_else(felt, key, wanted):
    """Support chains, data, owners, sole holders; what is not in force today feels nothing and stops nothing."""
    assert set(felt(key)) == wanted


def test_the_way_is_the_shortest(felt):
    """A touchpoint that names the system itself is reached at once, an objective over process and indicator."""
    assert felt("system:caja")["touchpoint:compra"] == []
    assert felt("system:crm")["objective:querer"] == [
        "data-asset:ficha",
        "process:datos",
        "process:venta",
        "indicator:nps",
    ]
    assert felt("person:ana")["touchpoint:compra"] == ["role:jefa", "process:venta"]


def test_json_is_as_its_schema_says_and_the_same_again(run):
    """On the example, for an entity of every kind."""
    schema = Draft202012Validator(json.loads((ROOT / "schemas/impact.schema.json").read_text("utf-8")))
    for key in ("system:salesforce", "person:andres-quintero", "term:crm", "system:vantive"):
        told = run("impact", key, "--root", ROOT, "--format", "json")
        schema.validate(told.json)
        assert told.out == run("impact", key, "--root", ROOT, "--format", "json").out
    assert told.json["in_force"] is False


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("es", "Si este proceso se detiene, el efecto llega a 1 punto de contacto (1 momento de la verdad), 1 etapa y 1 objetivo."),
        ("en", "If this process stops, the effect reaches 1 touchpoint (1 moment of truth), 1 stage and 1 objective."),
    ],
)  # fmt: skip
def test_as_text_in_both_languages_without_escapes_of_the_terminal(root, run, lang, sentence):
    """Numbers first, then each with its way; a name cannot write on the terminal."""
    told = run("impact", "process:venta", "--root", root, "--lang", lang)
    assert sentence in told.out
    assert "    Venta → NPS → Que nos quieran" in told.out
    assert "\x1b" not in told.out


def test_a_picture_and_an_unknown_entity(root, run, tmp_path):
    """DOT has every step once; a wrong key says what is near."""
    dot = run("impact", "role:jefa", "--root", root, "--format", "dot").out
    assert dot.count(" -> ") == len({"venta", "compra", "comprar", "nps", "querer"})
    told = run("impact", "process:vente", "--root", root)
    assert (told.code, told.out) == (2, "")
    assert "process:venta" in told.err


@pytest.mark.parametrize("lang", ["es", "en"])
def test_pages_tell_what_happens(root, lang):
    """Processes, systems, roles and people; much and nothing are both told, and names stay text."""
    found = {page.path: "\n".join(page.blocks) for page in pages(examine(root), lang, Urls(), Cache(None))}
    for path in ("processes/venta", "systems/crm", "systems/nada", "roles/jefa", "people/ana", "people/beto"):
        assert "{#if-it-stops}" in found[path], path
        assert "<img src=x" not in found[path]
    assert 'touchpoints/compra/">' in found["systems/crm"]
    assert "Ficha → Datos → Venta" in found["systems/crm"]
    assert {"es": "el efecto no llega a ningún", "en": "the effect reaches no"}[lang] in found["systems/nada"]
    assert {"es": "Hoy no está en vigor", "en": "It is not in force today"}[lang] in found["processes/viejo"]
    assert {"es": "Mientras este rol siga vacante", "en": "While this role is vacant"}[lang] in found["roles/vacante"]


def test_a_site_that_hides_people_names_none_on_the_way(base_of):
    """Roles tell what hangs on them, never on whom."""
    root = base_of({**BASE, "timonel": {"publish": {"people": False}}})
    texts = "".join(block for page in pages(examine(root), "es", Urls(), Cache(None)) for block in page.blocks)
    assert "if-it-stops" in texts
    assert "Zoraida" not in texts


# --- On which single one most hangs --------------------------------------------------------------------------------------


def test_the_ranking_counts_what_impact_tells_of_each(run):
    """On the example, found over the whole graph at once: as many as the ways of each one alone lead to, and none is left out."""
    told = run("impact", "--root", ROOT, "--format", "json")
    Draft202012Validator(json.loads((ROOT / "schemas/ranking.schema.json").read_text("utf-8"))).validate(told.json)
    ranked = {one["entity"]: one["counts"] for one in told.json["ranking"]}
    result = examine(ROOT)
    singles = [one for kind in ("role", "system", "person") for one in result.base.of(kind)]
    alone = {one.key: result.facts.impact(one).counts for one in singles}
    assert ranked == {key: counts for key, counts in alone.items() if any(counts.values())}
    touchpoints = [one["touchpoint"] for one in ranked.values()]
    assert touchpoints == sorted(touchpoints, reverse=True)
    assert told.out == run("impact", "--root", ROOT, "--format", "json").out


def test_who_is_ranked_and_in_which_order(root, run):
    """Circles count once, a stage passes nothing on, what is not in force or shared by two ranks nowhere."""
    told = run("impact", "--root", root, "--format", "json").json["ranking"]
    order = ["role:par", "role:vacante", "system:crm", "role:jefa", "person:ana", "system:caja"]
    assert [one["entity"] for one in told] == order
    assert told[0]["counts"] == {"touchpoint": 1, "stage": 1, "process": 2, "objective": 1, "moment_of_truth": 1}


@pytest.mark.parametrize(
    ("lang", "line"),
    [("es", "  Par (role:par) · 1 punto de contacto (1 momento de la verdad)"), ("en", "  Par (role:par) · 1 touchpoint (1 moment of truth)")],
)  # fmt: skip
def test_the_ranking_as_text(base_of, run, lang, line):
    """Kind by kind, the first of each; a base without touchpoints says so, and a picture needs an entity."""
    people = [*BASE["people"], {"id": "eva", "name": NASTY, "employment": "internal"}]
    roles = [{"id": f"r{n}", "name": f"R {n}", "purpose": "p", "holders": [{"person": "eva"}]} for n in range(12)]
    processes = [
        {"id": f"p{n}", "name": "P", "type": "support", "supports": ["venta"], "owner": f"r{n}"} for n in range(12)
    ]
    root = base_of(
        BASE | {"people": people, "roles": BASE["roles"] + roles, "processes": BASE["processes"] + processes}
    )
    told = run("impact", "--root", root, "--lang", lang)
    assert line in told.out.splitlines()
    assert "\x1b" not in told.out
    assert told.out.count("role:r") < len(roles)
    assert {"es": "… y 5 más", "en": "… 5 more"}[lang] in told.out
    bare = run("impact", "--root", base_of({"roles": BASE["roles"][2:], "people": people}, "bare"), "--lang", lang)
    assert (bare.code, bare.out.count("\n")) == (0, 1)
    told = run("impact", "--root", root, "--format", "svg")
    assert (told.code, told.out, told.err.count("kind:id") + told.err.count("tipo:id")) == (2, "", 1)


def single_points(root, lang, cache=None):
    return "\n".join(PageSet(examine(root), lang, Urls(), Cache(cache)).page("risks/single-points").blocks)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_page_of_single_points_of_failure(root, lang):
    """First of each kind, then all, each leading to what is felt; names stay text."""
    page = single_points(root, lang)
    rows = page[page.index("<tbody>") :]
    assert rows.index("roles/vacante") < rows.index("systems/crm") < rows.index("systems/caja")
    assert "roles/vacante/&#35;if-it-stops" in rows
    assert {"es": "1 de 3 puntos de contacto", "en": "1 of 3 touchpoints"}[lang] in page
    assert "Zoraida" in page
    assert 'data-sort="beto"' not in page


def test_the_page_names_no_people_where_they_are_hidden(base_of):
    root = base_of({**BASE, "timonel": {"publish": {"people": False}}})
    page = single_points(root, "es")
    assert "roles/jefa" in page
    assert "Zoraida" not in page
    assert "people/ana" not in page


def test_a_second_build_asks_no_library_what_no_edit_has_changed(root, base_of, tmp_path):
    """Answers about the graph are kept: the same page comes from them, and an edit of a way changes it."""
    code = (
        "import sys; sys.path[:0] = sys.argv[3:]; from pathlib import Path; from test_impact import single_points;"
        "print(single_points(Path(sys.argv[1]), 'es', Path(sys.argv[2])), 'networkx' in sys.modules)"
    )

    def built(base):
        command = [sys.executable, "-c", code, str(base), str(tmp_path / "kept"), str(Path(__file__).parent)]
        told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
        return told.stdout.rpartition(" ")[::2]

    first, asked = built(root)
    again, asked_again = built(root)
    assert (asked.strip(), asked_again.strip()) == ("True", "False")
    assert again == first
    systems = [{**one, "status": "retired"} if one["id"] == "crm" else one for one in BASE["systems"]]
    assert "systems/crm" in first
    assert "systems/crm" not in built(base_of({**BASE, "systems": systems}, "other"))[0]
