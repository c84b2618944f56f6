"""What nobody thought of: texts, values and bytes of parts that have broken programs before, and good ones changed at random."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
from bases import ROOT
from hypothesis import strategies as st

from timonel.source import Document, parse

# Characters that are not seen, join others, turn the direction, act on terminals, change their length with their case …
_CHARS = "\0\x07\x1b\x7f\x85\xa0\xad\u0301\u0327\u061c\u115f\u200b\u200d\u200e\u202e\u2028\u2029\u2066\u3000\ufe0f\ufeff\uffff\U000e0041"
_LETTERS = "aeiouñÑáéíóúüÁßﬁİıŁǆςΣ日本😀🏴0123456789٣½ .,;:_-/\\"
_MARKS = "{}[]()<>&|!?*`~#@%$^=+'\"\t\r\n"
_WORDS = (
    "\r\n", "\n\n", "\n  ", "\n- ", ": ", " #", "# ", "- ", "? ", "---\n", "...\n", "&a ", "*a", "<<: ", "|-\n  ", ">\n", "!!python/object/apply:os.system [id]",
    "!!int ", "!x ", "%YAML 9.9\n", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> x\n", "{{ kb.count('area') }}", "{{ kb.name.__class__ }}", "{{", "}}", "{% for a in kb %}",
    "{%", "%}", "{#", "#}", "{{ 7 ** 9 }}", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</title>", "<!--", "-->", "&lt;", "&#0;", "**", "`", "[[", "]]", "](",
    "[x](javascript:alert(1))", "[x](process:control)", "[x](https://x.example/?a=\"'<>)", "--8<--", "{: onclick=x }", "*[X]: y", "[^1]: x", "~~~", "```\n", "!!! note\n", "| a | b |\n|--|--|\n",
    "<div markdown>", "\x1b[31m", "::error::x", "..", "../..", "/etc/passwd", "C:\\", "\\\\host\\x", "http://127.0.0.1:9/x", "file:///etc/passwd", "=1+1", "-", "", " ", "null", "true", "no", "~",
    "0", "-1", "010", "0x1F", "0o17", "1e999", "1e3", ".nan", ".inf", "9" * 25, "9" * 5000, "1.0", "22:30", "2026-11-20", "2026-02-30", "0000-00-00", "9999-12-31", "99999-01-01", "es", "en", "es-MX",
    "zh-Hans", "xx", "__proto__", "constructor", "control", "process:control", "nobody", "role:x", "file:x", "page:x", "rule", "*", "con", "TBD", "por definir", "x_y", "x-y", "PRO002", "DAT002", "XAA001",
    "e\u0301" * 3, "a" * 300, "[" * 60, "{a: " * 60, "('" * 40, "n" + "\u0303" * 40,
)  # fmt: skip
_ONE = st.sampled_from(_WORDS) | st.sampled_from([*_CHARS, *_LETTERS, *_MARKS])


def texts(longest: int = 12) -> st.SearchStrategy[str]:
    """Return texts of strange parts."""
    return st.lists(_ONE, max_size=longest).map("".join)


def values(words: Sequence[str] = ()) -> st.SearchStrategy[Any]:
    """Return values as JSON and YAML know them; ``words`` are keys and texts that mean something where they go."""
    keys = st.sampled_from(words) | texts(2) if words else texts(2)
    numbers = st.sampled_from([0, 1, -1, 2**31, 2**64, 10**40, -0.0, 0.5, 1e300, 12.0]) | st.integers()
    leaves = st.none() | st.booleans() | numbers | keys | texts(4)
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=8
    )


@st.composite
def changed(draw: st.DrawFn, trees: Sequence[Any], words: Sequence[str] = (), most: int = 4) -> Any:
    """Return one of some values, changed in some places: replaced, taken out, given twice, or with something more."""
    tree = copy.deepcopy(draw(st.sampled_from(trees)))
    for _ in range(draw(st.integers(0, most))):
        holders = [*_holders(tree)]
        if not holders:
            return draw(values(words))
        holder = draw(st.sampled_from(holders))
        places = [*holder] if isinstance(holder, dict) else [*range(len(holder))]
        what = draw(st.sampled_from(["replace", "replace", "more", "out", "twice", "other"]))
        if what == "more" or not places:
            if isinstance(holder, dict):
                holder[draw(st.sampled_from(words) if words else texts(2))] = draw(values(words))
            else:
                holder.insert(draw(st.integers(0, len(holder))), draw(values(words)))
            continue
        place = draw(st.sampled_from(places))
        if what == "replace":
            holder[place] = draw(values(words))
        elif what == "out":
            del holder[place]
        elif what == "twice" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[place]))
        else:  # what stands elsewhere in it
            other = draw(st.sampled_from(holders))
            if len(json.dumps(other)) < 10_000:
                holder[place] = copy.deepcopy(other)
    return tree


def _holders(tree: Any) -> Iterable[Any]:
    if isinstance(tree, dict | list):
        yield tree
        for one in tree.values() if isinstance(tree, dict) else tree:
            yield from _holders(one)


@st.composite
def torn(draw: st.DrawFn, files: Sequence[bytes], most: int = 6) -> bytes:
    """Return the bytes of one of some files, changed in some places: cut, doubled, mixed with another, strange parts put in."""
    data = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 1, 2, 8, 100, 10**6])))
        what = draw(st.sampled_from(["text", "text", "text", "bytes", "out", "twice", "other"]))
        if what == "text":
            fresh = draw(texts(4)).encode("utf-8", "surrogatepass")
        elif what == "bytes":
            fresh = draw(st.binary(max_size=4))
        elif what == "twice":
            fresh = data[start:end] * 2
        elif what == "other":
            other = draw(st.sampled_from(files))
            at = draw(st.integers(0, len(other)))
            fresh = other[at : at + 60]
        else:
            fresh = b""
        data = data[:start] + fresh + data[end:]
    return data


def files_of(*patterns: str) -> Mapping[str, bytes]:
    """Return path → bytes of the example's files that patterns name."""
    found = sorted({path for one in patterns for path in ROOT.glob(one) if path.is_file()})
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in found}


