"""The whole site of the example as files: links, anchors, texts, languages, what it fetches."""

import re
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import found
import pytest
import sites

from timonel.engines.build import build
from timonel.messages import catalogue
from timonel.pipeline import examine
from timonel.site.urls import path_of

LANGUAGES = pytest.mark.parametrize("lang", sites.LANGUAGES)
SHOWN = 15


def none(found):
    """Fail with the first of many things that should not be."""
    found = [*dict.fromkeys(found)]
    assert not found, f"{len(found)}:\n" + "\n".join(map(str, found[:SHOWN]))


def target(page, address):
    """Return the file and the anchor that a relative address leads to."""
    parts = urlsplit(address)
    if not parts.path:
        return page, unquote(parts.fragment)
    path = normpath(f"{dirname(page)}/{unquote(parts.path)}").lstrip("/")
    path = "" if path == "." else path
    if parts.path.endswith(("/", ".")) or path in {"", ".."}:
        path = f"{path}/index.html".lstrip("/")
    return path, unquote(parts.fragment)


@pytest.fixture(scope="session")
def base():
    return examine(sites.ROOT).base


@LANGUAGES
def test_every_internal_link_leads_to_a_page_and_an_anchor(pages, site, lang):
    """Relative addresses name a file of the site, and their fragments an id of that page."""
    ids = {f"{one}/{path}": {"", "__top", *facts.ids} for one, mine in pages.items() for path, facts in mine.items()}
    wrong = []
    for name, facts in pages[lang].items():
        page = f"{lang}/{name}"
        if name == "404.html":  # stands anywhere, so its addresses are absolute
            continue
        for address in {*facts.links, *(address for _, address in facts.loads)}:
            if urlsplit(address).scheme:
                continue
            path, anchor = target(page, address)
            if path in ids:
                if anchor not in ids[path]:
                    wrong.append(f"{page}: {address} has no such anchor")
            elif not (site / path).is_file():
                wrong.append(f"{page}: {address} leads nowhere")
    none(wrong)


@LANGUAGES
def test_ids_are_unique_in_a_page(pages, lang):
    """No two elements of a page share an id."""
    none(f"{page}: {id_}" for page, facts in pages[lang].items() for id_ in facts.ids if facts.ids.count(id_) > 1)


@LANGUAGES
def test_nothing_is_fetched_from_elsewhere(pages, site, lang):
    """Scripts, styles, pictures and frames are the site's own; styles ask for nothing else."""
    none(
        f"{page}: {tag} {address}"
        for page, facts in pages[lang].items()
        for tag, address in facts.loads
        if re.match(r"\s*(//|\w+:)", address)
    )
    for path in (site / lang).rglob("*.css"):
        none(
            f"{path.name}: {found}"
            for found in re.findall(
                r"(?:url\(|@import)\s*['\"]?\s*(?:https?:)?//[^)]*", path.read_text(encoding="utf-8")
            )
        )


@LANGUAGES
def test_no_script_stands_in_an_attribute(pages, lang):
    """There are no event handlers and no javascript: addresses."""
    none(f"{page}: {one}" for page, facts in pages[lang].items() for one in facts.handlers)


@LANGUAGES
def test_links_use_harmless_schemes(pages, lang):
    """A link is relative, http, https or mailto."""
    none(
        f"{page}: {one}"
        for page, facts in pages[lang].items()
        for one in facts.links
        if urlsplit(one).scheme not in {"", "http", "https", "mailto"}
    )


@LANGUAGES
def test_pages_say_their_language_and_title(pages, lang):
    """Each page has its language, a title of its own and one main heading; headings skip no level."""
    wrong = []
    for page, facts in pages[lang].items():
        if facts.lang != lang:
            wrong.append(f"{page}: language {facts.lang!r}")
        if not facts.title.strip():
            wrong.append(f"{page}: no title")
        if page == "404.html":
            continue
        if facts.headings[:1] != [1] or facts.headings.count(1) != 1:
            wrong.append(f"{page}: main headings {facts.headings}")
        if any(after > before + 1 for before, after in zip(facts.headings, facts.headings[1:], strict=False)):
            wrong.append(f"{page}: headings {facts.headings}")
    none(wrong)


