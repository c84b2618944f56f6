"""`timonel waive`: refuses what the check would refuse, keeps every byte, and what it writes is read."""

from __future__ import annotations

import pytest

from timonel.source import parse

PROCESS = {"id": "alta", "name": "Alta", "type": "support"}
ROLE = {"id": "jefa", "name": "Jefa", "purpose": "Decidir."}
LIST = "data/waivers/waivers.yaml"
THERE = "- rule: LES002\n  entity: lesson:x\n  reason: Se busca.\n  approved_by: jefa\n  expires: 2027-01-31\n"


@pytest.fixture
def waive(base_of, run):
    """Waive PRO001 of the process in a base with other files, options replaced at will."""

    def call(files=None, reason=("Se decide en enero.",), **changes):
        said = {
            "code": "PRO001",
            "entity": "process:alta",
            "by": "role:jefa",
            "expires": "2027-01-31",
            "timonel": {},
            **changes,
        }
        call.root = base_of({"processes": [PROCESS], "roles": [ROLE], "timonel": said["timonel"], **(files or {})})
        reasons = [word for one in reason for word in ("--reason", one)]
        return run(
            "waive",
            said["code"],
            said["entity"],
            *reasons,
            "--approved-by",
            said["by"],
            "--expires",
            said["expires"],
            "--root",
            call.root,
        )

    return call


def test_a_first_waiver_makes_the_file_and_covers_the_gap(waive, check):
    told = waive()
    assert (told.code, told.out) == (0, f"{LIST}:1\n")
    assert (waive.root / LIST).read_text("utf-8") == (
        "- rule: PRO001\n  entity: process:alta\n  reason: {es: Se decide en enero.}\n  approved_by: jefa\n  expires: 2027-01-31\n"
    )
    found = check(waive.root, "--select", "PRO001", "--format", "json").found()
    assert [one["status"] for one in found] == ["waived"]
    assert [one.name for one in (waive.root / "data/waivers").iterdir()] == ["waivers.yaml"]


@pytest.mark.parametrize(
    "there",
    [
        THERE,
        f"# Las excepciones, con su motivo\n{THERE}\n\n# hasta aquí\n",
        THERE.replace("\n", "\r\n"),
        THERE.rstrip("\n"),
        "".join(f"  {line}\n" for line in THERE.splitlines()),
        f"---\n{THERE}",
        THERE.replace("Se busca.", "|\n    Se busca.\n\n    # no es comentario"),
        '- {rule: LES002, entity: "lesson:x", reason: Se busca., approved_by: jefa, expires: 2027-01-31}\n',
        "# nada todavía\n",
        "",
        "\ufeff" + THERE,
    ],
)
def test_every_byte_that_was_there_stays(waive, there):
    told = waive({LIST: there})
    data = (waive.root / LIST).read_bytes()
    assert told.code == 0
    assert data.startswith(there.encode())
    before = parse(LIST, there.encode()).value or []
    assert parse(LIST, data).value[:-1] == before
    line = int(told.out.rpartition(":")[2])
    assert data.decode().split("\n")[line - 1].lstrip(" ").startswith("- rule: PRO001")
    assert b"\r\n" not in there.encode() or b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "there", ["[]\n", f"{THERE}...\n", "- rule: [x\n", "rule: x\n", f"{THERE}- reason: |+\n    x\n\n- x: |+\n    y"]
)
def test_a_file_that_takes_no_items_is_left_alone(waive, there):
    told = waive({LIST: there})
    assert told.out == "data/waivers/pro001-process-alta.yaml:1\n"
    assert (waive.root / LIST).read_text("utf-8") == there


def test_a_base_with_all_waivers_in_one_file_keeps_to_it(waive):
    assert waive({"data/waivers.yaml": THERE}).out == "data/waivers.yaml:6\n"


@pytest.mark.parametrize(
    "reason",
    [
        "no",
        "123",
        "2027-01-31",
        "a: b # c",
        "- x",
        "'\"\\",
        "  a  b ",
        "á\u2028b",
        "una\nnota",
        "\x07",
        "{x}",
        "palabra " * 60,
        "@x %y",
        "| z",
        "a" * 300,
    ],
)
def test_any_reason_is_read_as_it_was_written(waive, reason):
    told = waive(reason=(f"es={reason}", "en=x y"))
    assert told.code == 0
    value = parse(LIST, (waive.root / LIST).read_bytes()).value[0]["reason"]
    assert value == {"es": reason.strip(), "en": "x y"}


