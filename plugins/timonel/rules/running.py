"""Rules run on a base: what each found, at how many it looked, and how many failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity, Place
from timonel.rules.beside import FIRST, both
from timonel.rules.definition import Function, Rule
from timonel.rules.own import apart
from timonel.rules.own.apart import Verdict
from timonel.settings import Settings
from timonel.text import Said


class Outcome(NamedTuple):
    """What one rule found: the places, how many entities it looked at and how many failed; or why it could not look."""

    rule: Rule
    places: Sequence[Place]
    population: int
    failed: int
    problem: Said | None = None
    hint: Said | None = None


def check(
    base: Base, facts: Facts, settings: Settings, rules: Iterable[Rule], meanwhile: Callable[[], None] | None = None
) -> list[Outcome]:
    """Run rules that have a function, and return what they found in the order given; ``meanwhile`` as in `both`."""
    wanted = [one for one in rules if one.function is not None or one.own is not None]
    verdicts = apart.begin(base, facts.today, [one for one in wanted if one.own is not None])
    ours = [one for one in wanted if one.own is None]
    ours.sort(
        key=lambda one: next((place for place, of in enumerate(FIRST) if one.code.startswith(of)), len(FIRST)),
        reverse=True,
    )
    ran = both(base, [partial(_run, base, facts, settings, one) for one in ours], meanwhile)
    found = {one.code: Outcome(one, *rest) for one, rest in zip(ours, ran, strict=True)}
    told = verdicts()
    return [found[one.code] if one.own is None else own_outcome(base, one, told[one.code]) for one in wanted]


def own_outcome(base: Base, one: Rule, verdict: Verdict) -> Outcome:
    """Return what an own rule found, from what its expressions said."""
    keys = tuple(str(value) for key, value in (one.own or {}).items() if key == "field")
    places = [Place(entity, keys, _shown(base, entity)) for entity in verdict.broken]
    places = [place for place in places if not refused(place)]
    return Outcome(one, places, verdict.concerned, len(places), verdict.problem, verdict.hint)


def _shown(base: Base, entity: Entity) -> dict[str, object]:
    """Return what the message of an own rule may show: the entity's fields, references as what they name."""
    names = {
        one.path[0]: base.entities[one.kind][one.id] for one in base.outgoing.get(entity.key, ()) if len(one.path) == 1
    }
    fields = {key: value for key, value in entity.fields.items() if isinstance(value, str | int | float)}
    return {**fields, **{str(key): other for key, other in names.items()}, "name": entity}


def _run(base: Base, facts: Facts, settings: Settings, one: Rule) -> tuple[Sequence[Place], int, int]:
    """Return what a rule finds, at how many it looks, and how many fail."""
    values = {"base": base, "facts": facts, "today": facts.today, **one.options, **settings.options.get(one.code, {})}
    function, wanted = _bound(one.function, values)
    seen: Sequence[Entity | DocPage] = base.judged(one.selects) if one.selects else [*base]
    if one.pages:
        seen = [*seen, *base.pages]
    if one.selects == "organization" and base.organization is None:
        seen = ()
    if one.applies is not None:
        applies, needs = _bound(one.applies, values)
        seen = [entity for entity in seen if applies(entity, **needs)]
    places: list[Place] = []
    failed = 0
    for entity in seen:
        found = [*function(entity, **wanted)]
        if found:
            before = len(places)
            places += [place for place in found if not refused(place)]
            failed += len(places) > before
    return places, len(seen), failed


def asks(one: Rule, values: Mapping[str, Any]) -> tuple[Callable[[Any], bool], Callable[[Any], Sequence[Place]]]:
    """Return what tells whether a rule concerns something, and what gives the places where that breaks it.

    Args:
        one: a rule with a function.
        values: what its functions may ask for by name.
    """
    function, wanted = _bound(one.function, values)
    if one.applies is None:
        return lambda _: True, lambda seen: [*function(seen, **wanted)]
    applies, needs = _bound(one.applies, values)
    return lambda seen: bool(applies(seen, **needs)), lambda seen: [*function(seen, **wanted)]


def refused(place: Place) -> bool:
    """Whether a place lies in a field that the schema refused, which has its finding already."""
    return bool(place.keys) and isinstance(place.entity, Entity) and place.keys[0] in place.entity.refused


def _bound(function: Function | None, values: Mapping[str, Any]) -> tuple[Function, Mapping[str, Any]]:
    """Return the function and, of ``values``, what its parameters after the first ask for by name."""
    assert function is not None  # noqa: S101 - check() has looked
    code = function.__code__
    names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    return function, {name: values[name] for name in names if name in values}
