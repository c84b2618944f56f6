"""How long an edit takes until `timonel serve` hands out its page, a page that links to it, and the search index."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmark.measure import Cost

_PATIENCE = 300  # seconds for one edit
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


def edits(root: Path, cache: Path, number: int) -> Cost:
    """Return the median time of edits that rename a process, after one that does not count."""
    file = root / "data" / "processes" / "processes-7.yaml"
    before = file.read_text(encoding="utf-8")
    owner = re.search(r"^owner: (\S+)$", before, re.MULTILINE)
    assert owner is not None  # noqa: S101 - the generator gives one
    log = root / "serve.log"
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "timonel", "serve", "--root", str(root), "--port", "0", "--lang", "es"],
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TIMONEL_CACHE": str(cache), "PYTHONUNBUFFERED": "1"},
        )
    try:
        home = _home(process, log)
        pages = ["es/processes/processes-7/", f"es/roles/{owner[1]}/", "es/search/search_index.json"]
        times = []
        for edit in range(number + 1):
            name = f"Renombrado{edit}veces"
            start = time.perf_counter()
            file.write_text(re.sub(r"(?m)^  es: .*$", f"  es: {name}", before, count=1), encoding="utf-8")
            for page in pages:
                _wait(home + page, name.encode(), process)
            times.append(time.perf_counter() - start)
        return Cost(statistics.median(times[1:]), 0.0, 0.0)
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
            with urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310 - our own server
                if text in answer.read():
                    return
        except (URLError, OSError):
            pass
        time.sleep(0.01)
    raise SystemExit(f"{address} never showed {text.decode()}")
