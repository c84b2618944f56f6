"""Text of the data as Markdown that code hosts show as it was written."""

from __future__ import annotations

import re

from timonel.text import visible

LIMIT = 60_000  # bytes; GitHub takes 65,536 characters of a comment
# Characters of data that Markdown or HTML would read become numeric entities.
_ENTITIES = str.maketrans({char: f"&#{ord(char)};" for char in '<>&"*_[]{}#!|~^$\\`@'})
# What looks like an address would become a link: its colon, or the dot after www, goes the same way.
_ADDRESS = re.compile(r"(?<=www)\.|:(?=\S)", re.IGNORECASE)
# What hosts turn into mentions and links after the Markdown is done; an empty comment keeps the halves apart.
_MENTION = re.compile(r"(&#64;|&#35;|&#33;)(?=\w)")
_SPACES = re.compile(r"\s+")
_UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff]")


def text(data: str) -> str:
    """Return a sentence as Markdown that reads as it was written; what stands between backticks is set as code."""
    pieces = data.split("`")
    if len(pieces) % 2 == 0:  # a backtick without its pair is a character like others
        return literal(data)
    return "".join(
        f"<code>{literal(one)}</code>" if place % 2 and one else literal(one) for place, one in enumerate(pieces)
    )


def literal(data: str) -> str:
    """Return text as Markdown that is that text."""
    line = _UNFIT.sub("\ufffd", visible(_SPACES.sub(" ", data))).translate(_ENTITIES)
    return _MENTION.sub(r"\1<!-- -->", _ADDRESS.sub(lambda found: f"&#{ord(found[0])};", line))
