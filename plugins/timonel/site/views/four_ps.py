"""The four Ps by initiative: where process, perception, privacy and politics are watched, and where nobody looked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Initiative, Risk
from timonel.rules.facts import is_active
from timonel.rules.initiatives_facts import programmes
from timonel.site.desk import Cell, Desk
from timonel.site.views.exposure import exposure
from timonel.site.views.family import in_order
from timonel.site.views.figures import word
from timonel.site.views.inventory import OverviewPage
from timonel.site.views.risks import FOUR_PS
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the matrix."""
    if desk.base.of("initiative") and desk.base.of("risk"):
        yield "initiatives/four-ps", desk.t("The four Ps by initiative"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the matrix: initiatives that go on or may begin, by P."""
    desk, t = w.desk, w.desk.t
    w.title(t("The four Ps by initiative"))
    w.add(
        desk.c.lede(
            t(
                "Processes, perception, privacy and internal politics stop more programmes than technology does. Here is what each initiative has in sight, with its exposure."
            )
        )
    )
    rows = [one for one in in_order(desk) if is_active(one) or one.status == "proposed"]
    heads = [
        {
            "text": word(desk, each, "risk", "category")["text"],
            "href": f"{w.href('risks/index', '')}?status=open&category={each}#register",
        }
        for each in FOUR_PS
    ]
    cells = [[_cell(w, one, each) for each in FOUR_PS] for one in rows]
    names = [{**w.link(one), "note": desk.choice(one, "status")["text"]} for one in rows]
    legend = [
        {"kind": "cell--ok", "label": t("assessed")},
        {"kind": "cell--planned", "label": t("assessed by its programme only")},
        {"kind": "cell--gap", "label": t("not assessed")},
    ]
    w.heading(t("The matrix"), "matrix")
    w.add(
        desk.c.matrix(
            "four-ps",
            t("The four Ps by initiative"),
            heads,
            names,
            cells,
            corner=desk.kind_title("initiative"),
            legend=legend,
        )
    )
    w.add(desk.c.actions([{"text": t("The whole risk register"), "href": w.href("risks/index")}]))


def _cell(w: Writer, one: Initiative, category: str) -> dict[str, Any]:
    desk = w.desk
    open_ = [each for each in desk.base.all(Risk) if each.category == category and is_active(each)]
    own = [each for each in open_ if each.initiative == one.id]
    above = {each.id for each in programmes(desk.base, one)}
    found, state = (own, "ok") if own else ([each for each in open_ if each.initiative in above], "planned")
    if not any(exposure(desk, each) is not None for each in found):
        return {"state": "gap", "text": desk.t("not assessed"), "links": [_risk(w, each) for each in found]}
    ranked = sorted(found, key=lambda each: (-(exposure(desk, each) or 0), each.id))
    return {"state": state, "links": [_risk(w, each) for each in ranked]}


def _risk(w: Writer, risk: Risk) -> Cell:
    now = exposure(w.desk, risk)
    return {**w.link(risk), "note": w.desk.t("exposure {n}", n=now) if now is not None else w.desk.t("not measured")}
