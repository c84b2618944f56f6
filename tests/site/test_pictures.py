"""Every view of a small base: what is drawn, how it is marked, and that table and picture say the same."""

import json
import re

import pytest

from timonel import schema as schemas
from timonel.cache import Cache
from timonel.kinds import Process, Stage
from timonel.load import File
from timonel.load.loader import load
from timonel.lookups.facts import Facts
from timonel.settings import Settings
from timonel.site import pictures
from timonel.site.pictures import Scene
from timonel.site.pictures.drawing import Drawer

NASTY = '<b>"x"</b> \\N {a|b} &lt; }'
DATA = {
    "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "jefa"}],
    "people": [{"id": "ana", "name": "Ana Ruiz", "employment": "internal"}],
    "roles": [
        {"id": "jefa", "name": "Jefa", "purpose": "p", "area": "ventas", "holders": [{"person": "ana"}]},
        {"id": "asesor", "name": "Asesor", "purpose": "p", "area": "ventas", "reports_to": "jefa"},
    ],
    "stages": [
        {"id": "volver", "name": "Volver", "order": 2},
        {"id": "comprar", "name": {"es": "Comprar", "en": "Buy"}, "order": 1},
    ],
    "channels": [{"id": "tienda", "name": "Tienda", "type": "in-person"}],
    "touchpoints": [
        {"id": "compra", "name": NASTY, "stage": "comprar", "channels": ["tienda"], "systems": ["caja"]},
        {"id": "club", "name": "Club", "stage": "comprar", "channels": ["tienda"], "status": "planned"},
        {"id": "ayer", "name": "Ayer", "stage": "comprar", "channels": ["tienda"], "status": "retired"},
    ],
    "processes": [
        {
            "id": "venta", "name": "Venta", "type": "customer-facing", "touchpoints": ["compra", "club"],
            "systems": ["caja"], "owner": "jefa",
            "steps": [
                {"id": "a", "name": "Preguntar", "role": "asesor", "next": ["b", "c"]},
                {"id": "b", "name": "Cobrar", "role": "asesor", "system": "caja"},
                {"id": "c", "name": "Aprobar", "role": "jefa", "next": ["a"]},
            ],
        },
        {"id": "datos", "name": "Datos", "type": "support", "supports": ["venta"], "systems": ["crm"]},
        {"id": "limpieza", "name": "Limpieza", "type": "support", "supports": ["datos"]},
    ],
    "systems": [
        {"id": "caja", "name": "Caja", "category": "pos",
         "integrations": [{"system": "crm", "direction": "out", "data": ["ficha"], "method": "API"}]},
        {"id": "crm", "name": "CRM", "category": "crm", "integrations": [{"system": "caja", "direction": "out"}]},
        {"id": "viejo", "name": "Viejo", "category": "crm", "status": "legacy"},
        {"id": "solo", "name": "Solo", "category": "erp", "status": "retired"},
    ],
    "data-assets": [{"id": "ficha", "name": "Ficha", "personal": True, "master": "crm", "copies": ["viejo"]}],
}  # fmt: skip


@pytest.fixture(scope="module")
def schema():
    return schemas.load(("es", "en"), Cache(None))[0]


@pytest.fixture
def scene(schema):
    """Return a scene in Spanish with links, and one gap."""
    return make(schema, DATA)


def make(schema, data, *, publish=True):
    # JSON is YAML, and needs no YAML writer here.
    files = [File(f"data/{folder}/all.yaml", json.dumps(entities).encode()) for folder, entities in data.items()]
    base = load(files, schema, frozenset(), ("es", "en"))
    assert not [one for one in base.misfits if one.code in {"DAT001", "DAT002", "DAT003"}]
    facts = Facts(base, Settings(publish={"people": publish}), "2026-11-20")
    return Scene(facts, "es", lambda one: f"../{one.kind}/{one.id}/", lambda one: one.key == "process:datos")


