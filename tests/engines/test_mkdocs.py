"""MkDocs as people run it: with `mkdocs build`, elsewhere than here, with pages of their own."""

import json
import os
import re
import subprocess
import sys

import found
import pytest
import sites
from bases import PATIENCE

from timonel.engines.build import build
from timonel.engines.refused import BuildError
from timonel.pipeline import examine

pytestmark = pytest.mark.usefixtures("few_rules")
FILES = {
    "timonel.yaml": "model: 1\nname: {es: Mi base, en: My base}\nas_of: 2026-11-20\n",
    "data/areas/ventas.yaml": "id: ventas\nname: {es: Ventas, en: Sales}\ntype: business\n",
    "data/terms/canal.yaml": "id: canal\nname: {es: Canal, en: Channel}\ndefinition: {es: Un medio., en: A medium.}\n",
}


@pytest.fixture
def root(tmp_path):
    """Return a small base elsewhere, without docs/ and mkdocs.yml."""
    write(tmp_path, FILES)
    return tmp_path


def write(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def mkdocs(root, *arguments, **variables):
    """Run MkDocs in a base, as its user does."""
    command = [sys.executable, "-m", "mkdocs", "build", "-f", "mkdocs.yml", *arguments]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **variables}
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_a_base_elsewhere_builds_without_docs_and_configuration(root):
    """What it lacks comes with Timonel; both languages get their pages, and the root sends readers there."""
    site = root / "out"
    assert build(root, examine(root), ["es", "en"], report=str, target=site) > 2
    for lang, name in (("es", "Ventas"), ("en", "Sales")):
        page = sites.read((site / lang / "areas" / "ventas" / "index.html").read_text(encoding="utf-8"))
        assert page.lang == lang
        assert name in page.title
    assert 'href="es/"' in (site / "index.html").read_text(encoding="utf-8")
    assert not (root / "docs").exists()
    assert not (root / "mkdocs.yml").exists()


def test_pages_lead_to_their_form_where_the_base_has_forms(root):
    """A page's second icon opens the form of what it shows, in its language; only that page loads the editor."""
    settings = FILES["timonel.yaml"] + "repository: {url: 'https://github.com/nova/crm'}\nforms: {}\n"
    write(root, {"timonel.yaml": settings})
    site = root / "out"
    build(root, examine(root), ["en"], report=str, target=site)
    page = sites.read((site / "en" / "areas" / "ventas" / "index.html").read_text(encoding="utf-8"))
    assert "../../../editar/?lang=en#/collections/area/entries/ventas" in page.links
    assert ("a", "aria-label", "Edit with a form") in page.attributes
    assert [address for _, address in page.loads if "editar" in address] == []
    assert (site / "editar" / "en.json").exists()


def test_plain_mkdocs_gives_the_first_language(root):
    """`mkdocs build -f mkdocs.yml` needs no command of ours."""
    write(
        root,
        {
            "mkdocs.yml": (sites.ROOT / "mkdocs.yml").read_text(encoding="utf-8"),
            "docs/es/guia/hola.md": "# Hola\n\nUn canal.\n",
            "docs/es/guia/zeta.md": "---\norder: 1\n---\n\n# Zeta\n",
        },
    )
    done = mkdocs(root, "-d", "out")
    assert done.returncode == 0, done.stderr
    assert sites.read((root / "out" / "areas" / "ventas" / "index.html").read_text(encoding="utf-8")).lang == "es"
    html = (root / "out" / "guia" / "hola" / "index.html").read_text(encoding="utf-8")
    assert "../../terms/canal/" in sites.read(html).links
    # Above it stands the first page of its section, and behind it the one that claimed a place before its own.
    assert re.search(r'kb-crumbs--shelf.*<a href="\.\./zeta/">Incorporación</a>', html)
    assert re.findall(r'<a rel="(prev|next)" href="([^"]+)"><span>([^<]+)</span> ([^<]+)</a>', html) == [
        ("prev", "../zeta/", "Anterior", "Zeta")
    ]


PAGE = """# Prueba

{{ kb.name() }}, {{ kb.as_of() }}, {{ kb.count("area") }} área, {{ kb.link("area:ventas") }}, {{ kb.rule("PRO001") }}, {{ kb.gaps() }}
"""


