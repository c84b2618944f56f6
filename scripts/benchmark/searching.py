"""The site's search in a browser: how much is fetched before the first hit, and how long a key takes on a slow processor, beside Pagefind's."""

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
from benchmark.measure import Bench, Row, Text, run, same

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


# A key is cold where a reader has only opened the search: all that this key asks for is yet to come.
_COLD = [text[:length] for text in _WORDS for length in range(1, len(text) + 1, 2)]
_PAGEFIND = "pagefind"  # its folder in the site
_SHOWN = 5  # results that its own box shows at first
_READY = """async at => {
  globalThis.pagefind = await import(new URL(at, location.origin).href);
  await pagefind.init();
}"""
_FOUND = """async ([text, shown]) => {
  const start = performance.now();
  await Promise.all((await pagefind.search(text)).results.slice(0, shown).map(one => one.data()));
  return performance.now() - start;
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
        run([bench.tools / "python", "-m", "pagefind", "--site", root / "site" / "es", "--output-subdir", _PAGEFIND])
        with _served(root / "site") as home:
            address = f"{home}es/processes/processes-7/"
            fetched, times = _asked(program, address, root / "site")
            ours, theirs = _cold(program, address)
        figure = _name(size, es="bytes hasta el primer resultado (gzip)", en="bytes before the first hit (gzip)")
        yield Row("search", figure, same(""), fetched / 1000, "kB", must, aim)
        for keys, es, en in ((times, "tecla", "key"), (ours, "primera tecla", "first key")):
            figure = _name(
                size,
                es=f"de la {es} a los resultados, procesador {SLOWED} veces más lento, 95 %",
                en=f"from {en} to hits, processor slowed {SLOWED} times, 95 %",
            )
            yield Row("search", figure, same(""), _late(keys), "ms", 150, 50)
        yield Row("search", figure, same("Pagefind"), _late(ours) / _late(theirs), "×", 1, None)


def _late(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]


def _asked(program: str, address: str, site: Path) -> tuple[int, Sequence[float]]:
    """Return how many bytes a first question fetches, packed, and the milliseconds that each key of some takes."""
    fetched, times = dict[str, int](), list[float]()
    with _browser(program) as browser:
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
        _slow(page)
        for text in _WORDS:
            times += page.evaluate(_TYPED, text)
    return total, times


def _cold(program: str, address: str) -> tuple[Sequence[float], Sequence[float]]:
    """Return the milliseconds that first keys take, ours and Pagefind's, in turns."""
    ours, theirs = list[float](), list[float]()
    with _browser(program) as browser:
        for text in _COLD:
            with _opened(browser, address) as page:
                page.locator("[data-kb-finder] [data-kb-open]").first.click()
                page.wait_for_selector("[data-kb-finder] [role=option]", state="attached")
                _slow(page)
                ours += page.evaluate(_TYPED.replace("let length = 1", "let length = text.length"), text)
            with _opened(browser, address) as page:
                page.evaluate(_READY, f"/es/{_PAGEFIND}/pagefind.js")
                _slow(page)
                theirs.append(page.evaluate(_FOUND, [text, _SHOWN]))
    return ours, theirs


@contextmanager
def _browser(program: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - where there is none, nothing is asked

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _opened(browser: Any, address: str) -> Iterator[Any]:  # noqa: ANN401 - of Playwright
    """Open a page for somebody who was never there."""
    context = browser.new_context(bypass_csp=True)  # the pages' policy refuses what is not theirs
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def _slow(page: Any) -> None:  # noqa: ANN401 - of Playwright
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # a connection serves many files, as elsewhere
    disable_nagle_algorithm = True  # else each file waits for the browser's word that it has the head

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - its signature
        """Say nothing."""


def _name(size: int, *, es: str, en: str) -> Text:
    spanish = f"{size:,}".replace(",", "\u00a0") if size >= max(SIZES) else size  # a space that breaks no line
    return {"es": f"búsqueda, {spanish} entidades, {es}", "en": f"search, {size:,} entities, {en}"}
