"""Golden files: what was printed once and read by people; TIMONEL_GOLDEN=1 writes them anew, for git to show the difference."""

from __future__ import annotations

import os
from pathlib import Path

from timonel import __version__


def same(golden: Path, text: str) -> None:
    """Compare a text with a golden file; the version is not part of it."""
    text = text.replace(__version__, "0.0.0")
    if os.environ.get("TIMONEL_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text.splitlines() == golden.read_bytes().decode().splitlines()
    assert text == golden.read_bytes().decode()
