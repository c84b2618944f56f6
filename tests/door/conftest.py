"""What tests of the door need: many small files checked at once, told apart by their names."""

import pytest
from bases import write

CODES = ("--select", "DAT001", "--select", "DAT002", "--select", "DAT005")


@pytest.fixture
def told(base_of, check):
    """Check files of one base, each by itself, and return what is said of their form in English and in Spanish.

    Cases are name → text of an area's file, or name → (path, text) with a ``#`` in the path for what tells it from others.
    """

    def call(cases):
        placed = {name: one if isinstance(one, tuple) else ("data/areas/#.yaml", one) for name, one in cases.items()}
        paths = {name: path.replace("#", f"f{number}") for number, (name, (path, _)) in enumerate(placed.items())}
        root = base_of()
        for name, (_, text) in placed.items():
            write(root / paths[name], text)
        spoken = []
        for lang in ("en", "es"):
            findings = check(root, "--format", "json", "--lang", lang, *CODES).json["findings"]
            spoken.append({name: [one for one in findings if one["file"] == path] for name, path in paths.items()})
        return {name: (spoken[0][name], spoken[1][name]) for name in cases}

    return call


@pytest.fixture
def told_of(told):
    """Check one file and return what is said of its form in English and in Spanish."""
    return lambda case: told({"": case})[""]
