"""Asks a built site's search what tables of questions ask, in a browser, and says how often the right page comes first.

    python scripts/search.py SITE LANG TABLE…     a table: group → question → page or pages, as tests/search/questions-es.yaml
    python scripts/search.py SITE LANG TABLE… --without-accents

MiniSearch (--minisearch, its UMD file) and Pagefind (--pagefind, the folder it made of the same pages, in the site) are asked the same.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import threading
import unicodedata
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import sync_playwright

_COMMON = """
  const found = {}, times = [];
  const timed = async (question, ask) => {
    const start = performance.now();
    found[question] = await ask(question);
    times.push(performance.now() - start);
  };
  const parts = name => new Promise(resolve => {
    globalThis.kbFound = (_, value) => resolve(value);
    document.head.append(Object.assign(document.createElement("script"), {src: `search/${name}.js`}));
  });
"""
_OURS = (
    "async questions => {"
    + _COMMON
    + """
  const waiting = new Map();
  await new Promise(done => document.head.append(Object.assign(document.createElement("script"), {src: "assets/search.js", onload: done})));
  globalThis.kbFound = (name, value) => waiting.get(name)(value);
  const search = new kbSearch(name => new Promise(resolve => {
    waiting.set(name, resolve);
    document.head.append(Object.assign(document.createElement("script"), {src: `search/${name}.js`}));
  }));
  await search.ready();
  for (const question of questions) await timed(question, async text => (await search.find(text)).hits.map(one => one.at));
  return [found, times];
}"""
)
_MINISEARCH = (
    "async questions => {"
    + _COMMON
    + """
  const root = await parts("index"), pages = [];
  for (let i = 0; i < root.pages.length; i++) pages.push(...await parts(`p${i}`));
  const quiet = new Set(root.quiet.split(" ")), fold = text => text.toLowerCase().normalize("NFD").replace(/[\\u0300-\\u036f]/g, "");
  const docs = pages.map(([at, title, names, parts], id) => ({id, at, title, names: names.join(" "), text: parts.map(one => one.slice(1).join(" ")).join(" ")}));
  const mini = new MiniSearch({fields: ["title", "names", "text"], storeFields: ["at"], processTerm: word => quiet.has(fold(word)) ? null : fold(word)});
  mini.addAll(docs);
  for (const question of questions) await timed(question, async text => mini.search(text, OPTIONS).slice(0, 20).map(one => one.at));
  return [found, times];
}"""
)
_PAGEFIND = (
    "async questions => {"
    + _COMMON
    + """
  const pagefind = await import(new URL("FOLDER/pagefind.js", location.href).href);
  await pagefind.init();
  const home = new URL(".", location.href).pathname;
  const ask = async text => (await Promise.all((await pagefind.search(text)).results.slice(0, 3).map(one => one.data()))).map(one => one.url.replace(home, "").replace(/^\\//, ""));
  for (const question of questions) await timed(question, ask);
  return [found, times];
}"""
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - its signature
        """Say nothing."""


def main() -> int:
    """Ask, and print a line for each table and engine."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("site", type=Path)
    reader.add_argument("lang")
    reader.add_argument("tables", type=Path, nargs="+")
    reader.add_argument("--without-accents", action="store_true")
    reader.add_argument("--minisearch", type=Path)
    reader.add_argument("--pagefind")
    given = reader.parse_args()
    engines = [("Timonel", _OURS)]
    if given.minisearch:
        for name, options in (("", "{}"), (" prefix", "{prefix: word => word.length > 3}"), (" fuzzy", "{fuzzy: 0.2}")):
            engines.append((f"MiniSearch{name}", _MINISEARCH.replace("OPTIONS", options)))
    if given.pagefind:
        engines.append(("Pagefind", _PAGEFIND.replace("FOLDER", given.pagefind)))
    handler = partial(_Quiet, directory=str(given.site / given.lang))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("TIMONEL_BROWSER") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        for table in given.tables:
            wanted = _wanted(table, plain=given.without_accents)
            for name, script in engines:
                page = browser.new_context(bypass_csp=True).new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/")
                if given.minisearch:
                    page.add_script_tag(path=given.minisearch)
                print(_line(f"{table.stem} {name}", wanted, *page.evaluate(script, [*wanted])), flush=True)
                page.close()
        browser.close()
        server.shutdown()
    return 0


def _wanted(table: Path, *, plain: bool) -> dict[str, list[str]]:
    """Return question → the pages that answer it."""
    groups = yaml.safe_load(table.read_text(encoding="utf-8"))
    asked = {str(one): pages for group in groups.values() for one, pages in group.items()}
    listed = {one: [pages] if isinstance(pages, str) else pages for one, pages in asked.items()}
    return {_plain(one): pages for one, pages in listed.items()} if plain else listed


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def _line(name: str, wanted: dict[str, list[str]], found: dict[str, list[str]], times: list[float]) -> str:
    """Return how many of the questions find their page first, or among three, and how long half and nearly all take."""
    places = [next((n for n, at in enumerate(found[one]) if at in pages), 99) for one, pages in wanted.items()]
    shares: list[Any] = [100 * sum(one < most for one in places) / len(places) for most in (1, 3)]
    nothing, ordered = sum(not found[one] for one in wanted), sorted(times)
    late = ordered[int(0.95 * len(ordered))]
    return (
        f"{name:32} {shares[0]:5.1f} % first, {shares[1]:5.1f} % in three, {nothing} find nothing, of {len(places)}; "
        f"{ordered[len(ordered) // 2]:.0f} ms, 95 %: {late:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
