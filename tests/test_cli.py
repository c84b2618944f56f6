"""The command line: what each option does, exit codes, what goes where, and that nothing ever ends in a traceback."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from bases import PATIENCE, ROOT, write

from timonel import __version__

ALTA = {"id": "alta", "name": "Alta", "type": "support"}
GAP = {"processes": [ALTA]}
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")


def program(*arguments, **variables):
    """Run the program as a process of its own."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES")
    }
    return subprocess.run(
        [sys.executable, "-m", "timonel", *map(str, arguments)],
        env={**environment, **variables}, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip


# --- check: the example ------------------------------------------------------------------------------------------------


def test_the_example_has_no_errors(check, example):
    found = check(example, "--format", "json")
    assert [
        (one["code"], one["file"], one["message"])
        for one in found.json["findings"]
        if one["severity"] == "error" and one["status"] == "open"
    ] == []
    assert found.code == 0
    assert found.err == ""


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the example's data and settings."""
    root = tmp_path / "copy"
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy(ROOT / "timonel.yaml", root)
    return root


def test_a_process_that_loses_its_owner_is_found_in_every_format(check, copy):
    path = next(path for path in sorted((copy / "data/processes").rglob("alta-de-cliente.yaml")))
    text = path.read_text(encoding="utf-8")
    write(path, re.sub(r"(?m)^owner: .*\n", "", text))
    place = path.relative_to(copy).as_posix()
    line = text.splitlines().index("id: alta-de-cliente") + 1

    found = check(copy, "--format", "json")
    assert found.code == 1
    (finding,) = [one for one in found.found("PRO001") if one["status"] == "open"]
    assert (finding["file"], finding["line"], finding["entity"], finding["field"]) == (
        place,
        line,
        "process:alta-de-cliente",
        ["owner"],
    )

    assert re.search(rf"^{re.escape(place)}:{line}:\d+: error PRO001 .*dueño", check(copy).out, re.MULTILINE)
    told = (ROOT / "README.md").read_text("utf-8").partition("`timonel check --lang en` exits with 1:\n\n```\n")[2]
    assert told.partition("```")[0] in check(copy, "--lang", "en").out
    assert re.search(
        rf"^::error file={re.escape(place)},line={line},.*PRO001", check(copy, "--format", "github").out, re.MULTILINE
    )


def test_the_same_base_gives_the_same_bytes_whatever_the_cache_says(check, example, tmp_path, monkeypatch):
    first = check(example, "--format", "json").out
    assert check(example, "--format", "json", "--no-cache").out == first
    monkeypatch.setenv("TIMONEL_CACHE", str(tmp_path / "fresh"))
    assert check(example, "--format", "json").out == first
    for file in [one for one in (tmp_path / "fresh").rglob("*") if one.is_file()]:
        file.write_bytes(b"damaged \xff")
    assert check(example, "--format", "json").out == first


# --- check: options ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--fail-on", "never"], 0),
        (["--fail-on", "error"], 1),
        (["--ignore", "PRO001,PRO002"], 0),
        (["--ignore", "PRO,ROL,STK,PRV,OBJ,DAT"], 0),
        (["--select", "SYS"], 0),
        (["--select", "PRO"], 1),
        (["--select", "pro001"], 1),
        (["--select", "PRO", "--ignore", "PRO001", "--ignore", "pro002"], 0),
        (["--fail-on", "warning", "--select", "PRO002,PRO001", "--ignore", "PRO001"], 1),
    ],
)
def test_the_exit_code_says_whether_findings_reach_the_threshold(check, base_of, arguments, code):
    assert check(base_of(GAP), *arguments).code == code


def test_settings_say_from_which_severity_it_fails(check, base_of):
    assert check(base_of({**GAP, "timonel": {"rules": {"fail_on": "never"}}})).code == 0
    assert check(base_of({**GAP, "timonel": {"rules": {"fail_on": "never"}}}, "other"), "--fail-on", "error").code == 1


def test_selected_rules_are_all_that_run(check, base_of):
    found = check(base_of(GAP), "--select", "PRO001,SYS", "--format", "json")
    assert {one["code"] for one in found.json["findings"]} == {"PRO001"}
    assert found.json["summary"]["rules"] == 8


def test_owner_shows_what_a_role_or_a_person_must_do(check, base_of):
    root = base_of(
        {
            "processes": [{**ALTA, "area": "ventas"}],
            "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "jefa"}],
            "roles": [
                {"id": "jefa", "name": "Jefa", "purpose": "p", "holders": [{"person": "ana"}]},
                {"id": "otra", "name": "Otra", "purpose": "p"},
            ],
            "people": [{"id": "ana", "name": "Ana", "employment": "internal"}],
        },
    )
    for owner in ("role:jefa", "person:ana"):
        assert {one["code"] for one in check(root, "--owner", owner, "--format", "json").json["findings"]} >= {"PRO001"}
    assert check(root, "--owner", "role:otra", "--format", "json").json["findings"] == []


