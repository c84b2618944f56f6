"""Scripts in settings, labels and pages, in a browser: none runs, and the browser says which it refused."""

import pytest
from bases import write
from intruders import FILES, NAME

from timonel.engines.build import build
from timonel.pipeline import examine


@pytest.fixture(scope="session")
def address(serve, tmp_path_factory):
    """Return the address of the site of a base that would run scripts everywhere."""
    root = tmp_path_factory.mktemp("intruders")
    for path, text in FILES.items():
        write(root / path, text)
    build(root, examine(root), ["es"], report=str)
    return serve(root / "site")


@pytest.mark.parametrize(
    "path", ["", "es/", "es/guia/frente/", "es/guia/titulo/", "es/zonas/", "es/areas/ventas/", "es/no/"]
)
def test_nothing_runs(chromium, address, path):
    """Pages open under their policy without a dialog, and what stood in texts has not run."""
    page = chromium.new_page()
    page.on("dialog", lambda one: pytest.fail(one.message))
    page.goto(f"{address}/{path}", wait_until="networkidle")
    assert page.evaluate("window.pwned === undefined")
    page.close()


def test_the_browser_refuses_what_a_page_brings(chromium, address):
    """A script, a handler and an address that is one do nothing; the console tells it; the theme's own scripts work."""
    page, console = chromium.new_page(), []
    page.on("console", lambda one: console.append(one.text))
    page.goto(f"{address}/es/guia/cuerpo/", wait_until="networkidle")
    page.get_by_role("link", name="x", exact=True).click()
    assert page.evaluate("window.pwned === undefined")
    assert page.evaluate("typeof __md_get") == "function"
    assert [one for one in console if "Content Security Policy" in one]
    assert NAME in page.title()
    page.close()
