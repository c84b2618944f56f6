"""A word that somebody wrote, a link in git and a relative root lead nowhere but into the base: read, written or published.

Each hostile base stands among folders that are not its own. Whatever a command does, these stay as they were, and
nothing of them is printed or stands in what is built.
"""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from bases import PATIENCE, write

from timonel.engines.watch import watching
from timonel.files import OutsideError, leads_out, put, within

SECRET = "geheimnis-4711"
ALTA = {"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support"}
TOKEN = "token-0815"  # stands in the environment, as a pipeline's secrets do

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a privilege on Windows")


# --- Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a", "a/b", "a.b/c d", "..a", "a..b", ".a", "12:30", "console", "auxiliar.md", "ñ/😀"]
)
def test_a_name_leads_into_its_folder(tmp_path, name):
    assert within(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a",
        "a/..",
        "a/../b",
        "a/./b",
        "/a",
        "//a",
        "a//b",
        "a/",
        "...",
        ".. /a",
        "a\0b",
        "\\a",
        "a\\b",
        "C:",
        "C:x",
        "c:/x",
        "con",
        "CON",
        "nul.txt",
        "a/Aux",
        "lpt1.yaml/b",
        "com9 .md",
        "a.",
        "a ",
        "a. /b",
    ],
)
def test_a_name_that_leads_elsewhere_on_any_system_is_refused(tmp_path, name):
    with pytest.raises(OutsideError):
        within(tmp_path, name)


def test_links_on_the_way_may_not_leave_and_the_folder_itself_may_be_one(tmp_path):
    for name in ("real/in", "beside"):
        (tmp_path / name).mkdir(parents=True)
    for link, target in (
        ("folder", "real"),
        ("real/out", "../beside"),
        ("real/ring", "in"),
        ("real/up", "."),
        ("real/loop", "loop"),
    ):
        (tmp_path / link).symlink_to(target)
    folder = tmp_path / "folder"
    assert [within(folder, name) for name in ("in/x", "ring/x", "loop")] == [
        folder / "in/x",
        folder / "ring/x",
        folder / "loop",
    ]
    for name in ("out", "out/x", "in/../out", "up"):
        with pytest.raises(OutsideError):
            within(folder, name)


def test_a_file_is_never_written_through_what_somebody_laid_beside_it(tmp_path):
    victim = write(tmp_path / "victim", "as it was")
    (tmp_path / f"file.{os.getpid()}.tmp").symlink_to(victim)
    put(tmp_path / "file", b"new")
    assert (victim.read_text(), (tmp_path / "file").read_bytes()) == ("as it was", b"new")


# --- Hostile bases ----------------------------------------------------------------------------------------------------


