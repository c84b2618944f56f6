"""A page without its blocks of HTML, which Markdown need not read and must not change, and with them in their places again."""

from __future__ import annotations

import re
from dataclasses import replace

from timonel.site import Page

_KEPT = re.compile(r"<(p|h1)>kbblock(\d+)</\1>")


def skeleton(page: Page) -> str:
    """Return a page's Markdown with a short paragraph for each block of HTML: Markdown need not read what it must not change.

    The host's search leaves it out: what it finds of generated pages are entries of our own.
    """
    bodies = [block if block.startswith("#") else _place(number, block) for number, block in enumerate(page.blocks)]
    return replace(page, blocks=bodies, front={**page.front, "search": {"exclude": True}}).markdown


def _place(number: int, block: str) -> str:
    """Return what keeps a block's place; hosts write a title of their own above a page in which they see none."""
    return f"<h1>kbblock{number}</h1>" if "<h1" in block else f"kbblock{number}"


def filled(html: str, page: Page) -> str:
    """Return the HTML of a page's skeleton with the blocks in their places."""
    return _KEPT.sub(lambda match: page.blocks[int(match[2])], html)
