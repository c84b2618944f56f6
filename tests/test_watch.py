"""`timonel check --watch`: the check again after each change, until somebody stops it."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from bases import PATIENCE, ROOT

import timonel
from timonel.files import put

FILE = "data/areas/ventas.yaml"
AREA = "id: ventas\nname: {es: Ventas, en: Sales}\ntype: business\n"


def _listen_to_ctrl_c():
    """Undo what a shell does to programs that it starts in the background, as this test's own parent may be."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watcher:
    """A check that waits in a process of its own, and what it says, line by line."""

    def __init__(self, root, *options):
        paths = [str(Path(timonel.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        self.root, self.lines = root, queue.SimpleQueue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "timonel", "check", "--watch", "--root", root, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            encoding="utf-8",
            cwd=ROOT,
            preexec_fn=None if sys.platform == "win32" else _listen_to_ctrl_c,  # noqa: PLW1509 - runs no thread's code
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, *words):
        """Return the lines up to one that has the words."""
        said = [self.lines.get(timeout=PATIENCE)]
        while not all(word in said[-1] for word in words):
            said.append(self.lines.get(timeout=PATIENCE))
        return said

    def save(self, path, text):
        """Save a file at once: a busy machine could see it half written, and name it twice."""
        put(self.root / path, text.encode())

    def stop(self):
        """Press Ctrl+C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watcher(base_of):
    """Start a check that waits for changes of a small base."""
    started = []

    def start(*options, **contents):
        started.append(Watcher(base_of({FILE: AREA, **contents}), *options))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
        one.process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no process there can press Ctrl+C for another alone")
def test_each_change_is_checked_and_nothing_but_ctrl_c_ends_it(watcher):
    """Broken YAML, settings nobody can use and an editor's own files do not end it; each change is named."""
    check = watcher("--lang", "en")
    assert "1 gap " in "".join(check.until("waiting for changes"))
    check.save(FILE, "id: [")
    said = check.until(" error, ")
    assert said[0].endswith(f" · changed: {FILE}\n")
    assert any(f"{FILE}:" in line and "DAT001" in line for line in said)
    check.save("timonel.yaml", "model: 99\nname: Nueva\nlanguages: [es, en]\n")
    assert "newer than this Timonel" in check.until("Error:")[-1]
    check.save("data/areas/.ventas.yaml.swp", "x")
    check.save("timonel.yaml", "model: 1\nname: Nueva\nlanguages: [es, en]\n")
    assert check.until("changed:")[-1].endswith("changed: timonel.yaml\n")
    check.until(" error, ")
    (check.root / FILE).unlink()
    assert check.until("changed:")[-1].endswith(f"changed: {FILE}\n")
    check.until("0 gaps")
    assert check.stop() == 0


def test_the_files_asked_for_are_written_each_time_and_it_speaks_the_language_of_the_base(watcher, tmp_path):
    """A machine reads the same file after each change; the line about the change is in the base's first language."""
    file = tmp_path / "out.json"
    check = watcher("--format", f"json={file}", "--format", "text")
    check.until("a la espera de cambios")
    assert json.loads(file.read_bytes())["summary"]["error"] == 0
    check.save(FILE, AREA + "nonsense: 1\n")
    assert f"cambió: {FILE}" in check.until("cambió")[-1]
    check.until("brecha", "1 error")
    assert json.loads(file.read_bytes())["summary"]["error"] == 1


def test_an_own_rule_counts_as_soon_as_it_is_saved(watcher):
    """So does everything else that the check reads: kinds, pages, settings."""
    check = watcher("--lang", "en", **{"rules/note.txt": "x"})
    check.until("waiting for changes")
    check.save("rules/X001.yaml", "code: [")
    check.until("rules/X001.yaml:", "error")


def test_a_watched_check_writes_no_baseline(run, base_of):
    """Otherwise every gap that somebody makes would be a known one at once."""
    answer = run("check", "--root", base_of({FILE: AREA}), "--watch", "--write-baseline", "b.json")
    assert answer.code == 2
    assert "--write-baseline" in answer.err


@pytest.mark.skipif(sys.platform == "win32", reason="no process there can press Ctrl+C for another alone")
def test_each_change_tells_only_what_it_opened_and_closed(watcher):
    """The gaps that were there before are not told again; the sum counts them."""
    check = watcher("--lang", "en", **{"data/processes/a.yaml": "id: a\nname: A\ntype: support\n"})
    first = "".join(check.until("waiting for changes"))
    assert "data/processes/a.yaml" in first
    check.save("data/processes/b.yaml", "id: b\nname: B\ntype: support\n")
    told = "".join(check.until(" entities in "))
    assert ("data/processes/b.yaml:1:1: error PRO001" in told, "data/processes/a.yaml" in told) == (True, False)
    check.save("data/processes/b.yaml", "id: b\nname: B\ntype: support\n# a note\n")
    assert "No gap opened, none closed.\n" in check.until(" entities in ")
    (check.root / "data/processes/b.yaml").unlink()
    told = check.until(" entities in ")
    assert any(line.startswith("closed: PRO001 ") for line in told)
    assert not any("error PRO001" in line for line in told)


def test_files_that_somebody_only_reads_are_no_change(watcher):
    """Readers, listings and the check itself, which opens every file, stay unheard: the next line is of what is saved."""
    check = watcher("--lang", "en", **{"docs/es/guia/x.md": "# X\n", "rules/note.txt": "x"})
    check.until("waiting for changes")
    for _ in range(3):
        for path in sorted(check.root.rglob("*")):
            if path.is_file():
                path.read_bytes()
                path.stat()
    check.save(FILE, AREA + "# a note\n")
    assert [line.partition(" · ")[2] for line in check.until("changed:")] == [f"changed: {FILE}\n"]
    check.until(" entities in ")
    check.save("docs/es/guia/x.md", "# Y\n")
    assert [line.partition(" · ")[2] for line in check.until("changed:")] == ["changed: docs/es/guia/x.md\n"]
