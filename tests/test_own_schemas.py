"""Own kinds' schemas: what is wrong with one is told at its line, its kind is left out, and the rest of the check goes on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from bases import ROOT
from test_own_kind import CENTRO, CHANNEL, ROLE, SCHEMA

from timonel.schema.validator import compiled, fits

NAME = {"id": "norte", "name": {"es": "Norte", "en": "North"}}
PROCESS = {"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "nonsense"}


@pytest.fixture
def told(base_of, check):
    """Check a base whose own kind has this schema; return the findings about that file, and all of them."""

    def call(schema, *stores, name="store", **more):
        text = schema if isinstance(schema, str | bytes) else json.dumps(schema, indent=2)
        base = base_of(
            {
                f"schemas/kinds/{name}.schema.json": text,
                "roles": [ROLE],
                "channels": [CHANNEL],
                "stores": [CENTRO, *stores],
                "processes": [PROCESS],
                **more,
            }
        )
        done = check(base, "--format", "json", "--lang", "en")
        assert done.code == 1, done.err
        assert [one["field"] for one in done.found("DAT002") if one["entity"] == "process:alta"] == [["type"]], (
            "the rest is checked"
        )
        call.base, call.all, call.check = base, done.json["findings"], check
        return [one for one in done.found() if one["file"].startswith("schemas/")]

    return call


def field(**node):
    return {**SCHEMA, "properties": {**SCHEMA["properties"], "city": node}}


def without(key):
    return {name: value for name, value in SCHEMA.items() if name != key}


def nested(depth):
    node = '{"type": "string"}'
    return json.dumps(SCHEMA).replace('"city": {', '"deep": ' + '{"not": ' * depth + node + "}" * depth + ', "city": {')


@pytest.mark.parametrize(
    ("schema", "place", "says", "how"),
    [
        ({**SCHEMA, "x-kind": "../../../pwn/evil"}, ["x-kind"], "pwn/evil", "pwn-evil"),
        ({**SCHEMA, "x-kind": "Tienda"}, ["x-kind"], "`Tienda`", ""),
        ({**SCHEMA, "x-kind": 5}, ["x-kind"], "must be a text", ""),
        ({**SCHEMA, "x-kind": "page"}, ["x-kind"], "another meaning", ""),
        ({**SCHEMA, "x-kind": "process"}, ["x-kind"], "`process`", ""),
        ({**SCHEMA, "x-folder": ["a"]}, ["x-folder"], "must be a text", ""),
        ({**SCHEMA, "x-folder": "../out"}, ["x-folder"], "../out", ""),
        ({**SCHEMA, "x-folder": "processes"}, ["x-folder"], "`processes`", ""),
        ({**SCHEMA, "x-title": 5}, ["x-title"], "must be a text", ""),
        ({**SCHEMA, "x-title": {}}, ["x-title"], "must not be empty", ""),
        ({**SCHEMA, "x-title": {"es": 5}}, ["x-title", "es"], "must be a text", ""),
        ({**SCHEMA, "x-plural": 5}, ["x-plural"], "must be a text", ""),
        ({**SCHEMA, "x-order": "a"}, ["x-order"], "must be a number", ""),
        ({**SCHEMA, "x-page": "no"}, ["x-page"], "must be true or false", ""),
        ({**SCHEMA, "type": "array"}, ["type"], "none of: object", ""),
        ({**SCHEMA, "required": "id"}, ["required"], "must be a list", ""),
        ({**SCHEMA, "properties": []}, ["properties"], "must be fields", ""),
        ({**SCHEMA, "properties": {"id": True}}, ["properties", "id"], "must be fields", ""),
        (without("x-title"), [], "`x-title` is missing", ""),
        (without("properties"), [], "`properties` is missing", ""),
        ({**SCHEMA, "$schema": "http://127.0.0.1:9/x"}, ["$schema"], "127.0.0.1", "JSON Schema 2020-12"),
        ({**SCHEMA, "$schema": "http://json-schema.org/draft-07/schema#"}, ["$schema"], "draft-07", ""),
        ({**SCHEMA, "$dynamicRef": "http://127.0.0.1:9/x"}, ["$dynamicRef"], "`$dynamicRef`", "common definitions"),
        (field(**{"$ref": "http://127.0.0.1:9/x#/$defs/id"}), ["properties", "city", "$ref"], "common", ""),
        (field(**{"$ref": "file:///etc/passwd"}), ["properties", "city", "$ref"], "common", ""),
        (field(**{"$ref": "#"}), ["properties", "city", "$ref"], "common", ""),
        (field(**{"$ref": 5}), ["properties", "city", "$ref"], "common", ""),
        (field(**{"$ref": "../common.schema.json#/$defs/nme"}), ["properties", "city", "$ref"], "common", "/name`?"),
        (field(**{"$recursiveRef": "#"}), ["properties", "city", "$recursiveRef"], "`$recursiveRef`", ""),
        (field(**{"$id": "http://127.0.0.1:9/x"}), ["properties", "city", "$id"], "`$id`", ""),
        (field(**{"$schema": "http://127.0.0.1:9/x"}), ["properties", "city", "$schema"], "`$schema`", ""),
        (field(**{"x-ref": 5}), ["properties", "city", "x-ref"], "must be a text", ""),
        (field(**{"x-ref": "rol"}), ["properties", "city", "x-ref"], "`rol`", "did you mean `role`?"),
        (field(**{"x-ref": ["role", "x"]}), ["properties", "city", "x-ref", 1], "`x`", ""),
        (field(**{"x-ref": "role", "type": "array"}), ["properties", "city", "type"], "none of: string", ""),
        (field(**{"x-title": 5}), ["properties", "city", "x-title"], "must be a text", ""),
        (field(**{"x-labels": 5}), ["properties", "city", "x-labels"], "must be fields", ""),
        (field(**{"x-text": True, "type": "array"}), ["properties", "city", "type"], "`array`", ""),
        (field(type="text"), ["properties", "city", "type"], "2020-12", "json-schema.org"),
        (field(minimum="x"), ["properties", "city", "minimum"], "properties.city.minimum", ""),
        (field(pattern="("), ["properties", "city", "pattern"], "pattern", "(?=…)"),
        (field(pattern="(?=a)b"), ["properties", "city", "pattern"], "pattern", ""),
        (field(pattern=r"(a)\1"), ["properties", "city", "pattern"], "pattern", ""),
        (field(patternProperties={"(?!a)b": {}}), ["properties", "city", "patternProperties", "(?!a)b"], "pattern", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_schema_is_one_finding_at_its_place(told, schema, place, says, how):
    (one,) = told(schema)
    assert (one["code"], one["file"], one["field"]) == ("DAT002", "schemas/kinds/store.schema.json", place)
    lines = json.dumps(schema, indent=2).splitlines()
    if place and isinstance(place[-1], str):
        assert f'"{place[-1]}"'.replace("\\", "\\\\") in lines[one["line"] - 1]
    assert says in one["message"]
    assert how in one["hint"]
    (spanish,) = [
        each for each in told.check(told.base, "--format", "json").found("DAT002") if each["file"] == one["file"]
    ]
    assert spanish["message"] != one["message"]
    others = [each["code"] for each in told.all if "stores" in each["file"]]
    assert others == (["DAT005"] if place == ["x-folder"] else []), "its entities are not complained of as well"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('{\n  "x-kind": "store",\n}', 3, "no JSON"),
        ('{\n  "x-kind": "store"\n  "x-folder": "stores"\n}', 3, "no JSON"),
        ("x-kind: store\nx-folder: stores\n", 1, "no JSON"),
        ("", 1, "no JSON"),
        ("[]", 1, "an object"),
        ('"text"', 1, "an object"),
        ("null", 1, "an object"),
        ('{"a": NaN}', 1, "NaN"),
        ('{"x-kind": "\\ud800"}', 1, "a value in it"),
        ('{"a": ' + "9" * 5000 + "}", 1, ""),
        ('{\n "x-kind": "a",\n "x-kind": "b"\n}', 3, "twice"),
        (b'{\n "x-kind": "\xff"}', 2, "UTF-8"),
        (nested(300), 1, "100"),
        (nested(5000), 1, "100"),
        ("[" * 100_000, 1, ""),
        ('{"x-title": "' + "x" * 2_000_000 + '"}', 1, "1 MiB"),
    ],
)  # fmt: skip
def test_what_is_no_schema_at_all_is_one_finding_with_line_and_column(told, text, line, says):
    (one,) = told(text)
    assert (one["code"], one["line"]) == ("DAT002", line)
    assert one["column"] >= 1
    assert says in one["message"]


def test_a_schema_whose_name_lacks_a_language_is_told_and_used(told):
    (one,) = told({**SCHEMA, "x-title": {"es": "Tienda"}}, {**NAME, "cty": "Cali"})
    assert one["field"] == ["x-title"]
    assert ["cty"] in [each["field"] for each in told.all if each["entity"] == "store:norte"]


def test_letters_that_json_escapes_change_no_place(told):
    text = json.dumps({**SCHEMA, "description": "\U0001f600 \\ud83d", "x-order": "a"}, indent=2)
    (one,) = told(text)
    assert '"x-order"' in text.splitlines()[one["line"] - 1]


def test_a_file_with_the_name_of_a_packaged_kind_is_told(told):
    (one,) = told({**SCHEMA, "x-kind": "shop", "x-folder": "shops"}, name="process", stores=[])
    assert "`process`" in one["message"]


def test_own_kinds_may_name_each_other_and_of_two_with_one_name_the_second_is_told(told):
    second = {
        **SCHEMA,
        "x-kind": "stand",
        "x-folder": "stands",
        "properties": {**SCHEMA["properties"], "of": {"x-ref": "store"}},
    }
    other = {"schemas/kinds/stand.schema.json": json.dumps(second), "stands": [{**NAME, "of": "centro"}]}
    assert told({**SCHEMA, "properties": {**SCHEMA["properties"], "next": {"x-ref": "stand"}}}, **other) == []
    twice = {"schemas/kinds/tienda.schema.json": json.dumps(SCHEMA)}
    (one,) = told(SCHEMA, **twice)
    assert one["file"] == "schemas/kinds/tienda.schema.json"


def test_what_names_a_kind_that_cannot_be_used_is_not_told_as_well(told):
    """A reference to it, a waiver for one of its entities, and an own rule about it: the cause is the schema."""
    second = {
        **SCHEMA,
        "x-kind": "stand",
        "x-folder": "stands",
        "properties": {**SCHEMA["properties"], "of": {"x-ref": "store"}},
    }
    waiver = {"rule": "DAT008", "entity": "store:centro", "reason": {"es": "Por ahora.", "en": "For now."},
              "approved_by": "gerente", "expires": "2027-01-31"}  # fmt: skip
    told(
        {**SCHEMA, "x-title": 5},
        waivers=[waiver],
        stands=[{**NAME, "of": "centro"}],
        **{"schemas/kinds/stand.schema.json": json.dumps(second)},
    )
    files = {one["file"] for one in told.all if one["code"] in ("DAT002", "DAT003", "DAT005", "DAT006")}
    assert files == {"schemas/kinds/store.schema.json", "data/processes.yaml"}


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """Serve schemas on a port of this machine, and note who asks."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}/schema.json", asked
        made.shutdown()


