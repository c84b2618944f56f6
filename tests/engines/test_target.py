"""The folder of a site: no link in it is followed, only what a build has put there goes, and one build at a time is at it."""

from __future__ import annotations

import json
import os
import sys

import pytest

from timonel import lock

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="links and signals as POSIX has them"),
    pytest.mark.usefixtures("few_rules"),
]
FOLDERS = {"mkdocs": "site", "zensical": "site", "markdown": "site-markdown"}
ONE = {"timonel": {"languages": ["es"]}}
TERMS = {**ONE, "terms": [{"id": "canal", "name": "Canal", "definition": "Un medio."}]}


@pytest.fixture
def victim(tmp_path):
    """Return a folder of somebody's, with files in it."""
    for name in ("keep.txt", "deep/index.html"):
        file = tmp_path / "victim" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("theirs")
    return tmp_path / "victim"


def untouched(folder):
    return {one.relative_to(folder).as_posix(): one.read_text() for one in folder.rglob("*") if one.is_file()} == {
        "keep.txt": "theirs",
        "deep/index.html": "theirs",
    }


PLACES = ["", "es", "es/areas", "es/areas/index.html", ".es.files", "index.html", "404.html"]


@pytest.mark.parametrize("place", [*PLACES, "editar"])
@pytest.mark.parametrize("engine", FOLDERS)
def test_a_link_in_the_site_stops_the_build_before_anything_is_written(base_of, run, victim, engine, place):
    """A pull request can bring one: nothing behind it is written, and nothing taken away."""
    if engine == "markdown" and place in ("index.html", "404.html", "editar"):
        pytest.skip("Markdown has none of these")
    root = base_of(ONE)
    link = root / FOLDERS[engine] / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(victim / "keep.txt" if "." in place else victim)
    told = run("build", "--engine", engine, "--root", root)
    assert told.code == 2
    assert told.err.splitlines()[-1].endswith(f"{link} es un enlace, y una construcción no sigue ninguno: bórralo") or (
        f"{link} is a link, and a build follows none: delete it" in told.err
    )
    assert untouched(victim)
    left = [one.name for one in (root / FOLDERS[engine]).iterdir()] if place else []
    assert left == ([place.partition("/")[0]] if place else [])


@pytest.fixture
def built(base_of, run):
    """Return a base, its folder of Markdown as it was built, and what builds again."""
    root = base_of(TERMS)

    def build(*options):
        told = run("build", "--engine", "markdown", "--root", root, *options)
        assert told.code == 0, told.err
        return told.err

    build()
    return root, root / "site-markdown", build


def test_what_is_of_the_site_no_more_goes_and_what_somebody_put_there_stays(built):
    """Also where nothing is kept between runs: what a build has put there is listed beside it."""
    root, folder, build = built
    page, theirs = folder / "es/docs/terms/canal.md", folder / "es/docs/terms/theirs.md"
    assert page.is_file()
    theirs.write_text("theirs")
    (root / "data/terms.yaml").unlink()
    build("--no-cache")
    assert not page.exists()
    assert theirs.read_text() == "theirs"
    theirs.unlink()
    (folder / "es/empty").mkdir()
    build()
    assert (folder / "es/empty").is_dir()


def test_where_no_build_has_left_a_list_nothing_goes_and_that_is_said(built):
    root, folder, build = built
    (folder / ".es.files").unlink()
    (root / "data/terms.yaml").unlink()
    assert (
        "{folder} guarda archivos que no son de ninguna construcción (1, entre ellos docs/terms/canal.md)".format(
            folder=folder / "es"
        )
        in build()
    )
    assert (folder / "es/docs/terms/canal.md").exists()
    assert "guarda" not in build()


@pytest.mark.parametrize("names", [["../../data/terms.yaml", "/etc/passwd", "", ".", "docs"], {"a": 1}, [1, None], "x"])
def test_a_list_from_elsewhere_leads_nowhere(built, names):
    root, folder, build = built
    (folder / ".es.files").write_text(json.dumps(names))
    build()
    assert (root / "data/terms.yaml").exists()
    assert (folder / "es/docs/terms/canal.md").exists()


def test_a_file_may_become_a_folder_and_the_other_way_round(built):
    """What stands in the way of the new is old, and of a build."""
    root, folder, build = built
    there = json.loads((folder / ".es.files").read_text())
    note = root / "docs/es/x.txt"
    note.parent.mkdir(parents=True)
    note.write_text("a file")
    build()
    note.unlink()
    (note / "y").mkdir(parents=True)
    (note / "y/z.txt").write_text("deeper")
    build()
    assert (folder / "es/docs/x.txt/y/z.txt").read_text() == "deeper"
    (note / "y/z.txt").unlink()
    (note / "y").rmdir()
    note.rmdir()
    note.write_text("a file")
    build()
    assert (folder / "es/docs/x.txt").read_text() == "a file"
    note.unlink()
    build()
    assert json.loads((folder / ".es.files").read_text()) == there


def test_what_builds_left_that_were_killed_is_swept(built):
    """So is what those of the version before left; a folder of somebody's with a like name is not."""
    _, folder, build = built
    for name in (".es.abcd_123.new", ".en.new", ".es.old"):
        (folder / name / "files").mkdir(parents=True)
    (folder / ".es.mine").mkdir()
    build()
    assert sorted(one.name for one in folder.iterdir()) == [".es.files", ".es.mine", "es"]


def test_who_comes_second_says_who_is_building(built, run, monkeypatch):
    root, folder, _ = built
    start, go = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        with lock.hold(folder, "build", lambda _who: None):
            os.write(start[1], b"x")
            os.read(go[0], 1)
        os._exit(0)
    os.read(start[0], 1)
    monkeypatch.setattr(lock, "WAIT", 0.1)
    told = run("build", "--engine", "markdown", "--root", root)
    os.write(go[1], b"x")
    os.waitpid(child, 0)
    assert told.code == 2
    assert f"`timonel build` (process {child}) has been writing to site-markdown/ since 20" in told.err
