"""The forms page in a browser, with the editor's own store in place of a host: what is saved, and what stays as it was."""

import base64
import json
import os
import random
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from bases import ROOT, SETTINGS, write

from timonel.engines.build import finished
from timonel.engines.target import stages
from timonel.pipeline import examine
from timonel.site import forms
from timonel.source import parse

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
PROCESS = """\
# Quién lo mantiene: ventas.
id: alta
name: {es: Alta de cliente, en: Customer sign-up}   # como la llama ventas
type: customer-facing
owner: ventas
x-centro-de-costo: 0042
maturity: {level: 0, assessed: 2026-07-02}
# sin sistemas todavía
systems: []
steps:
- {id: buscar, name: {es: Buscar, en: Search}, next: [crear]}
- id: crear
  name: {es: Crear, en: Create}
"""
ROLES = """\
# Los roles de la empresa.
- id: ventas
  name: {es: Gerente de ventas, en: Sales manager}   # desde 2024
  purpose: >-
    Vende
    mucho.

- id: datos
  name:
    es: Dueña de los datos
    en: Data owner
  purpose: Cuida lo que se sabe de los clientes.
  internal_only: true
"""
BASE = {
    "timonel.yaml": json.dumps({**SETTINGS, "repository": {"url": "https://github.com/nova/crm"}, "forms": {}}),
    "data/organization.yaml": '{id: nova, name: Nova, mission: Vender bien, vision: "Ser el 1"}\n',
    "data/roles/todos.yaml": ROLES,
    "data/processes/alta.yaml": PROCESS,
    "data/systems/crm.yaml": "id: crm\nname: CRM\ncategory: crm\n",
}


