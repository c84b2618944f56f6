"""Commands that are handed strange words, tables, workbooks and pages: done or refused in a line, and the world is as it was."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import child
import pytest
import strange
from amount import BUILD, COMMAND
from bases import write
from hypothesis import example, given
from hypothesis import strategies as st

FILES = {
    "timonel.yaml": b"model: 1\nname: Ejemplo\nlanguages: [es, en]\nas_of: 2026-11-20\n",
    "data/organization.yaml": b"id: nova\nname: Nova\nvision: Ver.\nmission: Hacer.\n",
    "data/processes/control.yaml": b"id: control\nname: Control\ntype: support\n",
    "data/risks/fuga.yaml": strange.files_of("data/risks/*.yaml").popitem()[1],
    "data/indicators/nps.yaml": strange.files_of("data/indicators/*.yaml").popitem()[1],
}


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Path:
    """Return a folder for a base, beside which nothing may be written."""
    return tmp_path_factory.mktemp("commands")


def base(place: Path, **more: bytes) -> Path:
    """Write the base anew, and what a command is handed beside it."""
    shutil.rmtree(place / "base", ignore_errors=True)
    for path, data in FILES.items():
        write(place / "base" / path, data)
    for name, data in more.items():
        write(place / "in" / name.replace("_", "."), data)
    return place / "base"


def hashes(root: Path) -> dict[str, str]:
    """Return the files of a base that people write, each with a hash."""
    return {
        str(one): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in root.rglob("*")
        if one.is_file() and ".timonel" not in one.parts
    }


COMMANDS = [
    "check",
    "rule",
    "show",
    "impact",
    "graph",
    "diff",
    "trend",
    "waive",
    "new",
    "measure",
    "export",
    "import",
    "schema",
    "init",
    "build",
    "fix",
    "x",
]
OPTIONS = [
    "--root", "--lang", "--no-cache", "--format", "--fail-on", "--select", "--ignore", "--owner", "--as-of", "--baseline", "--write-baseline", "--changed-since", "--strict-baseline", "--all", "--every",
    "--since", "--set", "--value", "--probability", "--impact", "--note", "--date", "--file", "--kind", "--template", "--apply", "--reason", "--approved-by", "--expires", "--output", "--fail-on-new", "--by", "--help",
    "--new-roles", "--write", "--bare", "--version", "-h", "--",
]  # fmt: skip
WORDS = [
    "process:control", "role:x", "risk:fuga", "indicator:nps", "PRO001", "pro", "es", "en", "json", "text", "json=x.json", "text=", "csv", "xlsx", "dot", "svg", "day", "2026-11-20", "2026-13-40",
    "HEAD", "HEAD~1", "-1", "1e999", "nan", "process", "term", "id=x", "name=X", "id=..", "lifecycle", "neighbours", "timonel.yaml", "data", ".", "data/processes/control.yaml", "neu",
]  # fmt: skip
# Words may name files anywhere, and a command may be told to write there: these here name none outside the base.
FREE = strange.texts(2).filter(
    lambda text: "/" not in text and "\\" not in text and ".." not in text and "\0" not in text
)
ARGUMENTS = st.tuples(
    st.sampled_from(COMMANDS), st.lists(st.sampled_from(OPTIONS) | st.sampled_from(WORDS) | FREE, max_size=6)
).map(lambda pair: [pair[0], *pair[1]])


@COMMAND
@given(ARGUMENTS.filter(lambda words: words[0] != "build"))
@example(["new", "--", "", "\x85", ""])
@example(["init", "process"])
def test_words(place, words):
    """Whatever stands on a command line, it is done or refused."""
    child.run(base(place), *words)


@COMMAND
@given(strange.workbooks())
def test_workbooks(place, data):
    """A workbook is taken as a whole or not at all."""
    root = base(place, hoja_xlsx=data)
    before = hashes(root)
    done = child.run(root, "import", "../in/hoja.xlsx", "--apply")
    assert (hashes(root) != before) <= (done.code == 0), done
    child.run(root, "check")


HEADS = [
    b'id,name,type,supports,description\nalta,Alta,support,,\nbaja,Baja,core,control,"x\ny"\n',
    b'id;name;definition;synonyms\r\nx;X;Y;"a;b"\r\n',
    b"id,name,purpose,holders\nr,R,P,ana\n",
]


@COMMAND
@given(strange.torn(HEADS, 8), st.sampled_from(["process", "term", "role", "process.steps"]))
def test_tables(place, data, kind):
    """A table is taken as a whole or not at all, and what it says is what is there then."""
    root = base(place, tabla_csv=data)
    before = hashes(root)
    done = child.run(root, "import", "../in/tabla.csv", "--kind", kind, "--apply")
    assert (hashes(root) != before) <= (done.code == 0), done
    after = child.run(root, "check", "--format", "json").out
    assert '"process:control"' in after
    assert '"DAT001"' not in after


@COMMAND
@given(
    strange.torn(
        [
            b"of;date;value;note\r\nrisk:fuga;2026-11-20;0,5;x\r\nindicator:nps;;74%;\r\n",
            b"of,date,probability,impact\nrisk:fuga,2026-11-20,3,4\n",
        ],
        8,
    )
)
def test_measurements(place, data):
    """Rows of measurements are all written or none."""
    root = base(place, tabla_csv=data)
    before = hashes(root)
    done = child.run(root, "measure", "--file", "../in/tabla.csv")
    assert (hashes(root) != before) <= (done.code == 0), done
    assert '"DAT001"' not in child.run(root, "check", "--format", "json").out


PAGES = [
    *strange.files_of("docs/es/guia/*.md").values(),
    b"# Una\n\n{{ kb.count('area') }}\n\n| a | b |\n|--|--|\n| 1 | 2 |\n",
]


@BUILD
@given(
    st.dictionaries(
        st.sampled_from(["docs/es/guia/a.md", "docs/en/guia/a.md", "docs/es/x/b.md"]),
        strange.torn(PAGES),
        min_size=1,
        max_size=3,
    ),
    strange.torn([(strange.ROOT / "mkdocs.yml").read_bytes()]),
    st.sampled_from([FILES["timonel.yaml"]]) | strange.torn([FILES["timonel.yaml"], strange.SETTINGS]),
)
def test_sites_of_strangers(place, pages, config, settings):
    """A careful build makes a site or says why not; nothing runs and nothing is written elsewhere."""
    root = base(place)
    for path, data in {**pages, "mkdocs.yml": config, "timonel.yaml": settings}.items():
        write(root / path, data)
    done = child.run(root, "build", "--safe")
    assert (root / "site/index.html").exists() == (done.code == 0), done
