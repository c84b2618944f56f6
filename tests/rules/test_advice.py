"""How to fix it, in this very case: no fix names an id, a day or a command that does not fit in the base that it speaks of."""

import re
from itertools import chain, pairwise

import click
import pytest
from bases import ROOT, TODAY
from test_cards import CODES, EXAMPLES, result_of

from timonel.cli import cli
from timonel.governance.judge import Judge
from timonel.model import Entity
from timonel.pipeline import examine
from timonel.rules import CARDS, card
from timonel.text import fill

_TICKS = re.compile(r"`([^`]+)`")
_KEY = re.compile(r"([a-z][a-z-]*):([a-z0-9]+(?:-[a-z0-9]+)*)\Z")
_COMMAND = re.compile(r"timonel ([a-z]+)(.*)")


def wrong_in(advice, base, today):
    """Yield what an advice names that is not in the base, is another day, or is no command."""
    for code in _TICKS.findall(advice):
        command = _COMMAND.match(code)
        if command:
            yield from _wrong_command(*command.groups(), base)
            continue
        field, _, value = code.partition(": ")
        for word in re.findall(r'[^\s\[\]"{},]+', value or code):
            key = _KEY.match(word)
            if key and key[1] in base.schema.kinds and base.find(word) is None:
                yield word
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word) and word != today:
                yield word
        kinds = {
            link.kinds
            for kind in base.schema.kinds.values()
            for links in [kind.links.get(field, ())]
            for link in links
            if link.item is None
        }
        named = {kind for several in kinds for kind in several} & {*base.schema.kinds}
        words = re.findall(r'[^\s\[\]"{},…]+', value) if named else ()
        for before, word in pairwise(["", *words]):
            if before.endswith(":") and not any(before[:-1] in _last(kind) for kind in base.schema.kinds.values()):
                continue  # the value of another field of an item
            if ":" not in word and not any(base.find(f"{kind}:{word}") for kind in named):
                yield f"{field}: {word}"


def _last(kind):
    """Return the names of the fields of a kind's items that name something."""
    return {link.path[-1] for links in kind.links.values() for link in links if link.path}


def _wrong_command(name, rest, base):
    command = cli.get_command(None, name)
    if command is None:
        yield name
        return
    options = {option for one in command.params if isinstance(one, click.Option) for option in one.opts}
    words = rest.split()
    for word in words:
        if word.startswith("--") and word not in options:
            yield word
        key = _KEY.match(word)
        if key and key[1] in base.schema.kinds and base.find(word) is None:
            yield word
    for place, word in enumerate(words):
        if word == "--set" and "=" in words[place + 1]:
            kind = base.schema.kinds[words[0]]
            field, value = words[place + 1].split("=")
            if field not in kind.fields:
                yield words[place + 1]
            choices = kind.fields[field].get("enum")
            names = [other for link in kind.links.get(field, ()) for other in link.kinds]
            keys = [value if ":" in value else f"{other}:{value}" for other in names]
            if (choices and value not in choices) or (keys and not any(base.find(key) for key in keys)):
                yield words[place + 1]
    if name == "new" and words and words[0] not in base.schema.kinds:
        yield words[0]


@pytest.mark.parametrize(("code", "kind", "number"), [one for one in EXAMPLES if one.values[1] == "bad"])
def test_a_fix_fits_the_case_in_which_it_is_told(code, kind, number, kinds, rules):
    result = result_of(card(CARDS / f"{code}.yaml")[kind][number], code, kinds, rules)
    for one in result.findings:
        for lang in ("es", "en"):
            told = one.advice(lang, result.facts)
            # What an example does not hold beside what it shows, the message of DAT003 would tell of.
            lost = {f"{misfit.values['value']}" for misfit in map(_detail, result.base.misfits) if misfit}
            assert [
                word for word in wrong_in(told, result.base, result.today) if word.split(": ")[-1] not in lost
            ] == [], told


def _detail(misfit):
    return misfit.detail if "value" in misfit.detail.values else None


def findings(result, code, fields):
    """Yield what a rule would find at the first entity of its kind, whichever of the fields it points at."""
    rule = result.rules[code]
    entity = next(iter(result.base.of(rule.selects) if rule.selects else result.base), None)
    if isinstance(entity, Entity):
        judge = Judge(result.base, result.settings, result.facts, result.rules)
        yield from (judge.from_place(rule, entity.at(*field)) for field in fields)


@pytest.mark.parametrize("bare", [False, True])
def test_a_fix_fits_in_the_example_company_and_where_there_is_nothing_yet(bare, base_of, run):
    root = ROOT
    if bare:
        root = base_of() / "bare"
        assert run("init", root, "--bare").code == 0
    result = examine(root, today=TODAY)
    wrong = {}
    for code in CODES:
        rule = result.rules[code]
        if rule.function is None:
            continue
        at = [one["at"] for one in card(CARDS / f"{code}.yaml")["bad"] if "at" in one]
        places = {
            tuple(place.get("field", ()))
            for place in chain.from_iterable(one if isinstance(one, list) else [one] for one in at)
        }
        for one in findings(
            result, code, [[key for key in place if isinstance(key, str)][:1] for place in places] or [[]]
        ):
            told = one.advice("en", result.facts)
            shown = fill(told, dict.fromkeys(re.findall(r"\{([a-z_]+)\}", told), "…"), "en")
            if found := [word for word in wrong_in(shown.replace("=…", ""), result.base, TODAY) if "…" not in word]:
                wrong[code] = found
    assert wrong == {}


def test_the_general_form_leaves_open_what_only_a_case_tells(rules):
    for code, rule in rules.items():
        for lang in ("es", "en"):
            assert not re.search(r"\{[a-z_]+\}", rule.general_fix(lang)), code


def test_who_could_own_it_is_named_and_how_to_make_one_where_nobody_could(judged):
    process = {"id": "venta", "name": "Venta en tienda", "type": "support", "supports": ["alta"]}
    other = {"id": "alta", "name": "Alta", "type": "support", "owner": "jefa"}
    roles = [
        {"id": "azar", "name": "Azar", "purpose": "Ser."},
        {"id": "jefa", "name": "Jefa", "purpose": "Mandar.", "holders": [{"person": "ana"}]},
    ]
    people = [{"id": "ana", "name": "Ana", "employment": "internal"}]
    result = judged({"processes": [process, other], "roles": roles, "people": people}, "PRO001")
    (found,) = result.findings
    assert "for example `owner: jefa`" in found.advice("en", result.facts)
    result = judged({"processes": [process]}, "PRO001")
    (found,) = result.findings
    assert "`timonel new role` makes it" in found.advice("en", result.facts)


def test_an_action_is_told_what_it_lacks_and_no_more(judged):
    """Its owner, its date or both, in the words of each."""
    lacks = {"Cifrar": {}, "Medir": {"owner": "r"}, "Avisar": {"due": "2026-12-01"}}
    result = judged(
        {
            "roles": [{"id": "r", "name": "R", "purpose": "p"}],
            "risks": [{"id": "fuga", "name": "Fuga", "category": "privacy", "actions": [{"statement": name, **has} for name, has in lacks.items()]}],
        },
        "RSK009",
    )  # fmt: skip
    (found,) = [one for one in result.findings if one.code == "RSK009"]
    assert "“Cifrar”, with no owner and no date, “Medir”, with no date and “Avisar”, with no owner" in found.message(
        "en"
    )
    assert "`owner` and `due` in “Cifrar”, `due` in “Medir” and `owner` in “Avisar”" in found.advice("en", result.facts)
