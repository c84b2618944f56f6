"""What reads other people's bytes: a value or a refusal in words, never an exception."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import markdown
import pytest
import strange
from amount import READER, SLOW
from bases import ROOT
from child import CONTROLS
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from timonel import schema, settings, source
from timonel.edit.ask import table
from timonel.edit.text.append import RefusedError
from timonel.engines.written import stranger
from timonel.exchange.diagrams import losses, reading, writing
from timonel.exchange.diagrams.taking import take
from timonel.exchange.intake import plain
from timonel.exchange.sheets import workbook
from timonel.exchange.sheets.table import Table, UnreadableError
from timonel.exchange.sheets.taking import Taking
from timonel.governance import baseline
from timonel.kinds import Process
from timonel.load import File, Sources
from timonel.pipeline import examine_sources
from timonel.report import FORMATS, rendered
from timonel.rules.own import cards as own
from timonel.site import prose
from timonel.site.escape import html
from timonel.source import foreign
from timonel.text import say
from timonel.words import glossary

YAML = [*strange.files_of("data/**/*.yaml", "*.yaml", "*.yml", "rules/*.yaml").values()]


def spoken(*sayings: Any) -> None:
    """Hold messages against what people may be told: something, in both languages."""
    for one in sayings:
        for lang in ("es", "en"):
            assert one is None or say(one, lang).strip(), one


def paths(value: Any, before: source.Path = ()):
    """Yield the key path of everything in a value."""
    yield before
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in places:
        yield from paths(one, (*before, key))


@READER
@given(
    strange.torn(YAML)
    | strange.texts().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=60)
)
def test_yaml(data):
    """A file is a value with a place in it for each part, or broken at a place in it."""
    document = source.parse("x.yaml", data)
    if isinstance(document, source.Broken):
        spoken(document.problem, document.hint)
        assert (
            1
            <= document.line
            <= data.count(b"\n") + data.count(b"\r") + data.count(b"\xc2\x85") + data.count(b"\xe2\x80") + 2
        )
        assert document.column >= 1
        return
    json.dumps(document.value)
    assert len(document.marks) == source.count(document.value)
    lines = source.Lines(data)
    for path in [*paths(document.value)][:200]:
        line, column = source.locate(document, path, 0, document.value)
        lines.place(line, column, "x")
        source.quoting(document, lines, 0, document.value)(path)
    for one in source.cut(data):
        spoken(one.problem, one.hint)


@READER
@given(strange.torn([(ROOT / "mkdocs.yml").read_bytes()]) | strange.texts().map(str.encode) | st.binary(max_size=40))
@example(b"a: !!int")
@example(b"a: !!bool x")
@example(b"a: !!float")
@example(b"a: !!timestamp x")
@example(b"plugins: [[x]]\nmarkdown_extensions: [[y], {z: [1]}]\n")
def test_configurations_of_strangers(tmp_path_factory, data):
    """Of another program's file the plain values are taken, or nothing."""
    foreign.plain(data)
    root = tmp_path_factory.getbasetemp() / "stranger"
    root.mkdir(exist_ok=True)
    (root / "mkdocs.yml").write_bytes(data)
    spoken(*stranger.taken(root).left)


@pytest.fixture(scope="session")
def forms(rules):
    """Return the options of all rules."""
    from timonel.rules import forms  # noqa: PLC0415

    return forms(rules, frozenset(rules))


