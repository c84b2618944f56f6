"""A person who edits and looks: the page follows what is saved, and says what is wrong beside it."""

import threading

import pytest

from timonel.engines.server.http import Server
from timonel.engines.server.state import State

AREA = "id: ventas\nname: {es: Ventas, en: Sales}\ntype: business\n"


@pytest.fixture
def edited(base_of):
    """Return a server's address, and a function that saves the one file of its base."""
    root = base_of({"data/areas/ventas.yaml": AREA})
    with Server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        server.state = State(root, address, None, use_cache=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def save(text):
            (root / "data" / "areas" / "ventas.yaml").write_text(text, encoding="utf-8")
            server.state.refresh()

        yield address, save
        server.state.close()
        server.shutdown()


def test_the_page_follows_what_is_saved(edited, page):  # in this order: the page goes before its server
    """It reloads by itself; a broken file leaves it as it was, with a note, until it is mended."""
    address, save = edited
    page.goto(f"{address}/es/areas/ventas/")
    page.wait_for_selector(".kb-live summary")
    save(AREA.replace("Ventas", "Mercadeo"))
    page.wait_for_selector('h1:has-text("Mercadeo")')
    save(AREA + "parent: [\n")
    assert "data/areas/ventas.yaml, línea" in page.wait_for_selector(".kb-live [role=alert]").inner_text()
    assert "Mercadeo" in page.inner_text("h1")
    save(AREA)
    page.wait_for_selector('h1:has-text("Ventas")')
    page.wait_for_selector(".kb-live [role=alert]", state="detached")
