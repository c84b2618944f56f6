"""`--only` makes one language, and nothing of the site leads to another; `--lang` is how texts on the terminal read, and no more."""

import json
import re
from importlib.util import find_spec

import pytest
from sites import EVERYTHING

from timonel.engines.server.state import State

pytestmark = pytest.mark.usefixtures("few_rules")
BASE = {
    "areas": [{"id": "ventas", "name": {"es": "Ventas", "en": "Sales"}, "type": "business"}],
    "timonel": "model: 1\nlanguages: [es, en]\nname: Sol\nrepository: {url: 'https://github.com/sol/base'}\nforms: {}\n"
    "publish: {assistants: true}\n",
    "mkdocs.yml": "site_name: Sol\nsite_url: https://sol.example/es/\ntheme: {name: material}\nplugins: [timonel]\n",
}


@pytest.fixture
def root(base_of):
    settings = BASE["timonel"]
    root = base_of({"areas": BASE["areas"]})
    (root / "timonel.yaml").write_text(settings)
    (root / "mkdocs.yml").write_text(BASE["mkdocs.yml"])
    return root


ENGINES = [
    "mkdocs",
    pytest.param("zensical", marks=pytest.mark.skipif(not EVERYTHING or find_spec("zensical") is None, reason="long")),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("only", ["en", "es"] if EVERYTHING else ["en"])
def test_one_language_is_a_whole_site(run, root, engine, only):
    """Start page, page for errors, switch, addresses and forms know it alone, and what they load is there."""
    other = "es" if only == "en" else "en"
    told = run("build", "--root", root, "--engine", engine, "--only", only)
    assert told.code == 0, told.err
    site = root / "site"
    assert sorted(one.name for one in site.iterdir() if one.is_dir()) == ["editar", only]
    for name in ("index.html", "404.html", "llms.txt", "editar/index.html", f"{only}/areas/ventas/index.html"):
        text = (site / name).read_text("utf-8")
        assert not re.search(rf"""["'(/]{other}/""", text), name
        assert f"{only}/" in text or only in text
    for address in re.findall(r'(?:src|href)="([^":]+\.\w+)"', (site / "index.html").read_text("utf-8")):
        assert (site / address).is_file(), address
    assert f'rel="canonical" href="https://sol.example/{only}/areas/ventas/"' in (
        site / f"{only}/areas/ventas/index.html"
    ).read_text("utf-8")
    form = json.loads((site / f"editar/{only}.json").read_bytes())
    assert {"es", "en"} <= set(re.findall(r'"name": "(es|en)"', json.dumps(form)))  # texts are still asked in both


def test_a_whole_build_brings_the_other_back(run, root):
    assert run("build", "--root", root, "--only", "es").code == 0
    assert run("build", "--root", root).code == 0
    page = (root / "site/es/areas/ventas/index.html").read_text("utf-8")
    assert 'hreflang="en"' in page
    assert (root / "site/en/areas/ventas/index.html").is_file()


def test_a_language_for_texts_leaves_the_site_as_it_is(run, root):
    told = run("build", "--root", root, "--engine", "markdown", "--lang", "en")
    assert (root / "site-markdown/es").is_dir()
    assert (root / "site-markdown/en").is_dir()
    assert "writing es …" in told.err
    (root / "mkdocs.yml").write_text("[")
    told = run("build", "--root", root, "--lang", "en")
    assert (told.code, "escribe" in told.err) == (2, False)


def test_a_language_that_the_base_has_not_is_refused_with_those_that_it_has(run, root):
    for command in ("build", "serve"):
        told = run(command, "--root", root, "--only", "fr")
        assert (told.code, "es" in told.err, "`fr`" in told.err) == (2, True, True)
    assert not (root / "site").exists()


def test_one_language_is_served_alone(root):
    state = State(root, "http://127.0.0.1:1", ["en"], use_cache=False)
    try:
        assert b'"es/' not in state.landing()
        assert state.file("es", "index.html") is None
        assert b'hreflang="es"' not in (state.file("en", "areas/ventas/index.html") or b"")
    finally:
        state.close()