def every(scene):
    base = scene.base
    venta = base.get(Process, "venta")
    yield pictures.lifecycle(scene)
    yield pictures.lifecycle_overview(scene)
    yield pictures.lifecycle_stage(scene, base.get(Stage, "comprar"))
    yield pictures.process_support(scene, venta)
    yield pictures.process_steps(scene, venta)
    yield pictures.systems(scene)
    yield pictures.organization(scene)
    yield from (pictures.neighbours(scene, one) for one in base)


def said(picture):
    return [(row.source.label, row.relation, row.target.label) for row in picture.table if row.target]


def classes(picture):
    return {node.label: node.classes for node in picture.nodes}


def test_table_and_picture_say_the_same(scene):
    """Every edge is a row, every node stands in a row, and rows have nothing else."""
    for picture in every(scene):
        rows = [(row.source.id, row.relation, row.target.id) for row in picture.table if row.target]
        assert rows == [(one.source, one.relation, one.target) for one in picture.edges]
        named = {node.id for row in picture.table for node in (row.source, row.target) if node}
        assert named == {node.id for node in picture.nodes}


def test_names_of_nodes_are_never_data(scene):
    """Nodes are n1, n2, …; what data says stands in labels and links only."""
    for picture in every(scene):
        assert [node.id for node in picture.nodes] == [f"n{number}" for number in range(1, len(picture.nodes) + 1)]
        bare = re.sub(r"\blabel=\w+", "", re.sub(r'"(?:[^"\\]|\\.)*"', '""', picture.dot))
        assert not re.search(r"compra|Venta|<b>|Ana", bare)


def test_every_picture_can_be_drawn_and_read_out(scene):
    """Graphviz takes them all, and each goes into JSON."""
    made = [*every(scene)]
    drawn = Drawer(Cache(None)).draw([one.dot for one in made])
    if drawn is None:
        pytest.skip("no Graphviz on this machine")
    assert None not in drawn
    for picture in made:
        assert json.loads(json.dumps(picture.data()))["view"] == picture.name
        assert picture.names.keys() == {node.id for node in picture.nodes}


def test_no_colours_and_no_tooltips(scene):
    """Colours are the page's business."""
    for picture in every(scene):
        assert not re.search(r"\b(fill)?color=|tooltip", picture.dot.replace("bgcolor", ""))


def test_stage_leads_down_to_systems(scene):
    """From a stage over touchpoints, processes and their support to systems; what is retired is left out."""
    picture = pictures.lifecycle_stage(scene, scene.base.get(Stage, "comprar"))
    found = said(picture)
    assert ("Comprar", "Puntos de contacto", "Club") in found
    assert ("Club", "Lo atienden los procesos", "Venta") in found
    assert ("Venta", "Apoyado por", "Datos") in found
    assert ("Datos", "Apoyado por", "Limpieza") in found
    assert ("Datos", "Sistemas", "CRM") in found
    assert classes(picture)["Club"] == ("touchpoint", "planned")
    assert classes(picture)["Datos"] == ("support", "gap")
    assert "Ayer" not in classes(picture)
    assert {"stage", "touchpoint", "planned", "process", "support", "gap", "system"} == {
        key.kind for key in picture.legend
    }


def test_overview_has_stages_in_order(scene):
    """Stages come in their order, with counts."""
    picture = pictures.lifecycle_overview(scene)
    assert [node.label.partition(",")[0] for node in picture.nodes] == ["Comprar", "Volver"]
    assert "Puntos de contacto: 2" in picture.nodes[0].label


def test_a_life_cycle_too_large_becomes_the_overview(schema):
    """Above 150 nodes the whole is no picture."""
    many = [{"id": f"t{n}", "name": f"T {n}", "stage": "comprar", "channels": ["tienda"]} for n in range(160)]
    large = make(schema, {**DATA, "touchpoints": [*DATA["touchpoints"], *many]})
    assert pictures.lifecycle(large).name == "lifecycle-overview"


