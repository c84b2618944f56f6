"""Every rule notices its own defect in the example company: one mutation per code finds one gap more, and nothing else."""

from __future__ import annotations

import functools
import gc
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from timonel import governance, settings
from timonel.cache import Cache
from timonel.governance import Finding, Result
from timonel.load import File, Sources, read
from timonel.load.loader import load
from timonel.pipeline.again import Again
from timonel.rules import CARDS, Rule
from timonel.schema import Schema
from timonel.source import Document, parse

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
HERE = Path(__file__).parent
CODES = sorted(path.stem for path in CARDS.glob("*.yaml"))
# What loading and the waivers find: these have no function, so no population.
LOADED = {"DAT001", "DAT002", "DAT003", "DAT004", "DAT005", "DAT006", "DAT007", "DAT011"}
Files = dict[str, bytes]


def read_yaml(path: str, data: bytes) -> Any:
    """Return a file's value as Timonel reads it; its values are shared, so a caller who changes them copies them."""
    document = parse(path, data)
    assert isinstance(document, Document), document
    return document.value


MUTATIONS = [
    one for path in sorted((HERE / "mutations").glob("*.yaml")) for one in read_yaml(path.name, path.read_bytes())
]


class Example(NamedTuple):
    """The example company as it stands: its files, its result, and what checks any other version of the files."""

    files: Files
    result: Result
    check: Callable[[Files], Result]


@pytest.fixture(scope="session")
def original(example: Path, rules: Mapping[str, Rule], kinds: Schema, cache: Cache) -> Iterator[Example]:
    """Check the example company; of each mutation what an edit makes new, as editors have it: a check from scratch finds the same.

    That it does is what `test_again.py` is about; where everything is to be tested, each mutation is checked from scratch.
    """
    files = {file.path: file.data for file in read(example)}
    files[settings.FILE] = (example / settings.FILE).read_bytes()

    def check(changed: Files) -> Result:
        known, misfits = settings.load(changed[settings.FILE])
        assert not misfits
        paths = sorted(changed.keys() - {settings.FILE}, key=lambda path: path.split("/"))
        base = load((File(path, changed[path]) for path in paths), kinds, frozenset(rules), known.languages)
        return governance.judge(base, known, rules, str(known.as_of))

    again = Again(cache)

    def edited(changed: Files) -> Result:
        data = [
            File(path, changed[path])
            for path in sorted(changed.keys() - {settings.FILE}, key=lambda one: one.split("/"))
        ]
        return again.examine(Sources(changed[settings.FILE], data))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("timonel.load.parsed.parse", functools.cache(parse))
        result = check(files)
        if not EVERYTHING:
            assert {one.fingerprint for one in edited(files).findings} == {one.fingerprint for one in result.findings}
        yield Example(files, result, check if EVERYTHING else edited)


def mutated(original: Example, change: Sequence[Mapping[str, Any]]) -> Files:
    """Return the files with the operations of a mutation carried out, in order."""
    files = dict(original.files)
    for one in change:
        if "add" in one:
            assert one["add"] not in files
            files[one["add"]] = one["text"].encode()
        elif "remove" in one:
            del files[one["remove"]]
        elif "replace" in one:
            old = one["old"].encode()
            assert files[one["replace"]].count(old) == 1
            files[one["replace"]] = files[one["replace"]].replace(old, one["new"].encode())
        else:
            for path, keys in _targets(original, files, one):
                before = read_yaml(path, files[path])
                after = deepcopy(before)
                _alter(after, [*keys, *one.get("set", one.get("delete"))], one)
                assert after != before, one
                files[path] = _written(after)
    return files


def _targets(original: Example, files: Files, one: Mapping[str, Any]) -> Iterator[tuple[str, list[int]]]:
    """Yield file and place of what an operation changes: a whole file, or one or several entities."""
    if "file" in one:
        yield one["file"], []
        return
    for key in one["entity"] if isinstance(one["entity"], list) else [one["entity"]]:
        entity = original.result.base.find(key)
        assert entity is not None, key
        value = read_yaml(entity.file, files[entity.file])
        items = value if isinstance(value, list) else []
        yield entity.file, [n for n, item in enumerate(items) if item["id"] == entity.id]


def _alter(value: Any, keys: Sequence[str | int], one: Mapping[str, Any]) -> None:
    """Set or delete what a key path leads to; "*" stands for every item of a list, and a list's length appends."""
    first, *rest = keys
    if first == "*":
        for item in value:
            _alter(item, rest, one)
    elif rest:
        if isinstance(value, dict):
            value.setdefault(first, {})
        _alter(value[first], rest, one)
    elif "delete" in one:
        del value[first]
    elif isinstance(value, list) and first == len(value):
        value.append(one["to"])
    else:
        value[first] = one["to"]


def _written(value: Any) -> bytes:
    """Return a file's bytes: JSON, which is YAML; a list has one entity to a line."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False).encode()
    return "".join(f"- {json.dumps(item, ensure_ascii=False)}\n" for item in value).encode()


def _place(found: Finding) -> tuple[str, str, list[str | int]]:
    return found.code, found.spot.subject, list(found.spot.keys)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[one["code"] for one in MUTATIONS])
def test_a_mutation_is_found_where_it_was_made_and_nowhere_else(original: Example, mutation: Mapping[str, Any]) -> None:
    gc.disable()  # as the command does; conftest turns it on again
    before = {one.fingerprint for one in original.result.findings}
    found = [
        one for one in original.check(mutated(original, mutation["change"])).findings if one.fingerprint not in before
    ]
    expected = (mutation["code"], mutation["entity"], mutation.get("field", []))
    places = [_place(one) for one in found]
    assert places.count(expected) == 1, places
    others = {place[0] for place in places if place != expected}
    assert others == set(mutation.get("with", [])), places
    for one in found:
        assert "{" not in one.message("es") + one.message("en")


def test_each_mutation_is_of_another_rule() -> None:
    codes = [one["code"] for one in MUTATIONS]
    assert len({*codes}) == len(codes)
    assert {*codes} <= {*CODES}


def test_mutations_stand_in_the_file_of_their_family() -> None:
    for path in (HERE / "mutations").glob("*.yaml"):
        assert {one["code"][:3] for one in read_yaml(path.name, path.read_bytes())} == {path.stem}


def test_the_example_has_no_errors_some_warnings_and_waivers_one_of_which_ends_soon(original: Example) -> None:
    result = original.result
    assert result.count("error") == 0
    assert 10 <= result.count("warning") <= 20
    assert 2 <= result.count(status="waived") <= 5
    assert [one.severity for one in result.findings if one.code == "DAT011"] == ["warning"]
    assert not [one for one in result.findings if one.code in ("DAT006", "DAT007")]


def test_every_rule_has_something_to_look_at_in_the_example(original: Example) -> None:
    outcomes = original.result.outcomes
    # It approaches nobody cold, as a rule of its own.
    assert {code for code, outcome in outcomes.items() if not outcome.population} == {"GLB007"}
    assert outcomes.keys() == set(CODES) - LOADED


def test_the_example_passes_its_own_check(example: Path, check: Callable[..., Any]) -> None:
    found = check(example, "--format", "json")
    assert found.code == 0, found.out
