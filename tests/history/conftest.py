"""A base in a git repository of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from repositories import START, Repo


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


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