def test_support_chain_goes_both_ways(scene):
    """A process in the middle shows what needs it and what it needs."""
    picture = pictures.process_support(scene, scene.base.get(Process, "datos"))
    found = said(picture)
    assert ("Venta", "Apoyado por", "Datos") in found
    assert ("Datos", "Apoyado por", "Limpieza") in found
    assert ("Club", "Lo atienden los procesos", "Venta") in found
    assert classes(picture)["Datos"][-1] == "here"


def test_a_circle_of_support_ends(schema):
    """Processes that support each other are drawn once."""
    circle = [
        {"id": "a", "name": "A", "type": "support", "supports": ["b"]},
        {"id": "b", "name": "B", "type": "support", "supports": ["a"]},
    ]
    scene = make(schema, {"processes": circle})
    assert len(pictures.process_support(scene, scene.base.get(Process, "a")).nodes) == 2


def test_steps_stand_in_lanes(scene):
    """A lane for each role, a start, ends, and decisions marked; the table has the system of a step."""
    picture = pictures.process_steps(scene, scene.base.get(Process, "venta"))
    lanes = {node.label: node.group for node in picture.nodes}
    assert (lanes["Preguntar"], lanes["Aprobar"]) == ("Asesor", "Jefa")
    assert "choice" in classes(picture)["Preguntar"]
    assert picture.dot.count('class="kb-lane"') == 2
    assert [row.note for row in picture.table if row.source.label == "Cobrar"] == ["Caja"]
    assert [node.classes for node in picture.nodes].count(("start",)) == 1


def test_a_step_without_a_role_stands_in_the_lane_of_its_system(schema):
    """What a system does alone is not put down to a person; of what nobody does, the lane says so."""
    steps = [
        {"id": "a", "name": "Acreditar", "system": "caja", "next": ["b"]},
        {"id": "b", "name": "Avisar"},
    ]
    data = {"processes": [{"id": "puntos", "name": "Puntos", "type": "support", "steps": steps}]}
    scene = make(schema, {**data, "systems": [{"id": "caja", "name": "Caja", "category": "pos"}]})
    picture = pictures.process_steps(scene, scene.base.get(Process, "puntos"))
    lanes = {node.label: node.group for node in picture.nodes}
    assert (lanes["Acreditar"], lanes["Avisar"]) == ("Caja", "Sin rol")


def test_a_process_without_steps_is_an_empty_picture(scene):
    """Nothing to draw is no error."""
    assert pictures.process_steps(scene, scene.base.get(Process, "datos")).nodes == ()


def test_systems_are_joined_once_and_silos_are_marked(scene):
    """Two systems that name each other have one edge with both directions; a holder that is not joined is a silo."""
    picture = pictures.systems(scene)
    integrated = [row for row in picture.table if row.relation == "Integrado con"]
    assert [(row.source.label, row.target.label, row.note) for row in integrated] == [
        ("Caja", "CRM", "Recibe y envía · Ficha · API")
    ]
    assert "dir=both" in picture.dot
    assert classes(picture)["Solo"] == ("system", "retired")
    assert classes(picture)["Viejo"] == ("system", "legacy")


def test_what_systems_are_for_stands_above_their_map(schema):
    """A box for each purpose, which names its systems and leads to their picture; integrations between two of them are counted."""
    system = {"category": "pos", "integrations": [{"system": "crm", "direction": "out"}]}
    found = [{**system, "id": id_, "name": id_.upper()} for id_ in ("caja", "web")]
    found += [{"id": "crm", "name": "CRM", "category": "crm"}, {"id": "sap", "name": "SAP", "category": "erp"}]
    scene = make(schema, {"systems": found})
    picture = pictures.system_tiers(scene)
    assert [(node.label, node.href) for node in picture.nodes] == [
        ("Lo que ve el cliente (2), CAJA, WEB", "#map-touch"),
        ("Lo que gestiona la relación (1), CRM", "#map-run"),
        ("Lo que guarda datos y contabilidad (1), SAP", "#map-keep"),
    ]
    assert [edge.relation for edge in picture.edges] == ["2 integraciones"]
    part = pictures.systems(scene, "run")
    assert {node.label: node.group for node in part.nodes} == {
        "CAJA": "",
        "WEB": "",
        "CRM": "Lo que gestiona la relación",
    }


