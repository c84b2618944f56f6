"""`timonel serve`: pages as they were last saved, what stands beside them, and what happens to a file that is broken."""

import http.client
import itertools
import json
import os
import random
import re
import socket
import threading
import time
import urllib.error
import urllib.request

import pytest
from bases import PATIENCE

from timonel.engines.server import _news, _tell, guard, reachable
from timonel.engines.server.http import Server
from timonel.engines.server.state import State
from timonel.engines.watch import watching

pytestmark = pytest.mark.usefixtures("few_rules")
FILE = "data/areas/ventas.yaml"
AREA = "id: ventas\nname: {es: Ventas, en: Sales}\ntype: business\n"
FILES = {
    FILE: AREA,
    "data/terms/canal.yaml": "id: canal\nname: {es: Canal, en: Channel}\ndefinition: {es: Un medio., en: A medium.}\n",
    "docs/es/guia/hola.md": "# Hola\n\nHay {{ kb.count('area') }} área: {{ kb.link('area:ventas') }}.\n",
}


class Browser:
    """Asks a server that nobody else asks."""

    def __init__(self, root, state, address):
        self.root, self.state, self.address = root, state, address

    def get(self, path):
        """Return the status and the text of an address."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    @property
    def place(self):
        """Host and port."""
        host, port = self.address.removeprefix("http://").split(":")
        return host, int(port)

    def ask(self, target, host="localhost"):
        """Return the status of a request written by hand."""
        return self.answer(target, host).status

    def answer(self, target, host):
        """Return the answer to a request written by hand."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=PATIENCE)
        connection.putrequest("GET", target, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        return connection.getresponse()

    def save(self, path, text):
        """Save a file, and return what the terminal says."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return _news(self.state, [path], "es")

    def news(self, page, html):
        """Return what the script in a page hears."""
        stamp, shown = re.search(r'data-stamp="(\w+)" data-shown="(\w+)"', html).groups()
        return json.loads(self.get(f"/_timonel/news?page={page}&stamp={stamp}&shown={shown}")[1])


@pytest.fixture
def browser(base_of):
    """Return a browser of a small base's server."""
    root = base_of(FILES)
    with Server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        server.state = State(root, address, ["es"], use_cache=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Browser(root, server.state, address)
        server.state.close()
        server.shutdown()


def test_addresses_lead_to_pages_files_and_the_page_for_errors(browser):
    assert 'href="es/"' in browser.get("/")[1]
    for path in ("/es", "/es/areas/ventas"):
        assert "<h1" in browser.get(path)[1]
    assert browser.get("/es/assets/timonel.css")[0] == 200
    assert browser.get("/es/sitemap.xml")[0] == 200
    for path in ("/es/areas/nada/", "/es/../timonel.yaml", "/es/%2e%2e/timonel.yaml", "/fr/", "/_timonel/state.py"):
        assert browser.get(path)[0] == 404


def test_a_saved_page_is_new_at_once_and_the_others_stay(browser):
    """Its own page, its list, what a hand-written page asks and what search finds; no page that says the same as before."""
    area, term = browser.get("/es/areas/ventas/")[1], browser.get("/es/terms/canal/")[1]
    assert "Hay 1 área" in browser.get("/es/guia/hola/")[1]
    assert "Zanahoria" not in browser.get("/es/search/p0.js")[1]
    browser.save(FILE, AREA.replace("Ventas", "Zanahoria"))
    assert browser.news("/es/areas/ventas/", area)["stamp"] not in area
    for path in ("/es/areas/ventas/", "/es/areas/", "/es/guia/hola/", "/es/search/p0.js"):
        assert "Zanahoria" in browser.get(path)[1], path
    browser.state.close()  # nobody waits for news that do not come
    assert browser.news("/es/terms/canal/", term)["stamp"] in term


def test_a_new_entity_has_a_page_and_a_deleted_one_none(browser):
    browser.get("/es/")
    browser.save("data/areas/nueva.yaml", AREA.replace("ventas", "nueva").replace("Ventas", "Nueva"))
    assert "Nueva" in browser.get("/es/areas/nueva/")[1]
    (browser.root / FILE).unlink()
    assert browser.save("data/areas/nueva.yaml", AREA.replace("ventas", "nueva"))
    assert browser.get("/es/areas/ventas/")[0] == 404


def test_a_page_that_asks_what_there_is_not_says_so_and_the_others_stay(browser):
    """What stops a build shows on the page while it is written."""
    browser.get("/es/")
    browser.save("docs/es/guia/hola.md", "# Hola\n\nHay {{ kb.count('nada') }}.\n")
    assert "kb.count" in browser.get("/es/guia/hola/")[1]
    assert browser.get("/es/areas/ventas/")[0] == 200


def test_a_broken_file_keeps_the_last_good_pages_with_a_note_of_the_place(browser):
    """The note names file, line and reason, on every page and in the terminal, until the file can be read."""
    said = browser.save(FILE, AREA + "type: [\n")
    assert any(line.startswith(f"{FILE}:") for line in said)
    for path in ("/es/areas/ventas/", "/es/terms/canal/"):
        status, html = browser.get(path)
        assert status == 200
        assert re.search(rf'role="alert".*{FILE}, línea \d+', html, re.DOTALL)
    assert "Ventas" in browser.get("/es/areas/ventas/")[1]
    browser.save(FILE, AREA)
    assert 'role="alert"' not in browser.get("/es/areas/ventas/")[1]


def test_what_a_file_lacks_stands_beside_its_page(browser):
    """The gaps of the entity, with their places; data in them is text."""
    browser.save(FILE, AREA + "parent: '<script>alert(1)</script>'\n")
    html = browser.get("/es/areas/ventas/")[1]
    beside = html[html.index('<aside class="kb-live"') :]
    assert f"brecha en {FILE}" in beside or f"brechas en {FILE}" in beside
    assert "<script>alert" not in html
    assert FILE not in browser.get("/es/terms/canal/")[1].partition('<aside class="kb-live"')[2]


def test_settings_that_nobody_can_use_do_not_stop_the_server(browser):
    assert browser.get("/es/")[0] == 200
    (said,) = browser.save("timonel.yaml", "model: 99\nname: Nueva\nlanguages: [es, en]\n")
    assert "quedan como estaban" in said
    assert browser.get("/es/areas/ventas/")[0] == 200


def test_files_that_change_together_are_told_together(tmp_path):
    """Changes under data/ and of the settings count; what else lies in the folder does not."""
    (tmp_path / "data").mkdir()
    with watching(tmp_path) as changes:
        for name in ("notes.txt", "timonel.yaml", "data/a.yaml"):
            (tmp_path / name).write_text("a: 1\n", encoding="utf-8")
        seen = set(next(changes))
        while "data/a.yaml" not in seen:
            seen |= {*next(changes)}
    assert seen == {"timonel.yaml", "data/a.yaml"}


def test_what_is_only_read_is_no_news(browser):
    """Somebody looks at pages, and programs read the base's files: what is heard next is what is saved."""
    with watching(browser.root) as changes:
        for path in ("/", "/es/", "/es/areas/ventas/", "/es/nothing/"):
            browser.get(path)
        for file in sorted(browser.root.rglob("*")):
            [*file.iterdir()] if file.is_dir() else file.read_bytes()
        (browser.root / FILE).write_text(AREA.replace("Ventas", "Venta"), encoding="utf-8")
        assert next(changes) == [FILE]


def test_a_folder_that_is_made_later_is_watched_too(tmp_path):
    with watching(tmp_path) as changes:
        (tmp_path / "docs").mkdir()
        assert [*next(changes)] == ["docs"]
        (tmp_path / "docs" / "a.md").write_text("# A\n", encoding="utf-8")
        assert "docs/a.md" in next(changes)


def test_a_missing_page_waits_for_news_as_any_other_does(browser):
    """It does not load itself again and again; once there is such a page, it hears of it."""
    status, html = browser.get("/es/areas/nueva/")
    assert status == 404
    browser.state.close()  # nobody waits for news that do not come
    assert browser.news("/es/areas/nueva/", html)["stamp"] in html
    browser.save("data/areas/nueva.yaml", AREA.replace("ventas", "nueva"))
    assert browser.news("/es/areas/nueva/", html)["stamp"] not in html


def test_a_page_from_elsewhere_cannot_read_under_its_own_name(browser):
    """A name that somebody made lead to this machine gets nothing of the knowledge base."""
    for host in ("127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000"):
        assert browser.ask("/", host) == 200, host
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example"):
        assert browser.ask("/", host) == 403, host


@pytest.fixture
def open_server(monkeypatch):
    """Return a server that others can reach too."""
    monkeypatch.setattr("socket.gethostname", lambda: "Mesa")
    monkeypatch.setattr("socket.getfqdn", lambda *_: "mesa.example")
    with Server(("0.0.0.0", 0)) as server:
        yield server


def test_a_server_that_others_reach_answers_to_its_own_names_alone(open_server):
    """Addresses, the machine's name and the one given; a stranger's name that leads here gets nothing."""
    for name in ("localhost", "192.0.2.7", "2001:db8::7", "mesa", "mesa.local", "mesa.example"):
        assert open_server.knows(name), name
    for name in ("evil.example", "192.0.2.7.evil.example", "mesa.evil.example"):
        assert not open_server.knows(name), name
    (line,) = reachable(open_server, "en")
    assert "mesa.example" in line
    assert "without a password" in line


def test_a_server_for_this_machine_says_nothing_of_others(browser):
    """There is nobody else, also under another address of the loop."""
    with Server(("127.0.0.2", 0)) as server:
        assert reachable(server, "en") == ()
        assert server.knows("127.0.0.2")
        assert not server.knows("192.0.2.7")


def test_every_answer_keeps_pages_of_others_out(browser):
    """Pages, files, news, refusals: taken for what they are, and not to be read by pages from elsewhere."""
    for path, host in (
        ("/", "localhost"),
        ("/es/assets/timonel.js", "localhost"),
        ("/es", "localhost"),
        ("/", "evil.example"),
    ):
        headers = browser.answer(path, host).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_request_that_does_not_come_ends(browser, monkeypatch):
    """Neither silence nor a letter now and then holds a connection."""
    with monkeypatch.context() as short:
        short.setattr(guard, "_READING", 0.3)
        _hold_on(browser.place)
    assert browser.get("/")[0] == 200


def _hold_on(place):
    """Say nothing to a server, and to the same a letter now and then, until it has enough of both."""
    with (
        socket.create_connection(place, timeout=PATIENCE) as silent,
        socket.create_connection(place, timeout=PATIENCE) as slow,
    ):
        slow.settimeout(0.05)
        heard = None
        for letter in itertools.cycle(b"X-Slow: x\r\n"):
            try:
                slow.sendall(bytes([letter]))
                heard = slow.recv(1)
                break
            except TimeoutError:
                continue
            except ConnectionError:
                heard = b""
                break
        assert heard == b""
        assert silent.recv(1) == b""


def test_there_are_only_so_many_connections(browser, monkeypatch):
    """Those above the bound are closed at once; when others have ended there is room again."""
    held = [socket.create_connection(browser.place, timeout=PATIENCE) for _ in range(guard._MOST + 20)]
    assert held[-1].recv(1) == b""
    for one in held:
        one.close()
    end = time.monotonic() + PATIENCE
    while True:
        try:
            assert browser.get("/")[0] == 200
            break
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < end, "there is no room"


def test_odd_addresses_get_an_answer(browser, capfd):
    for target in (
        "http://[",
        "/[",
        "/es/%00",
        "/es/..%2f..%2ftimonel.yaml",
        "/_timonel/../../timonel.yaml",
        "?",
        "/es//areas",
    ):
        assert browser.ask(target) in {200, 404}, target
    assert capfd.readouterr().err == ""


def test_what_mkdocs_reads_at_its_start_is_fresh_too(browser):
    """A picture that is added is there; a mistake in mkdocs.yml is told, and the pages stay."""
    assert browser.get("/es/guia/nueva.txt")[0] == 404
    browser.save("docs/es/guia/nueva.txt", "hola")
    assert browser.get("/es/guia/nueva.txt") == (200, "hola")
    (said,) = browser.save("mkdocs.yml", "site_name: [\n")
    assert "quedan como estaban" in said
    assert browser.get("/es/areas/ventas/")[0] == 200
    browser.save("mkdocs.yml", "site_name: x\nplugins: [timonel]\ntheme: {name: material}\nextra: {a: 1}\n")
    assert browser.get("/es/areas/ventas/")[0] == 200


def test_a_file_name_is_text_on_the_terminal(capsys):
    _tell("data/\x1b[2J\n.yaml: ninguna brecha")
    assert capsys.readouterr().err == "data/␛[2J .yaml: ninguna brecha\n"


def test_pages_that_hooks_look_at_are_served_as_mkdocs_makes_them(base_of):
    """They are all made anew after a change, when somebody asks for one; a line says once that it takes longer."""
    told = []
    hooks = "site_name: x\ntheme: material\nplugins: [timonel, search]\nhooks: [seen.py]\n"
    seen = "def on_post_page(output, page, config): return output + '<!-- seen -->'"
    root = base_of({**FILES, "mkdocs.yml": hooks, "seen.py": seen})
    state = State(root, "http://127.0.0.1:1", ["es"], use_cache=True, tell=told.append)
    try:
        assert b"<!-- seen -->" in state.file("es", "areas/ventas/index.html")
        (root / FILE).write_text(AREA.replace("Ventas", "Zanahoria"), encoding="utf-8")
        assert not state.refresh()
        assert b"Zanahoria" in state.file("es", "areas/ventas/index.html")
    finally:
        state.close()
    assert len([one for one in told if "seen.py" in one]) == 1


EDITS = {
    "a name": (FILE, lambda n: AREA.replace("Ventas", f"Ventas {n}")),
    "a reference": (FILE, lambda n: AREA + f"parent: area-{n % 3}\n"),
    "one more": ("data/areas/area-{m}.yaml", lambda n: f"id: area-{n % 3}\nname: {{es: Área {n}, en: Area {n}}}\ntype: business\n"),
    "one less": ("data/areas/area-{m}.yaml", lambda _n: None),
    "a word": ("data/terms/canal.yaml", lambda n: FILES["data/terms/canal.yaml"].replace("Canal", f"Medio{n}")),
    "a page": ("docs/es/guia/hola.md", lambda n: FILES["docs/es/guia/hola.md"] + f"\nUn canal y {n} ventas.\n"),
    "a new page": ("docs/es/guia/otra{m}.md", lambda n: f"# Otra {n}\n\nUn canal, {{{{ kb.gaps() }}}} brechas.\n"),
    "one page less": ("docs/es/guia/otra{m}.md", lambda _n: None),
    "what is asked and is not there": ("docs/es/guia/mala.md", lambda n: f"# Mala\n\n{{{{ kb.link('area:area-{n % 3}') }}}}\n"),
}  # fmt: skip
TURNS, COLD = (40, 2) if os.environ.get("TIMONEL_TEST_ALL") else (7, 7)  # edits, and after how many all is compared


def test_after_any_edits_everything_is_as_if_served_anew(base_of):
    """Pages, hand-written ones, the map and what search finds: whatever was asked for before, and whatever changed."""
    root, chance = base_of(FILES), random.Random(7)
    state = State(root, "http://127.0.0.1:1", ["es"], use_cache=True)
    names = [*_served(state)]
    for turn in range(1, TURNS + 1):
        kind = chance.choice([*EDITS])
        path, text = EDITS[kind][0].format(m=turn % 3), EDITS[kind][1](turn)
        file = root / path
        file.parent.mkdir(exist_ok=True)
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_text(text, encoding="utf-8")
        assert not state.refresh()
        for name in chance.sample(names, 2):
            state.file("es", name)
        if turn % COLD == 0:
            mine, anew = _served(state), _served(State(root, "http://127.0.0.1:1", ["es"], use_cache=False))
            assert mine.keys() == anew.keys(), (turn, kind)
            assert [name for name, data in anew.items() if mine[name] != data] == [], (turn, kind)
            names = [*mine]
    state.close()


def _served(state):
    """Return name → content of all that a state serves in Spanish and that can change."""
    language = state._languages["es"]
    language.file("index.html")
    pages = {*language._paths, *(name for name in language._rest if name.endswith(".html")), "sitemap.xml"}
    return {name: language.file(name) for name in sorted({*pages, "search/index.js", "search/p0.js", "search/w0.js"})}
