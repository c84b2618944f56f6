"""Search as people type it: every query of searches.yaml leads to its page at once, served or opened from a folder."""

from pathlib import Path

import pytest
import sites
import yaml
from bases import PATIENCE, write

from timonel.engines.build import build
from timonel.pipeline import examine

QUESTIONS = {
    lang: yaml.safe_load((sites.ROOT / f"tests/search/questions-{lang}.yaml").read_text(encoding="utf-8"))
    for lang in sites.LANGUAGES
}
QUERIES = yaml.safe_load(Path(__file__).with_name("searches.yaml").read_text(encoding="utf-8"))
# What a small base is called, each a trap of a search made for English: page → title.
TRAPS = {
    "gestion": "Gestión", "senal": "Señal", "senal-sin-tilde": "Senal", "anyo": "Año", "diseno": "Diseño", "comunicacion": "Comunicación",
    "pinguino": "Pingüino", "ciguena": "Cigüeña", "politicas": "Políticas", "luces": "Luces", "estado": "Estado", "nada": "Nada",
}  # fmt: skip
TYPED = {
    "gestion": "gestion", "gestión": "gestion", "gestiones": "gestion", "senal": "senal-sin-tilde", "señal": "senal", "señales": "senal",
    "ano": "anyo", "años": "anyo", "diseno": "diseno", "diseños": "diseno", "comunicaciones": "comunicacion", "pinguino": "pinguino",
    "pingüinos": "pinguino", "cigueña": "ciguena", "ciguena": "ciguena", "politica": "politicas", "luz": "luces", "estado": "estado", "nada": "nada",
    "comunicasion": "comunicacion", "pinguion": "pinguino",
}  # fmt: skip

# The same words, more often but each in another sentence, and once in one.
SCATTERED = "Una biblioteca presta libros. La biblioteca más grande abre los domingos. Lima tiene muchas plazas. Hay ferias en Lima. Un club se fundó ayer. Otro se fundó antes."
TOGETHER = "Cuenta un viaje de dos meses por la costa, con fotos y notas de cada parada, y lo que costó. En 1821 San Martín fundó en Lima la biblioteca nacional. Después siguió hacia el norte, por caminos de tierra, hasta la frontera, donde el grupo descansó una semana entera."
# Two that only a word tells apart, and it is not the one that is asked for.
BEGINS = "El torneo de ajedrez del barrio empieza el lunes, en el salón."
ENDS = "El torneo de ajedrez del barrio descansa el martes, en el salón."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a small site made to be opened without a server."""
    root = tmp_path_factory.mktemp("traps")
    write(root / "timonel.yaml", "model: 1\nname: {es: Trampas, en: Traps}\nas_of: 2026-11-20\n")
    for id_, title in TRAPS.items():
        texts = f"{{es: {title}, en: {title}}}\ndefinition: {{es: Una palabra., en: A word.}}\n"
        write(root / "data" / "terms" / f"{id_}.yaml", f"id: {id_}\nname: {texts}")
    hostile = "<img src=x onerror=alert(1)> constructor"
    write(
        root / "data" / "terms" / "rara.yaml",
        f"id: rara\nname: {{es: '{hostile}', en: '{hostile}'}}\ndefinition: {{es: '</script><b>__proto__</b>', en: x}}\n",
    )
    stages = (
        "- {id: comprar, name: {es: Comprar, en: Buy}, order: 1}\n- {id: usar, name: {es: Usar, en: Use}, order: 2}\n"
    )
    write(root / "data" / "stages.yaml", stages)
    write(root / "docs" / "es" / "a-mano.md", "# Escrita a mano\n\nHabla de ornitorrincos. [Ir](guia/otra.md)\n")
    write(root / "docs" / "es" / "guia" / "otra.md", "# Otra\n\nY nada más.\n")
    write(root / "docs" / "es" / "barrio.md", f"# Notas del barrio\n\n{SCATTERED}\n")
    write(root / "docs" / "es" / "viaje.md", f"# Un viaje\n\n{TOGETHER}\n")
    write(root / "docs" / "es" / "alto.md", f"# Torneo de mayo\n\n{ENDS}\n")
    write(root / "docs" / "es" / "inicio.md", f"# Torneo de abril\n\n{BEGINS}\n")
    build(root, examine(root), ["es", "en"], report=str, target=root / "site", offline=True)
    return root / "site"


def opened(page, address):
    """Open a page and its search, whichever theme's."""
    page.goto(address)
    page.locator("[data-kb-open]").click()


