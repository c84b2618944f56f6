"""`timonel diff` and `check --changed-since`: what a change did, told first to those whom it concerns."""

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

ALTA = "data/processes/alta.yaml"
TEXT = "id: alta\nname: {es: Alta, en: Sign-up}\ntype: support\nowner: gerente\ndescription: {es: Se da de alta al cliente., en: The customer is signed up.}\n"
STEPS = "steps:\n- {id: pedir, name: Pedir, role: gerente}\n"


@pytest.fixture
def diff(repo, run):
    """Compare the first commit with the working tree, or with what the arguments say, as JSON that follows its schema."""
    schema = Draft202012Validator(json.loads((ROOT / "schemas/diff.schema.json").read_text("utf-8")))

    def call(*arguments: str):
        told = run("diff", *(arguments or ("inicio",)), "--root", repo.root, "--format", "json", "--lang", "en")
        assert told.err == ""
        schema.validate(told.json)
        return told.json

    return call


def concerns(found):
    return [
        (one["topic"], one["change"], one["subject"], one["field"], [party["role"] for party in one["parties"]])
        for one in found["concerns"]
    ]


def entities(found):
    return [(one["change"], one["entity"], [each["field"] for each in one["fields"]]) for one in found["entities"]]


def opened(found, name="opened"):
    return [(one["code"], one["entity"]) for one in found["findings"][name]]


def test_nothing_changed(repo, diff):
    found = diff()
    assert [found[name] for name in ("concerns", "entities", "texts", "pages")] == [[], [], [], []]
    assert found["findings"] == {"opened": [], "closed": [], "silenced": []}
    assert all(one["before"] == one["after"] for one in found["score"].values())
    assert found["head"] == {"revision": None, "commit": None}


def test_an_owner_changes_hands(repo, diff, run):
    repo.put({ALTA: TEXT.replace("owner: gerente", "owner: jefa") + STEPS})
    found = diff()
    assert concerns(found) == [("owner", "changed", "process:alta", ["owner"], ["role:gerente", "role:jefa"])]
    assert [party["holders"] for party in found["concerns"][0]["parties"]] == [["Beto"], ["Ana"]]
    text = run("diff", "inicio", "--root", repo.root).out
    assert text.index("Gerente (Beto)") < text.index("process:alta")


def test_a_gap_opens_and_closes(repo, diff, run):
    repo.commit({ALTA: TEXT.replace("owner: gerente\n", "") + STEPS})
    found = diff("inicio", "HEAD")
    assert (found["base"]["revision"], found["head"]["revision"]) == ("inicio", "HEAD")
    assert ("PRO001", "process:alta") in opened(found)
    assert found["score"]["processes"]["after"] < found["score"]["processes"]["before"]
    assert ("PRO001", "process:alta") in opened(diff("HEAD", "inicio"), "closed")
    codes = [
        run("diff", "inicio", "HEAD", "--root", repo.root, "--fail-on-new", level).code for level in ("error", "info")
    ]
    assert codes == [1, 1]
    assert run("diff", "HEAD", "inicio", "--root", repo.root, "--fail-on-new", "error").code == 0


def test_a_renamed_id_is_no_new_entity_and_its_gaps_are_no_new_gaps(repo, diff):
    repo.commit({ALTA: TEXT.replace("owner: gerente\n", "") + STEPS})
    repo.commit(
        {
            ALTA: None,
            "data/processes/registro.yaml": (TEXT.replace("owner: gerente\n", "") + STEPS).replace(
                "id: alta", "id: registro"
            ),
        }
    )
    found = diff("HEAD~1", "HEAD")
    assert entities(found) == [("renamed", "process:registro", [])]
    assert found["entities"][0]["was"] == "process:alta"
    assert (opened(found), opened(found, "closed")) == ([], [])


