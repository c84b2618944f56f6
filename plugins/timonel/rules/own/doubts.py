"""What is odd about an own rule that can be used all the same: who must act, what its message shows, its lessons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from timonel.load import File
from timonel.model import Base, Misfit
from timonel.rules import Rule
from timonel.schema import Keys, Schema
from timonel.source import Document, locate, parse
from timonel.text import Said, nearest, said

Doubt = tuple[Keys, Said, Said | None]
_PLACE = re.compile(r"\{([a-z_]+)\}")


def doubts(card: Mapping[str, Any], schema: Schema) -> Iterator[Doubt]:
    """Yield what a rule says that leads nowhere.

    Args:
        card: the rule, of the right shape, about a kind that there is.
        schema: the kinds.
    """
    if "responsible" in card:
        yield from _path(card["kind"], card["responsible"].split("."), schema)
    known = {*schema.kinds[card["kind"]].fields, "id", "name"}
    message = card["message"]
    for lang, text in message.items() if isinstance(message, dict) else (("", message),):
        for name in dict.fromkeys(_PLACE.findall(text)):
            if name not in known:
                keys = ("message", lang) if lang else ("message",)
                yield (
                    keys,
                    said("`{value}` names no field, and is shown as it stands", value=f"{{{name}}}"),
                    near(name, known),
                )


def near(word: str, known: Iterable[str]) -> Said | None:
    """Return the hint with the known word that was probably meant, None where there is none."""
    close = nearest(word, known, 1)
    return said("did you mean `{word}`?", word=close[0]) if close else None


def _path(kind: str, path: Sequence[str], schema: Schema) -> Iterator[Doubt]:
    """Yield where a way from an entity to a role leads nowhere."""
    for number, field in enumerate(path, 1):
        known = schema.kinds[kind]
        if field not in known.fields:
            yield (
                ("responsible",),
                said("`{value}` does not exist", value=".".join(path[:number])),
                near(field, known.fields),
            )
            return
        kinds = [one for link in known.links.get(field, ()) if link.path in ((), ("*",)) for one in link.kinds]
        if number < len(path) and len(kinds) == 1 and kinds[0] in schema.kinds:
            kind = kinds[0]
        elif number < len(path) or not {"role", "*"}.intersection(kinds):
            roles = [name for name, links in known.links.items() if any("role" in link.kinds for link in links)]
            hint = said("these fields name one: {fields}", fields=", ".join(roles)) if roles else None
            yield ("responsible",), said("`{value}` names no role", value=".".join(path[:number])), hint
            return


def unknown_lessons(rules: Iterable[Rule], files: Iterable[File], base: Base) -> list[Misfit]:
    """Return the misfits of lessons that own rules name and the base does not have."""
    known = {*base.entities.get("lesson", ()), *base.known.get("lesson", ())}
    return [
        misfit
        for file in files
        for one in rules
        if one.file == file.path and not known.issuperset(one.lessons)
        for misfit in _lessons(one, parse(file.path, file.data), known)
    ]


def _lessons(rule: Rule, document: object, known: Iterable[str]) -> Iterator[Misfit]:
    assert isinstance(document, Document)  # noqa: S101 - the rule was read from it
    listed = isinstance(document.value, list)
    values: Any = document.value if listed else [document.value]
    place = next((number,) for number, one in enumerate(values) if one["code"] == rule.code) if listed else ()
    for number, lesson in enumerate(rule.lessons):
        if lesson not in known:
            keys = (*place, "lessons", number)
            close = nearest(lesson, known)
            hint = said("the nearest there are: {ids}", ids=", ".join(f"`{one}`" for one in close)) if close else None
            at = (document.path, *locate(document, keys, 0, document.value))
            detail = said("`{value}` does not exist", value=lesson)
            yield Misfit("DAT003", f"file:{document.path}", *at, keys, detail, hint, lesson)