@READER
@given(
    strange.torn([strange.SETTINGS, b"model: 1\nlanguages: [es]\n"])
    | strange.changed([strange.tree_of(strange.SETTINGS)], strange.SETTINGS_WORDS).map(strange.dumped)
)
@example(b"model: 1.0")
@example(b'model: 1\nrepository: {url: "https://git.example/x", branch: "a\\nb", edit: "{url}/edit/{branch}/{path}"}\n')
def test_settings(forms, data):
    """What is refused has its default, whatever it was."""
    found, misfits = settings.load(data, rules=forms)
    for one in misfits:
        spoken(one.detail, one.hint)
    assert found.languages
    assert all(re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", one) for one in found.languages)
    assert found.fail_on in ("error", "warning", "info", "never")
    assert isinstance(found.model, int)
    assert all(code in forms for code in found.options)
    assert found.edit_url("data/a b.yaml") is None or "\n" not in found.edit_url("data/a b.yaml")
    assert found.forms_host in (None, "github", "gitlab")


AREAS = [strange.tree_of(data) for data in strange.files_of("data/areas/*.yaml").values()]


@SLOW
@given(
    strange.changed(strange.KINDS, strange.SCHEMA_WORDS).map(strange.dumped)
    | strange.torn([strange.dumped(strange.KINDS[0])]),
    strange.changed(AREAS, strange.ENTITY_WORDS),
)
def test_own_schemas(cache, kinds, data, tree):
    """A schema is refused at a place, or whatever a file of its kind holds can be held against it."""
    found, faults = schema.load(["es", "en"], cache, {"zona.schema.json": data})
    for one in faults:
        spoken(one.detail, one.hint)
    own_kinds = [kind for name, kind in found.kinds.items() if name not in kinds.kinds]
    assert own_kinds or faults
    for kind in own_kinds:
        assert re.fullmatch("[a-z][a-z0-9-]*", kind.folder)
        for one in kind.problems(tree):
            spoken(one.detail, one.hint)


@READER
@given(strange.own_rules() | strange.torn([strange.RULE_FILE]))
def test_own_rules(kinds, data):
    """A rule is there, or what is wrong with it."""
    rules, misfits = own.rules([File("rules/XNR001.yaml", data)], kinds, ["es", "en"])
    for one in misfits:
        spoken(one.detail, one.hint)
        assert one.line >= 1
        assert one.column >= 1
    assert rules or misfits or source.parse("x.yaml", data).value == []


TABLES = (
    b'id,name,type,supports\nalta,Alta,support,\nbaja,"Baja; de\n cliente",core,venta\n',
    "of;date;value;note\r\nrisk:fuga;2026-11-20;0,5;«x»\r\nindicator:nps;;74%;\r\n".encode("utf-8-sig"),
    b"of\tdate\tprobability\timpact\nrisk:fuga\t2026-11-20\t3\t4\n",
)


@READER
@given(
    strange.torn(TABLES, 10)
    | strange.texts(30).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=60)
)
def test_csv(data):
    """A file is a table or refused."""
    try:
        assert isinstance(plain.read("x", data), Table)
    except UnreadableError as error:
        spoken(error.problem)


@pytest.fixture(scope="session")
def small(cache):
    """Return what is said of a small base with something to measure."""
    files = [
        File(path, data)
        for path, data in strange.files_of(
            "data/risks/*.yaml", "data/indicators/*.yaml", "data/organization/*", "data/people/*.yaml"
        ).items()
    ]
    return examine_sources(Sources(b"model: 1\n", files), cache, today="2026-11-20", wanted=("DAT",))


@READER
@given(strange.torn(TABLES[1:], 10))
def test_tables_of_measurements(small, data):
    """Each row is a measurement, or wrong with a reason."""
    try:
        items, wrong = table.read(data, small, "2026-11-20")
    except RefusedError as error:
        spoken(error.problem)
    else:
        json.dumps(items)
        spoken(*(one for _, one in wrong))


@READER
@given(
    strange.torn([strange.dumped(strange.BASELINE)])
    | strange.changed([strange.BASELINE], strange.BASELINE_WORDS).map(strange.dumped)
)
def test_baselines(data):
    """A file is a baseline or refused."""
    try:
        assert all(len(one.fingerprint) == 64 for one in baseline.parse(data))
    except baseline.BaselineError as error:
        spoken(error.problem)


@SLOW
@given(strange.workbooks())
def test_workbooks(data):
    """A workbook is sheets of cells or refused."""
    try:
        for one in workbook.read(data):
            assert all(isinstance(number, int) and number >= 1 for number in one.rows)
    except UnreadableError as error:
        spoken(error.problem)


