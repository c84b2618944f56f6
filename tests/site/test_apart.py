"""What of systems hangs together, and what stands alone."""

from __future__ import annotations

import re

from timonel import site
from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.urls import Urls


def groups(root):
    """Return the systems of each group that the page of systems tells."""
    pages = site.PageSet(examine(root), "en", Urls(), Cache(None))
    block = next(one for one in pages.page("systems/index").blocks if 'id="groups-table"' in one)
    rows = re.findall(r"<tr>(.*?)</tr>", block.partition("<tbody>")[2], re.DOTALL)
    return [re.findall(r">([\w ]+)</a>", row.partition("</th>")[0]) for row in rows]


def test_a_system_that_holds_personal_data_and_exchanges_none_is_a_group_of_its_own(base_of):
    """One that is joined stands in its group alone; one without personal data, or retired, in none."""

    def system(id_, **more):
        return {"id": id_, "name": id_.capitalize(), "category": "crm", **more}

    joined = [{"system": "caja"}]
    root = base_of({
        "systems": [system("crm", integrations=joined), system("caja"), system("solo"), system("vacio"), system("viejo", status="retired")],
        "data-assets": [{"id": "ficha", "name": "Ficha", "personal": True, "master": "crm", "copies": ["caja", "solo", "viejo"]}],
    })  # fmt: skip
    assert [sorted(one) for one in groups(root)] == [["Caja", "Crm"], ["Solo"]]
