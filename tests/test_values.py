"""Whatever value the schemas let a field have, the check judges it and the pages show it: none was forgotten."""

import json
from collections.abc import Mapping
from itertools import cycle, islice

import pytest
import sites

from timonel import site
from timonel.cache import Cache
from timonel.load import read
from timonel.site.urls import Urls
from timonel.source import parse

ROUNDS = 21  # as many as the longest list of values has


def choices(node, path=()):
    """Yield the key path ("*" for the items of a list) and values of each field that has fixed ones."""
    if "enum" in node:
        yield path, node["enum"]
    for name, child in node.get("properties", {}).items():
        yield from choices(child, (*path, name))
    if isinstance(node.get("items"), Mapping):
        yield from choices(node["items"], (*path, "*"))


def put(value, path, chosen):
    """Put the next value wherever a path leads; what is not there is not made, but for a field of the entity itself."""
    first, *rest = path
    if first == "*":
        for number, item in enumerate(value if isinstance(value, list) else ()):
            if rest:
                put(item, rest, chosen)
            else:
                value[number] = next(chosen)
    elif isinstance(value, dict) and not rest:
        value[first] = next(chosen)
    elif isinstance(value, dict) and first in value:
        put(value[first], rest, chosen)


@pytest.fixture(scope="module")
def entities(example, kinds):
    """Return folder → the example's entities; of measurements, the latest."""
    found = {}
    for file in read(example):
        if not file.path.startswith("data/"):
            continue
        folder = file.path.split("/")[1]
        value = parse(file.path, file.data).value
        found.setdefault(folder, []).extend(value if isinstance(value, list) else [value])
    found["measurements"] = found["measurements"][-200:]
    return json.dumps({kind.folder: found[kind.folder] for kind in kinds.kinds.values() if kind.folder in found})


@pytest.fixture
def turned(entities, kinds, judged):
    """Check the example with each field of fixed values at another one, so that all are met in some rounds."""

    def make(number):
        contents = json.loads(entities)
        for kind in kinds.kinds.values():
            for path, values in choices(kind.schema):
                chosen = islice(cycle(values), number, None)
                for entity in contents.get(kind.folder, ()):
                    put(entity, path, chosen)
        result = judged(contents)
        assert len(result.base) > 1000
        assert [one for one in result.base.misfits if one.code == "DAT001"] == []
        return result

    return make


@pytest.mark.parametrize("number", range(ROUNDS) if sites.EVERYTHING else (1, 17))
def test_every_value_is_judged_and_shown(turned, number):
    result = turned(number)
    assert len(result.findings) > 100
    assert len(site.pages(result, "es" if number % 2 else "en", Urls(), Cache(None))) > 500
