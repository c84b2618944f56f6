"""`timonel ask`: what a base says to a question, with what says so; or that it does not say, and why."""

import json
import re
from pathlib import Path

import pytest
import yaml
from bases import ROOT
from jsonschema import Draft202012Validator

import timonel
from timonel.answers.computed import COMPUTED
from timonel.answers.fields import FIELDS

UNANSWERABLE = yaml.safe_load(Path(__file__).with_name("unanswerable.yaml").read_text(encoding="utf-8"))
# Question → what the answer names.
SAID = {
    "quién es el dueño de las devoluciones": {"role:gerente-de-tiendas"},
    "¿De quién es Salesforce?": {"role:gerente-de-crm"},
    "dueno alta de cliente": {"role:gerente-de-lealtad"},
    "who owns complaint handling?": {"role:director-de-servicio"},
    "process:alta-de-cliente owner": {"role:gerente-de-lealtad"},
    "who approves a scope change": {"forum:control-de-cambios"},
    "quién decide qué tiendas prueban primero": {"role:gerente-de-tiendas"},
    "qué decide el comité directivo": {"decision:paso-de-fase", "decision:prioridad-de-iniciativas"},
    "quién no puede decidir el paso a producción por su cuenta": {"area:marketing", "area:ventas"},
    "who must be consulted on go-live": {"role:gerente-de-integracion", "role:analista-de-negocio"},
    "a quién reporta el gerente de campañas": {"role:director-de-marketing"},
    "a quién reporta Carolina Vidal": {"role:director-de-ventas"},
    "quién es el gerente de tiendas": {"person:carolina-vidal"},
    "what is Carolina Vidal's job": {"role:gerente-de-tiendas", "role:control-de-negocio"},
    "dónde se guarda el historial de compras": {"system:sap-erp", "system:punto-de-venta"},
    "por qué canales llega una reclamación": {"channel:tienda", "channel:telefono"},
    "what systems does customer sign-up use": {"system:salesforce", "system:app-nova"},
    "cuándo se reúne el comité directivo": {"2026-12-10"},
    "when did the privacy committee last meet?": {"2026-11-10"},
    "how many open risks are there": {26},
    "cuántos procesos de apoyo tenemos": {20},
    "what happens if Genesys goes down": {"process:atencion-telefonica"},
    "qué riesgos tiene la venta en tienda": {"risk:resistencia-en-tiendas"},
    "which phase is omnichannel service in": {"phase:piloto"},
    "cuál es la meta de resolver a la primera": {78},
    "quién atiende las quejas": {"role:director-de-servicio"},
    "quién es el dueño de la bodega de datos": {"role:director-de-marketing"},
    "who owns refunds": {"role:gerente-de-tiendas"},
    "puede el aliado de implementación decidir el paso a producción": {"role:control-de-tecnologia"},
    "a quién hay que consultar antes de cambiar los beneficios del club": {"role:representante-de-clientes"},
    "por qué canales se puede hacer una devolución": {"channel:tienda", "channel:app"},
    "qué problemas hay abiertos en el servicio omnicanal": {"issue:agente-sin-lo-conversado"},
    "cuándo es el próximo consejo de clientes": {"2027-02-03"},
    "quién cubre al supervisor del centro de contacto si está de vacaciones": {"role:director-de-servicio"},
    "a quién llamo si Fabián Cordero está de baja": {"role:director-de-servicio"},
    "whose data is the points balance": {"role:gerente-de-lealtad"},
    "who covers for the marketing director when she is away": {"role:gerente-de-campanas"},
    "who do I contact about basket recovery": {"role:gerente-de-comercio-electronico"},
    "what if the data steward leaves": {"touchpoint:mi-cuenta"},
    "are there open issues in the Nova CRM programme": {"issue:filas-en-caja"},
    "which risks affect the customer profile": {"risk:datos-desactualizados"},  # one that has happened
}


