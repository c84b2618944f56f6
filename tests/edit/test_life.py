"""What happens in a company's life: each change is foretold, then written, all of it and nothing else."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from os import environ
from pathlib import Path

import pytest
from bases import ROOT, Run, write
from repositories import Repo, alone

import timonel
from timonel import journal
from timonel.edit.change.rename import rename
from timonel.governance import Result
from timonel.lookups.confirmations import changes, losses
from timonel.pipeline import examine

BASE = ROOT / "tests/terminal/base"
ALL = "TIMONEL_TEST_ALL" in environ
FORETOLD = 500 if ALL else 4
Command = Callable[..., Run]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a base of some forty entities with all that can name another one."""
    return Path(shutil.copytree(BASE, tmp_path / "base"))


def contents(root: Path) -> dict[str, bytes]:
    files = (one for one in root.rglob("*") if one.is_file() and ".timonel" not in one.parts)
    return {one.relative_to(root).as_posix(): one.read_bytes() for one in files}


def opened(run: Command, root: Path) -> set[tuple[str, str]]:
    found = run("check", "--root", root, "--format", "json").json["findings"]
    return {(one["code"], one["entity"]) for one in found if one["status"] == "open"}


def gaps(root: Path, names: dict[str, str]) -> list[tuple[object, ...]]:
    """Return what a check says of each gap, with the names of then."""
    result = examine(root, use_cache=False)
    return sorted(
        (one.code, names.get(one.spot.subject, one.spot.subject), one.severity, one.status, one.message("en"))
        for one in result.findings
    )


def whole(root: Path) -> list[str]:
    """Return the entities whose confirmation holds."""
    return confirmed(examine(root, use_cache=False))


def confirmed(result: Result) -> list[str]:
    found = []
    for one in result.base.of("confirmation"):
        entity = result.base.find(one.fields["entity"])
        if entity and not changes(result.base, entity, one) and not losses(result.facts, one):
            found.append(entity.key)
    return sorted(found)


def _ids(root: Path) -> Iterator[tuple[str, str]]:
    base = examine(root, use_cache=False).base
    for entity in base:
        if "id" in base.schema.kinds[entity.kind].required:
            yield entity.kind, entity.id


def _every(root: Path, few: int) -> list[tuple[str, str]]:
    found = sorted(_ids(root))
    return found if ALL else random.Random(20261130).sample(found, few)


def test_a_rename_leaves_the_same_gaps_the_same_score_and_every_confirmation(root, run):
    """Whatever is renamed, one after the other: owners, people, terms, systems, …; back again, and all is as it was."""
    before = contents(root)
    for kind, id_ in _every(root, 4):
        old, new = f"{kind}:{id_}", f"{kind}:{id_}-nuevo"
        known, held, score = gaps(root, {old: new}), whole(root), examine(root, use_cache=False).score
        names = {old: new}
        assert run("rename", old, f"{id_}-nuevo", "--root", root, "--apply").code == 0, old
        told = gaps(root, {})
        assert [one[:4] for one in told] == [one[:4] for one in known], old
        assert whole(root) == sorted(names.get(one, one) for one in held), old
        assert examine(root, use_cache=False).score == score, old
        assert not [path for path, data in contents(root).items() if f"{old}\n".encode() in data], old
        assert run("rename", new, id_, "--root", root, "--apply").code == 0, old
    plain = {path: data for path, data in contents(root).items() if b"formerly" not in data}
    assert {path: before[path] for path in plain} == plain


@pytest.mark.skipif(not ALL, reason="takes minutes: only with TIMONEL_TEST_ALL=1")
def test_so_it_is_in_the_example(tmp_path, run):
    names = ("data", "docs", "rules", "schemas", "imports", "timonel.yaml", "mkdocs.yml", "history.csv")
    root = tmp_path / "base"
    for name in names:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, root / name)
        elif place.exists():
            write(root / name, place.read_bytes())
    chosen = random.Random(20261130).sample(sorted(_ids(root)), 20)
    before, held = gaps(root, {}), whole(root)
    names_ = {}
    for kind, id_ in chosen:
        assert run("rename", f"{kind}:{id_}", f"{id_}-nuevo", "--root", root, "--apply").code == 0, id_
        names_[f"{kind}:{id_}"] = f"{kind}:{id_}-nuevo"
    after = gaps(root, {})
    mapped = sorted((code, names_.get(subject, subject), *rest[:2]) for code, subject, *rest in before)
    assert sorted(one[:4] for one in after) == mapped
    assert whole(root) == sorted(names_.get(one, one) for one in held)


