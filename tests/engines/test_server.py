"""`timonel serve`: what it need not build again, and what it does when something changes."""

import os

from timonel.engines import server


def test_a_site_younger_than_its_sources_is_served_as_it_is(base_of, tmp_path):
    root = base_of({"areas": [{"id": "ventas", "name": {"es": "Ventas", "en": "Sales"}, "type": "business"}]})
    assert not server.is_fresh(root, None)
    indexes = ["es/search/search_index.json", "en/search/search_index.json"]
    for path in ("index.html", "es/index.html", "en/index.html", *indexes):
        page = root / "site" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("", encoding="utf-8")
        os.utime(page, (2e9, 2e9))
    assert server.is_fresh(root, None)
    assert not server.is_fresh(root, None, "zensical")
    (changed,) = (root / "data").rglob("areas.yaml")
    os.utime(changed, (2.1e9, 2.1e9))
    assert not server.is_fresh(root, None)