def test_what_is_the_same_under_another_id_has_no_second_heir_that_only_resembles_it(repo, diff):
    repo.commit({
        ALTA: None,
        "data/processes/registro.yaml": (TEXT + STEPS).replace("id: alta", "id: registro"),
        "data/processes/parecido.yaml": (TEXT + STEPS).replace("id: alta", "id: parecido").replace("Pedir", "Preguntar"),
    })  # fmt: skip
    found = diff("inicio", "HEAD")
    assert [one["entity"] for one in found["entities"] if one["was"]] == ["process:registro"]
    assert ("added", "process:parecido", []) in entities(found)


def test_an_entity_that_says_what_it_was_called_is_the_same_however_little_it_resembles_that(repo, diff):
    """What it says goes before what is alike: a copy under a third id is new."""
    gap = "name: Bienvenida\ntype: support\nsupports: [alta-en-linea]\n"
    repo.commit({ALTA: TEXT.replace("owner: gerente\n", "") + STEPS})
    repo.commit(
        {
            ALTA: None,
            "data/processes/bienvenida.yaml": f"id: bienvenida\nformerly: [alta]\n{gap}",
            "data/processes/copia.yaml": (TEXT.replace("owner: gerente\n", "") + STEPS).replace(
                "id: alta", "id: copia"
            ),
        }
    )
    found = diff("HEAD~1", "HEAD")
    assert {(one["was"], one["entity"]) for one in found["entities"] if one["was"]} == {
        ("process:alta", "process:bienvenida")
    }
    assert ("added", "process:copia", []) in entities(found)
    assert "formerly" not in {field for _, _, fields in entities(found) for path in fields for field in path}
    assert ("PRO001", "process:bienvenida") not in opened(found)
    assert ("PRO001", "process:alta") not in opened(found, "closed")


def test_a_renamed_entity_may_change_a_little(repo, diff):
    repo.put(
        {
            ALTA: None,
            "data/processes/registro.yaml": (TEXT + STEPS)
            .replace("id: alta", "id: registro")
            .replace("owner: gerente", "owner: jefa"),
        }
    )
    found = diff()
    assert entities(found) == [("renamed", "process:registro", [["owner"]])]
    assert concerns(found) == [("owner", "changed", "process:registro", ["owner"], ["role:gerente", "role:jefa"])]


def test_a_renamed_role_takes_nothing_from_anybody(repo, diff):
    roles = (repo.root / "data/roles.yaml").read_text("utf-8")
    everything = {path: path.read_text("utf-8") for path in (repo.root / "data").rglob("*.yaml")}
    for path, text in everything.items():
        path.write_text(text.replace("gerente", "encargada"), "utf-8")
    assert "gerente" in roles
    found = diff()
    assert ("renamed", "role:encargada", []) in entities(found)
    assert [one for one in concerns(found) if one[0] == "owner"] == []


def test_a_moved_file_a_rewritten_one_and_a_deleted_folder(repo, diff):
    repo.put({ALTA: None, "data/processes/clientes/alta.yaml": TEXT + STEPS})
    assert entities(diff()) == [("moved", "process:alta", [])]
    repo.put(
        {
            "data/processes/clientes/alta.yaml": json.dumps(
                json.loads(
                    json.dumps(
                        {
                            "steps": [{"role": "gerente", "name": "Pedir", "id": "pedir"}],
                            "owner": "gerente",
                            "type": "support",
                            "description": {"en": "The customer is signed up.", "es": "Se da de alta al cliente."},
                            "name": {"es": "Alta", "en": "Sign-up"},
                            "id": "alta",
                        }
                    )
                )
            )
        }
    )
    assert entities(diff()) == [("moved", "process:alta", [])]
    repo.put({"data/processes": None, "docs": None})
    found = diff()
    assert [(how, key) for how, key, _ in entities(found)] == [("removed", "process:alta"), ("removed", "process:baja")]
    assert found["pages"] == [{"file": "docs/es/guia.md", "change": "removed"}]


def test_list_items_are_known_by_their_id(repo, diff):
    repo.put(
        {ALTA: TEXT + "steps:\n- {id: saludar, name: Saludar, role: gerente}\n- {id: pedir, name: Pedir, role: jefa}\n"}
    )
    assert entities(diff()) == [("changed", "process:alta", [["steps", "pedir", "role"], ["steps", "saludar"]])]