def around(result, target):
    """Put the forms into a site without languages."""
    with stages(target, [forms.FOLDER], "en") as parts:
        finished(target, parts, {}, forms.files(result))


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Return the folder of a small base."""
    folder = tmp_path_factory.mktemp("base")
    for path, text in BASE.items():
        write(folder / path, text)
    return folder


@pytest.fixture(scope="module")
def address(chromium, serve, base, tmp_path_factory):
    """Return the address of its forms."""
    site = tmp_path_factory.mktemp("site")
    result = examine(base, use_cache=False)
    assert result.settings.forms is not None
    around(result, site)
    for lang in ("es", "en"):
        for name in ("favicon", "logo"):
            write(site / lang / "assets" / f"{name}.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    return f"{serve(site)}/{forms.FOLDER}/"


def files(base):
    """Return a base's data as the editor's test store wants them: nested folders, and each folder by its path."""
    tree = {}
    for path in sorted((base / "data").rglob("*.yaml")):
        name = path.relative_to(base)
        text = {"content": path.read_bytes().decode()}
        tree.setdefault(name.parent.as_posix(), {})[name.name] = text
        node = tree
        for part in name.parts[:-1]:
            node = node.setdefault(part, {})
        node[name.name] = text
    return tree


@pytest.fixture
def opened(page, address, base):
    """Return a function that opens a form as someone signed in."""

    def opened(place, lang="es"):
        page.add_init_script(f"window.repoFiles = {json.dumps(files(base))}")
        page.goto(f"{address}?lang={lang}{place}")
        page.get_by_role("button", name="Login" if lang == "en" else "Iniciar sesión").click()
        return page

    return opened


def saved(page, lang="es"):
    """Save, and return path → text of what the pull request would hold."""
    page.get_by_role("button", name="Save" if lang == "en" else "Guardar", exact=True).click()
    page.wait_for_function("Object.keys(window.repoFilesUnpublished).length")
    entries = page.evaluate("Object.values(window.repoFilesUnpublished)")
    return {one["path"]: one["content"] for entry in entries for one in entry["diffs"]}


def findings(base, changed, tmp_path):
    """Return what the check says of a base with files changed: code, entity and key path of each gap."""
    for path in base.rglob("*.yaml"):
        write(tmp_path / path.relative_to(base), path.read_bytes())
    for path, text in changed.items():
        write(tmp_path / path, text)
    return {(one.code, one.spot.subject, one.spot.keys) for one in examine(tmp_path, use_cache=False).findings}


def test_an_edit_changes_its_fields_and_no_other_byte(opened, base, tmp_path):
    """A text and a relation are changed: the rest keeps comments, order, quoting, unknown fields; the check finds no more."""
    page = opened("#/collections/process/entries/alta", "en")
    page.locator('input[value="Alta de cliente"]').fill("Alta de «cliente»: niño")
    page.get_by_label("Owner (optional)").fill("data own")
    page.get_by_role("option", name="Data owner").click()
    name = "name: {es: Alta de cliente, en: Customer sign-up}   # como la llama ventas\n"
    expected = PROCESS.replace(name, "name:\n  es: 'Alta de «cliente»: niño'\n  en: Customer sign-up\n")
    expected = expected.replace("owner: ventas", "owner: datos")
    found = saved(page, "en")
    assert found == {"data/processes/alta.yaml": expected}
    by_hand = PROCESS.replace("es: Alta de cliente,", "es: 'Alta de «cliente»: niño',").replace(
        "owner: ventas", "owner: datos"
    )
    meant = {"data/processes/alta.yaml": by_hand}
    assert findings(base, found, tmp_path / "new") == findings(base, meant, tmp_path / "meant")


def test_a_file_of_many_changes_in_one_entry(opened, base, tmp_path):
    """An entry of a list is changed: the others keep their bytes."""
    page = opened("#/collections/role/entries/todos")
    page.locator('xpath=//*[text()="Dueña de los datos"]/preceding::button[2]').click()  # unfold
    page.locator('input[value="Dueña de los datos"]').fill("Dueña de datos")
    found = saved(page)
    assert found == {"data/roles/todos.yaml": ROLES.replace("Dueña de los datos", "Dueña de datos")}
    assert findings(base, found, tmp_path / "new") == findings(base, {}, tmp_path / "old")


def test_a_new_entry_holds_what_was_said_and_nothing_else(opened, base, tmp_path):
    """From the list to a new entry: what is required is asked for, empty fields are not in the file, which loads."""
    page = opened("#/collections/process")
    page.get_by_role("link", name="Alta de cliente").wait_for()
    page.get_by_role("link", name="Objetivos", exact=True).click()
    page.locator('a[href$="#/collections/objective/new"]').click()
    page.get_by_label("Identificador").first.fill("ventas-2027")
    page.get_by_label("Español", exact=True).first.fill("Ventas de 2027")
    page.get_by_role("button", name="Guardar", exact=True).click()
    page.get_by_text("Este campo es obligatorio").or_(page.get_by_text("Español es obligatorio")).first.wait_for()
    assert page.evaluate("Object.keys(window.repoFilesUnpublished)") == []
    page.get_by_label("Español", exact=True).nth(1).fill("Vender más: un 5 %")
    page.get_by_label("Valor inicial (opcional)").fill("0")
    page.locator("input[type=date]").first.fill("2027-12-31")
    found = saved(page)
    written = (
        "id: ventas-2027\nname:\n  es: Ventas de 2027\nstatement:\n  es: 'Vender más: un 5 %'\n"
        "baseline: 0\ndue: 2027-12-31\nstatus: open\n"
    )
    assert found == {"data/objectives/ventas-2027.yaml": written}
    gaps = findings(base, found, tmp_path)
    assert {code for code, entity, _ in gaps if entity == "objective:ventas-2027"}.isdisjoint(
        {"DAT001", "DAT002", "DAT003"}
    )


class Host(BaseHTTPRequestHandler):
    """As much of GitLab's interface as the editor asks for: who is there, files, and proposals, which it writes down."""

    base, asked = Path(), []

    def answer(self, value=None, status=200, text=""):
        body = text.encode() if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if value is None else "application/json")
        for name in ("Origin", "Headers", "Methods"):
            self.send_header(f"Access-Control-Allow-{name}", "*" if name != "Headers" else "authorization,content-type")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        if self.command != "OPTIONS" and self.headers["Authorization"] != "Bearer secreto":
            return self.answer({"message": "401 Unauthorized"}, 401)
        path = urlsplit(self.path).path.removeprefix("/api/v4/").removeprefix("projects/nova%2Fcrm").strip("/")
        if path == "user":
            return self.answer({"id": 1, "name": "Ana", "username": "ana"})
        if not path:
            return self.answer({"permissions": {"project_access": {"access_level": 30}}, "default_branch": "main"})
        if path.startswith("repository/files/"):
            return self.answer(text=(self.base / unquote(path.split("/")[2])).read_text(encoding="utf-8"))
        return self.answer([])

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def do_OPTIONS(self):
        self.answer({})

    def do_POST(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.asked.append((parts.path.rpartition("/")[2], json.loads(body) if body else dict(parse_qsl(parts.query))))
        self.answer({"id": "c0ffee", "iid": 1}, 201)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def host(base):
    """Return the address of a host for the base's files, and what it was asked to keep; ask for it before the page."""
    handler = type("Kept", (Host,), {"base": base, "asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler.asked
        server.shutdown()


def test_saving_opens_a_merge_request(host, page, serve, base, tmp_path):
    """Signed in with a token, saving commits the file to a branch of its own and opens a merge request; main stays."""
    url, asked = host
    result = examine(base, use_cache=False)
    repository = {"url": f"{url}/nova/crm", "branch": "main"}
    settings = replace(result.settings, repository=repository, forms={"host": "gitlab"})
    around(replace(result, settings=settings), tmp_path)
    for name in ("favicon", "logo"):
        write(tmp_path / "es" / "assets" / f"{name}.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    page.goto(f"{serve(tmp_path)}/{forms.FOLDER}/?lang=es#/collections/process/entries/alta")
    page.get_by_label("Token de acceso").fill("secreto")
    page.get_by_role("button", name="Iniciar sesión").click()
    page.locator('input[value="Alta de cliente"]').fill("Alta")
    page.get_by_role("button", name="Guardar", exact=True).click()
    page.get_by_text("Entrada guardada").wait_for()
    (_, commit), (_, proposal) = [one for one in asked if one[0] in {"commits", "merge_requests"}][:2]
    assert (commit["branch"], commit["start_branch"]) == ("cms/process/alta", "main")
    (action,) = commit["actions"]
    assert (action["action"], action["file_path"]) == ("update", "data/processes/alta.yaml")
    assert (
        base64.b64decode(action["content"])
        .decode()
        .startswith("# Quién lo mantiene: ventas.\nid: alta\nname:\n  es: Alta\n")
    )
    assert (proposal["source_branch"], proposal["target_branch"]) == ("cms/process/alta", "main")
    assert proposal["title"] == "Cambia en Proceso: alta"


NASTY = [
    "no", "~", "null", "1e3", "0x1F", "0o14", "1_000", "12:30", "2026-11-20", ".inf", "=", "a: b", "a #b", "- a", "? a",
    "'", '"', "«Él: 5 %»", "@x", "`x`", "{{ x }}", "[x", "%x", "!x", "&x", "*x", "|", ">-", "a\\nb", "uno\n\ndos\n  tres", "🧭 ñ", "a\u2028b", "\tx",
    "x" * 150, "palabra " * 30 + "fin", " con espacio", "\u0085x",
]  # fmt: skip


@pytest.fixture(scope="module")
def example_files():
    """Return (path, its text, widgets of its entries) of every file of the example that the forms offer."""
    result = examine(ROOT)
    result = replace(result, settings=replace(result.settings, forms={"host": "gitlab"}))
    found = []
    for collection in forms.configuration(result, "es")["editor"]["collections"]:
        if "folder" in collection:
            paths = dict.fromkeys(sorted((ROOT / collection["folder"]).glob("*.yaml")), collection["fields"])
        else:
            paths = {ROOT / one["file"]: one["fields"] for one in collection["files"]}
        for path, fields in paths.items():
            inner = fields[0]["fields"] if fields[0]["name"] == "items" else fields
            found.append((path.name, path.read_text(encoding="utf-8"), inner))
    assert len(found) > 300
    return found


@pytest.fixture
def codec(page):
    """Return a function that reads a file into a form, changes what JavaScript says, and returns what is written."""
    for name in ("vendor/js-yaml.js", "page/yaml.js"):
        page.add_script_tag(path=Path(forms.__file__).parent / name)

    def codec(text, fields, change="", *given):
        body = f"const one = TimonelYaml.format(fields, 'items'); const data = one.fromFile(text); {change}; return one.toFile(data)"
        return page.evaluate(f"([text, fields, given]) => {{ {body} }}", [text, fields, given])

    return codec


def test_files_nobody_changed_stay_as_they_are(codec, example_files):
    """Reading a file into a form and writing it again gives it back byte by byte, with either kind of line ends."""
    for name, unix, fields in example_files if EVERYTHING else random.Random(7).sample(example_files, 40):
        for text in (unix, unix.replace("\n", "\r\n")):
            assert codec(text, fields) == text, name


CHANGE = """
    const [number, nasty, inner] = given;
    const rows = data.items || [data];
    const row = rows[number];
    if (row.name) row.name.en = nasty;
    row.tags = [...(row.tags || []), nasty];
    Object.assign(row, { description: { es: "" }, notes: null, [inner]: [] });
    if (data.items) rows.push(rows.shift());
    if (rows.length > 2) rows.splice(1, 1);
"""


def test_random_changes_arrive_and_nothing_else_changes(codec, example_files):
    """A text that YAML could misread, fields cleared, entries moved and gone: read again, just that is different."""
    chance = random.Random(11)
    for name, text, fields in example_files if EVERYTHING else chance.sample(example_files, 40):
        meant = parse(name, text.encode()).value
        rows = meant if isinstance(meant, list) else [meant]
        number, nasty = chance.randrange(len(rows)), chance.choice(NASTY)
        lists = next(one["name"] for one in fields if one["widget"] == "list" or one.get("multiple"))
        row = rows[number]
        stays = row.get("tags", [])
        if "name" in row:
            row["name"] = {
                **(row["name"] if isinstance(row["name"], dict) else {"es": row["name"]}),
                "en": nasty.rstrip(),
            }
        for cleared in ("description", "notes", lists):
            row.pop(cleared, None)
        if lists != "tags":
            row["tags"] = [*stays, nasty.rstrip()]
        if rows is meant:
            rows.append(rows.pop(0))
        if len(rows) > 2:
            del rows[1]
        written = codec(text, fields, CHANGE, number, nasty, lists)
        assert parse(name, written.encode()).value == meant, name
