"""Documents: which of them each initiative has, which are missing, and which nobody has touched for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from timonel.kinds import Document, Initiative
from timonel.rules.initiatives_facts import naming
from timonel.site import escape
from timonel.site.desk import Cell, Desk
from timonel.site.views.family import in_order
from timonel.site.views.figures import columns, field, gaps, word
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the page of all documents."""
    if desk.base.of("document"):
        yield "documents/index", desk.kind_plural("document"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the page: type by initiative, then all as a table."""
    desk, t = w.desk, w.desk.t
    w.title(desk.kind_plural("document"))
    w.add(
        desk.c.lede(
            t(
                "What is written down, who keeps it current and what is missing: a running initiative without its plans runs on somebody's memory."
            )
        )
    )
    initiatives = [one for one in in_order(desk) if one.status != "cancelled"]
    w.heading(t("Which initiative has which"), "matrix")
    types = field(desk, "document", "type")["enum"]
    rows = [word(desk, each, "document", "type") for each in types]
    cells = [[_cell(w, one, each) for one in initiatives] for each in types]
    legend = [{"kind": "cell--ok", "label": t("written down")}, {"kind": "cell--planned", "label": word(desk, "draft", "document", "status")["text"]},
              {"kind": "cell--gap", "label": t("missing")}, {"kind": "cell--empty", "label": t("not written, and no rule asks for it today")}]  # fmt: skip
    heads = [{**w.link(one), "note": desk.choice(one, "status")["text"]} for one in initiatives]
    w.add(
        desk.c.matrix(
            "documents-matrix",
            t("Which initiative has which"),
            heads,
            rows,
            cells,
            corner=desk.label("document", "type"),
            legend=legend,
        )
    )
    w.heading(t("All documents"), "all")
    document_table(w, desk.base.all(Document), whole=True)


def stale(desk: Desk, one: Document) -> bool:
    """Whether rule DOC002 finds that nobody has updated a document for long."""
    return any(finding.code == "DOC002" for finding in desk.gaps(one.key))


def wanted(desk: Desk) -> Sequence[str]:
    """Return the types that a running initiative must have."""
    rule = desk.result.rules.get("DOC001")
    types: Sequence[str] = desk.result.settings.options.get("DOC001", {}).get("types") or (
        rule.options.get("types", ()) if rule else ()
    )
    return types


def _cell(w: Writer, one: Initiative, type_: str) -> dict[str, Any] | None:
    desk = w.desk
    own = [each for each in desk.base.all(Document) if each.initiative == one.id and each.type == type_]
    if own:
        notes = [desk.date(own[0].updated), desk.t("not updated for long") if stale(desk, own[0]) else None]
        drafts = all(each.status == "draft" for each in own)
        return {
            "state": "planned" if drafts else "ok",
            "links": [_short(w, each) for each in own],
            "note": " · ".join(each for each in notes if each),
        }
    asked = (
        one.status == "running"
        and type_ in wanted(desk)
        and all(each.type != type_ for each in naming(desk.base, Document, one))
    )
    return {"state": "gap", "text": desk.t("missing")} if asked else None


def _short(w: Writer, one: Document) -> Cell:
    """Return a document by its status: its cell says the rest."""
    return {"text": w.desk.choice(one, "status")["text"], "href": w.href(one), "title": w.desk.name(one)}


def document_table(w: Writer, documents: Sequence[Document], *, whole: bool) -> None:
    """Add a table of documents; ``whole`` with the column of the initiative, and filters."""
    desk = w.desk
    order = field(desk, "document", "type")["enum"]
    heads = columns(desk, "document", "name", "type", *(["initiative"] if whole else []), "status", "owner", "updated")
    heads += [{"key": "url", "label": desk.t("Read it")}, {"key": "gaps", "label": desk.t("Gaps"), "number": True}]
    rows = []
    for one in sorted(
        documents,
        key=lambda each: (order.index(each.type) if each.type in order else len(order), each.initiative or "", each.id),
    ):
        updated: Cell = desk.date_cell(one.updated)
        if updated and stale(desk, one):
            updated["note"] = desk.t("not updated for long")
        url = escape.safe_url(one.url or "")
        cells: list[Cell] = [
            w.link(one),
            desk.choice(one, "type"),
            *([w.ref("initiative", one.initiative)] if whole else []),
        ]
        cells += [
            desk.status(one),
            w.role(one.owner),
            updated,
            {"text": desk.t("open it"), "href": url} if url else None,
            gaps(w, one),
        ]
        rows.append(cells)
    w.add(
        desk.c.table(
            "documents-table",
            desk.kind_plural("document"),
            heads,
            rows,
            filters=["type", "initiative", "status", "owner"] if whole else [],
            plain=not whole,
        )
    )
