"""A pull request that holds every attack that one can carry: commands end, run nothing, write nothing elsewhere, and name each."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from found import part
from pull_request import ATTACKS, BRANCH, GOOD, SLOW_RULES, Attack, git, repository

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names and links as only other systems have them")

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
ALL = (*ATTACKS, *([SLOW_RULES] if EVERYTHING else []))
SECRET, TOKEN = "geheimnis-4711", "token-0815"
GIBI, MINUTE = 2**30, 60
PROGRAM = Path(sys.executable).with_name("timonel")


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


class Place:
    """A base of a stranger's among folders that are none of its business, and an address that nobody may call."""

    def __init__(self, home: Path, attacks: Sequence[Attack]) -> None:
        """Make the repository."""
        self.home, self.root = home, home / "deep/er/base"
        for name in ("canary", "victim", "user"):
            (home / name).mkdir()
        (home / "victim/keep.txt").write_text(SECRET)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(0)
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        places = {"canary": home / "canary", "victim": home / "victim", "address": f"http://{self.address}"}
        repository(self.root, tuple(attacks), **places)
        self.before, self.files = self._there(), self._theirs()

    def run(self, *arguments: str, seed: int = 1) -> Ran:
        """Run a command in the base as a process of its own; it ends in time, and nothing but the base has changed."""
        theirs = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home / "user"),
            "LC_ALL": "C",
            "SECRET_TOKEN": TOKEN,
            "PYTHONHASHSEED": str(seed),
        }
        before = _computed()
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=self.root, env=theirs, capture_output=True, timeout=20 * MINUTE, check=False, preexec_fn=_limited,
        )  # fmt: skip
        assert _computed() - before < MINUTE, arguments
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert ran.code in (0, 1, 2), (arguments, ran)
        assert "Traceback" not in ran.err, ran.err
        assert not any(secret in ran.out + ran.err for secret in (SECRET, TOKEN)), arguments
        self.untouched()
        return ran

    def untouched(self) -> None:
        """Hold what stands beside the base against what stood there, and see that nobody called."""
        assert self._there() == self.before
        with pytest.raises(BlockingIOError):
            self.server.accept()

    def _there(self) -> dict[str, str]:
        """Return what stands beside the base, but for what belongs to the user."""
        found = [one for one in self.home.rglob("*") if not one.is_relative_to(self.root)]
        return {str(one): _said(one) for one in found if not one.is_relative_to(self.home / "user")}

    def _theirs(self) -> dict[str, str]:
        """Return what stands in the base, but for what is kept or made there."""
        found = [
            one
            for one in self.root.rglob("*")
            if one.relative_to(self.root).parts[0] not in (".git", ".timonel", "site")
        ]
        return {str(one): _said(one) for one in found}

    def unchanged(self) -> bool:
        """Whether the base's own files are as they were."""
        return self._theirs() == self.files


def _said(path: Path) -> str:
    if path.is_symlink():
        return os.readlink(path)  # noqa: PTH115 - as it is written
    return path.read_bytes().hex() if path.is_file() else "folder"


def _computed() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (GIBI, GIBI))
    resource.setrlimit(resource.RLIMIT_CPU, (MINUTE, MINUTE))


def checked(place: Place, attacks: Sequence[Attack]) -> None:
    """Check the base: each attack has its finding, twice the same bytes, and the rest is checked."""
    ran, again = place.run("check", "--format", "json"), place.run("check", "--format", "json", "--no-cache", seed=2)
    assert ran.code == 1
    assert ran.out == again.out
    findings = json.loads(ran.out)["findings"]
    told = [f"{one['file']} {one['message']} {one['code']}" for one in findings]
    for attack in attacks:
        for word in attack.told:
            assert any(word in one for one in told), (attack.name, word)
    assert [one["entity"] for one in findings if one["code"] == "PRO001"] == ["process:control"]
    lines = (
        place.run("check").out + place.run("diff", "main").out + place.run("diff", "main", "--format", "markdown").out
    )
    assert "\x1b" not in lines
    assert place.unchanged()


@pytest.fixture
def everything(tmp_path):
    """Return a base with all attacks at once."""
    return Place(tmp_path, ALL)


