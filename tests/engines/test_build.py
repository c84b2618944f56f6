"""What a build leaves behind: the same bytes whether all or little had to be made, and never half a site."""

import os
import re
import shutil
from dataclasses import replace
from importlib.util import find_spec

import pytest
from bases import write
from edits import Edited
from sites import events

from timonel import governance
from timonel.engines import mkdocs_run
from timonel.engines.build import build
from timonel.engines.past import Past
from timonel.engines.refused import BuildError
from timonel.engines.shells import Shells
from timonel.rules import examples

SEED = 20261122
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
EDITS = 500 if EVERYTHING else 9
GUIDE = "# Hola\n\nHay {{ kb.gaps() }} brechas; un term-0 y [brechas](../governance/gaps.md).\n"


@pytest.fixture
def root(tmp_path):
    """Return the folder of a base with a page written by hand."""
    page = tmp_path / "docs" / "es" / "guia" / "hola.md"
    page.parent.mkdir(parents=True)
    page.write_text(GUIDE, encoding="utf-8")
    return tmp_path


def small(word="uno"):
    """Return a base with an area and a term."""
    return {
        "areas": [{"id": "ventas", "name": f"Ventas {word}", "type": "business"}],
        "terms": [{"id": "canal", "name": "Canal", "definition": f"Un medio {word}."}],
    }


@pytest.fixture
def judged(loaded, rules, root):
    """Check a base from a mapping with some rules, so that its site has few pages."""
    some = {code: rule for number, (code, rule) in enumerate(rules.items()) if code[:3] == "DAT" or number % 20 == 0}

    def make(contents):
        files = {**contents, "docs/es/guia/hola.md": GUIDE}
        result = governance.judge(loaded(files), examples.settings_of(contents), some, "2026-11-20")
        return replace(result, root=root)

    return make


def site(folder):
    """Return name → bytes of everything in a folder."""
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def made(root, result, where, languages=("es",), *, use_cache=True):
    """Build into a folder, and return what is there."""
    build(root, result, languages, report=str, target=root / where, use_cache=use_cache)
    return site(root / where)


def test_no_edit_leaves_a_stale_page(root, kinds, judged):
    """After any edit of any field of any kind, what was built upon the last site is what is built anew."""
    base = Edited(kinds.kinds, SEED)
    said = []
    made(root, judged(base.files()), "kept")
    for number in range(EDITS):
        said.append(base.edit(number))
        result = judged(base.files())
        kept = made(root, result, "kept")
        if EVERYTHING or number % 8 == 0:  # a stale page would stay until then
            clean = made(root, result, f"clean{number}", use_cache=False)
            assert kept.keys() == clean.keys(), said
            assert [name for name in kept if kept[name] != clean[name]] == [], said
            said = []


def test_pages_are_what_mkdocs_would_have_built(root, kinds, judged, monkeypatch):
    """A page that is filled into a shell says and does what MkDocs' own build of it does, and leads where it leads."""
    result = judged(Edited(kinds.kinds, SEED).files() if EVERYTHING else small())
    monkeypatch.setenv("TIMONEL_SITE_URL", "https://crm.example/x")
    ours = made(root, result, "ours")
    monkeypatch.setattr(mkdocs_run, "_KNOWN", frozenset())  # so that MkDocs makes every page
    theirs = made(root, result, "theirs", use_cache=False)
    assert ours.keys() == theirs.keys()
    pages = [name for name in ours if name.endswith(".html")]
    assert [name for name in pages if events(ours[name], name) != events(theirs[name], name)] == []
    assert {*re.findall(rb"<url>.*?</url>", ours["es/sitemap.xml"], re.DOTALL)} == {
        *re.findall(rb"<url>.*?</url>", theirs["es/sitemap.xml"], re.DOTALL)
    }
    kept = {*pages, "es/sitemap.xml", "es/sitemap.xml.gz"}
    assert [name for name in ours if name not in kept and ours[name] != theirs[name]] == []


def test_what_did_not_change_is_not_filled(root, judged, monkeypatch):
    """A second build fills no page."""
    result = judged(small())
    made(root, result, "site")
    filled, fill = [], Shells.fill
    monkeypatch.setattr(Shells, "fill", lambda self, page: filled.append(page.path) or fill(self, page))
    made(root, result, "site")
    assert filled == []