_TYPE = """async queries => {
  const box = document.querySelector("[data-kb-box]"), list = document.querySelector("[data-kb-list]"), found = {};
  for (const query of queries) {
    const came = new Promise(resolve => new MutationObserver((_, all) => { all.disconnect(); resolve(); }).observe(list, {childList: true}));
    list.replaceChildren(document.createElement("i"));
    await came;
    const next = new Promise(resolve => new MutationObserver((_, all) => { all.disconnect(); resolve(); }).observe(list, {childList: true}));
    box.value = query;
    box.dispatchEvent(new InputEvent("input"));
    await Promise.race([next, new Promise(resolve => setTimeout(resolve, 30000))]);
    found[query] = list.querySelector("[role=option]:has(.kb-finder__kind)")?.href.split("#")[0] ?? "";
  }
  return found;
}"""

# Words of which nobody waits for the answer but for the last; then one more. All that comes first in the list meanwhile.
_HURRIED = """async ([words, next]) => {
  const box = document.querySelector("[data-kb-box]"), list = document.querySelector("[data-kb-list]"), shown = [];
  const typed = text => { box.value = text; box.dispatchEvent(new InputEvent("input")); };
  const first = () => list.querySelector("[role=option]:has(.kb-finder__kind)")?.href ?? "";
  const came = () => new Promise(resolve => new MutationObserver((_, all) => {
    shown.push(first());
    all.disconnect();
    resolve();
  }).observe(list, {childList: true}));
  for (const word of words) for (let length = 1; length <= word.length; length++) typed(word.slice(0, length));
  await came();
  typed(next);
  await came();
  return shown;
}"""


def firsts(page, queries):
    """Type queries as people do, and return query → address of the first result, "" without one."""
    return page.evaluate(_TYPE, [*queries])


@pytest.mark.parametrize("lang", sites.LANGUAGES)
def test_what_is_meant_comes_first(page, address, lang):
    """Accents, ñ, plurals, synonyms, ids, two words and typing errors: the first result is the page meant."""
    opened(page, f"{address}/{lang}/")
    wanted = {query: place for group in QUERIES[lang].values() for query, place in group.items()}
    assert len(wanted) >= 60
    found = {query: place.removeprefix(f"{address}/{lang}/") for query, place in firsts(page, wanted).items()}
    wrong = {query: place for query, place in found.items() if place != wanted[query]}
    assert len(wrong) <= 0.03 * len(wanted), wrong


@pytest.mark.parametrize("lang", sites.LANGUAGES)
def test_questions_of_staff_find_their_page(page, address, lang):
    """Nine of ten questions that were written before the search find their page first, and none finds nothing."""
    opened(page, f"{address}/{lang}/")
    wanted = {
        query: [pages] if isinstance(pages, str) else pages
        for group in QUESTIONS[lang].values()
        for query, pages in group.items()
    }
    found = {query: place.removeprefix(f"{address}/{lang}/") for query, place in firsts(page, wanted).items()}
    wrong = {query: place for query, place in found.items() if place not in wanted[query]}
    assert len(wrong) <= 0.1 * len(wanted), wrong
    assert "" not in found.values()


def test_a_result_marks_the_words_as_the_page_has_them(page, address):
    """What was typed without accents is marked with them; a word that no page has is named as typed."""
    opened(page, f"{address}/es/")
    firsts(page, ["gestion accesos"])
    assert page.locator("[role=option] mark").first.inner_text() == "Gestión"
    firsts(page, ["gestiones xqzwvk"])
    assert "xqzwvk" in page.locator("[data-kb-count]").inner_text()


def test_the_kind_of_page_who_answers_for_it_and_its_state_stand_beside_each_result(page, address):
    opened(page, f"{address}/es/")
    firsts(page, ["gestion de devoluciones"])
    hit = page.locator("[role=option]:has(.kb-finder__kind)").first
    assert hit.locator(".kb-finder__kind").inner_text() == "Proceso"
    assert hit.locator(".kb-finder__beside").inner_text() == "Gerente de tiendas · Activo"
    firsts(page, ["glosario"])
    assert page.locator("[role=option]:has(.kb-finder__kind)").first.locator(".kb-finder__beside").count() == 0


def test_what_nobody_wrote_finds_nothing_and_leads_on(page, address):
    """A query without any word of the site says so, and offers the glossary."""
    opened(page, f"{address}/es/")
    firsts(page, ["xqzwvkxqzwvk"])
    assert page.locator("[data-kb-count]").inner_text().startswith("No hay nada con «xqzwvkxqzwvk».")
    assert page.locator("[role=option]").first.inner_text() == "Glosario"


