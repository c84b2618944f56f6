"""Where a base's CI and its hook get Timonel from: one line of `requirements.txt`, which decides whose program runs there."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from timonel import __version__
from timonel.edit.text.append import RefusedError
from timonel.text import said

FILE = "requirements.txt"
_NAME = "timonel"
_SCHEMES = ("https", "git+https", "git+ssh")
_ADDRESS = re.compile(r"[a-z+]+://\S+")
_FILE = re.compile(r"(?!/)(?:\./)?(?:[\w+-][\w.+-]*/)*[\w+][\w.+-]*\.(?:whl|tar\.gz)(?:\[[a-z, -]+\])?")
_OPTION = re.compile(r"(?:\A|\s)-|\\")  # what pip would take for an option of its own, or for more lines
_HEAD = """\
# Where CI and the pre-commit hook get Timonel from: whoever is behind this line runs code there. To move to another
# version, change it here and nowhere else. What may stand here, and what is safe: the guide, “Where Timonel comes from”.
"""
_LOOK = """\
#
# LOOK AT THIS LINE before you use it. The Timonel that wrote it came from a folder or a file of one machine, so all that
# is known is a version. Unless you are sure that your package index has this name and that it is Timonel there, say
# where it really comes from: whoever registers a free name on a public index would run code in your CI. For example
#   timonel @ git+https://git.example/tools/timonel@COMMIT      a repository, at one commit
#   ./vendor/timonel-{version}-py3-none-any.whl                     a wheel in this repository
"""


def requirements(spec: str | None) -> tuple[str, bool]:
    """Return the text of `requirements.txt`, and whether its line is but a guess that somebody must look at.

    Args:
        spec: what the line is to say: a requirement, an address or a file of the base; without it, what the running Timonel
            was installed from.

    Raises:
        RefusedError: it is none of these.
    """
    line = wanted(spec) if spec is not None else _origin()
    if line is not None:
        return f"{_HEAD}{line}\n", False
    return f"{_HEAD}{_LOOK.format(version=__version__)}{_NAME}=={__version__}\n", True


def wanted(spec: str) -> str:
    """Return the line for what somebody asked for: one requirement, and no option for pip beside it.

    Raises:
        RefusedError: it is nothing that every machine would understand as Timonel.
    """
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 - only `init` asks

    text = spec.strip()
    if not text.isprintable() or _OPTION.search(text):
        raise _refused(spec)
    if _FILE.fullmatch(text):
        return text if text.startswith("./") else f"./{text}"
    try:
        found = Requirement(f"{_NAME} @ {text}" if _ADDRESS.fullmatch(text) else text)
    except InvalidRequirement:
        raise _refused(spec) from None
    address = urlsplit(found.url or "https://x")
    if found.name.lower() != _NAME or address.scheme not in _SCHEMES or not address.hostname:
        raise _refused(spec)
    extras = f"[{','.join(sorted(found.extras))}]" if found.extras else ""
    return f"{_NAME}{extras} @ {found.url}" if found.url and found.marker is None else text


def _refused(spec: str) -> RefusedError:
    return RefusedError(
        said(
            "`{spec}` does not say where Timonel comes from: write a requirement (timonel==1.0), an address (git+https://…@COMMIT, https://….whl) or a wheel of the knowledge base (./vendor/….whl)",
            spec=spec,
        )
    )


def _origin() -> str | None:
    """Return what the running Timonel was installed from, None where other machines have no such place."""
    try:
        text = distribution(_NAME).read_text("direct_url.json")
        told: dict[str, Any] = json.loads(text or "{}")
        return wanted(_line(told)) if told else None
    except (PackageNotFoundError, ValueError, AttributeError, RefusedError):
        return None


def _line(told: dict[str, Any]) -> str:
    """Return the requirement that `direct_url.json` tells of (PEP 610), without anybody's password."""
    parts = urlsplit(str(told.get("url", "")))
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.scheme.endswith("ssh") and parts.username else ""
    address = urlunsplit((parts.scheme, user + host, parts.path, parts.query, ""))
    version, archive = told.get("vcs_info"), told.get("archive_info") or {}
    fragments = [f"subdirectory={told['subdirectory']}"] if told.get("subdirectory") else []
    if version:
        address = f"{version['vcs']}+{address}@{version['commit_id']}"
    fragments += [f"{name}={value}" for name, value in (archive.get("hashes") or {}).items() if name == "sha256"]
    return f"{_NAME} @ {address}{'#' if fragments else ''}{'&'.join(fragments)}"
