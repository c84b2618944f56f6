"""The typed views for rule authors."""

import importlib.util

from bases import ROOT

from timonel import kinds as views


def test_the_views_equal_a_fresh_generation_from_the_schemas():
    """If not: run `python scripts/kinds.py`."""
    spec = importlib.util.spec_from_file_location("generate_kinds", ROOT / "scripts" / "kinds.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.TARGET.read_text(encoding="utf-8") == script.generate()


def test_every_kind_has_a_view(kinds):
    assert set(views.VIEWS) == set(kinds.kinds)


def test_a_view_reads_fields_by_name_and_fills_in_defaults(loaded):
    base = loaded(
        {"processes": [{"id": "a", "name": "A", "type": "support", "maturity": {"level": 2, "assessed": "2026-01-01"}}]}
    )
    (process,) = base.all(views.Process)
    assert process.type == "support"
    assert process.status == "active"
    assert process.owner is None
    assert process.supports == []
    assert process.maturity.level == 2
