"""A company's logo and colour are on its site, whichever engine makes it; what mkdocs.yml says of the look is not passed over."""

import os
import re
from importlib.util import find_spec

import pytest
from sites import EVERYTHING

pytestmark = pytest.mark.usefixtures("few_rules")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#b3541e"/></svg>'
OTHER = SVG.replace("rect ", "rect x='1' ")
MKDOCS = "site_name: Sol\ntheme:\n  name: material\n{theme}\nplugins: [search, timonel]\n"
SETTINGS = "model: 1\nlanguages: [es]\nname: Sol\n"
BRAND = 'brand: {logo: docs/logo.svg, accent: "#b3541e"}\n'
ZENSICAL = pytest.mark.skipif(not EVERYTHING or find_spec("zensical") is None, reason="long")
ENGINES = ["mkdocs", "markdown", pytest.param("zensical", marks=ZENSICAL)]


@pytest.fixture
def built(base_of, run):
    """Build a small base with settings, a theme and files, and return its site's folder and what was told."""

    def make(settings="", theme="", files=(), engine="mkdocs", *, more=(), mkdocs=""):  # noqa: PLR0913 - each has its default
        root = base_of({"areas": [{"id": "ventas", "name": "Ventas", "type": "business"}]})
        (root / "timonel.yaml").write_text(SETTINGS + settings)
        (root / "mkdocs.yml").write_text(MKDOCS.format(theme=theme) + mkdocs)
        for name, text in dict(files).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        told = run("build", "--root", root, "--engine", engine, "--lang", "en", *more)
        assert told.code == 0, told.err
        folder = root / ("site-markdown/es" if engine == "markdown" else "site/es")
        return folder, told.err

    return make


def page(site):
    return (site / "areas/ventas/index.html").read_text("utf-8")


def head(html):
    """Return the header of a page and the address of its icon."""
    return html.partition("<header")[2].partition("</header>")[0], re.search(r'rel="icon" href="([^"]+)"', html)[1]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("engine", ENGINES)
def test_logo_and_accent_are_everywhere(built, engine):
    site, told = built(BRAND, files={"docs/logo.svg": SVG}, engine=engine)
    assert "timonel.yaml" not in told
    docs = site / "docs" if engine == "markdown" else site
    assert (docs / "assets/brand.svg").read_text() == SVG
    assert "--kb-accent" in (docs / "assets/brand.css").read_text()
    if engine == "markdown":
        assert "assets/brand.svg" in (site / "mkdocs.yml").read_text()
        return
    html = page(site)
    top, icon = head(html)
    assert 'src="../../assets/brand.svg"' in top
    assert "kb-logo" not in html
    assert icon == "../../assets/brand.svg"
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', html)
    assert [os.path.basename(one) for one in sheets][-2:] == ["timonel.css", "brand.css"]  # noqa: PTH119 - addresses
    assert 'href="es/assets/brand.svg"' in (site.parent / "index.html").read_text()


@pytest.mark.parametrize("accent", ["#b3541e", "#0a7d55", "#2d6cdf", "#7f7f7f"])
def test_a_colour_is_read_in_either_scheme(built, accent):
    """Links have it on the page, on what is raised and on its own tint, and buttons are written on it."""
    site, _ = built(f'brand: {{accent: "{accent}"}}\n', engine="markdown")
    light, dark = (site / "docs/assets/brand.css").read_text().splitlines()
    for line, grounds in ((light, ("#ffffff", "#f5f8f8")), (dark, ("#0f181b", "#18262a"))):
        named = dict(re.findall(r"--kb-([\w-]+): (#\w{6})", line))
        assert min(contrast(named["accent"], one) for one in (*grounds, named["tint"], named["accent-ink"])) >= 4.5
    assert "slate" in dark
    assert "@media screen" in dark


def test_without_a_brand_the_wheel_turns(built):
    site, _ = built()
    top, icon = head(page(site))
    assert "kb-logo" in top
    assert icon == "../../assets/favicon.svg"
    assert not (site / "assets/brand.css").exists()


@pytest.mark.parametrize("engine", ["mkdocs", pytest.param("zensical", marks=ZENSICAL)])
def test_what_mkdocs_yml_says_of_the_look_holds(built, engine):
    """Its logo, its icon, its colours and its style sheets, above the brand and above ours."""
    theme = "  logo: img/suyo.svg\n  favicon: img/suyo.png\n  palette: {primary: teal, accent: pink}\n"
    files = {
        "docs/es/img/suyo.svg": OTHER,
        "docs/es/img/suyo.png": "x",
        "docs/es/suyo.css": "a{}",
        "docs/logo.svg": SVG,
    }
    site, _ = built(BRAND, theme, files, engine, mkdocs="extra_css: [suyo.css]\n")
    html = page(site)
    top, icon = head(html)
    assert 'src="../../img/suyo.svg"' in top
    assert icon == "../../img/suyo.png"
    assert 'data-md-color-primary="teal"' in html
    assert 'data-md-color-accent="pink"' in html
    assert html.index("timonel.css") < html.index("brand.css") < html.index("suyo.css")
    css = (site / "assets/timonel.css").read_text()
    for name in ("primary", "accent"):  # ours only where nobody has chosen another colour
        (rule,) = re.findall(rf"^(.*)\{{[^}}]*--md-{name}-fg-color:", css, re.MULTILINE)
        assert f'[data-md-color-{name}="custom"]' in rule


def test_an_icon_of_the_theme_is_a_logo_too(built):
    site, _ = built("", "  icon: {logo: material/library}\n")
    top, _ = head(page(site))
    assert "kb-logo" not in top
    assert "<svg" in top.partition("</a>")[0]


@pytest.mark.parametrize("engine", ["mkdocs", "markdown"])
def test_a_file_of_the_base_stands_in_the_place_of_ours(built, engine):
    site, _ = built(files={"docs/es/assets/logo.svg": OTHER}, engine=engine)
    docs = site / "docs" if engine == "markdown" else site
    assert (docs / "assets/logo.svg").read_text() == OTHER
    if engine == "mkdocs":
        assert "kb-logo" not in page(site)


def test_a_palette_that_names_no_colours_keeps_ours(built):
    site, _ = built("", "  palette: [{scheme: default}, {scheme: slate}]\n")
    assert 'data-md-color-primary="custom"' in page(site)


def test_what_is_said_in_vain_is_told(built):
    files = {"docs/es/x.md": "# X\n"}
    _, told = built("brand: {logo: docs/nada.svg}\n", mkdocs="nav: [x.md]\n", files=files, engine="markdown")
    assert "mkdocs.yml: `nav` is not used: the menu is made of the data" in told
    assert "`site_name`" not in told
    assert "brand.logo: there is no docs/nada.svg" in told


def test_a_strangers_picture_runs_nothing(built):
    bad = SVG.replace("<rect", "<script>alert(1)</script><rect")
    site, told = built(BRAND, "  logo: img/x.svg\n", {"docs/logo.svg": bad}, more=["--safe"])
    assert not (site / "assets/brand.svg").exists()
    assert "docs/logo.svg: not used" in told
    assert "theme.logo: not used" in told
    assert "kb-logo" in head(page(site))[0]