def test_a_merge_is_compared_as_what_it_made(repo, diff):
    repo.git("checkout", "--quiet", "-b", "rama")
    repo.commit(
        {ALTA: TEXT.replace("Sign-up", "Enrolment").replace("es: Alta", "es: Inscripción") + STEPS}, day="2026-11-03"
    )
    repo.git("checkout", "--quiet", "main")
    repo.commit({"data/processes/otra.yaml": "id: otra\nname: Otra\ntype: support\nowner: jefa\n"}, day="2026-11-04")
    repo.git("merge", "--quiet", "--no-ff", "--message", "junta", "rama", day="2026-11-05")
    assert entities(diff("inicio", "HEAD")) == [("changed", "process:alta", [["name"]]), ("added", "process:otra", [])]
    assert entities(diff("HEAD^1", "HEAD")) == [("changed", "process:alta", [["name"]])]


def test_a_text_changed_in_one_language_only(repo, diff):
    repo.put({ALTA: TEXT.replace("Se da de alta al cliente.", "Se inscribe al cliente.") + STEPS})
    assert diff()["texts"] == [
        {"entity": "process:alta", "field": ["description"], "changed": ["es"], "unchanged": ["en"]}
    ]


def test_measurements_changed_or_removed_concern_their_owner_and_new_ones_nobody(repo, diff):
    repo.put(
        {
            "measurements": [
                {"of": "indicator:nps", "date": "2026-11-01", "value": 50},
                {"of": "indicator:nps", "date": "2026-11-15", "value": 51},
            ]
        }
    )
    found = diff()
    assert concerns(found) == [
        ("measurement", "removed", "measurement:indicator-nps-2026-10-01", [], ["role:gerente"]),
        ("measurement", "changed", "measurement:indicator-nps-2026-11-01", ["value"], ["role:gerente"]),
    ]


def test_settings_waivers_decisions_rules_and_the_baseline_come_first(repo, diff, run):
    repo.commit({ALTA: TEXT.replace("owner: gerente\n", "") + STEPS})
    gap = next(one for one in run("check", "--root", repo.root, "--format", "json").found("PRO001"))
    waiver = {
        "rule": "PRO001",
        "entity": "process:alta",
        "reason": {"es": "Se decide.", "en": "Pending."},
        "approved_by": "jefa",
        "expires": "2027-01-31",
    }
    entry = {"code": "OBJ001", "entity": "goal:servir", "fingerprint": "0" * 64}
    repo.put(
        {
            "waivers": [waiver],
            "decisions": [
                {
                    "id": "precio",
                    "name": "Precio",
                    "statement": {"es": "Fijar precios.", "en": "Setting prices."},
                    "decider": "gerente",
                }
            ],
            "baseline.json": json.dumps({"baseline": 1, "findings": [entry]}),
            "rules/xab001.yaml": "- no\n",
        },
        {
            "rules": {
                "severity": {"PRO001": "info"},
                "ignore": [{"rule": "PRO002", "reason": {"es": "Ya.", "en": "Now."}}],
            }
        },
    )
    found = diff("HEAD")
    assert concerns(found) == [
        ("settings", "added", "timonel.yaml", ["rules"], ["role:jefa"]),
        ("rule", "added", "rules/xab001.yaml", [], ["role:jefa"]),
        ("decision", "changed", "decision:precio", ["decider"], ["role:jefa", "role:gerente"]),
        ("waiver", "added", "waiver:pro001-process-alta", [], ["role:jefa"]),
        ("baseline", "added", "goal:servir", ["OBJ001"], ["role:jefa"]),
    ]
    assert opened(found, "silenced") == [("PRO001", "process:alta")]
    assert found["findings"]["silenced"][0]["severity"] == gap["severity"], "judged by the settings of before"


