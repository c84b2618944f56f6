"""What each rule says of the failing example that is shown first: kept beside the cards, so that nobody runs all rules to quote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from timonel.cache import Cache
from timonel.governance import judge
from timonel.languages import DEFAULT
from timonel.model import Entity
from timonel.rules import Rule, catalogue, examples_of
from timonel.rules.discovery import files
from timonel.rules.examples import TODAY, base_of, nearest, settings_of
from timonel.schema import Schema, load
from timonel.text import Said, pick

NAME = "\ue000\ue001"  # nobody writes these


@lru_cache(2)  # for the pages of all rules, in a language or two
def quoted(lang: str, cache: Cache) -> Mapping[str, str]:
    """Return code → what Timonel's own rules say of the example that is shown first; "" where nothing is said.

    Days are ISO dates, and the marks of ``NAME`` stand around what people are called.

    Args:
        lang: the language in which it is said.
        cache: what is kept between runs; the wheel brings those of the languages that Timonel speaks.
    """

    def build() -> dict[str, str]:
        known, kinds = catalogue(cache), load(DEFAULT, cache)[0]
        return {code: _said(one, known, kinds, lang, cache) for code, one in known.items()}

    found: Mapping[str, str] = cache.index(f"cards-quoted-{lang}", (), build, files)
    return found


def _said(rule: Rule, known: Mapping[str, Rule], kinds: Schema, lang: str, cache: Cache) -> str:
    examples = examples_of(rule, lang, cache)
    first = nearest(examples["bad"], examples["good"])[0]
    for example in examples["bad"][first : first + 1]:
        base = base_of(example, kinds, frozenset(known))
        wanted = None if "waivers" in example else [rule.code]  # a waiver is held against all that was found
        found = judge(base, settings_of(example), known, example.get("as_of", TODAY), wanted).findings
        said = next((one for one in found if one.code == rule.code), None)
        values = {name: _marked(value, lang) for name, value in said.values.items()} if said else {}
        return replace(said, values=values).message(lang) if said else ""
    return ""


def _marked(value: object, lang: str) -> object:
    """Return a value of a message with marks around the names of people: a base may publish none, not even an example's."""
    if isinstance(value, Said):
        return Said(value.msgid, {name: _marked(one, lang) for name, one in value.values.items()})
    if isinstance(value, list | tuple) and not hasattr(value, "label"):  # a page has a name, too
        return [_marked(one, lang) for one in value]
    return (
        f"{NAME[0]}{pick(value.label, lang)}{NAME[1]}"
        if isinstance(value, Entity) and value.kind == "person"
        else value
    )
