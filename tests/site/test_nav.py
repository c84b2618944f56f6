"""The pages of a section, one click away on each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from timonel.cache import Cache
from timonel.governance import examine
from timonel.site.book import Book
from timonel.site.urls import Urls

FILES = {
    "timonel.yaml": "model: 1\nname: Prueba\nlanguages: [es]\nas_of: 2026-11-20\n",
    "data/organization/org.yaml": "id: org\nname: Nova\nmission: Servir\nvision: Crecer\n",
    "data/indicators/nps.yaml": "id: nps\nname: NPS\nunit: pts\ndirection: up\n",
    "data/goals/crecer.yaml": "id: crecer\nname: Crecer\nstatement: Crecer\nderives_from: vision\n",
    "data/risks/fuga.yaml": "id: fuga\nname: Fuga de datos\ncategory: privacy\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return Book(examine(tmp_path), "es", Urls(), Cache(None))


def test_a_page_of_a_section_names_the_others(book: Book) -> None:
    """Whoever reads the indicators sees that there are goals, and where they are themselves."""
    first = book.page("indicators/index").blocks[0]
    assert 'aria-label="Programa"' in first
    links = dict(re.findall(r'<a href="([^"]+)"(?: aria-current=page)?>([^<]+)</a>', first))
    assert links["../goals/"] == "Objetivos corporativos"
    assert re.findall(r"aria-current=page>([^<]+)", first) == ["Indicadores"]


@pytest.mark.parametrize("path", ["index", "risks/index", "indicators/nps"])
def test_a_page_that_has_no_others_beside_it_names_none(book: Book, path: str) -> None:
    """Home, the only page of a section, and entities' pages, which say where they stand."""
    assert "kb-section" not in "".join(book.page(path).blocks)
