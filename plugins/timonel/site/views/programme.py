"""The programme in one look: programmes with their projects, their phase, who backs and who leads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from timonel.kinds import Initiative
from timonel.site.desk import Desk
from timonel.site.views import charts, gates, inventory
from timonel.site.views.family import below, parts_of, tops
from timonel.site.views.figures import count
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the page of all initiatives."""
    if desk.base.of("initiative"):
        yield "initiatives/index", desk.kind_plural("initiative"), overview, {}


def overview(w: Writer) -> None:
    """Write the page: a programme after the other with its projects, then all as a table."""
    desk, t = w.desk, w.desk.t
    w.title(desk.kind_plural("initiative"))
    w.add(
        desk.c.lede(
            t(
                "Looking after customers does not end: a programme gives the course, and small projects that begin and end carry it out."
            )
        )
    )
    everything = desk.base.all(Initiative)
    for one in tops(desk):
        w.heading(desk.name(one), one.id)
        _head(w, one)
        w.add(cards(w, below(desk, one)))
    alone = [one for one in everything if one.type != "programme" and desk.base.get(Initiative, one.part_of) is None]
    if alone:
        w.heading(t("Projects outside any programme"), "alone")
        w.add(cards(w, alone))
    w.heading(t("All initiatives"), "all")
    more = {
        t("Phase"): lambda one: gates.here(w, one),
        t("Projects"): lambda one: count(len(parts_of(desk, one))) if one.type == "programme" else None,
    }
    inventory.table(w, "initiative", ["type", "status", "part_of", "sponsor", "lead"], more)
    w.add(desk.c.actions([
        {"text": t("Budgets compared"), "href": w.href("initiatives/budget")}, {"text": t("The four Ps by initiative"), "href": w.href("initiatives/four-ps")},
        {"text": t("How far each initiative is"), "href": w.href("phases/index")},
    ]))  # fmt: skip


def _head(w: Writer, programme: Initiative) -> None:
    """Add what a programme is: its description, state, phase and who leads it, and the way to its page."""
    desk, card = w.desk, _card(w, programme)
    w.add(
        desk.c.lede(
            w.inline(programme.description) if programme.description else "",
            [*card["badges"], {"text": desk.t("Open the programme"), "href": card["href"]}],
        )
    )
    charts.note(w, " · ".join(one["text"] for one in card["meta"]))


def cards(w: Writer, initiatives: Sequence[Initiative]) -> Any:  # noqa: ANN401 - Markup
    """Return initiatives as cards: state, phase, who backs them, gaps."""
    return w.desk.c.cards([_card(w, one) for one in initiatives]) if initiatives else None


def _card(w: Writer, one: Initiative) -> dict[str, Any]:
    desk, n = w.desk, len(w.desk.gaps(one.key))
    status, kind = desk.status(one), desk.choice(one, "type")
    badges = [status]
    if n:
        badges.append(
            {
                "text": desk.t("1 gap") if n == 1 else desk.t("{n} gaps", n=n),
                "badge": "warning",
                "href": w.href(one, "gaps"),
            }
        )
    phase = gates.here(w, one)
    meta: list[Any] = [{"text": desk.t("Phase: {name}", name=phase["text"])}] if phase else []
    for name in ("sponsor", "lead"):
        who = w.role(one.fields.get(name))
        meta.append({"text": f"{desk.label('initiative', name)}: {who['text'] if who else desk.t('nobody')}"})
    return {
        "text": desk.name(one),
        "href": w.href(one),
        "kind": kind["text"],
        "note": desk.pick(one.description),
        "badges": badges,
        "meta": meta,
    }