def test_a_rename_foretells_neither_gap_nor_loss_in_the_example():
    """What is foretold of a random one: no gap comes or goes, the score stays, and whole confirmations stay whole."""
    before = examine(ROOT, use_cache=False)
    held = confirmed(before)
    assert held
    ids = sorted(one.key for one in before.base if "id" in before.base.schema.kinds[one.kind].required)
    for key in random.Random(20261130).sample(ids, FORETOLD):
        plan = rename(ROOT, before, key, f"{key.partition(':')[2]}-nuevo", use_cache=False)
        assert not [one for some in (plan.foretold.opened, plan.foretold.closed) for one in some], key
        assert plan.after.score == before.score, key
        assert confirmed(plan.after) == sorted(plan.names.get(one, one) for one in held), key
        assert (plan.after.base.find(key), len(plan.after.base)) == (None, len(before.base)), key


def test_everything_beside_the_entities_follows_a_rename(root, run):
    write(root / "docs/es/nota.md", "# Nota\n\n{{ kb.link('role:jefa') }} [ficha](../roles/jefa.md) role:jefa-otra\n")
    write(
        root / "imports/hoja.yaml",
        "sheets:\n  - kind: process\n    values:\n      Dueño:\n        La jefa: jefa\n        Otra: jefa-otra\n",
    )
    run("check", "--root", root, "--write-baseline", root / "baseline.json")
    known = json.loads((root / "baseline.json").read_bytes())["findings"]
    assert any(one["entity"] == "role:jefa" for one in known) or known
    assert run("rename", "role:jefa", "directora", "--root", root, "--apply").code == 0
    assert (root / "docs/es/nota.md").read_text() == (
        "# Nota\n\n{{ kb.link('role:directora') }} [ficha](../roles/directora.md) role:jefa-otra\n"
    )
    assert "La jefa: directora\n        Otra: jefa-otra" in (root / "imports/hoja.yaml").read_text()
    found = run("check", "--root", root, "--baseline", root / "baseline.json", "--strict-baseline", "--format", "json")
    assert (found.code, [one for one in found.json["findings"] if one["status"] == "open"]) == (0, [])


def test_a_diff_tells_a_rename_as_one_entity(root, run, monkeypatch):
    alone(monkeypatch)
    repo = Repo(root)
    repo.git("add", "-A")
    repo.git("commit", "-qm", "uno")
    run("rename", "role:jefa", "directora", "--root", root, "--apply")
    found = run("diff", "HEAD", "--root", root, "--format", "json").json
    assert [(one["entity"], one["was"]) for one in found["entities"] if one["change"] == "renamed"] == [
        ("role:directora", "role:jefa")
    ]
    assert found["findings"]["opened"] == found["findings"]["closed"] == []


def test_links_in_texts_and_lessons_behind_rules_follow_a_rename(base_of, run):
    """A lesson of the method keeps the rules that it stands behind; a link in a sentence leads where it led."""
    lesson = {
        "id": "crm-de-nombre",
        "name": "No lo llames CRM",
        "statement": "Es otra cosa.",
        "advice": "avoid",
        "pillar": "processes",
    }
    text = "Como dice la [lección](lesson:crm-de-nombre) y no lesson:crm-de-nombre-2."
    process = {"id": "p", "name": "P", "type": "support", "description": text}
    root = base_of({"lessons": [lesson], "processes": [process]})
    before = opened(run, root)
    assert run("rename", "lesson:crm-de-nombre", "nombre", "--root", root, "--apply").code == 0
    assert {(code, entity.replace("crm-de-nombre", "nombre")) for code, entity in before} == opened(run, root)
    found = examine(root, use_cache=False).base.find("process:p")
    assert found
    assert found.fields["description"] == text.replace("(lesson:crm-de-nombre)", "(lesson:nombre)")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["role:jefa", "panadero"], "role:panadero"),
        (["role:jefa", "Jefa Nueva"], "`Jefa Nueva`"),
        (["role:jef", "x"], "role:jefa"),
        (["role:jefa", "jefa"], "role:jefa"),
        (["role:jefa", "../../x"], "`../../x`"),
        (["waiver:xps001-process-encargos", "x"], "waiver:"),
    ],
)
def test_a_rename_that_cannot_be_is_refused_in_a_line(root, run, words, why):
    before = contents(root)
    refused = run("rename", *words, "--root", root, "--apply", "--lang", "en")
    assert (refused.code, why in refused.err, contents(root)) == (2, True, before)


