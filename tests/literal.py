"""A base whose every text is something that a page could mistake for markup, and what tests expect to read of it."""

import json
import random
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import cycle

import sites

from timonel import schema as schemas
from timonel.cache import Cache
from timonel.engines.build import build
from timonel.pipeline import examine
from timonel.text import MARKS, is_empty, visible

LANG = "es"
PLACES = (sites.ROOT / "tests" / "data", sites.ROOT.parent / "shared" / "data")
OURS = [
    "<script>window.pwned=1</script>", '"><img src=x onerror="window.pwned=1">', "'><svg/onload=window.pwned=1>", "</article></body>",
    "<!-- comment -->", "<![CDATA[x]]>", "&lt;b&gt; &amp; &#60; &nbsp; &copy &notanentity;", "<b>bold</b> & <i>italic</i>", "a < b > c & d",
    "[text](javascript:window.pwned=1)", '[text](https://example.org "title")', "[x]: https://example.org", "[x][y] ![image](x.png)",
    "![alt](javascript:window.pwned=1)", "<https://example.org> <a@example.org>", "javascript:window.pwned=1", "data:text/html,<script>window.pwned=1</script>",
    "# Heading", "## Heading {#pwned}", "Heading\n=======", "Heading\n-------", "x {: #pwned .pwned onclick=window.pwned=1 }", '{: #pwned onclick="window.pwned=1" }',
    "```js\nwindow.pwned=1\n```", "~~~\ncode\n~~~", "    four spaces", "\tone tab", "> quoted", "- item\n- item", "1. one\n2. two", "* * *", "---", "***",
    '--8<-- "mkdocs.yml"', ';--8<-- "x"', "*[CRM]: pwned", "[TOC]", "[^1]: note[^1]", "!!! note\n    inside", '??? note "x"\n    inside', '=== "Tab"\n    inside',
    "++ctrl+alt++ :smile: ==mark== ^^ins^^ ~~del~~ H~2~O x^2^", "$$x$$ \\(x\\) \\[x\\]", "term\n:   definition", "| a | b |\n|---|---|\n| 1 | 2 |",
    "{{ 7*7 }}", "{% raw %}", "{% include 'mkdocs.yml' %}", "{# comment #}", "{{ kb.name() }}", "${7*7} #{7*7} %s %(x)s {0} {name}", "<%= 7*7 %>",
    '"]; a -> b [label="', '\\N \\G \\l \\" "quoted"', "<b>html label</b> {a|b}", "%2F..%2F../../etc", "C:\\temp\\new", "\\", "\\*escaped\\*", "`", "``a`b``",
    "\x1b[31mred\x1b[0m", "a\x00b\x01c\x07d\x08e\x7ff", "abc\u202edef\u202cghi", "\u2066isolated\u2069", "zero\u200bwidth\u200djoiner\ufeff", "x\u0002" + "0\u0003",
    "**strong** *emphasis* `code` [[term]] [link](https://example.org)", "a\ufffeb\uffffc",
    "«comillas» “quotes” ‘x’ … – — ñ Ñ áéíóúü ¿? ¡!", "e\u0301 vs é", "𝒳 🚀 👩‍👩‍👧 🇲🇽", "שלום العربية 你好", "I18n İı ß ſ K",
    "'; DROP TABLE x; --", "=1+1", "@SUM(A1)", "null", "true", "0", "-0.0", "1e3", "no", "2026-11-20", "front\n---\ntitle: pwned", "w" * 10_000,
]  # fmt: skip
# What reading a page may turn into a space: some count as white space for Python, others for browsers.
_SPACE = re.compile("[\\s\x0b\x0c\x1c-\x1f\x85\u2028\u2029\u240b-\u240d\u241c-\u241f]+|\\\\u(?:0085|2028|2029)")
_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SINGLE = 4  # entities of each kind that have one of our own strings in a field
_TOGETHER, _LINES = 3, 8  # entities that have some strings of the long list in a field, a line each


@dataclass
class Written:
    """What the base holds: file → YAML, and where each text stands."""

    files: dict = field(default_factory=dict)
    texts: list = field(default_factory=list)  # (kind, id, field path, is prose, text)


def same(text):
    """Return text so that data and page compare: accents composed, controls as pictures, white space as one space."""
    composed = unicodedata.normalize("NFC", re.sub("[\ufffe\uffff]", "\ufffd", text))
    return " ".join(_SPACE.sub(" ", visible(composed)).split())


@cache
def naughty():
    """Return the lines of the long list, those of our own where the list is not at hand."""
    for folder in PLACES:
        path = folder / "naughty-strings.txt"
        if path.exists():
            lines = path.read_bytes().decode("utf-8", "replace").split("\n")
            return [one for one in lines if one.strip() and not one.startswith("#") and not is_empty(one)]
    return [one for one in OURS if not is_empty(one)]


def kinds():
    """Return name → kind of everything that a base can hold."""
    return schemas.load(("es", "en"), Cache(None))[0].kinds