class Around:
    """A base among folders that are not its own."""

    def __init__(self, top, root, run):
        self.top, self.root, self._run = top, root, run
        for name in ("victim/keep.txt", "victim/deep/keep.txt", "victim/docs/old.md", "victim/overrides/main.html"):
            write(top / name, SECRET)
        write(top / "victim/page.md", f"# {SECRET}\n")
        write(top / "victim/settings.json", json.dumps({"name": SECRET}))
        write(top / "victim/term.yaml", f"id: ajeno\nname: {SECRET}\ndefinition: {SECRET}\n")
        write(top / "victim/mkdocs.yml", f"site_name: {SECRET}\nplugins: [timonel]\ntheme: material\n")
        write(top / "victim/timonel.yaml", f"name: {SECRET}\nlanguages: [de]\n")
        write(top / "victim/rule.yaml", f"code: XYZ001\nsummary: {SECRET}\n")
        write(top / "victim/kind.schema.json", json.dumps({"x-kind": SECRET}))
        self._before = self._seen()

    def link(self, name, target):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)

    def run(self, *arguments):
        """Run a command: it says no secret, ends in no traceback, and leaves its surroundings as they were."""
        found = self._run(*arguments, "--root", self.root)
        assert "Traceback" not in found.out + found.err
        self.is_whole(found.out, found.err)
        return found

    def is_whole(self, *texts):
        assert self._seen() == self._before
        for text in texts:
            assert SECRET not in text
            assert TOKEN not in text
        for folder in ("site", "site-markdown", ".timonel", "out"):
            for path in (self.root / folder).rglob("*"):
                if path.is_file() and not leads_out(self.root, path):
                    data = path.read_bytes()
                    assert SECRET.encode() not in data, path
                    assert TOKEN.encode() not in data, path
                    assert b"root:x:0" not in data, path

    def told(self):
        """Return the files that the check says something of, of all codes that loading has."""
        return {one["file"]: one["code"] for one in self.run("check", "--format", "json").found("DAT00")}

    def git(self, message):
        for words in (["add", "-A"], ["commit", "-qm", message]):
            subprocess.run(["git", "-C", self.root, "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True)

    def _seen(self):
        """Return all that is there beside the base, with what it holds."""
        found = {}
        for path in self.top.rglob("*"):
            if not path.is_relative_to(self.root):
                stat = path.lstat()
                held = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
                found[path] = (stat.st_mode, held, stat.st_ino)
        return found


@pytest.fixture
def around(tmp_path, base_of, run, monkeypatch, few_rules):
    """Return a base in the company of others; it keeps its cache in itself, and the environment has a secret."""
    monkeypatch.delenv("TIMONEL_CACHE")
    monkeypatch.setenv("SECRET_TOKEN", TOKEN)
    base = Around(tmp_path / "top", base_of({"processes": [ALTA]}, "top/one/kb"), run)
    subprocess.run(["git", "init", "-q", base.root], check=True)
    base.git("first")
    return base


def kind_of(name, folder):
    """Return a kind of the base's own."""
    both = {"es": "Cosa", "en": "Thing"}
    fields = {"id": {"type": "string", "x-title": both}, "name": {"type": "string", "x-title": both}}
    return json.dumps({"x-kind": name, "x-folder": folder, "x-title": both, "type": "object", "properties": fields})


WORDS = {
    "timonel.yaml": [
        json.dumps({"model": 1, "name": "x", "languages": [language]})
        for language in (
            "en/../../../victim", "en@/../../../victim", "../../victim", "/tmp", "..", "es\n", "", "en\\..", "con", "C:x",
        )  # not one is a language; each once was the name of a folder
    ],
    "schemas/kinds/cosa.schema.json": [
        kind_of("../../../victim/pwn", "cosas"), kind_of("/tmp/pwn", "cosas"), kind_of("cosa", "../../../victim"),
        kind_of("..\\cosa", ".."), kind_of("con", "nul"), kind_of("cosa", "a/../../victim"),
    ],
}  # fmt: skip
EVERY = [(path, text) for path, texts in WORDS.items() for text in texts]
SOME = EVERY if os.environ.get("TIMONEL_TEST_ALL") else EVERY[::3]


@pytest.mark.parametrize(("path", "text"), SOME)
def test_a_word_of_the_base_is_no_way_out(around, path, text):
    write(around.root / path, text)
    first = around.run("check", "--format", "json").json
    assert [one["code"] for one in first["findings"] if one["file"] == path] in (["DAT002"], ["DAT002"] * 2, [])
    around.run("show", "process:alta")
    around.run("schema", "--write", "--lang", "en")
    around.run("export", "--format", "csv", "--output", around.root / "out")
    around.run("new", "cosa", "--set", "name=x")
    for file in (around.root / "data/cosas").glob("*"):
        file.unlink()  # a kind that is as it must be takes one
    around.run("diff", "HEAD", "--format", "json")
    for _ in range(2):  # what the first run makes, the second would walk through
        assert around.run("check", "--format", "json").json == first


@pytest.mark.parametrize("engine", ["mkdocs", "markdown"])
def test_a_site_of_such_words_is_built_in_its_place(around, engine):
    write(around.root / "timonel.yaml", WORDS["timonel.yaml"][1])
    write(around.root / "schemas/kinds/cosa.schema.json", WORDS["schemas/kinds/cosa.schema.json"][2])
    found = around.run("build", "--engine", engine, "--only", "es")
    assert (found.code, (around.root / "site/es/index.html").exists()) == (0, engine == "mkdocs")
    around.is_whole()


# --- Links that a check tells, and that are not followed --------------------------------------------------------------

OUT = "../../victim"  # as seen from the base
LEFT_OUT = {
    "data/terms/ajeno.yaml": f"../../{OUT}/term.yaml",
    "data/terms/todo": f"../../{OUT}",
    "data/waivers": f"../{OUT}",
    "data/.oculto.yaml": f"../{OUT}/term.yaml",
    "rules/XYZ001.yaml": f"../{OUT}/rule.yaml",
    "rules/mas": f"../{OUT}",
    "schemas/kinds/ajeno.schema.json": f"../../{OUT}/kind.schema.json",
    "schemas/kinds/cero.schema.json": "/dev/zero",
    "schemas/mas": "/",
}
PUBLISHED = {
    "docs/es/entorno.txt": "/proc/self/environ",
    "docs/es/claves.md": "/etc/passwd",
    "docs/es/pagina.md": f"../../{OUT}/page.md",
    "docs/es/_oculta.txt": f"../../{OUT}/keep.txt",
    "docs/en/.oculta/x/y.txt": f"../../../../{OUT}/keep.txt",
    "docs/es/todo": "/",
    "docs/es/carpeta": f"../../{OUT}",
    "docs/es/hermana": "../../../kb-2",
    "docs/es/rueda": "..",
    "docs/en": f"../{OUT}",
    "docs": OUT,
    "mkdocs.yml": f"{OUT}/mkdocs.yml",
}


def test_links_in_data_rules_and_schemas_are_told_and_left_out(around):
    write(around.root / "data/terms/propio.yaml", "id: propio\nname: Propio\ndefinition: Lo propio.\n")
    for name, target in LEFT_OUT.items():
        around.link(name, target)
    found = around.run("check", "--format", "json").found("DAT00")
    told = sorted((one["file"], one["code"]) for one in found if one["file"] in LEFT_OUT)
    assert told == [(name, "DAT002") for name in sorted(LEFT_OUT)]
    shown = around.run("show", "term:propio")
    assert (shown.code, "Lo propio" in shown.out) == (0, True)
    around.run("waive", "PRO001", "process:alta", "--reason", "x", "--approved-by", "role:x", "--expires", "2027-01-01")
    around.run("export", "--format", "csv", "--output", around.root / "out")
    assert around.run("build", "--engine", "markdown").code == 0


def test_settings_behind_a_link_out_of_the_base_are_those_of_nobody(around):
    (around.root / "timonel.yaml").unlink()
    around.link("timonel.yaml", f"{OUT}/timonel.yaml")
    assert around.told()["timonel.yaml"] == "DAT002"
    assert "Tipo" in around.run("show", "process:alta").out
    assert '"de"' not in around.run("schema", "process").out


def test_what_is_kept_and_what_editors_read_is_not_written_through_links(around):
    around.link(".timonel", OUT)
    assert around.run("check").code == 1
    (around.root / ".timonel").unlink()
    around.run("check")
    kept = [path for path in (around.root / ".timonel").rglob("*") if path.is_file() and path.name != ".gitignore"]
    assert kept
    for path in kept:  # each file that a run writes, as a link; then the folders that they stand in
        path.unlink()
        path.symlink_to(around.top / "victim/keep.txt")
        path.with_name(f"{path.name}.{os.getpid()}.tmp").symlink_to(around.top / "victim/keep.txt")
    around.run("check")
    for name in {path.parent.name for path in kept} - {".timonel"}:
        (around.root / ".timonel" / name).rename(around.root / f"{name}.old")
        around.link(f".timonel/{name}", f"../{OUT}")
    around.run("check")
    for name, target in (
        (".vscode/timonel", f"../{OUT}"), (".vscode/settings.json", f"../{OUT}/settings.json"),
        (".idea", OUT), (".vscode", OUT), (".vscode/timonel/process.schema.json", f"../../{OUT}/settings.json"),
    ):  # fmt: skip
        for old in (".vscode", ".idea"):
            subprocess.run(["rm", "-rf", around.root / old], check=True)
        around.link(name, target)
        found = around.run("schema", "--write")
        assert found.code == 2
        assert re.fullmatch(r"timonel: \.(vscode|idea)/.*: leads out of its folder\n", found.err)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_link_that_a_site_would_publish_is_told_and_nothing_is_built(around, name):
    write(around.root / "docs/en/hola.md", "# Hi")
    write(around.top / "one/kb-2/hola.md", f"# {SECRET}")
    around._before = around._seen()
    if name in ("docs", "docs/en"):
        subprocess.run(["rm", "-rf", around.root / name], check=True)
    around.link(name, PUBLISHED[name])
    assert around.told()[name] == "DAT002"
    for options in (["--engine", "mkdocs"], ["--engine", "markdown"], ["--engine", "zensical"], ["--safe"]):
        found = around.run("build", *options)
        assert found.code == 2
        assert re.search(rf"^Error: .*{re.escape(name)}: un enlace (a|que)", found.err, re.MULTILINE)
    # A pull request is told too, from git alone.
    around.git("second")
    opened = around.run("diff", "HEAD~1", "HEAD", "--format", "json").json["findings"]["opened"]
    assert ("DAT002", name) in {(one["code"], one["file"]) for one in opened} or name == "docs/es/rueda"


@pytest.mark.parametrize("name", ["docs/es/entorno.txt", "docs/es/todo"])
def test_plain_mkdocs_builds_nothing_of_such_a_link(around, name):
    write(around.root / "docs/es/hola.md", "# Hola")
    around.link(name, PUBLISHED[name])
    write(around.root / "mkdocs.yml", "site_name: x\ndocs_dir: docs/es\ntheme: material\nplugins: [timonel]\n")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=around.root, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr, f"{name}: un enlace que sale" in done.stderr) == (
        1,
        False,
        True,
    )
    around.is_whole()


@pytest.mark.parametrize("custom", [f"{OUT}/overrides", "/etc", "look"])
def test_the_look_of_a_site_comes_from_the_base(around, custom):
    write(
        around.root / "mkdocs.yml",
        f"site_name: x\ntheme: {{name: material, custom_dir: '{custom}'}}\nplugins: [timonel]\n",
    )
    around.link("look/main.html", f"../{OUT}/overrides/main.html")
    for engine in ("mkdocs", "markdown"):
        found = around.run("build", "--engine", engine, "--only", "es")
        assert (found.code, "un enlace que sale de la base" in found.err) == (2, True)


@pytest.mark.parametrize(
    "name", ["site-markdown", "site-markdown/es", "site-markdown/es/docs", "site-markdown/es/mkdocs.yml"]
)
def test_a_folder_of_markdown_is_written_into_no_other(around, name):
    around.link(name, "/".join([".."] * name.count("/") + [OUT]) + ("/mkdocs.yml" if name.endswith("yml") else ""))
    found = around.run("build", "--engine", "markdown")
    assert (found.code, name in found.err) == (2, True)


def test_a_baseline_is_not_written_through_a_link_out_of_the_base(around):
    around.link("baseline.json", f"{OUT}/settings.json")
    found = around.run("check", "--write-baseline", around.root / "baseline.json")
    assert (found.code, "baseline.json: leads out of its folder" in found.err) == (2, True)
    assert around.run("diff", "HEAD").code == 0


def test_nobody_watches_what_a_link_leads_to_outside(around):
    around.link("docs", OUT)
    around.link("rules", "comun")
    write(around.root / "comun/regla.yaml", "")
    with watching(around.root) as changes:
        write(around.top / "victim/keep.txt", "another")
        write(around.root / "timonel.yaml", "name: x\n")
        assert next(changes) == ["timonel.yaml"]
    write(around.top / "victim/keep.txt", SECRET)


def test_links_that_stay_in_the_base_work(around):
    write(around.root / "comun/logo.svg", "<svg>logo</svg>")
    write(around.root / "comun/pagina.md", "# Página común")
    write(around.root / "comun/terms.yaml", "- {id: canal, name: Canal, definition: Un medio.}\n")
    write(around.root / "docs/es/hola.md", "# Hola")
    for name, target in (
        ("docs/es/img", "../../comun"), ("docs/es/logo.svg", "../../comun/logo.svg"), ("docs/en", "es"), ("docs/ring", "es"),
        ("data/terms/comun.yaml", "../../comun/terms.yaml"),
    ):  # fmt: skip
        around.link(name, target)
    told = around.told()
    assert [name for name, code in told.items() if code == "DAT002" and name.startswith(("docs", "data/terms"))] == []
    assert around.run("show", "term:canal").code == 0
    assert around.run("build", "--engine", "markdown").code == 0
    for place in ("es/docs/img/logo.svg", "es/docs/logo.svg", "en/docs/img/logo.svg"):
        assert (around.root / "site-markdown" / place).read_text() == "<svg>logo</svg>"


# --- Languages that nobody knows --------------------------------------------------------------------------------------


REGIONAL = pytest.mark.skipif(not os.environ.get("TIMONEL_TEST_ALL"), reason="one build more: TIMONEL_TEST_ALL")


@pytest.mark.parametrize(
    ("lang", "theme", "word"), [("tlh", "en", "Processes"), pytest.param("es-MX", "es", "Procesos", marks=REGIONAL)]
)
def test_a_language_that_nobody_knows_has_pages_in_english_and_one_with_a_region_those_of_its_own(
    around, lang, theme, word
):
    write(around.root / "timonel.yaml", json.dumps({"name": "x", "languages": [lang], "as_of": "2026-11-20"}))
    assert around.run("build").code == 0
    page = (around.root / "site" / lang / "index.html").read_text("utf-8")
    assert (word in page, f'<html lang="{theme}"' in page) == (True, True)


# --- The root ---------------------------------------------------------------------------------------------------------


def program(*arguments, cwd=None, **more):
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "timonel", *map(str, arguments)], cwd=cwd, capture_output=True, text=True, encoding="utf-8",
        timeout=PATIENCE, check=False, **more,
    )  # fmt: skip


