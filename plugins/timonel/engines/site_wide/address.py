"""Where the site will stand: whoever publishes it says so, in the environment or in mkdocs.yml."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from timonel.engines.refused import BuildError
from timonel.text import said, say

VARIABLE = "TIMONEL_SITE_URL"
_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0", "::1")  # noqa: S104 - what it is compared with


def home(own: object, lang: str) -> str:
    """Return the address of the site's top without an ending slash; "" where nobody knows it.

    What mkdocs.yml has for one's own machine is no address for readers: no canonical link and no map can name it.

    Args:
        own: ``site_url`` of mkdocs.yml, the address of the first language.
        lang: the first language.

    Raises:
        BuildError: what the environment says is no address.
    """
    told = os.environ.get(VARIABLE, "").strip()
    if told:
        parts = urlsplit(told)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise BuildError(
                say(said("TIMONEL_SITE_URL is `{url}`: write the whole address of the site, https://…", url=told), lang)
            )
        return told.rstrip("/")
    address = str(own or "").removesuffix(f"/{lang}/").rstrip("/")
    return "" if urlsplit(address).hostname in _LOCAL else address
