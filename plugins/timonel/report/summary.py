"""The short form of a check, for a base with more gaps than anybody reads: what to do first, then how many of what, and whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from timonel.governance import Finding, Result
from timonel.text import BRIEF, many, one_line, pick, said, say, show

# With the line of the sums, one screen of 24 lines.
_FIRST, _RULES, _OWNERS = 5, 6, 4
_WIDTH = 120
_SEVERITY = {"error": "error", "warning": "warning", "info": "note"}
# What a programme begins with, in the order in which each needs the one before.
_STEPS = {
    "area": said("Next step: name the areas of the company, one by one: timonel new area"),
    "role": said("Next step: name the roles, and who holds them: timonel new role"),
    "process": said("Next step: write down a first process, with its owner: timonel new process"),
    "touchpoint": said("Next step: say where customers meet a process: timonel new touchpoint"),
}


def summary(result: Result, lang: str) -> Iterator[str]:
    """Yield the lines of a summary, without the sums.

    Args:
        result: what the check says.
        lang: language of the texts.
    """
    found = [one for one in result.findings if one.status == "open"]
    rules = _by_rule(found)
    if found:
        yield from _first(result, rules, lang)
        yield from ("", *_rules(result, rules, lang), "", *_owners(result, found, lang))
    missing = next((kind for kind in _STEPS if not (result.base.of(kind) or result.base.known.get(kind))), None)
    if missing:
        yield from (*([""] if found else []), one_line(say(_STEPS[missing], lang)))
    if found:
        yield ""


def _by_rule(found: Sequence[Finding]) -> Sequence[Sequence[Finding]]:
    """Return the gaps rule by rule, in the order in which rules are worth being looked at: severity, then how many."""
    rules: dict[tuple[str, str], list[Finding]] = {}
    for one in found:  # the worst come first already
        rules.setdefault((one.severity, one.code), []).append(one)
    worst = {severity: rank for rank, severity in enumerate(_SEVERITY)}
    return sorted(rules.values(), key=lambda those: (worst[those[0].severity], -len(those), those[0].code))


def _first(result: Result, rules: Sequence[Sequence[Finding]], lang: str) -> Iterator[str]:
    yield say("What to do first", lang)
    for number, those in enumerate(rules[:_FIRST], 1):
        one, others = those[0], len(those) - 1
        alike = f" ({say(many('and 1 more like it', 'and {n} more like it', others), lang)})" if others else ""
        place = f"{one.spot.file}:{one.spot.line[0]}"
        yield _cut(f"  {number}. {one.code} {one_line(one.brief(lang))}{alike}")
        yield _cut(f"     {one_line(place)}: {one_line(one.advice(lang, result.facts))}")


def _rules(result: Result, rules: Sequence[Sequence[Finding]], lang: str) -> Iterator[str]:
    yield say("By rule", lang)
    for those in rules[:_RULES]:
        one = those[0]
        named = one_line(pick(result.rules[one.code].summary, lang))
        yield _cut(f"  {len(those):>4}  {one.code} {say(_SEVERITY[one.severity], lang)}: {named}")
    if len(rules) > _RULES:
        rest, gaps = len(rules) - _RULES, sum(map(len, rules[_RULES:]))
        yield f"  {gaps:>4}  {say(many('of 1 more rule', 'of {n} more rules', rest), lang)}"


def _owners(result: Result, found: Sequence[Finding], lang: str) -> Iterator[str]:
    yield say("Who must act", lang)
    counted = Counter(key for one in found for key in one.responsible or ("",))
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    for key, number in ranked[:_OWNERS]:
        role = result.base.find(key)
        vacant = role is not None and not result.facts.holders(role.id)
        name = show(role, lang, BRIEF) if role else say("nobody answers for it", lang)
        said_so = f" ({say('vacant', lang)})" if vacant else ""
        command = f"  ·  timonel check --owner {key}" if role else ""
        yield _cut(f"  {number:>4}  {one_line(name)}{said_so}{command}")
    if len(ranked) > _OWNERS:
        gaps = sum(number for _, number in ranked[_OWNERS:])
        yield f"  {gaps:>4}  {say(many('of 1 more role', 'of {n} more roles', len(ranked) - _OWNERS), lang)}"


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1].rstrip()}…"
