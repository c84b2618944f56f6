"""Every rule's card: it says all it must in both languages, its examples are true, and nothing is without its other half."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest
from bases import ROOT, TODAY
from jsonschema import Draft202012Validator, FormatChecker

from timonel import governance
from timonel.cache import Cache
from timonel.governance.quoted import quoted
from timonel.lookups.facts import Facts
from timonel.rules import CARDS, card, check, examples, examples_of, forms, functions
from timonel.rules.wording import worded, wording
from timonel.schema import Kind, bundle
from timonel.source import parse

CODES = sorted(path.stem for path in CARDS.glob("*.yaml"))
# Found while loading or when waivers are applied: a card and no function.
ELSEWHERE = {"DAT001", "DAT002", "DAT003", "DAT004", "DAT005", "DAT006", "DAT007", "DAT011"}
# They look at all of their kind, unless a file could not be read.
ALL_THAT_IS_READ = {"TCH002", "TCH004"}
# Codes that no rule has (any more), and none may have.
RETIRED = frozenset({"BUD007", "RSK010"})
TEXTS = ("summary", "why", "fix", "message")
# What examples say alike in every language.
NAMES = {
    "Ana", "App", "Aurora", "Club", "Colombia", "Control", "Director", "Eva", "Fax", "LFPDPPP", "Legal", "Leo", "Marketing", "Nova",
    "Ocaso", "SAP ERP", "Salesforce", "Siebel", "Supervisor", "Web", "mailto:actas@otra.example",
}  # fmt: skip
EXAMPLES = [
    pytest.param(code, kind, number, id=f"{code}-{kind}-{number}")
    for code in CODES
    for kind in ("bad", "good")
    for number in range(len(card(CARDS / f"{code}.yaml")[kind]))
]


def test_codes_are_for_ever():
    """Those of a family follow one another: a card that is gone has left its code among the retired."""
    families = {code[:3]: int(code[3:]) for code in sorted({*CODES, *RETIRED})}
    assert {f"{family}{number:03d}" for family, last in families.items() for number in range(1, last + 1)} == {
        *CODES,
        *RETIRED,
    }
    assert RETIRED.isdisjoint(CODES)


def test_every_function_has_a_card_and_every_card_a_function():
    assert set(functions()) == set(CODES) - ELSEWHERE


@pytest.mark.parametrize("code", CODES)
def test_a_card_follows_its_schema(code):
    schema = json.loads((ROOT / "schemas" / "rule.schema.json").read_text(encoding="utf-8"))
    common = json.loads((ROOT / "schemas" / "common.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(bundle(schema, common["$defs"], ["es", "en"]), format_checker=FormatChecker())
    assert [
        f"{error.json_path}: {error.message}" for error in validator.iter_errors(card(CARDS / f"{code}.yaml"))
    ] == []


@pytest.mark.parametrize("code", CODES)
def test_a_card_speaks_both_languages(code):
    fields = card(CARDS / f"{code}.yaml")
    assert fields["code"] == code
    texts = {name: fields[name] for name in TEXTS} | {
        name: option["title"] for name, option in fields.get("options", {}).items()
    }
    texts |= {"scope": fields["scope"]} if "scope" in fields else {}
    for name, text in texts.items():
        assert set(text) == {"es", "en"}, name
        assert all(one.strip() for one in text.values()), name
        if name != "message":
            assert text["es"] != text["en"], name
    assert len({frozenset(re.findall(r"\{(\w+)\}", one)) for one in fields["message"].values()}) == 1, (
        "placeholders differ"
    )


@pytest.mark.parametrize("code", [code for code in CODES if "options" in card(CARDS / f"{code}.yaml")])
def test_an_options_default_is_one_of_the_values_that_it_takes(code, rules):
    form = forms(rules)[code]
    assert Kind("options", form, {}, {}).problems({**rules[code].options}) == []


@pytest.mark.parametrize(
    ("code", "option", "field"),
    [("DOC001", "types", ("document", "type")), ("STK002", "voices", ("forum", "members", "voice"))],
)
def test_an_option_lists_all_values_of_the_field_that_it_speaks_of(code, option, field, kinds, rules):
    kind, *keys = field
    node = kinds.kinds[kind].schema
    for key in keys:
        node = node.get("items", node)["properties"][key]
    assert rules[code].option_forms[option]["items"]["enum"] == node["enum"]


def test_a_fix_names_nothing_of_an_example(kinds, rules):
    """Whoever reads it beside a finding would look for an id that is not there."""
    named = re.compile(rf"`[^`]*\b(?:{'|'.join(kinds.kinds)}):[a-z][^`]*`|`(?:owner|indicator|of|approved_by): [a-z]")
    found = [(code, lang) for code, one in rules.items() for lang in ("es", "en") if named.search(one.fix[lang])]
    assert found == []


def test_names_are_unique(rules):
    assert len({one.name for one in rules.values()}) == len(rules)


def result_of(example, code, kinds, rules):
    """Check an example with the card's own rule; findings about waivers need the rules that these speak of."""
    base = examples.base_of(example, kinds, frozenset(rules))
    wanted = None if "waivers" in example else [code]
    return governance.judge(base, examples.settings_of(example), rules, example.get("as_of", TODAY), wanted)


