"""What a fix shows as YAML closes the gap: written as it stands, the finding is gone and nothing else is out of order."""

import json
import re
from copy import deepcopy

import pytest
from bases import TODAY
from test_cards import CODES, EXAMPLES, result_of
from test_mutations import MUTATIONS, mutated, original  # noqa: F401 - a fixture

from timonel import governance, settings
from timonel.edit.text.surgery import Change, rewritten
from timonel.load import File
from timonel.load.loader import load
from timonel.rules import CARDS, card, examples
from timonel.source import parse

SHOWN = re.compile(r"`((?:[a-z_]+\.)*[a-z_]+): ([^`]+)`|`(\{[^`]+\})`")
COMMAND = re.compile(r"`timonel new ([a-z-]+)((?: --set [a-z_]+=\S+)+)`")
IN_ORDER = {"DAT001", "DAT002", "DAT003", "DAT004", "DAT005", "DAT010"}
SOMEBODY = {
    "id": "quien",
    "name": {"es": "Quien responde", "en": "Who answers"},
    "purpose": {"es": "Estar.", "en": "To be."},
}
# What the reader fills in for "…".
FILLED = {"PRO004": 3, "INI027": 81, "DAT008": "Texto"}
# Fixes of several steps. A way is what is done together, a step the place, the field and, where the fix says it in words
# alone, the value. "." is what the finding points at, "beside" the same mapping, "new" what its command makes, "related" what it names besides.
HERE = (".", "beside")
STEPS = {
    "DAT002": [[("beside", "es"), ("beside", "comprador o visitante", None)]],
    "INI001": [[(".", "status")], [(".", "status"), ("new", "decision"), ("new", "decided", TODAY)]],
    "INI003": [
        [(".", "status")],
        [(".", "status"), ("new", "real_data"), ("new", "decision"), ("new", "decided", TODAY)],
    ],
    "INI009": [[(".", "permanent"), (".", "end", None)]],
    "INI018": [[("pilot:bogota", "quick_win"), ("pilot:bogota", "decision"), ("pilot:bogota", "decided", TODAY)]],
    "INI027": [[("measurement", "")]],
    "ISS002": [[(".", "status"), (".", "closed")]],
    "OBJ009": [
        [
            ("indicator", "perception_of"),
            ("process:quejas", "indicators", ["nuevo"]),
            ("measurement", "of", "indicator:nuevo"),
            ("measurement", "value", 70),
        ]
    ],
    "PRV002": [[(".", "access"), (".", "grants")]],
    "PRV004": [
        [
            ("policy", "type"),
            ("policy", "url", "https://tienda.example/aviso"),
            ("policy", "published_in", ["nuevo"]),
            ("channel", "type", "digital"),
        ]
    ],
    "STK001": [
        [
            ("forum", "type"),
            ("forum", "chair", "quien"),
            ("forum", "cadence", "monthly"),
            ("forum", "members", [{"role": "quien", "voice": "business"}, {"role": "quien", "voice": "technology"}]),
        ]
    ],
    "STK005": [[(".", "status"), (".", "closed", TODAY)], [(".", "status", "withdrawn")]],
    "SYS005": [[("related", "status")]],
    "VOC005": [[("settings", "vocabulary_owner")]],
}
CASES = {
    ("OBJ013", "indicator"): [[("related", "owner")]],
    ("PRV006", "base"): [[("data-asset:ficha", "holds_preferences")]],
    ("RSK002", "both"): [[(".", "owner"), (".", "response")]],
}


def shown(text, code):
    """Return what a fix shows as YAML: field (of the finding's own where it shows a value alone) and value, in order."""
    filled = [
        (field, (value or block).replace("…", str(FILLED.get(code, "…"))))
        for field, value, block in SHOWN.findall(text)
    ]
    return [(field, parse("fix.yaml", value.encode()).value) for field, value in filled]


def ways(one, found, kinds):
    """Return the ways that a fix offers: each a list of place, key path and value."""
    field = ".".join(key for key in one.spot.keys if isinstance(key, str))
    steps = CASES.get((one.code, one.values.get("case", field))) or STEPS.get(one.code)
    if steps is None:
        steps = [[(".", name)] for name, _ in found]
    assert {name for name, _ in found} <= {step[1] for way in steps for step in way}, "a fix that no test carries out"
    values = dict(reversed(found))
    return [[(where, name, given[0] if given else values[name]) for where, name, *given in way] for way in steps]


def place(kinds, entity, keys, name):
    """Return the key path of a field of an entity: in the innermost of what a finding points at that can have it."""
    if not name:
        return keys
    first = name.split(".")[0]
    nodes = [kinds.kinds[entity.kind].schema]
    for key in keys:
        nodes.append(
            nodes[-1].get("items", {}) if isinstance(key, int) else nodes[-1].get("properties", {}).get(key, {})
        )
    depth = max((n for n, node in enumerate(nodes) if first in node.get("properties", {})), default=0)
    return (*keys[:depth], *name.split("."))


def put(fields, keys, value):
    """Put a value at a key path; None takes out what is there; what is there of a mapping or list stays."""
    for key in keys[:-1]:
        fields = fields[key] if isinstance(key, int) else fields.setdefault(key, {})
    if value is None:
        fields.pop(keys[-1], None)
    elif isinstance(value, dict) and isinstance(fields, dict) and isinstance(fields.get(keys[-1]), dict):
        fields[keys[-1]] |= value
    elif isinstance(value, list) and isinstance(fields, dict) and isinstance(fields.get(keys[-1]), list):
        fields[keys[-1]] = [*fields[keys[-1]], *(one for one in value if one not in fields[keys[-1]])]
    else:
        fields[keys[-1]] = value


