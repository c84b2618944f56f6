"""A page is green only where what carries its entry has no gaps either."""

from __future__ import annotations

import re

import pytest

from timonel import site
from timonel.pipeline import examine
from timonel.site.urls import Urls

GREEN = {"es": 'kb-badge--ok">Sin brechas<', "en": 'kb-badge--ok">No gaps<'}
AROUND = {"es": "Ninguna propia. En lo que la sostiene hay ", "en": "None of its own. In what carries it there "}
CONTENTS = {
    "systems": [{"id": "crm", "name": "CRM", "category": "crm", "status": "active"}],
    "processes": [
        {"id": "venta", "name": "Venta", "type": "customer-facing", "systems": ["crm"], "touchpoints": ["tienda"]},
        {"id": "pago", "name": "Pago", "type": "support"},
    ],
    "touchpoints": [{"id": "tienda", "name": "Tienda", "stage": "comprar", "channels": []}],
    "risks": [
        {"id": "incendio", "name": "Incendio", "category": "technology", "affects": ["system:crm", "process:pago"]}
    ],
}


def _top(page: str) -> str:
    """Return a page from its title to the end of its gaps."""
    before, _, after = page.partition("{#gaps}")
    return before + after.partition("\n## ")[0] if after else before.partition("\n## ")[0]


@pytest.fixture
def ends(base_of, cache):
    """Return path → every page of the base down to its gaps, with only some rules."""

    def make(lang, *codes):
        result = examine(base_of(CONTENTS), wanted=codes)
        pages = {one.path: one.markdown for one in site.pages(result, lang, Urls(), cache)}
        return {path: _top(text) for path, text in pages.items()}

    return make


@pytest.mark.parametrize("lang", ["es", "en"])
def test_an_entry_without_gaps_names_those_of_what_carries_it(ends, lang):
    found = ends(lang, "SYS001")
    assert AROUND[lang] in found["processes/venta"]
    assert "../systems/crm/" in found["processes/venta"]
    assert GREEN[lang] not in found["processes/venta"]
    assert AROUND[lang] not in found["systems/crm"], "it has a gap of its own"
    assert GREEN[lang] not in found["touchpoints/tienda"], "its process has none, what carries that has"
    assert {"es": "1 brecha en lo que sostiene a su proceso", "en": "1 gap in what carries its process"}[lang] in found[
        "touchpoints/tienda"
    ]
    assert GREEN[lang] in found["risks/incendio"], "a risk is not carried by what it threatens"


@pytest.mark.parametrize(
    ("lang", "vacant"), [("es", "Hoy nadie ocupa este rol."), ("en", "Nobody holds this role today.")]
)
def test_the_gaps_of_a_vacant_role_stand_under_its_name(base_of, cache, lang, vacant):
    role = {"id": "jefa", "name": "Jefa", "purpose": "p"}
    contents = {"roles": [role], "risks": [{"id": "robo", "name": "Robo", "category": "technology", "owner": "jefa"}]}
    result = examine(base_of(contents), wanted=("RSK002",))
    pages = {one.path: one.markdown for one in site.pages(result, lang, Urls(), cache)}
    assert vacant in pages["governance/gaps"].partition("{#jefa}")[2]
    held = {**role, "holders": [{"person": "ana"}]}
    people = [{"id": "ana", "name": "Ana", "employment": "internal"}]
    result = examine(base_of({**contents, "roles": [held], "people": people}, "held"), wanted=("RSK002",))
    pages = {one.path: one.markdown for one in site.pages(result, lang, Urls(), cache)}
    assert vacant not in pages["governance/gaps"]


@pytest.mark.parametrize("held", [True, False])
def test_green_does_not_stand_beside_a_vacant_owner(base_of, cache, held):
    """What nobody answers for is not all well, though no rule finds a gap in it."""
    role = {"id": "jefa", "name": "Jefa", "purpose": "p", "holders": [{"person": "ana"}] if held else []}
    risk = {"id": "robo", "name": "Robo", "category": "technology", "owner": "jefa"}
    people = [{"id": "ana", "name": "Ana", "employment": "internal"}]
    result = examine(base_of({"roles": [role], "people": people, "risks": [risk]}), wanted=("SYS001",))
    page = next(one.markdown for one in site.pages(result, "es", Urls(), cache) if one.path == "risks/robo")
    state = page.partition('class="kb-standing"')[2].partition("</ul>")[0]
    assert (">vacante<" in state, GREEN["es"] in state) == (not held, held)


def test_what_holds_an_entry_up_carries_it_and_what_threatens_it_does_not(ends):
    found = ends("es", "PRO001", "RSK001")
    assert f"{AROUND['es']}1:" in found["touchpoints/tienda"]
    assert "../processes/venta/" in found["touchpoints/tienda"]
    assert GREEN["es"] in found["systems/crm"], "it carries the process, and not the other way round"


def test_the_life_cycle_marks_the_cells_whose_gaps_a_stage_counts(base_of, cache):
    """A gap of the process that serves a touchpoint is told where the touchpoint stands, in the colour of the stage's badge."""
    contents = {
        **CONTENTS,
        "stages": [{"id": "comprar", "name": "Comprar", "order": 1}],
        "channels": [{"id": "caja", "name": "Caja", "type": "in-person"}],
        "touchpoints": [{**CONTENTS["touchpoints"][0], "channels": ["caja"]}],
    }
    result = examine(base_of(contents), wanted=("PRO001",))
    page = next(one.markdown for one in site.pages(result, "es", Urls(), cache) if one.path == "stages/index")
    row = page.partition('id="stage-channel"')[2].partition("<tbody>")[2]
    (look,) = re.findall(r'kb-badge--(\w+)" href="[^"]*">1 brecha<', row)
    look = {"error": "gap"}.get(look, look)
    assert re.search(rf'kb-cell--{look}"[^>]*><a [^>]*>Tienda</a> <span class="kb-note">brecha en su proceso<', row)


def test_an_indicator_tells_the_gaps_of_its_objectives(base_of, cache):
    """That a target was missed is mended in the objective, and looked for where it is measured."""
    contents = {
        "timonel": {"as_of": "2026-11-20"},
        "indicators": [{"id": "nps", "name": "NPS", "direction": "up"}],
        "objectives": [
            {
                "id": "mas",
                "name": "Más",
                "statement": "De 10 a 20.",
                "indicator": "nps",
                "baseline": 10,
                "target": 20,
                "due": "2026-10-01",
            }
        ],
        "measurements": [{"of": "indicator:nps", "date": "2026-09-01", "value": 12}],
    }
    result = examine(base_of(contents), wanted=["OBJ007"])
    page = {one.path: one.markdown for one in site.pages(result, "es", Urls(), cache)}["indicators/nps"]
    assert "1 brecha en sus objetivos" in page
    assert "../../objectives/mas/" in _top(page)
