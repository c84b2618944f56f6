"""Characters that nobody sees, or that only look like those of YAML: found, named, and shown as what they are."""

from __future__ import annotations

import re
import unicodedata

from timonel.text import Said, said

# Spaces of other kinds, controls (but tab and the ends of lines), and what takes no room on a screen.
_ALL = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
_UNSEEN = re.compile(f"[{_ALL}]")
GAP = f"[\\s{_ALL}]"  # what looks like a gap in a line: a pattern of one such character
_NAMED = {
    "\u2007": said("a non-breaking space, U+2007"),
    "\u00a0": said("a non-breaking space, U+00A0"),
    "\u202f": said("a narrow non-breaking space, U+202F"),
    "\u200b": said("a zero-width space, U+200B"),
    "\u00ad": said("a soft hyphen, U+00AD"),
    "\ufeff": said("a byte order mark, U+FEFF"),
}
_LINE_ENDS = "\x85\u2028\u2029"


def unseen(text: str) -> str:
    """Return the first character of a text that nobody sees, or that is no plain space though it looks like one."""
    found = _UNSEEN.search(text)
    return found[0] if found else ""


def exposed(text: str) -> str:
    """Return a text in which nothing hides: ``<U+200B>`` for what nobody sees."""
    return _UNSEEN.sub(lambda found: f"<{_code(found[0])}>", text)


def bare(text: str) -> str:
    """Return a text without what nobody sees, and without spaces of any kind at its ends."""
    return _UNSEEN.sub("", text).strip()


def named(char: str) -> Said:
    """Return what a character is called."""
    if char in _NAMED:
        return _NAMED[char]
    category, code = unicodedata.category(char), _code(char)
    if char in _LINE_ENDS:
        return said("an invisible end of line, {code}", code=code)
    if category == "Cc":
        return said("a control character, {code}", code=code)
    return said("a space of another kind, {code}", code=code) if _is_space(char) else said("an invisible character, {code}", code=code)  # fmt: skip


def astray(char: str) -> tuple[Said, Said]:
    """Return what is wrong with a character where it stands, and what to do about it."""
    if _is_space(char):
        wrong = said("{character}, where a space belongs", character=named(char))
        return wrong, said("type a plain space in its place; it often comes with text copied from a page or a document")
    wrong = said("{character}, where nobody sees it", character=named(char))
    return wrong, said("delete it, or write the line anew; it often comes with text copied from a page or a document")


def _is_space(char: str) -> bool:
    return unicodedata.category(char) == "Zs" or char == "\u2800"


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"
