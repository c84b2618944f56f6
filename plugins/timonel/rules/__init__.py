"""A base in, findings out: a rule is one card (``cards/CODE.yaml``) and one small function, both discovered here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from timonel import kinds as views
from timonel.cache import Cache
from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity, Place
from timonel.rules.beside import FAMILIES, later
from timonel.rules.own import apart
from timonel.rules.own.apart import Verdict
from timonel.settings import Settings
from timonel.source import Broken, parse
from timonel.text import Said, Text, said

Places = Iterator[Place]
Function = Callable[..., Any]
F = TypeVar("F", bound=Function)

CARDS = Path(__file__).parent / "cards"
_EXAMPLES = ("bad", "good")
# What closing a gap takes, in words.
EFFORTS = {"minutes": said("minutes"), "meeting": said("a meeting"), "project": said("a project")}


class _Mark(NamedTuple):
    """What `rule` leaves on a function."""

    code: str
    applies: Function | None
    pages: bool


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: all that its card says, and its function.

    Attributes:
        code: three letters and three digits, stable for ever.
        name: the defect's name ("process-without-owner").
        severity: "error", "warning" or "info"; a base can change it.
        pillar: the pillar whose score it counts in, or None.
        effort: what closing a gap takes: "minutes", "meeting" or "project"; "" where an own rule does not say.
        options: option → default value.
        blocks: codes of rules that say nothing of an entity while this one does: it is the same gap.
        option_forms: option → what the settings may put in its place, as JSON Schema.
        function: yields the places where one entity breaks the rule; None where loading or governance finds them.
        selects: the kind it looks at, "" for every entity.
        applies: tells which entities of that kind it concerns; all without it.
        pages: whether it looks at hand-written pages too.
        own: the card of an organisation's own rule, as it stands in its file; None for those of Timonel.
        file: the file of an own rule, from the base's root.
        line: line and column of what an own rule asserts.
        lang: the language of the texts that an own rule looks at.
    """

    code: str
    name: str
    severity: str
    pillar: str | None
    summary: Text
    why: Text
    fix: Text
    message: Text
    options: Mapping[str, Any]
    option_titles: Mapping[str, Text]
    lessons: Sequence[str]
    responsible: str | None = None
    function: Function | None = None
    selects: str = ""
    applies: Function | None = None
    pages: bool = False
    own: Mapping[str, Any] | None = None
    file: str = ""
    line: tuple[int, int] = (1, 1)
    lang: str = ""
    option_forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    blocks: frozenset[str] = frozenset()
    effort: str = ""

    @property
    def family(self) -> str:
        """The first letters of its code."""
        return self.code[:3]

    def takes(self, option: str) -> Said:
        """Return what the settings may put in an option's place, in words."""
        form = self.option_forms[option]
        if form["type"] == "array":
            allowed = form["items"].get("enum")
            return said("a list of: {allowed}", allowed=", ".join(allowed)) if allowed else said("a list of texts")
        low, high = form["minimum"], form["maximum"]
        whole = form["type"] == "integer"
        return said(
            "a whole number from {low} to {high}" if whole else "a number from {low} to {high}", low=low, high=high
        )


class Outcome(NamedTuple):
    """What one rule found: the places, how many entities it looked at and how many failed; or why it could not look."""

    rule: Rule
    places: Sequence[Place]
    population: int
    failed: int
    problem: Said | None = None
    hint: Said | None = None


def rule(code: str, *, applies: Function | None = None, pages: bool = False) -> Callable[[F], F]:
    """Mark a function as the check of the card ``code``.

    The annotation of the function's first parameter selects what it sees (a kind's view; ``Organization`` for the
    whole base; ``Entity`` for everything). ``applies`` narrows that to the rule's population. Further parameters of
    both are passed by name: ``base``, ``facts``, ``today`` and the card's options. With ``pages`` it also sees
    the hand-written pages (`DocPage`).
    """

    def mark(function: F) -> F:
        function.__rule__ = _Mark(code, applies, pages)  # type: ignore[attr-defined]
        return function

    return mark


def functions() -> Mapping[str, tuple[Function, _Mark]]:
    """Return code → function and mark, from the modules of `families`."""
    found: dict[str, tuple[Function, _Mark]] = {}
    from timonel.rules import families  # noqa: PLC0415 - its modules import this one

    for module in pkgutil.iter_modules(families.__path__):
        for function in vars(importlib.import_module(f"{families.__name__}.{module.name}")).values():
            mark = getattr(function, "__rule__", None)
            if mark is not None:
                found[mark.code] = (function, mark)
    return found


def card(path: Path) -> Mapping[str, Any]:
    """Return one card as it stands in its file, examples included; raises ValueError where it is no YAML."""
    return _card(path.name, path.read_bytes())


