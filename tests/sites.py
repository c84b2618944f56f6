"""The example's site, built once for all tests that look at it, and what tests want to know of its pages."""

import os
import pickle
import re
import sys
import time
import traceback
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urljoin

from bases import PATIENCE

from timonel.engines.build import build
from timonel.pipeline import examine

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("es", "en")
ADDRESS = "http://127.0.0.1:8000"  # where the example's site says that it stands
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "embed": "src",
    "object": "data",
    "audio": "src",
    "video": "src",
}
_ADDRESSES = frozenset({"href", "xlink:href", "src", "action", "formaction", "data"})
_SAID = frozenset({"title", "aria-label", "alt"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass
class Facts:
    """What a page of HTML holds, as far as tests ask."""

    lang: str = ""
    title: str = ""
    ids: list = field(default_factory=list)
    links: list = field(default_factory=list)  # addresses of <a>, in HTML and in SVG
    loads: list = field(default_factory=list)  # (element, address) of what the browser fetches by itself
    handlers: list = field(default_factory=list)  # (element, attribute) of scripts in attributes
    tags: dict = field(default_factory=dict)  # element → how often the article has it
    headings: list = field(default_factory=list)  # levels, in the article
    texts: list = field(default_factory=list)  # (text, is code, language), in the article and the page's frame
    attributes: list = field(default_factory=list)  # (element, attribute, value) that people see or hear
    looks: set = field(default_factory=set)  # what an element is and which element it is in: name, classes, role

    @property
    def text(self):
        """All text of the page as one line."""
        return line("".join(text for text, _, _ in self.texts))


# A tag as generators write them, and an attribute in it; whatever is written otherwise is left to the parser.
# So are elements that hold text alone: what ends them differs among versions of Python.
_START = re.compile(
    r"""<(?!(?:iframe|no\w+|plaintext|script|style|textarea|title|xmp)\b)([a-z][a-z0-9-]*)((?:\s+[a-zA-Z_:@][\w:.-]*(?:="[^"]*"|(?=[\s/>])))*)\s*(/?)>"""
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:@][\w:.-]*)(?:="([^"]*)")?""")


@lru_cache(1 << 16)
def _start(tag):
    """Return name, attributes and whether it is closed at once of a tag that stands on thousands of pages."""
    found = _START.fullmatch(tag)
    if not found:
        return None
    given = [(name.lower(), unescape(value) if "&" in value else value) for name, value in _ATTRIBUTE.findall(found[2])]
    return found[1], given, bool(found[3])


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.facts = Facts()
        self.open = []  # (element, language, look)
        self.inside = defaultdict(int)  # element → how many of it are open

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        facts, parent = self.facts, self.open[-1] if self.open else ("", "", "")
        look = f"{tag}.{given.get('class', '')}[{given.get('role', '')}]"
        facts.looks.add(sys.intern(f"{parent[2]} > {look}"))  # one text for all pages
        if tag == "html":
            facts.lang = given.get("lang", "")
        if tag not in _VOID:
            self.open.append((tag, given.get("lang", parent[1]), look))
            self.inside[tag] += 1
        if "id" in given:
            facts.ids.append(given["id"])
        href = given.get("href", given.get("xlink:href"))
        if tag == "a" and href is not None:
            facts.links.append(href)
        elif href is not None and (tag != "link" or given.get("rel") not in {"canonical", "prev", "next", "alternate"}):
            facts.loads.append((tag, href))
        if tag in _LOADS and _LOADS[tag] in given:
            facts.loads.append((tag, given[_LOADS[tag]]))
        self.handle_attributes(tag, given)
        if self.inside["article"]:
            facts.tags[tag] = facts.tags.get(tag, 0) + 1
            if tag in _HEADINGS:
                facts.headings.append(int(tag[1]))

    def handle_attributes(self, tag, given):
        """Note what runs and what is read out."""
        for name, value in given.items():
            if name.startswith("on") or (name in _ADDRESSES and value.strip().lower().startswith("javascript:")):
                self.facts.handlers.append((tag, name))
            if name in _SAID:
                self.facts.attributes.append((tag, name, value))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def parse_starttag(self, i):
        """Parse each tag once: the frames of pages are the same."""
        end = self.rawdata.find(">", i) + 1
        known = _start(self.rawdata[i:end])
        if not known:
            return super().parse_starttag(i)
        tag, given, is_closed = known
        if is_closed:
            self.handle_startendtag(tag, given)
        else:
            self.handle_starttag(tag, given)
        return end

    def updatepos(self, _i, j):
        """Count no lines: nobody asks in which one something stands."""
        return j

    def handle_endtag(self, tag):
        while self.inside[tag]:
            closed = self.open.pop()[0]
            self.inside[closed] -= 1
            if closed == tag:
                break

    def handle_data(self, data):
        tag, lang, _ = self.open[-1] if self.open else ("", "", "")
        if tag == "title" and not self.inside["svg"]:
            self.facts.title += data
        elif tag not in {"script", "style"} and not self.inside["noscript"]:
            self.facts.texts.append((data, self.inside["pre"] + self.inside["code"] > 0, lang))


