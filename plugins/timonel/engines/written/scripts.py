"""Scripts in pages written by hand, which the site's policy refuses: their authors are told."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from timonel.text import Said, said

_WORKS = frozenset({"", "text/javascript", "application/javascript", "module"})
REFUSED = said(
    "{page}: the script in this page will not run: put it in a file under docs/ and name that under extra_javascript in mkdocs.yml"
)


def refused(content: str, page: str) -> Said | None:
    """Return what to say of a page written by hand in whose text a script stands that the policy refuses, if one does."""
    if not re.search(r"<script|\bon\w+ *=|javascript:", content, re.IGNORECASE):
        return None
    finder = _Finder()
    finder.feed(content)
    finder.close()
    return Said(REFUSED.msgid, {"page": page}) if finder.found else None


class _Finder(HTMLParser):
    """Finds scripts that stand in the page itself."""

    found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given and given.get("type", "").lower() in _WORKS:
            self.found = True
        if any(name.startswith("on") for name in given) or given.get("href", "").lower().startswith("javascript:"):
            self.found = True

    handle_startendtag = handle_starttag
