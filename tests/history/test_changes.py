"""Latest changes on the home page, and when an entity changed last: from git where it knows, silent where it does not."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape

import pytest
from repositories import START

from timonel.cache import Cache
from timonel.history.changes import changes
from timonel.history.revisions import Repository
from timonel.pipeline import examine
from timonel.site import pages
from timonel.site.context import Context
from timonel.site.urls import Urls
from timonel.site.views.shared import latest_changes
from timonel.site.writer import Writer

NASTY = "<script>alert(1)</script> [x](javascript:y) {{ z }} ana@example.org \x1b[1m"


class Told:
    """What a base's site says of changes: the block of its home page, and the line of each entity's page."""

    def __init__(self, root, lang="en", cache=Cache(None)):  # noqa: B008 - keeps nothing
        ctx = Context(examine(root), lang, Urls(), cache)
        writer = Writer(ctx, "index", str)
        latest_changes.block(writer)
        self.home = "\n".join(writer.blocks)
        self.lines = {one.key: str(latest_changes.line(ctx, one)) for one in ctx.base}


def commit(repo, contents, message, day):
    repo.put(contents)
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", message, day=day)


@pytest.fixture
def past(repo):
    commit(repo, {"data/processes/alta.yaml": START["data/processes/alta.yaml"] + "\n"}, "Alta revisada", "2026-11-04")
    commit(repo, {"data/processes/baja.yaml": None}, NASTY + "\n\nNadie lee esto", "2026-11-05")
    commit(repo, {"docs/es/guia.md": "# Otra\n"}, "Solo la guía", "2026-11-06")
    return repo


def test_pages_say_when_they_changed_and_why(past):
    """Its own last commit; of a file with many entities, the file's; in the reader's language; on home and entity pages."""
    lines = Told(past.root).lines
    assert lines["process:alta"] == '<span title="Alta revisada">Last changed on 4 Nov 2026</span>'
    assert ">Its file last changed on 2 Nov 2026<" in lines["role:jefa"]
    found = {page.path: "".join(page.blocks) for page in pages(examine(past.root), "es", Urls(), Cache(None))}
    assert '<span title="Alta revisada">Último cambio: 4 nov 2026</span>' in found["processes/alta"]
    assert "{#changes}" in found["index"]


def test_home_lists_what_changed_data_with_links_while_there_is_a_page(past):
    """The newest first; what is gone stands as its plain id; a change of a hand-written page is no change of data."""
    home = Told(past.root).home
    assert home.index("5 Nov 2026") < home.index("4 Nov 2026") < home.index("2 Nov 2026")
    assert '<a href="processes/alta/">Sign-up</a>' in home
    assert "<span>Process: baja</span>" in home
    assert "processes/baja" not in home
    assert "Solo la gu" not in home
    past.put({}, {"as_of": "2026-11-04"})
    assert ">5 Nov 2026<" not in Told(past.root).home, "after the day of which the site tells"
    assert ">4 Nov 2026<" in Told(past.root).home


def test_what_a_commit_says_is_text_without_addresses(repo):
    """Neither HTML nor Markdown nor a template comes out of it; no e-mail address, no author."""
    again = {"data/processes/alta.yaml": START["data/processes/alta.yaml"] + "\n"}
    commit(repo, again, NASTY + "\n\nNadie lee esto", "2026-11-05")
    line = Told(repo.root).lines["process:alta"]
    assert "script" in line
    for harm in ("<script", "[x](", "{{ z", "ana@", "example.org", "\x1b", "Prueba", "Nadie"):
        assert harm not in line


def test_a_site_that_hides_people_says_when_and_what_but_not_why(past):
    """What a commit says may name somebody; the file of somebody who left gives no name."""
    zoe = {"data/people/zoe.yaml": "id: zoe-lindo\nname: Zoe Lindo\nemployment: internal\n"}
    past.put({}, {"publish": {"people": False}})
    commit(past, zoe, "Entra Zoe", "2026-11-07")
    commit(past, {"data/people/zoe.yaml": None}, "Se va", "2026-11-08")
    told = Told(past.root)
    assert told.lines["process:alta"] == "Last changed on 4 Nov 2026"
    assert "8 Nov 2026" in told.home
    assert "People" in told.home
    assert "zoe" not in told.home.casefold()


def test_who_changed_it_is_named_where_the_base_knows_and_publishes_them(past):
    """Nobody else who commits is made known."""
    again = {"data/processes/alta.yaml": START["data/processes/alta.yaml"] + "\n\n"}
    past.put(again)
    past.git("add", "--all")
    past.git("commit", "--quiet", "--author", "ANA <ana@example.org>", "--message", "x", day="2026-11-09")
    assert ">Last changed on 9 Nov 2026 by Ana<" in Told(past.root).lines["process:alta"]
    past.put({}, {"publish": {"people": False}})
    assert Told(past.root).lines["process:alta"] == "Last changed on 9 Nov 2026"


APPROVED = {
    "data/waivers/a.yaml": "rule: PRO005\nentity: process:alta\nreason: Se hace en enero.\napproved_by: role:jefa\n"
    "approved: 2026-11-03\nexpires: 2027-01-31\n",
    "data/waivers/b.yaml": "rule: PRO006\nentity: process:alta\nreason: Se hace en enero.\napproved_by: role:gerente\nexpires: 2027-01-31\n",
    "data/resolutions/abrir.yaml": "id: abrir\nname: Abrir\nforum: comite\ndate: 2026-10-05\nstatement: Se abre [el alta](process:alta).\nabout: [process:alta]\n",
}


def foot(root, path):
    """Return the lines at the foot of a page, without their marks."""
    found = next("".join(page.blocks) for page in pages(examine(root), "en", Urls(), Cache(None)) if page.path == path)
    return [re.sub(r"<[^>]+>", "", unescape(one)) for one in re.findall(r'<p class="kb-changed"[^>]*>(.*?)</p>', found)]


def test_the_foot_of_a_page_says_who_approved_what_and_when(past):
    """By the base, else by the day on which git has it; the latest first, with who holds the role."""
    commit(past, APPROVED, "aprobado", "2026-11-09")
    lines = [one for one in foot(past.root, "processes/alta") if one.startswith("Approved")]
    assert lines == [
        "Approved by Jefa (Ana) on 3 Nov 2026: exception to PRO005, until 31 Jan 2027",
        "Approved by Comité on 5 Oct 2026: Abrir",
        "Approved by Gerente (Beto) on 9 Nov 2026: exception to PRO006, until 31 Jan 2027",
    ]
    assert "Approved by Comité on 5 Oct 2026: agreed" in foot(past.root, "resolutions/abrir")


def test_a_day_that_nobody_knows_is_said_to_be_unknown(past):
    commit(past, {"data/waivers/all.yaml": "".join(f"- {text.replace(chr(10), chr(10) + '  ').rstrip()}\n" for name, text in APPROVED.items() if "waivers" in name)}, "x", "2026-11-09")  # fmt: skip
    assert (
        "Approved by Gerente (Beto): exception to PRO006, until 31 Jan 2027; nobody has written down the day"
        in foot(past.root, "processes/alta")
    )


def test_git_is_asked_once_for_the_whole_base_and_not_again(past, tmp_path, monkeypatch):
    """The log is read once; with the same head it comes from the cache, with another it is read anew."""
    asked = []
    log = Repository.log
    monkeypatch.setattr(Repository, "log", lambda self, head: asked.append(head) or log(self, head))
    cache = Cache(tmp_path / "kept")
    first = changes(past.root, cache)
    assert [one.date for one in first] == ["2026-11-05", "2026-11-04", "2026-11-02"]
    assert changes(past.root, cache) == first
    assert len(asked) == 1
    next((tmp_path / "kept/changes").iterdir()).write_text('{"prefix": 3, "changes": [[]]}')
    assert changes(past.root, cache) == first
    Told(past.root, cache=Cache(tmp_path / "other"))
    assert len(asked) == 3


def test_a_base_in_a_folder_of_the_repository(make):
    """Files are named from the base's root; what lies beside it is not told."""
    repo = make("top", "crm/base")
    repo.commit(START, {})
    (repo.top / "data").mkdir()
    (repo.top / "data/fuera.yaml").write_text("x: 1\n")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "fuera", day="2026-11-09")
    assert [one.subject for one in changes(repo.root, Cache(None))] == ["cambio"]
    assert "data/processes/alta.yaml" in changes(repo.root, Cache(None))[0].files


