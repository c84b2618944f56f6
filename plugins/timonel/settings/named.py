"""What the settings say of rules, held against the rules that there are: their codes, their options, and the options' values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from timonel.schema import Keys, Kind, Problem
from timonel.schema.problem import Rest
from timonel.source import Value
from timonel.text import Said, nearest, said

_PARTS = ("severity", "options", "ignore")
Forms = Mapping[str, Mapping[str, Any]]  # code of a rule → its options, as JSON Schema


def misnamed(rules: Value, forms: Forms, rest: Rest) -> Iterator[Problem]:
    """Yield what names no rule or option, and option values that the rule cannot use.

    Args:
        rules: what the settings say under `rules`; what has another shape than it must is passed over.
        forms: every rule that there is.
        rest: what the file says, for messages that quote it.
    """
    severity, options, ignored = (rules.get(one) if isinstance(rules, dict) else None for one in _PARTS)
    for key, part in (("severity", severity), ("options", options)):
        for code in part if isinstance(part, dict) else ():
            if code not in forms:
                yield _no_rule(("rules", key, code), code, forms)
    for number, one in enumerate(ignored if isinstance(ignored, list) else ()):
        code = one.get("rule") if isinstance(one, dict) else None
        if isinstance(code, str) and code not in forms:
            yield _no_rule(("rules", "ignore", number, "rule"), code, forms)
    for code, values in options.items() if isinstance(options, dict) else ():
        if code in forms and isinstance(values, dict):
            place = ("rules", "options", code)
            for problem in _of_options(code, values, forms[code], partial(_below, rest, place)):
                yield problem._replace(keys=(*place, *problem.keys))


def whole(options: Mapping[str, Mapping[str, Any]], forms: Forms) -> Mapping[str, Mapping[str, Any]]:
    """Return options that fit their forms with whole numbers as such: YAML may have them as 12.0."""
    return {
        code: {
            name: int(value) if forms[code]["properties"][name]["type"] == "integer" else value
            for name, value in values.items()
        }
        for code, values in options.items()
    }


def _no_rule(keys: tuple[str | int, ...], code: str, known: Iterable[str]) -> Problem:
    close = nearest(code.upper(), known, 1)
    hint = said("did you mean `{word}`?", word=close[0]) if close else said("`timonel rule --all` lists them")
    return Problem(keys, said("there is no rule `{code}`", code=code), hint)


def _below(rest: Rest, place: Keys, keys: Keys) -> str:
    return rest((*place, *keys))


def _of_options(code: str, values: Mapping[str, Value], form: Mapping[str, Any], rest: Rest) -> Iterable[Problem]:
    if values and not form["properties"]:
        return [Problem((), said("the rule {code} has no options", code=code))]
    problems = Kind("options", form, {}, {}).problems(values, rest)
    return [one._replace(hint=one.hint or _default(form, one.keys)) for one in problems]


def _default(form: Mapping[str, Any], keys: tuple[str | int, ...]) -> Said | None:
    option = form["properties"].get(keys[0]) if keys else None
    return (
        said("{title}; {value} unless you say otherwise", title=option["x-title"], value=option["x-default"])
        if option
        else None
    )
