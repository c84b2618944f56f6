"""Data is text everywhere: what comes from files enters HTML and Markdown only through here."""

from __future__ import annotations

import re
import string
from urllib.parse import urlsplit

from markupsafe import Markup

from timonel.text import visible

# In raw HTML: HTML's own characters, and those that a Markdown or template engine looks for before it sees HTML.
_HTML = str.maketrans({char: f"&#{ord(char)};" for char in "<>&\"'`~{}[]*_\\|#$^=!@+"})
# In a line of Markdown: every ASCII punctuation character.
_MARKDOWN = str.maketrans({char: f"&#{ord(char)};" for char in string.punctuation})
_SCHEMES = ("http", "https", "mailto")
_SPACES = re.compile(r"\s+")


def html(text: object) -> Markup:
    """Return data as HTML text, also fit for a quoted attribute."""
    return text if isinstance(text, Markup) else Markup(visible(str(text)).translate(_HTML))  # noqa: S704 - escaped just here


def line(text: str) -> str:
    """Return data as one line of Markdown that shows it character by character (headings, titles)."""
    return visible(_SPACES.sub(" ", text).strip()).translate(_MARKDOWN)


def safe_url(url: str) -> str | None:
    """Return a URL that may be a link (http, https, mailto), or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in _SCHEMES and (parts.netloc or parts.scheme.lower() == "mailto") else None
