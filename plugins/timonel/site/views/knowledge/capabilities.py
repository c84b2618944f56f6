"""From lesson to rule: what Timonel can do, with the entities, rules, lessons and pages behind each capability."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from timonel.kinds import Lesson
from timonel.site import escape
from timonel.site.capabilities import Capability, packaged
from timonel.site.context import Context
from timonel.site.coverage import passages
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Group, Number
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page."""
    yield Draft("lessons/rules", ctx.t("From lesson to rule"), write, ("knowledge", 3), searched=False, contents=True)


def write(w: Writer) -> None:
    """Write the capabilities, each with what stands behind it."""
    ctx, t = w.ctx, w.ctx.t
    capabilities = packaged().capabilities
    enforced = [one for one in ctx.base.all(Lesson) if one.id in ctx.result.facts.enforcing]
    w.title(t("From lesson to rule"))
    w.lede(
        t(
            "A lesson written down is soon forgotten. Here each becomes something that the knowledge base keeps and a rule that says when it is missing: {n} capabilities, from what practitioners told us to the page where you see it.",
            n=len(capabilities),
        )
    )
    n = len(ctx.base.of("lesson"))
    numbers = [
        Number(ctx.number(n), ctx.kind_plural("lesson"), w.href("lessons/index") if n else None),
        Number(ctx.number(len(enforced)), t("lessons that a rule enforces")),
        Number(ctx.number(len(ctx.result.rules)), t("Rules"), w.href("rules/index")),
        Number(
            ctx.number(sum(one.sentences for one in passages())),
            t("sentences of the sources, each with what became of it"),
            w.href("lessons/sources"),
        ),
    ]
    w.add(ctx.c.numbers(numbers))
    for capability in capabilities:
        w.heading(f"{capability.number} · {ctx.pick(capability.title)}", f"capability-{capability.number}")
        w.prose(capability.sentence)
        w.add(_rules(w, codes(ctx, capability)))
        groups = [group for group in _groups(w, capability) if group.links]
        w.add(ctx.c.folded(ctx.c.refers(groups), sum(len(group.links) for group in groups)))


def _groups(w: Writer, capability: Capability) -> Iterator[Group]:
    ctx, t = w.ctx, w.ctx.t
    yield Group(t("Where it comes from"), [Cell(ctx.pick(packaged().sources[source])) for source in capability.sources])
    yield Group(t("What it keeps"), [_kind(w, kind) for kind in capability.kinds if kind in ctx.schema.kinds])
    yield Group(
        t("The lessons behind those rules"),
        [w.link(one) for one in ctx.sorted(lessons(ctx, codes(ctx, capability)))],
    )
    yield Group(t("Where to see it"), [page for path in capability.pages if (page := _page(w, path))])


def codes(ctx: Context, capability: Capability) -> list[str]:
    """Return the rule codes of a capability, its families spelt out."""
    return [code for code in ctx.result.rules if code in capability.rules or code[:3] in capability.rules]


def lessons(ctx: Context, found: list[str]) -> list[Lesson]:
    """Return the lessons that some of the rules enforce."""
    said = {id_ for code in found for id_ in ctx.result.rules[code].lessons}
    return [one for one in ctx.base.all(Lesson) if one.id in said]


def _kind(w: Writer, kind: str) -> Cell:
    """Return a kind with how many entities of it there are, linked to where they are listed."""
    ctx, schema = w.ctx, w.ctx.schema.kinds[kind]
    number = len(ctx.base.of(kind))
    href = (
        w.href(f"{schema.folder}/index")
        if number and schema.has_page
        else w.href("governance/waivers")
        if number and kind == "waiver"
        else None
    )
    return Cell(ctx.kind_plural(kind), href, note=ctx.number(number) if number else ctx.t("none yet"))


def _rules(w: Writer, found: list[str]) -> Markup:
    """Return the rules on a line, each with what it finds as its tooltip."""
    ctx, link = w.ctx, Markup('<a href="{}" title="{}">{}</a>')
    links = [
        link.format(w.href(f"rules/{code}"), escape.html(ctx.pick(ctx.result.rules[code].summary)), code)
        for code in found
    ]
    label = (
        ctx.t("The rule that watches over it")
        if len(links) == 1
        else ctx.t("The {n} rules that watch over it", n=len(links))
    )
    return Markup('<p class="kb-note">{}: {}</p>').format(label, Markup(" · ").join(links))


def _page(w: Writer, path: str) -> Cell | None:
    """Return a page of the site as a link; None where this base has nothing to show on it."""
    ctx = w.ctx
    special = packaged().pages.get(path)
    if special:
        there = all(ctx.base.of(kind) for kind in special.needs)
        return Cell(ctx.pick(special.title), w.href(path)) if there else None
    kind = next(one for one in ctx.schema.kinds.values() if f"{one.folder}/index" == path)
    return Cell(ctx.kind_plural(kind.name), w.href(path)) if ctx.base.of(kind.name) else None