def test_nothing_is_written_without_apply_and_the_gaps_are_foretold(root, run):
    """What a plan says it opens and closes is what the check says afterwards."""
    before, then = contents(root), opened(run, root)
    words = ("set", "process:venta", "owner=", "--root", root, "--lang", "en")
    plan = run(*words)
    assert (plan.code, contents(root)) == (0, before)
    assert "PRO001" in plan.out.partition("opens")[2]
    run(*words, "--apply")
    now = opened(run, root)
    said = plan.out.partition("opens ")[2].splitlines()
    assert int(said[0].split()[0]) == len(now - then)
    assert all(any(line.startswith(f"  {code} ") for line in said) for code, _ in now - then)


def test_many_owners_in_one_step_and_nothing_else_changes(root, run):
    base = examine(root, use_cache=False).base
    theirs = {one.key: one.file for one in base.of("process") if one.fields.get("owner") == "panadero"}
    before = contents(root)
    assert run("set", "process", "--where", "owner=panadero", "owner=jefa", "--root", root, "--apply").code == 0
    after = contents(root)
    assert {path for path in before if before[path] != after[path]} == {*theirs.values()}
    for path in theirs.values():
        lines = [(a, b) for a, b in zip(before[path].splitlines(), after[path].splitlines(), strict=True) if a != b]
        assert {(a.strip(b"- "), b.strip(b"- ")) for a, b in lines} == {(b"owner: panadero", b"owner: jefa")}


def test_items_of_lists_come_and_go(root, run):
    def systems() -> object:
        found = examine(root, use_cache=False).base.find("process:venta")
        return found and found.fields.get("systems")

    run("set", "process:venta", "systems=fichero", "--root", root, "--apply")
    assert systems() == ["fichero"]
    run("set", "process:venta", "systems-=fichero", "--root", root, "--apply")
    assert not systems()
    run("set", "process:venta", "systems+=fichero", "--root", root, "--apply")
    assert systems() == ["fichero"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["process:venta"], "field=value"),
        (["process:vent", "owner=jefa"], "process:venta"),
        (["process:venta", "patrona=jefa"], "patrona"),
        (["process:venta", "owner=nadie"], "nadie"),
        (["process:venta", "type=nada"], "nada"),
        (["process:venta", "id=otro"], "timonel rename"),
        (["proces", "--where", "owner=jefa", "owner=panadero"], "proces"),
        (["--where", "owner=luna", "owner=jefa"], "no entity"),
        (["--where", "type=support", "--where", "=luna", "owner=jefa"], "`=luna`"),
    ],
)
def test_what_cannot_be_set_is_refused_in_a_line(root, run, words, why):
    before = contents(root)
    refused = run("set", *words, "--root", root, "--apply", "--lang", "en")
    assert (refused.code, why in refused.err, contents(root)) == (2, True, before)


ROLES = [
    {"id": "uno", "name": "Uno", "purpose": "Vender.", "holders": [{"person": "ana"}], "reports_to": "dos"},
    {"id": "dos", "name": "Dos", "purpose": "Vender.", "holders": [{"person": "ana"}], "responsibilities": ["Cuidar."]},
    {"id": "tres", "name": "Tres", "purpose": "Otra.", "holders": [{"person": "ana"}]},
]
WORK = {
    "people": [
        {"id": "ana", "name": "Ana", "employment": "internal"},
        {"id": "beto", "name": "Beto", "employment": "internal"},
    ],
    "roles": ROLES,
    "processes": [
        {"id": "p", "name": "P", "type": "support", "owner": "uno"},
        {"id": "q", "name": "Q", "type": "support", "owner": "dos"},
    ],
}


def test_two_roles_become_one(base_of, run):
    root = base_of(WORK)
    refused = run("merge", "role:uno", "dos", "--root", root, "--apply", "--lang", "en")
    assert (refused.code, "name" in refused.err, "--take" in refused.err) == (2, True, True)
    assert run("merge", "role:uno", "dos", "--take", "role:dos", "--root", root, "--apply").code == 0
    base = examine(root, use_cache=False).base
    assert [one.id for one in base.of("role")] == ["dos", "tres"]
    assert {one.fields["owner"] for one in base.of("process")} == {"dos"}
    dos = base.find("role:dos")
    assert dos
    assert dict(dos.fields) == {**ROLES[1], "formerly": ["uno"]}


