"""A number that leads to a page is found on it: every count of the example's site is followed to where it leads."""

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import sites

_NUMBER = r"(\d+)"
# Where counts that lead somewhere stand: in columns of numbers, in matrices and heat maps, on badges, in rows of numbers.
_COUNTS = [
    rf'<td class="kb-num[^>]*><a href="([^"]+)"[^>]*>{_NUMBER}</a>',
    rf'<td class="kb-(?:cell|heat__cell)[^>]*>(?:<[^a][^>]*>)*<a href="([^"]+)"[^>]*>{_NUMBER}</a>',
    rf'<a class="kb-badge[^"]*" href="([^"]+)">{_NUMBER}\b',
    rf'<dt><a href="([^"]+)">[^<]*</a></dt><dd>{_NUMBER}(?: / \d+)?</dd>',
    rf'<a href="([^"]+)"[^>]*><span class="kb-stages__n".*?</strong><span>{_NUMBER}\b',
    rf'<a class="kb-button[^"]*" href="([^"]+)">[^<]*?\b(?<!&#){_NUMBER}\b',
]
_VOID = {"br", "col", "img", "input", "hr", "rect", "path", "circle", "line", "polygon", "ellipse", "use"}
_ENTRIES = {"kb-gap", "kb-card", "kb-entry", "kb-lesson", "kb-step", "kb-task"}


class _Element:
    """An element with what it holds."""

    def __init__(self, tag="", attributes=()):
        self.tag, self.attributes, self.inner = tag, dict(attributes), []
        self.classes = {*(self.attributes.get("class") or "").split()}

    def every(self):
        yield self
        for one in self.inner:
            if isinstance(one, _Element):
                yield from one.every()

    @property
    def text(self):
        return " ".join(one if isinstance(one, str) else one.text for one in self.inner)


