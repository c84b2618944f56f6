"""An initiative's page: what it is for, how far it is, what was tried, why it is worth it, what it costs and changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timonel.kinds import ChangeAction, Document, Indicator, Initiative, Objective, Pilot, Requirement, Risk
from timonel.rules.facts import is_active
from timonel.rules.initiatives_facts import naming
from timonel.site.desk import Cell
from timonel.site.views import budget, case, charts, default, gates, pilots, plan
from timonel.site.views.exposure import due_badges, exposure, trend
from timonel.site.views.family import own, parts_of, theirs
from timonel.site.views.figures import beside, columns, word
from timonel.site.views.indicators import last_value
from timonel.site.views.objectives import progress
from timonel.site.views.programme import cards
from timonel.site.writer import Writer
from timonel.text import Text

_ASIDE = (
    "part_of",
    "type",
    "approach",
    "sponsor",
    "lead",
    "accountable_area",
    "countries",
    "start",
    "end",
    "permanent",
)


def initiative_page(w: Writer, one: Initiative) -> None:
    """Write the middle of an initiative's page."""
    desk = w.desk
    phase = gates.here(w, one)
    skip = tuple(name for name in desk.schema.kinds["initiative"].fields if name not in _ASIDE)
    default.facts(w, one, skip=skip, more=({"label": desk.t("Phase"), "value": phase},))
    _numbers(w, one)
    for name in ("vision", "purpose"):
        if one.fields.get(name):
            w.heading(desk.label("initiative", name), name)
            (w.prose if name == "purpose" else w.text)(one.fields[name])
    parts = parts_of(desk, one)
    if parts:
        w.heading(desk.t("Its projects"), "parts")
        w.add(cards(w, parts))
    gates.timeline(w, one)
    pilots.section(w, one)
    case.section(w, one)
    budget.section(w, one)
    _objectives(w, one)
    if one.business_case is None:  # else it says where, and where not
        _scope(w, one)
    _border(w, one)
    plan.sections(w, one)
    _risks(w, one)
    _changes(w, one)


def _numbers(w: Writer, one: Initiative) -> None:
    """Add the page in figures, each the way to its section; what is not there is not counted."""
    desk, base, found = w.desk, w.desk.base, list[dict[str, Any]]()
    if one.phases:
        passed = sum(phase.status == "passed" for phase in one.phases)
        found.append(
            {"number": f"{passed} / {len(one.phases)}", "label": desk.t("gates passed"), "href": w.href(one, "phases")}
        )
    spent = budget.share(one)
    if spent is not None:
        found.append(
            {
                "number": desk.percent(round(spent)),
                "label": desk.t("of its budget spent"),
                "href": w.href(one, "budget"),
            }
        )
    sections = ((Pilot, "pilot", "pilots"), (Objective, "objective", "objectives"), (Requirement, "requirement", "requirements"),
                (ChangeAction, "change-action", "change"), (Document, "document", "documents"), (Risk, "risk", "risks"))  # fmt: skip
    for view, kind, anchor in sections:
        n = len([*naming(base, view, one)] if view is Pilot else own(desk, view, one))
        if n:
            label = desk.kind_plural(kind) if n > 1 else desk.kind_title(kind)
            found.append({"number": desk.number(n), "label": label, "href": w.href(one, anchor)})
    if found:
        w.add(desk.c.numbers(found))


def _opened(
    w: Writer, one: Initiative, view: type[Objective | Risk], anchor: str, none: tuple[str, str] | None
) -> None:
    """Begin a section of what an initiative has, with what its projects have of it; ``none`` says what it means to have none."""
    w.heading(w.desk.kind_plural(anchor.removesuffix("s")), anchor)
    more = theirs(w, view, one)
    if none and not more:
        w.add(w.desk.c.notice("none", *none))


def _objectives(w: Writer, one: Initiative) -> None:
    desk = w.desk
    found = sorted(own(desk, Objective, one), key=lambda each: (not is_active(each), each.due or "~", each.id))
    none = desk.t("No objective written down."), desk.t("Nobody will be able to say whether it was worth it.")
    _opened(w, one, Objective, "objectives", none if not found else None)
    if not found:
        return
    heads = columns(desk, "objective", "name", "baseline", "target", "due", "status")
    heads[2:2] = [{"key": "now", "label": desk.t("Now"), "number": True}]
    heads[1]["number"] = heads[3]["number"] = True
    heads.append({"key": "way", "label": desk.t("Way done"), "number": True})
    rows = [_objective(w, each) for each in found]
    w.add(desk.c.table("objectives-table", desk.kind_plural("objective"), heads, rows, plain=True))


