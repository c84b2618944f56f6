"""The site's search in a browser: how much is fetched before the first hit, and how long a key takes on a slow processor."""

from __future__ import annotations

import gzip
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmark import builds, synthetic
from benchmark.measure import Bench, Row, Text, same

SIZES = {1_000: (300, 150), 10_000: (600, 200)}  # size → kilobytes that must not, and should not be exceeded
SLOWED = 4
_WORDS = ("devolución de pedido", "cliente", "fidelización", "atención según campaña")
_TYPED = """async text => {
  const [input, list] = ["box", "list"].map(name => document.querySelector(`[data-kb-finder] [data-kb-${name}]`)), times = [];
  for (let length = 1; length <= text.length; length++) {
    const shown = new Promise(resolve => new MutationObserver((_, watch) => { watch.disconnect(); resolve(); }).observe(list, { childList: true }));
    const start = performance.now();
    input.value = text.slice(0, length);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await Promise.race([shown, new Promise(resolve => setTimeout(resolve, 5000))]);
    times.push(performance.now() - start);
  }
  return times;
}"""


def rows(bench: Bench) -> Iterator[Row]:
    """Yield what a reader of the site waits for; nothing where there is no browser."""
    program = os.environ.get("TIMONEL_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None or find_spec("playwright") is None:
        print("There is no Chromium, or no Playwright: the search in a browser is not measured.")
        return
    for size, (must, aim) in SIZES.items():
        root = bench.folder / f"site-{size}"
        synthetic.write(root, size)
        builds.cold(bench, root)()
        with _served(root / "site") as home:
            fetched, times = _asked(program, f"{home}es/processes/processes-7/", root / "site")
        figure = _name(size, es="bytes hasta el primer resultado (gzip)", en="bytes before the first hit (gzip)")
        yield Row("search", figure, same(""), fetched / 1000, "kB", must, aim)
        figure = _name(
            size,
            es=f"de la tecla a los resultados, procesador {SLOWED} veces más lento, 95 %",
            en=f"from key to hits, processor slowed {SLOWED} times, 95 %",
        )
        yield Row("search", figure, same(""), sorted(times)[int(0.95 * len(times))], "ms", 150, 50)


def _asked(program: str, address: str, site: Path) -> tuple[int, Sequence[float]]:
    """Return how many bytes a first question fetches, packed, and the milliseconds that each key of some takes."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - where there is none, nothing is asked

    fetched, times = dict[str, int](), list[float]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")

        def note(request: Any) -> None:  # noqa: ANN401 - a request of Playwright
            name = request.url.partition("?")[0].split("/", 3)[3]
            fetched[name] = len(gzip.compress((site / name).read_bytes()))

        page.on("request", note)
        page.locator("[data-kb-finder] [data-kb-open]").first.click()
        page.locator("[data-kb-finder] [data-kb-box]").fill(_WORDS[0])
        page.wait_for_selector("[data-kb-finder] mark", state="attached")
        total = sum(fetched.values())
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        for text in _WORDS:
            times += page.evaluate(_TYPED, text)
        browser.close()
    return total, times


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - its signature
        """Say nothing."""


def _name(size: int, *, es: str, en: str) -> Text:
    spanish = f"{size:,}".replace(",", "\u00a0") if size >= max(SIZES) else size  # a space that breaks no line
    return {"es": f"búsqueda, {spanish} entidades, {es}", "en": f"search, {size:,} entities, {en}"}
