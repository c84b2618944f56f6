"""Rules: the catalogue, and a page per rule with why, how to fix, examples, lessons and what it finds today."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from markupsafe import Markup

from timonel.governance import Finding, Result
from timonel.rules import EFFORTS, Rule
from timonel.site import prose
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, Item, Value, count
from timonel.site.views.governance import examples
from timonel.site.views.shared import standing
from timonel.site.views.shared.blocks import onward, sentence
from timonel.site.writer import COMMAND, Writer
from timonel.text import Text, listed, many
from timonel.words.labels import in_sentence

_LISTED = 8  # values of an option that are told
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
    told = list(_state(w, rule, findings))
    if all(one.status != "open" for one in findings):  # else each finding says it
        told.insert(0, standing.named(w, ctx.t("Severity"), Cell(ctx.gap_word(severity).lower())))
    w.add(ctx.c.standing(told))
    why = ctx.pick(rule.why)
    first = sentence(why)
    w.add(Markup('<div class="kb-lede"><p>{}</p></div>').format(w.advised(rule.selects, first)))
    # What there is to do today comes first.
    is_told = bool(findings) and _found(w, rule, findings)
    _in_short(w, rule, why.strip().removeprefix(first), fixed=is_told)
    _facts(w, rule)
    examples.write(w, rule)
    _team(w, rule)
    codes = [*ctx.result.rules]
    here = codes.index(rule.code)
    ways = [
        Cell(_title(ctx, ctx.result.rules[code]), w.href(f"rules/{code}"))
        for code in codes[max(here - 1, 0) : here + 2]
    ]
    onward(w, ways, min(here, 1))


def _state(w: Writer, rule: Rule, findings: Sequence[Finding]) -> Iterator[Item]:
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


def _in_short(w: Writer, rule: Rule, why: str, *, fixed: bool) -> None:
    """Add how to fix it, unless all findings have told it, the rest of why it matters, and what it checks."""
    ctx = w.ctx
    rows = [] if fixed else [(ctx.t("How to fix it"), "fix", w.advised(rule.selects, rule.general_fix(ctx.lang)))]
    rows += [
        (ctx.t(label), anchor, w.advised(rule.selects, text))
        for label, anchor, text in (("Why it matters", "why", why), ("What it checks", "scope", ctx.pick(rule.scope)))
        if text
    ]
    w.add(ctx.c.short(rows))


def _found(w: Writer, rule: Rule, findings: Sequence[Finding]) -> bool:
    """Add what the rule finds today, and return whether it tells how to fix each.

    What holds of every one of several is told once, below them.
    """
    ctx = w.ctx
    general = re.compile(".+?".join(map(re.escape, rule.general_fix(ctx.lang).split("…"))), re.DOTALL)
    w.heading(ctx.t("What it finds today"), "gaps")
    rows = [row._replace(code="") for row in w.gaps(findings)]
    if len(rows) > 1:
        same = [general.fullmatch(ctx.advice(one)) for one in findings]
        rows = [row._replace(fix=None) if is_same else row for row, is_same in zip(rows, same, strict=True)]
    w.add(ctx.c.gap_list(rows))
    return all(row.fix for row in rows)


def _facts(w: Writer, rule: Rule) -> None:
    ctx = w.ctx
    lessons = [lesson for id_ in rule.lessons if (lesson := ctx.base.find(f"lesson:{id_}")) is not None]
    rows = [
        Fact(ctx.t("Pillar"), _pillar(ctx, rule)),
        Fact(ctx.t("Effort"), ctx.t(EFFORTS[rule.effort]) if rule.effort else None),
        Fact(ctx.t("Looked at"), _looked_at(ctx, rule)),
        *([Fact(ctx.t("Lessons behind it"), [w.link(one) for one in ctx.sorted(lessons)])] if lessons else []),
    ]
    rows += [
        Fact(ctx.pick(rule.option_titles[name]), _option(ctx, rule, name, value))
        for name, value in rule.options.items()
    ]
    w.add(ctx.c.facts(rows))


def _option(ctx: Context, rule: Rule, name: str, value: object) -> Value:
    """Return an option's value in this base, in the words that pages have for it."""
    value = ctx.result.settings.options.get(rule.code, {}).get(name, value)
    if not isinstance(value, list | tuple):
        return ctx.number(value) if isinstance(value, int | float) else str(value)
    allowed = rule.option_forms[name].get("items", {}).get("enum") or ()
    fields = [one for kind in ctx.schema.kinds.values() for one in kind.fields.values()]
    labels: Mapping[str, Text] = next(
        (one["x-labels"] for one in fields if allowed and {*allowed} <= {*one.get("x-labels", {})}), {}
    )
    told = [ctx.pick(labels[one]) if one in labels else str(one) for one in value]
    more = len(told) - _LISTED if len(told) > _LISTED + 1 else 0
    rest = [ctx.t("{n} more", n=more)] if more else []
    return listed([*told[: len(told) - more], *rest], ctx.lang) or ctx.t("none")


def _team(w: Writer, rule: Rule) -> None:
    """Add what only those who keep the base need: names in files, in the settings and on the command line."""
    ctx = w.ctx
    commands = [f"timonel rule {rule.code}", *COMMAND.findall(rule.general_fix(ctx.lang))]
    rows = [
        (ctx.t("Name"), "name", prose.code(rule.name)),
        (ctx.t("On the command line"), "commands", examples.block("\n".join(commands))),
    ]
    if rule.options:
        takes = [Markup("{}: {}").format(prose.code(name), ctx.t(rule.takes(name))) for name in rule.options]
        rows.append((ctx.t("In the settings"), "options", ctx.c.value(takes)))
    w.add(ctx.c.behind(ctx.c.short(rows), ctx.t("For whoever keeps the base")))