def test_a_first_baseline_is_one_line(repo, diff, run):
    """A team that begins notes hundreds of gaps: that is one decision, not hundreds."""
    entries = [{"code": "PRO001", "entity": f"process:p{n}", "fingerprint": f"{n:064x}"} for n in range(164)]
    repo.put({"baseline.json": json.dumps({"baseline": 1, "findings": entries})}, {"baseline": "baseline.json"})
    found = [one for one in concerns(diff("HEAD")) if one[0] == "baseline"]
    assert found == [("baseline", "added", "baseline.json", [], ["role:jefa"])]
    told = run("diff", "HEAD", "--root", repo.root, "--lang", "en").out
    assert "Baseline, baseline.json: new, with 164 known gaps" in told


def test_a_softened_own_rule_closes_no_gap(repo, diff):
    rule = "code: XAB001\nrule: no-owner\nkind: process\nseverity: error\nsummary: {es: a, en: b}\nwhy: {es: a, en: b}\nfix: {es: a, en: b}\nmessage: {es: 'Falta {name}.', en: '{name} lacks it.'}\nassert: entity.id != 'baja'\n"
    repo.commit({"rules/a.yaml": rule})
    repo.put({"rules/a.yaml": rule.replace("!= 'baja'", "!= ''")})
    found = diff("HEAD")
    assert (opened(found), opened(found, "closed")) == ([], [])
    assert concerns(found)[0][:3] == ("rule", "changed", "rules/a.yaml")


def test_both_sides_are_judged_on_the_day_of_the_head(repo, diff):
    repo.commit({}, {"as_of": None}, day="2026-12-24")
    assert diff("inicio", "HEAD")["as_of"] == "2026-12-24"
    assert diff("inicio", "inicio")["as_of"] == "2026-11-20"


def test_a_base_in_a_folder_of_the_repository(make, run):
    repo = make("other", "crm")
    repo.commit(
        {"processes": [{"id": "alta", "name": "Alta", "type": "support"}]},
        {"repository": {"url": "https://git.example/nova"}},
    )
    write(repo.top / "data/processes.yaml", "- {id: ajeno}\n")
    repo.commit(
        {
            "processes": [
                {"id": "alta", "name": "Alta", "type": "support"},
                {"id": "baja", "name": "<b>Baja</b> @todos", "type": "support"},
            ]
        }
    )
    told = run("diff", "HEAD~1", "HEAD", "--root", repo.root, "--format", "markdown")
    assert f"https://git.example/nova/blob/{repo.git('rev-parse', 'HEAD')}/crm/data/processes.yaml#L2" in told.out
    assert "<b>" not in told.out
    assert "@todos" not in told.out
    assert "ajeno" not in told.out


def test_markdown_without_an_address_names_the_place_and_stays_small(repo, run):
    repo.put(
        {
            "tasks.md": "x",
            "processes": [
                {"id": f"p{number}", "name": f"Proceso {number} " + "á" * 60, "type": "support"}
                for number in range(900)
            ],
        }
    )
    told = run("diff", "inicio", "--root", repo.root, "--format", "markdown")
    assert len(told.out.encode()) <= 60_000
    assert "data/processes.yaml" in told.out
    assert "<code>timonel diff</code>" in told.out


def test_links_that_leave_the_base_are_refused_and_the_working_tree_is_not_touched(repo, diff):
    (repo.root / "data/processes/mal.yaml").symlink_to("../../../fuera.yaml")
    (repo.root / "data/processes/bien.yaml").symlink_to("baja.yaml")
    repo.commit({})
    before = sorted((path, path.lstat().st_mtime_ns) for path in repo.top.rglob("*"))
    found = diff("inicio", "HEAD")
    assert ("DAT002", "file:data/processes/mal.yaml") in opened(found)
    assert ("DAT004", "process:baja") in opened(found), "a link inside the base is the file that it leads to"
    assert diff("HEAD")["findings"] == {"opened": [], "closed": [], "silenced": []}, (
        "a revision reads as the folder does"
    )
    assert sorted((path, path.lstat().st_mtime_ns) for path in repo.top.rglob("*")) == before


@pytest.mark.parametrize("revision", ["nada", "--output=x", "inicio:data", ""])
def test_an_unknown_revision_is_one_line(repo, run, revision):
    told = run("diff", "--root", repo.root, "--", revision)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "there is no revision" in told.err


