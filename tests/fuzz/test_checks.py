"""`timonel check` over bases that were changed at random: it ends, tells, leaves the world alone, and goes on with the rest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import child
import pytest
import strange
from amount import COMMAND, COMPANY
from bases import ROOT, write
from hypothesis import given
from hypothesis import strategies as st

CONTROL = {
    "data/organization.yaml": b"id: nova\nname: Nova\nvision: Ver.\nmission: Hacer.\n",
    "data/processes/control.yaml": b"id: control\nname: Control\ntype: support\n",
}
SETTINGS = b"model: 1\nname: Ejemplo\nlanguages: [es, en]\nas_of: 2026-11-20\n"
FORMATS = ("github", "gitlab", "sarif", "junit", "markdown", "text")


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Path:
    """Return a folder for bases, beside which nothing may be written."""
    return tmp_path_factory.mktemp("fuzz")


def checked(place: Path, files: dict[str, bytes], *more: object, control: bool = True) -> dict[str, Any]:
    """Check a base twice, with and without what is kept between runs; return the findings."""
    root, out = place / "base", place / "out"
    for old in root.iterdir() if root.exists() else ():
        if old.name != ".timonel":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for path, data in {"timonel.yaml": SETTINGS, **CONTROL, **files}.items():
        write(root / path, data)
    out.mkdir(exist_ok=True)
    others = [one for name in FORMATS for one in ("--format", f"{name}=../out/{name}")]
    first = child.run(root, "check", "--format", "json", *more)
    second = child.run(root, "check", "--format", "json", "--no-cache", *others, *more)
    assert (first.code, first.out) == (second.code, second.out), "the same base gives the same bytes"
    if first.code == 2:
        return {}
    found = json.loads(first.out)
    assert not child.CONTROLS.search((out / "text").read_text("utf-8"))
    if control:
        told = [one["entity"] for one in found["findings"] if one["code"] == "PRO001"]
        assert "process:control" in told, found["findings"]
    return found


DATA = strange.files_of("data/**/*.yaml")
FOLDERS = {path.split("/")[1] for path in DATA}
TREES = {
    folder: [strange.tree_of(data) for path, data in DATA.items() if path.split("/")[1] == folder] for folder in FOLDERS
}
FILES = st.dictionaries(
    st.sampled_from(sorted(FOLDERS)).map(lambda folder: f"data/{folder}/fuzz.yaml"),
    strange.torn([*DATA.values()]), min_size=1, max_size=3,
)  # fmt: skip


@COMMAND
@given(FILES)
def test_torn_files_of_entities(place, files):
    """Whatever became of the bytes of a file, the others are checked."""
    checked(place, files)


@st.composite
def entities(draw):
    """Return files with entities whose values were changed."""
    folders = draw(st.lists(st.sampled_from(sorted(FOLDERS)), min_size=1, max_size=3, unique=True))
    trees = {folder: draw(strange.changed(TREES[folder], strange.ENTITY_WORDS)) for folder in folders}
    return {f"data/{folder}/fuzz.yaml": strange.dumped(tree) for folder, tree in trees.items()}


@COMMAND
@given(entities())
def test_changed_entities(place, files):
    """Whatever a field says, the other fields, entities and rules count."""
    checked(place, files)


@pytest.fixture(scope="session")
def whole(place) -> dict[str, bytes]:
    """Return the example's files, without those that fuzzing puts in."""
    return {**DATA, **strange.files_of("rules/*.yaml")}


@COMPANY
@given(entities())
def test_changed_entities_of_a_whole_company(place, whole, files):
    """Every rule meets them with all that they refer to."""
    checked(place, {**whole, **{path.replace("fuzz", "aa-fuzz"): data for path, data in files.items()}})


@COMMAND
@given(
    strange.torn([SETTINGS, strange.SETTINGS])
    | strange.changed([strange.tree_of(strange.SETTINGS)], strange.SETTINGS_WORDS).map(strange.dumped)
)
def test_settings(place, data):
    """What is wrong in them has its default, and the base is checked by that."""
    checked(place, {"timonel.yaml": data})


@COMMAND
@given(
    strange.changed(strange.KINDS, strange.SCHEMA_WORDS).map(strange.dumped)
    | strange.torn([strange.dumped(strange.KINDS[0])]),
    strange.changed(TREES["areas"], strange.ENTITY_WORDS),
)
def test_own_kinds(place, schema, tree):
    """A schema that cannot be used is told and left out; one that can be is used for whatever stands in its folder."""
    checked(place, {"schemas/kinds/zona.schema.json": schema, "data/zonas/fuzz.yaml": strange.dumped(tree)})


@COMMAND
@given(strange.own_rules() | strange.torn([strange.RULE_FILE]))
def test_own_rules(place, data):
    """A rule that cannot be used is told; whatever another says, it says it of all entities."""
    checked(place, {"rules/XNR001.yaml": data})


PAGES = [*strange.files_of("docs/es/guia/*.md").values()]


@COMMAND
@given(
    st.dictionaries(
        st.sampled_from(["docs/es/guia/a.md", "docs/en/guia/a.md", "docs/a.md", "docs/es/b.md"]),
        strange.torn(PAGES),
        max_size=3,
    ),
    strange.torn([(ROOT / "mkdocs.yml").read_bytes()]),
)
def test_pages_and_their_configuration(place, pages, config):
    """Pages are read for what they say, and mkdocs.yml is none of a check's business."""
    checked(place, {**pages, "mkdocs.yml": config})


@COMMAND
@given(
    strange.changed([strange.BASELINE], strange.BASELINE_WORDS).map(strange.dumped)
    | strange.torn([strange.dumped(strange.BASELINE)])
)
def test_baselines(place, data):
    """A baseline counts or is refused in a line."""
    checked(place, {"known.json": data}, "--baseline", "known.json", control=False)


@pytest.fixture(scope="session")
def kept(place) -> dict[str, bytes]:
    """Return what a check keeps between runs."""
    checked(place, {})
    root = place / "base/.timonel"
    return {f".timonel/{one.relative_to(root)}": one.read_bytes() for one in root.rglob("*") if one.is_file()}


@COMMAND
@given(st.data())
def test_what_somebody_left_where_things_are_kept(place, kept, data):
    """Torn caches and journals of others are neither believed nor carried out."""
    files = {
        name: data.draw(strange.torn([*kept.values()])) for name in data.draw(st.sets(st.sampled_from(sorted(kept))))
    }
    entries = strange.changed(
        [["import", [["data/processes/control.yaml", None, "0" * 64], ["../x", None, "1"]]]], ["data", "x"]
    ).map(strange.dumped)
    run = {
        "0": b"id: control\nname: Control\ntype: support\nowner: x\n",
        "list": data.draw(st.binary(min_size=32, max_size=32)) + data.draw(entries),
    }
    for name in data.draw(st.sets(st.sampled_from(["1-abcd", "list", "x/y", "\u202e"]))):
        files |= {f".timonel/journal/{name}/{one}": content for one, content in run.items()}
    shutil.rmtree(place / "base/.timonel", ignore_errors=True)
    assert checked(place, files)["summary"]["entities"] == len(CONTROL)
