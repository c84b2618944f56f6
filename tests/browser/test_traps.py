"""The base that is all traps, in a browser: nothing in it runs, and names are read as they are."""

import literal
import pytest

from timonel.text import is_empty


@pytest.fixture(scope="session")
def address(chromium, serve, tmp_path_factory):
    """Return the address of the site of traps."""
    return serve(literal.example(tmp_path_factory))


def test_nothing_runs(page, address):
    """Pages of every kind open without a dialog, an error, a request or a script of the data's."""
    names = {(kind, id_): text for kind, id_, path, _, text in literal.base().texts if path == ("name",)}
    for kind, id_ in (
        ("process", "n0"),
        ("process", "n4"),
        ("term", "n5"),
        ("role", "n1"),
        ("system", "n6"),
        ("stage", "n4"),
        ("risk", "n5"),
    ):
        page.goto(f"{address}/{literal.LANG}/{literal.kinds()[kind].folder}/{id_}/")
        assert page.evaluate("window.pwned") is None
        if not is_empty(names[kind, id_]):
            assert literal.same(names[kind, id_]) in literal.same(page.locator("h1").inner_text().removesuffix("¶"))


@pytest.mark.parametrize("folder", ["", "processes/", "terms/", "governance/gaps/", "systems/"])
def test_overviews_run_nothing(page, address, folder):
    """Pages that show many entities are as harmless."""
    page.goto(f"{address}/{literal.LANG}/{folder}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.pwned") is None