@pytest.mark.parametrize("word", ["$schema", "$ref", "$dynamicRef", "$recursiveRef", "$id"])
def test_a_schema_reaches_no_network_and_no_file(told, server, tmp_path, word):
    url, asked = server
    secret = tmp_path / "secret.schema.json"
    secret.write_text('{"type": "integer"}', encoding="utf-8")
    for address in (url, secret.as_uri()):
        told({**SCHEMA, word: address}, {**NAME, "city": 5})
        told(field(**{word: address}), {**NAME, "city": 5})
    assert asked == []


@pytest.mark.parametrize("word", ["$ref", "$dynamicRef"])
def test_the_validators_themselves_fetch_nothing(kinds, server, word):
    """Were such a schema ever to come so far."""
    from timonel.schema.errors import errors  # noqa: PLC0415

    url, asked = server
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        compiled({word: url})
    with pytest.raises(Exception, match=r"127\.0\.0\.1"):
        list(errors({word: url}, 5))
    assert asked == []


# --- Patterns ---------------------------------------------------------------------------------------------------------

SLOW = "^(a+)+$"


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"type": "string", "pattern": SLOW}, "a" * 5000 + "b"),
        ({"type": "object", "patternProperties": {SLOW: {"type": "integer"}}, "additionalProperties": False}, {"a" * 900 + "b": 1}),
        ({"type": "object", "patternProperties": {SLOW: {"type": "integer"}}, "unevaluatedProperties": False}, {"a" * 900 + "b": 1}),
        ({"type": "object", "propertyNames": {"pattern": SLOW}}, {"a" * 900 + "b": 1}),
        ({"not": {"not": {"pattern": SLOW}}}, "a" * 5000 + "b"),
    ],
)  # fmt: skip
def test_a_pattern_takes_no_longer_than_its_text_is_long(told, node, value):
    start = time.process_time()
    assert told(field(**node), {**NAME, "city": value}) == []
    assert time.process_time() - start < 10  # backtracking, it would take for ever
    assert [one["field"][0] for one in told.all if one["entity"] == "store:norte" and one["code"] == "DAT002"] == [
        "city"
    ]


