"""Rules: the catalogue, and a page per rule with why, how to fix, examples, lessons and what it finds today."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from timonel.governance import Finding, Result
from timonel.rules import EFFORTS, Rule
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, count
from timonel.site.views.governance import examples
from timonel.site.views.shared import standing
from timonel.site.views.shared.blocks import onward, sentence
from timonel.site.writer import COMMAND, Writer
from timonel.text import many
from timonel.words.labels import in_sentence

PILLAR_TITLES = {
    "processes": "Business processes", "people": "Culture and people", "data": "Data", "technology": "Technology",
}  # fmt: skip


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the catalogue and a page per rule."""
    yield Draft("rules/index", ctx.t("Rules"), catalogue, ("governance", 3), searched=False)
    for code, rule in ctx.result.rules.items():
        yield Draft(f"rules/{code}", _title(ctx, rule), partial(write, rule=rule))


def _title(ctx: Context, rule: Rule) -> str:
    """Return a rule's code and what it finds, as a title has it: without a full stop."""
    return f"{rule.code} · {ctx.pick(rule.summary).rstrip('.')}"


def catalogue(w: Writer) -> None:
    """Write the table of all rules."""
    ctx, result = w.ctx, w.ctx.result
    w.title(ctx.t("Rules"))
    w.lede(
        ctx.t(
            "Nearly every rule comes from a lesson that somebody learned the hard way. A rule without anything to look at cannot be measured: that is not the same as no gaps."
        )
    )
    gaps = Counter(finding.code for finding in result.findings if finding.status == "open")

    def severity(rule: Rule) -> Cell:
        found = severity_of(result, rule)
        return Cell(ctx.gap_word(found), badge=found, key=found)

    columns: list[Column[Rule]] = [
        Column("code", ctx.t("Code"), lambda rule: Cell(rule.code, w.href(f"rules/{rule.code}"))),
        Column("summary", ctx.t("What it finds"), lambda rule: ctx.pick(rule.summary), wide=True),
        Column("severity", ctx.t("Severity"), severity, filter=True),
        Column(
            "pillar", ctx.t("Pillar"), lambda rule: Cell(_pillar(ctx, rule), key=rule.pillar or "base"), filter=True
        ),
        Column("population", ctx.t("Looked at"), lambda rule: population(ctx, rule), number=True),
        Column(
            "gaps",
            ctx.t("Gaps"),
            lambda rule: count(gaps[rule.code], w.href(f"rules/{rule.code}", "gaps")),
            number=True,
        ),
    ]
    w.table("list-rules", ctx.t("Rules"), [*result.rules.values()], columns)


def _pillar(ctx: Context, rule: Rule) -> str:
    return ctx.t(PILLAR_TITLES[rule.pillar] if rule.pillar else "The base in order")


def population(ctx: Context, rule: Rule) -> Cell:
    """Return how many things a rule looked at; "cannot be measured" where there was nothing.

    What makes sure that the base can be read at all looks at every file, and counts none.
    """
    outcome = ctx.result.outcomes.get(rule.code)
    if outcome is None and rule.code in ctx.result.ran:
        return Cell(ctx.t("the whole base"), sort=-1)
    number = outcome.population if outcome else None
    return Cell(ctx.number(number), sort=number) if number else Cell(ctx.t("cannot be measured"), sort=-1)


def _looked_at(ctx: Context, rule: Rule) -> Cell:
    """Return how many things a rule looked at, and what they are."""
    cell, kind = population(ctx, rule), ctx.schema.kinds.get(rule.selects)
    if cell.sort == -1 or rule.pages:  # nothing, or pages too
        return cell
    if kind is None:
        return Cell(ctx.t("1 entry") if cell.sort == 1 else ctx.t("{n} entries", n=cell.text))
    return Cell(f"{cell.text} {in_sentence(ctx.pick(kind.title if cell.sort == 1 else kind.plural))}")


def severity_of(result: Result, rule: Rule) -> str:
    """Return a rule's severity in this base."""
    return result.settings.severity.get(rule.code, rule.severity)