def test_no_repository_no_git_no_base(base_of, repo, run, monkeypatch):
    told = run("diff", "HEAD", "--root", base_of({}))
    assert (told.code, "no git repository" in told.err) == (2, True)
    shutil.rmtree(repo.root / "data")
    (repo.root / "timonel.yaml").unlink()
    repo.commit({"README.md": "x", "data/organization.yaml": "id: x\n"})
    repo.git("checkout", "--quiet", "--orphan", "vacia")
    repo.git("rm", "-r", "--quiet", "--force", ".")
    write(repo.root / "x", "x")
    repo.git("add", "x")
    repo.git("commit", "--quiet", "--message", "x")
    repo.git("checkout", "--quiet", "main")
    told = run("diff", "vacia", "--root", repo.root)
    assert (told.code, "there is no knowledge base at vacia" in told.err) == (2, True)
    monkeypatch.setenv("PATH", os.devnull)
    told = run("diff", "HEAD", "--root", repo.root)
    assert (told.code, told.err.count("\n"), "git does not run here" in told.err) == (2, 1, True)


BEFORE = {
    "data/processes/venta.yaml": (
        "id: venta\nname: {es: Venta, en: Sale}\ntype: customer-facing\nowner: gerente\nmaturity: {level: 2, assessed: 2026-01-01}\n"
        "description: {es: Se vende., en: One sells.}\nsystems: [caja, web]\npartner_incentive: false\n"
        "steps:\n- {id: pedir, name: Pedir, role: gerente, next: [cobrar]}\n- {id: cobrar, name: Cobrar, system: caja}\n- {id: dar, name: Dar}\n"
        "links:\n- {title: Uno, url: 'https://uno.example'}\n- {title: Dos, url: 'https://dos.example'}\nnotes: Una nota.\n"
    ),
    "data/processes/cobro.yaml": "id: cobro\nname: Cobro\ntype: support\nsupports: [venta]\nowner: jefa\nsystems: [caja]\n",
    "data/processes/garantia.yaml": "id: garantia\nname: Garantía\ntype: support\nsupports: [venta]\nowner: jefa\ntags: [a, b, c]\n",
    "data/processes/vieja.yaml": "id: vieja\nname: Vieja\ntype: support\n",
    "data/systems/caja.yaml": "id: caja\nname: Caja\ncategory: pos\nowner: jefa\nintegrations: [{system: web, direction: in}]\n",
    "data/systems/web.yaml": "id: web\nname: Web\ncategory: ecommerce\nowner: jefa\n",
    "data/areas/ventas.yaml": "id: ventas\nname: Ventas\ntype: business\nhead: jefa\n",
    "docs/es/otra.md": "# Otra\n", "docs/es/igual.md": "# Igual\n",
    "waivers": [
        {"rule": "PRO002", "entity": "process:cobro", "reason": {"es": "Ya.", "en": "Soon."}, "approved_by": "jefa", "expires": "2026-12-31"},
        {"rule": "PRO006", "entity": "process:cobro", "reason": {"es": "Ya.", "en": "Soon."}, "approved_by": "jefa", "expires": "2026-12-31"},
    ],
    "baseline.json": json.dumps({"baseline": 1, "findings": [
        {"code": "PRO001", "entity": "process:vieja", "fingerprint": "1" * 64}, {"code": "PRO001", "entity": "process:nada", "fingerprint": "2" * 64},
    ]}),
}  # fmt: skip
LONG = "Una frase que dice lo que se quiere decir y que no cabe en una línea de la pantalla, ni en dos, "
AFTER = {
    "data/processes/venta.yaml": (
        "id: venta\nname: {es: Venta, en: Selling}\ntype: customer-facing\nowner: jefa\nmaturity: {level: 3, assessed: 2026-11-01, note: x}\n"
        f"description: {{es: '{LONG * 3}fin.', en: One sells.}}\nsystems: [web, caja]\npartner_incentive: true\n"
        "steps:\n- {id: cobrar, name: Cobrar, system: caja, next: [{to: entregar, when: {es: Si paga, en: If paid}}]}\n- {id: pedir, name: Pedir, role: jefa}\n"
        "- {id: entregar, name: Dar}\nlinks:\n- {title: Uno, url: 'https://uno.example/nuevo'}\n- {title: Tres, url: 'https://tres.example'}\n"
    ),
    "data/processes/cobro.yaml": None,
    "data/processes/cobranza.yaml": "id: cobranza\nname: Cobranza\ntype: support\nsupports: [venta]\nowner: jefa\nsystems: [caja]\n",
    "data/processes/garantia.yaml": None,
    "data/processes/mas/garantia.yaml": "id: garantia\nname: Garantía\ntype: support\nsupports: [venta]\nowner: jefa\ntags: [a, c, d]\n",
    "data/processes/vieja.yaml": None,
    "data/processes/nueva.yaml": "id: nueva\nname: {es: Nueva}\ntype: support\n",
    "data/systems/caja.yaml": None,
    "data/systems/mas/caja.yaml": "id: caja\nname: Caja\ncategory: pos\nowner: jefa\nintegrations: [{system: web, direction: in}]\n",
    "data/areas/ventas.yaml": "id: ventas\nname: Ventas\ntype: business\nhead: gerente\n",
    "docs/es/otra.md": None, "docs/es/guia.md": "# Guía\n\nMás.\n", "docs/es/nueva.md": "# Nueva\n",
    "roles": [
        {"id": "jefa", "name": "Jefa", "purpose": {"es": "Decidir.", "en": "To decide."}, "holders": [{"person": "ana", "until": "2026-12-31"}, {"person": "beto", "from": "2027-01-01"}]},
        {"id": "gerente", "name": "Gerente", "purpose": {"es": "Cuidar.", "en": "To care."}, "holders": [{"person": "beto"}], "reports_to": "jefa"},
    ],
    "measurements": [{"of": "indicator:nps", "date": "2026-11-01", "value": 42.5, "note": "Corregido."}],
    "decisions": [{"id": "plazo", "name": "Plazo", "statement": {"es": "Dar plazos.", "en": "Granting time."}, "decider": "gerente"}],
    "waivers": [
        {"rule": "PRO002", "entity": "process:cobranza", "reason": {"es": "Ya.", "en": "Soon."}, "approved_by": "gerente", "expires": "2027-01-31"},
        {"rule": "PRO004", "entity": "process:venta", "reason": {"es": "Ya.", "en": "Soon."}, "approved_by": "jefa", "expires": "2026-12-31"},
    ],
    "baseline.json": json.dumps({"baseline": 1, "findings": [
        {"code": "PRO001", "entity": "process:nada", "fingerprint": "2" * 64}, {"code": "PRO001", "entity": "process:nueva", "fingerprint": "3" * 64},
    ]}),
}  # fmt: skip