def test_merges_settings_and_strange_names_do_not_confuse_it(past, monkeypatch, tmp_path):
    """The commit of a merged branch is told, not the merge; a user's git settings change nothing."""
    settings = tmp_path / "gitconfig"
    settings.write_text("[log]\n\tshowSignature = true\n\tfollow = true\n\tdate = relative\n[color]\n\tui = always\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    past.git("checkout", "--quiet", "-b", "rama")
    commit(past, {"data/processes/ñu raro.yaml": "id: raro\nname: Raro\ntype: support\n"}, "rama", "2026-11-07")
    past.git("checkout", "--quiet", "main")
    past.git("merge", "--quiet", "--no-ff", "--message", "junta", "rama", day="2026-11-08")
    first = changes(past.root, Cache(None))[0]
    assert (first.date, first.subject, first.files) == ("2026-11-07", "rama", ("data/processes/ñu raro.yaml",))


@pytest.mark.parametrize("case", ["no repository", "unborn", "untracked", "shallow", "no git"])
def test_where_git_does_not_know_nothing_is_said(make, tmp_path, monkeypatch, case):
    """No line, no block, no failure."""
    repo = make("repo")
    repo.put(START, {})
    if case == "no repository":
        shutil.rmtree(repo.top / ".git")
    elif case in {"untracked", "shallow"}:
        repo.git("add", "--all" if case == "shallow" else "timonel.yaml")
        repo.git("commit", "--quiet", "--message", "cambio")
    root = repo.root
    if case == "shallow":
        root = tmp_path / "clone"
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", repo.top.as_uri(), str(root)], check=True)
    elif case == "no git":
        repo.git("add", "--all")
        repo.git("commit", "--quiet", "--message", "cambio")
        monkeypatch.setenv("PATH", str(tmp_path))
    told = Told(root)
    assert told.home == "".join(told.lines.values()) == ""
    assert "process:alta" in told.lines


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ['>Sign-up</a> <span class="kb-note">Owner: from Gerente to Jefa and 1 field more</span>', "written anew", "NPS"]),
        ("es", ['>Alta</a> <span class="kb-note">Dueño: de Gerente a Jefa y 1 campo más</span>', "ficha nueva", "NPS"]),
    ],
)  # fmt: skip
def test_home_says_what_changed_of_what(repo, lang, told):
    """The field, from what to what, in the reader's words; the commit's subject is a detail, for who points at the day."""
    text = (
        START["data/processes/alta.yaml"].replace("owner: gerente", "owner: jefa").replace("The customer", "A customer")
    )
    new = "id: cobro\nname: {es: Cobro, en: Payment}\ntype: support\n"
    commit(repo, {"data/processes/alta.yaml": text, "data/processes/cobro.yaml": new}, "Manos nuevas", "2026-11-07")
    home = Told(repo.root, lang).home
    row = home[home.index("Manos nuevas") :].partition("</tr>")[0]
    assert row.startswith('Manos nuevas">7 ')
    assert told[0] in row
    assert told[1] in row
    assert told[2] not in row, "nobody touched it"


def test_what_a_commit_did_is_read_once(repo, tmp_path, monkeypatch):
    """It is kept by the commit's hash, which is for ever."""
    commit(repo, {"data/processes/alta.yaml": START["data/processes/alta.yaml"] + "# x\n"}, "Nada", "2026-11-07")
    text = START["data/processes/alta.yaml"].replace("owner: gerente", "owner: jefa")
    commit(repo, {"data/processes/alta.yaml": text}, "Dueña", "2026-11-08")
    cache = Cache(tmp_path / "kept")
    first = Told(repo.root, "en", cache).home
    monkeypatch.setattr(Repository, "texts", None)
    assert Told(repo.root, "en", cache).home == first
    assert "Owner: from Gerente to Jefa" in first
