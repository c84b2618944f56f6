"""What pages of the programme take from elsewhere, and what they tell first."""

import pytest

from timonel import site
from timonel.pipeline import examine
from timonel.site.urls import Urls

CONTENTS = {
    "initiatives": [{"id": "crm", "name": "CRM", "type": "project", "status": "running", "budget": {"currency": "MXN", "lines": []}}],
    "indicators": [{"id": "bajas", "name": "Bajas"}],
    "objectives": [{"id": "menos", "name": "Menos", "statement": "Menos bajas", "indicator": "bajas", "baseline": 18.5,
                    "target": 13, "due": "2027-12-31"}],
    "benefits": [
        {"id": "margen", "name": "Margen", "initiative": "crm", "statement": "Compran más.", "serves": ["objective:menos"],
         "due": "2028-02-01", "worth": {"amount": 4321, "per": "year"}},
        {"id": "dejado", "name": "Dejado", "initiative": "crm", "statement": "Nada.", "status": "dropped"},
    ],
    "roles": [{"id": "jefa", "name": "Jefa", "purpose": "Dirigir"}],
    "forums": [{"id": "comite", "name": "Comité"}],
    "resolutions": [
        {"id": "hecho", "name": "Cerrado ya", "forum": "comite", "date": "2026-11-01", "statement": "Se hizo."},
        {"id": "pedido", "name": "Pedido nuevo", "forum": "comite", "statement": "¿Seguimos?", "status": "proposed", "asked_by": "jefa"},
    ],
    "issues": [{"id": "fila", "name": "Filas", "statement": "Hay filas.", "owner": "jefa", "due": "2026-12-01"}],
}  # fmt: skip


@pytest.fixture
def pages(base_of, cache):
    result = examine(base_of(CONTENTS), use_cache=False)
    return {one.path: one.markdown for one in site.pages(result, "es", Urls(), cache)}


def test_a_benefit_shows_what_its_objective_measures_it_by_and_its_own_day(pages):
    for path in ("benefits/margen", "benefits/index"):
        told = pages[path]
        assert all(one in told for one in ("Bajas", "18,5", "13", "1 feb 2028", "4.321", "MXN")), path
        assert "31 dic 2027" not in told, "its own day comes before the objective's"
    assert pages["benefits/index"].index("Margen") < pages["benefits/index"].index("Dejado")


def test_what_a_forum_is_asked_comes_before_what_it_resolved(pages):
    told = pages["resolutions/index"]
    assert told.index("Pedido nuevo") < told.index("Cerrado ya")
    assert told.index("Jefa") < told.index("Cerrado ya")


def test_a_list_tells_first_how_things_stand_whose_they_are_and_by_when(pages):
    head = pages["issues/index"].partition("<thead")[2].partition("</thead>")[0]
    assert head.index("Estado") < head.index("Dueño") < head.index("Vence") < head.index("Iniciativa")
