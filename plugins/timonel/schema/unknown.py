"""Keys that are no field and no language: misspelt ones, and the ends of texts that a comma or a colon tore off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from timonel.schema.problem import Keys, Problem, Rest, hidden, shown
from timonel.source.characters import bare
from timonel.text import Said, nearest, said

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w+)?\Z")  # what somebody takes for a language
NO_LANGUAGE = said("`{field}` is no language of this base: {languages}").msgid
_LONG = 200  # letters of a text that advice repeats


def unknown(keys: Keys, node: Mapping[str, Any], found: Mapping[str, Any], rest: Rest) -> Iterator[Problem]:
    """Yield a problem for each mistake that made keys which the schema of a mapping does not have.

    Args:
        keys: where the mapping stands.
        node: its schema.
        found: the mapping.
        rest: as in `explain`.
    """
    known = _known(node)
    own = "^x-" in node.get("patternProperties", {})
    names = [name for name in found if name not in known and not (own and name.startswith("x-"))]
    torn = _torn(known, found, rest(keys), text=bool(node.get("x-text"))) if names else {}
    for field, pieces in torn.items():
        first, *others = pieces
        detail = _detail(node, known, first)
        hint = said("the comma ends the text here: put it between quotation marks, `{text}`", text=f"{field}: {_whole(found, field, pieces)}")  # fmt: skip
        yield Problem((*keys, first), detail, hint, besides=[(*keys, one) for one in others])
    spoilt = {one for pieces in torn.values() for one in pieces}
    for name in names:
        if name not in spoilt:
            yield _one(keys, node, found, name)


def _one(keys: Keys, node: Mapping[str, Any], found: Mapping[str, Any], name: str) -> Problem:
    known = _known(node)
    here, free = (*keys, name), [one for one in known if one not in found]
    meant = bare(name)
    odd = hidden(here, name, meant if meant in free and not node.get("x-text") else "")
    if odd:
        return odd
    detail = _detail(node, known, name)
    if node.get("x-text"):
        return Problem(here, detail, _for_text(known, found, name))
    close = nearest(name, free, 1)
    if close:
        return Problem(here, detail, said("did you mean `{word}`?", word=close[0]), close[0])
    return Problem(here, detail, said("known fields: {fields}", fields=", ".join(known)))


def _known(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return node.get("properties") or dict.fromkeys(node.get("x-language-keys", ()))


def _detail(node: Mapping[str, Any], known: Mapping[str, Any], name: str) -> Said:
    if node.get("x-text") or node.get("x-language-keys"):
        return said(NO_LANGUAGE, field=shown(name), languages=", ".join(known))
    return said("unknown field `{field}`", field=shown(name))


def _for_text(known: Mapping[str, Any], found: Mapping[str, Any], name: str) -> Said | None:
    if _CODE.match(name):
        code = name.casefold()
        return said("did you mean `{word}`?", word=code) if code in known else None
    if len(found) == 1:
        return split(name, found[name])
    return said("if this belongs to the text, put the whole text between quotation marks")


def split(name: str, value: object) -> Said:
    """Return how to write a text that a colon made a field of: ``Sells: fast``."""
    text = json.dumps(f"{name}: {shown(value)}", ensure_ascii=False)
    return said("the colon makes a field of what stands before it: put the text between quotation marks, `{text}`", text=text)  # fmt: skip


def _torn(known: Mapping[str, Any], found: Mapping[str, Any], rest: str, *, text: bool) -> dict[str, list[str]]:
    """Return known key → the keys that are pieces of its text, of a mapping that is written between braces."""
    torn: dict[str, list[str]] = {}
    last = ""
    for name, value in found.items() if rest.startswith("{") else ():
        if name in known:
            last = "" if isinstance(value, dict | list) else name
        elif last and not isinstance(value, dict | list):
            if text:
                piece = value is None or not _CODE.match(name)
            else:  # `owner:` without a value is a field
                piece = value is None and bool(re.search(rf"[,{{]\s*{re.escape(name)}\s*(?:[,}}]|$)", rest))
            if piece:
                torn.setdefault(last, []).append(name)
    return torn


def _whole(found: Mapping[str, Any], field: str, pieces: list[str]) -> str:
    """Return a text with the pieces that belong to it, as it ought to be written."""
    parts = [field, *pieces]
    words = [str(found[field] or "")] + [one if found[one] is None else f"{one}: {found[one]}" for one in parts[1:]]
    text = ", ".join(filter(None, words))
    return json.dumps(text if len(text) <= _LONG else f"{text[:_LONG]}…", ensure_ascii=False)