def base(seed=1):
    """Return a base with every Text field of every kind filled."""
    written, chance = Written(), random.Random(seed)
    ours = cycle(chance.sample(OURS, len(OURS)))
    lists = {prose_: _mixed(chance, prose_) for prose_ in (False, True)}
    together = max(_TOGETHER, -(-len(naughty()) // _LINES)) if sites.EVERYTHING else _TOGETHER
    for kind in kinds().values():
        entities = []
        for number in range(_SINGLE + together):
            id_ = _id(kind.name, number)

            def words(path, node, number=number, id_=id_, kind=kind):
                is_prose = bool(node.get("x-prose"))
                text = next(ours) if number < _SINGLE else "\n".join(next(lists[is_prose]) for _ in range(_LINES))
                written.texts.append((kind.name, id_, path, is_prose, text))
                return text

            entity = _shown(_filled(kind.schema, words, ()) | _told_apart(kind.name, number))
            entities.append({**entity, "id": id_} if "id" in kind.required else entity)
        if kind.name == "organization":
            entities = entities[:1]
            written.texts = [one for one in written.texts if one[0] != kind.name or one[1] == _id(kind.name, 0)]
        written.files[f"data/{kind.folder}/all.yaml"] = _yaml(entities)
    _words_with_tooltips(written)
    written.files["timonel.yaml"] = _yaml({"model": 1, "name": SITE, "languages": [LANG], "as_of": "2026-11-20"})
    return written


SITE = "<b>Base</b> {{ 7*7 }} & *co*"


def _words_with_tooltips(written):
    """Add terms with harmless names, whose definitions are anything but, and a text that names them all."""
    chosen = [one for one in OURS if not is_empty(one) and not MARKS.search(one)]
    terms = [
        {"id": f"brujula-{letters(n)}", "name": f"Brújula{letters(n)}", "definition": one}
        for n, one in enumerate(chosen)
    ]
    said = " ".join(f"Brújula{letters(n)}," for n in range(len(chosen)))
    written.files["data/terms/tooltips.yaml"] = _yaml(terms)
    written.files["data/skills/tooltips.yaml"] = _yaml([{"id": "palabras", "name": "Palabras", "description": said}])
    written.tooltips = chosen


def letters(number):
    """Return a number in letters, for a word that is one word."""
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def _id(kind, number):
    return letters(number) if kind == "country" else f"n{number}"


def _told_apart(kind, number):
    """Return what kinds without an id of their own need, to be as many as they are."""
    one_each = {
        "measurement": {"value": number, "date": str(date(2026, 11, 20) - timedelta(days=number))},
        "waiver": {"entity": f"process:n{number}"},
        "commitment": {"entity": f"process:n{number}"},
        "confirmation": {"entity": f"process:n{number}"},
        "resolution": {"date": "2026-11-02"},
    }
    return one_each.get(kind, {})


def _shown(entity):
    """Return an initiative with what its page must have to speak of its texts: a passed phase, a return in numbers."""
    if "business_case" in entity:
        entity["business_case"]["expected_return"]["value"] = 1
        entity["phases"][0]["status"] = "passed"
    return entity


def _mixed(chance, is_prose):
    """Return the long list in a random order, again and again; lines for prose have no character of its marks."""
    lines = [one for one in naughty() if not is_prose or not re.search(r"[*`\[]", one)]
    chance.shuffle(lines)
    return cycle(lines)


def _filled(node, words, path):
    """Return a value that fits a schema: what it requires, and every text."""
    if node.get("x-text"):
        return words(path, node)
    for choices in ("oneOf", "anyOf"):
        if choices in node:
            return _filled(
                next((one for one in node[choices] if one.get("type") == "object"), node[choices][0]), words, path
            )
    if "object" in _types(node):
        wanted = {
            name: child
            for name, child in node.get("properties", {}).items()
            if name in node.get("required", ()) or _has_text(child)
        }
        return {name: _filled(child, words, (*path, name)) for name, child in wanted.items()}
    if "array" in _types(node):
        return [
            _filled(node.get("items", {}), words, (*path, number)) for number in range(max(1, node.get("minItems", 1)))
        ]
    return _scalar(node, path)


_FITTING = {
    "^[0-9a-f]{64}$": "0" * 64,
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": "10:00",
}


def _types(node):
    found = node.get("type", ())
    return {found} if isinstance(found, str) else {*found}


def _scalar(node, path):
    target = node.get("x-ref")
    if target is not None:
        first = target if isinstance(target, str) else target[0]
        return (
            "PRO001"
            if first == "rule"
            else _id(first, 0)
            if isinstance(target, str)
            else f"{'term' if first == '*' else first}:n0"
        )
    if "enum" in node:
        return node["enum"][0]
    if node.get("format") == "date":
        return "2026-11-02"
    if _types(node) & {"integer", "number"}:
        return node.get("minimum", 1)
    if "boolean" in _types(node):
        return True
    return (
        _FITTING[node["pattern"]]
        if node.get("pattern") in _FITTING
        else "https://example.org/"
        if path[-1:] == ("url",)
        else "term:n0"
        if path[-1:] == ("entity",)
        else "EUR"
        if path[-1:] == ("currency",)
        else "a"
    )


def _has_text(node):
    return bool(node.get("x-text")) or any(
        _has_text(one)
        for one in (
            *node.get("properties", {}).values(),
            node.get("items", {}),
            *node.get("oneOf", ()),
            *node.get("anyOf", ()),
        )
        if one
    )


def _yaml(value):
    """Return a value as YAML: JSON, with what YAML does not take as it stands escaped."""
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def example(tmp_path_factory):
    """Return the folder of the built site, made once for all workers."""
    folder = sites.shared(tmp_path_factory)

    def built():
        root = folder / "literal"
        for path, text in base().files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        build(root, examine(root), [LANG], report=str, target=root / "site")

    sites.make(folder, "literal", built)
    sites.made(folder, "literal")
    return folder / "literal" / "site"
