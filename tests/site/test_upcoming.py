"""What falls due for a role: on its page, its holder's and its pack; and the door on the home page that leads there."""

import re

import pytest

from timonel.app.documents import FORMATS, rendered
from timonel.cache import Cache
from timonel.kinds import Indicator, Risk, Role
from timonel.lookups.measuring import next_measurement
from timonel.notices.document import document
from timonel.notices.due import measurements, sections
from timonel.notices.reading import Reader
from timonel.pipeline import examine
from timonel.site import PageSet
from timonel.site.context import Context
from timonel.site.doors import doors
from timonel.site.urls import Urls
from timonel.site.views.people import packs as pack
from timonel.site.views.people import people, roles
from timonel.site.writer import Writer

PHASES = [
    {"id": "vision", "name": "Visión", "order": 1, "type": "vision", "statement": "s", "criteria": [{"id": "a", "statement": "x"}]},
    {"id": "piloto", "name": "Piloto", "order": 2, "type": "pilot", "statement": "s", "criteria": [{"id": "a", "statement": "x"}]},
]  # fmt: skip
INITIATIVE = {
    "id": "crm", "name": "CRM", "type": "project", "lead": "jefa", "status": "running",
    "phases": [{"phase": "vision", "status": "passed"}, {"phase": "piloto", "status": "in-progress", "due": "2026-11-10"}],
}  # fmt: skip
BASE = {
    "people": [{"id": "ana", "name": "Ana", "employment": "internal"}],
    "roles": [
        {"id": "jefa", "name": "Jefa", "purpose": "p", "holders": [{"person": "ana"}]},
        {"id": "otra", "name": "Otra", "purpose": "p"},
    ],
    "phases": PHASES,
    "initiatives": [
        INITIATIVE,
        {**INITIATIVE, "id": "idea", "name": "Idea", "status": "proposed"},
    ],
    "risks": [
        {"id": "diario", "name": "Diario", "category": "process", "owner": "jefa"},
        {"id": "semanal", "name": "Semanal", "category": "process", "owner": "jefa", "cadence": "weekly"},
        {"id": "mensual", "name": "Mensual", "category": "process", "owner": "jefa", "cadence": "monthly"},
        {"id": "nunca", "name": "Nunca", "category": "process", "owner": "jefa"},
        {"id": "cerrado", "name": "Cerrado", "category": "process", "owner": "jefa", "status": "closed"},
    ],
    "indicators": [
        {"id": "nps", "name": "NPS", "owner": "jefa", "frequency": "quarterly"},
        {"id": "uso", "name": "Uso", "owner": "jefa", "frequency": "weekly"},
    ],
    "change-actions": [{"id": "curso", "name": "Curso", "type": "training", "owner": "jefa", "end": "2026-11-01"}],
    "measurements": [
        {"of": "risk:diario", "date": "2026-11-18", "probability": 2, "impact": 2},
        {"of": "risk:semanal", "date": "2026-11-13", "probability": 2, "impact": 2},
        {"of": "risk:mensual", "date": "2026-10-31", "probability": 2, "impact": 2},
        {"of": "indicator:nps", "date": "2026-08-30", "value": 40},
    ],
}


def ctx(root, lang="es"):
    return Context(examine(root), lang, Urls(), Cache(None))


def text(write, on, *what):
    writer = Writer(on, "x/y", str)
    write(writer, *what)
    return re.sub(r"<[^>]+>", "|", "\n".join(str(block) for block in writer.blocks))


@pytest.fixture
def on(base_of):
    return ctx(base_of(BASE))


def test_the_next_measurement_counts_working_days_for_risks(on):
    """Today is Friday 20 November: what the rules call late is overdue, what nobody waits for is not asked."""
    due = {one.id: next_measurement(on.facts, one) for kind in (Risk, Indicator) for one in on.base.all(kind)}
    assert due == {
        "diario": "2026-11-19",
        "semanal": "2026-11-20",
        "mensual": "2026-11-30",
        "nunca": "2026-11-20",
        "cerrado": None,
        "nps": "2026-11-30",
        "uso": None,
    }
    late = {one.spot.subject for one in on.result.findings if one.code == "RSK001"}
    assert late == {"risk:diario", "risk:nunca"}
    listed = measurements(on.facts, [on.base.get(Role, "jefa")])
    assert [one.about.id for one in listed] == ["diario", "nunca", "semanal"]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_pages_of_a_role_and_its_holder_and_the_pack_tell_it(base_of, lang):
    """Measurements, the next gate of what is under way, the change action past its end."""
    on = ctx(base_of(BASE), lang)
    role, ana = on.base.get(Role, "jefa"), on.base.find("person:ana")
    for found in (text(roles.role_page, on, role), text(people.person_page, on, ana), text(pack.write, on, role)):
        assert found.count("{#due}") == 1, "what is to be measured stands among what is to be done"
        soon = found[found.index("{#due}") :].split("\n## ")[0]
        assert re.findall(r"\|(Curso|Diario|Nunca)\|", soon) == ["Curso", "Diario", "Nunca"], "by date"
        assert {"es": "Medición", "en": "Measurement"}[lang] in soon
        assert {"es": "Capacitación", "en": "Training"}[lang] in soon, "of two jobs, which is which"
        assert "Mensual" not in soon
        gate = found[found.index("{#gates}") :].split("\n## ")[0]
        assert "Piloto" in gate
        assert "Visión" not in gate
        assert "Idea" not in gate
        assert {"es": "vencido", "en": "overdue"}[lang] in gate
    assert "{#due}" not in text(roles.role_page, on, on.base.get(Role, "otra"))


@pytest.mark.parametrize("form", FORMATS)
def test_what_falls_due_is_a_document_like_others(on, form):
    """The same rows as on the page, in each form that a document has."""
    lists = [*sections(on.facts, [on.base.get(Role, "jefa")], named=True)]
    out = rendered(document("due", "Jefa", lists), form, Reader("es"))
    if form != "xlsx":
        assert all(word in out.decode() for word in ("Curso", "vencido", "Diario", "Piloto"))
    else:
        assert len(out) > len(rendered(document("due", "Jefa", []), form, Reader("es")))


def test_the_door_for_those_in_charge_leads_to_the_roles(on, base_of):
    """And to the gaps by who must act, where the base has no roles yet."""
    assert [door.href for door in doors(on.result, "es")][2] == "roles/index"
    assert doors(ctx(base_of({}, "empty")).result, "es")[2].href == "governance/gaps"


@pytest.mark.parametrize("today", ["0001-01-01", "9999-12-31"])
def test_a_calendar_that_ends_stops_no_page(judged, today):
    """A date that nobody meant is no traceback, neither of a rule nor of a page."""
    measured = [{"of": f"risk:{one}", "date": today, "probability": 3, "impact": 3} for one in ("semanal", "mensual")]
    result = judged({**BASE, "measurements": measured}, today=today)
    page_set = PageSet(result, "es", Urls(), Cache(None))
    for page in page_set.drafts.values():
        page.write(Writer(page_set.ctx, page.path, lambda _figure: ""))