@pytest.fixture(scope="module")
def example_base():
    """Return the example company's base, read once."""
    return timonel.open(ROOT)


@pytest.mark.parametrize("question", SAID)
def test_a_question_is_answered_by_what_the_base_records(example_base, question):
    """People ask in their own words, in either language; the answer names what the fields name, and whose page says so."""
    found = example_base.ask(question)
    assert found.answered, found.text
    assert SAID[question] <= {value for fact in found.facts for value in fact.values}
    assert found.sources


@pytest.mark.parametrize("lang", UNANSWERABLE)
def test_what_the_base_cannot_answer_it_does_not_answer(example_base, lang):
    """Fifty questions of each language get «La base no lo dice», whatever words of the base stand in them."""
    assert len(UNANSWERABLE[lang]) == 50
    begins = {"es": "La base no lo dice.", "en": "The base does not say."}[lang]
    told = {question: example_base.ask(question) for question in UNANSWERABLE[lang]}
    assert [(one.question, one.text) for one in told.values() if one.answered] == []
    assert {example_base.ask(question, lang).text[: len(begins)] for question in told} == {begins}


@pytest.mark.parametrize(
    "question",
    ["¿Quién es el dueño del correo?", "¿Dónde está el cliente?", "¿Quién es el dueño del club?", "¿Cuándo se reúne trabajo?", "who owns the customer data", "who owns handling", "what does customer service decide", "¿Quién es el dueño de la ficha?", "Who is the owner of the chat?"],
)  # fmt: skip
def test_part_of_a_name_is_enough_only_where_it_tells_one_thing_from_all_others(example_base, question):
    """«Devoluciones» means the process that handles them; a word of many names, or the name of something else, means none of them."""
    assert not example_base.ask(question).answered


SMALL = {
    "organization": [{"id": "casa", "name": "La Casa", "mission": "Servir.", "vision": "Servir mejor."}],
    "people": [{"id": "ana", "name": "Ana Ruiz", "employment": "internal"}],
    "roles": [
        {"id": "jefa", "name": {"es": "Jefa de tienda", "en": "Shop manager"}, "purpose": "x", "holders": [{"person": "ana"}]},
        {"id": "custodio", "name": {"es": "Custodio", "en": "Steward"}, "purpose": "x", "holders": [{"person": "ana", "until": "2026-01-31"}]},
    ],
    "processes": [
        {"id": "venta", "name": {"es": "Venta", "en": "Sale"}, "type": "support", "owner": "jefa"},
        {"id": "limpieza", "name": {"es": "Limpieza de datos", "en": "Data cleansing"}, "type": "support", "owner": "custodio"},
        {"id": "reparto", "name": {"es": "Reparto", "en": "Delivery"}, "type": "support"},
        *({"id": f"alta-{n}", "name": {"es": f"Alta de {n}", "en": f"{n} sign-up"}, "type": "support"} for n in ("socio", "cliente")),
    ],
}  # fmt: skip


def asked(run, root, *question, lang="es"):
    """Return exit code and text of `timonel ask`."""
    told = run("ask", *question, "--root", root, "--lang", lang)
    return told.code, told.out


def test_the_answer_names_its_source_and_the_exit_code_says_whether_there_is_one(run, base_of):
    """A line for each fact, then who says so: entity, page, file and line; the exit code is 0, or 1 where the base does not say."""
    root = base_of(SMALL)
    code, out = asked(run, root, "¿Quién", "es", "el", "dueño", "de", "la", "venta?")
    assert (code, out.splitlines()[0]) == (0, "«Venta» (proceso) · Dueño: Jefa de tienda (Ana Ruiz)")
    assert "process:venta · processes/venta/ · data/processes" in out.splitlines()[1]
    code, out = asked(run, root, "who owns the sale", lang="en")
    assert (code, out.splitlines()[0]) == (0, "“Sale” (process) · Owner: Shop manager (Ana Ruiz)")
    assert asked(run, root, "quién es el dueño del reparto") == (
        1,
        "La base no lo dice. Conoce «Reparto» (proceso), pero eso no consta.\n",
    )


