"""Groups of systems: what exchanges data stands together, what holds the same data apart stands alone."""

from __future__ import annotations

import re

import pytest

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls


def joined(*pairs):
    """Return systems a1, a2 …, joined as told, each by its first."""
    ids = sorted({id_ for pair in pairs for id_ in pair})
    return [
        {
            "id": id_,
            "name": id_.upper(),
            "category": "crm",
            "integrations": [{"system": other, "direction": "out"} for one, other in pairs if one == id_],
        }
        for id_ in ids
    ]


TRIANGLES = [("a1", "a2"), ("a2", "a3"), ("a1", "a3"), ("b1", "b2"), ("b2", "b3"), ("b1", "b3")]
ALONE = {"id": "solo", "name": "SOLO", "category": "erp"}
RETIRED = {"id": "viejo", "name": "VIEJO", "category": "erp", "status": "retired"}
DATA = [
    {"id": "ficha", "name": "Ficha", "personal": True, "master": "a1", "copies": ["solo", "viejo"]},
    {"id": "compras", "name": "Compras", "personal": True, "master": "a1", "copies": ["a2"]},
]


@pytest.fixture
def groups(base_of):
    """Return a function: systems and data → the rows of the table of groups, as texts; None where there is none."""

    def of(systems, data=(), lang="en"):
        root = base_of({"systems": systems, "data-assets": [*data]})
        page = "\n".join(PageSet(examine(root), lang, Urls(), Cache(None)).page("systems/index").blocks)
        if 'id="groups-table"' not in page:
            return None
        body = page[page.index('id="groups-table"') :].partition("<tbody>")[2].partition("</tbody>")[0]
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>")[:-1]]
        return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]

    return of


def test_what_joins_two_groups_is_named(groups):
    """Two triangles with few ways between; who exchanges nothing and holds personal data is alone; the retired do not count."""
    found = groups([*joined(*TRIANGLES, ("a1", "b1")), ALONE, RETIRED], DATA)
    assert [row[1] for row in found] == ["1 through A1", "1 through B1", "0"]
    found = groups([*joined(*TRIANGLES, ("a1", "b1"), ("a1", "b2")), ALONE, RETIRED], DATA)
    assert found == [
        ["A1 A2 A3", "2 all through A1", "Ficha"],
        ["B1 B2 B3", "2", "none"],
        ["SOLO", "0", "Ficha"],
    ]


def test_several_ways_have_no_name(groups):
    found = groups(joined(*TRIANGLES, ("a1", "b1"), ("a2", "b2")), [], "es")
    assert found == [["A1 A2 A3", "2", "ninguno"], ["B1 B2 B3", "2", "ninguno"]]


@pytest.mark.parametrize("systems", [[], [ALONE], joined(*TRIANGLES[:3]), joined(("a1", "a2"))])
def test_one_group_is_no_news(groups, systems):
    """Neither an empty base nor one where all hangs together has groups to tell of."""
    assert groups([*systems, RETIRED], DATA[:1] if systems == [ALONE] else []) is None
