"""Where a file stands for those who know the git repository and not the knowledge base in it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def git_prefix(root: Path) -> str:
    """Return the base's folder as seen from the git top level ("crm/", "" at the top or outside git); runs no git."""
    home = root.resolve()
    for folder in (home, *home.parents):
        if (folder / ".git").exists():  # a folder; in a worktree or submodule, a file
            path = home.relative_to(folder).as_posix()
            return "" if path == "." else f"{path}/"
    return ""


def uri(path: str) -> str:
    """Return a relative path as a URI reference, its bytes %-encoded."""
    return quote(os.fsencode(path))
