"""What can be mended without a person is: the finding goes, every other byte stays, and programs are told the same edits."""

import json

import pytest

from timonel.report.formats import sarif

PEOPLE = {
    "data/roles/jefa.yaml": "id: jefa\nname: {es: Jefa de Enfermería, en: Head nurse}\npurpose: {es: Cuidar., en: Care.}\nholders: [{person: ana}]\n",
    "people": [{"id": "ana", "name": "Ana", "employment": "internal"}],
}
HEAD = "id: p\nname: {es: Proceso, en: Process}   # queda\ntype: support\n"
LISTED = "- id: p\n  name: {es: P, en: P}\n  type: support\n"
# What is written, what it becomes, the rule whose finding goes, and whether that decides something.
CASES = {
    "a date that can mean one day": (
        HEAD + "maturity: {level: 2, assessed: 31/01/2026}\n",
        HEAD + "maturity: {level: 2, assessed: 2026-01-31}\n", "DAT002", False,
    ),
    "a date with slashes, the year first": (
        HEAD + "maturity: {level: 2, assessed: 2026/1/5}\n", HEAD + "maturity: {level: 2, assessed: 2026-01-05}\n", "DAT002", False,
    ),
    "an id": (HEAD.replace("id: p", "id: Alta de Sócio"), HEAD.replace("id: p", "id: alta-de-socio"), "DAT002", False),
    "a name for an id": (HEAD + "owner: jefa de enfermería\n", HEAD + "owner: jefa\n", "DAT002", False),
    "another language's case": (
        HEAD.replace("{es: Proceso", "{Es: Proceso"), HEAD, "DAT002", False,
    ),
    "a text with commas": (
        HEAD + "description: {es: Vende, entrega y asesora, en: Sells}\n",
        HEAD + 'description: {es: "Vende, entrega y asesora", en: Sells}\n', "DAT002", False,
    ),
    "a text with a colon": (
        HEAD + "description: Vende: siempre\n", HEAD + 'description: "Vende: siempre"\n', "DAT001", False,
    ),
    "a number for a text": (
        HEAD.replace("name: {es: Proceso, en: Process}", "name: 2026"), HEAD.replace("name: {es: Proceso, en: Process}", 'name: "2026"'), "DAT002", False,
    ),
    "a misspelt id": (HEAD + "owner: jeffa\n", HEAD + "owner: jefa\n", "DAT003", True),
    "a misspelt field": (HEAD + "onwer: jefa\n", HEAD + "owner: jefa\n", "DAT002", True),
    "a misspelt word": (HEAD.replace("support", "suport"), HEAD, "DAT002", True),
    "a date with dots": (HEAD + "maturity: {level: 2, assessed: 31.1.2026}\n", HEAD + "maturity: {level: 2, assessed: 2026-01-31}\n", "DAT002", False),
    "a date with the month first": (HEAD + "maturity: {level: 2, assessed: 1-31-2026}\n", HEAD + "maturity: {level: 2, assessed: 2026-01-31}\n", "DAT002", False),
    "a date whose month is its day": (HEAD + "maturity:\n  assessed: '05/05/2026'\n  level: 2\n", HEAD + "maturity:\n  assessed: '2026-05-05'\n  level: 2\n", "DAT002", False),
    "an id between marks": (HEAD + "owner: 'jeffa'   # queda\n", HEAD + "owner: 'jefa'   # queda\n", "DAT003", True),
    "the name in another language": (HEAD + "owner: HEAD NURSE\n", HEAD + "owner: jefa\n", "DAT002", False),
    "in a list of several": (
        f"{LISTED}- id: q\n  name: {{es: Q, en: Q}}\n  type: suport\n{LISTED.replace('id: p', 'id: r')}", f"{LISTED}- id: q\n  name: {{es: Q, en: Q}}\n  type: support\n{LISTED.replace('id: p', 'id: r')}", "DAT002", True,
    ),
    "what is missing in one of several": (
        "- id: q\n  owner: jefa\n  name: {es: Q, en: Q}\n  type: support\n- id: w\n  supports: [q]\n  name: {es: W, en: W}\n  type: support\n",
        "- id: q\n  owner: jefa\n  name: {es: Q, en: Q}\n  type: support\n- id: w\n  supports: [q]\n  name: {es: W, en: W}\n  type: support\n  owner: jefa\n", "PRO001", True,
    ),
    "a misspelt field between braces": (HEAD + "maturity: {lebel: 2, assessed: 2026-01-31}\n", HEAD + "maturity: {level: 2, assessed: 2026-01-31}\n", "DAT002", True),
    "a misspelt field of an item": (
        HEAD + "steps:\n  - id: u\n    name: {es: U, en: U}\n    rol: jefa\n", HEAD + "steps:\n  - id: u\n    name: {es: U, en: U}\n    role: jefa\n", "DAT002", True,
    ),
    "a misspelt word of an item": (
        HEAD + "steps:\n  - id: u\n    name: {es: U, en: U}\n    role: jeffa\n", HEAD + "steps:\n  - id: u\n    name: {es: U, en: U}\n    role: jefa\n", "DAT003", True,
    ),
    "a text of four pieces": (
        HEAD + "description: {en: Sells, es: Vende, entrega, cobra y asesora}\n", HEAD + 'description: {en: Sells, es: "Vende, entrega, cobra y asesora"}\n', "DAT002", False,
    ),
    "an item of a list with a colon": (HEAD + "tags:\n  - a\n  - Vende: siempre\n", HEAD + 'tags:\n  - a\n  - "Vende: siempre"\n', "DAT002", False),
    "a text with commas of a file between braces": (
        "{id: p, name: Vende, entrega y asesora, type: support}\n", '{id: p, name: "Vende, entrega y asesora", type: support}\n', "DAT002", False,
    ),
    "a number for a tag": (HEAD + "tags: [a, 2026]\n", HEAD + 'tags: [a, "2026"]\n', "DAT002", False),
    "an owner that fits": (HEAD, HEAD.replace("type: support\n", "type: support\nowner: jefa\n"), "PRO001", True),
}  # fmt: skip
NEVER = {
    "a date that can mean two days": HEAD + "maturity: {level: 2, assessed: 01/02/2026}\n",
    "a date that is none": HEAD + "maturity: {level: 2, assessed: 31/02/2026}\n",
    "a month that is none": HEAD + "maturity: {level: 2, assessed: 2026-31-01}\n",
    "a date with more behind it": HEAD + "maturity: {level: 2, assessed: 31/01/2026 o así}\n",
    "what is far from all": HEAD.replace("support", "zzzzzz"),
    "a name that nobody has": HEAD + "owner: La Gerente\n",
    "a text where a number belongs": HEAD + "maturity: {level: mucho, assessed: 2026-01-31}\n",
}
FILE = "data/processes/p.yaml"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", CASES)
def test_a_fix_mends_its_finding_and_nothing_else(base_of, run, name, ends):
    before, after, code, decides = CASES[name]
    before, after = (text.replace("\n", ends).encode() for text in (before, after))
    root = base_of({**PEOPLE, FILE: before})
    safe = run("fix", code, "--root", root, "--apply", "--lang", "en")
    assert safe.code == 0
    if decides:
        assert (root / FILE).read_bytes() == before
        assert "decides something" in run("fix", code, "--unsafe", "--root", root, "--apply", "--lang", "en").out
    assert (root / FILE).read_bytes() == after
    found = run("check", "--root", root, "--format", "json").found(code)
    assert not [one for one in found if one["file"] == FILE]