def test_without_a_mouse(page, address):
    """A key opens the search from anywhere, arrows choose, return goes there; the pages to begin with come before any word."""
    page.goto(f"{address}/es/terms/")
    page.keyboard.press("/")
    box = page.locator("[data-kb-box]")
    page.locator("[role=option]", has_text="Glosario").wait_for()
    assert box.evaluate("one => one === document.activeElement")
    firsts(page, ["gestion de accesos"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/es/processes/gestion-de-accesos/")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_window_is_for_everybody(new_page, address, width):
    """Axe finds nothing in it, at a desk and on a phone, and nothing of it is wider than a phone."""
    package = pytest.importorskip("axe_playwright_python")
    page = new_page(viewport={"width": width, "height": 844})
    opened(page, f"{address}/es/")
    firsts(page, ["gestion de accesos"])
    page.evaluate((Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8") + "; undefined")
    wrong = "async () => (await axe.run('dialog', {resultTypes: ['violations']})).violations.map(one => one.id)"
    assert page.evaluate(wrong) == []
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth")


@pytest.fixture
def local(chromium, folder):
    """Return a page on the small site's folder; afterwards it may not have complained or asked for anything else."""
    complaints = []
    context = chromium.new_context(locale="es-CO")
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: complaints.append(str(one)))
    context.on(
        "request", lambda one: None if one.url.startswith(("file:", "data:", "blob:")) else complaints.append(one.url)
    )
    yield page
    context.close()
    assert complaints == []


def test_from_a_folder_search_finds_every_trap(local, folder):
    """Without a server, words with ñ, ü, accents, plurals and errors are found, on generated and hand-written pages."""
    opened(local, (folder / "es" / "index.html").as_uri())
    found = {query: Path(place).stem for query, place in firsts(local, TYPED).items()}
    assert {query: place for query, place in found.items() if place != TYPED[query]} == {}
    assert firsts(local, ["ornitorrinco"]) == {"ornitorrinco": (folder / "es" / "a-mano.html").as_uri()}


def test_a_word_that_no_page_has_finds_those_of_its_family(local, folder):
    """A derivation leads to the page with the word that it comes from; a page of the company's own is no guide."""
    opened(local, (folder / "es" / "index.html").as_uri())
    own = (folder / "es" / "a-mano.html").as_uri()
    assert firsts(local, ["ornitorrincología"]) == {"ornitorrincología": own}
    assert local.locator("[role=option] .kb-finder__kind").first.inner_text() == "Página"


def test_words_in_one_sentence_come_before_the_same_scattered(local, folder):
    opened(local, (folder / "es" / "index.html").as_uri())
    asked = "fundó en Lima la biblioteca"
    assert firsts(local, [asked]) == {asked: (folder / "es" / "viaje.html").as_uri()}


def test_a_word_that_says_nearly_the_same_tells_pages_apart(local, folder):
    opened(local, (folder / "es" / "index.html").as_uri())
    asked = "torneo de ajedrez comenzar"
    assert firsts(local, [asked]) == {asked: (folder / "es" / "inicio.html").as_uri()}


def test_however_fast_somebody_types_only_the_last_letters_are_answered(local, folder):
    """Of keys that nobody waits for, whether their parts are at hand or not, none but the last shows what it found."""
    opened(local, (folder / "es" / "index.html").as_uri())
    for words in (["estado", "luces", "senal"], ["comunicacion", "gestion", "senal"]):
        shown = local.evaluate(_HURRIED, [words, "nada"])
        assert [Path(place).stem for place in shown] == ["senal-sin-tilde", "nada"]


def test_names_are_text_whatever_they_hold(local, folder):
    """Names and texts with HTML, or called as what every object of a script has, are found and shown as they are."""
    opened(local, (folder / "es" / "index.html").as_uri())
    place = (folder / "es" / "terms" / "rara.html").as_uri()
    assert {*firsts(local, ["constructor", "onerror", "__proto__", "img src"]).values()} == {place}
    hit = local.locator("[role=option]").first
    assert "<img src=x onerror=alert(1)>" in hit.inner_text()
    assert hit.locator("img, b, script").count() == 0


def test_from_a_folder_pages_lead_to_each_other(local, folder):
    """The root page, links of every sort, the language switch and what search finds lead to files that are there."""
    local.goto((folder / "index.html").as_uri())
    local.wait_for_url((folder / "es" / "index.html").as_uri())
    local.locator(".md-tabs a", has_text="Conocimiento").click()
    local.locator("article a", has_text="Pingüino").first.click()
    local.wait_for_url((folder / "es" / "terms" / "pinguino.html").as_uri())
    local.hover(".md-select")
    local.click(".md-select__link[hreflang=en]")
    local.wait_for_url((folder / "en" / "terms" / "pinguino.html").as_uri())
    local.goto((folder / "es" / "a-mano.html").as_uri())
    local.locator("article a", has_text="Ir").click()
    local.wait_for_url((folder / "es" / "guia" / "otra.html").as_uri())
    broken = []
    for path in folder.rglob("*.html"):
        links = sites.read(path.read_text(encoding="utf-8")).links if path.name != "404.html" else []
        files = {link.partition("#")[0].partition("?")[0] for link in links if "://" not in link} - {""}
        broken += [f"{path.relative_to(folder)}: {file}" for file in files if not (path.parent / file).is_file()]
    assert not broken, broken[:10]
