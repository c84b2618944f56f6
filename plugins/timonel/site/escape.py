"""Data is text everywhere: what comes from files enters HTML and Markdown only through here."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup

from timonel.text import CONTROLS, visible

# In raw HTML: HTML's own characters, and those that a Markdown or template engine looks for before it sees HTML (a line
# of data must not begin a line of Markdown).
_HTML = str.maketrans({char: f"&#{ord(char)};" for char in "<>&\"'`~{}[]*_\\|#$^=!@+\n"})
# In a line of Markdown: every ASCII punctuation character.
_MARKDOWN = str.maketrans({char: f"&#{ord(char)};" for char in string.punctuation})
_SCHEMES = ("http", "https", "mailto")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # a space that does not break keeps a number whole
# XML, YAML and UTF-8 have no place for them: one in a title would cost a page its front matter.
_UNPRINTABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
# What changes in HTML: little of a text, so that looking for it costs less than looking each character up.
_IN_HTML = re.compile(f"[{re.escape(''.join(map(chr, _HTML)))}{CONTROLS}\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    """Return text of characters that may stand anywhere; controls come out as pictures of them."""
    return _UNPRINTABLE.sub("\ufffd", visible(text))


def html(text: object) -> Markup:
    """Return data as HTML text, also fit for a quoted attribute."""
    if type(text) is str:  # hundreds of thousands of them
        return _html(text)
    return text if isinstance(text, Markup) else _html(str(text))


@lru_cache(maxsize=1 << 17)  # names and labels stand on many pages
def _html(text: str) -> Markup:
    return markup(_IN_HTML.sub(_as_html, text))


def _as_html(found: re.Match[str]) -> str:
    return shown(found[0]).translate(_HTML)


def markup(html: str) -> Markup:
    """Return HTML that was put together of escaped parts as what it is: the one way for it."""
    return Markup(html)  # noqa: S704 - whoever calls has escaped its texts


@lru_cache(maxsize=1 << 12)  # sections are called the same on all pages of a kind
def line(text: str) -> str:
    """Return data as one line of Markdown that shows it character by character (headings, titles)."""
    return shown(_SPACES.sub(" ", text).strip()).translate(_MARKDOWN)


def safe_url(url: str) -> str | None:
    """Return a URL that may be a link (http, https, mailto), or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in _SCHEMES and (parts.netloc or parts.scheme.lower() == "mailto") else None