class Mended:
    """The files of a base with a fix carried out in them."""

    def __init__(self, files, result, kinds):
        self.files, self.result, self.kinds = dict(files), result, kinds
        self.changed, self.new, self.settings = {}, {}, {}

    def step(self, one, where, name, value):
        if where == "settings":
            self.settings[name] = value
            return
        subject = one.related[0].subject if where == "related" else one.spot.subject if where in HERE else where
        entity = self.result.base.find(subject) if where != "new" else None
        if entity is not None:
            keys = place(self.kinds, entity, one.spot.keys if where == "." else (), name)
            if where == "beside":
                keys = (*one.spot.keys[:-1], name)
            put(self.changed.setdefault(entity.key, deepcopy(dict(entity.raw))), keys, value)
            return
        made = COMMAND.search(one.advice("en", self.result.facts)) if where == "new" else None
        kind = made[1] if made else where
        start = {"id": "nuevo", "name": {"es": "Nuevo", "en": "New"}} if kind != "measurement" else {"date": TODAY}
        fields = self.new.setdefault(kind, start)
        fields |= dict(re.findall(r"--set ([a-z_]+)=(\S+)", made[2])) if made else {}
        for missing in {*self.kinds.kinds[kind].required} - fields.keys() - {"of"}:
            fields[missing] = {"es": "Algo.", "en": "Something."}
        if name:
            put(fields, name.split("."), value)
        else:
            fields |= value

    def written(self):
        """Return the files, cut by the project's own surgeon."""
        for key, fields in self.changed.items():
            entity = self.result.base.find(key)
            document = parse(entity.file, self.files[entity.file])
            change = Change(tuple(map(int, entity.place)), fields)
            data = rewritten(document, [change], [], self.kinds.kinds[entity.kind].schema)
            assert data is not None, key
            self.files[entity.file] = data
        for kind, fields in self.new.items():
            self.files[f"data/{self.kinds.kinds[kind].folder}/nuevo.yaml"] = json.dumps([fields]).encode()
        return self.files


def out_of_order(result):
    return {(one.code, one.spot.subject, one.spot.keys) for one in result.findings if one.code in IN_ORDER}


def carried_out(files, result, one, way, kinds):
    mended = Mended(files, result, kinds)
    for where, name, value in way:
        mended.step(one, where, name, value)
    return mended.written(), mended.settings


@pytest.mark.parametrize(("code", "kind", "number"), [one for one in EXAMPLES if one.values[1] == "bad"])
def test_what_a_fix_shows_closes_the_gap(code, kind, number, kinds, rules):
    example = card(CARDS / f"{code}.yaml")[kind][number]
    if not code.startswith("ROL") and "roles" not in example:
        example = {**example, "roles": [SOMEBODY]}
    files = {one.path: one.data for one in examples.files(example)}
    today = example.get("as_of", TODAY)

    def judged(files, more=None):
        said = {"model": 1, "name": "Ejemplo", **example.get("timonel", {}), **(more or {})}
        known = settings.load(json.dumps(said).encode())[0]
        base = load([File(*one) for one in files.items()], kinds, frozenset(rules), known.languages)
        return governance.judge(base, known, rules, today, {code, "DAT010"} if "waivers" not in example else None)

    result = judged(files)
    for one in [one for one in result.findings if one.code == code]:
        found = shown(one.advice("es", result.facts), code)
        assert [name for name, _ in found] == [name for name, _ in shown(one.advice("en", result.facts), code)]
        for way in ways(one, found, kinds) if found and one.spot.entity else ():
            after = judged(*carried_out(files, result, one, way, kinds))
            assert one.fingerprint not in {other.fingerprint for other in after.findings}, way
            assert out_of_order(after) <= out_of_order(result), way


def test_each_case_of_a_card_is_told_of_in_one_of_its_examples(kinds, rules):
    """A case that no example has would be a fix that nobody has seen; one that has no text would be told the general one."""
    for code in CODES:
        found = {
            one.values.get("case", ".".join(key for key in one.spot.keys if isinstance(key, str)))
            for example in card(CARDS / f"{code}.yaml")["bad"]
            for one in result_of(example, code, kinds, rules).findings
        }
        if rules[code].cases:
            assert rules[code].cases.keys() <= found, code


def test_what_a_fix_names_of_the_example_company_closes_the_gap(original, kinds, rules):  # noqa: F811 - the fixture
    """Many gaps at once, a mutation each: what the fix names of this base fits into the field as it stands."""
    named = [one for one in MUTATIONS if re.search(r"\{(example|role)\}", json.dumps(rules[one["code"]].fix["en"]))]
    files = mutated(original, [change for one in named for change in one["change"]])
    result = original.check(files)
    mended, closed = Mended(files, result, kinds), set()
    expected = {(one["code"], one["entity"]) for one in named}
    for one in result.findings:
        found = shown(one.advice("es", result.facts), one.code) if (one.code, one.spot.subject) in expected else []
        assert not found or found == shown(one.advice("en", result.facts), one.code)
        for name, value in found:
            if name not in ("status", "vocabulary_owner"):  # the other way out, and the settings
                mended.step(one, ".", name, value)
                closed.add(one.fingerprint)
    after = original.check(mended.written())
    assert len(closed) > 10
    assert [f"{one.spot.subject} {one.code}" for one in after.findings if one.fingerprint in closed] == []
    assert out_of_order(after) <= out_of_order(result)
