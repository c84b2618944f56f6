"""YAML files: values by the YAML 1.2 core schema, a place for every key and item, a problem and place for what is broken."""

import os
import random

import pytest
import yaml

from timonel import source
from timonel.source import Broken, Document, count, locate, parse, resolve
from timonel.text import say

EXHAUSTIVE = bool(os.environ.get("TIMONEL_TEST_ALL"))


def value_of(text):
    document = parse("x.yaml", text.encode())
    assert isinstance(document, Document), document
    return document.value


def broken(data):
    found = parse("x.yaml", data if isinstance(data, bytes) else data.encode())
    assert isinstance(found, Broken), found
    return found


# --- Places -----------------------------------------------------------------------------------------------------------


def nodes(node, path=()):
    """Yield (key path, line, column) as PyYAML's own nodes have them: keys at the key, items at the item."""
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield (*path, key.value), key.start_mark.line + 1, key.start_mark.column + 1
            yield from nodes(child, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield (*path, number), child.start_mark.line + 1, child.start_mark.column + 1
            yield from nodes(child, (*path, number))


def assert_places(text):
    document = parse("x.yaml", text.encode())
    assert isinstance(document, Document), (document, text)
    root = yaml.compose(text, yaml.SafeLoader)
    for path, line, column in nodes(root):
        assert locate(document, path, 0, document.value) == (line, column), (path, text)
    assert len(document.marks) == count(document.value)


def random_value(rng, depth=0):
    choice = rng.random()
    if depth > 4 or choice < 0.5:
        return rng.choice(
            [
                "alta",
                "dueño: sí",
                "",
                "línea uno\nlínea dos\n",
                "  con sangría",
                "- guion",
                "日本 😀",
                "2026-11-20",
                7,
                1.5,
                True,
                None,
                "x" * 90,
            ],
        )
    if choice < 0.8:
        keys = rng.sample(
            ["id", "name", "es", "en", "número", "con espacio", "a: b", "steps", "#x", "'"], rng.randrange(0, 5)
        )
        return {key: random_value(rng, depth + 1) for key in keys}
    return [random_value(rng, depth + 1) for _ in range(rng.randrange(0, 4))]


@pytest.mark.parametrize("seed", range(1500 if EXHAUSTIVE else 150))
def test_every_key_and_item_has_the_place_that_pyyaml_gives_it(seed):
    rng = random.Random(seed)
    text = yaml.safe_dump(
        random_value(rng),
        default_flow_style=rng.choice([True, False, None]),
        allow_unicode=rng.random() < 0.8,
        indent=rng.choice([2, 4, 7]),
        width=rng.choice([20, 80, 1000]),
        explicit_start=rng.random() < 0.3,
        sort_keys=False,
    )
    assert_places(text)


@pytest.mark.parametrize(
    "text",
    [
        "id: alta\nname: {es: Alta, en: Sign-up}\nsteps:\n  - role: a\n  -\n    role: b\n",
        "- id: a\n- id: b\n  steps: [x, {y: z}]\n",
        "? id\n: alta\n? name\n: Alta\n",
        "# comment\n\n---\n# more\nid: alta\n...\n",
        'id: "al\\\n  ta"\nname: >-\n  Alta\n  de cliente\n\nowner: |2\n   x\nlast: 1\n',
        "a: &x {b: [1, 2]}\nc: 1\n",
        "é: 1\n😀: [日, 本]\n",
        "a: [\n  1,\n\n  2]\n",
        "",
        "# only a comment\n",
        "id:\nname:\nsteps:\n-\n- \n",
    ],
)
def test_places_in_every_style_of_writing(text):
    if yaml.compose(text, yaml.SafeLoader) is None:
        document = parse("x.yaml", text.encode())
        assert document.value is None
        assert locate(document, ("id",), 0, None) == (1, 1)
    else:
        assert_places(text)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_whatever_ends_them(ending):
    document = parse("x.yaml", ending.join(["id: a", "", "name: b", "steps:", "  - c"]).encode())
    assert locate(document, ("name",), 0, document.value) == (3, 1)
    assert locate(document, ("steps", 0), 0, document.value) == (5, 5)


def test_a_byte_order_mark_is_no_column():
    document = parse("x.yaml", b"\xef\xbb\xbfid: a\nname: b\n")
    assert document.value == {"id": "a", "name": "b"}
    assert locate(document, ("id",), 0, document.value)[0] == 1
    assert locate(document, ("name",), 0, document.value) == (2, 1)


def test_what_is_absent_has_the_place_of_its_nearest_parent():
    document = parse("x.yaml", b"id: alta\nsteps:\n  - role: a\n")
    assert locate(document, ("owner",), 0, document.value) == (1, 1)
    assert locate(document, ("steps", 0, "next"), 0, document.value) == (3, 5)
    assert locate(document, ("steps", 5), 0, document.value) == (2, 1)


def test_an_aliased_value_has_the_place_where_it_is_written():
    document = parse("x.yaml", b"a: &x\n  b: 1\n  c: [2]\nd: *x\ne: 3\nf: [*x, 4]\n")
    assert document.value == {"a": {"b": 1, "c": [2]}, "d": {"b": 1, "c": [2]}, "e": 3, "f": [{"b": 1, "c": [2]}, 4]}
    assert locate(document, ("d",), 0, document.value) == (4, 1)
    assert locate(document, ("d", "b"), 0, document.value) == (2, 3)
    assert locate(document, ("e",), 0, document.value) == (5, 1)
    assert locate(document, ("f", 1), 0, document.value) == (6, 9)


# --- Values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("NO", "NO"),
        ("true", True), ("True", True), ("TRUE", True), ("tRUE", "tRUE"), ("false", False), ("False", False), ("FALSE", False),
        ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None), ("nULL", "nULL"),
        ("22:30", "22:30"), ("2026-11-20", "2026-11-20"), ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"), ("12:30:45", "12:30:45"),
        ("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("007", 7), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("1_000", "1_000"), ("0o8", "0o8"),
        ("1.5", 1.5), ("-1.5", -1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("1E+3", 1000.0), ("1e-2", 0.01), ("1e", "1e"),
        (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"), ("1e999", "1e999"), ("+", "+"), ("-", "-"), (".", "."), ("1.2.3", "1.2.3"),
        ("+52 55 1234", "+52 55 1234"), ("=", "="), ("<<", "<<"), ("1,000", "1,000"), ("٣", "٣"), ("1٣", "1٣"), ("½", "½"),
    ],
)  # fmt: skip
def test_plain_scalars_mean_what_yaml_1_2_says(written, value):
    found = resolve(written)
    assert found == value
    assert type(found) is type(value)
    if written != "-":
        assert value_of(f"a: {written}\n") == {"a": value}


@pytest.mark.parametrize("written", ['"7"', "'true'", '"null"', "!!str 7", "|-\n  7"])
def test_quoted_scalars_are_text(written):
    found = value_of(f"a: {written}\n")["a"]
    assert isinstance(found, str)


def test_keys_are_text():
    assert value_of("no: 1\n7: 2\ntrue: 3\nnull: 4\n1e3: 5\n") == {"no": 1, "7": 2, "true": 3, "null": 4, "1e3": 5}


def test_explicit_tags_of_the_core_schema_hold():
    assert value_of("{a: !!int 7, b: !!float 7, c: !!bool true, d: !!null null, e: !!seq [], f: !!map {}}") == {
        "a": 7, "b": 7, "c": True, "d": None, "e": [], "f": {},
    }  # fmt: skip


def test_a_merge_key_is_a_field_like_any_other():
    assert value_of("a: &x {b: 1}\nc: {<<: *x}\n") == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


def test_integers_with_thousands_of_digits_stay_printable():
    for digits in (4000, 4001, 100_000):
        assert len(str(value_of(f"a: {'9' * digits}\n")["a"])) == digits


# --- What is broken ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem", "place"),
    [
        ("a: 1\n\tb: 2\n", "a tab", (2, 1)),
        ("a:\n\t- b\n", "a tab", (2, 1)),
        ('a: "b\nc: d\n', "a quotation mark opens", None),
        ("a: 'b\n", "a quotation mark opens", None),
        ("a: b: c\n", "a colon where none may stand", (1, 5)),
        ("a: 1\nb\nc: 2\n", "a line without its colon", None),
        ("a:\n  b: 1\n c: 2\n", "does not line up", (3, 2)),
        ("a: *x\n", "an alias (`*name`) without its anchor", (1, 4)),
        ("a: &x [*x]\n", "an alias (`*name`) without its anchor", (1, 8)),
        ("a: @x\n", "a character that cannot start", (1, 4)),
        ("a: `x`\n", "a character that cannot start", (1, 4)),
        ("a: 1\nb: 2\na: 3\n", "stands twice", (3, 1)),
        ("a: {b: 1, b: 2}\n", "stands twice", (1, 11)),
        ("a: 1\n---\nb: 2\n", "a second document", (2, 1)),
        ("a: !own x\n", "has no meaning here", (1, 4)),
        ("a: !!python/object:os.system x\n", "has no meaning here", (1, 4)),
        ("a: !!python/object/apply:os.system [id]\n", "has no meaning here", (1, 4)),
        ("a: !!timestamp 2026-11-20\n", "has no meaning here", (1, 4)),
        ("a: !!int x\n", "is not what its tag", (1, 4)),
        ("? [a]\n: 1\n", "a list or mapping where the name of a field must stand", (1, 3)),
        ("a: &x b\n*x : 1\n", "an alias where the name of a field must stand", (2, 1)),
        ("a: 1\nb: \0\n", "a control character", (2, 4)),
        ("a: 1\nb: é\x07\n", "a control character", (2, 5)),
        ("a: [1, 2\n", "lacks a comma or never closes", None),
        ("a: {b: 1\nc: 2\n", "lack a comma or never close", None),
        ('a: "\\d"\n', "a backslash between double quotes", (1, 5)),
        ("a: - b\n", "a dash where no list may begin", (1, 4)),
        ("a: [,x]\n", "nothing before it", (1, 5)),
        ('id: x\na: "Plan" de ventas\nb: 1\n', "text behind a closing quotation mark", (2, 11)),
        ("id: x\na: 'O'Higgins'\nb: 1\n", "text behind a closing quotation mark", (2, 7)),
        ("a: {es: 'O'Higgins', en: x}\n", "text behind a closing quotation mark", (1, 12)),
        ('a: [x, "Plan" de, y]\n', "text behind a closing quotation mark", (1, 15)),
        ("a: [texto] y más\n", "text behind a closing bracket", (1, 12)),
        ("a: {es: Plan: fase 1, en: x}\n", "a colon where none may stand", (1, 13)),
        ("a: **fuerte**\n", "a character that cannot start", (1, 5)),
        ('a: "C:\\Users"\n', "a backslash between double quotes", (1, 9)),
        ("a: |x\n  t\n", "begin the text on the next line", (1, 5)),
        ("%YAML 3.0\n---\na: 1\n", "", None),
    ],
)
def test_what_is_broken_has_a_problem_and_a_place(text, problem, place):
    found = broken(text)
    assert problem in say(found.problem, "en")
    assert place in (None, (found.line, found.column))
    assert found.line >= 1
    assert found.column >= 1


