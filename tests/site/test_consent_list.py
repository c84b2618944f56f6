"""The list of touchpoints by their legal basis: what is wrong comes first, and each number leads to what it counts."""

from __future__ import annotations

import re
from html import unescape

import pytest

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls

CHOSEN = {"basis": "opt-in", "preference_recorded": True}
WORTH = {"collects": ["ficha"], "value_exchange": "Puntos"}


def touchpoint(id_, order, **more):
    return {"id": id_, "name": id_.capitalize(), "stage": "compra", "channels": ["sitio"], "order": order, **more}


@pytest.fixture
def page(base_of):
    """Return a function: touchpoints → the page, as HTML."""

    def of(*touchpoints):
        root = base_of({
            "stages": [{"id": "compra", "name": "Compra", "order": 1}],
            "channels": [
                {"id": "sitio", "name": "Sitio", "type": "digital", "direction": "inbound"},
                {"id": "correo", "name": "Correo", "type": "messaging", "direction": "outbound", "consent": "opt-in"},
            ],
            "data-assets": [{"id": "ficha", "name": "Ficha", "personal": True}],
            "touchpoints": [*touchpoints],
        })  # fmt: skip
        return "\n".join(PageSet(examine(root), "en", Urls(), Cache(None)).page("data-assets/consent").blocks)

    return of


def rows(text):
    """Return the rows of the table of all touchpoints: name → its last cell."""
    body = text.partition('id="consent"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return {re.search(r"<th.*?<a[^>]*>([^<]+)", row)[1]: row.rpartition("<td")[2] for row in body.split("</tr>")[:-1]}


def test_what_is_wrong_comes_first_and_says_what_is_missing(page):
    """Amber, or red where nobody decided, it leads to how it is mended; what is well stays in its order."""
    found = rows(
        page(
            touchpoint("vitrina", 1),
            touchpoint("alta", 2, **WORTH, consent=CHOSEN),
            touchpoint("encuesta", 3, collects=["ficha"], consent=CHOSEN),
            touchpoint("oferta", 4, **WORTH, consent={"basis": "opt-in", "preference_recorded": False}),
            touchpoint("sorteo", 5, **WORTH),
        )
    )
    assert [*found] == ["Sorteo", "Oferta", "Encuesta", "Vitrina", "Alta"]
    chip = r'<a class="kb-badge kb-badge--(\w+)" href="([^"]+)">([^<]+)</a>'
    told = {
        name: [(look, unescape(way), text.replace("\u2011", "-")) for look, way, text in re.findall(chip, cell)]
        for name, cell in found.items()
    }
    assert told == {
        "Sorteo": [("error", "../../touchpoints/sorteo/#gaps", "Undecided")],
        "Encuesta": [("warning", "../../touchpoints/encuesta/#gaps", "What customers gain is not said")],
        "Oferta": [("warning", "../../touchpoints/oferta/#gaps", "Opt-in, the choice is not recorded")],
        "Vitrina": [], "Alta": [],
    }  # fmt: skip


def test_each_number_counts_touchpoints_and_leads_to_them(page):
    """The worst first, what needs no basis last; one with two bases is said to count in both."""
    text = page(
        touchpoint("vitrina", 1),
        touchpoint("alta", 2, **WORTH, consent=CHOSEN, channels=["sitio", "correo"]),
        touchpoint("venta", 3, consent={"basis": "contract"}),
        touchpoint("oferta", 4, **WORTH, consent={"basis": "opt-in", "preference_recorded": False}),
        touchpoint("boletin", 5, channels=["correo", "sitio"]),
    )
    block = text.partition('class="kb-numbers"')[2].partition("</dl>")[0]
    assert re.findall(r">([^<]+)</a></dt><dd>(?:<span>)?(\d+)", block) == [
        ("Opt-in, the choice is not recorded", "1"),
        ("Opt-in, the choice is recorded", "1"),
        ("Contract", "1"),
        ("Opt-in, the channel&#39;s default", "1"),
        ("None needed", "2"),
    ]
    assert "?basis=Opt-in%2C%20the%20choice%20is%20not%20recorded#all" in unescape(block)
    assert "5 touchpoints, by their legal basis (one with several counts in each; ✓ the choice is recorded):" in text