DIAGRAMS = [
    one.read_bytes()
    for one in sorted((ROOT / "tests/exchange/diagrams").glob("*.bpmn"))
    if one.stem in ("A.2.0", "A.4.1", "B.1.0", "C.9.2")
]
PROCESS = {
    "id": "p", "name": {"es": "P", "en": "Q"}, "type": "support",
    "steps": [
        {"id": "a", "name": {"es": "Á"}, "next": [{"to": "b", "when": "x"}, "a"]},
        {"id": "b", "name": "B", "type": "event", "role": "r", "calls": "p"},
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def drawn(cache):
    """Return a base with a process, and diagrams: reference models, and the process as Timonel writes it."""
    files = [File("data/processes.yaml", json.dumps([PROCESS]).encode())]
    read = Sources(b"model: 1\nlanguages: [es, en]\n", files)
    base = examine_sources(read, cache, today="2026-11-20", wanted=("DAT",)).base
    return base, [*DIAGRAMS, writing.written(base, base.all(Process)[0], "es")]


@READER
@given(st.data())
def test_diagrams(drawn, data):
    """A file is processes, refusals and losses in words, or refused; what is wanted is written as the kinds have it."""
    base, files = drawn
    text = data.draw(strange.diagrams(files) | strange.torn(files))
    try:
        found = reading._read("x.bpmn", text)  # as `read`, in this process
    except UnreadableError as error:
        spoken(error.problem)
        return
    taking = Taking(base, new_roles=data.draw(st.booleans()))
    for taken in take(taking, [found]):
        for lang in ("es", "en"):
            assert all(line.strip() for line in losses.told(taken.diagram, lang))
        spoken(*taken.gone)
    spoken(*(one.problem for one in taking.refusals))
    for one in taking.wanted.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.id)
        ids = [step["id"] for step in one.fields.get("steps", ())]
        assert len({*ids}) == len(ids)
        for step in one.fields.get("steps", ()):
            assert {each if isinstance(each, str) else each["to"] for each in step.get("next", ())} <= {*ids}


# --- Pages and reports ------------------------------------------------------------------------------------------------


class OnlyOurs(HTMLParser):
    """Takes HTML apart and refuses what `prose` does not write itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in ("p", "strong", "em", "code", "a", "dfn"), tag
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else ["title"] if tag == "dfn" else [])
        assert tag != "a" or re.match(r"(?i)(?:https?:|mailto:|ours/)", attrs[0][1]), attrs
        assert tag != "a" or "a" not in self.open, "no link stands in another"
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


WORDS = glossary.Glossary(
    {"x": {(): glossary.Entry("x", "X", "<b>")}, "alert": {("1",): glossary.Entry("y", "Y", '"')}},
    {"KPI": glossary.Entry("k", "K", "k")},
)


def explained(text):
    """Return a text with glossary words marked."""
    out, last = "", 0
    for start, end, entry in WORDS.find(text):
        assert last <= start < end <= len(text)
        out += f'{html(text[last:start])}<dfn title="{html(entry.definition)}">{html(text[start:end])}</dfn>'
        last = end
    return Markup(out + html(text[last:]))


@READER
@given(strange.texts(20))
@example("**a [b](https://x.example) *c* `d`** [[e]]")
def test_prose(text):
    """Whatever a text says, its HTML is whole and has no tag but those of the six marks; Markdown changes nothing in it."""
    link = lambda key: f"ours/{key.replace(':', '/')}" if re.fullmatch("[a-z]+:[a-z]+", key) else None  # noqa: E731
    for made in (prose.paragraphs(text, link, explained), f"<p>{prose.inline(text, link)}</p>", prose.literal(text)):
        for text_ in (
            made,
            markdown.markdown(f"<div>{made}</div>", extensions=["extra"]).removeprefix("<div>").removesuffix("</div>"),
        ):
            parser = OnlyOurs()
            parser.feed(str(text_))
            parser.close()
            assert not parser.open


NAMES = strange.texts(3).map(lambda text: f"data/terms/{text.replace(chr(0), '') or 'x'}.yaml")
TERM = {"id": "x", "name": {"es": "X", "en": "X"}, "definition": {"es": "y", "en": "y"}, "owner": "nobody"}


@SLOW
@given(
    NAMES,
    strange.changed([TERM, {**TERM, "see_also": ["z"]}], strange.ENTITY_WORDS).map(strange.dumped),
    st.sampled_from(["es", "en"]),
)
def test_reports(cache, path, data, lang):
    """Whatever files are called and values say, each format is what its readers take it for."""
    organization = File("data/organization.yaml", b"id: nova\nname: Nova\nvision: Ver.\nmission: Hacer.\n")
    result = examine_sources(
        Sources(b"model: 1\n", [organization, File(path, data)]),
        cache,
        today="2026-11-20",
        wanted=("DAT", "VOC", "GLB"),
    )
    made = {name: rendered(name, result, lang) for name in FORMATS}
    for name in ("json", "gitlab", "sarif"):
        json.loads(made[name])
    assert len(json.loads(made["json"])["findings"]) == len(result.findings)
    ET.fromstring(made["junit"])
    assert all(line.startswith("::") for line in made["github"].splitlines()), made["github"]
    assert not CONTROLS.search(made["text"])
    shown = markdown.markdown(made["markdown"], extensions=["extra", "sane_lists"])
    assert not re.search(
        r"(?i)<(?:script|img|iframe|svg)|<[^>]*(?:\son\w+=|=[\"']?javascript:)",
        re.sub("<code>.*?</code>", "", shown, flags=re.DOTALL),
    ), shown
