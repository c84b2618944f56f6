"""What goes with the change: requirements, change actions and documents, on an initiative's page and all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from timonel.kinds import ChangeAction, Document, Initiative
from timonel.rules.facts import day
from timonel.rules.initiatives_facts import naming
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory, requirements
from timonel.site.views.documents import document_table
from timonel.site.views.family import own, theirs
from timonel.site.views.figures import columns, field, gaps, word
from timonel.site.writer import Writer

_STATES = {"planned": "next", "in-progress": "now", "done": "done"}
_NEEDED = ("communication", "training", "culture")  # what no change of CRM goes without


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the plan of change actions."""
    if desk.base.of("change-action"):
        yield "change-actions/index", desk.kind_plural("change-action"), overview, {}


def late(desk: Desk, one: ChangeAction) -> bool:
    """Whether an action is past its end and not done."""
    return one.status != "done" and one.end is not None and one.end < desk.facts.today


def state(desk: Desk, one: ChangeAction) -> dict[str, Any]:
    """Return the state of an action as a badge; what is overdue says so."""
    if late(desk, one) and one.end:
        n = (day(desk.facts.today) - day(one.end)).days
        return {
            "text": desk.t("1 day late") if n == 1 else desk.t("{n} days late", n=n),
            "badge": "warning",
            "key": "late",
        }
    return {**desk.choice(one, "status"), "badge": _STATES[one.status]}


def when(desk: Desk, one: ChangeAction) -> str:
    """Return from when to when an action goes."""
    if one.start and one.end and one.start != one.end:
        return f"{desk.date(one.start)} – {desk.date(one.end)}"
    return desk.date(one.start or one.end) or desk.t("no date")


def by_start(actions: Sequence[ChangeAction]) -> list[ChangeAction]:
    """Return actions by their start, those without one last."""
    return sorted(actions, key=lambda one: (one.start or one.end or "~", one.id))


def overview(w: Writer) -> None:
    """Write the plan: type by type, in the order of the dates, then all as a table."""
    desk, t = w.desk, w.desk.t
    actions = desk.base.all(ChangeAction)
    w.title(desk.kind_plural("change-action"))
    w.add(
        desk.c.lede(
            t(
                "What is done so that people want to work differently, know how and can. Where it stops, the best system is left unused."
            )
        )
    )
    counted = [
        (key, sum(state(desk, one)["key"] == key for one in actions))
        for key in ("done", "in-progress", "planned", "late")
    ]
    labels = {
        "done": t("actions done"),
        "in-progress": t("actions under way"),
        "planned": t("actions planned"),
        "late": t("actions late"),
    }
    w.add(desk.c.numbers([
        {"number": desk.number(n), "label": labels[key], "href": f"?state={key}#all", "kind": "warning" if key == "late" and n else None} for key, n in counted
    ]))  # fmt: skip
    for type_ in field(desk, "change-action", "type")["enum"]:
        mine = by_start([one for one in actions if one.type == type_])
        w.heading(str(word(desk, type_, "change-action", "type")["text"]), type_)
        if mine:
            w.add(desk.c.steps([_step(w, one) for one in mine], numbered=False))
        else:
            w.add(desk.c.notice("none", t("Nothing of this kind is planned."), ""))
    w.heading(t("All actions"), "all")
    _table(w, actions)


def _step(w: Writer, one: ChangeAction, initiative: str = "") -> dict[str, Any]:
    """Return an action for the `steps` component; on the page of its initiative that is not said again."""
    desk = w.desk
    audience = ", ".join(desk.name(each) for key in one.audience if (each := desk.base.find(key)) is not None)
    owner = w.role(one.owner) or {"text": desk.t("nobody owns it"), "badge": "warning"}
    meta = [
        state(desk, one),
        when(desk, one),
        owner,
        *([w.ref("initiative", one.initiative)] if one.initiative and one.initiative != initiative else []),
    ]
    text = desk.t("For: {names}", names=audience) if audience else desk.pick(one.description)
    return {"title": desk.name(one), "href": w.href(one), "text": text, "state": _STATES[one.status], "meta": meta}


def _table(w: Writer, actions: Sequence[ChangeAction]) -> None:
    desk = w.desk
    heads = columns(desk, "change-action", "name", "type", "initiative")
    heads += [
        {"key": "state", "label": desk.t("State")},
        *columns(desk, "change-action", "start", "end", "owner", "audience"),
    ]
    heads.append({"key": "gaps", "label": desk.t("Gaps"), "number": True})
    rows: list[list[Cell]] = []
    for one in by_start(actions):
        audience: list[Cell] = [w.link(each) for key in one.audience if (each := desk.base.find(key)) is not None]
        rows.append([
            w.link(one), desk.choice(one, "type"), w.ref("initiative", one.initiative), state(desk, one), desk.date_cell(one.start),
            desk.date_cell(one.end), w.role(one.owner), audience or None, gaps(w, one),
        ])  # fmt: skip
    w.add(
        desk.c.table(
            "actions-table",
            desk.kind_plural("change-action"),
            heads,
            rows,
            filters=["type", "initiative", "state", "owner"],
        )
    )


def sections(w: Writer, one: Initiative) -> None:
    """Add to an initiative's page what it must make possible, how people come along, and what is written down."""
    desk, t = w.desk, w.desk.t
    requirements.section(w, one)
    actions = own(desk, ChangeAction, one)
    w.heading(t("Change plan"), "change")
    missing = [each for each in _NEEDED if each not in {action.type for action in naming(desk.base, ChangeAction, one)}]
    if missing and actions:
        names = ", ".join(str(word(desk, each, "change-action", "type")["text"]) for each in missing)
        w.add(desk.c.notice("warning", t("The plan has nothing of: {names}.", names=names), ""))
    if actions:
        w.add(desk.c.steps([_step(w, each, one.id) for each in by_start(actions)], numbered=False))
    if not theirs(w, ChangeAction, one) and not actions:
        w.add(
            desk.c.notice(
                "none", t("No change action planned."), t("Nobody has written down how people will come along.")
            )
        )
    w.heading(desk.kind_plural("document"), "documents")
    documents = own(desk, Document, one)
    if documents:
        document_table(w, documents, whole=False)
    if not theirs(w, Document, one) and not documents:
        w.add(desk.c.notice("none", t("No document written down."), ""))


def action_page(w: Writer, one: ChangeAction) -> None:
    """Write the middle of a change action's page."""
    overdue = ({"label": w.desk.t("State"), "value": state(w.desk, one)},) if late(w.desk, one) else ()
    default.facts(w, one, skip=("status", "audience"), more=overdue)
    default.story(w, one, skip=("audience",))
    if one.audience:
        w.heading(w.desk.label("change-action", "audience"), "audience")
        found = [each for key in one.audience if (each := w.desk.base.find(key)) is not None]
        w.add(
            w.desk.c.cards(
                [
                    {"text": w.desk.name(each), "href": w.href(each), "kind": w.desk.kind_title(each.kind)}
                    for each in found
                ]
            )
        )


VIEWS = {"change-action": action_page}