def _card(name: str, data: bytes) -> Mapping[str, Any]:
    document = parse(name, data)
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    return document.value


def examples_of(one: Rule) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return a rule's failing ("bad") and passing ("good") examples; an organisation's own rule may have none."""
    fields = card(CARDS / f"{one.code}.yaml") if one.own is None else one.own
    return {name: fields.get(name) or () for name in _EXAMPLES}


def asked(one: Rule) -> Mapping[str, tuple[str, str]]:
    """Return key → title (a msgid) and expression of an organisation's own rule; nothing for those of Timonel."""
    own = one.own or {}
    titles = {"applies": "It concerns those of which this holds", "assert": "This must hold"}
    return {key: (title, own[key]) for key, title in titles.items() if key in own}


def catalogue(cache: Cache) -> Mapping[str, Rule]:
    """Return code → rule, in the order of codes: those of Timonel (`own.rules` reads an organisation's)."""
    files = [(path.name, path.read_bytes()) for path in sorted(CARDS.glob("*.yaml"))]

    def build() -> list[dict[str, Any]]:
        return [{key: value for key, value in _card(*one).items() if key not in _EXAMPLES} for one in files]

    found = functions()
    return {
        one["code"]: _rule(one, *found.get(one["code"], (None, None))) for one in cache.index("cards", files, build)
    }


def enforcing(rules: Mapping[str, Rule]) -> Mapping[str, Sequence[str]]:
    """Return lesson id → the codes of the rules that it stands behind, as their cards say."""
    found: dict[str, list[str]] = {}
    for code, one in rules.items():
        for lesson in one.lessons:
            found.setdefault(lesson, []).append(code)
    return found


def _rule(fields: Mapping[str, Any], function: Function | None, mark: _Mark | None) -> Rule:
    options = fields.get("options") or {}
    return Rule(
        code=fields["code"],
        name=fields["rule"],
        severity=fields["severity"],
        pillar=fields.get("pillar"),
        summary=fields["summary"],
        why=fields["why"],
        fix=fields["fix"],
        message=fields["message"],
        options={name: option["default"] for name, option in options.items()},
        option_titles={name: option["title"] for name, option in options.items()},
        option_forms={
            name: {key: value for key, value in option.items() if key not in ("default", "title")}
            for name, option in options.items()
        },
        blocks=frozenset(fields.get("blocks") or ()),
        effort=fields["effort"],
        lessons=fields.get("lessons") or (),
        responsible=fields.get("responsible"),
        function=function,
        selects=_selected(function) if function else "",
        applies=mark.applies if mark else None,
        pages=bool(mark and mark.pages),
    )


def forms(rules: Mapping[str, Rule], codes: Iterable[str] = ()) -> Mapping[str, Mapping[str, Any]]:
    """Return code → the options that the settings may give a rule, as JSON Schema (`settings.load` judges by them).

    Args:
        rules: code → rule.
        codes: further codes that may be named, of rules without options.
    """
    return {
        code: {
            "type": "object",
            "properties": {
                name: {**form, "x-title": one.option_titles[name], "x-default": one.options[name]}
                for name, form in one.option_forms.items()
            }
            if one
            else {},
            "additionalProperties": False,
        }
        for code, one in {**dict.fromkeys(codes), **rules}.items()
    }


def _selected(function: Function) -> str:
    """Return the kind that the function's first parameter names, "" for every entity."""
    first = function.__code__.co_varnames[0]
    view = getattr(views, function.__annotations__[first], Entity)
    return str(view.kind_name)


def check(base: Base, facts: Facts, settings: Settings, rules: Iterable[Rule]) -> list[Outcome]:
    """Run rules that have a function, and return what they found in the order given."""
    wanted = [one for one in rules if one.function is not None or one.own is not None]
    verdicts = apart.begin(base, facts.today, [one for one in wanted if one.own is not None])
    ours = [one for one in wanted if one.own is None]
    beside = [one for one in ours if one.family in FAMILIES]
    others = later(base, lambda: [_run(base, facts, settings, one)[1:] for one in beside]) if beside else list
    found = {one.code: _run(base, facts, settings, one) for one in ours if one.family not in FAMILIES}
    found |= {one.code: Outcome(one, *rest) for one, rest in zip(beside, others(), strict=True)}
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


def _run(base: Base, facts: Facts, settings: Settings, one: Rule) -> Outcome:
    values = {"base": base, "facts": facts, "today": facts.today, **one.options, **settings.options.get(one.code, {})}
    function, wanted = _bound(one.function, values)
    seen: Sequence[Entity | DocPage] = base.of(one.selects) if one.selects else [*base]
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
    return Outcome(one, places, len(seen), failed)


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