def write(w: Writer, rule: Rule) -> None:
    """Write one rule's page."""
    ctx = w.ctx
    severity = severity_of(ctx.result, rule)
    w.add(ctx.c.crumbs([Cell(ctx.t("Rules"), w.href("rules/index"))]))
    w.title(_title(ctx, rule))
    findings = ctx.by_rule.get(rule.code, ())
    told = standing.named(w, ctx.t("Severity"), Cell(ctx.gap_word(severity).lower()))
    w.add(ctx.c.standing([told, *_state(w, rule, findings)]))
    why = ctx.pick(rule.why)
    first = sentence(why)
    w.add(Markup('<div class="kb-lede"><p>{}</p></div>').format(w.advised(rule.selects, first)))
    if findings:  # what there is to do today comes first
        _found(w, rule, findings)
    _in_short(w, rule, why.strip().removeprefix(first))
    _facts(w, rule)
    examples.write(w, rule)
    codes = [*ctx.result.rules]
    here = codes.index(rule.code)
    ways = [
        Cell(_title(ctx, ctx.result.rules[code]), w.href(f"rules/{code}"))
        for code in codes[max(here - 1, 0) : here + 2]
    ]
    onward(w, ways, min(here, 1))


def _state(w: Writer, rule: Rule, findings: Sequence[Finding]) -> Iterator[Cell]:
    """Yield what the rule finds today, as it stands below the title: its open gaps, and those with a waiver."""
    ctx, open_ = w.ctx, [one for one in findings if one.status == "open"]
    if open_:
        text = ctx.t(many("1 gap", "{n} gaps", len(open_)))
        yield Cell(text, "#gaps", badge=open_[0].severity)
    if waived := standing.waived(w, findings, "#gaps"):
        yield waived
    if not findings:
        outcome, ran = ctx.result.outcomes.get(rule.code), rule.code in ctx.result.ran
        looked = outcome.population if outcome else ran
        yield (
            Cell(ctx.t("It finds nothing today"), badge="ok")
            if looked
            else Cell(ctx.t("cannot be measured"), badge="plain")
        )


def _in_short(w: Writer, rule: Rule, why: str) -> None:
    """Add how to fix it, the rest of why it matters, and what it checks."""
    ctx = w.ctx
    rows = [(ctx.t("How to fix it"), "fix", _fix(w, rule))]
    rows += [
        (ctx.t(label), anchor, w.advised(rule.selects, text))
        for label, anchor, text in (("Why it matters", "why", why), ("What it checks", "scope", ctx.pick(rule.scope)))
        if text
    ]
    w.add(ctx.c.short(rows))


def _fix(w: Writer, rule: Rule) -> Markup:
    """Return how to fix it in the words of forms; which command does it, too, for whoever opens a line."""
    ctx, advice = w.ctx, rule.general_fix(w.ctx.lang)
    commands = COMMAND.findall(advice)
    line = ctx.c.behind(examples.block("\n".join(commands)), ctx.t("On the command line")) if commands else Markup()
    return w.advised(rule.selects, advice) + line


def _found(w: Writer, rule: Rule, findings: Sequence[Finding]) -> None:
    """Add what the rule finds today; what the page tells of every finding is not said again of each."""
    ctx = w.ctx
    general = re.compile(".+?".join(map(re.escape, rule.general_fix(ctx.lang).split("…"))), re.DOTALL)
    w.heading(ctx.t("What it finds today"), "gaps")
    rows = [
        row._replace(code="", fix=None if general.fullmatch(ctx.advice(one)) else row.fix)
        for one, row in zip(findings, w.gaps(findings), strict=True)
    ]
    w.add(ctx.c.gap_list(rows))


def _facts(w: Writer, rule: Rule) -> None:
    ctx, result = w.ctx, w.ctx.result
    lessons = [lesson for id_ in rule.lessons if (lesson := ctx.base.find(f"lesson:{id_}")) is not None]
    rows = [
        Fact(ctx.t("Pillar"), _pillar(ctx, rule)),
        Fact(ctx.t("Effort"), ctx.t(EFFORTS[rule.effort]) if rule.effort else None),
        Fact(ctx.t("Looked at"), _looked_at(ctx, rule)),
        *([Fact(ctx.t("Lessons behind it"), [w.link(one) for one in ctx.sorted(lessons)])] if lessons else []),
    ]
    rows += [
        Fact(
            ctx.pick(rule.option_titles[name]),
            Cell(
                _option(result.settings.options.get(rule.code, {}).get(name, value)),
                note=f"{name}: {ctx.t(rule.takes(name))}",
            ),
        )
        for name, value in rule.options.items()
    ]
    rows += [Fact(ctx.t("Name"), Cell(rule.name)), Fact(ctx.t("On the command line"), f"timonel rule {rule.code}")]
    w.add(ctx.c.facts(rows))


def _option(value: object) -> str:
    """Return an option's value; what it lists, one after the other."""
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