def test_all_at_once(everything):
    """A check names each; a careful build refuses, for links stand where it would write; merged, it is no other."""
    checked(everything, ALL)
    built = everything.run("build", "--safe")
    assert built.code == 2
    assert any(link in built.err for attack in ALL for link in attack.links), built.err
    git(everything.root, "checkout", "-q", "-f", "main")
    git(everything.root, "merge", "-q", BRANCH)
    assert everything.run("check").code == 1
    (everything.home / "user/roles.csv").write_text("id,name,purpose\njefa,Jefa,Decidir.\n")
    taken = everything.run("import", str(everything.home / "user/roles.csv"), "--kind", "role", "--apply")
    assert taken.code == 2, "its lock is a link"
    assert everything.unchanged()


@pytest.fixture
def passing(tmp_path):
    """Return a base with all attacks that do not stop a build."""
    return Place(tmp_path, [one for one in ALL if not one.stops])


def test_a_site_of_it(passing):
    """A careful build names what it leaves aside, and what it makes of the rest runs nothing and tells no secret."""
    attacks = [one for one in ALL if not one.stops]
    built = passing.run("build", "--safe")
    assert built.code == 0, built.err
    lines = built.err.splitlines()
    for attack in attacks:
        for word in attack.left:
            assert len([line for line in lines if word in line]) == 1, (attack.name, word, built.err)
    site = passing.root / "site"
    assert b"Ventas" in (site / "es/areas/ventas/index.html").read_bytes()
    for file in (one for one in site.rglob("*") if one.is_file()):
        data = file.read_bytes()
        assert not any(secret.encode() in data for secret in (SECRET, TOKEN)), file
        assert b"root:x:0" not in data, file
        if file.parent.name == "search":
            part(file.parents[1], file.stem)  # nothing but one call with data
        else:
            assert file.suffix != ".js" or b"pwned" not in data, file
        if file.suffix in (".html", ".svg"):
            Inert(file, passing.address).feed(data.decode())
    assert passing.unchanged()


def test_merged_it_runs_nothing_and_other_changes_go_on(passing):
    """Nobody's journal is carried out, whatever is written next to it."""
    git(passing.root, "checkout", "-q", "-f", "main")
    git(passing.root, "merge", "-q", BRANCH)
    (passing.home / "user/roles.csv").write_text("id,name,purpose\njefa,Jefa,Decidir.\n")
    assert passing.run("import", str(passing.home / "user/roles.csv"), "--kind", "role", "--apply").code == 0
    assert (passing.root / "data/roles/jefa.yaml").is_file()
    assert (passing.root / "data/processes/control.yaml").read_text() == GOOD["data/processes/control.yaml"]
    checked_ = json.loads(passing.run("check", "--format", "json").out)["findings"]
    assert any(one["code"] == "PRO001" for one in checked_)
    if EVERYTHING:
        for arguments in (
            ["trend"],
            ["diff", "main~1", "main"],
            ["show", "process:control"],
            ["export", "--format", "json"],
            ["schema", "--write"],
        ):
            passing.run(*arguments)


class Inert(HTMLParser):
    """Refuses what of a stranger's would run in a page, or be asked of another machine."""

    def __init__(self, file: Path, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file, self.address, self.tag = file, address, ""

    def handle_starttag(self, tag, attrs):
        self.tag = tag
        for name, value in attrs:
            assert not name.startswith("on"), (self.file, tag, name, value)
            assert not (value or "").lower().strip().startswith(("javascript:", "vbscript:")), (self.file, tag, value)
            assert tag == "link" or self.address not in (value or ""), (self.file, tag, value)
        assert tag not in ("iframe", "object", "embed", "base"), (self.file, tag)

    def handle_data(self, data):
        assert self.tag != "script" or "pwned" not in data, (self.file, data)

    def handle_endtag(self, _tag):
        self.tag = ""


@pytest.mark.skipif(not EVERYTHING, reason="takes long: only with TIMONEL_TEST_ALL=1")
@pytest.mark.parametrize("attack", [one for one in ATTACKS if one.stops and one.left], ids=lambda one: one.name)
def test_pages_that_take_too_much(tmp_path, attack):
    """The page is named, built or not."""
    place = Place(tmp_path, [attack])
    built = place.run("build", "--safe")
    assert all(word in built.err for word in attack.left), built.err
