"""The four Ps by initiative: where process, perception, privacy and politics are watched, and where nobody looked."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Initiative, Risk
from timonel.lookups.initiatives import programmes
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Crossing, Mark
from timonel.site.views.programme.hierarchy import in_order
from timonel.site.views.risks.exposure import exposure
from timonel.site.views.risks.register import FOUR_PS
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the matrix."""
    if ctx.base.of("initiative") and ctx.base.of("risk"):
        yield Draft(
            "initiatives/four-ps", ctx.t("The four Ps by initiative"), overview, ("programme", 5), searched=False
        )


def overview(w: Writer) -> None:
    """Write the matrix: initiatives that go on or may begin, by P."""
    ctx, t = w.ctx, w.ctx.t
    w.title(t("The four Ps by initiative"))
    w.lede(
        t(
            "Processes, perception, privacy and internal politics stop more programmes than technology does. Here is what each initiative has in sight, with its exposure."
        )
    )
    rows = [one for one in in_order(ctx) if is_active(one) or one.status == "proposed"]
    heads = [
        Cell(
            fields.word(ctx, each, "risk", "category").text,
            f"{w.href('risks/index', '')}?status=open&category={each}#register",
        )
        for each in FOUR_PS
    ]
    cells = [[_cell(w, one, each) for each in FOUR_PS] for one in rows]
    names = [w.link(one)._replace(note=ctx.chosen(one, "status")) for one in rows]
    legend = [
        Mark("cell--ok", t("assessed")),
        Mark("cell--planned", t("assessed by its programme only")),
        Mark("cell--gap", t("not assessed")),
    ]
    w.heading(t("The matrix"), "matrix")
    w.add(
        ctx.c.matrix(
            "four-ps",
            t("The four Ps by initiative"),
            heads,
            names,
            cells,
            corner=ctx.kind_title("initiative"),
            legend=legend,
        )
    )
    w.add(ctx.c.actions([Action(t("The whole risk register"), w.href("risks/index"))]))


def _cell(w: Writer, one: Initiative, category: str) -> Crossing:
    ctx = w.ctx
    open_ = [each for each in ctx.base.all(Risk) if each.category == category and is_active(each)]
    own = [each for each in open_ if each.initiative == one.id]
    above = {each.id for each in programmes(ctx.base, one)}
    found, state = (own, "ok") if own else ([each for each in open_ if each.initiative in above], "planned")
    if not any(exposure(ctx, each) is not None for each in found):
        return Crossing("gap", text=ctx.t("not assessed"), links=[_risk(w, each) for each in found])
    ranked = sorted(found, key=lambda each: (-(exposure(ctx, each) or 0), each.id))
    return Crossing(state, links=[_risk(w, each) for each in ranked])


def _risk(w: Writer, risk: Risk) -> Cell:
    now = exposure(w.ctx, risk)
    return w.link(risk)._replace(note=w.ctx.t("exposure {n}", n=now) if now is not None else w.ctx.t("not measured"))
