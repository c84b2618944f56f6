"""`timonel minutes`: from what a body was asked to what it decided, in the base and in a document, by one plan."""

from __future__ import annotations

import pytest
from bases import write

DAY = "2026-12-10"
BASE = {
    "timonel": {"as_of": "2026-11-20"},
    "people": [{"id": "ana", "name": "Ana", "employment": "internal"}],
    "roles": [{"id": "jefa", "name": "Jefa", "purpose": "p", "type": "governance", "holders": [{"person": "ana"}]}],
    "forums": [
        {
            "id": "mesa",
            "name": "Mesa",
            "type": "steering",
            "chair": "jefa",
            "members": [{"role": "jefa", "voice": "managers"}],
            "cadence": "monthly",
            "next": DAY,
            "recurs": "FREQ=MONTHLY;BYDAY=2TH",
            "meetings": [{"date": "2026-11-12"}],
            "decides": ["fase"],
        },
        {"id": "otra", "name": "Otra", "type": "working-group", "chair": "jefa"},
    ],
    "decisions": [{"id": "fase", "name": "Paso de fase", "statement": "La mesa."}],
    "phases": [
        {
            "id": "piloto",
            "name": "Piloto",
            "order": 1,
            "type": "pilot",
            "purpose": "p",
            "criteria": [{"id": "hecho", "statement": "Hecho."}],
        }
    ],
    "data/initiatives/horno.yaml": (
        "# El horno\nid: horno\nname: Horno\ntype: project\nstatus: running\nsponsor: jefa\nlead: jefa\nphases:\n"
        "  - phase: piloto   # el de la calle Mayor\n    status: in-progress\n    due: 2026-12-01\n    started: 2026-03-01\n"
        "    evidence: [{criterion: hecho, note: Se hizo.}]\n"
    ),
    "processes": [{"id": "hornear", "name": "Hornear", "type": "support"}],
    "waivers": [
        {
            "rule": "PRO001",
            "entity": "process:hornear",
            "reason": "En enero.",
            "approved_by": "jefa",
            "expires": "2026-12-01",
        }
    ],
    "resolutions": [
        {
            "id": id_,
            "name": name,
            "forum": "mesa",
            "status": "proposed",
            "statement": f"Se propone: {name}.",
            "owner": "jefa",
            "due": "2027-01-31",
            "exercises": "fase",
            "about": ["initiative:horno"],
        }
        for id_, name in (("seguir", "Seguir"), ("comprar", "Comprar"), ("cerrar", "Cerrar"), ("esperar", "Esperar"))
    ],
}
DECIDED = (
    "--date", DAY, "--agree", "seguir", "--change", "comprar", "Se compra la mitad.", "--withdraw", "resolution:cerrar",
    "--gate", "seguir", "initiative:horno", "--waiver", "comprar", "PRO001", "process:hornear", "2027-03-31", "--by", "person:ana",
)  # fmt: skip


@pytest.fixture
def minutes(base_of, run):
    """Return a function that writes down the session of a base, and the base's folder."""
    root = base_of(BASE)
    return lambda *arguments: run("minutes", "forum:mesa", "--root", root, "--lang", "es", *arguments), root


def test_a_plan_first_and_nothing_is_written(minutes):
    """Without --apply, what would change is shown, with the gaps that close, and every file is as it was."""
    call, root = minutes
    before = {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}
    told = call(*DECIDED)
    assert told.code == 0
    assert "resolution:seguir" in told.out
    assert "DAT007" in told.out.partition("cierra")[2]
    assert {one: one.read_bytes() for one in root.rglob("*") if one.is_file()} == before


def test_what_was_decided_stands_in_the_base_and_in_the_minutes(minutes, run, check):
    """Agreed, changed, withdrawn; the gate and the waiver follow, by the resolution; the session is held, the next is set; the gap is closed."""
    call, root = minutes
    before = {(one["code"], one["entity"]) for one in check(root, "--as-of", DAY, "--format", "json").found()}
    assert call(*DECIDED, "--apply").code == 0
    after = {(one["code"], one["entity"]) for one in check(root, "--as-of", DAY, "--format", "json").found()}
    assert [one for one in after if one[0] in ("DAT001", "DAT002", "DAT003", "DAT004", "DAT006", "DAT007")] == []
    assert ("DAT007", "waiver:pro001-process-hornear") in before - after
    shown = "".join(run("show", f"resolution:{one}", "--root", root).out for one in ("seguir", "comprar", "cerrar", "esperar"))  # fmt: skip
    assert [word for word in ("Acordado", "Retirado", "Propuesto") if word not in shown] == []
    assert "Se compra la mitad." in shown
    initiative = (root / "data/initiatives/horno.yaml").read_text("utf-8")
    assert "approved_by: resolution:seguir" in initiative
    assert "# el de la calle Mayor" in initiative  # what nobody changed stays as somebody wrote it
    assert "status: passed" in initiative
    assert "resolution:comprar" in (root / "data/waivers.yaml").read_text("utf-8")
    forum = run("show", "forum:mesa", "--root", root).out
    assert "2027-01-14" in forum
    assert DAY in forum
    text = (root / f"minutes/mesa-{DAY}.md").read_text("utf-8")
    told = text.split("\n## ")
    assert [one.partition("\n")[0] for one in told[1:]] == ["Acordado", "Acordado con cambios", "Retirado", "Aprobado con ello", "Sin decidir", "Brechas que esto cierra"]  # fmt: skip
    assert "Se compra la mitad." in told[2]
    assert "Piloto" in told[4]
    assert "Esperar" in told[5]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--agree", "nada"), "resolution:nada"),
        (("--agree", "seguir", "--withdraw", "seguir"), "se decide dos veces"),
        (("--agree", "seguir", "--gate", "seguir", "initiative:nada"), "initiative:nada"),
        (("--agree", "seguir", "--gate", "comprar", "initiative:horno"), "resolution:comprar"),
        (("--agree", "seguir", "--waiver", "seguir", "PRO002", "process:hornear", "2027-01-31"), "PRO002"),
        (("--agree", "seguir", "--waiver", "seguir", "PRO001", "process:hornear", "2026-12-01"), "2026-12-01"),
        (("--by", "person:nadie"), "person:nadie"),
    ],
)
def test_what_was_not_proposed_cannot_be_decided(minutes, arguments, why):
    """An unknown resolution, one decided twice, a gate or waiver that is none or that nothing agreed approves: refused, and nothing is written."""
    call, root = minutes
    told = call("--date", DAY, *arguments, "--apply")
    assert told.code == 2
    assert why in told.err
    assert not (root / "minutes").exists()


def test_a_session_has_one_set_of_minutes(minutes):
    """Minutes that are there are not overwritten."""
    call, root = minutes
    write(root / f"minutes/mesa-{DAY}.md", "# Lo que dijimos\n")
    told = call("--date", DAY, "--agree", "seguir", "--apply")
    assert told.code == 2
    assert f"mesa-{DAY}.md" in told.err


def test_another_body_decides_nothing_of_this_one(minutes, run):
    """What is proposed to one body cannot be agreed by another."""
    _, root = minutes
    told = run("minutes", "forum:otra", "--root", root, "--date", DAY, "--agree", "seguir")
    assert told.code == 2
    assert "forum:otra" in told.err
