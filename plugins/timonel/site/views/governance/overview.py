"""Governance: the score by pillar, the gaps by who must act, and the waivers with the days they have left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from timonel.governance import PILLARS, Finding
from timonel.kinds import Role, Waiver
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Number, Pillar, count
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.governance.score_history import past
from timonel.site.writer import Writer
from timonel.text import many, sort_key

_SOON = 14  # days in which a waiver's end is near, as DAT011 has it


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the overview, the gaps by who must act, and the waivers."""
    yield Draft("governance/index", desk.t("Governance"), overview, ("governance", 1))
    yield Draft(
        "governance/gaps", desk.t("Gaps by who must act"), gaps, ("governance", 2), searched=False, contents=True
    )
    yield Draft("governance/waivers", desk.t("Waivers"), waivers, ("governance", 4))


def overview(w: Writer) -> None:
    """Write the page that says how governance stands."""
    desk, result = w.desk, w.desk.result
    w.title(desk.t("Governance"))
    w.lede(
        desk.t(
            "How the programme stands on {date}, pillar by pillar, and who must act on what is open.",
            date=desk.date(result.today, "long"),
        )
    )
    numbers = [
        Number(desk.number(n), desk.t(label), w.href("governance/gaps"), severity if n else "ok")
        for severity, label in (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
        for n in (result.count(severity),)
    ]
    waived = desk.number(result.count(status="waived"))
    w.add(desk.c.numbers([*numbers, Number(waived, desk.t("with a waiver"), w.href("governance/waivers"))]))
    w.heading(desk.t("Score by pillar"), "score")
    w.add(desk.c.score_cards(score_cards(w)))
    w.notice(
        "info",
        desk.t("How the score is made"),
        desk.t(
            "The score of a pillar is the mean of its measured rules' pass rates, weighted by severity (error 5, warning 2, note 1). Gaps with a waiver count as failed. There is no score over all pillars: one number would hide the weakest."
        ),
    )
    past(w)
    w.heading(desk.t("Who must act"), "who")
    _who(w)
    w.heading(desk.t("Gaps by rule"), "rules")
    _by_rule(w)


def score_cards(w: Writer) -> list[Pillar]:
    """Return the four pillars for the `score_cards` component, each with its worst gaps."""
    desk, result, cards = w.desk, w.desk.result, []
    for pillar in PILLARS:
        score = result.score[pillar]
        mine = [one for one in result.findings if one.rule.pillar == pillar and one.status == "open"]
        counted = [
            (severity, sum(one.severity == severity for one in mine)) for severity in ("error", "warning", "info")
        ]
        badges = [
            Cell(f"{number} {desk.t(_many(severity, number))}", badge=severity)
            for severity, number in counted
            if number
        ]
        cards.append(
            Pillar(
                desk.t(PILLAR_TITLES[pillar]),
                f"{w.href('rules/index')}?pillar={pillar}",
                score.value,
                desk.percent(score.value) or desk.t("cannot be measured"),
                desk.t("{n} of {m} rules measured", n=score.measured, m=score.rules),
                gaps=badges or [Cell(desk.t("No gaps"), badge="ok")],
            )
        )
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
    desk, rows = w.desk, by_role(w.desk)

    def who(id_: str) -> Cell:
        role = w.role(id_)
        return (
            role._replace(href=w.href("governance/gaps", id_))
            if role
            else Cell(desk.t("nobody"), w.href("governance/gaps", "nobody"))
        )

    def number(severity: str) -> Callable[[str], Cell]:
        return lambda id_: count(sum(finding.severity == severity for finding in rows[id_]))

    columns = [Column("who", desk.t("Who must act"), who, wide=True)] + [
        Column(severity, desk.t(label), number(severity), number=True)
        for severity, label in (("error", "Errors"), ("warning", "Warnings"), ("info", "Notes"))
    ]
    w.table("who-table", desk.t("Who must act"), [*rows], columns, plain=True)


def _by_rule(w: Writer) -> None:
    desk, rules, found = w.desk, w.desk.result.rules, dict[str, dict[str, None]]()
    for finding in desk.result.findings:
        if finding.status == "open":
            found.setdefault(finding.code, {})[finding.spot.subject] = None

    def where(code: str) -> list[Cell]:
        return [w.link(x) if (x := desk.subject(key)) else Cell(key.partition(":")[2]) for key in found[code]]

    columns = [
        Column[str]("rule", desk.t("Rule"), lambda code: Cell(code, w.href(f"rules/{code}"))),
        Column[str]("what", desk.t("What it finds"), lambda code: desk.pick(rules[code].summary), wide=True),
        Column("where", desk.t("Where"), where, wide=True),
    ]
    w.table("by-rule", desk.t("Gaps by rule"), [*found], columns, plain=True)


def gaps(w: Writer) -> None:
    """Write all open gaps, role by role."""
    desk = w.desk
    w.title(desk.t("Gaps by who must act"))
    w.lede(desk.t("Find your role: these are the gaps that wait for you, the worst first."))
    for id_, findings in by_role(desk).items():
        role = desk.base.get(Role, id_)
        w.heading(desk.name(role) if role else desk.t("Nobody can be named"), id_ or "nobody")
        w.add(desk.c.gap_list(w.gaps(findings)))


def waivers(w: Writer) -> None:
    """Write the waivers: reason, approver, days left."""
    desk = w.desk
    w.title(desk.t("Waivers"))
    w.lede(
        desk.t(
            "A waiver hides no gap: it says why the gap stays for now, who agreed, and until when. On the day after, the gap is back."
        )
    )
    columns: list[Column[Waiver]] = [
        Column("rule", desk.t("Rule"), lambda waiver: w.rule(waiver.rule)._replace(title=None)),
        Column("entity", desk.t("What it excuses"), lambda x: w.link(desk.base.find(x.entity)) or x.entity, wide=True),
        fields.column(w, "waiver.reason", wide=True),
        fields.head(desk, "waiver.approved_by", lambda waiver: w.role(waiver.approved_by), key="by"),
        fields.column(w, "waiver.expires"),
        Column("left", desk.t("Days left"), lambda waiver: _left(desk, waiver), number=True),
    ]
    rows = sorted(desk.base.all(Waiver), key=lambda waiver: waiver.expires)
    w.table("waivers", desk.t("Waivers"), rows, columns, plain=True)


def _left(desk: Desk, waiver: Waiver) -> Cell:
    left = -desk.facts.days_since(waiver.expires)
    if left < 0:
        return Cell(desk.t("expired"), badge="error", sort=left)
    if left > _SOON:
        return Cell(str(left), sort=left)
    return Cell(desk.t(many("1 day left", "{n} days left", left)), badge="warning", sort=left)