@pytest.fixture
def hola(base_of):
    """Return a base with a page of its own."""
    return base_of({"data/processes/alta.yaml": json.dumps(ALTA), "docs/es/hola.md": "# Hola, mundo\n"}, "rel")


@pytest.mark.usefixtures("few_rules")
@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        ("..", ["--root", "rel", "build"]),
        ("..", ["build", "--root", "rel", "--engine", "zensical"]),
        (".", ["build", "--root", "."]),
        ("data/processes", ["--root", "../..", "build"]),
        (".", ["build", "--root", "../rel/data/../../rel"]),
    ],
)
def test_a_relative_root_is_that_of_whoever_writes_it(hola, run, monkeypatch, folder, arguments):
    write(hola / "timonel.yaml", "model: 1\nname: Ejemplo\nlanguages: [es]\nas_of: 2026-11-20\n")
    if folder == "data/processes":
        write(hola / "mkdocs.yml", "site_name: Otro nombre\ntheme: material\nplugins: [timonel]\n")
    monkeypatch.chdir(hola / folder)
    monkeypatch.delenv("TIMONEL_CACHE")
    found = run(*arguments, "--lang", "es")
    assert found.code == 0
    assert "Hola, mundo" in (hola / "site/es/hola/index.html").read_text("utf-8")
    assert {path.name for path in hola.parent.iterdir()} == {"rel"}


