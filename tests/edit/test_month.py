"""A month of a company: people join and leave, roles merge, processes change names and owners; each is one command."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from os import environ
from pathlib import Path

import pytest
from bases import ROOT, Run
from repositories import Repo, alone

from timonel.model import Base, Entity
from timonel.pipeline import examine

BASE = ROOT / "tests/terminal/base"
CHANGES = 60 if "TIMONEL_TEST_ALL" in environ else 6
Command = Callable[..., Run]
FEW = 4  # roles: of fewer, not much can happen
COUNT = {
    "opens": re.compile(r"^opens (\d+) gap", re.MULTILINE),
    "closes": re.compile(r"^closes (\d+) gap", re.MULTILINE),
}
FILES = re.compile(r"^(\d+) files? changes?", re.MULTILINE)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    alone(monkeypatch)
    shutil.copytree(BASE, tmp_path / "base")
    found = Repo(tmp_path / "base")
    found.git("add", "-A")
    found.git("commit", "-qm", "inicio")
    return found


def base_of_(root: Path) -> Base:
    return examine(root, use_cache=False).base


def gaps(run: Command, root: Path) -> list[str]:
    found = run("check", "--root", root, "--format", "json").json["findings"]
    return [one["fingerprint"] for one in found if one["status"] == "open"]


def _any(dice: random.Random, base: Base, *kinds: str) -> Entity:
    return dice.choice([one for kind in kinds for one in base.of(kind)])


def orders(dice: random.Random, root: Path) -> Iterator[tuple[str, ...]]:
    """Yield what happens, as commands; what cannot happen now is left out by who asks."""
    number = 0
    while True:
        base, number = base_of_(root), number + 1
        role, other = dice.sample(base.of("role"), 2)
        process, person = _any(dice, base, "process"), _any(dice, base, "person")
        yield from dice.sample(
            [
                ("rename", _any(dice, base, "process", "role", "term", "system", "person").key, f"nuevo-{number}"),
                ("set", process.key, f"owner={other.id}"),
                ("set", "process", "--where", f"owner={role.id}", f"owner={other.id}"),
                ("set", process.key, "owner="),
                ("set", role.key, f"reports_to={other.id}"),
                ("set", process.key, f"systems+={_any(dice, base, 'system').id}"),
                ("handover", person.key, "--to", _any(dice, base, "person").key, "--on", "2026-12-01"),
                ("handover", person.key, "--to", _any(dice, base, "person").key),
                ("retire", _any(dice, base, "system", "touchpoint", "process").key),
                ("merge", role.key, other.id, "--take", other.key),
                ("set", _any(dice, base, "risk").key, f"owner={role.id}"),
            ],
            4,
        )


def test_each_change_is_one_command_that_foretells_what_it_does(repo: Repo, run: Command) -> None:
    """The gaps that change are the ones foretold, as many files change as were told, and git sees nothing else."""
    dice, root, done = random.Random(20261130), repo.root, 0
    for order in orders(dice, root):
        words = (*order, "--root", root, "--lang", "en")
        plan = run(*words)
        if plan.code:  # nothing to hand over, retired already, something else in the way: one line says so
            assert plan.err.startswith("Error: "), (order, plan)
            continue
        files = FILES.search(plan.out)
        assert files
        if not int(files[1]):  # it is so already
            continue
        before = gaps(run, root)
        assert run(*words, "--apply").code == 0, order
        after = gaps(run, root)
        told = {name: int(found[1]) if (found := form.search(plan.out)) else 0 for name, form in COUNT.items()}
        if order[0] not in ("rename", "merge"):  # these give gaps other names
            new, gone = set(after) - set(before), set(before) - set(after)
            assert told == {"opens": len(new), "closes": len(gone)}, order
        assert told["opens"] - told["closes"] == len(after) - len(before), order
        status = repo.git("status", "--porcelain", "-z", "-uall").split("\0")
        changed = {line[3:] for line in status if line and ".timonel" not in line}
        repo.git("add", "-A")
        moves = len(re.findall(r"^R", repo.git("diff", "--cached", "--name-status"), re.MULTILINE))
        assert len(changed) - moves <= int(files[1]) + moves <= len(changed), (order, plan.out, changed)
        repo.git("commit", "-qm", " ".join(map(str, order)))
        done += 1
        if done == CHANGES:
            break
        if len(base_of_(root).of("role")) < FEW:  # somebody joins, after all that merged
            name = f"Puesto {done}"
            fields = (f"name={name}", "purpose.es=Ayudar.", "purpose.en=To help.")
            assert run("new", "role", "--root", root, *(word for one in fields for word in ("--set", one))).code == 0
            repo.git("add", "-A")
            repo.git("commit", "-qm", name)
    assert not [one for one in base_of_(root).misfits if one.code in ("DAT001", "DAT002", "DAT003", "DAT004")]
