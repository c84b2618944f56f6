"""What happens if something stops, is vacant or leaves: the section that pages of processes, systems, roles and people share."""

from __future__ import annotations

from markupsafe import Markup

from timonel.graph.impact import FELT, Felt, is_moment_of_truth
from timonel.model import Entity
from timonel.site.desk import Writer
from timonel.site.escape import html

_SHOWN = 8  # of a kind, the nearest; the others fold away


def write(w: Writer, entity: Entity) -> None:
    """Add what is felt when an entity is gone: a sentence with the numbers, then kind by kind with the way there."""
    desk = w.desk
    found = desk.facts.impact(entity)
    w.heading(desk.t("{condition}…", condition=desk.t(found.condition)), "if-it-stops")
    sentence = desk.t(found.sentence)
    if entity.kind == "person":
        sentence = f"{sentence} {desk.t('Only roles that nobody else holds today count.')}"
    w.add(Markup("<p data-search-exclude>{}</p>").format(html(sentence)))
    groups = []
    for kind in FELT:
        cells = [_cell(w, one) for one in found.of(kind)]
        if cells:
            groups.append({"label": desk.kind_plural(kind), "links": cells[:_SHOWN], "more": cells[_SHOWN:]})
    if groups:
        w.add(desk.c.refers(groups))


def _cell(w: Writer, one: Felt) -> Markup:
    """Return what feels it, linked, with the way there; from all pages of a folder a link looks the same."""
    between = tuple(link.target for link in one.path[:-1])
    folder, moment = w.path.partition("/")[0], is_moment_of_truth(one.entity)
    link = w.desk.once((folder, one.entity.key), lambda: w.desk.c.one(w.link(one.entity)))
    return link + w.desk.once((between, moment), lambda: _note(w, between, moment=moment))


def _note(w: Writer, between: tuple[str, ...], *, moment: bool) -> Markup:
    """Return what lies between, nothing where it is felt at once, and whether a customer decides there to stay."""
    desk = w.desk
    names = [desk.name(entity) for key in between if (entity := desk.base.find(key)) is not None]
    words = [desk.t("through {way}", way=" → ".join(names))] if names else []
    if moment:
        words.insert(0, desk.t("moment of truth"))
    return Markup(' <span class="kb-note">{}</span>').format(html(" · ".join(words))) if words else Markup()
