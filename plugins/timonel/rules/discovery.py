"""The rules that there are: a card (``cards/CODE.yaml``) and a function of `families` each, found by themselves."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from timonel import kinds as views
from timonel.cache import Cache
from timonel.model import Entity
from timonel.rules.definition import Function, Mark, Rule
from timonel.rules.wording import worded
from timonel.source import Broken, parse

CARDS = Path(__file__).parent / "cards"
_EXAMPLES = ("bad", "good")


def functions() -> Mapping[str, tuple[Function, Mark]]:
    """Return code → function and mark, from the modules of `families` and its folders."""
    from timonel.rules import families  # noqa: PLC0415 - its modules import this package

    found: dict[str, tuple[Function, Mark]] = {}
    for module in pkgutil.walk_packages(families.__path__, f"{families.__name__}."):
        for function in vars(importlib.import_module(module.name)).values():
            mark = getattr(function, "__rule__", None)
            if mark is not None:
                found[mark.code] = (function, mark)
    return found


def card(path: Path) -> Mapping[str, Any]:
    """Return one card as it stands in its file, examples included; raises ValueError where it is no YAML."""
    return _card(path.name, path.read_bytes())


@cache  # pages show the examples of cards that were just read, in each language
def _card(name: str, data: bytes) -> Mapping[str, Any]:
    document = parse(name, data)
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    return document.value


def examples_of(one: Rule, lang: str, kept: Cache = Cache(None)) -> Mapping[str, Sequence[Mapping[str, Any]]]:  # noqa: B008 - a value that never changes
    """Return a rule's failing ("bad") and passing ("good") examples in a language.

    An organisation's own rule may have none; what it has stands as it was written.

    Args:
        one: the rule.
        lang: the language.
        kept: where all cards' examples are kept; without it, the rule's card is read.
    """
    if one.own is not None:
        return {name: one.own.get(name) or () for name in _EXAMPLES}
    fields = kept_examples(kept)[one.code] if kept.folder else card(CARDS / f"{one.code}.yaml")
    return {name: [worded(example, lang) for example in fields.get(name, ())] for name in _EXAMPLES}


@lru_cache(1)  # for the pages of all rules
def kept_examples(kept: Cache) -> Mapping[str, Mapping[str, Any]]:
    """Return code → the examples of its card, as they stand there; `examples_of` tells them in a language."""

    def build() -> dict[str, dict[str, Any]]:
        cards = (_card(*one) for one in files())
        return {one["code"]: {name: one[name] for name in _EXAMPLES if name in one} for one in cards}

    found: Mapping[str, Mapping[str, Any]] = kept.index("cards-examples", (), build, files)
    return found


def files() -> list[tuple[str, bytes]]:
    """Return the names and bytes of all cards, in the order of codes."""
    return [(path.name, path.read_bytes()) for path in sorted(CARDS.glob("*.yaml"))]


def asked(one: Rule) -> Mapping[str, tuple[str, str]]:
    """Return key → title (a msgid) and expression of an organisation's own rule; nothing for those of Timonel."""
    own = one.own or {}
    titles = {"applies": "It concerns those of which this holds", "assert": "This must hold"}
    return {key: (title, own[key]) for key, title in titles.items() if key in own}


def catalogue(cache: Cache) -> Mapping[str, Rule]:
    """Return code → rule, in the order of codes: those of Timonel (`own.rules` reads an organisation's)."""

    def build() -> list[dict[str, Any]]:
        return [{key: value for key, value in _card(*one).items() if key not in _EXAMPLES} for one in files()]

    found = functions()
    cards = cache.index("cards", (), build, files)
    return {one["code"]: _rule(one, *found.get(one["code"], (None, None))) for one in cards}


def enforcing(rules: Mapping[str, Rule]) -> Mapping[str, Sequence[str]]:
    """Return lesson id → the codes of the rules that it stands behind, as their cards say."""
    found: dict[str, list[str]] = {}
    for code, one in rules.items():
        for lesson in one.lessons:
            found.setdefault(lesson, []).append(code)
    return found


def _rule(fields: Mapping[str, Any], function: Function | None, mark: Mark | None) -> Rule:
    options = fields.get("options") or {}
    return Rule(
        code=fields["code"],
        name=fields["rule"],
        severity=fields["severity"],
        pillar=fields.get("pillar"),
        summary=fields["summary"],
        why=fields["why"],
        scope=fields.get("scope") or {},
        fix=fields["fix"],
        cases=fields.get("cases") or {},
        message=fields["message"],
        options={name: option["default"] for name, option in options.items()},
        option_titles={name: option["title"] for name, option in options.items()},
        option_forms={
            name: {key: value for key, value in option.items() if key not in ("default", "title")}
            for name, option in options.items()
        },
        blocks=frozenset(fields.get("blocks") or ()),
        effort=fields["effort"],
        elsewhere=fields.get("elsewhere", False),
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
