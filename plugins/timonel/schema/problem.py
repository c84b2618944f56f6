"""What a value breaks of its schema, and how a message shows a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from timonel.source import Value, resolve
from timonel.source.characters import astray, exposed, unseen
from timonel.text import Said, said

Keys = tuple[str | int, ...]
# From a value's keys to the rest of its line in the file, nothing where the value stands in none.
Rest = Callable[[Keys], str]
_LONG = 60  # letters: what fits a line
_TOKEN = re.compile(r"[^\s,\[\]{}]+")
_WORDS = {None: "null", True: "true", False: "false"}


class Problem(NamedTuple):
    """What a value breaks of its schema: where, what, and how to fix it.

    Attributes:
        meant: the field that was meant, if another was.
        char: the character that is to blame, if one is.
        besides: what else the same mistake spoils.
    """

    keys: Keys
    detail: Said
    hint: Said | None = None
    meant: str = ""
    char: str = ""
    besides: Sequence[Keys] = ()


def shown(value: object) -> str:
    """Return a value as a message shows it: as it would stand in a line of the file, and with nothing that nobody sees."""
    text = exposed(_flow(value))
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _flow(value: object, depth: int = 2) -> str:
    if isinstance(value, dict | list) and depth == 0:
        return "…"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(one, depth - 1)}' for key, one in [*value.items()][:_LONG])}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(one, depth - 1) for one in value[:_LONG])}]"
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return str(value)


def written(value: Value, rest: str) -> str:
    """Return a plain number or word with the characters of its file (``010``), where ``rest`` begins with it."""
    found = _TOKEN.match(rest)
    if found and type(value) is type(resolve(found[0])) and resolve(found[0]) == value:
        return shown(found[0])
    return shown(value)


def hidden(keys: Keys, value: object, meant: str = "") -> Problem | None:
    """Return the problem of a text or name in which something hides that nobody sees, None where nothing does."""
    char = unseen(value) if isinstance(value, str) else ""
    if not char:
        return None
    what, hint = astray(char)
    return Problem(keys, said("`{value}` holds {what}", value=shown(value), what=what), hint, meant, char)
