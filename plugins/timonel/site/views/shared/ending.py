"""What every entity's page ends with: its links, what refers to it, Edit, and when it changed last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from timonel.model import Entity
from timonel.site import escape
from timonel.site.kit import Cell, Group
from timonel.site.views.shared import approved, confirmed, latest_changes
from timonel.site.writer import Writer
from timonel.text import Text, pick

_FEW, _MANY = 8, 16  # links that a phone shows at once, and anybody
_LINES = 2  # approvals that stand at the foot; more fold


def ending(w: Writer, entity: Entity) -> None:
    """Add what every entity's page ends with: its links, what refers to it, and Edit."""
    ctx = w.ctx
    links = [(one, escape.safe_url(one.get("url", ""))) for one in entity.fields.get("links") or ()]
    if links:
        w.heading(ctx.t("Links"), "links")
        w.add(ctx.c.value([Cell(pick(one.get("title"), ctx.lang) or one.get("url"), url) for one, url in links]))
    groups = backlinks(w, entity)
    if groups:
        title = ctx.t("Linked from")
        w.heading(title, "refers")
        number = sum(len(group.links) for group in groups)
        block = ctx.c.refers(groups)
        if number > _MANY:
            w.add(ctx.c.behind(block, f"{title} ({number})"))
        else:
            w.add(ctx.c.folded(block, number) if number > _FEW else block)
    file = Cell(f"{entity.file}:{entity.line()[0]}", ctx.edit_url(entity), ctx.t("Edit"))  # the button stands above
    told = [one for one in (latest_changes.line(ctx, entity), confirmed.line(ctx, entity)) if one]
    changed = [Markup('<span class="kb-changed">{}</span>').format(one) for one in told]
    w.add(ctx.c.actions([], note=Markup(" · ").join([ctx.c.value(file), *changed])))
    told_above = entity.kind == "decision"  # with their dates, as what was resolved under it
    lines = () if told_above else approved.lines(w, entity)
    approvals = [Markup('<p class="kb-changed">{}</p>').format(one) for one in lines]
    block = Markup("<section data-search-exclude>{}</section>").format(Markup("").join(approvals))
    if len(approvals) > _LINES:
        w.add(ctx.c.behind(block, ctx.t("{n} approvals", n=len(approvals))))
    elif approvals:
        w.add(block)


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
