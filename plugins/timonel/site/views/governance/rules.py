"""Rules: the catalogue, and a page per rule with why, how to fix, examples, lessons and what it finds today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from timonel.governance import Result
from timonel.rules import Rule, asked, examples_of
from timonel.rules.examples import shown
from timonel.site import escape
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, count
from timonel.site.writer import Writer

PILLAR_TITLES = {
    "processes": "Business processes", "people": "Culture and people", "data": "Data", "technology": "Technology",
}  # fmt: skip


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the catalogue and a page per rule."""
    yield Draft("rules/index", desk.t("Rules"), catalogue, ("governance", 3), searched=False)
    for code, rule in desk.result.rules.items():
        yield Draft(f"rules/{code}", _title(desk, rule), partial(write, rule=rule))


def _title(desk: Desk, rule: Rule) -> str:
    """Return a rule's code and what it finds, as a title has it: without a full stop."""
    return f"{rule.code} · {desk.pick(rule.summary).rstrip('.')}"


def catalogue(w: Writer) -> None:
    """Write the table of all rules."""
    desk, result = w.desk, w.desk.result
    w.title(desk.t("Rules"))
    w.lede(
        desk.t(
            "Every rule comes from a lesson that somebody learned the hard way. A rule without anything to look at cannot be measured: that is not the same as no gaps."
        )
    )
    gaps = Counter(finding.code for finding in result.findings if finding.status == "open")

    def severity(rule: Rule) -> Cell:
        found = severity_of(result, rule)
        return Cell(desk.gap_word(found), badge=found, key=found)

    columns: list[Column[Rule]] = [
        Column("code", desk.t("Code"), lambda rule: Cell(rule.code, w.href(f"rules/{rule.code}"))),
        Column("summary", desk.t("What it finds"), lambda rule: desk.pick(rule.summary), wide=True),
        Column("severity", desk.t("Severity"), severity, filter=True),
        Column(
            "pillar", desk.t("Pillar"), lambda rule: Cell(_pillar(desk, rule), key=rule.pillar or "base"), filter=True
        ),
        Column("population", desk.t("Looked at"), lambda rule: population(desk, rule), number=True),
        Column(
            "gaps",
            desk.t("Gaps"),
            lambda rule: count(gaps[rule.code], w.href(f"rules/{rule.code}", "gaps")),
            number=True,
        ),
    ]
    w.table("list-rules", desk.t("Rules"), [*result.rules.values()], columns)


def _pillar(desk: Desk, rule: Rule) -> str:
    return desk.t(PILLAR_TITLES[rule.pillar] if rule.pillar else "The base in order")


def population(desk: Desk, rule: Rule) -> Cell:
    """Return how many things a rule looked at; "cannot be measured" where there was nothing.

    What makes sure that the base can be read at all looks at every file, and counts none.
    """
    outcome = desk.result.outcomes.get(rule.code)
    if outcome is None and rule.code in desk.result.ran:
        return Cell(desk.t("the whole base"), sort=-1)
    number = outcome.population if outcome else None
    return Cell(desk.number(number), sort=number) if number else Cell(desk.t("cannot be measured"), sort=-1)


def severity_of(result: Result, rule: Rule) -> str:
    """Return a rule's severity in this base."""
    return result.settings.severity.get(rule.code, rule.severity)


def write(w: Writer, rule: Rule) -> None:
    """Write one rule's page."""
    desk, result = w.desk, w.desk.result
    severity = severity_of(result, rule)
    w.add(desk.c.crumbs([Cell(desk.t("Rules"), w.href("rules/index")), Cell(rule.code)]))
    w.title(_title(desk, rule))
    w.lede("", [Cell(desk.gap_word(severity), badge=severity)])
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
            w.gaps(findings), none_text=desk.t("No open gap: the rules that look at this find nothing to mend.")
        )
    )


def _facts(w: Writer, rule: Rule) -> None:
    desk, result = w.desk, w.desk.result
    lessons = {
        lesson.id: lesson for lesson in desk.base.of("lesson") if rule.code in lesson.fields.get("enforced_by", ())
    }
    lessons |= {id_: lesson for id_ in rule.lessons if (lesson := desk.base.find(f"lesson:{id_}")) is not None}
    rows = [
        Fact(desk.t("Name"), Cell(rule.name)),
        Fact(desk.t("Pillar"), _pillar(desk, rule)),
        Fact(desk.t("Looked at"), population(desk, rule)),
        Fact(desk.t("Lessons behind it"), [w.link(lesson) for lesson in desk.sorted(lessons.values())]),
    ]
    rows += [
        Fact(
            desk.pick(rule.option_titles[name]),
            Cell(
                _option(result.settings.options.get(rule.code, {}).get(name, value)),
                note=f"{name}: {desk.t(rule.takes(name))}",
            ),
        )
        for name, value in rule.options.items()
    ]
    rows.append(Fact(desk.t("On the command line"), f"timonel rule {rule.code}"))
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
