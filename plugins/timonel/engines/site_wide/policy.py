"""The Content-Security-Policy of every page: only the site's own files, and of inline scripts those of the theme's templates."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_PLAIN = r"[\w./:%-]*"  # what a template may put into a script: addresses
_CHARSET = '<meta charset="utf-8">'
# Styles in attributes are the theme's and Graphviz's; the rest is files of the site.
_POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)


def with_policy(page: str, templates: Sequence[str] = ()) -> str:
    """Return a page of HTML that says which scripts may run.

    Args:
        page: the page; whatever it holds came from anywhere.
        templates: the folders of the theme's templates, whose inline scripts are the only ones that may run.
    """
    found = [
        one
        for one in dict.fromkeys(_SCRIPT.findall(page))
        if any(_fits(one, parts) for parts in _known(tuple(templates)))
    ]
    hashes = "".join(f" 'sha256-{_hash(script)}'" for script in found)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(hashes=hashes)}">'
    return page.replace(_CHARSET, _CHARSET + meta, 1)


@lru_cache(maxsize=4)
def _known(folders: tuple[str, ...]) -> Sequence[Sequence[str]]:
    """Return the inline scripts in some folders of templates, each as what stands around the places for values."""
    scripts = {script for folder in folders for text in _texts(folder) for script in _SCRIPT.findall(text)}
    return [_VALUE.split(one) for one in sorted(scripts) if "{%" not in one]


def _fits(script: str, parts: Sequence[str]) -> bool:
    """Whether a script is one of a template: its parts, with plain values between them."""
    if len(parts) == 1:
        return script == parts[0]
    first, *middle, last = parts
    if not (script.startswith(first) and script.endswith(last)):  # compiling scripts as patterns would take a while
        return False
    pattern = _PLAIN.join(["", *map(re.escape, middle), ""])
    return re.compile(pattern, re.DOTALL).fullmatch(script, len(first), len(script) - len(last)) is not None


def _texts(folder: str) -> list[str]:
    """Return the templates of pages below a folder; the theme's thousands of icons lie in one that is hidden."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one[0] != "."]
        found += [Path(place, one).read_text(encoding="utf-8") for one in names if one.endswith(".html")]
    return found


@lru_cache(maxsize=256)
def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
