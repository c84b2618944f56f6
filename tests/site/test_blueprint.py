"""The service blueprint of a stage: what stands under each touchpoint, what one sentence says of it, and a card for each."""

import re

import pytest

from timonel import site
from timonel.pipeline import examine
from timonel.site.urls import Urls


def _process(id_, kind="support", level=None, **more):
    maturity = {"maturity": {"level": level, "assessed": "2026-10-01"}} if level is not None else {}
    return {"id": id_, "name": id_.capitalize(), "type": kind, "status": "active", **maturity, **more}


def _touchpoint(id_, order, *systems, **more):
    return {
        "id": id_,
        "name": id_.capitalize(),
        "stage": "comprar",
        "order": order,
        "channels": [],
        "systems": [*systems],
        **more,
    }


BASE = {
    "stages": [
        {"id": "oir", "name": "Oír", "order": 1},
        {"id": "comprar", "name": "Comprar", "order": 2, "customer_goal": "Pagar rápido.", "owner": "jefa"},
        {"id": "usar", "name": "Usar", "order": 3},
    ],
    "roles": [{"id": "jefa", "name": "Jefa", "purpose": "p"}],
    "systems": [
        {"id": one, "name": one.upper(), "category": "crm", "status": "active"} for one in ("caja", "web", "bodega")
    ],
    "touchpoints": [
        _touchpoint("pago", 3, "caja", "web", status="active"),
        _touchpoint("entrada", 1, "caja", moment_of_truth=True),
        _touchpoint("garantia", 4, "caja", status="planned"),
        _touchpoint("busqueda", 2, "web"),
        _touchpoint("fax", 5, "caja", status="retired"),
    ],
    "processes": [
        _process("venta", "customer-facing", 3, touchpoints=["entrada", "pago"], owner="jefa"),
        _process("futura", "customer-facing", status="planned", touchpoints=["garantia"]),
        _process("datos", level=2, supports=["venta"], systems=["bodega"]),
        _process("limpieza", level=1, supports=["datos"]),
    ],
    "risks": [{"id": "caida", "name": "Caída", "category": "technology", "affects": ["system:web"]}],
}  # fmt: skip


@pytest.fixture
def page(base_of, cache):
    """Return a stage's page of a base, in a language."""

    def made(lang="es", contents=BASE, path="stages/comprar"):
        result = examine(base_of(contents), wanted=("PRO001",))
        return next(one.markdown for one in site.pages(result, lang, Urls(), cache) if one.path == path)

    return made


def _row(text, label):
    """Return what the table has of one lane: (columns that a cell spans, its text) row by row."""
    lane = re.search(rf'<th scope="row"(?: rowspan="(\d+)")?>{label}</th>(.*?)(?=<th scope|</tbody>)', text, re.DOTALL)
    rows = lane[2].split("</tr>")[: int(lane[1] or 1)]
    cells = [
        re.findall(r'<td(?: class="[^"]*")?(?: data-look="\w+")?(?: colspan="(\d+)")?[^>]*>(.*?)</td>', one)
        for one in rows
    ]
    return [[(int(n or 1), " ".join(re.sub("<[^>]+>", " ", inner).split())) for n, inner in row] for row in cells]


def test_touchpoints_stand_in_their_order_and_retired_ones_do_not(page):
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page())
    assert [re.sub("<[^>]+>", " ", one).split()[0] for one in heads] == [
        "Puntos",
        "Entrada",
        "Busqueda",
        "Pago",
        "Garantia",
    ]
    assert "Momento de la verdad" in heads[1]
    assert "Previsto" in heads[4]
    assert "Fax" in page().partition('id="retired"')[2]


def test_what_carries_several_touchpoints_is_one_cell(page):
    """Which says in words what it leaves out; its line on top is whole."""
    assert _row(page(), "Sistemas") == [[(4, "CAJA sin Busqueda")], [(1, ""), (2, "WEB"), (1, "")]]
    assert "transparent" not in page()
    assert _row(page(), "Qué quiere el cliente") == [[(4, "Pagar rápido.")]]
    assert _row(page(), "Problemas y riesgos") == [[(1, ""), (2, "Caída sin medir"), (1, "")]]


def test_processes_tell_level_owner_and_what_is_missing(page):
    first, *more = _row(page(), "Procesos de cara al cliente")
    assert more == []
    assert [one.split(" ")[0] for _, one in first] == ["Venta", "ningún", "Venta", "Futura"]
    assert first[0][1] == "Venta 3 · Definido Jefa vacante"
    assert first[3][1].startswith("Futura sin diagnóstico")
    assert 'data-look="planned"' in page()
    datos = _row(page(), "Apoyo directo")[0][0][1]
    assert datos == "Datos 2 · Repetible 1 brecha sin Busqueda", "its gap is told in words"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", ("3 puntos de contacto, 1 momento de la verdad, 1 previsto. "
               "Lo menos maduro de lo que el cliente no ve (nivel 1 · Improvisado): Limpieza. Detrás de 3 de los 4: CAJA.")),
        ("en", ("3 touchpoints, 1 moment of truth, 1 planned. "
               "Least mature of what customers do not see (level 1 · Improvised): Limpieza. Behind 3 of the 4: CAJA.")),
    ],
)  # fmt: skip
def test_one_sentence_says_what_it_comes_to(page, lang, said):
    (found,) = re.findall(r'<p class="kb-blueprint__said"[^>]*>(.*?)</p>', page(lang))
    assert re.sub("<[^>]+>", "", found) == said


def test_what_supports_the_support_folds_with_its_count(page):
    line = page().partition("Línea de interacción interna")[2].partition("</tbody>")[0]
    assert "Apoyo del apoyo (2)" in line
    assert [*re.findall(r">(Limpieza|BODEGA|Datos|CAJA)<", line)] == ["Limpieza", "BODEGA"]


def test_phones_have_a_card_for_each_touchpoint_whose_fold_counts_what_it_holds(page):
    cards = page().partition("kb-blueprint__cards")[2].partition("</ol>")[0].split("<li")[1:]
    assert len(cards) == 4
    for card in cards:
        for number, folded in re.findall(r"visibilidad \((\d+)\)</summary>(.*?)</details>", card):
            assert folded.count("<dd") == int(number)
    assert "Bajo la línea de visibilidad (2)" in cards[0], "Datos and CAJA: the risk is WEB's"
    assert "Bajo la línea de visibilidad (4)" in cards[2]


def test_of_too_many_only_the_moments_of_truth_are_drawn_and_all_are_listed(page):
    many = [_touchpoint(f"p{n:02}", n, moment_of_truth=n < 4) for n in range(1, 16)]
    text = page(contents={**BASE, "touchpoints": many})
    assert len(re.findall(r'<th scope="col"(?: data-look="\w+")?><div', text)) == 3
    assert text.partition("{#touchpoints}")[2].count('<th scope="row"') >= 15
    none = page(contents={**BASE, "touchpoints": [{**one, "moment_of_truth": False} for one in many]})
    assert "kb-blueprint" not in none
    assert none.partition("{#touchpoints}")[2].count('<th scope="row"') >= 15


def test_a_stage_leads_to_its_neighbours(page):
    assert re.findall(r'<a rel="(\w+)" href="([^"]+)"', page()) == [("prev", "../oir/"), ("next", "../usar/")]
    assert re.findall(r'<a rel="(\w+)"', page(path="stages/oir")) == ["next"]
