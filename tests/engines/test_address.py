"""Where the site stands: what names its address, and the pages for addresses that do not exist, below any path."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.request
from dataclasses import replace
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import sites
from bases import PATIENCE

from timonel import governance
from timonel.engines.build import build
from timonel.rules import examples

ADDRESS = "https://grupo.gitlab.io/proyecto"
ENGINES = ["mkdocs", *(["zensical"] if find_spec("zensical") else [])]


class _Host(SimpleHTTPRequestHandler):
    """Serves a folder below /proyecto/, as hosts of pages do: with the top's 404.html where there is nothing."""

    def log_message(self, *_):
        pass

    def translate_path(self, path):
        below = path.partition("?")[0].removeprefix("/proyecto")
        return super().translate_path(below if below != path else "/.nothing")

    def send_error(self, code, *_):
        body = Path(self.directory, "404.html").read_bytes() if code == 404 else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture
def host():
    """Return a function that serves a site below /proyecto/ and returns its address."""
    servers = []

    def start(folder):
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/proyecto/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def built(loaded, rules, tmp_path, monkeypatch):
    """Return a function that builds a small base for an address, and returns the site's folder."""

    def make(engine, address, own=None):
        monkeypatch.delenv("TIMONEL_SITE_URL", raising=False)
        if address is not None:
            monkeypatch.setenv("TIMONEL_SITE_URL", address)
        if own is not None:
            text = f"site_name: x\nsite_url: {own}\ntheme: {{name: material}}\nplugins: [search, timonel]\n"
            (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
        some = {code: rule for code, rule in rules.items() if code == "DAT003"}
        result = governance.judge(loaded({}), examples.settings_of({}), some, "2026-11-20")
        build(tmp_path, replace(result, root=tmp_path), ["es", "en"], report=str)
        return tmp_path / "site"

    return make


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def named(site):
    """Return the addresses that pages and maps give as their own."""
    pages = "\n".join(path.read_text("utf-8") for path in [*site.rglob("*.html"), *site.rglob("sitemap.xml")])
    return set(re.findall(r'rel="canonical" href="([^"]*)"|href="([^"]*)" rel="canonical"|<loc>([^<]*)</loc>', pages))


def leads(page, at):
    """Return whatever a page refers to, seen from an address."""
    found = {unescape(one).partition("#")[0] for one in re.findall(r'(?:href|src)="([^"]+)', page)}
    return {urljoin(at, one) for one in found if one and not urlsplit(one).scheme}


@pytest.mark.parametrize("engine", ENGINES if sites.EVERYTHING else ENGINES[:1])
def test_with_an_address_everything_names_it_and_the_page_for_what_is_not_there_works_at_any_depth(built, host, engine):
    site = built(engine, f"{ADDRESS}/")
    addresses = {one for found in named(site) for one in found if one}
    assert {f"{ADDRESS}/es/", f"{ADDRESS}/en/terms/"} <= addresses
    assert all(one.startswith(f"{ADDRESS}/") and "//" not in one[8:] for one in addresses)
    top = host(site)
    for path in ("no/hay/nada/", "es/no/hay", "es/404.html", "en/404.html", "404.html"):
        _, page = get(top + path)
        targets = leads(page, top + path)
        assert targets
        assert {one: get(one)[0] for one in targets} == dict.fromkeys(targets, 200), path


@pytest.mark.parametrize(
    ("engine", "own"), [*((engine, None) for engine in ENGINES), ("mkdocs", "http://localhost:8000/es/")]
)
def test_without_an_address_nothing_names_one(built, host, engine, own):
    """Not even that of one's own machine; the pages for what is not there find their files from where they lie."""
    site = built(engine, "", own)
    assert named(site) == set()
    texts = [path.read_text("utf-8") for path in site.rglob("*.html")]
    assert [one for one in texts if "127.0.0.1" in one or "localhost" in one] == []
    assert all((site / lang / "sitemap.xml").is_file() for lang in ("es", "en")), "themes ask for it"
    lost = (site / "404.html").read_text("utf-8")
    for text in (
        "Esta página no existe",
        "This page does not exist",
        '<section lang="es">',
        '<section lang="en">',
        "Soy nuevo",
        "I am new",
    ):
        assert text in lost
    top = host(site)
    for path in ("404.html", "nada", "es/404.html", "en/404.html"):
        targets = leads(get(top + path)[1], top + path)
        assert {one: get(one)[0] for one in targets} == dict.fromkeys(targets, 200), path


def test_what_mkdocs_yml_says_counts_and_the_environment_more(built):
    assert ("", "", f"{ADDRESS}/en/terms/") in named(built("mkdocs", None, f"{ADDRESS}/es/"))
    assert ("", "", "https://otra.example/en/terms/") in named(
        built("mkdocs", "https://otra.example", f"{ADDRESS}/es/")
    )


@pytest.mark.parametrize(
    "address", ["grupo.gitlab.io", "ftp://x.example", "https://", "https://x.example/?a=b", "javascript:x"]
)
def test_what_is_no_address_stops_the_build_in_one_line(run, base_of, monkeypatch, address):
    root = base_of()
    monkeypatch.setenv("TIMONEL_SITE_URL", address)
    for engine in ("mkdocs", "markdown"):
        told = run("build", "--root", root, "--engine", engine)
        assert told.code == 2
        assert "TIMONEL_SITE_URL" in told.err.splitlines()[-1]
        assert "Traceback" not in told.err
