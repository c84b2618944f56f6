"""A browser on the example's site: served from this machine, and a test fails when a page complains or asks elsewhere."""

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sites
import yaml
from bases import PATIENCE

# A window of Chromium draws its address bar's list as a page in a process of its own, even where nobody sees the window: half of
# what a test of one page costs. The last list of features counts, so it says what Playwright's says, too.
_WITHOUT = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
]  # fmt: skip
_ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--disable-features={','.join(_WITHOUT)}",
]  # fmt: skip
_BUILT_FOR = "http://127.0.0.1:8000"  # the address in the sitemaps of a build

# What only the exhaustive run does, as all that Zensical builds: it takes long, or looks once more at what others see too.
_THOROUGH = {
    "test_a_file_of_many_changes_in_one_entry",
    "test_a_new_entry_holds_what_was_said_and_nothing_else",
    "test_every_process_of_the_example_is_drawn_whole",
    "test_saving_opens_a_merge_request",
    "test_somebody_in_charge_finds_what_waits",
    "test_two_thousand_rows_filter_and_sort_at_once",
}
# What the plain run does in one language.
_ONE_LANGUAGE = {"test_a_consultant_walks_the_path", "test_the_pack_of_the_role_prints_without_tools"}


def _differences():
    """Return test → why it runs with MkDocs only, as the guide tells it."""
    listed = yaml.safe_load((sites.ROOT / "docs" / "data" / "engines.yaml").read_text(encoding="utf-8"))
    return {test: f"{one['what']['en']}: {one['why']['en']}" for one in listed for test in one["tests"]}


def pytest_collection_modifyitems(config, items):
    """Mark what needs a browser; leave out what Zensical does differently, and in the plain run what takes long."""
    different, kept, left_out = _differences(), [], []
    for item in items:
        ours = "tests/browser/" in item.path.as_posix()
        if ours:
            item.add_marker("browser")
        values = item.callspec.params if ours and hasattr(item, "callspec") else {}
        wanted = sites.EVERYTHING or not (
            ours
            and (
                item.originalname in _THOROUGH
                or values.get("engine") == "zensical"
                or (item.originalname in _ONE_LANGUAGE and values.get("lang") != sites.LANGUAGES[0])
            )
        )
        if not wanted:
            left_out.append(item)
            continue
        if values.get("engine") == "zensical":
            if find_spec("zensical") is None:
                item.add_marker(pytest.mark.skip(reason="Zensical is not installed"))
            elif item.originalname in different:
                item.add_marker(pytest.mark.skip(reason=different[item.originalname]))
        kept.append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


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


@pytest.fixture(scope="session", params=["mkdocs", "zensical"])
def engine(request):
    """Return what built the site that a test looks at: each test runs with both."""
    return request.param


@pytest.fixture(scope="session")
def pages(tmp_path_factory, engine):
    """Return language → path → facts of every page of the example."""
    return sites.example_pages(tmp_path_factory, engine)


@pytest.fixture(scope="session")
def address(chromium, serve, pages, tmp_path_factory, engine):
    """Return the address of the example's site."""
    return serve(sites.example(tmp_path_factory, engine))


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
        page.set_default_timeout(1000 * PATIENCE)
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
