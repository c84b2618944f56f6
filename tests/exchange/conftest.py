"""A sheet, or a file as people have it, imported into a base."""

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


CRM = {"id": "gerente-de-crm", "name": {"es": "Gerente de CRM", "en": "CRM manager"}, "purpose": "x"}
DATA = {"id": "gerente-de-datos", "name": {"es": "Gerente de datos", "en": "Data manager"}, "purpose": "x"}


@pytest.fixture
def base(base_of):
    """Return what makes a base in some languages, with two roles and more."""

    def make(*languages, **more):
        roles = [
            {**one, "name": one["name"] if len(languages) > 1 else one["name"][languages[0]]} for one in (CRM, DATA)
        ]
        texts = "\n".join(["model: 1", "name: Sol", f"languages: [{', '.join(languages)}]", "as_of: 2026-11-20", ""])
        return base_of({"timonel.yaml": texts, "roles": roles, **more})

    return make


@pytest.fixture
def given(tmp_path, run, base):
    """Write a file, import it into a base, and return the base and what was told."""

    def call(name, text, *options, languages=("en",), encoding="utf-8", **more):
        root = base(*languages, **more)
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return root, run("import", file, "--root", root, "--lang", "en", *options)

    return call
