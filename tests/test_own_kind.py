"""A kind that an organisation adds by a schema file alone: loaded, checked, linked, listed and published like the others."""

import json

import pytest
import sites
from found import places

from timonel.cache import Cache
from timonel.engines.build import build
from timonel.pipeline import examine
from timonel.site import PageSet
from timonel.site.urls import Urls
from timonel.site.writer import Writer

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "x-kind": "store",
    "x-folder": "stores",
    "x-order": 900,
    "x-section": "lifecycle",
    "x-title": {"es": "Tienda", "en": "Store"},
    "x-plural": {"es": "Tiendas", "en": "Stores"},
    "x-description": {"es": "Un local abierto al público.", "en": "Premises open to the public."},
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {
        "id": {"$ref": "../common.schema.json#/$defs/entityId"},
        "name": {"$ref": "../common.schema.json#/$defs/name"},
        "city": {"type": "string", "x-title": {"es": "Ciudad", "en": "City"}},
        "owner": {
            "type": "string",
            "x-ref": "role",
            "x-responsible": True,
            "x-title": {"es": "Dueño", "en": "Owner"},
            "x-inverse": {"es": "Tiendas a su cargo", "en": "Stores it owns"},
        },
        "channel": {
            "type": "string",
            "x-ref": "channel",
            "x-title": {"es": "Canal", "en": "Channel"},
            "x-inverse": {"es": "Tiendas del canal", "en": "Stores of the channel"},
        },
    },
}
CHANNEL = {"id": "tienda", "name": {"es": "En tienda", "en": "In store"}, "type": "in-person"}
ROLE = {"id": "gerente", "name": {"es": "Gerente", "en": "Manager"}, "purpose": {"es": "Vender.", "en": "Sell."}}
CENTRO = {
    "id": "centro",
    "name": {"es": "Tienda del Centro", "en": "Downtown store"},
    "city": "Cali",
    "owner": "gerente",
    "channel": "tienda",
}


def made(base_of, *stores, **more):
    return base_of(
        {
            "schemas/kinds/store.schema.json": json.dumps(SCHEMA),
            "roles": [ROLE],
            "channels": [CHANNEL],
            "stores": [CENTRO, *stores],
            **more,
        }
    )


def test_it_is_checked(base_of, check):
    """An unknown reference, an unknown field with what was meant, and a waiver for a gap of the kind."""
    wrong = {"id": "norte", "name": {"es": "Tienda Norte"}, "owner": "gerent", "cty": "Cali"}
    waiver = {
        "rule": "DAT008",
        "entity": "store:norte",
        "reason": {"es": "Se abre en enero.", "en": "Opens in January."},
        "approved_by": "gerente",
        "expires": "2027-01-31",
    }
    found = check(made(base_of, wrong, waivers=[waiver]), "--format", "json", "--lang", "en").json["findings"]
    mine = {one["code"]: one for one in found if one["entity"] == "store:norte"}
    assert mine["DAT003"]["field"] == ["owner"]
    assert "`gerente`" in mine["DAT003"]["hint"]
    assert mine["DAT002"]["field"] == ["cty"]
    assert mine["DAT002"]["hint"] == "did you mean `city`?"
    assert mine["DAT008"]["status"] == "waived"


def test_it_is_shown_and_drawn(base_of, run):
    root = made(base_of)
    assert "Ciudad: Cali" in run("show", "store:centro", "--root", root).out
    assert "Tienda del Centro" in run("graph", "neighbours", "role:gerente", "--format", "json", "--root", root).out


@pytest.mark.usefixtures("few_rules")
def test_it_is_published(base_of):
    """Its page in both languages, its table in the menu, the backlink on what it names, and its search entry."""
    root = made(base_of)
    site = root / "out"
    build(root, examine(root), ["es", "en"], report=str, target=site)
    words = {
        "es": ("Tienda del Centro", "Tiendas", "Ciudad", "Tiendas del canal"),
        "en": ("Downtown store", "Stores", "City", "Stores of the channel"),
    }
    for lang, (name, plural, city, inverse) in words.items():

        def page(path, lang=lang):
            return sites.read((site / lang / path / "index.html").read_text(encoding="utf-8"))

        assert name in page("stores/centro").title
        assert f"{city} Cali" in page("stores/centro").text.replace(f"{city}Cali", f"{city} Cali")
        table = page("stores")
        assert plural in table.title
        assert "centro/" in table.links
        assert name in table.text
        channel = page("channels/tienda")
        assert inverse in channel.text
        assert "../../stores/centro/" in channel.links
        assert "../../stores/centro/" in page("roles/gerente").links
        assert "../stores/" in page("channels").links, "the menu leads to the table"
        assert next(one.title for one in places(site / lang) if one.at == "stores/centro/") == name


