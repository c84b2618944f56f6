"""The guided tour keeps its word: every way on it starts at the home page and takes two clicks or one search."""

import posixpath
import re
from html.parser import HTMLParser

import pytest
import sites
from test_pages import LANGUAGES
from test_search import firsts, opened

WAYS = 20  # five for each group of readers; those who review proposals have commands instead


class _Ways(HTMLParser):
    """Reads the second cell of each table row: what to type, and where the links lead."""

    def __init__(self):
        super().__init__()
        self.found, self.cell, self.code = [], 0, False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "tr":
            self.cell = 0
        elif tag == "td":
            self.cell += 1
            if self.cell == 2:
                self.found.append(["", []])
        elif self.cell == 2 and tag == "a" and given.get("class") != "kb-term":
            self.found[-1][1].append(given["href"])
        self.code = tag == "code"

    def handle_endtag(self, tag):
        self.code = False
        if tag == "tr":
            self.cell = 0

    def handle_data(self, data):
        if self.cell == 2 and self.code:
            self.found[-1][0] += data


def ways(site, lang):
    """Return (what to type or "", paths of the pages on the way) of each row that leads to a page."""
    reader = _Ways()
    reader.feed(
        (site / lang / "guia" / "recorrido" / "index.html").read_text(encoding="utf-8").partition("<article")[2]
    )
    return [
        (query, [posixpath.normpath(f"guia/recorrido/{href}") for href in hrefs])
        for query, hrefs in reader.found
        if hrefs
    ]


@LANGUAGES
def test_every_way_by_click_is_there_in_two_clicks(tmp_path_factory, lang):
    """Each page on the way links to the next, from the home page on."""
    site, pages = sites.example(tmp_path_factory), sites.example_pages(tmp_path_factory)[lang]
    every = ways(site, lang)
    assert len(every) == WAYS
    for query, path in every:
        if query:
            continue
        assert len(path) <= 2
        for here, there in zip([".", *path], path, strict=False):
            links = {
                posixpath.normpath(posixpath.join(here, re.sub("#.*", "", link)))
                for link in pages[posixpath.normpath(f"{here}/index.html")].links
            }
            assert there in links, f"{here} has no link to {there}"


@LANGUAGES
def test_every_way_by_search_is_the_first_result(page, address, tmp_path_factory, lang):
    """Typing what the tour says shows the page first."""
    opened(page, f"{address}/{lang}/")
    wanted = {query: path for query, (path,) in ((q, w) for q, w in ways(sites.example(tmp_path_factory), lang) if q)}
    assert wanted
    assert firsts(page, wanted) == {query: f"{address}/{lang}/{path}/" for query, path in wanted.items()}


@pytest.mark.parametrize("lang", sites.LANGUAGES)
def test_each_group_of_readers_has_five(tmp_path_factory, lang):
    """Five questions for everybody who works here, edits, joins, steers or reviews."""
    text = (sites.example(tmp_path_factory) / lang / "guia" / "recorrido" / "index.html").read_text(encoding="utf-8")
    bodies = re.findall(r"<tbody>(.*?)</tbody>", text.partition("<article")[2], re.DOTALL)
    assert [body.count("<tr>") for body in bodies] == [5] * 5
