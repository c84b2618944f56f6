"""Values changed in a file: what is meant arrives, and every other byte stays."""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path

import pytest
from bases import ROOT

from timonel.cache import Cache
from timonel.edit.text.surgery import Change, rewritten
from timonel.schema import load
from timonel.source import parse

ROUNDS = 3000 if os.environ.get("TIMONEL_TEST_ALL") else 150
KINDS = load(("es", "en"), Cache(None))[0]
PROCESS = KINDS.kinds["process"].schema
TEXTS = [
    "x", "sí", "no", "2026-01-01", "a: b", "# x", "- y", "'q'", '"d"', "fin ", "dos\nlíneas", "dos\nlíneas\n", "\ttab",
    "= 1+1", "ñandú 😀", "larga " * 40 + "fin", "{a}", "[b]", "&a", "*b", "1e3", "null", "~", "a #b", "a:", "\x07", "\u2028", "%x", "@y", "`z`", "a, b", "\\",
]  # fmt: skip


def change(text, fields, place=(), added=()):
    data = rewritten(parse("data/processes/x.yaml", text.encode()), [Change(place, fields)], added, PROCESS)
    return data and data.decode()


FILE = """\
# arriba
id: alta
name: {es: Alta, en: 'Sign-up'}   # el nombre
description:
  es: >-   # dicho así
    Una frase que
    sigue.
  en: "Said"

type: support
owner: jefa # quien responde
steps:
  # el primero
  - id: uno
    name: {es: Uno, en: One}
    next: [dos]

  - id: dos   # el segundo
    name: {es: Dos, en: Two}
tags: [a, 'b', c]
# abajo
"""