def test_it_takes_part_in_what_is_felt_when_something_is_gone(base_of, run):
    """Its schema says which fields mean dependence: a store needs its manager, and carries its touchpoint."""
    touchpoint = {"type": "string", "x-ref": "touchpoint", "x-impact": "carries", "x-title": {"es": "P", "en": "T"}}
    owner = {**SCHEMA["properties"]["owner"], "x-impact": "needs"}
    schema = {**SCHEMA, "properties": {**SCHEMA["properties"], "owner": owner, "touchpoint": touchpoint}}
    root = made(
        base_of,
        {"id": "norte", "name": {"es": "Norte", "en": "North"}, "owner": "gerente", "touchpoint": "caja"},
        touchpoints=[{"id": "caja", "name": {"es": "Caja", "en": "Till"}, "stage": "compra", "channels": ["tienda"]}],
        stages=[{"id": "compra", "name": {"es": "Compra", "en": "Purchase"}, "order": 1}],
        **{"schemas/kinds/store.schema.json": json.dumps(schema)},
    )
    found = run("impact", "role:gerente", "--root", root, "--lang", "en")
    assert found.code == 0
    assert "Manager → North → Till" in found.out


ISSUE = {
    **SCHEMA,
    "x-kind": "issue",
    "x-folder": "issues",
    "x-title": {"es": "Incidencia", "en": "Incident"},
    "x-plural": {"es": "Incidencias", "en": "Incidents"},
    "properties": {
        **SCHEMA["properties"],
        "status": {"type": "string", "enum": ["new", "gone"], "x-title": {"es": "Estado", "en": "Status"}},
        "due": {"type": "integer", "x-title": {"es": "Días", "en": "Days"}},
        "impact": {"type": "string", "x-title": {"es": "Impacto", "en": "Impact"}},
        "opened": {"type": "string", "x-title": {"es": "Abierta", "en": "Opened"}},
    },
}
INCIDENT = {
    "id": "caja",
    "name": {"es": "Caja", "en": "Till"},
    "status": "new",
    "due": 3,
    "impact": "high",
    "opened": "ayer",
}


def of_old(base_of, schema, folder, entity, **more):
    return base_of(
        {
            f"schemas/kinds/{schema['x-kind']}.schema.json": json.dumps(schema),
            folder: [entity],
            "roles": [ROLE],
            "channels": [CHANNEL],
            "risks": [{"id": "caida", "name": CHANNEL["name"], "category": "technology", "status": "materialized"}],
            **more,
        }
    )


def pages_of(root):
    """Return path → what stands on each page in Spanish."""
    page_set, found = PageSet(examine(root), "es", Urls(), Cache(None)), {}
    for path, page in page_set.drafts.items():
        writer = Writer(page_set.ctx, page.path, lambda _figure: "")
        page.write(writer)
        found[path] = "\n".join(writer.blocks)
    return found


def test_a_kind_that_was_there_before_timonels_of_its_name_stays_what_it_was(base_of, check):
    """Its schema holds, its entities have pages, and Timonel's rules about its own kind look away: one note says so."""
    root = of_old(base_of, ISSUE, "issues", {**INCIDENT, "owner": "gerente"})
    found = check(root, "--format", "json").found()
    about = [one for one in found if one["file"].endswith("issue.schema.json")]
    assert [(one["code"], one["severity"], one["line"]) for one in about] == [("DAT002", "info", 1)]
    assert "issue" in about[0]["message"]
    assert [one["code"] for one in found if one["entity"] == "issue:caja"] == []
    assert [one["entity"] for one in found if one["code"] == "ISS003"] == ["risk:caida"]
    assert check(root, "--select", "ISS001,ISS002").code == 0
    assert check(root, "--select", "DAT").code == 0
    wrong = of_old(base_of, ISSUE, "issues", {**INCIDENT, "due": "2026-11-02"})
    assert [one["entity"] for one in check(wrong, "--select", "DAT002", "--format", "json").found()] == [
        "issue:caja",
        "file:schemas/kinds/issue.schema.json",
    ]
    assert "Abierta" in pages_of(root)["issues/caja"]


def test_a_folder_that_was_there_before_timonels_stays_its_own(base_of, check):
    schema = {**ISSUE, "x-kind": "incident"}
    root = of_old(base_of, schema, "issues", INCIDENT)
    found = check(root, "--format", "json").found()
    assert [one["severity"] for one in found if one["file"].endswith("incident.schema.json")] == ["info"]
    assert [one["code"] for one in found if one["severity"] == "error" and one["code"].startswith("DAT")] == []
    assert "Abierta" in pages_of(root)["issues/caja"]


def test_a_kind_of_the_first_version_is_nobody_elses(base_of, check):
    schema = {**ISSUE, "x-kind": "risk", "x-folder": "threats"}
    root = of_old(base_of, schema, "threats", INCIDENT)
    found = check(root, "--select", "DAT002", "--format", "json").found()
    assert [one["severity"] for one in found if one["file"].endswith("risk.schema.json")] == ["error"]
