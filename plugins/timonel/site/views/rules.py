"""Rules: the catalogue, and a page per rule with why, how to fix, examples, lessons and what it finds today."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from timonel.governance import Result
from timonel.rules import Rule, asked, examples_of
from timonel.rules.examples import shown
from timonel.site import escape
from timonel.site.desk import Cell, Desk
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer

PILLAR_TITLES = {
    "processes": "Business processes", "people": "Culture and people", "data": "Data", "technology": "Technology",
}  # fmt: skip


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the catalogue and a page per rule."""
    yield "rules/index", desk.t("Rules"), catalogue, {"search": {"exclude": True}}
    for code, rule in desk.result.rules.items():
        yield f"rules/{code}", _title(desk, rule), partial(write, rule=rule), {}


def _title(desk: Desk, rule: Rule) -> str:
    """Return a rule's code and what it finds, as a title has it: without a full stop."""
    return f"{rule.code} · {desk.pick(rule.summary).rstrip('.')}"


def catalogue(w: Writer) -> None:
    """Write the table of all rules."""
    desk, result = w.desk, w.desk.result
    w.title(desk.t("Rules"))
    w.add(
        desk.c.lede(
            desk.t(
                "Every rule comes from a lesson that somebody learned the hard way. A rule without anything to look at cannot be measured: that is not the same as no gaps."
            )
        )
    )
    columns = [
        {"key": "code", "label": desk.t("Code")}, {"key": "summary", "label": desk.t("What it finds"), "wide": True},
        {"key": "severity", "label": desk.t("Severity")}, {"key": "pillar", "label": desk.t("Pillar")},
        {"key": "population", "label": desk.t("Looked at"), "number": True}, {"key": "gaps", "label": desk.t("Gaps"), "number": True},
    ]  # fmt: skip
    rows = [_row(w, result, rule) for rule in result.rules.values()]
    w.add(desk.c.table("list-rules", desk.t("Rules"), columns, rows, filters=["severity", "pillar"]))


def _row(w: Writer, result: Result, rule: Rule) -> list[Cell]:
    desk = w.desk
    gaps = sum(one.code == rule.code and one.status == "open" for one in result.findings)
    severity = severity_of(result, rule)
    return [
        {"text": rule.code, "href": w.href(f"rules/{rule.code}")},
        desk.pick(rule.summary),
        {"text": desk.gap_word(severity), "badge": severity, "key": severity},
        {"text": desk.t(PILLAR_TITLES[rule.pillar]), "key": rule.pillar}
        if rule.pillar
        else {"text": desk.t("The base in order"), "key": "base"},
        population(desk, rule),
        {"text": str(gaps), "sort": gaps, "href": w.href(f"rules/{rule.code}", "gaps") if gaps else None},
    ]


def population(desk: Desk, rule: Rule) -> Cell:
    """Return how many things a rule looked at; "cannot be measured" where there was nothing.

    What makes sure that the base can be read at all looks at every file, and counts none.
    """
    outcome = desk.result.outcomes.get(rule.code)
    if outcome is None and rule.code in desk.result.ran:
        return {"text": desk.t("the whole base"), "sort": -1}
    number = outcome.population if outcome else None
    return (
        {"text": desk.number(number), "sort": number} if number else {"text": desk.t("cannot be measured"), "sort": -1}
    )


def severity_of(result: Result, rule: Rule) -> str:
    """Return a rule's severity in this base."""
    return result.settings.severity.get(rule.code, rule.severity)


def write(w: Writer, rule: Rule) -> None:
    """Write one rule's page."""
    desk, result = w.desk, w.desk.result
    severity = severity_of(result, rule)
    w.add(desk.c.crumbs([{"text": desk.t("Rules"), "href": w.href("rules/index")}, {"text": rule.code}]))
    w.title(_title(desk, rule))
    w.add(desk.c.lede("", [{"text": desk.gap_word(severity), "badge": severity}]))
    _facts(w, rule)
    w.heading(desk.t("Why it matters"), "why")
    w.prose(rule.why)
    w.heading(desk.t("How to fix it"), "fix")
    w.prose(rule.fix)
    _examples(w, rule)
    findings = [one for one in result.findings if one.code == rule.code]
    w.heading(desk.t("What it finds today"), "gaps")
    w.add(
        desk.c.gap_list(
            w.gap_rows(findings), none_text=desk.t("No open gap: the rules that look at this find nothing to mend.")
        )
    )


def _facts(w: Writer, rule: Rule) -> None:
    desk, result = w.desk, w.desk.result
    lessons = {
        lesson.id: lesson for lesson in desk.base.of("lesson") if rule.code in lesson.fields.get("enforced_by", ())
    }
    lessons |= {id_: lesson for id_ in rule.lessons if (lesson := desk.base.find(f"lesson:{id_}")) is not None}
    rows = [
        {"label": desk.t("Name"), "value": {"text": rule.name}},
        {
            "label": desk.t("Pillar"),
            "value": desk.t(PILLAR_TITLES[rule.pillar]) if rule.pillar else desk.t("The base in order"),
        },
        {"label": desk.t("Looked at"), "value": population(desk, rule)},
        {"label": desk.t("Lessons behind it"), "value": [w.link(lesson) for lesson in desk.sorted(lessons.values())]},
    ]
    rows += [
        {
            "label": desk.pick(rule.option_titles[name]),
            "value": {
                "text": _option(result.settings.options.get(rule.code, {}).get(name, value)),
                "note": f"{name}: {desk.t(rule.takes(name))}",
            },
        }
        for name, value in rule.options.items()
    ]
    rows.append({"label": desk.t("On the command line"), "value": f"timonel rule {rule.code}"})
    w.add(desk.c.facts(rows))


def _option(value: object) -> str:
    """Return an option's value; what it lists, one after the other."""
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _examples(w: Writer, rule: Rule) -> None:
    for key, (title, expression) in asked(rule).items():
        w.heading(w.desk.t(title), key)
        _code(w, expression)
    examples = examples_of(rule)
    for heading, anchor, key in (("It finds this", "bad", "bad"), ("It does not find this", "good", "good")):
        if examples[key]:
            w.heading(w.desk.t(heading), anchor)
        for example in examples[key]:
            _code(w, shown(example))


def _code(w: Writer, text: str) -> None:
    code = Markup('<pre class="kb-code" tabindex="0"><code>{}</code></pre>').format(escape.html(text))
    w.add(Markup("<div>{}</div>").format(code))