def test_a_format_is_judged_alike_by_both_validators(told):
    told(field(type="string", format="uri"), {**NAME, "city": "no uri"})
    (one,) = [one for one in told.all if one["entity"] == "store:norte" and one["code"] == "DAT002"]
    assert (one["field"], "`uri`" in one["message"]) == (["city"], True)


def patterns():
    def walk(node):
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                yield node["pattern"]
            yield from node.get("patternProperties", {})
            node = [*node.values()]
        for one in node if isinstance(node, list) else ():
            yield from walk(one)

    for path in (ROOT / "schemas").rglob("*.schema.json"):
        yield from walk(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("pattern", sorted({*patterns()}))
def test_both_validators_agree_on_every_pattern_of_ours(pattern):
    from timonel.schema.errors import errors  # noqa: PLC0415

    texts = ["", "a", "A", "x-", "x-a", "alta-de-cliente", "process:alta", "PRO001", "XAB001", "es", "es-MX", "MXN",
             "https://a.b/c", "mailto:a@b.c", "a@b.c", "a b", "ñ", "a\n", "page:x", "owner.lead", "x_1", "3", "2026-11-20", "role:x",
             "risk:x", "indicator:x", "1.0.0", "0" * 64, "enforced_by", "10:00",
             "FREQ=DAILY;COUNT=2", "#1a2b3c", ">=1.0", "docs/logo.svg", "a.json"]  # fmt: skip
    both = {text: (fits("pattern", pattern, text), not [*errors({"pattern": pattern}, text)]) for text in texts}
    assert {text for text, (one, other) in both.items() if one != other} == set()
    assert len({one for one, _ in both.values()}) > 1, "it lets some pass and others not"
