"""What machines read of a site: each page as Markdown, entries as JSON, and what there is: as a reader of those files sees them."""

import json
import re
from posixpath import dirname, normpath
from urllib.parse import unquote

import pytest
from bases import ROOT, write
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from sites import LANGUAGES

from timonel.engines.build import build
from timonel.governance.published import published
from timonel.pipeline import examine

CODE = re.compile(r"^(`{3,})\n.*?^\1$|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL)
HTML = re.compile(r"<[a-z/!?]", re.IGNORECASE)
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
READER = MarkdownIt("commonmark").enable("table")
# Each sign that means something in Markdown or HTML, in a name and in prose.
HOSTILE = (
    "1. # *a* _b_ `c` [d](javascript:e) ![f](g) <script>h</script> <i>j</i> | k ~~l~~ \\ &amp; &lt; {{ m }} - + > n"
)


def pages(site):
    """Return name → text of the Markdown of a site."""
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.md")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_there_as_markdown(site, lang):
    """It has a title, no HTML, tables with the same cells in each row, and leads to other pages of Markdown."""
    there, wrong = pages(site / lang), []
    html = {path.relative_to(site / lang).as_posix() for path in (site / lang).rglob("*.html")} - {"404.html"}
    assert {name.removesuffix(".md") for name in there} == {name.removesuffix(".html") for name in html}
    for name, text in there.items():
        outside = CODE.sub("", text)
        wrong += [(name, "title")] if not text.startswith("# ") or len(text) < 20 else []
        wrong += [(name, "html", found[0]) for found in HTML.finditer(outside)]
        for way in LINK.findall(outside):
            if not re.match(r"[a-z]+:|//", way):
                to = normpath(f"./{dirname(name)}/{unquote(way)}")
                wrong += [] if to in there or (site / lang / to).is_file() else [(name, "link", way)]
        for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
            cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
            wrong += [(name, "table", table[:80])] if len(cells) > 1 else []
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_the_page_says(site, lang):
    """Names, facts, prose, tables and gaps of an entry; and of a guide what its author wrote, with what it asked of the base."""
    process = (site / lang / "processes/gestion-de-devoluciones/index.md").read_text("utf-8")
    owner, step = {"es": ("Dueño", "Anotar la causa"), "en": ("Owner", "Note the cause")}[lang]
    assert re.search(
        rf"^- {owner}: \[.*\]\(\.\./\.\./roles/gerente-de-tiendas/index\.md\) \(Carolina Vidal\)$",
        process,
        re.MULTILINE,
    )
    assert f"| {step} | " in process
    assert "button" not in process
    guide = (site / lang / "guia/preguntar/index.md").read_text("utf-8")
    assert "```\n$ timonel ask " in guide
    assert "{{" not in (site / lang / "guia/bienvenida/index.md").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry_is_there_as_json(site, lang):
    """As its schema says; with the fields, relations and gaps that a check of the base knows."""
    schema = json.loads((ROOT / "schemas/page.schema.json").read_text("utf-8"))
    validator, result = Draft202012Validator(schema), published(examine(ROOT))
    there = {path: json.loads(path.read_text("utf-8")) for path in (site / lang).rglob("index.json")}
    shown = {one.key for one in result.base if result.base.schema.kinds[one.kind].has_page}
    assert {one["entity"] for one in there.values()} == shown
    for path, one in there.items():
        assert [error.message for error in validator.iter_errors(one)] == [], path
        assert path == site / lang / one["page"] / "index.json"
        entity = result.base.find(one["entity"])
        assert one["fields"].keys() == entity.fields.keys()
        assert {x["fingerprint"] for x in one["gaps"]} == {x.fingerprint for x in result.by_subject.get(entity.key, ())}
        assert {x["entity"] for x in one["refers_to"]} <= {
            f"{x.kind}:{x.id}" for x in result.base.outgoing.get(entity.key, ())
        }
        assert {x["entity"] for x in one["referred_by"]} <= {
            x.source.key for x in result.base.backlinks.get(entity.key, ())
        }
        for other in (*one["refers_to"], *one["referred_by"]):
            assert (site / lang / other["page"] / "index.json").is_file()


def test_what_there_is_stands_at_the_top(site):
    """The languages, and in each the sections of the menu with their pages."""
    assert re.findall(r"\]\((.*?)\)", (site / "llms.txt").read_text("utf-8")) == [
        f"{lang}/llms.txt" for lang in LANGUAGES
    ]
    for lang in LANGUAGES:
        text = (site / lang / "llms.txt").read_text("utf-8")
        ways = re.findall(r"^- \[.+\]\((.*?)\)$", text, re.MULTILINE)
        assert text.startswith("# ")
        assert {"index.md", "processes/index.md", "governance/index.md", "guia/asistentes/index.md"} <= {*ways}
        assert [way for way in ways if not (site / lang / way).is_file()] == []
        assert len(re.findall("^## ", text, re.MULTILINE)) > 5


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return a base whose texts are full of signs, and how to build its site."""
    root = tmp_path_factory.mktemp("hostile")
    write(
        root / "timonel.yaml",
        json.dumps(
            {"model": 1, "name": HOSTILE, "languages": ["es"], "as_of": "2026-11-20", "publish": {"assistants": True}}
        ),
    )
    write(root / "data/organization.yaml", "id: o\nname: O\n")
    fields = {"name": HOSTILE, "definition": f"{HOSTILE}\n\n- x\n\n# y", "notes": HOSTILE}
    write(root / "data/terms/raro.yaml", json.dumps({"id": "raro", **fields}))
    write(
        root / "data/terms/otro.yaml",
        json.dumps({"id": "otro", "name": "Otro", "definition": "Uno.", "see_also": ["raro"]}),
    )
    write(
        root / "docs/es/guia/suelta.md",
        "# Suelta\n\nDos \\* tres, `a|b` y <b title='x'>negrita</b>.\n\n<script>alert(1)</script>\n",
    )

    def made():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TIMONEL_CACHE", str(root / "cache"))
            build(root, examine(root), ["es"], report=str)
        return root / "site" / "es"

    return root, made


def test_texts_stay_text(hostile):
    """A reader of Markdown shows each sign of a text as it was written, and no link, picture, code or HTML that the base did not mean."""
    _, made = hostile
    site = made()
    text = (site / "terms/raro/index.md").read_text("utf-8")
    tokens = [inner for one in READER.parse(text) for inner in (one, *(one.children or ()))]
    assert {one.type for one in tokens} & {"html_block", "html_inline", "image", "code_block", "hr"} == set()
    assert not [one.attrs["href"] for one in tokens if one.type == "link_open" and "javascript" in one.attrs["href"]]
    (title,) = [
        tokens[place + 1].children for place, one in enumerate(tokens) if one.type == "heading_open" and one.tag == "h1"
    ]
    assert "".join(one.content for one in title if one.type == "text") == HOSTILE
    listed = READER.render((site / "terms/index.md").read_text("utf-8"))
    assert "<script" not in listed
    assert json.loads((site / "terms/raro/index.json").read_text("utf-8"))["fields"]["name"] == HOSTILE
    guide = (site / "guia/suelta/index.md").read_text("utf-8")
    assert "Dos \\* tres, `a\\|b` y **negrita**." in guide
    assert "alert" not in guide


def test_only_what_changed_is_written_again(hostile):
    """What names an entry follows its name; what somebody took away comes back; the rest is not touched."""
    root, made = hostile
    site = made()
    (site / "terms/otro/index.json").unlink()
    (site / "rules/PRO001/index.md").unlink()
    write(root / "data/terms/raro.yaml", json.dumps({"id": "raro", "name": "Distinto", "definition": "Nada."}))
    made()
    assert json.loads((site / "terms/otro/index.json").read_text("utf-8"))["refers_to"][0]["name"] == "Distinto"
    assert (site / "terms/raro/index.md").read_text("utf-8").startswith("# Distinto\n")
    assert (site / "rules/PRO001/index.md").is_file()
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    made()
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()} == times


@pytest.mark.parametrize("settings", ["publish: {assistants: true}", "publish: {assistants: false}", ""])
def test_it_is_there_where_somebody_asked_for_it(tmp_path, settings):
    """Each page costs two files more; and `--offline` is for browsers."""
    write(tmp_path / "timonel.yaml", f"model: 1\nname: X\nlanguages: [es]\n{settings}\n")
    write(tmp_path / "data/organization.yaml", "id: o\nname: O\n")
    build(tmp_path, examine(tmp_path), ["es"], report=str, offline="true" in settings)
    assert [path for path in (tmp_path / "site").rglob("*") if path.name == "llms.txt" or path.suffix == ".md"] == []
