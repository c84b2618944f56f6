"""Several commands at once, and commands that are killed: nothing is lost, and nothing is told that did not happen."""

from __future__ import annotations

import os
import shutil
import sys

import pytest
from processes import ROUNDS, commands, moments

from timonel import lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has neither fork nor SIGKILL")
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
PAIRS = 50 if EVERYTHING else 3
KILLS = 200 if EVERYTHING else ROUNDS
FILES = 20  # over which a change goes
HEAD = "id,name.es,name.en,definition.es,definition.en\n"
CONTENTS = {
    "roles": [{"id": "jefa", "name": "Jefa", "purpose": "Manda.", "type": "governance"}],
    "risks": [
        {"id": f"r{number}", "name": f"Riesgo {number}", "category": "technical", "owner": "jefa"}
        for number in range(FILES)
    ],
    "systems": [{"id": "viejo", "name": "Viejo", "category": "other"}],
}


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Run commands in processes of their own."""
    with commands(tmp_path_factory.mktemp("user")) as found:
        yield found


@pytest.fixture
def root(base_of):
    """Return a small base."""
    return base_of(CONTENTS)


def rows(prefix, number=FILES, word="cosa"):
    return HEAD + "".join(f"{prefix}{one},C {one},T {one},Una {word}.,A {word}.\n" for one in range(number))


def csv(root, name, text):
    file = root.parent / f"{name}.csv"
    file.write_text(text, "utf-8")
    return file


def state(folder):
    """Return name → bytes of all that is not kept between runs only."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and ".timonel" not in one.parts and one.name != lock.NAME
    }


def killed(ended, moment):
    """Whether a run was killed; the clock may have come too late, and one that kept less for the next run has fewer steps."""
    return ended.code == -9 or (ended.code == 0 and (moment != int(moment) or ended.steps < moment))


def free(root):
    """Whether nothing is left that says somebody is writing, nor of what was written."""
    return not (root / lock.NAME).exists() and not (root / ".timonel/journal").exists()


def test_two_imports_at_once_lose_nothing(many, root):
    """Both say what they wrote, and all of it is there."""
    for number in range(PAIRS):
        files = [csv(root, side, rows(f"{side}{number}-")) for side in "ab"]
        for ended in many.at_once(
            [["import", one, "--kind", "term", "--apply", "--lang", "en", "--root", root] for one in files]
        ):
            assert (ended.code, f"{FILES} files written" in ended.err) == (0, True), ended.err
        assert sorted(one.stem for one in (root / "data/terms").iterdir()) == sorted(
            f"{side}{pair}-{one}" for side in "ab" for pair in range(number + 1) for one in range(FILES)
        )
    assert free(root)


def test_two_imports_of_the_same_at_once_agree(many, root):
    """Who comes second plans on what the first has written: there is nothing left to do."""
    file = csv(root, "a", rows("a"))
    told = many.at_once([["import", file, "--kind", "term", "--apply", "--lang", "en", "--root", root]] * 2)
    assert [one.code for one in told] == [0, 0]
    assert sorted(f"{FILES} files written" in one.err for one in told) == [False, True]


def test_two_measurements_at_once_lose_nothing(many, root):
    """Both go to one file, and both are in it."""
    for number in range(PAIRS):
        day = f"2026-{1 + number // 25:02}-{1 + number % 25:02}"
        asked = [
            ["measure", f"risk:r{one}", "--probability", 2, "--impact", 3, "--date", day, "--root", root]
            for one in range(2)
        ]
        told = many.at_once(asked)
        assert [one.code for one in told] == [0] * 2, [one.err for one in told]
        written = (root / f"data/measurements/2026/{day}.yaml").read_text("utf-8")
        assert [written.count(f"risk:r{one}\n") for one in range(2)] == [1] * 2
        assert len({one.out for one in told}) == 2
    assert free(root)


TABLE = "of,date,probability,impact\n" + "".join(f"risk:r{one},2026-{1 + one % 9:02}-11,2,3\n" for one in range(FILES))
WRITING = {
    "import": ["import", "b.csv", "--kind", "term", "--apply"],
    "measure": ["measure", "--file", "m.csv"],
    "new": ["new", "term", "--set", "name.es=X", "--set", "name.en=X", "--set", "definition=Y"],
    "waive": ["waive", "DAT009", "system:viejo", "--reason", "R.", "--approved-by", "jefa", "--expires", "2027-01-01"],
    "schema": ["schema", "--write"],
}
OTHER = ["waive", "ABC", "x:y", "--reason", "R.", "--approved-by", "a", "--expires", "2027-01-01"]  # is refused