@pytest.mark.parametrize(("form", "lang"), [("text", "es"), ("text", "en"), ("markdown", "en")])
def test_a_change_of_everything_is_told_as_it_was_read(repo, run, form, lang):
    """Renamed, moved, gone and new; texts of one language, parts of fields and of items; who is concerned, and what gaps that makes."""
    repo.commit(BEFORE, {"publish": {"people": True}, "holidays": ["2026-12-25"]})
    repo.put(AFTER, {"holidays": ["2026-12-24", "2026-12-25"], "repository": {"url": "https://git.example/x"}})
    told = run("diff", "HEAD", "--root", repo.root, "--format", form, "--lang", lang)
    text = re.sub(r"\b[0-9a-f]{40}\b", "0" * 40, told.out)
    same(Path(__file__).with_name("golden") / f"diff-{lang}.{'txt' if form == 'text' else 'md'}", text)


@pytest.mark.parametrize("gone", ["timonel.yaml", "data"])
def test_a_base_that_had_no_settings_or_no_entries_yet_is_compared(repo, run, gone):
    """Either is enough to be a base."""
    path = repo.root / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "sin")
    repo.git("tag", "sin")
    repo.commit({"areas": [{"id": "ventas", "name": "Ventas", "type": "business"}]}, {})
    told = run("diff", "sin", "--root", repo.root, "--lang", "en")
    assert (told.code, "Ventas" in told.out, told.err) == (0, True, "")