class _Events(HTMLParser):
    """What a page is made of, one after the other: elements with absolute addresses, texts in one line each."""

    def __init__(self, name):
        super().__init__()
        self.events, self.words, self.home = [], "", f"https://site.example/{name}"

    def reset_words(self):
        """Let the text that was heard be an event, if it says something."""
        self.events += [line(self.words)] if self.words.strip() else []
        self.words = ""

    def handle_starttag(self, tag, attrs):
        self.reset_words()
        given = ((name, line(value or "")) for name, value in attrs)
        self.events.append(
            (
                tag,
                sorted(
                    (name, urljoin(self.home, value) if name in {"href", "src"} else value) for name, value in given
                ),
            )
        )

    def handle_endtag(self, tag):
        self.reset_words()
        self.events.append(f"/{tag}")

    def handle_data(self, data):
        self.words += data


def events(html, name):
    """Return what a browser makes of a page that stands under a name: equal for pages that differ in white space and in how they write addresses."""
    reader = _Events(name)
    reader.feed(html.decode())
    reader.close()
    reader.reset_words()
    return reader.events


def line(text):
    """Return text as it is read: each run of white space as one space."""
    return " ".join(text.split())


def read(html):
    """Return what a page holds."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.facts


def read_all(folder):
    """Return path ("processes/x/index.html") → facts of every page in a folder."""
    return {
        path.relative_to(folder).as_posix(): read(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def shared(tmp_path_factory):
    """Return a folder that all workers of a run have in common."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


def make(folder, name, how):
    """Make something, unless another worker did or does; return whether it was made here."""
    try:
        os.close(os.open(folder / f"{name}.claim", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    try:
        made = pickle.dumps((how(), None))
    except BaseException:  # noqa: BLE001 - whatever happened, the workers that wait must hear of it
        made = pickle.dumps((None, traceback.format_exc()))
    fresh = folder / f"{name}.fresh"
    fresh.write_bytes(made)
    fresh.replace(folder / f"{name}.made")
    return True


def made(folder, name):
    """Return what a worker made, waiting for it."""
    end = time.monotonic() + PATIENCE
    while not (folder / f"{name}.made").exists():
        if time.monotonic() > end:
            raise TimeoutError(f"no worker made {name}")
        time.sleep(0.1)
    value, failure = pickle.loads((folder / f"{name}.made").read_bytes())
    if failure:
        raise RuntimeError(f"{name} could not be made:\n{failure}")
    return value


def example(tmp_path_factory, engine="mkdocs"):
    """Return the folder of the example's site, built once for all workers: what a site has once knows all its languages."""
    folder = shared(tmp_path_factory)
    name = "site" if engine == "mkdocs" else f"site-{engine}"

    def built():
        with patch.dict(os.environ, TIMONEL_CACHE=str(folder / "cache"), TIMONEL_SITE_URL=ADDRESS):
            build(ROOT, examine(ROOT), [*languages(engine)], report=str, engine=engine, target=folder / name)

    make(folder, f"{name}-built", built)
    made(folder, f"{name}-built")
    for lang in languages(engine):
        make(folder, f"{name}-{lang}", lambda lang=lang: read_all(folder / name / lang))
    for lang in {*LANGUAGES} - {*languages(engine)}:  # themes ask every language for it
        (folder / name / lang).mkdir(parents=True, exist_ok=True)
        (folder / name / lang / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    return folder / name


def languages(engine):
    """Return the languages that tests build with an engine: with the second one all only where everything is to be tested."""
    return LANGUAGES if engine == "mkdocs" or EVERYTHING else LANGUAGES[:1]


def example_pages(tmp_path_factory, engine="mkdocs"):
    """Return language → path → facts of the example's pages."""
    name = example(tmp_path_factory, engine).name
    return {lang: made(shared(tmp_path_factory), f"{name}-{lang}") for lang in languages(engine)}
