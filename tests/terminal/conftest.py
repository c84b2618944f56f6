"""A small base of its own folder, the commands that a person types in it, and what the terminal shows."""

from __future__ import annotations

import io
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bases import Run
from repositories import alone

from timonel.cli import cli

BASE = Path(__file__).parent / "base"
# What changes without anybody meaning it: how many files a new base has, how many rules there are, the hash of a commit, the
# folder of a test.
_VARIES = re.compile(
    r"(?m)(?<=: )\d+(?= (?:files|archivos)\b)|\b[0-9a-f]{40}\b|\b\d+(?= (?:rules?|reglas?)$)|[^ ]*/sol/(?=\.\./)"
)


class _Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=["es", "en"])
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the language of the person at the terminal; a process speaks one, so what the other tests see is made before it is set."""
    for command in cli.commands:
        cli.get_command(None, command)
    monkeypatch.setenv("LC_ALL", f"{request.param}.UTF-8")
    return str(request.param)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into a copy of the base, where git knows nothing of the machine."""
    alone(monkeypatch)
    root = tmp_path / "sol"
    shutil.copytree(BASE, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def typed(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, lang: str) -> Callable[..., str]:
    """Type a command, answer what it asks, and return what the terminal shows: "!" before what is no result, the code if not 0."""

    def call(command: str, *answers: str) -> str:
        keys = _Keyboard("".join(f"{one}\n" for one in answers)) if answers else io.StringIO()
        monkeypatch.setattr("sys.stdin", keys)
        told = run("--lang", lang, *shlex.split(command))
        lines = [f"$ timonel {command}", *(f"< {one}" for one in answers)]
        lines += [*told.out.splitlines(), *(f"! {line}".rstrip() for line in told.err.splitlines())]
        lines += [f"[{told.code}]"] if told.code else []
        return _VARIES.sub(lambda found: "" if "/" in found[0] else "N", "\n".join([*lines, "", ""]))

    return call