def test_measurements_of_one_day_are_in_the_way_of_a_merge(base_of, run):
    several = [{"id": one, "name": "Venta", "owner": "dos"} for one in ("a", "b")]
    days = [{"of": f"indicator:{one}", "date": "2026-11-01", "value": 1} for one in ("a", "b")]
    root = base_of({**WORK, "indicators": several, "measurements": days})
    before = contents(root)
    refused = run("merge", "indicator:a", "b", "--root", root, "--apply")
    assert (refused.code, "measurement:indicator-a-2026-11-01" in refused.err, contents(root)) == (2, True, before)
    days[0]["date"] = "2026-11-02"
    root = base_of({**WORK, "indicators": several, "measurements": days}, "other")
    assert run("merge", "indicator:a", "b", "--root", root, "--apply").code == 0
    assert {one.fields["of"] for one in examine(root, use_cache=False).base.of("measurement")} == {"indicator:b"}


def test_a_system_retires_and_an_area_that_is_needed_stays(root, run):
    told = run("retire", "system:fichero", "--root", root, "--apply", "--lang", "en")
    found = examine(root, use_cache=False).base.find("system:fichero")
    assert (told.code, found and found.fields["status"]) == (0, "retired")
    before = contents(root)
    area = next(iter(examine(root, use_cache=False).base.of("role")))
    refused = run("retire", area.key, "--root", root, "--apply", "--lang", "en")
    assert (refused.code, ".yaml: " in refused.err, contents(root)) == (2, True, before)


def test_what_nothing_names_goes_with_its_file(base_of, run):
    root = base_of({**WORK, "data/areas/sola.yaml": "id: sola\nname: Sola\ntype: business\n"})
    assert run("retire", "area:sola", "--root", root, "--apply").code == 0
    assert not (root / "data/areas/sola.yaml").exists()
    assert run("retire", "role:tres", "--root", root, "--apply").code == 0
    assert [one.id for one in examine(root, use_cache=False).base.of("role")] == ["uno", "dos"]


def test_who_leaves_hands_everything_over_on_a_day(base_of, run):
    root = base_of(WORK)
    told = run("handover", "person:ana", "--root", root, "--lang", "en")
    assert (told.code, "3 things to hand over" in told.out) == (0, True)
    plan = run("handover", "person:ana", "--to", "person:beto", "--on", "2027-01-01", "--root", root, "--apply")
    assert plan.code == 0
    for role in examine(root, use_cache=False).base.of("role"):
        assert role.fields["holders"] == [
            {"person": "ana", "until": "2026-12-31"},
            {"person": "beto", "from": "2027-01-01"},
        ]
    assert run("handover", "person:nadie", "--root", root).code == 2
    assert run("handover", "person:beto", "--to", "person:beto", "--root", root, "--apply").code == 2  # to themselves


def test_what_is_told_has_the_signs_of_its_language(base_of, run):
    root = base_of(WORK)
    assert "Role “Uno” (role:uno, " in run("handover", "person:ana", "--root", root, "--lang", "en").out
    assert "Rol «Uno» (role:uno, " in run("handover", "person:ana", "--root", root, "--lang", "es").out


def test_what_is_there_and_cannot_be_read_is_not_called_missing(base_of, run):
    root = base_of({"data/processes/p.yaml": "id: p\nname: P\ntype: nada\n"})
    for words in (("set", "process:p", "owner=x"), ("rename", "process:p", "q"), ("retire", "process:p")):
        told = run(*words, "--root", root, "--lang", "en")
        assert (told.code, "is there, and cannot be read" in told.err) == (2, True)


def test_an_interrupted_change_is_finished_whole(root, run, monkeypatch):
    """A file that goes is part of it: killed in between, the next command that writes takes it away."""
    real = journal._move
    done = []

    def once(new, target):
        if done:
            raise KeyboardInterrupt
        done.append(target)
        real(new, target)

    monkeypatch.setattr(journal, "_move", once)
    run("rename", "role:jefa", "directora", "--root", root, "--apply")
    monkeypatch.setattr(journal, "_move", real)
    assert run("set", "process:venta", "tags+=x-nueva", "--root", root, "--apply").code in (0, 2)
    assert not [one for one in examine(root, use_cache=False).base.misfits if one.code == "DAT003"]
    assert timonel.open(root).base.find("role:directora")
