"""Single points of failure: on which role, system or person most hangs of what customers meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from timonel.kinds import Role, System
from timonel.lookups.facts import Facts
from timonel.lookups.ranking import SINGLE, Ranked, ranking
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kept import kept
from timonel.site.kit import Cell, Column, Fact, Item, count
from timonel.site.views.people.roles import held_by
from timonel.site.writer import Writer

_ANCHOR = "if-it-stops"  # where a page tells what is felt


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the ranking, where there is something to fail and somebody to notice."""
    if ctx.base.of("touchpoint") and any(ctx.base.of(kind) for kind in SINGLE):
        yield Draft("risks/single-points", ctx.t("Single points of failure"), overview, ("risks", 2), searched=False)


def overview(w: Writer) -> None:
    """Write the first of each kind, then all of them."""
    ctx, t = w.ctx, w.ctx.t
    ranked = [one for one in ranking(ctx.facts, kept(ctx.cache)) if ctx.shows(one.entity)]
    w.title(t("Single points of failure"))
    w.lede(
        t(
            "What customers would notice if one single role, system or person were gone: those first that most touchpoints hang on. What a role does that several people hold counts for none of them."
        )
    )
    if not ranked:
        w.notice("ok", t("No single point of failure"), t("No loss of a single role, system or person is felt."))
        return
    w.heading(t("On which most hangs"), "first")
    first = (next((one for one in ranked if one.entity.kind == kind), None) for kind in SINGLE)
    w.add(ctx.c.facts([Fact(ctx.kind_title(one.entity.kind), _first(w, one)) for one in first if one]))
    w.heading(t("All of them"), "ranking")
    moments: Column[Ranked] = Column(
        "moments", t("Moments of truth"), lambda one: count(one.counts["moment_of_truth"]), number=True
    )
    touchpoints, *others = (_counted(w, kind) for kind in ("touchpoint", "stage", "process", "objective"))
    columns = [
        Column[Ranked]("name", t("If this is gone"), lambda one: w.link(one.entity), wide=True),
        Column[Ranked](
            "kind", t("Kind"), lambda one: Cell(ctx.kind_title(one.entity.kind), key=one.entity.kind), filter=True
        ),
        touchpoints,
        moments,
        *others,
        Column[Ranked]("who", t("Who answers for it"), lambda one: _who(w, one), wide=True),
    ]
    w.table("single-points", t("Single points of failure"), ranked, columns)


def _first(w: Writer, one: Ranked) -> Cell:
    """Return one of the first, with how many of all touchpoints feel its loss."""
    whole = len(w.ctx.base.of("touchpoint"))
    return w.link(one.entity)._replace(note=w.ctx.t("{n} of {m} touchpoints", n=one.counts["touchpoint"], m=whole))


def _counted(w: Writer, kind: str) -> Column[Ranked]:
    """Return the column of how many of a kind feel the loss, with the way to which they are."""
    return Column(
        kind, w.ctx.kind_plural(kind), lambda one: count(one.counts[kind], w.href(one.entity, _ANCHOR)), number=True
    )


def _who(w: Writer, one: Ranked) -> list[Item]:
    """Return who holds a role, who owns a system, which roles a person holds alone."""
    facts = w.ctx.facts
    if isinstance(one.entity, Role):
        return [*held_by(w, one.entity)] or [Cell(w.ctx.t("vacant"), badge="warning")]
    if isinstance(one.entity, System):
        return [w.role(one.entity.owner)]
    return [w.role(id_) for id_ in facts.once(_alone).get(one.entity.id, ())]


def _alone(facts: Facts) -> Mapping[str, list[str]]:
    """Return person's id → the roles that nobody else holds, in the order of files."""
    found: dict[str, list[str]] = {}
    for role in facts.base.all(Role):
        people = {one.person for one in facts.holders(role.id)}
        if len(people) == 1:
            found.setdefault(people.pop(), []).append(role.id)
    return found