def tree_of(data: bytes) -> Any:
    """Return what a good file of YAML says."""
    document = parse("x.yaml", data)
    assert isinstance(document, Document)
    return document.value


def keys_of(*names: str) -> list[str]:
    """Return the words that schemas under schemas/ use as keys, for values that get further than the first look."""
    found: set[str] = set()
    for name in names:
        for path in ROOT.glob(f"schemas/{name}"):
            for holder in _holders(json.loads(path.read_text(encoding="utf-8"))):
                if isinstance(holder, dict):
                    found |= {one for one in holder if len(one) < 40}
    return sorted(found)


def dumped(tree: Any) -> bytes:
    """Return a value as JSON, which is YAML."""
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


# --- What is good, and the words that mean something in it ------------------------------------------------------------

ENTITY_WORDS = [*keys_of("kinds/*.json"), "x_own", "control", "process:control"]
SETTINGS = (ROOT / "timonel.yaml").read_bytes()
SETTINGS_WORDS = [*keys_of("settings.schema.json"), "PRO002", "ROL001", "VOC001", "DAT002", "placeholders", "max_share"]
SCHEMA_WORDS = [
    *keys_of("kinds/*.json", "common.schema.json"),
    *("$ref", "$dynamicRef", "$anchor", "$schema", "$defs", "pattern", "^(a+)+$", "(?=x)", "not", "allOf", "if", "then", "dependentSchemas", "unevaluatedProperties"),
    *("contains", "prefixItems", "propertyNames", "string", "object", "array", "../common.schema.json#/$defs/text", "zona", "zonas", "process"),
]  # fmt: skip
_ZONE = {"x-kind": "zona", "x-folder": "zonas"}
KINDS = [
    {**json.loads((ROOT / f"schemas/kinds/{name}.schema.json").read_bytes()), **_ZONE}
    for name in ("area", "area", "process", "term", "country")
]
RULE_FILE = (ROOT / "rules/XNR001.yaml").read_bytes()
_RULE = {key: value for key, value in tree_of(RULE_FILE).items() if key not in ("bad", "good")}
_EXPRESSIONS = (
    "entity", "today", ".id", ".name", ".owner", ".owner.name", ".steps", "[0]", "has(entity.owner)", "size(entity.name)", " == ", " && ", " || ", "!", "(", ")", " ? 1 : 2", " in ",
    "entity.steps.all(a, a.role != '')", "entity.steps.map(a, entity.steps.map(b, a))", "[1,2].exists(x, x > ", "matches('^(a+)+$')", ".matches('(')", "true", "false", "null", "1 / 0",
    "9223372036854775807 + 1", "'x'", '"\\', "dyn(", "type(entity)", "timestamp(today)", "duration('x')", "entity.kind", "{'a': 1}", "-", "?", "//", "int('x')", ".split('')", ".join()",
    "1u", "b'x'", "1e999",
)  # fmt: skip
CEL = st.lists(st.sampled_from(_EXPRESSIONS) | texts(2), min_size=1, max_size=6).map("".join)
BASELINE = {"baseline": 1, "findings": [{"code": "PRO001", "entity": "process:control", "fingerprint": "0" * 64}]}
BASELINE_WORDS = ["baseline", "findings", "code", "entity", "fingerprint", "0" * 64]


