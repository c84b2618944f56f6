"""The page for addresses that do not exist, at any depth, where nobody told the build its address."""

from __future__ import annotations

import pytest

from timonel.engines.site_wide.lost import lost
from timonel.pipeline import examine


@pytest.fixture
def address(serve, tmp_path):
    """Return the address of a site of which only what this page asks for is there, below a path."""
    for lang in ("es", "en"):
        (tmp_path / "proyecto" / lang).mkdir(parents=True)
        (tmp_path / "proyecto" / lang / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    (tmp_path / "timonel.yaml").write_text("model: 1\nname: Acme\nlanguages: [es, en]\n", encoding="utf-8")
    page = lost(examine(tmp_path), "")
    for place in ("es/no/hay", "no/hay/nada", "en"):
        (tmp_path / "proyecto" / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / "proyecto" / place / "index.html").write_text(page, encoding="utf-8")
    return serve(tmp_path)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("place", "locale", "lang"),
    [("es/no/hay/", "en-GB", "es"), ("en/", "es-MX", "en"), ("no/hay/nada/", "es-MX", "es"), ("no/hay/nada/", "en-GB", "en"),
     ("no/hay/nada/", "fr-FR", "es")],
)  # fmt: skip
def test_it_speaks_the_language_of_the_address_and_leads_home(chromium, address, place, locale, lang):
    context = chromium.new_context(locale=locale)
    page = context.new_page()
    page.goto(f"{address}/proyecto/{place}")
    page.wait_for_selector('section:visible a[href^="/proyecto/"]')  # the policy stays in force: no script waits here
    assert page.locator("section:visible").get_attribute("lang") == lang
    ways = page.locator("section:visible a:not([hreflang])").evaluate_all("all => all.map(one => one.pathname)")
    assert len(ways) == 6, "the site's name, the home page and the four doors"
    assert all(one.startswith(f"/proyecto/{lang}/") for one in ways)
    other = "en" if lang == "es" else "es"
    assert page.locator("section:visible a[hreflang]").evaluate("one => one.pathname") == f"/proyecto/{other}/"
    context.close()
