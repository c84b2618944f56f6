"""Text that breaks programs, in fields of every kind, comes out of every form as it went in, letter by letter."""

import json
import os
import re
from unicodedata import normalize

import pytest
import yaml
from bases import ROOT

from timonel.report import entity as pages
from timonel.report.formats.github import render as as_github
from timonel.report.formats.json import render as as_json
from timonel.report.formats.text import render
from timonel.source import parse
from timonel.text import is_empty, short, visible

NAUGHTY = ROOT.parent / "shared" / "data" / "naughty-strings.txt"
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
OWN = [
    "{name}", "{detail}", "{}", "{0}", "{name.__class__}", "%s %(name)s %", "{{ 7 * 7 }}", "{% raw %}", "${x}", "::error::x", "\n::error::x",
    "a\r\nb", "\x1b[31mred\x1b[0m", "\x07", "\x9b31m", "\u202eabc", "\u2028x\u2029", "\ufeff", "\u0085", "a\tb", "null", "~", "no", "1e3",
    "2026-11-20", "- a", "a: b", "# c", "'", '"', "`", "]]>", "<!-- -->", "=1+1", "@SUM(1)", "\\", "\\n", "«»", "x" * 1500, "ñ", "n\u0303", "😀", "\U000e0041",
]  # fmt: skip
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def strings():
    """Return the strings to try, those of the public list where it is, as a base holds them: with composed accents."""
    return [*dict.fromkeys(normalize("NFC", one) for one in raw())]


def raw():
    """Return the strings to try as they are."""
    found = [*OWN]
    if NAUGHTY.is_file():
        lines = NAUGHTY.read_text(encoding="utf-8").split("\n")
        found += [line for line in lines if line.strip() and not line.startswith("#")]
    return [*dict.fromkeys(found)]


def as_yaml(value):
    return yaml.safe_dump(value, default_style='"', allow_unicode=True, width=2**20)


@pytest.fixture(scope="module", autouse=True)
def _whole_list():
    if not NAUGHTY.is_file():
        pytest.skip(f"{NAUGHTY} is not here")


def test_a_file_gives_back_what_was_written():
    written = raw()
    assert parse("x.yaml", as_yaml(written).encode()).value == [normalize("NFC", one) for one in written]


@pytest.fixture
def named(judged):
    """Check processes without owners that are named like that; return the result, and the names by id."""
    names = {f"p-{number}": name for number, name in enumerate(strings()) if not is_empty(name)}
    entities = [{"id": id_, "name": name, "type": "support"} for id_, name in names.items()]
    text = "\n".join(f"- {{id: {one['id']}, type: support, name: {as_yaml(one['name']).strip()}}}" for one in entities)
    return judged({"data/processes.yaml": text}, "PRO001"), names


def test_a_name_stands_in_json_as_it_was_written(named):
    result, names = named
    found = {one["entity"].partition(":")[2]: one["message"] for one in json.loads(as_json(result, "es"))["findings"]}
    assert found == {id_: f"El proceso «{name}» no tiene dueño." for id_, name in names.items()}


def test_a_name_stands_in_text_with_what_a_terminal_would_obey_made_visible(named):
    result, names = named
    text = render(result, "en")
    assert not CONTROLS.search(text)
    lines = set(text.split("\n"))
    for id_, name in names.items():
        line = result.base.find(f"process:{id_}").line()[0]
        shown = short(name).replace("\n", "␊")
        assert any(
            one.startswith(f"data/processes.yaml:{line}:") and f"Process “{visible(shown)}” has no owner." in one
            for one in lines
        ), name


def test_a_name_adds_no_command_for_github(named):
    result, names = named
    lines = as_github(result, "es").split("\n")[:-1]
    assert len(lines) == len(names)
    assert all(
        re.match(
            r"::error file=data/processes\.yaml,line=\d+,col=\d+,title=PRO001 process-without-owner::El proceso «", line
        )
        for line in lines
    )
    assert not any("\r" in line for line in lines)