def is_at(finding, place):
    """Whether a finding is where an example expects it."""
    keys = place.get("field")
    keys = [keys] if isinstance(keys, str) else keys
    return (
        place.get("entity", finding.spot.subject) == finding.spot.subject
        and (keys is None or keys == [*finding.spot.keys])
        and (place.get("line", finding.spot.line[0]), place.get("column", finding.spot.line[1])) == finding.spot.line
    )


def place_of(spot):
    """Return a place as a card states it."""
    return {"entity": spot.subject} | ({"field": [*spot.keys]} if spot.keys else {})


@pytest.mark.parametrize(("code", "kind", "number"), EXAMPLES)
def test_an_example_shows_what_it_says(code, kind, number, kinds, rules):
    """A failing example is found, where it says, and names what else it says; a passing one is not found.

    Both say how many the rule looks at; no message shows a placeholder or a Python value. In English it is as true.
    """
    example = card(CARDS / f"{code}.yaml")[kind][number]
    holds(example, code, kind, kinds, rules)
    if (english := worded(example, "en")) != example:
        holds(english, code, kind, kinds, rules)


def holds(example, code, kind, kinds, rules):
    """Hold an example against what its rule says of it; an edge may say in which words (`says`, of each finding)."""
    result = result_of({name: one for name, one in example.items() if name != "says"}, code, kinds, rules)
    findings = [one for one in result.findings if one.code == code]
    if code not in ELSEWHERE:
        outcome = result.outcomes[code]
        assert outcome.population == example.get("population"), "what the score is a share of"
        assert outcome.failed == len({one.spot.subject for one in findings})
        assert [one.detail for one in result.base.misfits if one.code != "DAT003"] == [], (
            "examples are documentation: they follow the model"
        )
    if kind == "good":
        assert [one.message("en") for one in findings] == []
        return
    assert findings
    expected = example.get("at", {})
    for place in expected if isinstance(expected, list) else [expected]:
        assert [one for one in findings if is_at(one, place)], [
            (one.spot.subject, one.spot.keys, one.spot.line) for one in findings
        ]
    if isinstance(expected, list):
        assert len(findings) == len(expected)
    assert [*map(place_of, chain.from_iterable(one.related for one in findings))] == example.get("related", [])
    assert [one.message("en") for one in findings] == example.get("says", [one.message("en") for one in findings])
    for finding in findings:
        for lang in ("es", "en"):
            told = f"{finding.message(lang)} {finding.advice(lang, result.facts)}"
            assert not re.search(r"\{[a-z_]+\}", told), told
            assert not re.search(r"\b(None|True|False)\b|<timonel|object at 0x|Entity\(|frozenset\(", told), told
            assert finding.message(lang).strip()


EDGES = parse("edges.yaml", Path(__file__).with_name("edges.yaml").read_bytes()).value


@pytest.mark.parametrize(
    ("code", "kind", "number"),
    [
        (code, kind, n)
        for code, fields in EDGES.items()
        for kind, several in fields.items()
        for n in range(len(several))
    ],
)
def test_at_an_edge_a_rule_decides_as_it_says(code, kind, number, kinds, rules):
    """As an example of its card."""
    holds(EDGES[code][kind][number], code, kind, kinds, rules)


def test_a_rule_that_looks_at_some_has_an_example_of_the_others(kinds, rules):
    """So nobody widens by accident what its score is a share of."""

    def leaves_some_out(one, example):
        organization = one.selects in ("", "organization") and "organization" not in example
        folders = [kinds.kinds[one.selects].folder] if one.selects else example.keys() - examples._OTHER
        return sum(len(example.get(name, ())) for name in folders) + organization > example["population"]

    some = {code for code, one in rules.items() if one.applies} - ALL_THAT_IS_READ
    assert [
        code for code in some
        if not any(leaves_some_out(rules[code], one) for kind in ("bad", "good") for one in card(CARDS / f"{code}.yaml")[kind])
    ] == []  # fmt: skip


