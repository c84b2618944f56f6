"""The guides tell what happens: their files and commands are taken one after the other, and print what the pages say.

A fence that follows a line ending in a file's name is that file; one of `console` is what a terminal shows, where a line
with only «…» stands for any number of lines. `TIMONEL_GOLDEN=1` writes anew what no longer fits.
"""

from __future__ import annotations

import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from bases import ROOT, TODAY, write

from timonel import cli

PAGES = [
    f"docs/{lang}/guia/{name}.md"
    for name in ("desde-una-hoja-de-calculo", "mapas-de-importacion", "diez-cambios")
    for lang in ("es", "en")
]
FENCE = re.compile(r"(?:^(?P<before>[^\n]*)\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w/.-]+\.(?:csv|md|yaml))`[^`]*\Z")
ANY = "…"


def shown(folder: Path, line: str) -> tuple[Path, str]:
    """Do what a line of a terminal says, and return the folder in which the next one is said and what is printed."""
    words = shlex.split(line)
    if words[0] == "cd":
        return (folder / words[1]).resolve(), ""
    if words[0] == "cat":
        return folder, (folder / words[1]).read_text("utf-8")
    assert words[0] == "timonel", line
    os.chdir(folder)
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        cli.main(words[1:])
    for settings in folder.glob("*/timonel.yaml"):  # the same day, whenever this runs
        if "as_of" not in settings.read_text("utf-8"):
            settings.write_text(f"{settings.read_text('utf-8')}as_of: {TODAY}\n", "utf-8")
    return folder, out.getvalue()


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield the commands of a terminal, each with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, rest = part.partition("\n")
        yield line, rest


def fits(told: str, printed: str) -> bool:
    """Whether a page says what is printed, as far as it says it."""
    parts = [re.escape(part) for part in re.split(rf"^{ANY}\n", told, flags=re.MULTILINE)]
    return bool(re.fullmatch("(?:.*\n)*".join(parts), printed))


@pytest.mark.parametrize("page", PAGES)
def test_the_guide_shows_what_happens(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGUAGE", page.split("/")[1])
    folder, wrong = tmp_path, []

    def block(found: re.Match[str]) -> str:
        nonlocal folder
        name = FILE.search(found["before"] or "")
        if name and found["kind"] != "console":
            write(tmp_path / name[1], found["text"])
        if found["kind"] != "console":
            return found[0]
        lines = []
        for line, said in commands(found["text"]):
            folder, printed = shown(folder, line)
            if printed and not printed.endswith("\n"):
                printed += "\n"
            if not fits(said, printed):
                wrong.append((line, said, printed))
            lines.append(f"$ {line}\n{said if fits(said, printed) else printed}")
        return found[0].replace(found["text"], "".join(lines))

    text = (ROOT / page).read_text("utf-8")
    fresh = FENCE.sub(block, text)
    if os.environ.get("TIMONEL_GOLDEN"):
        (ROOT / page).write_text(fresh, "utf-8")
        return
    assert wrong == []


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_files_that_a_page_counts_by_hand_are_those_that_the_commands_change(lang):
    """The table says of each change what its command prints; one that prints no number writes one file."""
    text = (ROOT / f"docs/{lang}/guia/diez-cambios.md").read_text("utf-8")
    table = [int(number) for number in re.findall(r"^\| \[.*?\)\s*\| (\d+) \|", text, re.MULTILINE)]
    printed = [
        int((re.search(r"^(?:cambian? )?(\d+) (?:archivos?|files? changes?)$", said, re.MULTILINE) or [0, 1])[1])
        for found in FENCE.finditer(text)
        for line, said in commands(found["text"])
        if line.startswith("timonel") and " init " not in line
    ]
    assert table == printed
    assert len(table) == 10
