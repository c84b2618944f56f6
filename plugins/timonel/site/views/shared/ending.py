"""What every entity's page ends with: its links, its gaps, what refers to it, Edit, and when it changed last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from timonel.lookups.carriers import carriers
from timonel.model import Entity
from timonel.site import escape
from timonel.site.kit import Action, Cell, Group
from timonel.site.views.shared import confirmed, latest_changes
from timonel.site.writer import Writer
from timonel.text import Text, many, pick

# Their pages tell which gaps wait for them; "no gap" in their own entry would read as a contradiction.
_OWNERS = ("role", "person")
_SHOWN = 8  # of what carries an entry and has gaps


def ending(w: Writer, entity: Entity) -> None:
    """Add what every entity's page ends with: its links, what refers to it, its gaps, and Edit."""
    ctx = w.ctx
    links = [(one, escape.safe_url(one.get("url", ""))) for one in entity.fields.get("links") or ()]
    if links:
        w.heading(ctx.t("Links"), "links")
        w.add(ctx.c.value([Cell(pick(one.get("title"), ctx.lang) or one.get("url"), url) for one, url in links]))
    findings = ctx.result.by_subject.get(entity.key, ())
    if findings or entity.kind not in _OWNERS:
        w.heading(ctx.t("Gaps in this entry"), "gaps")
        w.add(ctx.c.gap_list(w.gaps(findings)) if findings else _none(w, entity))
    groups = backlinks(w, entity)
    if groups:
        w.heading(ctx.t("What refers to this"), "refers")
        w.add(ctx.c.refers(groups))
    edit = ctx.edit_url(entity)
    actions = [Action(ctx.t("Edit"), edit, icon="edit", primary=True)] if edit else []
    w.add(ctx.c.actions(actions, note=f"{entity.file}:{entity.line()[0]}"))
    if told := confirmed.line(ctx, entity):
        w.add(Markup('<p class="kb-changed" data-search-exclude>{}</p>').format(told))
    changed = latest_changes.line(ctx, entity)
    if changed:
        w.add(Markup('<p class="kb-changed" data-search-exclude>{}</p>').format(changed))


def _none(w: Writer, entity: Entity) -> Markup:
    """Return that an entry has no gaps: all is well only where what carries it has none either."""
    ctx = w.ctx
    around = [(one, len(ctx.gaps(one.key))) for one in carriers(ctx.base, entity) if ctx.shows(one)]
    around = [(one, number) for one, number in around if number]
    if not around:
        return ctx.c.gap_list([], none_text=ctx.t("No open gap: the rules that look at this find nothing to mend."))
    total = sum(number for _, number in around)
    said = many(
        "None of its own. In what carries it there is 1:", "None of its own. In what carries it there are {n}:", total
    )
    places = [
        w.link(one)._replace(href=w.href(one, "gaps"), note=ctx.number(number)) for one, number in around[:_SHOWN]
    ]
    more = len(around) - _SHOWN
    return ctx.c.gaps_around(ctx.t(said), [*places, *([Cell(ctx.t("{n} more", n=more))] if more > 0 else [])])


def backlinks(w: Writer, entity: Entity) -> list[Group]:
    """Return what names an entity, grouped by what it says of it, less what the page has told already."""
    ctx, groups = w.ctx, dict[str, dict[str, Entity]]()
    told = "".join(w.blocks)
    for reference in ctx.base.backlinks.get(entity.key, ()):
        kind = ctx.schema.kinds[reference.source.kind]
        if ctx.shows(reference.source) and f'href="{w.href(reference.source)}"' not in told:
            label = pick(_inverse(kind.fields, reference.path), ctx.lang) or pick(kind.plural, ctx.lang)
            groups.setdefault(label, {})[reference.source.key] = reference.source
    return [Group(label, [w.link(one) for one in ctx.sorted(found.values())]) for label, found in groups.items()]


def _inverse(fields: Mapping[str, Any], path: tuple[str | int, ...]) -> Text | None:
    node: Any = {"properties": fields}
    for key in path:
        node = node.get("items", {}) if isinstance(key, int) else node.get("properties", {}).get(key, {})
    words: Text | None = node.get("x-inverse")
    return words