def test_every_rule_runs_alone_and_on_an_almost_empty_base(kinds, rules):
    base = examples.base_of({}, kinds, frozenset(rules))
    settings = examples.settings_of({})
    for code in sorted(set(CODES) - ELSEWHERE):
        (outcome,) = check(base, Facts(base, settings, TODAY), settings, [rules[code]])
        assert 0 <= outcome.failed <= outcome.population, code


def test_the_lessons_of_cards_are_those_of_the_method():
    """Cards alone say which rules a lesson stands behind; each lesson stands behind some."""
    method = set()
    for path in sorted((ROOT / "data" / "lessons").rglob("*.yaml")):
        value = parse(path.name, path.read_bytes()).value
        method |= {one["id"] for one in (value if isinstance(value, list) else [value])}
    assert {lesson for code in CODES for lesson in card(CARDS / f"{code}.yaml").get("lessons", ())} == method


def texts_of(value):
    """Yield the texts of an example that people read: what is no id, reference, code of a language or of a currency."""
    if isinstance(value, dict):
        yield from chain.from_iterable(texts_of(one) for one in value.values())
    elif isinstance(value, list):
        yield from chain.from_iterable(texts_of(one) for one in value)
    elif isinstance(value, str) and not re.fullmatch(r"[a-z0-9][a-z0-9_:./-]*|[a-z]{2}-[A-Z]{2}|[A-Z]{3}\d*", value):
        yield value


def test_examples_are_told_in_english():
    """A card's examples read in English but for names, unless they speak of the words of a language; no wording is left over."""
    every = [example for code in CODES for kind in ("bad", "good") for example in card(CARDS / f"{code}.yaml")[kind]]
    told = [one for one in every if worded(one, "en") != one]
    assert len(told) > len(every) * 0.9
    texts = {
        text for one in told for text in texts_of([value for name, value in one.items() if name not in examples._OTHER])
    }
    texts |= {
        line.partition(": ")[2].strip('"') or line
        for one in told
        for path, text in one.get("files", {}).items()
        if path.startswith("data/")
        for line in text.splitlines()
    } & {*wording("en")}
    assert texts - {*wording("en")} == NAMES, "say them in plugins/timonel/rules/wordings/en.yaml"
    assert {*wording("en")} - texts == {"ANS"}, "it looks like a currency"
    assert {*wording("es")} == set()


def test_files_of_examples_are_told_in_english_however_broken(rules):
    """What a field says is told again, with the quotation mark that is missing; a page stays in the language of its folder."""
    first, second = (text for one in examples_of(rules["DAT001"], "en")["bad"] for text in one["files"].values())
    assert first == 'id: cliente\nname: "Customer\ndefinition: Whoever buys or may buy.\n'
    assert second.splitlines()[1:3] == ["name: Customer", "name: Buyer"]
    pages = [one["files"] for one in examples_of(rules["DAT012"], "en")["good"]]
    assert pages[0] == {"docs/es/caja.md": "# En caja\n", "docs/en/caja.md": "# At the till\n"}


def test_examples_read_as_yaml_again(kinds, rules):
    """What `timonel rule` and the site show can be copied into a base."""
    for code in CODES:
        for example in [*card(CARDS / f"{code}.yaml")["bad"], *card(CARDS / f"{code}.yaml")["good"]]:
            plain = {key: value for key, value in example.items() if key not in examples._OTHER}
            assert parse("x.yaml", examples.shown(plain).encode()).value == (plain or None)


def test_what_each_rule_says_of_its_example_is_kept_and_in_words_of_its_own(tmp_path):
    """A page quotes each rule on its first example, in both languages, be it kept already or not; days stand as ISO dates."""
    said = {lang: quoted(lang, Cache(tmp_path)) for lang in ("es", "en")}
    assert said["es"] == quoted("es", Cache(tmp_path)) == quoted("es", Cache(None))
    assert [*said["es"]] == [*said["en"]] == CODES
    assert all(said["es"].values())
    assert said["es"]["PRO001"] == "El proceso «Alta de cliente» no tiene dueño."
    assert not [code for code in CODES if said["es"][code] == said["en"][code]]
