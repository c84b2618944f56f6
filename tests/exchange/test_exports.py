"""Exports for other programs: JSON, GraphML, SKOS and SQLite hold what the base holds, and nothing breaks them."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
from dataclasses import replace

import networkx as nx
import pytest
from bases import ROOT
from jsonschema import Draft202012Validator
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from timonel import exchange
from timonel.edit.text.entity_file import render
from timonel.pipeline import examine
from timonel.settings import Settings

NASTY = "Ñu \x00\x1b[31m\u2028\ufffe <b>&amp;\"'\\ 😀\nfin"


@pytest.fixture(scope="module")
def whole():
    return examine(ROOT, use_cache=False, wanted=("DAT",))


@pytest.fixture(scope="module")
def written(whole):
    """Format → the whole example in it."""
    options = exchange.Options(whole.settings, "es")
    return {name: exchange.write(name, whole.base, options) for name in ("json", "graphml", "skos", "sqlite")}


@pytest.fixture
def database(written):
    """Open the exported database."""
    opened = sqlite3.connect(":memory:")
    opened.deserialize(written["sqlite"])
    yield opened
    opened.close()


def test_json_fits_its_schema_and_holds_everything(whole, written):
    found = json.loads(written["json"])
    schema = json.loads((ROOT / "schemas/export.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [*Draft202012Validator(schema).iter_errors(found)] == []
    assert {one["key"]: one["fields"] for one in found["entities"]} == {one.key: one.fields for one in whole.base}
    assert len(found["references"]) == len(whole.base.references)


def test_graphml_loads_in_networkx_with_the_same_nodes_and_edges(whole, written):
    graph = nx.read_graphml(io.BytesIO(written["graphml"]))
    assert set(graph.nodes) == {one.key for one in whole.base}
    edges = sorted((a, b, data["field"]) for a, b, data in graph.edges(data=True))
    assert edges == sorted(
        (one.source.key, f"{one.kind}:{one.id}", ".".join(map(str, one.path))) for one in whole.base.references
    )
    assert graph.nodes["process:alta-de-cliente"] | {"file": ""} == {
        "kind": "process", "id": "alta-de-cliente", "file": "", "label_es": "Alta de cliente", "label_en": "Customer sign-up",
        "kind_es": "Proceso", "kind_en": "Process",
    }  # fmt: skip
    owner = next(
        data for a, b, data in graph.edges(data=True) if a == "process:alta-de-cliente" and data["field"] == "owner"
    )
    assert (owner["label_es"], owner["label_en"]) == ("Dueño", "Owner")


def test_skos_holds_every_term_with_both_labels(whole, written):
    """Names, synonyms, avoided words, definitions and relations arrive, and no word stands in two labels of a term."""
    graph = Graph().parse(data=written["skos"], format="turtle")
    home = "https://git.example/nova/crm/vocabulary"
    terms = whole.base.of("term")
    assert {*graph.subjects(RDF.type, SKOS.Concept)} == {URIRef(f"{home}/{one.id}") for one in terms}
    for term in terms:
        concept = URIRef(f"{home}/{term.id}")
        labels = {name: [(one.language, str(one)) for one in graph.objects(concept, SKOS[name])]
                  for name in ("prefLabel", "altLabel", "hiddenLabel", "definition")}  # fmt: skip
        assert sorted(labels["prefLabel"]) == sorted(term.fields["name"].items())
        assert {lang for lang, _ in labels["definition"]} == {"es", "en"}
        words = [one for name in ("prefLabel", "altLabel", "hiddenLabel") for one in labels[name]]
        assert len(words) == len(set(words))
        wanted = {(lang, one) for lang, many in term.fields.get("synonyms", {}).items() for one in many}
        assert wanted <= {*words}
        assert {(one["lang"], one["word"]) for one in term.fields.get("avoid", ()) if "lang" in one} <= {*words}
        for other in term.fields.get("see_also", ()):
            assert (concept, SKOS.related, URIRef(f"{home}/{other}")) in graph
            assert (URIRef(f"{home}/{other}"), SKOS.related, concept) in graph
    assert not any("](" in str(one) or "**" in str(one) for one in graph.objects(None, SKOS.definition))


def test_a_word_stands_in_one_label_only(loaded):
    """A synonym that is the name, or an avoided word that is a synonym, would break SKOS."""
    term = {"id": "a", "name": {"es": "Uno"}, "definition": "D.", "abbreviation": "U", "synonyms": {"es": ["Uno", "U", "dos"]},
            "avoid": [{"word": "dos", "lang": "es"}, {"word": "tres"}]}  # fmt: skip
    base = loaded({"terms": [term]})
    graph = Graph().parse(data=exchange.write("skos", base, exchange.Options(Settings(name="X"))), format="turtle")
    labels = {name: sorted((one.language, str(one)) for one in graph.objects(None, SKOS[name]))
              for name in ("prefLabel", "altLabel", "hiddenLabel")}  # fmt: skip
    assert labels == {
        "prefLabel": [("en", "Uno"), ("es", "Uno")],
        "altLabel": [("en", "U"), ("es", "U"), ("es", "dos")],
        "hiddenLabel": [("en", "tres"), ("es", "tres")],
    }


def test_without_a_repository_terms_have_names_of_their_own(loaded):
    base = loaded({"terms": [{"id": "crm", "name": {"es": "CRM"}, "definition": "Uno."}]})
    text = exchange.write("skos", base, exchange.Options(Settings(name="Programa Único"))).decode()
    assert "<urn:timonel:programa-unico:vocabulary:crm> a skos:Concept" in text


def test_the_database_holds_every_row(whole, database):
    for name, kind in whole.base.schema.kinds.items():
        count = database.execute(f'SELECT count(*) FROM "{name.replace("-", "_")}"').fetchone()[0]
        assert count == len(whole.base.of(kind.name)), name
    assert database.execute("SELECT count(*) FROM links").fetchone()[0] == len(whole.base.references)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    steps = [
        (one.id, step["id"], step["name"]["en"])
        for one in whole.base.of("process")
        for step in one.fields.get("steps", ())
    ]
    assert database.execute("SELECT process_id, id, name_en FROM process_steps ORDER BY rowid").fetchall() == steps
    systems = {(one.id, system) for one in whole.base.of("process") for system in one.fields.get("systems", ())}
    assert {*database.execute('SELECT process_id, "value" FROM process_systems')} == systems


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_database_answers_the_questions_of_the_guide(database, lang):
    """Each question that the guide asks in SQL has an answer in the example, in columns that are there."""
    guide = (ROOT / f"docs/{lang}/guia/otras-herramientas.md").read_text("utf-8")
    questions = re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)
    assert len(questions) == 7
    answers = [database.execute(one).fetchall() for one in questions]
    assert all(answers)
    risks, _processes, stages, *_rest, owners = answers
    assert [row[1] for row in risks] == sorted((row[1] for row in risks), reverse=True)
    assert len(stages) == 8
    assert owners[0][1] >= owners[-1][1] >= 1


def test_the_latest_measurement_is_the_latest(whole, database):
    found = dict(database.execute('SELECT "key", "date" FROM latest_measurement'))
    dates = {}
    for one in whole.base.of("measurement"):
        dates[one.fields["of"]] = max(one.fields["date"], dates.get(one.fields["of"], ""))
    assert found == dates


def test_the_same_base_gives_the_same_bytes(loaded, whole, written):
    contents = {"areas": [{"id": f"a{n}", "name": f"A{n}", "type": "business"} for n in range(20)],
                "terms": [{"id": "t", "name": {"es": "T"}, "definition": "D.", "synonyms": {"es": ["u", "v"]}}]}  # fmt: skip
    options = exchange.Options(whole.settings, "es")
    twice = [{name: exchange.write(name, loaded(contents), options) for name in written} for _ in range(2)]
    assert twice[0] == twice[1]


@pytest.mark.parametrize("form", ["json", "graphml", "skos", "sqlite"])
@pytest.mark.parametrize("kind", [None, "term", "process"])
def test_nothing_in_the_data_breaks_an_export(loaded, kinds, form, kind):
    """Control characters, quotes, markup and huge numbers arrive or are shown as pictures; the format stays sound."""
    term = {"id": "a", "name": NASTY, "definition": {"es": NASTY, "en": NASTY}, "abbreviation": NASTY, "x-n": 9**40}
    process = {"id": "p", "name": {"es": NASTY, "en": "x"}, "type": "support", "tags": [NASTY]}
    files = {
        "data/terms.yaml": render(kinds.kinds["term"], term),
        "data/processes.yaml": render(kinds.kinds["process"], process),
    }
    base = loaded(files)
    url = "https://x.example/a{b}|c^`d"
    settings = replace(Settings(), name=NASTY, repository={"url": url})
    data = exchange.write(form, base, exchange.Options(settings, "es", kind))
    if form == "json":
        assert json.loads(data)["name"] == NASTY
    elif form == "graphml":
        assert len(nx.read_graphml(io.BytesIO(data))) >= 1
    elif form == "skos":
        assert len(Graph().parse(data=data, format="turtle")) > 5
    else:
        with sqlite3.connect(":memory:") as database:
            database.deserialize(data)
            assert database.execute("SELECT count(*) FROM entities").fetchone()[0] >= 1


def test_the_command_writes_one_kind(base_of, run):
    root = base_of({"areas": [{"id": "v", "name": "Ventas", "type": "business", "notes": "Solo entre nosotros."}]})
    told = run("export", "--format", "sqlite", "--kind", "area", "--output", root / "x.db", "--root", root)
    assert told.code == 0, told.err
    with sqlite3.connect(root / "x.db") as database:
        assert database.execute("SELECT id, name_es, type FROM area").fetchall() == [("v", "Ventas", "business")]
        assert database.execute("SELECT name FROM sqlite_master WHERE name = 'process'").fetchall() == []
    assert b"entre nosotros" not in (root / "x.db").read_bytes()


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_terminal_gets_no_control_characters(base_of, run, monkeypatch, form):
    """What a file or another program gets as it is would act on a terminal."""
    root = base_of({"data/processes/alta.yaml": 'id: alta\nname: "Al\\e[31mta \\x9b2J"\ntype: support\n'})
    asked = ("export", "--root", root, "--format", form, "--kind", "process")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    told = run(*asked)
    assert told.code == 0
    assert "Al" in told.out
    assert not {"\x1b", "\x9b", "\r"} & {*told.out}


@pytest.mark.parametrize(
    ("options", "formats"),
    [
        (("json", "--template"), "csv, xlsx"),
        (("xlsx", "--bom"), "csv"),
        (("skos", "--kind", "term"), "csv, graphml, json, sqlite, xlsx"),
        (("graphml", "--kind", "process.steps"), "csv, xlsx"),
    ],
)
def test_an_option_that_a_format_does_not_heed_is_refused_with_the_formats_that_do(run, base_of, options, formats):
    """What is written would not be what was asked for."""
    answer = run("export", "--root", base_of(), "--format", *options)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.endswith(f"{options[0]} does not heed {' '.join(options[1:])}; formats that do: {formats}\n")
