"""Files made to break programs end in findings, within a gibibyte, and the rest of the base is still checked."""

import json
import os
import subprocess
import sys

import pytest
from bases import PATIENCE, ROOT, write

from timonel.source import MAX_BYTES, Broken, parse

SUITE = ROOT.parent / "shared" / "data" / "yaml-test-suite"
MEBI = 2**20
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
OWNERLESS = {"processes": [{"id": "alta", "name": "Alta", "type": "support"}]}
# Runs the program with no more address space than a gibibyte, where the system can limit it.
PROGRAM = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
except (ImportError, ValueError, OSError):
    pass
from timonel.cli import main
sys.exit(main(sys.argv[1:]))
"""

needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason=f"{SUITE} is not here")


def examine(root):
    """Check a base in a process of its own and return its findings; it must not crash, nor take for ever."""
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", "--root", str(root), "--format", "json", "--format", f"text={root / 'out.txt'}"],
        capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert found.stderr == ""
    assert found.returncode == 1
    assert (root / "out.txt").stat().st_size < 16 * MEBI
    return json.loads(found.stdout)["findings"]


def survived(findings):
    """Whether the process beside the hostile files was still checked."""
    return [one["entity"] for one in findings if one["code"] == "PRO001"] == ["process:alta"]


# --- The public YAML test suite ---------------------------------------------------------------------------------------


@needs_suite
def test_yaml_at_its_strangest_ends_in_findings(base_of):
    root = base_of(OWNERLESS)
    cases = sorted(SUITE.glob("*.yaml"))
    assert len(cases) > 300
    for path in cases:
        write(root / "data" / "terms" / path.name, path.read_bytes())
    findings = examine(root)
    assert survived(findings)
    told = {one["file"] for one in findings if one["code"] in ("DAT001", "DAT002")}
    silent = {f"data/terms/{path.name}" for path in cases} - told
    # None of them is a term; those that say nothing hold an empty list.
    assert {name for name in silent if parse(name, (root / name).read_bytes()).value != []} == set()


@needs_suite
def test_yaml_at_its_strangest_makes_no_rule_and_no_settings(base_of, check):
    """Own rules are told each by itself; settings in every form leave the rest checked."""
    root = base_of(OWNERLESS)
    cases = sorted(SUITE.glob("*.yaml"))
    for path in cases:
        write(root / "rules" / path.name, path.read_bytes())
    findings = examine(root)
    assert survived(findings)
    told = {one["file"] for one in findings}
    silent = [path for path in cases if f"rules/{path.name}" not in told]
    assert [path.name for path in silent if parse("x", path.read_bytes()).value != []] == []
    plain = base_of(OWNERLESS, "settings")
    for path in cases if EVERYTHING else cases[::40]:
        write(plain / "timonel.yaml", path.read_bytes())
        assert survived(check(plain, "--format", "json").json["findings"]), path.name


# YAML that libyaml reads although the standard forbids it: harmless, and told by the schema.
LENIENT = {"9C9N", "9JBA", "CVW2", "DK95-01", "G5U8", "MUS6-00", "QB6E", "S98Z", "SU5Z", "X4QW", "Y79Y-03", "YJV2"}


@needs_suite
def test_what_the_suite_calls_invalid_is_broken():
    invalid = (SUITE / "INVALID.txt").read_text(encoding="utf-8").split()
    read = {
        name
        for name in invalid
        if not isinstance(parse(name, (SUITE / f"{name.removesuffix('.yaml')}.yaml").read_bytes()), Broken)
    }
    assert {name.removesuffix(".yaml") for name in read} <= LENIENT


# --- Small and hostile ------------------------------------------------------------------------------------------------

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
TERM = "id: {}\nname: {}\ndefinition: {}\n"
FILES = {
    "binary": bytes(range(256)) * 64,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "zip": b"PK\x03\x04" + bytes(range(200)),
    "utf-16": "id: a".encode("utf-16"),
    "utf-32": "id: a".encode("utf-32"),
    "latin-1": "id: a\nname: año\n".encode("latin-1"),
    "nul": b"id: a\0\n",
    "only nul": b"\0" * 1000,
    "surrogates": b"id: a\nname: \xed\xa0\x80\n",
    "overlong": b"id: a\nname: \xc0\xaf\n",
    "bomb": BOMB,
    "mapping bomb": BOMB.replace("[", "{k0: ").replace("]", "}").replace(",", ", k: "),
    "self reference": "a: &a [*a]\n",
    "deep lists": "[" * 10_000 + "]" * 10_000,
    "deep lists unclosed": "[" * 10_000,
    "deep mappings": "{a: " * 10_000,
    "deep block": "".join(f"{' ' * level}a:\n" for level in range(2000)),
    "deep dashes": "- " * 10_000,
    "deep questions": "? " * 10_000,
    "huge scalar": TERM.format("a", "x" * 2 * MEBI, "d"),
    "huge quoted": 'id: "' + "\\x41" * MEBI,
    "huge key": '"' + "k" * 2 * MEBI + '": 1\n',
    "huge id": TERM.format("a" * 100_000, "A", "d"),
    "huge number": TERM.format("a", "9" * 100_000, "d"),
    "numbers": TERM.format("9" * 4000, "1e999", "-.inf"),
    "huge anchor": f"a: &{'x' * MEBI} 1\n",
    "huge tag": f"a: !{'x' * MEBI} 1\n",
    "python": "a: !!python/object/apply:os.system [id]\n",
    "many problems": "id: a\nname: A\ndefinition: d\n" + "".join(f"k{number}: 1\n" for number in range(20_000)),
    "many documents": "---\n" * 10_000,
    "many empty entities": "- {}\n" * 50_000,
    "many non-entities": "- x\n" * 50_000,
    "many duplicates": "- {id: dup, name: A, definition: d}\n" * 20_000,
    "long list": "id: a\nname: A\ndefinition: d\nsee_also: [" + "1, a, " * 50_000 + "]\n",
    "mixed newlines": "id: a\rname: b\r\ndefinition: \u2028c\x85d\u2029e\n\rx: 1\n",
    "carriage returns": "id: a\rnombre: b\rdefinition: c\r",
    "next lines": "id: a\x85name: b\x85definition: c\x85",
    "tabs": "id:\ta\n\tname: b\n",
    "tab indent": "steps:\n\t- a\n",
    "byte order marks": "\ufeff\ufeffid: a\n",
    "direction": "id: a\nname: \u202eabc\u2066\n\u202edefinition: d\n",
    "escape sequences": 'id: a\nname: "\\e[31m\\a\\0"\nnombre: x\n',
    "merge": "<<: {id: a}\nname: A\n",
    "directive": "%YAML 9.9\n%TAG ! tag:x\n---\nid: a\n",
    "nothing": "",
    "blank": " \n\t\n",
    "empty keys": ": : :\n",
    "prototype": "__proto__: 1\nconstructor: {}\n__class__: x\n",
}  # fmt: skip


def test_hostile_files_end_in_findings_each(base_of):
    root = base_of(OWNERLESS)
    names = {f"data/terms/f{number:02d}.yaml": name for number, name in enumerate(FILES)}
    for path, name in names.items():
        write(root / path, FILES[name])
    findings = examine(root)
    assert survived(findings)
    assert {names[path] for path in names} - {names.get(one["file"]) for one in findings} == set()
    for path, name in names.items():
        told = [one for one in findings if one["file"] == path]
        assert len(told) < 1200, name
        assert all(len(one["message"]) < 5000 for one in told), name


def test_hostile_settings_pages_and_names_of_files_end_in_findings_too(base_of):
    root = base_of({**OWNERLESS, "docs/es/a.md": b"# \xff\xfe\0", "docs/en/b.md": "[" * 100_000})
    for content in (
        FILES["bomb"],
        FILES["deep lists"],
        FILES["binary"],
        "rules: {options: {PRO001: {x: " + "9" * 5000 + "}}}",
    ):
        write(root / "timonel.yaml", content)
        assert survived(examine(root))


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are Unicode there")
def test_names_of_files_that_are_no_text_are_told(base_of):
    root = base_of(OWNERLESS)
    for name in (b"data/terms/\xff.yaml", b"data/terms/a\nb\x1b[31m.yaml", "data/terms/ñ\u202e.yaml".encode()):
        path = root.joinpath(name.decode("utf-8", "surrogateescape"))
        write(path, "x")
    findings = examine(root)
    assert survived(findings)
    assert sum(one["file"].startswith("data/terms/") for one in findings) == 3


# --- Big and hostile --------------------------------------------------------------------------------------------------

BIG = {
    "entities": b"- id: a\n",
    "flat list": b"- x\n",
    "anchors": b"- &a x\n",
    "spaces": b" ",
    "comments": b"# x\n",
    "one word": b"x",
    "brackets": b"[",
}


@pytest.mark.parametrize("name", BIG if EVERYTHING else ["one word", "brackets"])
def test_fifty_mebibytes_end_in_findings(base_of, name):
    unit = BIG[name]
    root = base_of(OWNERLESS)
    write(root / "data/terms/big.yaml", unit * (50 * MEBI // len(unit)))
    findings = examine(root)
    assert survived(findings)
    assert {one["file"] for one in findings} >= {"data/terms/big.yaml"}


@pytest.mark.skipif(not EVERYTHING, reason="takes long: only with TIMONEL_TEST_ALL=1")
def test_keys_without_number_end_in_findings(base_of):
    root = base_of(OWNERLESS)
    write(root / "data/terms/big.yaml", b"".join(b"k%d: x\n" % number for number in range(3_000_000)))
    assert survived(examine(root))


def test_a_file_above_the_limit_is_told_without_being_read(base_of):
    root = base_of(OWNERLESS)
    with write(root / "data/terms/big.yaml", b"").open("wb") as file:
        file.truncate(20 * MAX_BYTES)
    findings = examine(root)
    assert survived(findings)
    assert "64 MiB" in next(one["message"] for one in findings if one["file"] == "data/terms/big.yaml")