def test_an_option_after_the_command_counts_more_than_one_before_it(hola, base_of, run):
    other = base_of({"processes": [{**ALTA, "id": "otra"}]}, "other")
    assert run("--root", hola, "show", "process:otra", "--root", other).code == 0
    assert run("--root", hola, "show", "process:otra").code == 2
    assert "Tipo" in run("--lang", "es", "--root", hola, "show", "process:alta").out
    assert "Type" in run("--lang", "es", "--root", hola, "show", "process:alta", "--lang", "en").out
    refused = run("--root", hola, "init", hola / "new")
    assert (refused.code, "init takes no --root" in refused.err) == (2, True)


COMMANDS = [
    "check", "rule PRO001", "show process:alta", "impact process:alta", "graph systems", "diff HEAD", "trend",
    "waive PRO001 process:alta --reason x --approved-by role:x --expires 2027-01-01", "new process", "measure indicator:x --value 1",
    "export --format json", "schema", "build", "serve --port 0",
]  # fmt: skip


@pytest.mark.parametrize("name", ["missing", "file", "two\nlines \x1b[31m", "loop", "empty", "x" * 300])
def test_a_root_that_is_no_base_is_refused_in_one_line_by_every_command(tmp_path, run, name):
    write(tmp_path / "file", "")
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    for command in COMMANDS:
        found = run(*command.split(), "--root", tmp_path / name)
        if command.startswith("rule") and name == "empty":
            continue
        assert (found.code, found.out, found.err.count("\n"), "\x1b" in found.err) == (2, "", 1, False), (
            command,
            found,
        )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_root_that_may_not_be_read_is_refused_in_one_line(tmp_path, run):
    (tmp_path / "shut/kb").mkdir(parents=True)
    (tmp_path / "shut").chmod(0)
    found = run("check", "--root", tmp_path / "shut/kb")
    (tmp_path / "shut").chmod(0o700)
    assert (found.code, found.err.count("\n")) == (2, 1)