def _objective(w: Writer, each: Objective) -> list[Cell]:
    desk = w.desk
    indicator = desk.base.get(Indicator, each.indicator)
    unit = (indicator.unit or "") if indicator else ""
    done = progress(desk, each) if each.status != "dropped" else None
    return [
        w.link(each), charts.value_cell(w, each.baseline, unit), last_value(w, indicator) if indicator else desk.t("cannot be measured"),
        charts.value_cell(w, each.target, unit), desk.date_cell(each.due), desk.choice(each, "status"),
        {"text": desk.percent(round(done)), "sort": done} if done is not None else None,
    ]  # fmt: skip


def _scope(w: Writer, one: Initiative) -> None:
    """Add where it will be used and where not, side by side."""
    desk, scope = w.desk, one.scope
    w.heading(desk.label("initiative", "scope"), "scope")
    inside, outside = (scope.in_, scope.out) if scope else ([], [])
    w.add(beside(_side(w, "in", inside), _side(w, "out", outside)))


def _side(w: Writer, key: str, texts: Sequence[Text]) -> Any:  # noqa: ANN401 - Markup
    """Return what is in scope, or what is out, as a small table."""
    desk, title = w.desk, w.desk.label("initiative", "scope", key)
    rows: list[list[Cell]] = [[w.words(text)] for text in texts] or [
        [{"text": desk.t("not written down"), "badge": "warning"}]
    ]
    return desk.c.table(f"scope-{key}", title, [{"key": "scope", "label": title, "wide": True}], rows, plain=True)


def _border(w: Writer, one: Initiative) -> None:
    desk, border = w.desk, one.cross_border
    if border:
        w.heading(desk.label("initiative", "cross_border"), "cross-border")
        heads = [
            {"key": "what", "label": desk.t("Question")},
            {"key": "answer", "label": desk.t("Answer"), "wide": True},
        ]
        answers: list[tuple[str, Cell]] = [
            ("need", w.words(border.need) if border.need else None), ("topology", word(desk, border.topology, "initiative", "cross_border", "topology")),
            ("shared_data", w.refs("data-asset", border.shared_data) or None), ("safeguards", w.words(border.safeguards) if border.safeguards else None),
        ]  # fmt: skip
        table = [[desk.label("initiative", "cross_border", key), answer] for key, answer in answers]
        w.add(desk.c.table("cross-border-table", desk.label("initiative", "cross_border"), heads, table, plain=True))


def _risks(w: Writer, one: Initiative) -> None:
    desk = w.desk
    found = sorted(own(desk, Risk, one), key=lambda each: (not is_active(each), -(exposure(desk, each) or 0), each.id))
    none = desk.t("No risk written down."), desk.t("That nobody wrote one down does not mean that there is none.")
    _opened(w, one, Risk, "risks", none if not found else None)
    if not found:
        return
    heads = columns(desk, "risk", "name", "category", "owner")
    heads[1:1] = [
        {"key": "exposure", "label": desk.t("Exposure"), "number": True},
        {"key": "trend", "label": desk.t("Trend")},
    ]
    heads.append({"key": "due", "label": desk.t("Actions due")})
    rows: list[list[Cell]] = []
    for each in found:
        now = exposure(desk, each)
        late = [badge for action in each.actions for badge in due_badges(desk, action)]
        rows.append([
            {**w.link(each), "note": None if is_active(each) else desk.choice(each, "status")["text"]},
            {"text": str(now), "sort": now} if now is not None else desk.t("not measured"), trend(desk, each), desk.choice(each, "category"),
            w.role(each.owner), late or None,
        ])  # fmt: skip
    w.add(desk.c.table("risks-table", desk.kind_plural("risk"), heads, rows, plain=True))


def _changes(w: Writer, one: Initiative) -> None:
    """Add who works on it, what it changes, and what else moves the same things."""
    desk, groups = w.desk, list[dict[str, Any]]()
    for name, kind in (("goals", "goal"), ("areas", "area"), ("processes", "process"), ("systems", "system")):
        if one.fields.get(name):
            groups.append({"label": desk.label("initiative", name), "links": w.refs(kind, one.fields[name])})
    if one.team:
        groups.append({"label": desk.label("initiative", "team"), "links": [w.role(id_) for id_ in one.team]})
    if groups:
        w.heading(desk.t("Who takes part and what changes"), "changes")
        w.add(desk.c.refers(groups))
    if one.related:
        w.heading(desk.label("initiative", "related"), "related")
        heads = [
            {"key": "relation", "label": desk.label("initiative", "related", "relation")},
            {"key": "other", "label": desk.kind_title("initiative"), "wide": True},
        ]
        rows = [
            [word(desk, each.relation, "initiative", "related", "relation"), w.ref("initiative", each.initiative)]
            for each in one.related
        ]
        w.add(desk.c.table("related-table", desk.label("initiative", "related"), heads, rows, plain=True))


VIEWS = {"initiative": initiative_page}