@pytest.mark.parametrize("name", NEVER)
def test_what_only_a_person_knows_is_left(base_of, run, name):
    root = base_of({**PEOPLE, FILE: NEVER[name]})
    told = run("fix", "DAT", "--unsafe", "--root", root, "--apply", "--lang", "en")
    assert (told.code, (root / FILE).read_bytes().decode()) == (0, NEVER[name])
    assert "Nothing can be mended without a person." in told.out


def test_nothing_is_written_without_apply(base_of, run):
    before, _, code, _ = CASES["a date that can mean one day"]
    root = base_of({**PEOPLE, FILE: before})
    told = run("fix", code, "--root", root, "--lang", "en")
    assert "write `2026-01-31`" in told.out
    assert (root / FILE).read_bytes().decode() == before


@pytest.mark.parametrize("name", CASES)
def test_programs_are_told_the_edits_that_mend_it(base_of, run, name):
    """JSON and SARIF say where and what; made by anybody, the file is the one that `timonel fix` writes."""
    before, after, code, decides = CASES[name]
    root = base_of({**PEOPLE, FILE: before})
    fix = next(one["fixes"][0] for one in run("check", "--root", root, "--format", "json").found(code) if one["fixes"])
    assert fix["safe"] is not decides
    (edit,) = fix["edits"]
    starts = [0]
    for line in before.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    start, end = (starts[line - 1] + column - 1 for line, column in (edit["start"], edit["end"]))
    assert before[:start] + edit["text"] + before[end:] == after
    results = json.loads(run("check", "--root", root, "--format", "sarif").out)["runs"][0]["results"]
    replaced = [one["fixes"][0]["artifactChanges"][0] for one in results if one["ruleId"] == code and one.get("fixes")]
    assert edit["text"] in {one["replacements"][0]["insertedContent"]["text"] for one in replaced}


def test_many_at_once_and_each_once(base_of, run):
    lines = "".join(
        f"- {{id: p{n}, name: P{n}, type: support, maturity: {{level: 2, assessed: 31/01/2026}}}}\n" for n in range(30)
    )
    root = base_of({**PEOPLE, FILE: lines})
    assert run("fix", "--root", root, "--apply").code == 0
    assert (root / FILE).read_text() == lines.replace("31/01/2026", "2026-01-31")


def test_sarif_holds_what_code_scanning_takes(base_of, run, monkeypatch):
    monkeypatch.setattr(sarif, "_MOST", 5)
    root = base_of({"processes": [{"id": f"p{n}", "name": f"P{n}", "type": "support"} for n in range(9)]})
    found = json.loads(run("check", "--root", root, "--format", "sarif", "--lang", "en").out)["runs"][0]
    assert len(found["results"]) == 5
    (note,) = found["invocations"][0]["toolExecutionNotifications"]
    assert "do not fit here" in note["message"]["text"]
