"""A browser on the example's site: served from this machine, and a test fails when a page complains or asks elsewhere."""

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sites

_ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_BUILT_FOR = "http://127.0.0.1:8000"  # the address in the sitemaps of a build


def pytest_collection_modifyitems(items):
    """Mark what needs a browser."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder as if it had been built for this address: the theme's language switch compares addresses."""

    def send_head(self):
        file = Path(self.translate_path(self.path))
        if file.name != "sitemap.xml" or not file.exists():
            return super().send_head()
        text = file.read_text(encoding="utf-8").replace(_BUILT_FOR, f"http://{self.headers['Host']}")
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.end_headers()
        self.wfile.write(text.encode())
        return None

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="session")
def chromium():
    """Return a running browser, one per worker."""
    program = os.environ.get("TIMONEL_BROWSER")
    if not program:
        pytest.skip("TIMONEL_BROWSER names no browser")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve():
    """Return a function that serves a folder and returns its address."""
    servers = []

    def start(folder):
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Return language → path → facts of every page of the example."""
    return sites.example_pages(tmp_path_factory)


@pytest.fixture(scope="session")
def address(chromium, serve, pages, tmp_path_factory):
    """Return the address of the example's site."""
    return serve(sites.example(tmp_path_factory))


@pytest.fixture
def new_page(chromium):
    """Return a function that opens a page in a fresh context; afterwards no page may have complained."""
    complaints, contexts = [], []

    def opened(**options):
        # The pages' policy refuses the scripts that tests wait with; the crawl of all pages leaves it in force.
        usual = {"locale": "es-MX", "viewport": {"width": 1280, "height": 900}, "bypass_csp": True}
        context = chromium.new_context(**{**usual, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda one: complaints.append(f"console: {one.text}") if one.type == "error" else None)
        page.on("pageerror", lambda one: complaints.append(f"error: {one}"))
        page.on("dialog", lambda one: (complaints.append(f"dialog: {one.message}"), one.dismiss()))
        context.on("request", lambda one: complaints.append(f"asks {one.url}") if _elsewhere(one.url) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    """Return a page of the width of a desk."""
    return new_page()


def _elsewhere(url):
    parts = urlsplit(url)
    return parts.scheme not in {"data", "blob", "about"} and parts.hostname != "127.0.0.1"
