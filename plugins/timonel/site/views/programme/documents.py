"""Documents: which of them each initiative has, which are missing, and which nobody has touched for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Document, Initiative
from timonel.lookups.initiatives import naming
from timonel.site import escape, fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Mark
from timonel.site.views.programme.hierarchy import in_order
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all documents."""
    if ctx.base.of("document"):
        yield Draft("documents/index", ctx.kind_plural("document"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the page: type by initiative, then all as a table."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("document"))
    w.lede(
        t(
            "What is written down, who keeps it current and what is missing: a running initiative without its plans runs on somebody's memory."
        )
    )
    initiatives = [one for one in in_order(ctx) if one.status != "cancelled"]
    w.heading(t("Which initiative has which"), "matrix")
    types = fields.choices(ctx, "document", "type")
    rows = [fields.word(ctx, each, "document", "type") for each in types]
    cells = [[_cell(w, one, each) for one in initiatives] for each in types]
    legend = [
        Mark("cell--ok", t("written down")),
        Mark("cell--planned", ctx.word(fields.of(ctx, "document", "status"), "draft")),
        Mark("cell--gap", t("missing")),
        Mark("cell--empty", t("not written, and no rule asks for it today")),
    ]
    heads = [w.link(one)._replace(note=ctx.chosen(one, "status")) for one in initiatives]
    w.add(
        ctx.c.matrix(
            "documents-matrix",
            t("Which initiative has which"),
            heads,
            rows,
            cells,
            corner=ctx.label("document", "type"),
            legend=legend,
            folded=f"{t('Which initiative has which')} · {len(rows)}",
        )
    )
    w.heading(t("All documents"), "all")
    document_table(w, ctx.base.all(Document), whole=True)


def stale(ctx: Context, one: Document) -> bool:
    """Whether rule DOC002 finds that nobody has updated a document for long."""
    return any(finding.code == "DOC002" for finding in ctx.gaps(one.key))


def wanted(ctx: Context) -> Sequence[str]:
    """Return the types that a running initiative must have."""
    rule = ctx.result.rules.get("DOC001")
    types: Sequence[str] = ctx.result.settings.options.get("DOC001", {}).get("types") or (
        rule.options.get("types", ()) if rule else ()
    )
    return types


def _cell(w: Writer, one: Initiative, type_: str) -> Crossing | None:
    ctx = w.ctx
    own = [each for each in ctx.base.all(Document) if each.initiative == one.id and each.type == type_]
    if own:
        notes = [ctx.date(own[0].updated), ctx.t("not updated for long") if stale(ctx, own[0]) else None]
        drafts = all(each.status == "draft" for each in own)
        return Crossing(
            "planned" if drafts else "ok",
            links=[_short(w, each) for each in own],
            note=" · ".join(each for each in notes if each),
        )
    asked = (
        one.status == "running"
        and type_ in wanted(ctx)
        and all(each.type != type_ for each in naming(ctx.base, Document, one))
    )
    return Crossing("gap", text=ctx.t("missing")) if asked else None


def _short(w: Writer, one: Document) -> Cell:
    """Return a document by its status: its cell says the rest."""
    return Cell(w.ctx.chosen(one, "status"), w.href(one), title=w.ctx.name(one))


def document_table(w: Writer, documents: Sequence[Document], *, whole: bool) -> None:
    """Add a table of documents; ``whole`` with the column of the initiative, and filters."""
    ctx = w.ctx
    order = fields.choices(ctx, "document", "type")

    def rank(document: Document) -> tuple[int, str, str]:
        place = order.index(document.type) if document.type in order else len(order)
        return place, document.initiative or "", document.id

    def updated(document: Document) -> Cell | None:
        cell = ctx.date_cell(document.updated)
        return cell._replace(note=ctx.t("not updated for long")) if cell and stale(ctx, document) else cell

    def url(document: Document) -> Cell | None:
        address = escape.safe_url(document.url or "")
        return Cell(ctx.t("open it"), address) if address else None

    columns: list[Column[Document]] = [
        fields.named(w, "document"),
        fields.column(w, "document.type", filter=True),
        *([fields.column(w, "document.initiative", filter=True)] if whole else []),
        fields.head(ctx, "document.status", ctx.status, filter=True),
        fields.column(w, "document.owner", filter=True),
        fields.head(ctx, "document.updated", updated),
        Column("url", ctx.t("Read it"), url),
        fields.gaps(w),
    ]
    title = ctx.kind_plural("document")
    w.table("documents-table", title, sorted(documents, key=rank), columns, plain=not whole)
