"""Workbooks made in a test, and bases that they are imported into."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

PROCESS = {"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support"}
ROLE = {
    "id": "jefa",
    "name": {"es": "Jefa de ventas", "en": "Head of sales"},
    "purpose": {"es": "Decidir.", "en": "Decide."},
}


def book(path: Path, sheets, after=None) -> Path:
    """Write a workbook: sheet name → rows; ``after`` changes the workbook before it is saved."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    if after:
        after(made)
    made.save(path)
    return path


def bytes_of(root: Path) -> dict[str, str]:
    """Return the files under data/, each with a hash of its bytes."""
    files = sorted((root / "data").rglob("*.yaml"))
    return {str(one.relative_to(root)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


@pytest.fixture
def take(tmp_path, run):
    """Import sheets (name → rows), or a file, into a base."""

    def call(root, sheets, *options, after=None):
        file = sheets if isinstance(sheets, Path) else book(tmp_path / "libro.xlsx", sheets, after)
        return run("import", file, "--root", root, *options)

    return call
