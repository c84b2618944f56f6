"""The forms' pick lists: what a reference may name, under the names that people know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from timonel.governance import Result
from timonel.model import Entity
from timonel.schema import Schema
from timonel.site.forms.fields import listed
from timonel.text import pick, sort_key

Option = dict[str, str]


def lists(result: Result, lang: str) -> dict[str, list[Option]]:
    """Return name of a list → its options, for every list that a field of some kind asks for.

    Args:
        result: the base as it was checked.
        lang: the reader's language.
    """
    names = sorted({name for kind in result.base.schema.kinds.values() for name in _asked(kind.schema)})
    hidden = () if result.settings.names_people else ("person", "person:")
    return {name: _sorted(_options(result, name, lang), lang) for name in names if name not in hidden}


def _asked(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from listed(node)
        for one in node.values():
            yield from _asked(one)
    elif isinstance(node, list):
        for one in node:
            yield from _asked(one)


def _options(result: Result, name: str, lang: str) -> Iterator[Option]:
    schema, base = result.base.schema, result.base
    kind, _, items = name.partition(".")
    if name == "rule":
        for rule in result.rules.values():
            yield {"value": rule.code, "label": f"{rule.code} · {pick(rule.summary, lang)}"}
    elif items:
        for one in (item for entity in base.of(kind) for item in entity.fields.get(items) or ()):
            yield {"value": one["id"], "label": pick(one.get("name") or one.get("statement"), lang) or one["id"]}
    elif name == "*":
        hidden = () if result.settings.names_people else ("person",)
        for found in base:
            if schema.kinds[found.kind].has_page and found.kind not in hidden:
                yield _named(schema, found, lang)
    else:
        for found in base.of(kind.removesuffix(":")):
            yield (
                _named(schema, found, lang)
                if name.endswith(":")
                else {"value": found.id, "label": pick(found.label, lang)}
            )


def _named(schema: Schema, entity: Entity, lang: str) -> Option:
    return {"value": entity.key, "label": f"{pick(schema.kinds[entity.kind].title, lang)}: {pick(entity.label, lang)}"}


def _sorted(options: Iterable[Option], lang: str) -> list[Option]:
    """Return each value once, in the order of a dictionary."""
    return sorted({one["value"]: one for one in options}.values(), key=lambda one: sort_key(one["label"], lang))