def test_what_it_does_not_know_it_says_and_what_is_near(run, base_of):
    """A name that nothing has, a name that several have: the answer says which, and answers nothing else."""
    root = base_of(SMALL)
    assert asked(run, root, "dueño del Ñandú azul") == (
        1,
        "La base no lo dice. No conoce nada que se llame «Ñandú azul».\n",
    )
    code, out = asked(run, root, "quién es el dueño del alta")
    assert code == 1
    assert out.startswith(
        "La base no lo dice. Di a cuál te refieres: «Alta de cliente» (proceso) y «Alta de socio» (proceso)"
    )
    assert asked(run, root, "¿Llueve?")[0] == 1


def test_a_vacancy_is_told_and_nobody_is_named_who_is_not_published(run, base_of):
    """A role without a holder is called vacant; where the base publishes no people, no answer names any."""
    root = base_of(SMALL)
    assert "Custodio (vacante)" in asked(run, root, "dueño de limpieza de datos")[1]
    assert asked(run, root, "quién es el custodio")[1].startswith("«Custodio» (rol) · Lo ocupa hoy: vacante")
    assert "Ana Ruiz" in asked(run, root, "quién es la jefa de tienda")[1]
    hidden = base_of({**SMALL, "timonel": {"publish": {"people": False}}}, "hidden")
    assert asked(run, hidden, "dueño de la venta")[1].startswith("«Venta» (proceso) · Dueño: Jefa de tienda\n")
    for question in (
        "quién es la jefa de tienda",
        "quién es Ana Ruiz",
        "qué roles tiene Ana Ruiz",
        "qué pasa si Ana Ruiz se va",
    ):
        code, out = asked(run, hidden, question)
        assert (code, "Persona" in out, "role:" in out) == (1, False, False)


def test_the_answer_for_programs_keeps_its_schema(run, base_of):
    """JSON holds the facts one by one, whether there is an answer, and if not, why."""
    root = base_of(SMALL)
    schema = Draft202012Validator(json.loads((ROOT / "schemas/answer.schema.json").read_text("utf-8")))
    reasons = {
        "dueño de venta": None,
        "dueño del alta": "ambiguous",
        "dueño de reparto": "empty",
        "dueño de x": "unknown",
        "y": "not-understood",
    }
    for question, reason in reasons.items():
        told = run("ask", question, "--root", root, "--format", "json")
        schema.validate(told.json)
        assert (told.json["reason"], told.code) == (reason, int(reason is not None))
    facts = run("ask", "who owns sale", "--root", root, "--format", "json").json["facts"]
    assert [(one["about"], one["field"], one["values"]) for one in facts] == [
        ("process:venta", "process.owner", ["role:jefa"])
    ]


def test_a_company_says_what_its_own_words_mean(run, base_of):
    """`search.words` of the settings holds for questions, too."""
    root = base_of({**SMALL, "timonel": {"search": {"words": {"es": {"trueques": ["venta"]}}}}})
    assert asked(run, root, "¿quién es el dueño del trueque?")[1].startswith(
        "«Venta» (proceso) · Dueño: Jefa de tienda"
    )


