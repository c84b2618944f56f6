"""The Content-Security-Policy of every page: only the site's own, and of inline scripts only the theme's, by their hashes."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CHARSET = '<meta charset="utf-8">'
# Styles in attributes are the theme's and Graphviz's; the rest is files of the site.
_POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)


def with_policy(page: str) -> str:
    """Return a page of HTML that says which scripts may run; scripts that come later than this are refused."""
    hashes = "".join(f" 'sha256-{_hash(script)}'" for script in dict.fromkeys(_SCRIPT.findall(page)))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(hashes=hashes)}">'
    return page.replace(_CHARSET, _CHARSET + meta, 1)


@lru_cache(maxsize=256)
def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
