"""How to fix one finding: what its card says, with the ids, dates and commands of this very case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from timonel.kinds import Role
from timonel.lookups.facts import Facts
from timonel.lookups.fitting import fitting
from timonel.messages import PLACEHOLDER
from timonel.rules import GENERAL
from timonel.text import Said, Text, pick, said, tell

if TYPE_CHECKING:
    from timonel.governance.finding import Finding

_NOTHING = "…"
_ANYTHING = ("risk", "process", "initiative")  # what is looked through where a field may name anything


def advice(one: Finding, facts: Facts, lang: str) -> str:
    """Return how to fix a finding, as its card says, of this case.

    Args:
        one: the finding.
        facts: what is known of the base.
        lang: the language.
    """
    text = _fix(one)
    open_ = _places(pick(text, lang))
    values = {} if not open_ else {**one.rule.options, **facts.settings.options.get(one.code, {}), **one.values}
    for name in open_:
        if name in _KNOWN and name not in values:
            values[name] = _KNOWN[name](one, facts)
    return tell(text, values, lang)


def _fix(one: Finding) -> Text:
    text, cases = one.rule.fix, one.rule.cases
    return cases.get(str(one.values.get("case", _field(one))), text) if cases else text


@cache
def _places(fix: str) -> tuple[str, ...]:
    """Return the names of the places that a fix has to fill; thousands of findings may have the same."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(fix)))


def _field(one: Finding, _facts: Facts | None = None) -> str:
    return ".".join(str(key) for key in one.spot.keys if isinstance(key, str))


def _role(one: Finding, facts: Facts) -> str:
    role = fitting(facts, one.spot.entity, _field(one, facts), Role.kind_name) if one.spot.entity else None
    return role.id if role else _NOTHING


def _example(one: Finding, facts: Facts) -> Said | str:
    """Return an example of what the field can name: something that is there and fits; else how to make it."""
    entity, field = one.spot.entity, one.spot.keys[0] if one.spot.keys else None
    kinds = _named(one, facts)
    if entity is None or not kinds:
        return _NOTHING
    found = next(filter(None, (fitting(facts, entity, str(field), kind) for kind in kinds)), None)
    if found is None:
        there = any(facts.base.of(kind) for kind in kinds)
        return GENERAL if there else said("nothing fits yet, `timonel new {kind}` makes it", kind=kinds[0])
    value = f'"{found.key}"' if len(kinds) > 1 else found.id
    is_list = facts.base.schema.kinds[entity.kind].fields[str(field)].get("type") == "array"
    return said("for example `{field}: {value}`", field=str(field), value=f"[{value}]" if is_list else value)


def _named(one: Finding, facts: Facts) -> Sequence[str]:
    """Return the kinds that the field of a finding may name."""
    entity, keys = one.spot.entity, one.spot.keys
    links = facts.base.schema.kinds[entity.kind].links.get(str(keys[0]), ()) if entity and keys else ()
    kinds = next((link.kinds for link in links if set(link.path) <= {"*"} and link.item is None), ())
    return _ANYTHING if kinds == ("*",) else kinds


_KNOWN: Mapping[str, Callable[[Finding, Facts], object]] = {
    "id": lambda one, _: one.spot.subject.partition(":")[2],
    "kind": lambda one, _: one.spot.subject.partition(":")[0],
    "key": lambda one, _: one.spot.subject,
    "code": lambda one, _: one.code,
    "field": _field,
    "today": lambda _, facts: facts.today,
    "year": lambda _, facts: facts.today[:4],
    "role": _role,
    "example": _example,
}