@pytest.mark.parametrize(
    ("lang", "first", "then"),
    [
        ("en", "Jefa is vacant: first find who holds it", "waits for Alta meanwhile: timonel check --owner role:alta"),
        ("es", "Jefa está vacante: primero encuentra quién", "le toca a Alta: timonel check --owner role:alta"),
    ],
)
def test_the_gaps_of_a_vacant_role_are_its_own_or_those_of_who_stands_in(check, base_of, lang, first, then):
    jefa, alta = ({"id": one, "name": one.title(), "purpose": "p"} for one in ("jefa", "alta"))
    risk = {"id": "fuga", "name": "Fuga", "category": "data", "owner": "jefa"}
    root = base_of({"risks": [risk], "roles": [jefa]})
    assert check(root, "--owner", "role:jefa", "--format", "json").found("RSK002")
    told = check(root, "--owner", "role:jefa", "--lang", lang).out
    assert first in told
    assert "data/roles.yaml" in told
    held = {**alta, "holders": [{"person": "ana"}]}
    people = [{"id": "ana", "name": "Ana", "employment": "internal"}]
    root = base_of({"risks": [risk], "roles": [{**jefa, "reports_to": "alta"}, held], "people": people}, "held")
    told = check(root, "--owner", "role:jefa", "--lang", lang).out
    assert first in told
    assert then in told
    assert check(root, "--owner", "role:alta", "--format", "json").found("RSK002")


def test_today_is_the_option_then_the_settings(check, base_of):
    root = base_of(GAP)
    assert check(root, "--format", "json").json["as_of"] == "2026-11-20"
    assert check(root, "--format", "json", "--as-of", "2030-02-28").json["as_of"] == "2030-02-28"


def test_several_formats_go_where_they_are_told(check, base_of, tmp_path):
    found = check(
        base_of(GAP),
        "--format",
        "text",
        "--format",
        f"json={tmp_path / 'a.json'}",
        "--format",
        f"github={tmp_path / 'b.txt'}",
        "--format",
        f"text={tmp_path / 'c.txt'}",
    )
    assert found.code == 1
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["findings"]
    assert (tmp_path / "b.txt").read_text(encoding="utf-8").startswith("::error ")
    assert (tmp_path / "c.txt").read_text(encoding="utf-8") == found.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "b.txt", "base", "c.txt"]


def test_the_language_is_the_bases_first_unless_told(check, base_of):
    root = base_of(GAP)
    assert "no tiene dueño" in check(root).out
    assert "has no owner" in check(root, "--lang", "en").out
    english = base_of({**GAP, "timonel": {"languages": ["en", "es"]}}, "english")
    assert "has no owner" in check(english).out


def test_output_that_is_no_terminal_has_neither_colour_nor_time(check, base_of):
    found = check(base_of(GAP))
    assert "\x1b" not in found.out
    assert not found.out.rstrip().endswith(" s")


def test_a_check_writes_nothing_but_its_cache(check, base_of):
    root = base_of(GAP)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    check(root, "--format", "json")
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_the_cache_of_a_base_hides_itself_from_git(check, base_of, monkeypatch):
    monkeypatch.delenv("TIMONEL_CACHE")
    root = base_of(GAP)
    check(root)
    assert (root / ".timonel/.gitignore").read_text(encoding="utf-8") == "*\n"


def test_without_a_cache_nothing_is_kept(check, base_of, monkeypatch):
    monkeypatch.delenv("TIMONEL_CACHE")
    root = base_of(GAP)
    check(root, "--no-cache")
    assert not (root / ".timonel").exists()