class Serving:
    """`timonel serve` as a process of its own."""

    def __init__(self, *arguments, cwd):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "timonel", "serve", "--port", "0", *arguments], cwd=cwd, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said = []
        self.address = self.until(r"http://[\d.:]+").rstrip("/")

    def until(self, pattern):
        """Return what fits a pattern in the next line that has it."""
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(pattern, line)
            if found:
                return found[0]
        raise AssertionError(self.said)

    def get(self, path):
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def end(self):
        """Interrupt it, and return all that it said."""
        self.process.send_signal(signal.SIGINT)
        rest = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, "".join([*self.said, rest])


def test_a_server_takes_a_relative_root_and_publishes_no_link_that_comes_later(hola):
    server = Serving("--root", "rel", cwd=hola.parent)
    try:
        assert "Hola, mundo" in server.get("/es/hola/")[1]
        write(hola.parent / "secret.txt", SECRET)
        (hola / "docs/es/secreto.txt").symlink_to("../../../secret.txt")
        server.until(r"docs/es/secreto\.txt: un enlace que sale")
        assert server.get("/es/secreto.txt")[0] == 404
    finally:
        code, said = server.end()
    assert (code, "Traceback" in said) == (0, False)


def test_a_server_without_pages_says_so_to_whoever_asks_and_has_them_once_it_can(hola):
    write(hola.parent / "secret.txt", SECRET)
    link = hola / "docs/es/secreto.txt"
    link.symlink_to("../../../secret.txt")
    server = Serving("--root", hola, cwd=hola.parent)
    try:
        server.until(r"no hay páginas: docs/es/secreto\.txt: un enlace que sale")
        status, page = server.get("/es/")
        assert (status, "docs/es/secreto.txt" in page, SECRET in page) == (500, True, False)
        link.unlink()
        server.until(r"secreto\.txt")
        assert server.get("/es/hola/")[0] == 200
    finally:
        code, said = server.end()
    assert (code, "Traceback" in said) == (0, False)


