"""A terminal on which a test types."""

from __future__ import annotations

import io

import pytest


class _Typed(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def typed(monkeypatch):
    """Answer the questions of the next command, one line each; without more lines, as Ctrl-D does."""
    return lambda *lines: monkeypatch.setattr("sys.stdin", _Typed("".join(f"{line}\n" for line in lines)))
