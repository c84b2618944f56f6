"""A sheet imported into a base."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import book


@pytest.fixture
def take(tmp_path, run):
    """Import sheets (name → rows), or a file, into a base."""

    def call(root, sheets, *options, after=None):
        file = sheets if isinstance(sheets, Path) else book(tmp_path / "libro.xlsx", sheets, after)
        return run("import", file, "--root", root, *options)

    return call