def test_hand_written_pages_ask_the_base(root):
    """Names, numbers and links come from the data."""
    write(root, {"docs/es/guia/prueba.md": PAGE, "docs/en/guia/prueba.md": PAGE})
    build(root, examine(root), ["es"], report=str, target=root / "out")
    page = sites.read((root / "out" / "es" / "guia" / "prueba" / "index.html").read_text(encoding="utf-8"))
    assert "Mi base, 20 de noviembre de 2026, 1 área, Ventas, PRO001" in page.text
    assert {"../../areas/ventas/", "../../rules/PRO001/"} <= set(page.links)


BENCH = {
    "date": "2026-11-20",
    "machine": {"cores": 2, "python": "3.11"},
    "rows": [
        {
            "group": group,
            "figure": {"es": f"revisar | {group}", "en": f"checking | {group}"},
            "yardstick": {"es": "otro", "en": "another"},
            "value": 0.25,
            "unit": "×",
            "must": 1.3,
            "ours": {"seconds": 1.5, "cpu": 1.4, "megabytes": 80},
            "theirs": {"seconds": 6, "cpu": 6, "megabytes": 20},
        }
        for group in ("check", "build")
    ],
}


def test_a_page_shows_what_was_measured_in_its_language(root, tmp_path, monkeypatch):
    """Only the groups asked for, numbers as the language writes them; without a measurement the page says so."""
    page = '{{ kb.benched() }}\n\n{{ kb.bench("check") }}\n'
    write(root, {"docs/es/guia/cifras.md": page})
    monkeypatch.setattr("timonel.engines.macros.packaged", lambda name: tmp_path / name)
    build(root, examine(root), ["es"], report=str, target=root / "none")
    write(tmp_path, {"docs/data/bench.json": json.dumps(BENCH)})
    build(root, examine(root), ["es"], report=str, target=root / "out")
    before, after = [
        sites.read((root / target / "es/guia/cifras/index.html").read_text(encoding="utf-8"))
        for target in ("none", "out")
    ]
    assert "Nadie lo ha medido todavía" in before.text
    assert "20 de noviembre de 2026, 2 núcleos" in after.text
    assert re.search(r"revisar \| check ?otro ?1,5 / 6 ?80 MB ?0,25 × ?1,3 ×", after.text), after.text
    assert "build" not in after.text.partition("otro")[2]


def test_a_heading_may_ask_too(root):
    """The title of the page says what the base answers."""
    write(root, {"docs/es/guia/prueba.md": '# Lo de {{ kb.link("area:ventas") }}\n\nTexto.\n'})
    build(root, examine(root), ["es"], report=str, target=root / "out")
    page = sites.read((root / "out" / "es" / "guia" / "prueba" / "index.html").read_text(encoding="utf-8"))
    assert "Ventas" in page.title
    assert "{{" not in page.title


@pytest.mark.parametrize("macro", ['kb.link("area:nada")', "kb.nada()", "nada"])
def test_a_mistake_names_its_page_and_stops_the_build(root, macro):
    """An unknown thing in a page stops a build with the page's name; the last good site stays."""
    write(
        root,
        {
            "mkdocs.yml": (sites.ROOT / "mkdocs.yml").read_text(encoding="utf-8"),
            "docs/es/guia/rota.md": f"# Rota\n\n{{{{ {macro} }}}}\n",
        },
    )
    done = mkdocs(root, "-d", "out")
    assert done.returncode != 0
    assert "guia/rota.md" in done.stdout + done.stderr
    with pytest.raises(BuildError):
        build(root, examine(root), ["es"], report=str)
    assert not (root / "site" / "es").exists()


def test_search_finds_generated_pages_by_their_names(root):
    """The index of a built site has an entry for each page, with what people call it besides its title."""
    write(
        root,
        {
            "data/terms/senal.yaml": "id: senal\nname: {es: Señal única, en: Signal}\ndefinition: {es: Un aviso., en: A sign.}\nsynonyms: {es: [aviso]}\n"
        },
    )
    build(root, examine(root), ["es"], report=str, target=root / "out")
    entry = next(one for one in found.places(root / "out" / "es") if one.at == "terms/senal/")
    assert (entry.title, entry.kind) == ("Señal única", "term")
    assert entry.names == ["senal", "aviso", "Signal"]
