"""What happens if something stops, is vacant or leaves: the section that pages of processes, systems, roles and people share."""

from __future__ import annotations

from markupsafe import Markup

from timonel.graph.impact import FELT, Felt, is_moment_of_truth
from timonel.model import Entity
from timonel.site.escape import html
from timonel.site.kit import Cell, Group
from timonel.site.writer import Writer

_SHOWN = 8  # of a kind, the nearest; the others fold away
_WIDE = ("role", "person")  # much of a company hangs on one: the numbers are what is read


def write(w: Writer, entity: Entity) -> None:
    """Add what is felt when an entity is gone: a sentence with the numbers, then kind by kind with the way there."""
    ctx = w.ctx
    found = ctx.facts.impact(entity)
    w.heading(ctx.t("{condition}…", condition=ctx.t(found.condition)), "if-it-stops")
    sentence = ctx.t(found.sentence)
    if entity.kind == "person":
        sentence = f"{sentence} {ctx.t('Only roles that nobody else holds today count.')}"
    w.add(Markup("<p data-search-exclude>{}</p>").format(html(sentence)))
    groups = []
    for kind in FELT:
        reached = found.of(kind)
        cells, label = [_cell(w, one) for one in reached], ctx.kind_plural(kind)
        at_once = sum(len(one.path) == 1 for one in reached)
        if 0 < at_once < len(reached):
            label = ctx.t("{kinds}: {n} directly, in all", kinds=label, n=at_once)
        if cells:
            groups.append(Group(label, cells[:_SHOWN], cells[_SHOWN:]))
    if groups:
        block = ctx.c.refers(groups)
        w.add(ctx.c.behind(block, ctx.t("Show all {n}", n=len(found.felt))) if entity.kind in _WIDE else block)


def _cell(w: Writer, one: Felt) -> Cell:
    """Return what feels it as a value, with the way there: what lies between, or nothing where it is felt at once."""
    ctx = w.ctx
    cell = w.link(one.entity)
    between = [ctx.name(entity) for link in one.path[:-1] if (entity := ctx.base.find(link.target)) is not None]
    words = [ctx.t("through {way}", way=" → ".join(between))] if between else []
    if is_moment_of_truth(one.entity):
        words.insert(0, ctx.t("moment of truth"))
    return cell._replace(note=" · ".join(words)) if words else cell
