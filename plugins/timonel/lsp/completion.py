"""What can be written at a place: fields, values, and ids with the names behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lsprotocol.types import CompletionItem, CompletionItemKind, CompletionList, TextEdit

from timonel.lsp.cursor import Cursor, referred
from timonel.lsp.edited import Edited
from timonel.model import Entity
from timonel.text import fold, one_line, pick, say, show

_MOST = 200  # that are offered at once; the next letter asks anew
_OBJECT = "object"


class _Choice(NamedTuple):
    """Something to write: the text, what people call it, what it is, and of which sort."""

    text: str
    name: str
    about: str
    sort: CompletionItemKind
    behind: str = ""


def offered(base: Edited, at: Cursor) -> CompletionList:
    """Return what can be written at a place.

    Args:
        base: the base.
        at: the place.
    """
    wanted = fold(at.begun)
    found = [one for one in _choices(base, at) if _fits(one, wanted)]
    found.sort(key=lambda one: not fold(one.text).startswith(wanted))
    items = [_item(at, one, number) for number, one in enumerate(found[:_MOST])]
    return CompletionList(is_incomplete=True, items=items)


def _fits(one: _Choice, wanted: str) -> bool:
    return wanted in fold(one.text) or wanted in fold(one.name)


def _item(at: Cursor, one: _Choice, number: int) -> CompletionItem:
    """Return a choice as editors show it: found by its name, too, and in our order."""
    space = " " if at.is_value and at.buffer.text[at.start - 1 : at.start] == ":" else ""
    return CompletionItem(
        one.text,
        kind=one.sort,
        detail=one_line(one.name) or None,
        documentation=one_line(one.about) or None,
        sort_text=f"{number:04}",
        filter_text=at.begun or one.text,  # what does not fit is left out here, where accents count for nothing
        text_edit=TextEdit(at.range, f"{space}{one.text}{one.behind}"),
    )


def _choices(base: Edited, at: Cursor) -> Iterator[_Choice]:
    if at.holder:
        yield from _fields(base, at)
    if at.node and not (at.node.get("type") == _OBJECT and not at.is_value):
        yield from _values(base, at)


def _fields(base: Edited, at: Cursor) -> Iterator[_Choice]:
    """Yield the fields that a mapping may still have, the required ones first."""
    lang, required = base.lang, {*at.holder.get("required", ())}
    names = [one for one in at.holder["properties"] if one not in at.others]
    follows = at.buffer.text[at.end : at.end + 1] == ":"
    for name in sorted(names, key=lambda one: one not in required):
        node = at.holder["properties"][name]
        title, about = (pick(node.get(f"x-{part}"), lang) for part in ("title", "description"))
        yield _Choice(name, title, about, CompletionItemKind.Field, "" if follows else ": ")


def _values(base: Edited, at: Cursor) -> Iterator[_Choice]:
    node, lang = at.node, base.lang
    kinds = referred(node)
    if kinds:
        yield from _named(base, at, kinds)
    elif "x-ref-item" in node:
        yield from _items(base, at, node["x-ref-item"])
    labels: Mapping[str, Any] = node.get("x-labels", {})
    for value in node.get("enum", ()):
        yield _Choice(str(value), pick(labels.get(str(value)), lang), "", CompletionItemKind.EnumMember)
    if node.get("type") == "boolean":
        for word, meaning in (("true", "yes"), ("false", "no")):
            yield _Choice(word, say(meaning, lang), "", CompletionItemKind.Value)
    if node.get("format") == "date" and base.result:
        yield _Choice(base.result.today, say("today", lang), "", CompletionItemKind.Value)


def _named(base: Edited, at: Cursor, kinds: Sequence[str]) -> Iterator[_Choice]:
    """Yield what a reference may name."""
    result = base.result
    if result is None:
        return
    if kinds == ("rule",):
        for code, rule in result.rules.items():
            yield _Choice(code, pick(rule.summary, base.lang), "", CompletionItemKind.Event)
        return
    schema = result.base.schema
    prefixed = len(kinds) > 1 or kinds == ("*",)
    some = [name for name, kind in schema.kinds.items() if kind.has_page] if kinds == ("*",) else kinds
    for kind in (one for one in some if one in schema.kinds):
        title = pick(schema.kinds[kind].title, base.lang)
        for one in base.of(kind):
            if at.entity is None or one.key != at.entity.key:
                yield _Choice(
                    _written(one, prefixed=prefixed), show(one, base.lang), title, CompletionItemKind.Reference
                )


def _written(one: Entity, *, prefixed: bool) -> str:
    return f'"{one.key}"' if prefixed else one.id


def _items(base: Edited, at: Cursor, item: Mapping[str, str] | str) -> Iterator[_Choice]:
    """Yield the items that a value may name: of a list of the same entity, or of one that it names."""
    holder = at.entity
    if holder is None or base.result is None:
        return
    name = item if isinstance(item, str) else item["list"]
    if not isinstance(item, str):
        links = base.result.base.outgoing.get(holder.key, ())
        via = next((one for one in links if item["via"] in one.path), None)
        holder = base.find(f"{via.kind}:{via.id}") if via else None
    some = holder.fields.get(name) if holder else None
    for one in some if isinstance(some, list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            yield _Choice(one["id"], pick(one.get("name"), base.lang), "", CompletionItemKind.Reference)