def test_a_kind_of_the_company_is_asked_like_any_other(run, base_of):
    """What an own kind has of an owner, a status and a name can be asked; so can how many there are."""
    kind = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-kind": "contract", "x-folder": "contracts", "x-order": 900, "x-section": "data",
        "x-title": {"es": "Contrato", "en": "Contract"}, "x-plural": {"es": "Contratos", "en": "Contracts"},
        "x-description": {"es": "Un contrato.", "en": "A contract."},
        "type": "object", "required": ["id", "name"], "additionalProperties": False,
        "properties": {
            "id": {"$ref": "../common.schema.json#/$defs/entityId"},
            "name": {"$ref": "../common.schema.json#/$defs/name"},
            "owner": {"type": "string", "x-ref": "role", "x-title": {"es": "Dueño", "en": "Owner"}},
        },
    }  # fmt: skip
    contracts = [{"id": "luz", "name": "Suministro de luz", "owner": "jefa"}]
    root = base_of({**SMALL, "schemas/kinds/contract.schema.json": json.dumps(kind), "contracts": contracts})
    assert asked(run, root, "¿quién es el dueño del contrato Suministro de luz?")[1].startswith(
        "«Suministro de luz» (contrato) · Dueño: Jefa"
    )
    assert asked(run, root, "¿cuántos contratos hay?")[1].startswith("«La Casa» (organización) · Contratos: 1\n")


def test_people_are_asked_by_the_roles_that_they_hold(run, base_of):
    """What somebody owns, decides and reports to is what their roles do; each line says which role."""
    root = base_of(
        {
            **SMALL,
            "decisions": [
                {
                    "id": "precio",
                    "name": "El precio",
                    "statement": "x",
                    "decider": "jefa",
                    "forbidden": ["role:custodio"],
                }
            ],
        }
    )
    assert asked(run, root, "¿de qué es dueña Ana Ruiz?")[1].startswith(
        "«Jefa de tienda» (rol) · A su cargo, procesos: Venta\n"
    )
    assert asked(run, root, "¿qué decide Ana Ruiz?")[1].startswith("«Jefa de tienda» (rol) · Decide: El precio\n")
    assert asked(run, root, "¿qué no puede decidir el custodio por su cuenta?")[1].startswith(
        "«Custodio» (rol) · No puede decidir: El precio\n"
    )


def test_what_happens_without_something_is_what_impact_says(run, example_base):
    """The answer's keys and counts are those of `timonel impact`."""
    for key, question in (
        ("system:genesys", "what happens if Genesys fails"),
        ("role:gerente-de-tiendas", "qué pasa si falta el gerente de tiendas"),
    ):
        told = run("impact", key, "--root", ROOT, "--format", "json").json
        (fact,) = example_base.ask(question).facts
        assert sorted(fact.values) == sorted(one["entity"] for one in told["felt"])


def test_a_language_without_questions_says_so_in_words_that_it_has(run, base_of):
    """A base in another language is asked in none of its own, and answers nothing wrong."""
    root = base_of({"timonel": {"languages": ["fr"], "name": "Exemple"}})
    told = run("ask", "qui est le chef", "--root", root)
    assert (told.code, told.out[:22]) == (1, "The base does not say.")


def test_every_language_asks_the_same_things():
    """The grammars have the same questions, and the base knows where to look for each."""
    files = sorted((ROOT / "plugins/timonel/answers/grammars").glob("*.yaml"))
    asks = {file.stem: set(yaml.safe_load(file.read_text("utf-8"))["questions"]) for file in files}
    known = {*FIELDS, *COMPUTED, "bare", "count", "count-of", "all-gaps"}
    assert {lang: (found ^ known) for lang, found in asks.items()} == {"en": set(), "es": set()}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_the_guide_asks_is_answered(example_base, lang):
    """Each example of the guide gets an answer, and what the guide shows of a terminal is what is printed."""
    text = (ROOT / f"docs/{lang}/guia/preguntar.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2] for line in text.splitlines() if line.startswith("| ") and "·" in line]
    asked = [question.strip() for row in rows for question in row.split(" · ")]
    assert len(asked) > 25
    assert [question for question in asked if not example_base.ask(question, lang).answered] == []
    shown = re.search(r"^\$ timonel ask \"(.+)\"\n([^`]+)```", text, re.MULTILINE)
    assert shown is not None
    assert example_base.ask(shown[1], lang).text == shown[2].strip()