@pytest.mark.parametrize(
    ("way", "value", "before", "after"),
    [
        (("owner",), "jefe", "owner: jefa # quien", "owner: jefe # quien"),
        (("name", "en"), "Join", "en: 'Sign-up'}   #", "en: 'Join'}   #"),
        (("name", "es"), "Alta: ya", "{es: Alta,", '{es: "Alta: ya",'),
        (("description", "en"), "Told", '"Said"', '"Told"'),
        (("description", "es"), "Otra.", "dicho así\n    Una frase que\n    sigue.", "dicho así\n    Otra."),
        (("tags",), ["a", "d", "c"], "[a, 'b', c]", "[a, 'd', c]"),
        (("tags",), ["b", "c", "d"], "[a, 'b', c]", "['b', c, d]"),
        (("steps", 0, "next"), None, "    next: [dos]\n", ""),
        (("steps", 1, "role"), "jefa", "name: {es: Dos, en: Two}\n", "name: {es: Dos, en: Two}\n    role: jefa\n"),
        (("status",), "active", "type: support\n", "type: support\nstatus: active\n"),
        (("type",), None, "type: support\n", ""),
        (("steps", 1, "name"), {"fr": "Deux"}, "{es: Dos, en: Two}", "{fr: Deux}"),
        (
            ("description",),
            {"fr": "Dit"},
            'description:\n  es: >-   # dicho así\n    Una frase que\n    sigue.\n  en: "Said"\n',
            "description: {fr: Dit}\n",
        ),
        (("x-own",), "z", "tags: [a, 'b', c]\n", "tags: [a, 'b', c]\nx-own: z\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_change_touches_its_bytes_only(way, value, before, after, end):
    old = FILE.replace("\n", end)
    assert before in FILE
    fields = copy.deepcopy(parse("data/processes/x.yaml", old.encode()).value)
    holder = fields
    for key in way[:-1]:
        holder = holder[key]
    if value is None:
        del holder[way[-1]]
    else:
        holder[way[-1]] = value
    assert change(old, fields) == FILE.replace(before, after).replace("\n", end)
    assert change("\ufeff" + old, fields) == "\ufeff" + FILE.replace(before, after).replace("\n", end)


TABLE = parse("surgery.yaml", Path(__file__).with_name("surgery.yaml").read_bytes()).value


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_changes_is_written_as_the_table_says_and_nothing_else_is_touched(end):
    """Whatever is written how: between braces, below its key, with marks, comments and blank lines, at the end of a file."""
    expected, told = {}, {}
    for group in TABLE:
        document = parse("data/processes/x.yaml", group["text"].replace("\n", end).encode())
        for case in group["cases"]:
            to = case.get("to", [])
            changes = [Change((n,), one) for n, one in to] if isinstance(to, list) else [Change((), to)]
            data = rewritten(document, changes, case.get("added", []), PROCESS, frozenset(case.get("gone", ())))
            told[case["what"]] = data and data.decode()
            text = group["text"].replace(case["old"], case["new"], 1) if "old" in case else None
            expected[case["what"]] = text and text.replace("\n", end if "\n" in group["text"] else "\n")
    assert told == expected


def test_of_many_equal_items_each_keeps_its_line():
    items = [f"  - x   # {number}\n" for number in range(250)]
    old, fields = "id: a\ntags:\n  - y\n" + "".join(items), {"id": "a", "tags": ["x"] * 250}
    assert change(old, fields) == old.replace("  - y\n", "")


def test_an_item_of_a_list_comes_and_goes_with_its_lines():
    fields = copy.deepcopy(parse("data/processes/x.yaml", FILE.encode()).value)
    fields["steps"].insert(1, {"id": "medio", "name": {"es": "Medio", "en": "Half"}})
    item = "  - id: medio\n    name: {es: Medio, en: Half}\n"
    assert change(FILE, fields) == FILE.replace("next: [dos]\n", f"next: [dos]\n{item}")
    del fields["steps"][:2]
    assert "el primero\n\n  - id: dos   # el segundo" in change(FILE, fields)


def test_an_item_without_an_id_is_known_by_what_it_says_in_whatever_order():
    old = "id: alta\nlinks:\n  - {title: A, url: u}\n  - {title: B, url: 'v'}   # se queda\n"
    assert change(old, {"id": "alta", "links": [{"url": "v", "title": "B"}]}) == old.replace(
        "  - {title: A, url: u}\n", ""
    )


def test_what_is_written_with_aliases_is_left_to_people():
    assert (
        change(
            "id: a\nname: &n {es: A}\ndescription: *n\n", {"id": "a", "name": {"es": "B"}, "description": {"es": "A"}}
        )
        is None
    )


@pytest.mark.parametrize(
    ("style", "text", "lines"),
    [("|", "Uno.\nTres.\n", "   Uno.\n   Tres.\n"), (">-", "Uno y tres.", "   Uno y tres.\n")],
)
def test_a_text_of_lines_keeps_the_column_of_its_first_line(style, text, lines):
    """Not that of a line that stood further in."""
    head = f"id: alta\nname: Alta\ndescription:\n  es: {style}\n"
    old = f"{head}   Uno.\n       Dentro.\n   Dos.\n"
    fields = copy.deepcopy(parse("data/processes/x.yaml", old.encode()).value)
    fields["description"]["es"] = text
    assert change(old, fields) == head + lines


def mutate(rnd, value):
    """Change something somewhere in a value."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    key = rnd.choice([*keys])
    what = rnd.random()
    if what < 0.2 and len(keys) > 1:
        del value[key]
    elif what < 0.4 and isinstance(value, dict):
        value[f"x-{rnd.randrange(9)}"] = rnd.choice(
            [rnd.choice(TEXTS), [1, "b"], {"es": "s"}, [{"id": "q", "name": {"es": "x y"}}]]
        )
    elif what < 0.4:
        value.insert(
            rnd.randrange(len(value) + 1), copy.deepcopy(rnd.choice(value)) if rnd.random() < 0.5 else rnd.choice(TEXTS)
        )
    elif isinstance(value[key], dict | list) and value[key]:
        mutate(rnd, value[key])
    else:
        value[key] = rnd.choice([*TEXTS, 1, 2.5, True, None, [], {}])


def test_whatever_changes_in_the_files_of_the_example_arrives():
    rnd = random.Random(5)
    files = sorted((ROOT / "data").rglob("*.yaml"))
    for _ in range(ROUNDS):
        file = rnd.choice(files)
        path = file.relative_to(ROOT).as_posix()
        document = parse(path, file.read_bytes())
        shape = KINDS.folders[path.split("/")[1].removesuffix(".yaml")].schema
        several = isinstance(document.value, list)
        place = (rnd.randrange(len(document.value)),) if several else ()
        fields = copy.deepcopy(document.value[place[0]] if several else document.value)
        for _ in range(rnd.randint(1, 3)):
            mutate(rnd, fields)
        added = [{"id": "nuevo", "name": "x"}] if several and rnd.random() < 0.3 else []
        data = rewritten(document, [Change(place, fields)], added, shape)
        wanted = [*document.value, *added] if several else fields
        if several:
            wanted[place[0]] = fields
        assert data is not None, (path, fields)
        assert json.dumps(parse(path, data).value, sort_keys=True) == json.dumps(wanted, sort_keys=True)