def test_a_build_that_is_killed_leaves_the_last_good_site(root, judged, monkeypatch):
    """Whoever looks meets the old pages, all of them, and the next build is as if nothing had happened."""
    before = made(root, judged(small()), "site", ("es", "en"))
    result, count, fill = judged(small("dos")), [], Shells.fill

    def killed(self, page):
        count.append(page)
        return os._exit(9) if len(count) == 30 else fill(self, page)

    with monkeypatch.context() as patched:
        patched.setattr(Shells, "fill", killed)
        patched.setattr(Past, "stale", property(lambda self: {*self.shapes}))
        with pytest.raises(BuildError):
            made(root, result, "site", ("es", "en"))
    assert {name: data for name, data in site(root / "site").items() if "/" not in name or name[0] != "."} == before
    assert made(root, result, "site", ("es", "en")) == made(root, result, "clean", ("es", "en"), use_cache=False)


def test_a_build_killed_while_files_are_put_in_place_is_mended_by_the_next(root, judged, monkeypatch):
    """Pages are old or new, never half; then all are new."""
    before = made(root, judged(small()), "site")
    result = judged(small("dos"))
    clean = made(root, result, "clean", use_cache=False)
    put, count = type(root).replace, []

    def stopped(self, target):
        count.append(self)
        if "/files/" in str(self) and len(count) > 3:
            raise KeyboardInterrupt
        return put(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(type(root), "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            made(root, result, "site")
    mixed = {name: data for name, data in site(root / "site").items() if not name.startswith(".")}
    assert all(data in (before.get(name), clean.get(name)) for name, data in mixed.items())
    assert made(root, result, "site") == clean


def test_a_file_that_somebody_changed_in_the_site_is_made_again(root, judged):
    """The folder is trusted as far as it is as the last build left it; what no build has put there stays."""
    result = judged(small())
    before = made(root, result, "site")
    (root / "site" / "es" / "areas" / "ventas" / "index.html").write_text("hacked", encoding="utf-8")
    (root / "site" / "es" / "terms" / "index.html").unlink()
    (root / "site" / "es" / "areas" / "gone").mkdir()
    (root / "site" / "es" / "areas" / "gone" / "index.html").write_text("old", encoding="utf-8")
    assert made(root, result, "site") == {**before, "es/areas/gone/index.html": b"old"}


@pytest.mark.skipif(find_spec("zensical") is None, reason="Zensical is not installed")
def test_zensical_does_not_believe_what_somebody_put_among_what_it_kept(root, judged, monkeypatch):
    """Its own folder in the cache has no seal; ours says what that folder looked like."""
    monkeypatch.delenv("TIMONEL_CACHE")
    build(root, judged(small()), ["es"], report=str, engine="zensical")
    before = site(root / "site")
    changed = [
        one for one in (root / ".timonel" / "zensical").rglob("*") if one.is_file() and b"Hay " in one.read_bytes()
    ]
    assert {one.relative_to(root).parts[3] for one in changed} > {".cache", "site"}
    for one in changed:
        one.write_bytes(one.read_bytes().replace(b"Hay ", b"Oh! "))
    build(root, judged(small()), ["es"], report=str, engine="zensical")
    assert site(root / "site") == before


def test_plugins_that_nobody_knows_get_every_page(root, judged):
    """With them, or with hooks, MkDocs builds the whole site itself, and one line says so."""
    (root / "mkdocs.yml").write_text(
        "site_name: x\ntheme: material\nplugins: [timonel, search]\nhooks: [seen.py]\n", encoding="utf-8"
    )
    (root / "seen.py").write_text("def on_post_page(output, page, config): return output + '<!-- seen -->'", "utf-8")
    told = []
    build(root, judged(small()), ["es"], report=told.append, target=root / "site")
    assert [one for one in told if "seen.py" in one and "MkDocs" in one] == told[-1:]
    pages = {name: data for name, data in site(root / "site" / "es").items() if name.endswith("/index.html")}
    assert "areas/ventas/index.html" in pages
    assert [name for name, data in pages.items() if b"<!-- seen -->" not in data] == []


@pytest.mark.parametrize(
    ("look", "what"),
    [("{{ page.title }}", "page.content"), ("{{ page.content }}{{ page.content }}", "page.content"), ("{% if page %}{{ page.content }}{% endif %}", "page.meta.title")],
)  # fmt: skip
def test_a_theme_that_shows_pages_in_another_way_is_refused(root, judged, look, what):
    """Its pages cannot be filled; the line says what Timonel misses."""
    write(root / "look" / "main.html", f"<html><body>{look}</body></html>")
    write(root / "mkdocs.yml", "site_name: x\ntheme: {name: material, custom_dir: look}\nplugins: [timonel]\n")
    with pytest.raises(BuildError, match=what):
        build(root, judged(small()), ["es"], report=str, target=root / "site")


def test_without_a_cache_nothing_is_kept(root, judged, run, monkeypatch):
    """Neither pictures nor anything else, and nothing for the pages by hand that are not there."""
    monkeypatch.delenv("TIMONEL_CACHE")
    shutil.rmtree(root / "docs")
    made(root, judged(small()), "site", use_cache=False)
    build(root, judged(small()), ["es"], report=str, engine="markdown", use_cache=False)
    assert {one.name for one in root.iterdir()} == {"site", "site-markdown"}


def test_what_stops_a_language_is_one_line(root, judged, capfd):
    """A folder where nobody may write is no reason for a traceback."""
    (root / "site").mkdir()
    (root / "site" / "es").write_text("not a folder", encoding="utf-8")
    with pytest.raises(NotADirectoryError, match=r"^[^\n]*site/es[^\n]*$"):
        made(root, judged(small()), "site", ("es", "en"))
    assert not capfd.readouterr().err


@pytest.mark.parametrize("languages", [("es",), ("es", "en")])
@pytest.mark.parametrize(
    "case",
    [
        ("mkdocs.yml", "site_name: x\nplugins: [timonel, nowhere]\n", "nowhere"),
        ("mkdocs.yml", "a: [\nb: {\n", "mkdocs.yml: "),
        ("mkdocs.yml", "a: !!python/name:nothing.such ''\n", "named 'nothing'"),
        ("mkdocs.yml", "site_name: x\ntheme: no-such-theme\n", "no-such-theme"),
        ("mkdocs.yml", "site_name: x\nplugins: []\n", "plugins"),
        ("mkdocs.yml", "site_name: x\ntheme: material\nplugins: [timonel]\nhooks: [boom.py]\n", "boom"),
        (
            "docs/es/guia/x.md",
            "a\n\n{{ kb.link('process:no') }}\n",
            "docs/es/guia/x.md:3: kb.link: no existe process:no",
        ),
        ("docs/es/guia/x.md", "---\ntitle: x\n---\n\n{{ x }}\n", "docs/es/guia/x.md:5: lo que está entre llaves"),
    ],
)
def test_an_engine_that_fails_is_one_line(root, judged, capfd, case, languages):
    """Whatever the configuration, a plugin or a page brings: one line with what is wrong, once for all languages."""
    path, text, told = case
    (root / "boom.py").write_text("def on_config(config): raise KeyError('boom\\nbang')", encoding="utf-8")
    (root / path).write_text(text, encoding="utf-8")
    files = {**small(), **({path: text} if path.startswith("docs/") else {})}
    result = replace(judged(files), root=root)
    with pytest.raises(BuildError) as raised:
        build(root, result, languages, report=str, target=root / "site")
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
    assert str(raised.value).count(told) == 1
    assert not capfd.readouterr().err


def test_what_mkdocs_yml_says_is_fresh_on_every_page(root, judged):
    """A theme of one's own may show all of it, and YAML has more than text and numbers."""
    look = root / "look" / "main.html"
    look.parent.mkdir()
    look.write_text(
        "<html><body>{{ config.extra.released }} {% if page %}{{ page.meta.title }}{{ page.content }}{% endif %}</body></html>",
        encoding="utf-8",
    )
    theme = "theme: {name: material, custom_dir: look}\nplugins: [timonel]\n"
    for day in ("first", "2026-01-01", "2026-02-02"):
        (root / "mkdocs.yml").write_text(f"site_name: x\n{theme}extra: {{released: {day}}}\n", encoding="utf-8")
        pages = made(root, judged(small()), "site")
        assert day in pages["es/areas/ventas/index.html"].decode()
