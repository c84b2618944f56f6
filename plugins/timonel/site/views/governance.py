"""Governance: the score by pillar, the gaps by who must act, and the waivers with the days they have left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.governance import PILLARS, Finding
from timonel.kinds import Role, Waiver
from timonel.site.desk import Desk
from timonel.site.views.inventory import OverviewPage
from timonel.site.views.past import past
from timonel.site.views.rules import PILLAR_TITLES
from timonel.site.writer import Writer
from timonel.text import many, sort_key


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the overview, the gaps by who must act, and the waivers."""
    yield "governance/index", desk.t("Governance"), overview, {}
    yield "governance/gaps", desk.t("Gaps by who must act"), gaps, {"hide": ["navigation"], "search": {"exclude": True}}
    yield "governance/waivers", desk.t("Waivers"), waivers, {}


def overview(w: Writer) -> None:
    """Write the page that says how governance stands."""
    desk, result = w.desk, w.desk.result
    w.title(desk.t("Governance"))
    w.add(
        desk.c.lede(
            desk.t(
                "How the programme stands on {date}, pillar by pillar, and who must act on what is open.",
                date=desk.date(result.today, "long"),
            )
        )
    )
    w.add(desk.c.numbers([
        {"number": desk.number(result.count(severity)), "label": desk.t(label), "href": w.href("governance/gaps"), "kind": severity if result.count(severity) else "ok"}
        for severity, label in (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
    ] + [{"number": desk.number(result.count(status="waived")), "label": desk.t("with a waiver"), "href": w.href("governance/waivers")}]))  # fmt: skip
    w.heading(desk.t("Score by pillar"), "score")
    w.add(desk.c.score_cards(score_cards(w)))
    w.add(
        desk.c.notice(
            "info",
            desk.t("How the score is made"),
            desk.t(
                "The score of a pillar is the mean of its measured rules' pass rates, weighted by severity (error 5, warning 2, note 1). Gaps with a waiver count as failed. There is no score over all pillars: one number would hide the weakest."
            ),
        )
    )
    past(w)
    w.heading(desk.t("Who must act"), "who")
    _who(w)
    w.heading(desk.t("Gaps by rule"), "rules")
    _by_rule(w)


def score_cards(w: Writer) -> list[dict[str, Any]]:
    """Return the four pillars for the `score_cards` component, each with its worst gaps."""
    desk, result, cards = w.desk, w.desk.result, []
    for pillar in PILLARS:
        score = result.score[pillar]
        mine = [one for one in result.findings if one.rule.pillar == pillar and one.status == "open"]
        counted = [
            (severity, sum(one.severity == severity for one in mine)) for severity in ("error", "warning", "info")
        ]
        badges = [
            {"text": f"{number} {desk.t(_many(severity, number))}", "badge": severity}
            for severity, number in counted
            if number
        ]
        cards.append({
            "name": desk.t(PILLAR_TITLES[pillar]),
            "href": f"{w.href('rules/index')}?pillar={pillar}",
            "score": score.value,
            "text": desk.percent(score.value) or desk.t("cannot be measured"),
            "measured": desk.t("{n} of {m} rules measured", n=score.measured, m=score.rules),
            "gaps": badges or [{"text": desk.t("No gaps"), "badge": "ok"}],
        })  # fmt: skip
    return cards


def _many(severity: str, number: int) -> str:
    words = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
    return words[severity][number != 1]


def by_role(desk: Desk) -> Mapping[str, Sequence[Finding]]:
    """Return role id → the open findings it must act on; "" for those nobody must."""
    found: dict[str, list[Finding]] = {}
    for one in desk.result.findings:
        if one.status == "open":
            for key in one.responsible or ("role:",):
                found.setdefault(key.partition(":")[2], []).append(one)
    names = {id_: desk.name(role) if (role := desk.base.get(Role, id_)) else "\U0010ffff" for id_ in found}
    return {id_: found[id_] for id_ in sorted(found, key=lambda id_: sort_key(names[id_], desk.lang))}


def _who(w: Writer) -> None:
    desk = w.desk
    columns = [{"key": "who", "label": desk.t("Who must act"), "wide": True}] + [
        {"key": severity, "label": desk.t(label), "number": True}
        for severity, label in (("error", "Errors"), ("warning", "Warnings"), ("info", "Notes"))
    ]
    rows = []
    for id_, findings in by_role(desk).items():
        counts = [sum(one.severity == severity for one in findings) for severity in ("error", "warning", "info")]
        who = (
            {**w.role(id_), "href": w.href("governance/gaps", id_)}
            if id_
            else {"text": desk.t("nobody"), "href": w.href("governance/gaps", "nobody")}
        )
        rows.append([who, *({"text": str(number), "sort": number} for number in counts)])
    w.add(desk.c.table("who-table", desk.t("Who must act"), columns, rows, plain=True))


def _by_rule(w: Writer) -> None:
    desk, result = w.desk, w.desk.result
    codes = dict.fromkeys(one.code for one in result.findings if one.status == "open")
    columns = [
        {"key": "rule", "label": desk.t("Rule")}, {"key": "what", "label": desk.t("What it finds"), "wide": True},
        {"key": "where", "label": desk.t("Where"), "wide": True},
    ]  # fmt: skip
    rows = []
    for code in codes:
        subjects = dict.fromkeys(
            one.spot.subject for one in result.findings if one.code == code and one.status == "open"
        )
        where = [
            w.link(entity) if (entity := desk.subject(key)) else {"text": key.partition(":")[2]} for key in subjects
        ]
        rows.append([{"text": code, "href": w.href(f"rules/{code}")}, desk.pick(result.rules[code].summary), where])
    w.add(desk.c.table("by-rule", desk.t("Gaps by rule"), columns, rows, plain=True))


def gaps(w: Writer) -> None:
    """Write all open gaps, role by role."""
    desk = w.desk
    w.title(desk.t("Gaps by who must act"))
    w.add(desk.c.lede(desk.t("Find your role: these are the gaps that wait for you, the worst first.")))
    for id_, findings in by_role(desk).items():
        role = desk.base.get(Role, id_)
        w.heading(desk.name(role) if role else desk.t("Nobody can be named"), id_ or "nobody")
        w.add(desk.c.gap_list(w.gap_rows(findings)))


def waivers(w: Writer) -> None:
    """Write the waivers: reason, approver, days left."""
    desk = w.desk
    w.title(desk.t("Waivers"))
    w.add(
        desk.c.lede(
            desk.t(
                "A waiver hides no gap: it says why the gap stays for now, who agreed, and until when. On the day after, the gap is back."
            )
        )
    )
    columns = [
        {"key": "rule", "label": desk.t("Rule")}, {"key": "entity", "label": desk.t("What it excuses"), "wide": True},
        {"key": "reason", "label": desk.label("waiver", "reason"), "wide": True}, {"key": "by", "label": desk.label("waiver", "approved_by")},
        {"key": "expires", "label": desk.label("waiver", "expires")}, {"key": "left", "label": desk.t("Days left"), "number": True},
    ]  # fmt: skip
    rows = []
    for one in sorted(desk.base.all(Waiver), key=lambda waiver: waiver.expires):
        left = -desk.facts.days_since(one.expires)
        entity = desk.base.find(one.entity)
        state = (
            {"text": desk.t("expired"), "badge": "error", "sort": left}
            if left < 0
            else {"text": str(left), "sort": left}
        )
        if 0 <= left <= 14:  # noqa: PLR2004 - the days of DAT011
            state = {"text": desk.t(many("1 day left", "{n} days left", left)), "badge": "warning", "sort": left}
        rule = {"text": one.rule, "href": w.href(f"rules/{one.rule}") if one.rule in desk.result.rules else None}
        rows.append(
            [
                rule,
                w.link(entity) if entity else one.entity,
                w.inline(one.reason),
                w.role(one.approved_by),
                desk.date_cell(one.expires),
                state,
            ]
        )
    w.add(desk.c.table("waivers", desk.t("Waivers"), columns, rows, plain=True))
