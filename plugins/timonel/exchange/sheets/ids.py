"""Ids made of names."""

from __future__ import annotations

import re
from collections.abc import Collection

from timonel.text import slug

_LONGEST = 60  # letters of an id made from a name
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def is_id(word: str) -> bool:
    """Whether a word is written as an id must be."""
    return _ID.match(word) is not None


def id_of(name: str) -> str:
    """Return an id made of a name, "" where nothing is left of it."""
    return slug(name)[:_LONGEST].strip("-")


def fresh(id_: str, taken: Collection[str]) -> str:
    """Return an id that nothing has yet: with a number where need be."""
    number, found = 1, id_
    while found in taken:
        number += 1
        found = f"{id_}-{number}"
    return found
