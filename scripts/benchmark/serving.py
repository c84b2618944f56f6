"""How long an edit takes until a server hands out its page: `timonel serve`, and `zensical serve` on simple pages."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmark.measure import Cost

_PATIENCE = 300  # seconds for one edit
_GLANCE = 0.01  # seconds between two looks
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


def ours(root: Path, cache: Path, number: int) -> tuple[Cost, Cost]:
    """Return the median times of edits that rename a process, after one that does not count.

    Returns:
        Until its page shows it; until a page that links to it and the search index do, too.
    """
    file = root / "data" / "processes" / "processes-7.yaml"
    before = file.read_text(encoding="utf-8")
    owner = re.search(r"^owner: (\S+)$", before, re.MULTILINE)
    assert owner is not None  # noqa: S101 - the generator gives one
    pages = ["es/processes/processes-7/", f"es/roles/{owner[1]}/", "es/search/forms.js"]
    command = [sys.executable, "-m", "timonel", "serve", "--root", str(root), "--port", "0", "--only", "es"]
    with _running(command, root / "serve.log", TIMONEL_CACHE=str(cache)) as process:
        home = _home(process, root / "serve.log")
        times = [
            _edit(file, re.sub(r"(?m)^  es: .*$", f"  es: {name}", before, count=1), [home + page for page in pages], name, process)
            for name in _names(number)
        ]  # fmt: skip
    return _median([one[0] for one in times]), _median([one[-1] for one in times])


def theirs(plain: Path, tools: Path, number: int) -> Cost:
    """Return the same of `zensical serve`: until the page of the file that changed shows it."""
    file = plain / "docs" / "processes" / "processes-7.md"
    before = file.read_text(encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [tools / "zensical", "serve", "--config-file", plain / "mkdocs.yml", "--dev-addr", f"127.0.0.1:{port}"]
    page = f"http://127.0.0.1:{port}/processes/processes-7/"
    with _running([*map(str, command)], plain / "serve.log") as process:
        _wait(page, b"</html>", process)
        times = [_edit(file, f"{before}\n{name}\n", [page], name, process) for name in _names(number)]
    return _median([one[0] for one in times])


def _names(number: int) -> Iterator[str]:
    return (f"renombrado{edit}veces" for edit in range(number + 1))


def _median(times: Sequence[float]) -> Cost:
    return Cost(statistics.median(times[1:]), 0.0, 0.0)


def _edit(file: Path, text: str, pages: Sequence[str], name: str, process: subprocess.Popen[bytes]) -> list[float]:
    """Save a file, and return after how many seconds each page shows its new name."""
    start, seen = time.perf_counter(), []
    file.write_text(text, encoding="utf-8")
    for page in pages:
        _wait(page, name.encode(), process)
        seen.append(time.perf_counter() - start)
    return seen


@contextmanager
def _running(command: Sequence[str], log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1", **variables}
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _home(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(_PATIENCE * 10):
        found = _ADDRESS.search(log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"timonel serve did not start: {log.read_text(encoding='utf-8')}")


def _wait(address: str, text: bytes, process: subprocess.Popen[bytes]) -> None:
    end = time.perf_counter() + _PATIENCE
    while time.perf_counter() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310 - a server that we started
                if text in answer.read():
                    return
        except (URLError, OSError):
            pass
        time.sleep(_GLANCE)
    raise SystemExit(f"{address} never showed {text.decode()}")
