"""The Python interface: a base opened, changed in memory, and asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bases import ROOT, SETTINGS, write
from test_own_kind import CENTRO, CHANNEL, ROLE, SCHEMA

import timonel
from timonel.app.workspace import NewerModelError, NoBaseError, UnsavedError, Workspace

AREA = {"id": "ventas", "name": {"es": "Ventas", "en": "Sales"}, "type": "business"}
PAGE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def root(base_of: Callable[..., Path]) -> Path:
    """Return a small base with a kind and a rule of its own."""
    return base_of(
        {
            "roles": [ROLE],
            "channels": [CHANNEL],
            "data/areas/ventas.yaml": json.dumps(AREA),
            "data/stores/centro.yaml": json.dumps(CENTRO),
            "schemas/kinds/store.schema.json": json.dumps(SCHEMA),
        }
    )


def files(root: Path) -> dict[str, bytes]:
    return {str(one.relative_to(root)): one.read_bytes() for one in root.rglob("*") if one.is_file()}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_example_of_the_page_runs(lang: str, root: Path) -> None:
    """What the page for programmers shows is true: as a program of its own, in a base's folder."""
    (code,) = PAGE.findall((ROOT / f"docs/{lang}/guia/desde-python.md").read_text("utf-8"))
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    where = {"es": "business en data/areas/service.yaml", "en": "business in data/areas/service.yaml"}[lang]
    assert ran.stdout.splitlines()[-1] == where
    assert "data/areas/ventas.yaml:1: info DAT009" in ran.stdout
    assert {"es": "nuevo: ", "en": "new: "}[lang] in ran.stdout


def test_the_pages_show_the_same_program() -> None:
    """But for words, the examples of both pages are one."""
    codes = [PAGE.findall((ROOT / f"docs/{lang}/guia/desde-python.md").read_text("utf-8")) for lang in ("es", "en")]
    spoken = [re.sub(r'#.*|"(new|nuevo):"|"(in|en)"|\([\'\"](es|en)[\'\"]\)', "", code) for (code,) in codes]
    assert spoken[0] == spoken[1]


CHANGES: list[tuple[str, Any]] = [
    ("data/areas/ventas.yaml", {**AREA, "head": "nadie"}),
    ("data/areas/ventas.yaml", None),
    ("data/areas/nueva.yaml", {**AREA, "id": "nueva", "head": "gerente"}),
    ("data/areas/a/b.yaml", {**AREA, "id": "b"}),
    ("data/areas/repetida.yaml", AREA),
    ("data/areas.yaml", AREA),
    ("data/areas/rota.yaml", "id: ["),
    ("data/nada/x.yaml", AREA),
    ("data/areas/x.txt", "nada"),
    ("docs/es/guia/pagina.md", "# Página\n\n<<<<<<< HEAD\n"),
    ("timonel.yaml", {**SETTINGS, "languages": ["en", "es"]}),
    ("timonel.yaml", None),
    ("schemas/kinds/store.schema.json", None),
    ("schemas/kinds/store.schema.json", "{"),
    ("rules/nueva.yaml", "code: ["),
    ("data/stores/centro.yaml", {**CENTRO, "owner": "nadie"}),
]


@pytest.mark.parametrize(("path", "value"), CHANGES)
def test_a_file_in_memory_is_judged_as_if_it_were_written(path: str, value: Any, root: Path) -> None:
    """Before, after, and after a second change: what is found equals a check of the folder; the folder stays as it was."""
    data = None if value is None else (value if isinstance(value, str) else json.dumps(value)).encode()
    before = timonel.open(root, use_cache=False)
    stood = files(root)
    warmed = before.with_file("data/areas/otra.yaml", b"id: otra")
    assert "DAT002" in warmed.report("json")
    changed = warmed.with_file("data/areas/otra.yaml", None).with_file(path, data)
    said = changed.report("json")
    assert files(root) == stood
    if data is None:
        (root / path).unlink()
    else:
        write(root / path, data)
    assert said == timonel.open(root, use_cache=False).report("json")
    assert before.report("json") != said or path == "data/areas/x.txt"


@pytest.mark.parametrize(
    "path", ["x.yaml", "../data/a.yaml", "data/../x.yaml", "/data/a.yaml", "data//a.yaml", "docs/es/a.png"]
)
def test_a_path_of_no_base_is_refused(path: str, root: Path) -> None:
    """Such a file would be of no account, or of somebody else."""
    with pytest.raises(ValueError, match=re.escape(path)):
        timonel.open(root).with_file(path, b"")


def test_options_of_a_check_are_those_of_the_command(root: Path) -> None:
    """Rules are chosen by the beginnings of their codes, and a day may be named."""
    workspace = timonel.open(root)
    assert {one.code[:3] for one in workspace.check(select=["DAT"]).findings} == {"DAT"}
    assert "DAT009" not in {one.code for one in workspace.check(ignore=["DAT009"]).findings}
    assert workspace.check(today="2031-01-01").today == "2031-01-01"
    assert workspace.check() is workspace.check()


def test_what_the_folder_answers_is_not_asked_of_files_that_are_not_in_it(root: Path) -> None:
    """History, imports and sites would speak of other files than those in memory."""
    unsaved = timonel.open(root).with_file("data/areas/x.yaml", None)
    asks: list[Callable[[Workspace], object]] = [
        lambda one: one.since("HEAD"),
        lambda one: one.plan_import([]),
        lambda one: one.build("markdown"),
    ]
    for ask in asks:
        with pytest.raises(UnsavedError):
            ask(unsaved)


def test_an_import_is_planned_and_not_made(root: Path, tmp_path: Path) -> None:
    """A row becomes what would be added; the base stays as it is."""
    sheet = write(tmp_path / "area.csv", "id,name,type\nmarca,Marca,business\n")
    stood = files(root)
    plan = timonel.open(root, use_cache=False).plan_import([sheet], kind="area")
    assert [one.key for one in plan.wanted] == ["area:marca"]
    assert not plan.refused
    assert files(root) == stood


def test_a_site_is_built(root: Path) -> None:
    """As many pages as are said stand where the command puts them."""
    pages = timonel.open(root).build("markdown", languages=["es"])
    assert pages == len([*(root / "site-markdown").rglob("*.md")])
    with pytest.raises(ValueError, match="hugo"):
        timonel.open(root).build("hugo")


def test_what_cannot_be_opened_says_so(tmp_path: Path, root: Path) -> None:
    """No base, and a base for a newer Timonel, have errors of their own."""
    with pytest.raises(NoBaseError):
        timonel.open(tmp_path)
    with pytest.raises(ValueError, match="docx"):
        timonel.open(root).report("docx")
    newer = timonel.open(root).with_file("timonel.yaml", b"model: 99\n")
    with pytest.raises(NewerModelError):
        newer.check()


def test_importing_timonel_loads_nothing_else() -> None:
    """Whoever asks for the version, and every command, starts at once."""
    code = "import sys, timonel; print(timonel.__version__, [one for one in sys.modules if one.startswith('timonel.')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert ran.stdout == f"{timonel.__version__} []\n"
    assert (Path(timonel.__file__).parent / "py.typed").exists()
