"""What a page written by hand says, once a host has made HTML of it: as the blocks of our pages are."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ARTICLE = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")  # they mean something to who makes Markdown
# What is no text of the page: scripts, what the theme adds to headings and below a page, and comments.
_LEFT_OUT = re.compile(
    r"<!--.*?-->|<(script|style|template|iframe|aside)\b.*?</\1>"
    r'|<a\b[^>]*\bclass="(?:headerlink|md-content__button)[^"]*".*?</a>|<(?:link|meta|hr|img|input|br)\b[^>]*>',
    re.DOTALL,
)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*>")
# Signs of Markdown that are none in HTML; in our own pages they are entities.
_SIGNS = re.compile(r"[\\`*_\[\]~|](?![^<>]*>)")


def article(html: str) -> Sequence[str]:
    """Return what a page's HTML says, without what the theme adds."""
    found = _ARTICLE.search(html)
    text = _LEFT_OUT.sub(" ", _CONTROLS.sub("", found[1] if found else html))
    return [_SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", _HEADING.sub(r"<\1>", text))]