@pytest.mark.parametrize(
    ("data", "place"),
    [(b"a: 1\nb: caf\xe9\n", (2, 7)), (b"\xff\xfea\0:\0", (1, 1)), (b"a: \xed\xa0\x80", (1, 4)), (b"\x80", (1, 1))],
)
def test_bytes_that_are_not_utf8_are_pointed_at(data, place):
    found = broken(data)
    assert "not UTF-8" in found.problem.msgid
    assert (found.line, found.column) == place


LIMITS = {
    "levels": ("[" * 101, "100 levels"),
    "levels in block style": ("".join(f"{' ' * n}a:\n" for n in range(102)), "100 levels"),
    "a scalar": (f"a: {'x' * (source.MAX_SCALAR + 1)}", "1 MiB"),
    "a key": (f"? {'x' * (source.MAX_SCALAR + 1)}\n: 1", "1 MiB"),
    "aliases": ("a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(f"{b}: &{b} [{','.join(f'*{a}' for _ in range(10))}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)), "aliases that multiply"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_limits_protect_whoever_opens_the_file(name):
    text, problem = LIMITS[name]
    assert problem in broken(text).problem.msgid


@pytest.mark.parametrize(
    "text", ["[a,a,a,a,a,a,a,a]", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n", "- {a: 1}\n- {a: 2}\n- {a: 3}\n"]
)
def test_values_are_counted_in_lists_and_mappings_alike(monkeypatch, text):
    monkeypatch.setattr("timonel.source.events.MAX_NODES", 5)
    assert "values in one file" in broken(text).problem.msgid


def test_as_many_values_as_allowed_are_read(monkeypatch):
    monkeypatch.setattr("timonel.source.events.MAX_NODES", 5)
    assert value_of("[aaaa, b, c, d]") == ["aaaa", "b", "c", "d"]


def test_what_is_just_within_the_limits_is_read():
    assert value_of("[" * 100 + "]" * 100)
    assert len(value_of(f"a: {'x' * source.MAX_SCALAR}")["a"]) == source.MAX_SCALAR


def test_a_file_above_the_limit_is_not_read(monkeypatch):
    monkeypatch.setattr(source, "MAX_BYTES", 10)
    assert "64 MiB" in broken(b"a: 12345678").problem.msgid


@pytest.mark.parametrize("seed", range(2000 if EXHAUSTIVE else 200))
def test_damaged_files_never_raise(seed):
    rng = random.Random(seed)
    data = bytearray(
        b'id: alta\nname: {es: Alta, en: "Sign-up"}\nsteps:\n  - &a {role: x, next: [y]}\n  - *a\ntext: >-\n  uno\n  dos\n'
    )
    for _ in range(rng.randrange(1, 6)):
        position = rng.randrange(len(data))
        match rng.randrange(3):
            case 0:
                data[position] = rng.randrange(256)
            case 1:
                del data[position : position + rng.randrange(1, 4)]
            case _:
                data[position:position] = rng.choice(
                    [
                        b"\t",
                        b"\0",
                        b"\r",
                        b":",
                        b"- ",
                        b"\xc2\x85",
                        b"\xe2\x80\xa8",
                        b"{",
                        b"]",
                        b'"',
                        b"*",
                        b"&",
                        b"!",
                        b"%",
                        b"\xff",
                    ]
                )
    found = parse("x.yaml", bytes(data))
    if isinstance(found, Document):
        assert len(found.marks) == count(found.value)
    else:
        assert found.line >= 1
        assert found.column >= 1
