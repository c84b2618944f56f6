"""A base in a git repository of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import START, Repo, alone


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    alone(monkeypatch)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Make a repository whose first commit is `START`."""
    found = Repo(tmp_path / "repo")
    found.commit(START, {})
    found.git("tag", "inicio")
    return found


@pytest.fixture
def make(tmp_path: Path):
    """Make an empty repository with the base in a folder."""
    return lambda name, folder="": Repo(tmp_path / name, folder)
