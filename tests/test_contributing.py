"""What CONTRIBUTING.md says is enough, is: a toy rule, page, format and engine in a copy of the project, and nothing else is changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from bases import ROOT

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
CODE = f"PRO{1 + max(int(one.stem[3:]) for one in (ROOT / 'plugins/timonel/rules/cards').glob('PRO*.yaml')):03}"
FOLDERS = ("data", "docs", "plugins", "rules", "schemas", "scripts", "tests")
PACKAGE, FAMILY = "plugins/timonel", "rules/families/lifecycle/processes.py"

CARD = f"""
code: {CODE}
rule: process-for-playing
severity: warning
pillar: processes
effort: minutes
summary: {{es: Un proceso para jugar., en: A process for playing.}}
why: {{es: "Jugar está bien, pero no aquí.", en: "Playing is fine, and not here."}}
fix: {{es: "Cambia su `id`.", en: "Change its `id`."}}
message: {{es: "El proceso «{{name}}» es un juguete.", en: "Process “{{name}}” is a toy."}}
lessons: [duenos-de-procesos]
bad:
  - processes: [{{id: juguete, name: Juguete, type: support}}]
    at: {{entity: "process:juguete", field: [id]}}
    population: 1
good:
  - processes: [{{id: alta, name: Alta, type: support}}, {{id: fax, name: Fax, type: support, status: retired}}]
    population: 1
"""
RULE = f'''

@rule("{CODE}", applies=in_use)
def process_for_playing(process: Process) -> Places:
    """A process that is a toy."""
    if process.id == "juguete":
        yield process.at("id")
'''
PAGE = '''"""Toys: what people play with."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of toys."""
    yield Draft("systems/toys", ctx.t("Toys of the programme"), overview, ("data", 9))


def overview(w: Writer) -> None:
    """Write the page."""
    w.title(w.ctx.t("Toys of the programme"))
    w.lede(w.ctx.t("What people play with when nobody looks."))
'''
FORMAT = '''"""Toys: how many things a base has."""

from __future__ import annotations

from timonel.governance import Result
from timonel.report import READER, Reader
from timonel.text import said

ABOUT = said("for those who count toys")


def render(result: Result, _lang: str, _reader: Reader = READER) -> str:
    """Return the number of entities."""
    return f"{len(result.base)}\\n"
'''
ENGINE = '''"""Toys: the titles of all pages, and nothing else."""

from __future__ import annotations

from timonel import site
from timonel.engines.engine import Job
from timonel.files import within


class Toys:
    """The engine."""

    name = "toys"
    folder = "site-toys"
    options = frozenset[str]()

    def build(self, job: Job) -> int:
        """Write a file for each language; return the number of pages."""
        target, number = job.target or within(job.root, self.folder), 0
        target.mkdir(exist_ok=True)
        for lang in job.languages:
            titles = [page.title for page in site.pages(job.result, lang, job.urls, job.cache)]
            within(target, f"{lang}.txt").write_text("\\n".join(titles), encoding="utf-8")
            number += len(titles)
        return number


