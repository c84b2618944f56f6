"""The same base out of MkDocs and out of Zensical, and as Markdown that plain MkDocs builds."""

import html
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from posixpath import dirname, join, normpath

import found
import pytest
import sites
from bases import PATIENCE, know_few_rules, write

from timonel.engines import folder
from timonel.engines.build import build
from timonel.engines.refused import BuildError
from timonel.pipeline import examine

LANGUAGES = pytest.mark.parametrize("lang", sites.LANGUAGES)
NEEDS_ZENSICAL = pytest.mark.skipif(find_spec("zensical") is None, reason="Zensical is not installed")
HAND_WRITTEN = """# A mano

{{ kb.name() }}: {{ kb.link("process:alta") }}, {{ kb.count("area") }} área, {{ kb.rule("PRO001") }}.

Un canal, y [otra página](otra.md#abajo).

![dibujo](dibujo.svg)
"""
FILES = {
    "timonel.yaml": "model: 1\nname: {es: Mi base, en: My base}\nas_of: 2026-11-20\n"
    'repository: {url: "https://example.org/base", edit: "{url}/edit/{branch}/{path}"}\n',
    "mkdocs.yml": (sites.ROOT / "mkdocs.yml").read_text(encoding="utf-8") + "extra_css: [propio.css]\n",
    "data/areas/ventas.yaml": "id: ventas\nname: {es: 'Ventas «{{ 7*7 }}» [x](y) <b>', en: Sales}\ntype: business\n",
    "data/terms/canal.yaml": "id: canal\nname: {es: Canal, en: Channel}\ndefinition: {es: Un medio., en: A medium.}\n"
    "synonyms: {es: [vía], en: [way]}\n",
    "data/processes/alta.yaml": "id: alta\nname: {es: Alta de señas, en: Sign-up}\ntype: customer-facing\nsupports: [venta]\n",
    "data/processes/venta.yaml": "id: venta\nname: {es: Venta, en: Sale}\ntype: customer-facing\n"
    "description: {es: 'El canal **importa** {% raw %}.', en: The channel matters.}\n",
    "docs/es/propio.css": "",
    "docs/en/propio.css": "",
    "docs/es/guia/mano.md": HAND_WRITTEN,
    "docs/es/guia/otra.md": "---\ntitle: Otra\norder: 1\n---\n\n# Otra\n\n## Abajo\n\nFin.\n",
    "docs/en/guia/mano.md": HAND_WRITTEN.replace(" y [otra página](otra.md#abajo)", " channel"),
    "docs/es/guia/dibujo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "docs/en/guia/dibujo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.fixture(scope="module", autouse=not sites.EVERYTHING)
def _few_pages_of_rules():
    """Let a few rules be known: what is written of each is alike."""
    with pytest.MonkeyPatch.context() as patch:
        know_few_rules(patch)
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return the example, or a small base with traps in its texts."""
    if sites.EVERYTHING:
        return sites.ROOT
    root = tmp_path_factory.mktemp("alike")
    for path, text in FILES.items():
        write(root / path, text)
    return root


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """Return the sites of both engines."""
    made = tmp_path_factory.mktemp("built")
    result = examine(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIMONEL_CACHE", str(made / "cache"))
        build(root, result, sites.LANGUAGES, report=str, target=made / "mkdocs")
        build(root, result, sites.LANGUAGES, report=str, target=made / "zensical", engine="zensical")
    return made / "mkdocs", made / "zensical"


def pages(site):
    """Return path → HTML of the pages of a site."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))
    }


def article(page):
    """Return a page's article without what the theme's templates put into it, and without spaces between elements.

    Zensical's templates escape slashes, too.
    """
    page = page.replace("&#x2f;", "/")
    found = re.search(r"<article.*?</article>", page, re.DOTALL)
    text = re.sub(r'<a id="__skip" tabindex="-1"></a>', "", found[0]) if found else ""
    return re.sub(r">\s+|\s+<", lambda match: match[0].strip(), " ".join(text.split()))


def links(page, pattern):
    """Return the addresses of the links whose tag matches a pattern."""
    tags = [tag for tag in re.findall(r"<a [^>]*>", page) if re.search(pattern, tag)]
    return [html.unescape(re.search(r'href="([^"]*)"', tag)[1]) for tag in tags]


@NEEDS_ZENSICAL
def test_both_have_the_same_pages_and_say_the_same(built):
    """Page by page: title, article with all its links, edit link, language switch, menu."""
    ours, theirs = map(pages, built)
    assert [*ours] == [*theirs]
    assert len(ours) > (300 if sites.EVERYTHING else 90)
    for path, page in ours.items():
        other = theirs[path]
        assert article(page) == article(other), path
        assert sites.read(page).title == sites.read(other).title, path
        for pattern in ('rel="edit"', "md-select__link", "md-tabs__link"):
            assert [*map(normpath, links(page, pattern))] == [*map(normpath, links(other, pattern))], (path, pattern)


@NEEDS_ZENSICAL
@LANGUAGES
def test_both_search_the_same(built, lang):
    """Their indexes have the same pages with the same names, titles and texts, and the same hand-written ones."""
    ours, theirs = (found.places(site / lang) for site in built)
    assert [one for one in ours if one.kind != "guide"] == [one for one in theirs if one.kind != "guide"]
    assert len(ours) > (150 if sites.EVERYTHING else 40)
    assert {one.at: one.title for one in ours} == {one.at: one.title for one in theirs}
    assert not [path for site in built for path in (site / lang).rglob("search*.json")], "the themes' own are not there"