# --- What is in the way -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--root", "/none\x1b[31m"], "is no folder"),
        (["check", "--format", "xml"], "unknown format xml"),
        (["check", "--format", "json="], "name a file after the sign: json=FILE"),
        (["build", "--links", "md"], "--links does not go with --engine mkdocs"),
        (["check", "--select", "PRO001,ZZZ"], "there is no rule ZZZ"),
        (["check", "--owner", "role:nadie"], "there is no role:nadie"),
        (["check", "--owner", "process:alta"], "write it as role:id or person:id"),
        (["check", "--as-of", "yesterday"], "2026-11-20"),
        (["check", "--fail-on", "maybe"], "maybe"),
        (["check", "--nonsense"], "nonsense"),
        (["nonsense"], "nonsense"),
        (["rule"], "--all"),
        (["rule", "XYZ999"], "there is no rule XYZ999"),
        (["show"], "KIND:ID"),
        (["show", "process:none"], "there is no process:none"),
        (["show", "nonsense"], "there is no nonsense; write it as kind:id"),
        (["show", "Alta"], "process:alta"),
        (["check", "--format", "json=/none/at/all.json"], "make the folder first"),
        (["show", "process:\x1b[31m"], "there is no"),
        (["graph", "process"], "needs an entity"),
        (["graph", "process", "process:none"], "there is no process:none"),
        (["graph", "nonsense"], "nonsense"),
        (["check", "--format", "json=/none/at/all.json"], "/none/at/all.json"),
    ],
)
def test_what_cannot_run_says_why_and_exits_with_two(run, base_of, monkeypatch, arguments, says):
    monkeypatch.chdir(base_of(GAP))
    found = run(*arguments)
    assert found.code == 2
    assert says in found.err
    assert "Traceback" not in found.err
    assert found.out == ""
    assert not CONTROLS.search(found.err)


