"""Workbooks made in a test, and what an import has left of a base's files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl

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