ENGINE = Toys()
'''
SPANISH = {
    "Toys of the programme": "Juguetes del programa",
    "What people play with when nobody looks.": "Con qué juega la gente cuando nadie mira.",
    "for those who count toys": "para quien cuenta juguetes",
}
STEPS = {
    f"{PACKAGE}/rules/cards/{CODE}.yaml": CARD.lstrip(),
    f"{PACKAGE}/{FAMILY}": RULE,
    f"{PACKAGE}/site/views/data/toys.py": PAGE,
    f"{PACKAGE}/report/formats/toys.py": FORMAT,
    f"{PACKAGE}/engines/hosts/toys.py": ENGINE,
    f"{PACKAGE}/locale/es/LC_MESSAGES/timonel.po": "".join(
        f'\nmsgid "{english}"\nmsgstr "{spanish}"\n' for english, spanish in SPANISH.items()
    ),
}
# The tests that look at what is discovered: cards, phrases, formats, the menu.
ASKED = ["tests/rules/test_cards.py", "tests/test_locale.py", "tests/report/test_formats.py", "tests/site/test_nav.py"]
CHOSEN = f"{CODE} or for_ever or every_function or unique or of_the_code or spanish_text or stands_twice or test_formats or in_the_menu"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the project in which somebody followed CONTRIBUTING.md."""
    copy = tmp_path_factory.mktemp("contributing") / "project"
    passed = shutil.ignore_patterns(".*_cache", ".timonel", "site.zip")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=passed)
    for file in (one for one in ROOT.iterdir() if one.is_file() and not one.is_symlink()):
        shutil.copyfile(file, copy / file.name)
    for path, text in STEPS.items():
        with (copy / path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return copy


@pytest.fixture
def run(copy, tmp_path_factory):
    """Return what runs Python in the copy: its output where it was content."""
    cache = tmp_path_factory.getbasetemp() / "contributing-cache"

    def ask(*words):
        own = {"PYTHONPATH": str(copy / "plugins"), "TIMONEL_CACHE": str(cache)}
        env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")} | own
        told = subprocess.run(
            [sys.executable, *words],
            cwd=copy,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-4000:]
        return told.stdout

    return ask


def test_a_rule_a_card_and_a_function(run, copy):
    """It is explained, it runs, and finds what it is for."""
    assert "A process for playing." in run("-m", "timonel", "rule", CODE, "--lang", "en")
    (copy / "data/processes/juguete.yaml").write_text("id: juguete\nname: Juguete\ntype: support\n", "utf-8")
    found = json.loads(run("-m", "timonel", "check", "--select", CODE, "--format", "json", "--fail-on", "never"))[
        "findings"
    ]
    (copy / "data/processes/juguete.yaml").unlink()
    assert [(one["code"], one["entity"], one["line"]) for one in found] == [(CODE, "process:juguete", 1)]


MENU = """
import json
from pathlib import Path
from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.nav import menu
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls

sets = [PageSet(examine(Path()), lang, Urls(), Cache(None)) for lang in ("es", "en")]
print(json.dumps([[menu(one.ctx, one.drafts, []), one.page("systems/toys").blocks] for one in sets]))
"""


def test_a_page_a_module_and_its_texts(run):
    """It is in the menu of both languages, says the same in both, and leads to the others of its section."""
    (es, juguetes), (en, toys) = json.loads(run("-c", MENU))
    for menu, section, blocks, text in (
        (es, "Datos y sistemas", juguetes, [*SPANISH.values()]),
        (en, "Data and systems", toys, [*SPANISH]),
    ):
        pages = next(entry[section] for entry in menu if section in entry)
        assert {text[0]: "systems/toys.md"} in pages
        assert all(one in "".join(blocks) for one in text[:2])
        assert blocks[0].count("<a ") == len(pages)


def test_a_format_a_module(run):
    """It is written, and the help has it with its words."""
    assert int(run("-m", "timonel", "check", "--format", "toys", "--fail-on", "never")) > 100
    assert "toys (for those who count toys)" in " ".join(run("-m", "timonel", "check", "--help").split())


def test_an_engine_a_module(run, copy):
    """It is offered, and builds what it is given."""
    base = copy / "base"
    run("-m", "timonel", "init", str(base), "--bare", "--languages", "es,en")
    run("-m", "timonel", "--root", str(base), "build", "--engine", "toys")
    assert "Juguetes del programa" in (base / "site-toys/es.txt").read_text("utf-8").splitlines()
    assert "Toys of the programme" in (base / "site-toys/en.txt").read_text("utf-8").splitlines()
    assert "toys" in run("-m", "timonel", "build", "--help")
    shutil.rmtree(base)


def test_everything_is_green(run):
    """The tests that look at what is discovered, on the copy; with TIMONEL_TEST_ALL, all of these and the linters, too."""
    chosen = [] if EVERYTHING else ["-k", CHOSEN]
    told = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *ASKED, *chosen)
    assert " passed" in told
    assert "skipped" not in told.splitlines()[-1]


@pytest.mark.skipif(not EVERYTHING, reason="takes long: only with TIMONEL_TEST_ALL=1")
def test_linters_are_content(run):
    run("-m", "ruff", "check", "--no-cache")
    run("-m", "ruff", "format", "--check", "--no-cache")
    run("-m", "mypy", "--no-incremental")