class _Tree(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.root = _Element()
        self.open = [self.root]
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        element = _Element(tag, attrs)
        self.open[-1].inner.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        depth = next((n for n in range(len(self.open) - 1, 0, -1) if self.open[n].tag == tag), None)
        if depth:
            del self.open[depth:]

    def handle_data(self, data):
        self.open[-1].inner.append(data)


def _article(file):
    text = file.read_text(encoding="utf-8")
    return text[text.index("<article") : text.index("</article>")]


@cache
def _tree(file):
    return _Tree(_article(file)).root


def _section(root, anchor):
    """Return what an anchor leads to: the element; of a heading all down to the next that is as high."""
    if not anchor:
        return [root]
    for one in root.every():
        for n, child in enumerate(one.inner):
            if isinstance(child, _Element) and child.attributes.get("id") == anchor:
                if child.tag not in ("h2", "h3"):
                    return [child]
                rest = one.inner[n + 1 :]
                end = next(
                    (m for m, x in enumerate(rest) if isinstance(x, _Element) and "h1" < x.tag <= child.tag), None
                )
                return [x for x in rest[:end] if isinstance(x, _Element)]
    return []


def _key(row, heads, name):
    """Return what a row of a table is filtered by under a name."""
    if f"data-f-{name}" in row.attributes:
        return {row.attributes[f"data-f-{name}"]}
    cells = [x for x in row.inner if isinstance(x, _Element)]
    place = heads.index(name) if name in heads else None
    if place is None:
        return set()
    return {x.attributes["data-key"] for x in cells[place].every() if x.attributes.get("data-key")}


def _rows(part, wanted):
    """Yield for each table of a part how many of its rows are as wanted."""
    for table in (x for x in part.every() if x.tag == "table"):
        heads = [
            x.attributes.get("data-key") for x in table.every() if x.tag == "th" and x.attributes.get("scope") == "col"
        ]
        rows = [x for body in table.every() if body.tag == "tbody" for x in body.inner if isinstance(x, _Element)]
        yield sum(all(value in _key(row, heads, name) for name, value in wanted) for row in rows)


def _there(file, query, anchor):
    """Return the numbers that a reader finds where a link leads: those that are said, and what can be counted."""
    parts = _section(_tree(file), anchor)
    if anchor.startswith("gap-"):  # the first of those that were counted
        kinds = [one.classes for one in _tree(file).every() if one.attributes.get("id", "").startswith("gap-")]
        return {sum(one == first.classes for one in kinds) for first in parts}
    wanted = parse_qsl(query)
    counted = {n for part in parts for n in _rows(part, wanted)}
    if wanted:
        return counted
    for part in parts:
        counted |= {int(n) for n in re.findall(r"(?<![\d.,:/-])\d+(?![\d.,:/-])", part.text)}
        states = [c for x in part.every() for c in x.classes if c.startswith(("kb-badge--", "kb-step--"))]
        counted |= {states.count(one) for one in states}
        items = [x for x in part.every() if x.tag in ("li", "dd")]
        counted |= {sum(bool(x.classes & {kind}) for x in part.every()) for kind in _ENTRIES} | {len(items)}
        counted |= {len([y for y in x.inner if isinstance(y, _Element)]) for x in part.every() if x.tag in ("ul", "ol")}
    return counted


def _lost(site, lang):
    """Yield every count whose page does not have it."""
    folder = Path(site, lang)
    for source in sorted(folder.rglob("index.html")):
        html, here = _article(source), f"/{source.parent.relative_to(site).as_posix()}/"
        for pattern in _COUNTS:
            for href, number in re.findall(pattern, html, re.DOTALL):
                way = urlsplit(urljoin(here, unescape(href)))
                target = Path(site, way.path.lstrip("/"), "index.html")
                if not target.is_file():
                    continue
                if int(number) not in _there(target, way.query, way.fragment):
                    yield f"{here}: {number} → {unescape(href)}"


@pytest.mark.parametrize("lang", sites.LANGUAGES if sites.EVERYTHING else sites.LANGUAGES[:1])
def test_a_number_that_leads_to_a_page_is_found_on_it(site, lang):
    assert [*_lost(site, lang)] == []


def test_a_system_kept_apart_is_not_said_to_be_well(site):
    """The line below the title tells of silos that are the gaps of its data; none of its own is no good news then."""
    line = (
        _article(Path(site, "es/systems/salesforce/index.html"))
        .partition('class="kb-standing"')[2]
        .partition("</ul>")[0]
    )
    assert "3 brechas en los datos que guarda" in line, "its silos are among them"
    assert "kb-badge--ok" not in line
    silos = _article(Path(site, "es/systems/index.html")).partition('id="silos"')[2].partition("<h2")[0]
    assert "Quién debe actuar" in silos, "the list of systems says whose turn it is"
    assert "kb-gap__mend" in silos, "and leads to where it is mended"
    rows = _article(Path(site, "es/systems/index.html")).partition('id="inventory"')[2].partition("</table>")[0]
    cut_off = [row for row in rows.split("<tr")[1:] if ">aislado<" in row]
    assert len(cut_off) == 2, "those that nothing joins bear the chip"
    assert not any("/salesforce/" in row for row in cut_off), "not the one that they are to be joined to"


def test_the_list_of_systems_counts_the_gaps_of_their_data_as_their_pages_do(site):
    """Of each system that many, whatever else is wrong with it, with the way to where they are told."""
    rows = _article(Path(site, "es/systems/index.html")).partition('id="inventory"')[2].partition("</table>")[0]
    found = re.findall(r'href="([\w-]+)/#gaps"[^>]*>(\d+) brechas? en sus datos<', unescape(rows))
    told = {
        file.parent.name: said[1]
        for file in Path(site, "es/systems").glob("*/index.html")
        if (said := re.search(r"(\d+) brechas? en los datos que guarda", _article(file)))
    }
    assert dict(found) == told
    assert told["genesys"] == "2"


def test_consent_begins_with_what_is_to_be_settled(site):
    """The figures add up to what they count, and the touchpoints with a gap stand first, with the way to it from what is missing."""
    page = _article(Path(site, "es/data-assets/consent/index.html"))
    figures = [int(n) for n in re.findall(r"<dd>(\d+)</dd>", page)]
    assert f"{sum(figures)} puntos de contacto" in page
    rows = page.partition('id="consent"')[2].partition("</table>")[0].split("<tr")[2:]
    has_gap = [re.search(r'kb-badge--warning" href="[^"]+&#35;gaps">', row) is not None for row in rows]
    assert has_gap == sorted(has_gap, reverse=True)
    assert sum(has_gap) == 2


@pytest.mark.parametrize(("lang", "told"), [("es", "15 en uso; los 2 retirados"), ("en", "15 in use; the 2 retired")])
def test_the_map_of_systems_says_how_many_it_leaves_out(site, lang, told):
    """What it draws and what the list has would else not add up."""
    assert told in _article(Path(site, lang, "systems/index.html")).partition('id="map"')[2]


def test_no_page_shows_a_place_that_nobody_filled(site):
    """A message that forgot a value would show its braces."""
    shown = re.compile(r"<(script|style|code|pre)\b.*?</\1>|<[^>]*>", re.DOTALL)
    left = [
        f"{file.relative_to(site)}: {place}"
        for file in sorted(Path(site).rglob("index.html"))
        if "<article" in file.read_text(encoding="utf-8")
        for place in re.findall(r"\{[a-z_]+\}", unescape(shown.sub(" ", _article(file))))
    ]
    assert left == []