def filled(node, text):  # noqa: PLR0911 - one answer per type
    """Return a value that a schema allows, with ``text`` wherever free text may stand."""
    if "enum" in node:
        return node["enum"][0]
    if node.get("x-text"):
        return {"es": text, "en": text}
    if "x-ref" in node or "x-ref-item" in node or "pattern" in node or node.get("x-language-keys"):
        return None
    kind = node.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "string":
        return "2026-01-01" if node.get("format") == "date" else text
    if kind in ("integer", "number"):
        return node.get("minimum", 1)
    if kind == "boolean":
        return True
    if kind == "array":
        item = filled(node.get("items", {}), text)
        return None if item is None else [item] * node.get("minItems", 1)
    if kind == "object" and "properties" in node:
        found = {field: filled(child, text) for field, child in node["properties"].items()}
        if any(found[field] is None for field in node.get("required", ())):
            return None
        return {field: value for field, value in found.items() if value is not None}
    return None


REQUIRED = {
    "fingerprint": "0" * 64,
    "until": "2027-01-01",
    "id": "mx",
    "of": "risk:r",
    "rule": "PRO001",
    "entity": "process:p",
}


def entity_of(kind, text):
    """Return an entity of a kind with a text in each of its free fields, and how many these are."""
    fields = {name: filled(node, text) for name, node in kind.fields.items()}
    for name in kind.required:
        if fields[name] is None:
            fields[name] = REQUIRED.get(name) or (["r"] if kind.fields[name].get("type") == "array" else "r")
    return {name: value for name, value in {**fields, "id": fields["id"] or "mx"}.items() if value is not None}


def test_every_kind_shows_every_text_literally(judged, kinds):
    tried = strings()
    for number, kind in enumerate(kinds.kinds.values()):
        some = tried if EVERYTHING else tried[number :: len(kinds.kinds)]
        for text in (one for one in some if not is_empty(one)):
            entity = entity_of(kind, text)
            assert kind.problems(entity) == [], (kind.name, text)
            result = judged({f"data/{kind.folder}.yaml": as_yaml(entity)}, "DAT008")
            (loaded,) = result.base.of(kind.name)
            for lang in ("es", "en"):
                shown = pages.render(result, loaded, lang)
                assert not CONTROLS.search(shown)
                assert visible(text).replace("\n", "\n    ") in shown, (kind.name, text)


def test_every_rule_endures_every_text(judged, kinds):
    """Rules about words read texts most closely; none stumbles, and no message loses its values."""
    tried = [one for one in strings() if not is_empty(one)]
    for start in range(200 if EVERYTHING else 10):
        contents = {}
        for number, kind in enumerate(kinds.kinds.values()):
            text = tried[(start * 7 + number * 13) % len(tried)]
            contents[f"data/{kind.folder}.yaml"] = as_yaml([{**entity_of(kind, text), "x-own": text}])
        result = judged(contents)
        assert len(result.findings) > 10
        for form in (render(result, "es"), render(result, "en")):
            assert not CONTROLS.search(form)
        json.loads(as_json(result, "en"))


def test_settings_and_own_rules_say_every_text_literally(base_of, check):
    """A base and its rules may be called anything; a rule's placeholders are its own."""
    tried = [one for one in strings() if not is_empty(one) and "{name}" not in one]
    for text in tried if EVERYTHING else tried[::60]:
        one = as_yaml(text).strip()
        rule = f"code: XNR001\nrule: own\nseverity: error\nkind: process\nmessage: {one}\nassert: 'false'\n"
        texts = "".join(f"{field}: {one}\n" for field in ("summary", "why", "fix"))
        root = base_of({"processes": [{"id": "p", "name": "P", "type": "support"}], "rules/XNR001.yaml": rule + texts})
        (root / "timonel.yaml").write_text(f"model: 1\nlanguages: [es, en]\nname: {one}\n", "utf-8")
        told = check(root, "--format", "json", "--select", "XNR001", "--format", f"markdown={root / 'out.md'}")
        (found,) = told.json["findings"]
        assert (found["message"], found["hint"]) == (text, text)
        assert not CONTROLS.search((root / "out.md").read_text("utf-8"))