def test_a_shallow_clone_says_that_it_lacks_the_revision(repo, run, tmp_path):
    first = repo.git("rev-parse", "HEAD")
    repo.commit({"data/processes/otra.yaml": "id: otra\nname: Otra\ntype: support\nowner: jefa\n"})
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.top}", str(tmp_path / "clone"))
    told = run("diff", first, "--root", tmp_path / "clone")
    assert (told.code, "shallow" in told.err) == (2, True)


def test_changed_since_shows_what_the_change_opened_and_what_lies_in_its_files(repo, check):
    repo.commit(
        {
            "data/processes/vieja.yaml": "id: vieja\nname: Vieja\ntype: support\n",
            "data/processes/tocada.yaml": "id: tocada\nname: Tocada\ntype: support\n",
        }
    )
    repo.put(
        {
            "data/processes/tocada.yaml": "id: tocada\nname: Tocada hoy\ntype: support\n",
            "data/processes/nueva.yaml": "id: nueva\nname: Nueva\ntype: support\n",
        }
    )
    told = check(repo.root, "--changed-since", "HEAD", "--format", "json")
    assert [one["entity"] for one in told.found("PRO001")] == ["process:nueva", "process:tocada"]
    assert told.code == 1
    assert told.out == check(repo.root, "--changed-since", "HEAD", "--format", "json").out, "from the cache"
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "x")
    assert check(repo.root, "--changed-since", "HEAD").code == 0
    assert check(repo.root, "--changed-since", "nada").code == 2


def _parted(repo):
    """Make a branch that changes one process, while main opens another and settles a file that the branch never touched."""
    repo.git("checkout", "-q", "-b", "rama")
    repo.commit({ALTA: TEXT.replace("Alta", "Alta nueva") + STEPS})
    repo.git("checkout", "-q", "main")
    repo.commit({"data/processes/otra.yaml": "id: otra\nname: Otra\ntype: support\n"})
    repo.git("checkout", "-q", "rama")


@pytest.mark.parametrize("asked", [["main"], ["main", "rama"], ["main...rama"], ["main..."]])
def test_a_branch_answers_for_what_it_did_itself(repo, run, asked):
    _parted(repo)
    found = run("diff", *asked, "--root", repo.root, "--format", "json").json
    assert [one["entity"] for one in found["entities"]] == ["process:alta"]
    assert (found["findings"]["closed"], found["base"]["revision"], found["base"]["ahead"]) == ([], "main", 1)
    told = run("diff", *asked, "--root", repo.root, "--lang", "en")
    assert "main went on meanwhile (1 commit): compared with where they parted" in told.out


@pytest.mark.parametrize("asked", [["main", "rama", "--exact"], ["main..rama"]])
def test_the_tips_are_compared_on_request(repo, run, asked):
    _parted(repo)
    found = run("diff", *asked, "--root", repo.root, "--format", "json").json
    assert {one["entity"] for one in found["entities"]} == {"process:alta", "process:otra"}
    assert found["base"]["ahead"] is None


def test_what_another_branch_opened_is_not_shown_as_a_change_since(repo, run):
    _parted(repo)
    repo.git("checkout", "-q", "main")
    repo.git("checkout", "-q", "-b", "tercera", "rama")
    found = run("check", "--root", repo.root, "--changed-since", "main", "--format", "json").json["findings"]
    assert {one["file"] for one in found} <= {ALTA}


def test_histories_with_nothing_in_common_are_compared_as_they_are(repo, run):
    repo.git("checkout", "-q", "--orphan", "ajena")
    repo.commit({"data/processes/otra.yaml": "id: otra\nname: Otra\ntype: support\n"})
    found = run("diff", "main", "--root", repo.root, "--format", "json")
    assert (found.code, found.json["base"]["ahead"]) == (0, None)