# --- What a refusal says ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
@pytest.mark.parametrize(
    ("arguments", "name"),
    [("check", "the output"), ("check --format json=/dev/full", "/dev/full"), ("rule PRO001", "the output")],
)
def test_a_full_disk_is_told_with_what_could_not_be_written(hola, arguments, name):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "timonel", *arguments.split(), "--root", hola], stdout=full, stderr=subprocess.PIPE, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, f"timonel: {name}: the disk is full: make room and run it again\n")


def test_a_folder_that_is_gone_is_told_as_that(hola, tmp_path):
    gone = tmp_path / "gone"
    code = "import os, sys; os.rmdir(os.getcwd()); from timonel.cli import main; sys.exit(main(sys.argv[1:]))"
    for arguments, expected in (
        (["check"], 2),
        (["check", "--root", "rel"], 2),
        (["show", "process:alta", "--root", hola], 0),
    ):
        gone.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)], cwd=gone, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == expected
        assert expected == 0 or done.stderr == "timonel: the folder that you are in is gone: go to another one\n"


def test_refusals_are_in_the_language_that_was_asked_for_and_name_the_file(hola, tmp_path):
    sheet = write(tmp_path / "hoja.csv", b"id;name\n\0\x81\0;x\n")
    for arguments, text in (
        (["import", sheet, "--root", hola, "--lang", "es"], "Error: hoja.csv: estos bytes no son texto: guarda"),
        (["check", "--root", tmp_path / "nada", "--lang=es"], "nada no es una carpeta"),
        (["--lang", "es", "check", "--nada"], "No existe la opción"),
        (["--lang", "en", "check", "--nada"], "No such option"),
    ):
        found = program(*arguments, env={**os.environ, "LC_ALL": "es_ES.UTF-8" if "en" in arguments else "C"})
        assert (found.returncode, text in found.stderr) == (2, True), found.stderr