def test_every_language_has_the_same_pages(pages):
    """The language switch always finds the page's counterpart."""
    first, *others = (set(pages[lang]) for lang in sites.LANGUAGES)
    for other in others:
        none(sorted(first ^ other))


@LANGUAGES
def test_every_entity_has_its_page(pages, base, lang):
    """An entity of a kind with pages has one, under its folder and id; the others have none."""
    paths = {one.key: path_of(base.schema, one) for one in base}
    none(key for key, path in paths.items() if path and f"{path}/index.html" not in pages[lang])


@LANGUAGES
def test_search_knows_existing_places(pages, site, lang):
    """Each entry leads to a page and an anchor."""
    places = found.places(site / lang)
    assert len(places) > len(pages[lang]) / 2
    wrong = []
    for place in places:
        path, _ = target("index.html", place.at or "./")
        anchors = {anchor for anchor, _, _ in place.parts if anchor}
        if path not in pages[lang] or anchors - {*pages[lang][path].ids}:
            wrong.append(f"{place.at!r} is no place")
    none(wrong)


@LANGUAGES
def test_the_sitemap_names_every_page(pages, site, lang):
    """The sitemap exists and lists the pages of its language."""
    places = [one.text for one in ET.parse(site / lang / "sitemap.xml").getroot().iter() if one.tag.endswith("}loc")]
    found = {target("index.html", one.partition(f"/{lang}/")[2] or "./")[0] for one in places}
    assert found == set(pages[lang]) - {"404.html"}


def test_spanish_pages_say_nothing_in_english(pages):
    """No phrase of ours that has a Spanish form is shown in English."""
    phrases = ours()
    whole = {one for one in phrases if "{" not in one}
    filled = {
        one: re.compile(re.sub(r"\\\{\w+\\\}", "(.+)", re.escape(one)))
        for one in phrases
        if "{" in one and len(re.sub(r"\{\w+\}", "", one).strip()) > 3
    }
    seen = {}
    for page, facts in pages["es"].items():
        for text, is_code, lang in facts.texts:
            if not is_code and lang == "es":
                seen.setdefault(sites.line(text), page)
        for _, _, text in facts.attributes:
            seen.setdefault(sites.line(text), page)
    wrong = [f"{page}: {text}" for text, page in seen.items() if text in whole]
    wrong += [f"{page}: {text}" for text, page in seen.items() for form in filled.values() if form.fullmatch(text)]
    none(wrong)


def ours():
    """Return the English phrases that the code says, of which Spanish has another form or should."""
    source = [
        path.read_text(encoding="utf-8")
        for ending in ("py", "j2")
        for path in (sites.ROOT / "plugins" / "timonel" / "site").rglob(f"*.{ending}")
    ]
    found = {one for text in source for one in re.findall(r"\bt\(\"([^\"\n]+)\"", text)}
    known = catalogue("es")
    return {one for one in found if known.get(one) != one}


@LANGUAGES
def test_no_page_shows_the_machine_behind_it(pages, lang):
    """No template marks, no Python values, no lost variables in what people read."""
    machine = re.compile(
        r"\{\{|\}\}|\{%|\{#\w|object at 0x|Markup\(|Said\(|mappingproxy|frozenset\(|<class |\{'|\['|Traceback|^undefined$"
        + (r"|\bNone\b|\bTrue\b|\bFalse\b" if lang == "es" else r"|^True$|^False$")
    )
    wrong = []
    for page, facts in pages[lang].items():
        shown = [text for text, is_code, tongue in facts.texts if not is_code and tongue != "und"] + [
            text for _, _, text in facts.attributes
        ]
        wrong += [f"{page}: {sites.line(text)[:160]}" for text in shown if machine.search(text.strip())]
        if "\x02" in facts.text or "\x03" in facts.text:
            wrong.append(f"{page}: a picture's place without a picture")
    none(wrong)


