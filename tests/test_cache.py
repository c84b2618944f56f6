"""What is kept between runs: it saves time, and never says anything else than a first run would."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bases import PATIENCE, ROOT, write

from timonel import cache as caches
from timonel import schema as schemas
from timonel.aside import Crew, Turns
from timonel.cache import Cache, packed
from timonel.load import File, ahead
from timonel.load import parsed as parsing
from timonel.load.parsed import documents
from timonel.rules import catalogue
from timonel.source import Broken

OWNED = {
    "data/processes/alta.yaml": "id: alta\nname: {es: Alta, en: Sign-up}\ntype: support\nowner: jefa\n",
    "data/roles/jefa.yaml": "id: jefa\nname: {es: Jefa, en: Head}\n",
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """Return a cache that holds the index of cards and schemas and nothing of a base."""
    cache = Cache(tmp_path_factory.mktemp("begun"))
    catalogue(cache)
    schemas.load(("es", "en"), cache)
    assert cache.folder
    return cache.folder


@pytest.fixture
def kept(begun, tmp_path, monkeypatch) -> Path:
    """Return the folder of a cache that no other test uses."""
    monkeypatch.setenv("TIMONEL_CACHE", str(tmp_path / "kept"))
    return Path(shutil.copytree(begun, tmp_path / "kept"))


@pytest.fixture
def counted(monkeypatch):
    """Return a list that grows with the path of every file that is parsed."""
    paths = []
    parse = parsing.parse
    monkeypatch.setattr(parsing, "parse", lambda path, data: paths.append(path) or parse(path, data))
    return paths


def entities(root: Path) -> list[Path]:
    return sorted(path for path in (root / "data").rglob("*.yaml"))


def test_a_second_check_parses_nothing_and_says_the_same(check, base_of, kept, counted):
    root = base_of(OWNED)
    first = check(root, "--format", "json")
    counted.clear()
    assert check(root, "--format", "json") == first
    assert counted == []
    assert len([*kept.rglob("answers/*")]) == 1


def test_an_edit_of_the_same_size_and_time_is_seen(check, base_of, kept):
    root = base_of(OWNED)
    file = root / "data/processes/alta.yaml"
    before = check(root).out
    times = file.stat()
    file.write_bytes(file.read_bytes().replace(b"owner: jefa", b"owner: nada"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_size == times.st_size
    after = check(root).out
    assert "DAT003" in after
    assert "DAT003" not in before


def test_only_what_changed_is_parsed_again(check, base_of, kept, counted):
    root = base_of(OWNED)
    check(root)
    file = entities(root)[0]
    file.write_bytes(file.read_bytes() + b"# seen\n")
    counted.clear()
    check(root)
    assert counted == [file.relative_to(root).as_posix()]


@pytest.mark.parametrize(
    "options",
    [("--as-of", "2031-01-01"), ("--lang", "en"), ("--select", "PRO"), ("--ignore", "PRO"), ("--owner", "role:jefa"),
     ("--format", "json"), ("--fail-on", "never")],
)  # fmt: skip
def test_another_question_has_its_own_answer(check, base_of, kept, options):
    root = base_of(OWNED)
    check(root)
    again = check(root, *options)
    assert again == check(root, *options, "--no-cache")
    assert check(root) == check(root, "--no-cache")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("timonel.yaml", "model: 1\nname: Otra\nlanguages: [en]\n"),
        ("docs/es/otra.md", "# Otra\n"),
        ("data/roles/otro.yaml", "id: otro\nname: Otro\n"),
        ("rules/own.yaml", "code: X\n"),
        ("schemas/kinds/store.schema.json", "no json"),
    ],
)
def test_whatever_a_base_is_made_of_makes_a_new_answer(check, base_of, kept, name, text):
    root = base_of(OWNED)
    check(root, "--format", "json")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    assert check(root, "--format", "json") == check(root, "--format", "json", "--no-cache")


def test_a_damaged_cache_is_no_cache(check, base_of, kept):
    root = base_of(OWNED)
    first = check(root, "--format", "json")
    for file in [path for path in kept.rglob("*") if path.is_file() and not path.name.startswith(("cards", "schemas"))]:
        whole = file.read_bytes()
        for damaged in (b"", whole[:-1], whole[:20], whole + b"\0", b"\xff" * len(whole)):
            file.write_bytes(damaged)
            assert check(root, "--format", "json") == first
        file.write_bytes(whole)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such devices")
@pytest.mark.parametrize("odd", ["/dev/zero", "/dev/stdin", "itself", "pipe", "folder"])
def test_what_a_repository_puts_in_the_place_of_the_cache_is_no_obstacle(check, base_of, monkeypatch, odd):
    monkeypatch.delenv("TIMONEL_CACHE")
    root = base_of(OWNED)
    first = check(root, "--format", "json")
    for name in sorted(path for path in (root / ".timonel").rglob("*") if path.is_file()):
        name.unlink()
        if odd == "pipe":
            os.mkfifo(name)
        elif odd == "folder":
            (name / "below").mkdir(parents=True)
        else:
            name.symlink_to(name if odd == "itself" else odd)
    again = [check(root, "--format", "json") for _ in range(2)]
    for one in again:
        told = [each for each in one.json["findings"] if not each["file"].startswith(".timonel/")]
        assert (one.code, one.err, told) == (first.code, first.err, first.json["findings"])
    strays = [each["code"] for each in again[0].json["findings"] if each["file"].startswith(".timonel/")]
    assert {*strays} == ({"DAT002"} if odd.startswith("/dev") else set())  # a link that leaves is told wherever it lies


def test_what_somebody_else_kept_is_not_believed(check, base_of, tmp_path, monkeypatch):
    monkeypatch.delenv("TIMONEL_CACHE")
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    root = base_of(OWNED)
    honest = check(root, "--format", "json")
    shutil.rmtree(root / ".timonel")
    monkeypatch.setenv("XDG_CACHE_HOME", str(theirs))
    monkeypatch.setattr("timonel.rules.check", lambda *_: [])
    with monkeypatch.context() as patch:
        patch.setattr("timonel.governance.check", lambda *_: [])
        lie = check(root, "--format", "json")
        assert lie != honest
    assert check(root, "--format", "json") == lie  # their own machine believes it
    monkeypatch.setenv("XDG_CACHE_HOME", str(ours))
    assert check(root, "--format", "json") == honest


def test_another_version_of_timonel_takes_nothing_from_the_cache(check, base_of, kept, counted, monkeypatch):
    root = base_of(OWNED)
    check(root)
    counted.clear()
    monkeypatch.setattr(caches, "code", lambda: b"another version!")
    check(root)
    assert len(counted) == len(entities(root))


@pytest.fixture
def copy(tmp_path) -> Path:
    """Return a folder with a copy of Timonel, which no index of a wheel stands beside."""
    without = shutil.ignore_patterns("__pycache__", "*.mo", "*.tmp")
    for name in ("plugins", "schemas", "docs/data"):
        shutil.copytree(ROOT / name, tmp_path / "copy" / name, ignore=without)
    return tmp_path / "copy"


def altered(file: Path, old: bytes, new: bytes) -> None:
    """Change bytes of a file; its size and its time stay what they were."""
    times, data = file.stat(), file.read_bytes()
    assert len(old) == len(new)
    assert old in data
    file.write_bytes(data.replace(old, new, 1))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def sample(files):
    """Return some files of each form, drawn by a seed."""
    forms = dict[str, list[Path]]()
    for file in random.Random(20261130).sample(files, len(files)):
        forms.setdefault(file.suffix, []).append(file)
    return [file for some in forms.values() for file in some[:25]]


@pytest.mark.skipif(
    os.name == "nt", reason="Windows does not say when a file was last changed, but for a time that can be set"
)
def test_a_byte_in_any_file_of_timonel_makes_another_program(copy, monkeypatch):
    monkeypatch.setattr(caches, "__file__", str(copy / "plugins/timonel/cache.py"))
    files = [path for path in sorted(copy.rglob("*")) if path.is_file() and path.stat().st_size]
    if not os.environ.get("TIMONEL_TEST_ALL"):
        files = sample(files)
    assert {path.suffix for path in files} >= {".py", ".yaml", ".json", ".po", ".js", ".css", ".svg", ".html"}
    known = {caches.code.__wrapped__(), caches.code.__wrapped__()}
    assert len(known) == 1
    for number, file in enumerate(files, 2):
        first = file.read_bytes()[:1]
        altered(file, first, bytes([first[0] ^ 1]))
        known.add(caches.code.__wrapped__())
        assert len(known) == number, file


def test_a_library_of_another_version_makes_another_program(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "common_expression_language-0.10.0.dist-info").mkdir()
    before = caches.code.__wrapped__()
    (tmp_path / "common_expression_language-0.10.0.dist-info").rename(
        tmp_path / "common_expression_language-0.11.0.dist-info"
    )
    assert caches.code.__wrapped__() != before


@pytest.mark.skipif(os.name == "nt", reason="as above")
def test_a_changed_timonel_says_what_it_says_now(copy, base_of, tmp_path):
    """Whole processes: the second has kept answers, files and indices of the first at hand."""
    root = base_of({"processes": [{"id": "alta", "name": "Alta", "type": "support"}]})
    ways = {
        "PYTHONPATH": str(copy / "plugins"),
        "TIMONEL_CACHE": str(tmp_path / "kept"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def said() -> str:
        command = [sys.executable, "-m", "timonel", "check", "--select", "PRO001", "--root", str(root), "--lang", "en"]
        return subprocess.run(command, env={**os.environ, **ways}, capture_output=True, text=True, check=False).stdout

    first = said()
    assert first == said()
    assert "has no owner" in first
    altered(copy / "plugins/timonel/rules/cards/PRO001.yaml", b"has no owner", b"has NO owner")
    assert said() == first.replace("has no owner", "has NO owner")
    altered(copy / "plugins/timonel/report/formats/text.py", b"How to fix it:", b"How to fix IT:")
    assert "How to fix IT:" in said()


def test_without_a_cache_none_is_read_or_written(check, base_of, kept, counted):
    root = base_of(OWNED)
    fresh = {path: path.stat().st_mtime_ns for path in kept.rglob("*")}
    check(root, "--no-cache")
    assert {path: path.stat().st_mtime_ns for path in kept.rglob("*")} == fresh
    check(root)
    counted.clear()
    before = {path: path.stat().st_mtime_ns for path in kept.rglob("*")}
    check(root, "--no-cache")
    assert len(counted) == len(entities(root))
    assert {path: path.stat().st_mtime_ns for path in kept.rglob("*")} == before


@pytest.mark.parametrize("blocked", ["TIMONEL_CACHE", "XDG_CACHE_HOME"])
def test_where_nothing_can_be_written_a_check_says_the_same(check, base_of, tmp_path, monkeypatch, blocked):
    root = base_of(OWNED)
    wanted = check(root, "--no-cache")
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.delenv("TIMONEL_CACHE")
    monkeypatch.setenv(blocked, str(tmp_path / "file" / "below"))
    assert [check(root), check(root)] == [wanted, wanted]


def test_something_else_under_the_name_of_the_cache_is_no_obstacle(check, base_of, monkeypatch):
    root = base_of(OWNED)
    wanted = check(root, "--no-cache")
    monkeypatch.delenv("TIMONEL_CACHE")
    (root / ".timonel").write_text("", encoding="utf-8")
    assert check(root) == wanted


def test_runs_at_the_same_time_say_the_same_and_leave_a_whole_cache(base_of, kept, check):
    root = base_of(OWNED)
    command = [sys.executable, "-m", "timonel", "check", "--format", "json", "--root", str(root)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    said = {run.communicate()[0] for run in runs}
    assert len(said) == 1
    assert not list(kept.rglob("*.tmp"))
    assert check(root, "--format", "json").out.encode() == said.pop()


def test_files_parsed_by_several_processes_are_the_same_in_the_same_order(monkeypatch):
    texts = ["a: 1", "a: [1, {b: ñ}]", "a: 'x", "- 1.5\n- null\n", "", "&x a: *x", "a: 99999999999999999999"]
    files = [File(f"data/{number}.yaml", text.encode()) for number, text in enumerate(texts * 5)]
    alone = documents(files, Cache(None))
    monkeypatch.setattr(parsing, "cores", lambda: 3)
    monkeypatch.setattr(parsing, "_WORTH", 10)
    assert documents(files, Cache(None)) == alone
    assert sum(isinstance(one, Broken) for one in alone) > 1


@pytest.fixture(params=[True, False, None], ids=["theirs", "ours", "whoever"])
def idle(request, monkeypatch) -> bool | None:
    """Let another process parse files of the smallest base ahead; return whether this one, or the other, takes none of them."""
    monkeypatch.setattr(ahead, "cores", lambda: 2)
    monkeypatch.setattr(ahead, "_WORTH", 1)
    monkeypatch.setattr(ahead, "_WORTH_KEPT", 1)
    if request.param is not None:
        first, here = Turns.first, os.getpid()
        monkeypatch.setattr(
            Turns, "first", lambda turns: iter(()) if (os.getpid() == here) is request.param else first(turns)
        )
    return request.param


@pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux alone")
def test_files_read_ahead_say_the_same_and_are_kept(check, base_of, kept, counted, idle):
    """A process beside the check begins with files while this one gets ready; the next check parses none again."""
    root = base_of({"processes": [{"id": f"p-{one}", "name": f"Ñ {one}", "type": "support"} for one in range(60)]})
    for one in range(9):
        write(root / f"data/roles/r-{one}.yaml", f"id: r-{one}\nname: {{es: Á, en: Á}}\nno: {one}\n".encode())
    write(root / "data/roles/notes.txt", b"no YAML")
    write(root / "data/nothing/like-it.yaml", b"id: a")
    (root / "data/roles/nowhere.yaml").symlink_to("gone.yaml")
    with pytest.MonkeyPatch.context() as alone:
        alone.setattr(ahead, "cores", lambda: 1)
        wanted = check(root, "--format", "json", "--no-cache")
    assert all(name in wanted.out for name in ("notes.txt", "like-it.yaml", "nowhere.yaml"))
    counted.clear()
    assert check(root, "--format", "json") == wanted
    if idle is not None:
        assert (len(counted) == 0) == idle  # those of the other process are not counted here
    shutil.rmtree(kept / "answers")
    counted.clear()
    assert check(root, "--format", "json") == wanted
    assert counted == []
    with pytest.MonkeyPatch.context() as alone:  # once too little of it is kept, all of it is kept anew
        for one in range(9):
            write(root / f"data/roles/r-{one}.yaml", f"id: r-{one}\nname: {{es: É, en: É}}\nno: {one}\n".encode())
        fresh = check(root, "--format", "json")
        shutil.rmtree(kept / "answers")
        counted.clear()
        alone.setattr(ahead, "cores", lambda: 1)
        assert check(root, "--format", "json") == fresh
        assert counted == []


@pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux alone")
def test_what_another_process_was_parsing_when_it_was_killed_is_parsed_here(check, base_of, kept, idle, monkeypatch):
    root = base_of({"processes": [{"id": f"p-{one}", "name": f"Ñ {one}", "type": "support"} for one in range(60)]})
    for one in range(9):
        write(root / f"data/roles/r-{one}.yaml", f"id: r-{one}\nname: {{es: Á, en: Á}}\nno: {one}\n".encode())
    wanted = check(root, "--format", "json", "--no-cache")
    parse, here = parsing.parse, os.getpid()

    def fragile(path, data):
        return parse(path, data) if os.getpid() == here else os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(parsing, "parse", fragile)
    assert check(root, "--format", "json") == wanted


@pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux alone")
def test_what_a_check_reads_before_its_command_line_changes_nothing(check, base_of, kept):
    """It begins with a large base as soon as it is named, and leaves nobody behind where the rest is wrong."""
    root = base_of({"processes": [{"id": f"p-{one}", "name": f"Ñ {one}", "type": "support"} for one in range(1200)]})
    wanted = check(root, "--format", "json", "--no-cache").out
    asked = [sys.executable, "-m", "timonel", "check", "--root", str(root), "--format"]
    shutil.rmtree(kept / "answers", ignore_errors=True)
    done = [
        subprocess.run([*asked, form], capture_output=True, text=True, timeout=PATIENCE, check=False)
        for form in ("json", "nothing")
    ]
    assert [one.stdout for one in done] == [wanted, ""]
    assert done[1].returncode == 2
    assert kept.joinpath("parsed").is_file()  # the one of these that had all it needed


@pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux alone")
def test_of_several_processes_each_task_has_one():
    """From either end: whatever they take, nothing is left and nothing done twice."""
    works = [lambda turns: ((number, b"first") for number in turns.first())]
    works += [lambda turns: ((number, b"last") for number in turns.last())]
    crew = Crew(200, works)
    done = [*crew.each(lambda _: b"here", bytes)]
    crew.end()
    assert sorted(number for number, _ in done) == [*range(200)]
    for who in (b"first", b"here", b"last"):
        own = [number for number, made in done if made == who]
        assert own == sorted(own, reverse=who == b"last")


@pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux alone")
def test_a_process_beside_another_does_not_outlive_it():
    """It has many tasks left when the other is gone; whoever reads what it says waits until it is gone too."""
    text = "import os; from timonel.aside import Crew; Crew(2, [lambda turns: ((0, bytes(2**20)) for _ in iter(int, 1))]); os._exit(3)"
    done = subprocess.run([sys.executable, "-c", text], stdout=subprocess.PIPE, timeout=PATIENCE, check=False)
    assert done.returncode == 3


def test_the_same_bytes_in_two_files_are_two_documents(kept):
    files = [File("data/a.yaml", b"a: 1"), File("data/b.yaml", b"a: 1"), File("data/c.yaml", b"a: '")] * 2
    cache = Cache(kept)
    assert documents(files, cache) == documents(files, cache) == documents(files, Cache(None))


def test_an_index_in_the_wheel_is_used_until_a_source_changes(tmp_path, monkeypatch):
    ours, theirs = [("a.yaml", b"a: 1")], [("b.yaml", b"b: 2")]
    write(tmp_path / "timonel/_base/index/cards.json", packed([*ours, *theirs], ["from the wheel"]))
    monkeypatch.setattr(caches, "__file__", str(tmp_path / "timonel" / "cache.py"))

    def index(ours, theirs):
        return Cache(None).index("cards", theirs, lambda: ["made anew"], lambda: ours)

    assert index(ours, theirs) == ["from the wheel"]
    for changed in ((ours, [("b.yaml", b"b: 3")]), (ours, []), ([("c.yaml", b"a: 1")], theirs)):
        assert index(*changed) == ["made anew"]


def test_an_index_is_kept_until_what_it_is_made_from_changes(kept):
    cache = Cache(kept)
    for data, number, wanted in ((b"a", 1, 1), (b"a", 2, 1), (b"b", 3, 3), (b"b", 4, 3), (b"a", 5, 5)):
        assert cache.index("some", [("file", data)], lambda number=number: [number]) == [wanted]


def test_a_link_to_nowhere_and_a_pipe_are_said_and_not_read(check, base_of, kept):
    root = base_of(OWNED)
    os.mkfifo(root / "data/roles/pipe.yaml")
    (root / "data/roles/lost.yaml").symlink_to(root / "data/none.yaml")
    (root / "data/roles/alias.yaml").symlink_to(root / "data/roles/jefa.yaml")
    found = {one["file"]: one["code"] for one in check(root, "--format", "json").found("DAT0")}
    assert found["data/roles/pipe.yaml"] == "DAT001"
    assert found["data/roles/lost.yaml"] == "DAT001"
    assert found.get("data/roles/alias.yaml") != "DAT001"


def test_many_findings_in_one_large_file_are_shown_with_their_lines(check, base_of, kept):
    listed = "".join(f"- id: p{number}\n  name: P{number}\n  type: support\n" for number in range(300))
    root = base_of({"data/processes.yaml": listed})
    text = check(root, "--select", "PRO001").out
    assert "data/processes.yaml:898:" in text
    assert "898 │ - id: p299" in text


# A program as it is, but for how long ago a file must have changed to be known again by what the system says of it.
PATIENT = "import sys; from timonel.load import stamp; stamp._LATELY = {}; sys.modules.update({}); from timonel.__main__ import run; run()"
LONG_AGO, NOW = -(10**18), 10**18


def whole(root: Path, *options: str, lately: int = LONG_AGO, without: str = "{}") -> tuple[int, bytes]:
    """Return exit code and output of a check as a process of its own, ``without`` modules that it would import."""
    command = [sys.executable, "-c", PATIENT.format(lately, without), "check", "--root", str(root), *options]
    done = subprocess.run(command, capture_output=True, check=False)
    assert not done.stderr, done.stderr.decode()
    return done.returncode, done.stdout


NO_MORE = "{'click': None, 'yaml': None, 'timonel.pipeline': None}"


@pytest.mark.skipif(os.name == "nt", reason="Windows does not say when a file was last changed")
def test_the_same_question_of_the_same_files_needs_neither_a_command_line_nor_yaml(base_of, kept):
    long = OWNED["data/roles/jefa.yaml"] + "# so much that another process begins to read it\n" * 2000
    root = base_of({**OWNED, "data/roles/jefa.yaml": long})
    first = whole(root, "--format", "json")
    assert first[1].startswith(b"{")
    assert whole(root, "--format", "json", without=NO_MORE) == first
    (root / "data/roles/otro.yaml").write_text("id: otro\nname: Otro\n", encoding="utf-8")
    assert whole(root, "--format", "json") == whole(root, "--format", "json", "--no-cache") != first


@pytest.mark.skipif(os.name == "nt", reason="as above")
@pytest.mark.parametrize("change", ["bytes", "gone", "link", "settings", "mode"])
def test_files_that_have_changed_are_read_whatever_their_size_and_time(base_of, kept, change):
    root = base_of(OWNED)
    whole(root)
    file = root / "data/processes/alta.yaml"
    if change == "bytes":
        altered(file, b"owner: jefa", b"owner: nada")
        file.rename(root / "other")
        shutil.copy2(root / "other", file)  # a file that is another one, and no younger
    elif change == "gone":
        file.unlink()
    elif change == "link":
        file.unlink()
        file.symlink_to(root / "data/roles/jefa.yaml")
    elif change == "settings":
        (root / "timonel.yaml").write_text("model: 1\nname: Otra\nlanguages: [en]\n", encoding="utf-8")
    else:
        file.chmod(0)
    assert whole(root) == whole(root, "--no-cache")


def test_files_that_changed_just_now_are_read_again(base_of, kept):
    """A second change in the same moment might leave no trace but in the bytes."""
    root = base_of(OWNED)
    first = whole(root, lately=NOW)
    with pytest.raises(AssertionError, match="import"):
        whole(root, lately=NOW, without=NO_MORE)
    assert whole(root, lately=NOW) == first
