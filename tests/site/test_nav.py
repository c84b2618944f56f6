"""The pages of a section, one click away on each of them."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import normpath

import pytest
import sites

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.nav import sections
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls

FILES = {
    "timonel.yaml": "model: 1\nname: Prueba\nlanguages: [es]\nas_of: 2026-11-20\n",
    "data/organization/org.yaml": "id: org\nname: Nova\nmission: Servir\nvision: Crecer\n",
    "data/indicators/nps.yaml": "id: nps\nname: NPS\nunit: pts\ndirection: up\n",
    "data/goals/crecer.yaml": "id: crecer\nname: Crecer\nstatement: Crecer\nderives_from: vision\n",
    "data/risks/fuga.yaml": "id: fuga\nname: Fuga de datos\ncategory: privacy\n",
}


@pytest.fixture
def page_set(tmp_path: Path) -> PageSet:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return PageSet(examine(tmp_path), "es", Urls(), Cache(None))


def test_a_page_of_a_section_names_the_others(page_set: PageSet) -> None:
    """Whoever reads the indicators sees that there are goals, and where they are themselves."""
    first = page_set.page("indicators/index").blocks[0]
    assert 'aria-label="Programa"' in first
    links = dict(re.findall(r'<a href="([^"]+)"(?: aria-current=page)?>([^<]+)</a>', first))
    assert links["../goals/"] == "Objetivos corporativos"
    assert re.findall(r"aria-current=page>([^<]+)", first) == ["Indicadores"]


@pytest.mark.parametrize("path", ["index", "risks/index", "risks/fuga"])
def test_a_page_that_has_no_others_beside_it_names_none(page_set: PageSet, path: str) -> None:
    """Home, the only page of a section, and what that one lists."""
    assert "kb-section" not in "".join(page_set.page(path).blocks)


def test_every_page_is_in_the_menu_or_one_click_from_it() -> None:
    """Home apart, and the pages of entities, which their lists and other entities lead to."""
    pages = PageSet(examine(sites.ROOT), "es", Urls(), Cache(None))
    menu = {path for section in sections(pages.ctx, pages.drafts).values() for path in section}
    linked: set[str] = set()
    for path in menu:
        links = re.findall(r'href="([^"?#]+)', "".join(pages.page(path, drawn=False).blocks))
        linked |= {normpath(f"{path.removesuffix('index')}/{link}") for link in links if "://" not in link}
    alone = {path for path, draft in pages.drafts.items() if draft.entity is None} - menu - {"index"}
    assert {path for path in alone if path not in linked} == set()


def test_sections_are_in_the_order_that_their_pages_say(page_set: PageSet) -> None:
    """A page that says its place comes before the lists that leave it to their kinds' schemas."""
    found = sections(page_set.ctx, page_set.drafts)
    assert found["governance"] == ["governance/index", "governance/gaps", "rules/index", "governance/waivers"]
    assert found["programme"] == ["goals/index", "indicators/index"]
    assert found["people"] == ["organization/index"]