@pytest.mark.parametrize("name", WRITING)
def test_a_kill_at_any_step_leaves_all_or_nothing(many, root, name):
    """Files are old or new, and after the next command that writes the whole change is there or none of it."""
    csv(root, "m", TABLE)
    csv(root, "b", rows("a", word="idea"))
    (root / ".vscode").mkdir()
    (root / ".vscode/settings.json").write_text('{\n  "a": 1\n}\n')
    assert many.run("import", csv(root, "a", rows("a")), "--kind", "term", "--apply", "--root", root).code == 0
    arguments = [root.with_name(one) if str(one).endswith(".csv") else one for one in WRITING[name]]
    spare = shutil.copytree(root, root.with_name("spare"))
    before = state(root)
    whole = many.run(*arguments, "--root", root)
    assert whole.code == 0, whole.err
    after = state(root)
    assert after != before
    left = []
    for moment in moments(whole, KILLS):
        shutil.rmtree(root)
        shutil.copytree(spare, root)
        assert killed(many.run(*arguments, "--root", root, kill=moment), moment)
        now = state(root)
        assert before.keys() & after.keys() <= now.keys() <= before.keys() | after.keys()
        assert all(data in (before.get(path), after.get(path)) for path, data in now.items())
        if now not in (before, after) or EVERYTHING:
            told = many.run("show", "system:viejo", "--root", root)
            assert state(root) == now  # who reads changes nothing
            assert ("was interrupted" in told.err) >= (now not in (before, after))
        assert many.run(*OTHER, "--root", root).code == 2  # and yet it completes what it finds
        left.append(state(root))
        assert free(root)
    assert before in left
    assert after in left
    assert all(one in (before, after) for one in left)


@pytest.fixture
def site(root):
    """Return a base with a page written by hand; in two languages, each in a process of its own, where all is tried."""
    languages = '["es", "en"]' if EVERYTHING else '["es"]'
    (root / "timonel.yaml").write_text(f'{{"model": 1, "name": "X", "languages": {languages}, "as_of": "2026-11-20"}}')
    page = root / "docs/es/guia/hola.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Hola\n")
    return root


def built(folder):
    return state(folder) if folder.is_dir() else {}


@pytest.mark.parametrize("engine", ["mkdocs", "markdown"])
def test_two_builds_at_once_both_end_right(many, site, engine):
    """Who comes second waits, and what both say is there."""
    folder = site / ("site" if engine == "mkdocs" else "site-markdown")
    seen = []
    for _ in range(10 if EVERYTHING else 1):
        shutil.rmtree(folder, ignore_errors=True)
        told = many.at_once([["build", "--engine", engine, "--only", "es", "--root", site]] * 2)
        assert [one.code for one in told] == [0, 0], [one.err for one in told]
        pages = {int(one.err.splitlines()[-1].split()[0]) for one in told}
        suffix = ".html" if engine == "mkdocs" else ".md"
        assert pages == {sum(name.startswith("es/") and name.endswith(suffix) for name in built(folder))}
        seen.append(built(folder))
    assert all(one == seen[0] for one in seen)


@pytest.mark.parametrize("engine", ["markdown", "mkdocs"] if EVERYTHING else ["markdown"])
def test_a_build_killed_at_any_step_leaves_old_or_new_and_the_next_heals(many, site, engine):
    """Every file is whole, and nothing of a stage stays."""
    folder, spare = site / ("site" if engine == "mkdocs" else "site-markdown"), site / "spare"
    build = ["build", "--engine", engine, "--root", site]
    assert many.run(*build).code == 0
    before = built(folder)
    shutil.copytree(folder, spare)
    (site / "docs/es/guia/hola.md").write_text("# Adiós\n")
    (site / "docs/es/guia/nueva.md").write_text("# Nueva\n")
    (site / "data/systems.yaml").write_text("[]\n")
    whole = many.run(*build)
    after = built(folder)
    assert before.keys() - after.keys()
    assert after.keys() - before.keys()
    for moment in moments(whole, 30 if EVERYTHING else ROUNDS):
        shutil.rmtree(folder)
        shutil.copytree(spare, folder)
        assert killed(many.run(*build, kill=moment), moment)
        now = {name: data for name, data in built(folder).items() if not name.startswith(".")}
        assert before.keys() & after.keys() - {".es.files", ".en.files"} <= now.keys()
        assert all(data in (before.get(name), after.get(name)) for name, data in now.items())
        assert many.run(*build).code == 0
        assert built(folder) == after


def test_two_new_bases_at_once_in_one_place_are_one(many, tmp_path):
    """Who comes second hears that the folder is not empty."""
    told = many.at_once([["init", tmp_path / "kb", "--bare", "--name", name] for name in ("One", "Other")])
    assert sorted(one.code for one in told) == [0, 2]
    assert "is not empty" in next(one.err for one in told if one.code)
    assert [one.name for one in tmp_path.iterdir()] == ["kb"]
    assert many.run("check", "--root", tmp_path / "kb").code == 0


@pytest.mark.parametrize("there", [False, True])
def test_a_new_base_is_there_whole_or_not_at_all(many, tmp_path, there):
    """Also in a folder that has a repository already: then the next command that writes there completes it."""
    target = tmp_path / "kb"

    def again(**how):
        for one in tmp_path.glob("*kb*"):
            shutil.rmtree(one)
        if there:
            (target / ".git").mkdir(parents=True)
        return many.run("init", target, "--bare", "--name", "X", **how)

    assert again().code == 0
    wanted, whole, found = state(target), again(), []  # the first one also makes what the user keeps
    for moment in moments(whole, KILLS if there or EVERYTHING else 2):
        assert killed(again(kill=moment), moment)
        now = state(target) if target.exists() else {}
        assert all(data == wanted[name] for name, data in now.items())
        assert there or now in ({}, wanted)
        if there and (now != wanted or not free(target)) and not (now == {} and {} in found and not EVERYTHING):
            many.run("init", target, "--bare", "--name", "X")
            assert state(target) == wanted
            assert free(target)
        found.append(now)
    assert {} in found
    assert there <= (wanted in found)