def test_without_a_base_it_says_where_to_go(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run("check")
    assert found.code == 2
    assert "timonel.yaml" in found.err


def test_the_base_is_looked_for_upwards(run, base_of, monkeypatch):
    root = base_of(GAP)
    (root / "data/deep/er").mkdir(parents=True)
    monkeypatch.chdir(root / "data/deep/er")
    assert run("check", "--select", "PRO001").code == 1


def test_a_folder_that_is_no_base_cannot_be_checked(check, tmp_path):
    """A typing error in --root must not read as «0 gaps»."""
    found = check(tmp_path)
    assert found.code == 2
    assert "is no knowledge base" in found.err


def test_a_newer_model_is_refused_with_one_line(check, base_of):
    found = check(base_of({**GAP, "timonel": {"model": 99}}))
    assert found.code == 2
    assert "model 99" in found.err
    assert found.err.count("\n") == 1


def test_broken_settings_are_a_finding_and_the_check_goes_on(check, base_of):
    root = base_of(GAP)
    write(root / "timonel.yaml", "rules: [")
    found = check(root, "--format", "json", "--as-of", "2026-11-20")
    assert found.code == 1
    assert found.found("DAT001")[0]["file"] == "timonel.yaml"
    assert found.found("PRO001")


def test_a_broken_own_schema_is_a_finding_and_the_check_goes_on(check, base_of):
    root = base_of(GAP)
    write(root / "schemas/kinds/store.schema.json", "{")
    found = check(root, "--format", "json")
    assert [one["file"] for one in found.found("DAT002")] == ["schemas/kinds/store.schema.json"]
    assert found.found("PRO001")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_no_traceback(check, base_of):
    root = base_of(GAP)
    (root / "data").chmod(0)
    try:
        assert check(root).code == 2
    finally:
        (root / "data").chmod(0o755)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_output_is_utf8_whatever_the_machine_thinks(base_of, encoding):
    found = program("check", "--root", base_of(GAP), PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert "El proceso «Alta» no tiene dueño." in found.stdout
    assert found.returncode == 1


def test_a_reader_that_leaves_early_causes_no_traceback(example):
    process = subprocess.Popen(
        [sys.executable, "-m", "timonel", "rule", "--all", "--root", str(example)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(PATIENCE)


# --- Other commands ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_rules_are_explained(run, rules, lang, form):
    found = run("rule", "PRO001", "dat002", "--lang", lang, "--format", form, "--root", ROOT)
    assert found.code == 0
    assert "process-without-owner" in found.out
    assert rules["PRO001"].why[lang] in found.out
    assert "schema-violation" in found.out


def test_all_rules_as_json(run, rules, base_of):
    found = run("rule", "--all", "--format", "json", "--root", base_of())
    assert [one["code"] for one in found.json["rules"]] == [*rules]
    assert found.json["timonel"] == __version__
    keys = {
        "code",
        "rule",
        "severity",
        "pillar",
        "summary",
        "why",
        "fix",
        "message",
        "options",
        "lessons",
        "bad",
        "good",
    }
    assert all(set(one) >= keys for one in found.json["rules"])


def test_rules_are_explained_outside_of_any_base(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "process-without-owner" in run("rule", "PRO001").out


def test_show_tells_fields_references_both_ways_and_gaps(run, base_of):
    root = base_of(
        {
            "processes": [
                {
                    **ALTA,
                    "description": {"es": "Quién **entra**.", "en": "Who enters."},
                    "steps": [{"id": "uno", "name": "Uno", "role": "jefa"}],
                }
            ],
            "roles": [{"id": "jefa", "name": "Jefa", "purpose": "p"}],
        },
    )
    shown = run("show", "process:alta", "--root", root, "--lang", "en").out
    assert shown.startswith("Alta · Process · process:alta\ndata/processes.yaml:1\n")
    assert "Description: Who enters." in shown
    assert "PRO001 Process “Alta” has no owner." in shown
    assert "Alta (process:alta)" in run("show", "role:jefa", "--root", root).out


@pytest.mark.parametrize("view", ["lifecycle", "systems", "organization"])
@pytest.mark.parametrize("form", ["dot", "json"])
def test_pictures_are_drawn_as_text_without_graphviz(capfdbinary, example, view, form):
    from timonel import cli  # noqa: PLC0415 - it writes bytes, which the usual fixture does not capture

    assert cli.main(["graph", view, "--format", form, "--root", str(example)]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert json.loads(out) if form == "json" else out.startswith("digraph")


def test_the_version_is_told(run):
    assert run("--version").out == f"timonel, version {__version__}\n"


@pytest.mark.parametrize(
    ("locale", "says"),
    [("es_MX.UTF-8", "Uso: timonel"), ("en_US.UTF-8", "Usage: timonel"), ("de_DE", "Usage: timonel")],
)
def test_help_follows_the_environments_locale(locale, says):
    found = program("check", "--help", LC_ALL=locale)
    assert found.returncode == 0
    assert found.stdout.startswith(says)
    assert "timonel check --format" in found.stdout


def test_help_is_in_one_language():
    """The one that is asked for: sections, options and sentences alike."""
    found = program("--help", "--lang", "es", LC_ALL="C")
    assert "Opciones:" in found.stdout
    assert "OPTIONS" not in found.stdout
    assert "Timonel mantiene" in found.stdout
    assert not re.search(r"Show|Language of|Commands", found.stdout)


@pytest.mark.parametrize("command", ["check", "rule", "show", "graph", "build", "serve"])
def test_every_command_helps_with_an_example(run, command):
    found = run(command, "--help")
    assert found.code == 0
    assert re.search(rf"Example:\s+timonel {command}", found.out)
    for option in ("--root", "--lang", "--no-cache"):
        assert option in found.out


# --- What a check costs -----------------------------------------------------------------------------------------------


def test_a_check_imports_nothing_that_only_others_need(example):
    code = "import sys; from timonel.cli import main; main(['check', '--root', sys.argv[1], '--format', 'json', '--no-cache']); print('|', *sorted(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", code, str(example)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=True,
    )
    loaded = set(found.stdout.rpartition("|")[2].split())
    assert "timonel.governance" in loaded
    heavy = {
        "timonel.graph.network",
        "filelock",
        "mkdocs",
        "jinja2",
        "networkx",
        "markdown",
        "babel",
        "jsonschema",
        "graphviz",
        "asyncio",
        "lsprotocol",
        "pygls",
        "http",
        "urllib.request",
    }
    assert loaded & heavy == set()


@pytest.mark.parametrize("command", ["check", "show", "rule", "impact"])
def test_on_a_terminal_people_read_their_own_language_and_machines_the_bases(run, base_of, monkeypatch, command):
    """The base's first language is Spanish; text follows the locale where somebody sees it, a file never does."""
    arguments = {"check": [], "show": ["process:alta"], "rule": ["PRO001"], "impact": ["process:alta"]}[command]
    root = base_of(GAP)
    asked = (command, "--root", root, *arguments)
    spanish = run(*asked).out
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert run(*asked).out == spanish
    english = run(*asked, "--lang", "en").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert _plain(run(*asked).out) == english != spanish
    if command == "check":
        assert "no tiene dueño" in run(*asked, "--format", "json").out
        assert run(*asked, "--format", f"text={root / 'out.txt'}").code == 1
        assert (root / "out.txt").read_text("utf-8") == spanish


def _plain(text):
    """Return what a terminal shows, without colour and time."""
    return re.sub(r"\x1b\[[0-9;]*m| · [0-9.]+ s$", "", text, flags=re.MULTILINE)


def test_a_command_that_does_not_exist_is_told_with_those_that_look_like_it():
    done = program("chek")
    assert done.returncode == 2
    assert "'check'" in done.stderr


@pytest.mark.parametrize("word", ["\x85", "a\x9b31mb", "\u202ea"])
def test_what_a_refusal_repeats_of_the_command_line_is_text(word):
    """A control character in an argument reaches no terminal."""
    told = subprocess.run(
        [sys.executable, "-m", "timonel", "new", "--", "", word, ""], capture_output=True, check=False, timeout=PATIENCE
    )
    assert told.returncode == 2
    assert word not in told.stderr.decode("utf-8")