TINY = {
    "timonel.yaml": "model: 1\nname: {es: Base, en: Base}\nas_of: 2026-11-20\n",
    "data/areas/ventas.yaml": "id: ventas\nname: {es: Ventas, en: Sales}\ntype: business\n",
    "data/areas/datos.yaml": "id: datos\nname: {es: Datos, en: Data}\ntype: technology\n",
    "data/roles/jefa.yaml": "id: jefa\nname: {es: Jefa, en: Head}\npurpose: {es: Dirigir., en: To lead.}\narea: ventas\n",
    "data/stages.yaml": "- {id: comprar, name: {es: Comprar, en: Buy}, order: 1}\n- {id: usar, name: {es: Usar, en: Use}, order: 2}\n",
    "data/channels/tienda.yaml": "id: tienda\nname: {es: Tienda, en: Shop}\ntype: in-person\n",
    "data/touchpoints/compra.yaml": "id: compra\nname: {es: Compra, en: Purchase}\nstage: comprar\nchannels: [tienda]\n",
    "data/processes/venta.yaml": "id: venta\nname: {es: Venta, en: Sale}\ntype: customer-facing\ntouchpoints: [compra]\nowner: jefa\n",
    "data/terms/compra.yaml": "id: compra\nname: {es: Compra, en: Purchase}\ndefinition: {es: Una venta vista por quien paga., en: A sale seen by who pays.}\n",
}


def test_the_same_input_gives_the_same_bytes(tmp_path, monkeypatch):
    """Two builds of equal bases are equal, whatever the order in which their files came to disk."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795176000")
    trees = []
    for name, files in (("one", TINY.items()), ("two", reversed(TINY.items()))):
        root = tmp_path / name
        for path, text in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        target_folder = tmp_path / f"{name}-site"
        build(root, examine(root), ["es"], report=str, target=target_folder)
        trees.append(
            {
                path.relative_to(target_folder).as_posix(): path.read_bytes()
                for path in target_folder.rglob("*")
                if path.is_file()
            }
        )
    none(sorted(set(trees[0]) ^ set(trees[1])))
    none(sorted(path for path in trees[0] if trees[0][path] != trees[1][path]))
    assert "es/processes/venta/index.html" in trees[0]


@LANGUAGES
def test_every_page_is_four_clicks_from_home(pages, lang):
    """From the home page, following links in any page; hand-written ones and those of entities as well."""
    reached, frontier = {"index.html"}, {"index.html"}
    for _ in range(4):
        found = {target(f"{lang}/{page}", link)[0] for page in frontier for link in pages[lang][page].links}
        frontier = {path.removeprefix(f"{lang}/") for path in found} & pages[lang].keys() - reached
        reached |= frontier
    none(sorted(pages[lang].keys() - {"404.html"} - reached))


@LANGUAGES
@pytest.mark.parametrize(
    ("page", "tab"), [("processes/alta-de-cliente", "processes"), ("packs/gerente-de-crm", "roles")]
)
def test_a_page_that_no_menu_lists_marks_its_tab(site, lang, page, tab):
    """Its head says the number of the tab that its section has."""
    text = (site / lang / page / "index.html").read_text(encoding="utf-8")
    number = int(re.search(r'<meta name="kb-tab" content="(\d+)">', text)[1])
    tabs = re.findall(r'<a href="([^"]*)" class="md-tabs__link"', text)
    assert normpath(f"{page}/{tabs[number - 1]}") == tab


@LANGUAGES
def test_a_lost_reader_is_told_so_and_led_home(pages, lang):
    """Where there is no page, the site says it in its language and links to the home page."""
    lost = pages[lang]["404.html"]
    words = {"es": ("Esta página no existe", "Ir al inicio"), "en": ("This page does not exist", "Go to the home page")}
    assert set(words[lang]) <= {sites.line(text) for text, _, _ in lost.texts}