def test_a_database_that_systems_share_is_no_integration(schema):
    """The map counts it apart; what is retired is in the map's table as little as in the map."""
    found = [
        {"id": "caja", "name": "Caja", "category": "pos", "integrations": [{"system": "crm"}], "shares_database_with": ["sap"]},
        {"id": "crm", "name": "CRM", "category": "crm"},
        {"id": "sap", "name": "SAP", "category": "erp"},
        {"id": "viejo", "name": "Viejo", "category": "crm", "status": "retired"},
    ]  # fmt: skip
    scene = make(schema, {"systems": found})
    assert [one.relation for one in pictures.system_tiers(scene).edges] == [
        "1 integración",
        "1 base de datos compartida",
    ]
    assert "Viejo" not in classes(pictures.systems(scene, retired=False))


def test_a_silo_is_personal_data_held_apart(schema):
    """Systems at touchpoints that hold the same personal data without an integration are marked, with the data."""
    data = {**DATA, "touchpoints": [{**DATA["touchpoints"][0], "systems": ["caja", "crm", "viejo"]}]}
    data["processes"] = []
    picture = pictures.systems(make(schema, data))
    assert [row.note for row in picture.table if row.target and "gap" in row.target.classes] == ["Ficha"]
    assert "silo" in classes(picture)["Viejo"]


def test_organization_shows_holders_and_vacancies(scene):
    """Roles name who holds them; a vacancy is a gap."""
    picture = pictures.organization(scene)
    assert ("Ventas", "Roles del área", "Jefa, Ana Ruiz") in said(picture)
    [vacant] = [node for node in picture.nodes if node.entity and node.entity.id == "asesor"]
    assert {"vacant", "gap"} <= {*vacant.classes}


def test_people_stay_out_where_the_base_does_not_publish_them(schema):
    """No picture names a person then."""
    for picture in every(make(schema, DATA, publish=False)):
        assert "Ana" not in picture.dot


def test_neighbours_are_grouped_and_limited(schema):
    """A box for each relation; where there are too many, the last line says how many are left."""
    many = [{"id": f"p{n}", "name": f"P {n}", "type": "support", "owner": "jefa"} for n in range(90)]
    scene = make(schema, {**DATA, "processes": [*DATA["processes"], *many]})
    picture = pictures.neighbours(scene, scene.base.find("role:jefa"))
    assert len(picture.nodes) < 45
    assert {"Dueño del proceso", "Área", "Persona"} <= {node.group for node in picture.nodes}
    [more] = [node for node in picture.nodes if "more" in node.classes]
    shown = sum(node.group == "Dueño del proceso" for node in picture.nodes) - 1
    assert str(91 - shown) in more.label


def test_words_follow_the_language(scene):
    """The same picture in English."""
    english = Scene(scene.facts, "en", scene.href, scene.gaps)
    found = said(pictures.lifecycle_stage(english, scene.base.get(Stage, "comprar")))
    assert ("Buy", "Touchpoints", "Club") in found


def test_a_picture_does_not_depend_on_those_drawn_before_it(scene):
    """Whether a page is rendered alone or with all others, its lanes stand in the same places and order."""
    process = pictures.process_steps(scene, scene.base.get(Process, "venta")).dot
    swimlanes = pictures.neighbours(scene, scene.base.get(Process, "venta")).dot
    many = [swimlanes.replace("Venta", f"Venta {number}") for number in range(9)]
    drawer = Drawer(Cache(None))
    for dot in (process, swimlanes):
        assert {*drawer.draw([*many, dot, *many, dot])[len(many) :: len(many) + 1]} == {*drawer.draw([dot])}