def test_a_reason_without_a_language_is_in_the_first_one(waive):
    told = waive(reason=("x=1 y 2",))
    assert parse(LIST, (waive.root / LIST).read_bytes()).value[0]["reason"] == {"es": "x=1 y 2"}
    assert "lacks a text in: en" in told.err


def test_a_base_of_one_language_gets_one_text(waive):
    waive(timonel={"languages": ["es"]})
    assert parse(LIST, (waive.root / LIST).read_bytes()).value[0]["reason"] == "Se decide en enero."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "PRO01"}, "no PRO01; the nearest there are: PRO0"),
        ({"entity": "process:altas"}, "no process:altas; the nearest there are: process:alta"),
        ({"entity": "alta"}, "no alta"),
        ({"entity": "waiver"}, "no waiver"),
        ({"by": "role:jefe"}, "no role:jefe; the nearest there are: role:jefa"),
        ({"by": "person:jefa"}, "no person:jefa"),
        ({"expires": "2026-11-19"}, "2026-11-19 is past"),
        ({"expires": "mañana"}, "2026-11-20"),
        ({"reason": ("  ",)}, "needs a reason"),
        ({"reason": ("es=a", "b")}, "two texts in one language"),
        ({"code": "DAT006"}, "speaks of waivers"),
    ],
)
def test_what_the_check_would_refuse_is_refused(waive, change, words):
    told = waive(**change)
    assert (told.code, told.out) == (2, "")
    assert words in told.err
    assert not (waive.root / "data/waivers").exists()


def test_a_second_waiver_of_the_same_is_refused(waive):
    told = waive({LIST: THERE.replace("LES002", "PRO001").replace("lesson:x", "process:alta")})
    assert told.code == 2
    assert f"{LIST}, line 1" in told.err


def test_the_last_day_may_be_today(waive):
    assert waive(expires="2026-11-20").code == 0


def test_a_gap_that_does_not_exist_is_warned_of(waive):
    told = waive(entity="role:jefa")
    assert (told.code, told.out) == (0, f"{LIST}:1\n")
    assert "no such gap" in told.err


def test_a_page_can_be_waived(waive):
    waive(code="VOC001", entity="page:es/guía x.md")
    assert parse(LIST, (waive.root / LIST).read_bytes()).value[0]["entity"] == "page:es/guía x.md"


def test_nothing_is_written_outside_the_base(waive, tmp_path, base_of, run):
    outside = tmp_path / "outside"
    outside.mkdir()
    root = base_of({"processes": [PROCESS], "roles": [ROLE]})
    (root / "data/waivers").symlink_to(outside, target_is_directory=True)
    told = run(
        "waive",
        "PRO001",
        "process:alta",
        "--reason",
        "x y",
        "--approved-by",
        "jefa",
        "--expires",
        "2027-01-31",
        "--root",
        root,
    )
    assert told.code == 2
    assert [*outside.iterdir()] == []


def test_an_expired_waiver_says_whom_to_ask(judged):
    person = {"id": "ana", "name": "Ana", "employment": "internal"}
    role = {**ROLE, "holders": [{"person": "ana", "from": "2026-01-01"}]}
    waiver = {"rule": "PRO001", "entity": "process:alta", "reason": "x", "approved_by": "jefa", "expires": "2026-11-01"}
    contents = {"processes": [PROCESS], "people": [person], "roles": [role], "waivers": [waiver]}
    codes = ("PRO001", "DAT007")

    def message(**settings):
        result = judged({**contents, **settings}, *codes)
        return next(one for one in result.findings if one.code == "DAT007").message("es")

    assert "que aprobó «Jefa»" in message()
    assert "«Jefa» (Ana)" in message()
    assert "Ana" not in message(timonel={"publish": {"people": False}})
    contents["roles"] = [
        {**ROLE, "reports_to": "directora"},
        {"id": "directora", "name": "Directora", "purpose": "x", "holders": [{"person": "ana"}]},
    ]
    assert "A quién preguntar: «Directora» (Ana)." in message()
