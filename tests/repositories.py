"""A git repository with a base in it, on chosen days and with nothing of the machine's git settings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bases import SETTINGS, files, write

START = {
    "goals": [
        {"id": "servir", "name": "Servir", "statement": {"es": "Servir.", "en": "To serve."}, "derives_from": "mission"}
    ],
    "roles": [
        {
            "id": "jefa",
            "name": "Jefa",
            "purpose": {"es": "Decidir.", "en": "To decide."},
            "holders": [{"person": "ana"}],
        },
        {
            "id": "gerente",
            "name": "Gerente",
            "purpose": {"es": "Cuidar.", "en": "To care."},
            "holders": [{"person": "beto"}],
            "reports_to": "jefa",
        },
    ],
    "people": [
        {"id": "ana", "name": "Ana", "employment": "internal"},
        {"id": "beto", "name": "Beto", "employment": "internal"},
    ],
    "forums": [{"id": "comite", "name": "Comité", "type": "steering", "chair": "jefa"}],
    "decisions": [
        {
            "id": "precio",
            "name": "Precio",
            "statement": {"es": "Fijar precios.", "en": "Setting prices."},
            "decider": "jefa",
        }
    ],
    "indicators": [{"id": "nps", "name": "NPS", "owner": "gerente"}],
    "measurements": [
        {"of": "indicator:nps", "date": "2026-10-01", "value": 40},
        {"of": "indicator:nps", "date": "2026-11-01", "value": 42},
    ],
    "data/processes/alta.yaml": (
        "id: alta\nname: {es: Alta, en: Sign-up}\ntype: support\nowner: gerente\n"
        "description: {es: Se da de alta al cliente., en: The customer is signed up.}\nsteps:\n- {id: pedir, name: Pedir, role: gerente}\n"
    ),
    "data/processes/baja.yaml": "id: baja\nname: Baja\ntype: support\nowner: jefa\n",
    "docs/es/guia.md": "# Guía\n",
}


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep git from the settings of the machine; skip where there is no git."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


class Repo:
    """A git repository with a base in it, in a folder or at its top."""

    def __init__(self, top: Path, folder: str = "") -> None:
        self.top, self.root = top, top / folder
        self.root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, day: str = "2026-11-02") -> str:
        who = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (
                ("NAME", "Prueba"),
                ("EMAIL", "prueba@example.org"),
                ("DATE", day if day[0] == "@" else f"{day}T12:00:00Z"),
            )
        }
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.top),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            **who,
        }
        return subprocess.run(
            ["git", *arguments], cwd=self.top, env=environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    def put(self, contents: dict[str, Any], settings: dict[str, Any] | None = None) -> None:
        """Write files: a folder's name with entities, or a path with its text; None deletes."""
        if settings is not None:
            write(
                self.root / "timonel.yaml",
                json.dumps({key: value for key, value in {**SETTINGS, **settings}.items() if value is not None}),
            )
        for path in [path for path, content in contents.items() if content is None]:
            target = self.root / path
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        given = {path: content for path, content in contents.items() if content is not None}
        for file in files(given):
            if file.path != "data/organization.yaml" or not (self.root / file.path).exists():
                write(self.root / file.path, file.data)

    def commit(self, contents: dict[str, Any], settings: dict[str, Any] | None = None, day: str = "2026-11-02") -> str:
        """Write files, commit them on a day, and return the hash."""
        self.put(contents, settings)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "cambio", day=day)
        return self.git("rev-parse", "HEAD")
