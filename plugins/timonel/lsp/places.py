"""From what editors call a file to a file of a base, and back."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from timonel.load import SETTINGS, baseline_of, is_read
from timonel.load.files import settings

_DRIVE = re.compile(r"/[A-Za-z]:")


class Located(NamedTuple):
    """A file of a base: the base's folder, and the file's path in it with forward slashes."""

    root: Path
    path: str


def located(uri: str) -> Located | None:
    """Return which file of which base an address names: of the base with the nearest timonel.yaml; None where of none."""
    file = path_of(uri)
    if file is None:
        return None
    root = next((one for one in file.parents if (one / SETTINGS).is_file()), None)
    if root is None:
        return None
    path = file.relative_to(root).as_posix()
    return Located(root, path) if path == SETTINGS or is_read(path) or path == baseline_of(settings(root)) else None


def path_of(uri: str) -> Path | None:
    """Return the file on this machine that an address names, None where it names none."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    text = unquote(parts.path, errors="surrogateescape")
    text = text[1:] if os.name == "nt" and _DRIVE.match(text) else text
    return Path(os.path.normpath(text)) if "\0" not in text and text.strip("/") else None


def uri_of(root: Path, path: str) -> str:
    """Return the address of a file of a base."""
    return f"file://{quote(os.fsencode(_slashed(root / path)))}"


def _slashed(file: Path) -> str:
    text = file.as_posix()
    return text if text.startswith("/") else f"/{text}"
