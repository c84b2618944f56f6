"""What an engine made last is taken again as long as nothing moved that it read: and then it does not run."""

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from bases import write
from test_build import made, small

from timonel import governance
from timonel.engines import mkdocs_run
from timonel.rules import examples

GUIDE = (
    "# Hola\n\nHay {{ kb.gaps() }} brechas en {{ kb.link('area:ventas') }}: [lee](../areas/ventas.md#page), un canal.\n"
)
OWN = "site_name: x\nsite_url: https://x.example/es/\ntheme: {name: material, custom_dir: look}\nplugins: [timonel, search, macros: {modules: [timonel.engines.macros]}]\n"
PARTIAL = "{% block footer %}one{% endblock %}"
QUIET = {"timonel": {"languages": ["es"]}}


@pytest.fixture
def base(tmp_path, loaded, rules):
    """Return a folder, and what builds what is in it upon the last site and anew, and says how often the engine ran."""
    write(tmp_path / "docs/es/guia/hola.md", GUIDE)
    write(tmp_path / "docs/es/guia/uno.txt", "uno")
    write(tmp_path / "mkdocs.yml", OWN)
    write(tmp_path / "look/partials/copyright.html", "uno")
    some = {code: rule for number, (code, rule) in enumerate(rules.items()) if code[:3] == "DAT" or number % 40 == 0}
    contents = {**QUIET, **small()}

    def build(where="kept", **options):
        files = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in (tmp_path / "docs").rglob("*.md")}
        result = governance.judge(loaded({**contents, **files}), examples.settings_of(contents), some, "2026-11-20")
        return made(tmp_path, replace(result, root=tmp_path), where, **options)

    return tmp_path, contents, build


CHANGES = {
    "a page": lambda root, _: write(root / "docs/es/guia/hola.md", f"{GUIDE}\nMás.\n"),
    "a page that goes, and one that comes": lambda root, _: (root / "docs/es/guia/hola.md").rename(
        root / "docs/es/guia/dos.md"
    ),
    "a file beside pages": lambda root, _: write(root / "docs/es/guia/uno.txt", "dos"),
    "mkdocs.yml": lambda root, _: write(root / "mkdocs.yml", OWN.replace("x.example", "y.example")),
    "the look": lambda root, _: write(root / "look/partials/copyright.html", "dos"),
    "a term": lambda _, contents: contents["terms"][0].update(name="Brechas"),
    "an answer": lambda _, contents: contents["areas"][0].update(name="Compras"),
    "another entity": lambda _, contents: contents["areas"].append({"id": "otra", "name": "Otra", "type": "business"}),
    "the name": lambda _, contents: contents["timonel"].update(name="Otra"),
}


def test_whatever_an_engine_reads_makes_it_run_again(base):
    """After each change the site is what a build upon nothing makes of the same."""
    root, contents, build = base
    build()
    for number, (name, change) in enumerate(CHANGES.items()):
        change(root, contents)
        kept, clean = build(), build(f"clean{number}", use_cache=False)
        assert kept.keys() == clean.keys(), name
        assert [one for one in kept if kept[one] != clean[one]] == [], name


def test_what_a_page_began_to_read_since_the_first_build_makes_it_again(base):
    """A page reads an entity that it named in a later build, and not in the first one."""
    _, contents, build = base
    contents["roles"] = [{"id": "jefa", "name": "Jefa", "purpose": "Dirige."}]
    build()
    contents["areas"][0]["head"] = "jefa"
    assert b"Jefa" in build()["es/areas/ventas/index.html"]
    contents["roles"][0]["name"] = "Directora"
    assert b"Directora" in build()["es/areas/ventas/index.html"]


def noted(root, monkeypatch):
    """Return the file that is there once the engine has run, in whatever process."""
    ran, make = root / "ran", mkdocs_run.make
    monkeypatch.setattr(mkdocs_run, "make", lambda order: ran.touch() or make(order))
    return ran


def test_an_engine_does_not_run_for_what_it_did_not_read(base, monkeypatch):
    """Its last work stands; what somebody took away of it is made again."""
    root, contents, build = base
    write(root / "docs/es/guia/hola.md", GUIDE.replace("{{ kb.gaps() }} ", ""))
    before = build()
    ran = noted(root, monkeypatch)
    contents["areas"][0]["description"] = "Nueva."
    after = build()
    assert not ran.exists()
    assert [name for name in before if before[name] != after[name]]
    (root / "kept/es/guia/uno.txt").unlink()
    assert build() == after
    assert ran.exists()


def test_whatever_is_lost_of_what_is_kept_the_site_is_the_same(base, monkeypatch):
    """Each of the notes gone, after a build and before an edit."""
    root, contents, build = base
    monkeypatch.setenv("TIMONEL_CACHE", str(root / "cache"))
    texts = ["Un zumbido.", "Unos chirridos."]  # words that no other page has

    def edited(number, *where, **options):
        contents["areas"][0]["description"] = texts[number % 2]
        return build(*where, **options)

    clean = [edited(number, f"clean{number}", use_cache=False) for number in range(2)]
    assert edited(0) == clean[0]
    kept = sorted((root / "cache/built").iterdir())
    assert kept
    for number, path in enumerate(kept, 1):
        path.unlink()
        assert edited(number) == clean[number % 2], path.suffix


@pytest.mark.parametrize(
    "text",
    ["{{ now() }}", "{{ kb }}", "{{ [1, 2] | random }}", "{{ config.site_url }}", "{% include 'guia/uno.txt' %}"],
)
def test_a_page_that_asks_others_than_the_base_is_always_made_again(base, monkeypatch, text):
    root, _, build = base
    write(root / "docs/es/guia/hola.md", f"# Hola\n\n{text}\n")
    build()
    ran = noted(root, monkeypatch)
    build()
    assert ran.exists()


def test_where_nothing_changed_no_site_generator_is_loaded(base_of):
    root = base_of({**QUIET, **small()})
    code = "import sys; from timonel.cli import main; sys.argv[1:] = ['build', '--root', '.'];\ntry: main()\nexcept SystemExit: pass\nprint({'mkdocs', 'markdown'} & {*sys.modules})"
    told = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={**os.environ}, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert told[1].strip() == "set()"


def test_on_a_terminal_the_bar_hides_no_line(base_of):
    """What a build has to tell is read above the bar."""
    pty = pytest.importorskip("pty")
    root = base_of({**QUIET, **small()})
    ours, theirs = pty.openpty()
    code = "import sys; from timonel.cli import main; sys.argv[1:] = ['build', '--root', '.', '--engine', 'mkdocs']; main()"
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stderr=theirs, stdout=subprocess.DEVNULL):
        os.close(theirs)
        seen = b""
        while part := _read(ours):
            seen += part
    os.close(ours)
    assert re.search(rb"\x1b\[2K[^\n]* es \xe2\x80\xa6", seen)
    assert b"####" in seen


def _read(handle):
    try:
        return os.read(handle, 2**16)
    except OSError:  # the other end is closed
        return b""


def test_serve_offers_only_what_a_browser_shows(run):
    told = run("serve", "--help")
    assert "mkdocs" in told.out
    assert "markdown" not in told.out