@st.composite
def own_rules(draw: st.DrawFn) -> bytes:
    """Return a file of an own rule about processes."""
    card = draw(changed([_RULE], [*_RULE, "process", "{name}", "{id}", "{", "XNR001"], 2))
    if not isinstance(card, dict):
        return dumped(card)
    card = {**card, "kind": "process", "assert": draw(CEL)} | draw(st.fixed_dictionaries({}, optional={"applies": CEL}))
    return dumped([card] if draw(st.booleans()) else card)


# --- Workbooks --------------------------------------------------------------------------------------------------------


def _book() -> dict[str, bytes]:
    """Return the parts of a workbook with texts, numbers, dates, merged cells, a comment and a link."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = "process"
    for row in (
        ["id", "name", "type", "supports", "description"],
        ["alta", "Alta", "support", "venta", 7],
        ["baja", "=1+1", True, date(2026, 11, 20), 0.5],
    ):
        page.append(row)
    page["A1"].comment = openpyxl.comments.Comment("x", "y")
    page["B3"].hyperlink = "https://x.example"
    page.merge_cells("D4:E9")
    file = io.BytesIO()
    made.save(file)
    with zipfile.ZipFile(file) as packed:
        return {one: packed.read(one) for one in packed.namelist()}


BOOK = _book()
HOSTILE_PARTS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><x>&b;&c;</x>',
    b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
    b'<row r="99999999999"><c r="ZZZZ99999999" t="s"><v>99999</v></c><c r="A0"/><c t="n"><v>1e999</v></c><c t="d"><v>x</v></c><c t="b"><v>7</v></c></row>',
    b'<c r="A1" t="inlineStr"><is><t>_x0000_\xe2\x80\xae_x005F_</t></is></c><c r="B2" t="e"><v>#REF!</v></c><c s="9999"><f>1</f></c>',
    b'<sheet name="../x" sheetId="-1" r:id="rId99"/><definedName name="_x">#</definedName>' + b"<row>" * 50,
    b'<c r="A1" t="n" s="1"><v>-99999999999</v></c><c r="B1" s="2"><v>2958466</v></c><row r="1"/><row r="1"/>',
)  # fmt: skip


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """Return a workbook with parts that were changed, left out or are new, packed well; or torn as a whole."""
    parts = dict(BOOK)
    for name in draw(st.lists(st.sampled_from(sorted(parts)), max_size=3)):
        parts[name] = draw(torn([parts[name], *HOSTILE_PARTS]))
    for name in draw(st.lists(st.sampled_from(sorted(parts)), max_size=1)):
        del parts[name]
    others = [
        "xl/vbaProject.bin",
        "../../x",
        "/etc/x",
        "xl/externalLinks/a.xml",
        "xl/sharedStrings.xml",
        "xl/a\\b",
        "xl/",
    ]
    more = draw(st.dictionaries(st.sampled_from(others), st.just(b"<x/>"), max_size=1))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as file:
        for name, data in {**parts, **more}.items():
            file.writestr(name, data)
    data = packed.getvalue()
    return data if draw(st.integers(0, 3)) else draw(torn([data]))


@st.composite
def diagrams(draw: st.DrawFn, files: Sequence[bytes], most: int = 6) -> bytes:
    """Return one of some diagrams, changed in some places: elements elsewhere, of another kind, twice, gone, with strange facts."""
    root = ET.fromstring(draw(st.sampled_from(files)))
    every = [*root.iter()]
    tags, facts = sorted({one.tag for one in every}), sorted({value for one in every for value in one.attrib.values()})
    keys = sorted({key for one in every for key in one.attrib})
    for _ in range(draw(st.integers(1, most))):
        every = [*root.iter()]
        one, other = draw(st.sampled_from(every)), draw(st.sampled_from(every))
        what = draw(st.sampled_from(["tag", "fact", "fact", "text", "out", "more", "twice"]))
        if what == "tag" and one is not root:
            one.tag = draw(st.sampled_from(tags))
        elif what == "fact":
            one.set(draw(st.sampled_from(keys)), draw(st.sampled_from(facts) | texts(3)))
        elif what == "text":
            one.text = draw(st.sampled_from(facts) | texts(3))
        elif what == "out" and len(one):
            one.remove(draw(st.sampled_from([*one])))
        elif what in ("more", "twice") and other not in one.iter() and one not in other.iter():
            one.append(copy.deepcopy(other))
    return ET.tostring(root, "utf-8", xml_declaration=True).translate(None, b"\0")
