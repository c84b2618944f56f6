"""News of a site, read by a program for feeds: what is new, for whom, under which identity, and where it leads."""

import hashlib
import re
from xml.etree import ElementTree as ET

import feedparser
import pytest
from repositories import START

pytestmark = pytest.mark.usefixtures("few_rules")
HEAD = "date,fingerprint,code,entity,change,severity,score,clean,measured\n"


def rows(*some):
    """Return a history: a first day, then rows of a day, what changed, and of which entry."""
    first = ["2026-10-01,,,process:baja,added,,,,", "2026-10-01,,,person:beto,added,,,,"]
    told = []
    for day, change, entity, code in sorted(some, key=lambda row: row[0]):
        gap = hashlib.sha256(f"{code} {entity}".encode()).hexdigest() if code else ""
        told.append(f"{day},{gap},{code},{entity},{change},{'warning' if code else ''},,,")
    return HEAD + "\n".join([*first, *told]) + "\n"


CAME = ("2026-11-03", "added", "process:alta", "")
OPENED, CLOSED = ("2026-11-04", "opened", "process:alta", "PRO006"), ("2026-11-10", "closed", "process:alta", "PRO006")
BASE = {**START, "history.csv": rows(CAME, OPENED, CLOSED)}


@pytest.fixture
def built(base_of, run):
    """Build a base's pages as Markdown, and return how its feeds are read."""

    def make(contents=BASE, name="base"):
        root = base_of(contents, name)
        done = run("build", "--engine", "markdown", "--root", root)
        assert done.code == 0, done.err
        return lambda name, lang="es": read(root / f"site-markdown/{lang}/docs/feed/{name}.atom")

    return make


def read(path):
    data = path.read_bytes()
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    ET.fromstring(data)
    for one in feed.entries:
        assert one.id.startswith("urn:uuid:")
        assert one.title
        assert one.updated
    assert feed.feed.id
    assert feed.feed.updated == max(one.updated for one in feed.entries)
    assert feed.feed.author
    return feed


def titles(feed):
    return [one.title for one in feed.entries]


def test_what_is_recorded_is_told_in_words_the_latest_first(built):
    feed = built()
    assert titles(feed("all", "en")) == ["Sign-up: 1 gap closed", "Sign-up: 1 gap opened", "Sign-up: new in the base"]
    assert titles(feed("all")) == ["Alta: 1 brecha cerrada", "Alta: 1 brecha abierta", "Alta: nuevo en la base"]
    (said,) = feed("all", "en").entries[0].content
    assert said.value.startswith("Gap closed: PRO006 ")


def test_a_section_and_a_role_hear_what_is_theirs(built, base_of):
    feed = built()
    assert titles(feed("processes")) == titles(feed("all"))
    assert titles(feed("role-gerente")) == titles(feed("all"))
    assert not (base_of(BASE) / "site-markdown/es/docs/feed/role-jefa.atom").exists()


def test_each_entry_leads_to_the_page_that_it_speaks_of(built, base_of):
    links = {one.link for one in built()("all").entries}
    assert len(links) == 1
    assert next(iter(links)).endswith("processes/alta/")


def test_what_was_news_stays_the_same_entry_in_later_builds_and_after_a_rename(built):
    """The renamed entry neither came nor went; what is recorded of it under its old name is told under the new one."""
    before = [one.id for one in built()("all").entries]
    text = (
        START["data/processes/alta.yaml"]
        .replace("id: alta", "id: ingreso\nformerly: [alta]")
        .replace("Sign-up", "Entry")
    )
    more = [
        ("2026-11-12", "closed", "process:alta", "PRO008"), ("2026-11-12", "opened", "process:ingreso", "PRO008"),
        ("2026-11-12", "removed", "process:alta", ""), ("2026-11-12", "added", "process:ingreso", ""),
    ]  # fmt: skip
    opened = ("2026-11-05", "opened", "process:alta", "PRO008")
    renamed = {
        **START,
        "data/processes/alta.yaml": None,
        "data/processes/ingreso.yaml": text,
        "history.csv": rows(CAME, OPENED, CLOSED, opened, *more),
    }
    feed = built({key: one for key, one in renamed.items() if one is not None}, "later")("all", "en")
    assert {one.id for one in built()("all", "en").entries} <= {one.id for one in feed.entries}
    assert titles(feed)[0] == "Entry: 1 gap closed"
    assert not [one for one in titles(feed) if "no longer" in one]
    assert before == [one.id for one in built(BASE, "again")("all").entries]


def test_the_same_base_gives_the_same_bytes(base_of, run):
    found = []
    for name in ("a", "b"):
        root = base_of(BASE, name)
        run("build", "--engine", "markdown", "--root", root)
        found.append([one.read_bytes() for one in sorted(root.glob("site-markdown/*/docs/feed/*"))])
    assert found[0] == found[1]
    assert found[0]


def test_who_is_not_published_is_in_no_feed(base_of, run):
    history = rows(
        CAME,
        ("2026-11-05", "added", "person:ana-perales", ""),
        ("2026-11-06", "removed", "person:eva-perales", ""),
        ("2026-11-07", "added", "goal:meta-de-ana-perales", ""),
    )
    people = [*START["people"], {"id": "ana-perales", "name": "Ana Perales", "employment": "internal"}]
    root = base_of({**BASE, "people": people, "history.csv": history, "timonel": {"publish": {"people": False}}})
    run("build", "--engine", "markdown", "--root", root)
    files = [*root.glob("site-markdown/*/docs/feed/*")]
    assert files
    assert not [one for one in files if re.search(rb"(?i)perales", one.read_bytes())]


@pytest.mark.parametrize("history", ["", HEAD, rows(), "no history at all\n"])
def test_without_news_there_is_no_feed_and_no_way_to_one(base_of, run, history):
    root = base_of({**START, "history.csv": history} if history else START)
    assert run("build", "--engine", "markdown", "--root", root).code == 0
    assert not [*root.glob("site-markdown/*/docs/feed")]
    assert "feed/" not in (root / "site-markdown/es/docs/index.md").read_text("utf-8")


def test_pages_name_the_feed_of_all_and_lead_to_the_others(base_of, run):
    """In the head of each page as programs for feeds look for it; at home and on a role's page as people do."""
    root = base_of(BASE)
    assert run("build", "--root", root).code == 0
    for page in ("index", "roles/gerente/index", "processes/alta/index"):
        text = (root / f"site/es/{page}.html").read_text("utf-8")
        (link,) = re.findall(r'<link rel="feed alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', text)
        assert (root / f"site/es/{page}.html").parent.joinpath(link).resolve() == (
            root / "site/es/feed/all.atom"
        ).resolve()
    role = (root / "site/es/roles/gerente/index.html").read_text("utf-8")
    assert 'href="../../feed/role-gerente.atom"' in role
    assert 'href="feed/processes.atom"' in (root / "site/es/index.html").read_text("utf-8")