@NEEDS_ZENSICAL
def test_a_page_may_load_only_what_is_ours(built):
    """Zensical's pages carry the same policy, and all files that they load are there."""
    site = built[1] / "es"
    for path in ("index.html", "404.html", "rules/PRO001/index.html"):
        page = (site / path).read_text(encoding="utf-8")
        assert 'http-equiv="Content-Security-Policy"' in page
        for _, address in sites.read(page).loads if path != "404.html" else ():
            assert "://" not in address
            assert (site / path).parent.joinpath(address).resolve().is_file(), address


@NEEDS_ZENSICAL
@pytest.mark.skipif(sites.EVERYTHING, reason="changes the base, which is not the example's to bear")
def test_a_change_comes_out_of_the_staging_folder(root, built, tmp_path):
    """What was kept from the last build shows no old text: on generated pages, on hand-written ones that ask for it; no page stays too long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIMONEL_CACHE", str(built[0].parent / "cache"))
        write(root / "data/processes/alta.yaml", FILES["data/processes/alta.yaml"].replace("Alta de", "Registro de"))
        (root / "data/terms/canal.yaml").unlink()
        build(root, examine(root), ["es"], report=str, target=tmp_path, engine="zensical")
    assert "Registro de señas" in sites.read((tmp_path / "es/processes/alta/index.html").read_text("utf-8")).text
    assert "Registro de señas" in sites.read((tmp_path / "es/guia/mano/index.html").read_text("utf-8")).text
    assert not (tmp_path / "es/terms/canal").exists()
    assert "terms/canal/" not in {one.at for one in found.places(tmp_path / "es")}
    for path, text in FILES.items():
        write(root / path, text)


@NEEDS_ZENSICAL
def test_a_mistake_in_a_macro_names_its_page(base_of):
    """A page that asks for what there is not stops the build, in one line; the last good site stays."""
    root = base_of({"docs/es/guia/rota.md": '# Rota\n\n{{ kb.link("area:nada") }}\n'})
    with pytest.raises(BuildError, match=r"guia/rota\.md.*area:nada"):
        build(root, examine(root), ["es"], report=str, engine="zensical")
    assert not (root / "site" / "es").exists()


@NEEDS_ZENSICAL
def test_without_a_cache_zensical_keeps_nothing(run, base_of, monkeypatch):
    """Neither does what runs inside it for pages written by hand."""
    monkeypatch.delenv("TIMONEL_CACHE")
    root = base_of({"docs/es/guia/hola.md": "# Hola\n\nHay {{ kb.count('area') }}.\n"})
    told = run("build", "--root", root, "--engine", "zensical", "--only", "es", "--no-cache")
    assert told.code == 0, told.err
    assert not (root / ".timonel").exists()


def test_without_zensical_one_line_says_what_to_install(run, base_of, monkeypatch):
    """The engine is an extra."""
    monkeypatch.setattr("timonel.engines.hosts.zensical.find_spec", lambda _name: None)
    done = run("build", "--root", base_of(), "--engine", "zensical")
    assert done.code == 2
    assert "pip install zensical==" in done.err.splitlines()[-1]
    assert "Traceback" not in done.err


def test_plain_mkdocs_builds_the_markdown_without_a_warning(built_markdown, root):
    """What it makes says the same as the site that Timonel builds, and its links lead somewhere."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"],
        cwd=built_markdown / "es", env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    made = pages(built_markdown / "site" / "es")
    sale = "venta-en-linea" if sites.EVERYTHING else "venta"
    assert "Venta" in sites.read(made[f"processes/{sale}/index.html"]).text
    for path, page in made.items():
        for link in links(page, "href=") if path != "404.html" else ():
            target = link.partition("#")[0].partition("?")[0]
            if target and "://" not in target and "/en/" not in target:
                there = normpath(join(dirname(path), target))
                assert (
                    there == "."
                    or {there, f"{there}/index.html"} & set(made)
                    or (built_markdown / "site/es" / there).exists()
                ), link


@pytest.fixture(scope="module")
def built_markdown(root, tmp_path_factory):
    target = tmp_path_factory.mktemp("markdown")
    build(root, examine(root), ["es"], report=str, target=target, engine="markdown")
    return target


@pytest.mark.skipif(sites.EVERYTHING, reason="the small base has all that this looks at")
def test_links_among_files_of_markdown_lead_to_files(root, tmp_path):
    """With `--links md` every relative link of a generated page is one to a file, except those inside pictures."""
    build(root, examine(root), ["es"], report=str, target=tmp_path, links="md", engine="markdown")
    docs = tmp_path / "es" / folder.DOCS
    seen = 0
    for path in docs.rglob("*.md"):
        for address in re.findall(r'<a [^>]*(?<!xlink:)href="([^"]+)', path.read_text(encoding="utf-8")):
            link = html.unescape(address).partition("#")[0].partition("?")[0]
            if link and "://" not in link:
                seen += 1
                assert (path.parent / link).resolve().is_file(), (path, link)
    assert seen > 300
    assert "49" not in sites.read((docs / "areas/ventas.md").read_text(encoding="utf-8")).title
