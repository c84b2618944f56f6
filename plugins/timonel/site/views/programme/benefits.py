"""Expected benefits: what each is measured by, its own or its objective's, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Benefit, Initiative
from timonel.lookups.benefits import INHERITED, inherited
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, Value
from timonel.site.views.shared import entity_page
from timonel.site.views.shared.blocks import money_cell
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all benefits."""
    if ctx.base.of("benefit"):
        yield Draft("benefits/index", ctx.kind_plural("benefit"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the page: those still expected first, by the day on which they must show."""
    ctx = w.ctx
    w.title(ctx.kind_plural("benefit"))
    w.lede(ctx.pick(ctx.schema.kinds["benefit"].schema["x-description"]))
    found = sorted(ctx.base.all(Benefit), key=lambda one: (not is_active(one), _due(ctx, one), one.id))
    columns: list[Column[Benefit]] = [
        fields.named(w, "benefit"),
        fields.head(ctx, "benefit.status", ctx.status, filter=True),
        fields.column(w, "benefit.owner", filter=True),
        fields.column(w, "benefit.initiative", filter=True),
        *(_measured(w, name) for name in INHERITED),
        fields.head(ctx, "benefit.worth", lambda benefit: worth(ctx, benefit)),
        fields.gaps(w),
    ]
    w.table("benefits-table", ctx.kind_plural("benefit"), found, columns)


def _due(ctx: Context, benefit: Benefit) -> str:
    return str(inherited(ctx.base, benefit, "due") or "~")


def _measured(w: Writer, name: str) -> Column[Benefit]:
    return fields.head(
        w.ctx, f"benefit.{name}", lambda benefit: _shown(w, benefit, name), number=name in ("baseline", "target")
    )


def _shown(w: Writer, benefit: Benefit, name: str) -> Value:
    return fields.value(w, fields.of(w.ctx, "benefit", name), inherited(w.ctx.base, benefit, name))


def worth(ctx: Context, benefit: Benefit) -> Cell | None:
    """Return what a benefit is worth, in the currency of its initiative's budget, and how often."""
    if benefit.worth is None:
        return None
    initiative = ctx.base.get(Initiative, benefit.initiative)
    currency = initiative.budget.currency if initiative and initiative.budget else None
    per = fields.words(ctx, benefit.worth.per, "benefit", "worth", "per")
    return money_cell(ctx, benefit.worth.amount, currency)._replace(note=per)


def benefit_page(w: Writer, benefit: Benefit) -> None:
    """Write the middle of a benefit's page: what is gained, and by what that will be seen."""
    ctx = w.ctx
    w.prose(benefit.statement)
    taken = [
        name for name in INHERITED if name not in benefit.fields and inherited(ctx.base, benefit, name) is not None
    ]
    more = [Fact(ctx.label("benefit", name), _shown(w, benefit, name)) for name in taken]
    more += [Fact(ctx.label("benefit", "worth"), worth(ctx, benefit))] if benefit.worth else []
    entity_page.facts(w, benefit, more=more)
    entity_page.story(w, benefit, skip=("statement", "worth"))
    if benefit.worth and benefit.worth.basis:
        w.heading(ctx.label("benefit", "worth", "basis"), "basis")
        w.text(benefit.worth.basis)


VIEWS = {"benefit": benefit_page}
