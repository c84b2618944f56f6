"""What rows would take the place of: words that came with the method, and what an entity of another name says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timonel.exchange.sheets.wanted import Wanted
from timonel.lookups.status import of_the_method
from timonel.text import Said, fold, said

_WORD = 4  # letters from which on a word says something


def replaced(one: Wanted) -> Said | None:
    """Return what an entity is that rows would replace; None where they add to one, or correct it.

    Values where there were none replace nothing.
    """
    if one.entity is None or not one.changed:
        return None
    raw = one.entity.raw
    if of_the_method(one.entity) and any(_differs(raw[key], one.fields.get(key)) for key in raw):
        return said("it came with the method")
    if not _alike(raw.get("name"), one.fields.get("name")):
        return said("it has another name: “{name}”", name=raw.get("name"))
    return None


def _differs(old: Any, new: Any) -> bool:  # noqa: ANN401 - YAML values
    """Whether something that was said is no longer said."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return any(_differs(value, new.get(key)) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return any(one not in new for one in old)
    return old is not None and old != new


def _alike(old: Any, new: Any) -> bool:  # noqa: ANN401 - YAML values
    """Whether two names share a word in one of their languages, or are the same."""
    if old == new or not old or not new:
        return True
    pairs = (
        [(old.get(lang), new.get(lang)) for lang in old]
        if isinstance(old, Mapping) and isinstance(new, Mapping)
        else [(old, new)]
    )
    texts = [(a, b) for a, b in pairs if isinstance(a, str) and isinstance(b, str)]
    return not texts or any(_share(a, b) for a, b in texts)


def _share(one: str, other: str) -> bool:
    """Whether two names share a word that says something, or any word where one has only little ones."""
    words = [{*fold(name).split()} for name in (one, other)]
    long = [{word for word in several if len(word) >= _WORD} for several in words]
    return bool(long[0] & long[1] if all(long) else words[0] & words[1])
