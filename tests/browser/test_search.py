"""Search as people type it: every query of searches.yaml leads to its page at once, served or opened from a folder."""

from pathlib import Path

import pytest
import sites
import yaml
from bases import PATIENCE, write

from timonel.engines.build import build
from timonel.pipeline import examine

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a small site made to be opened without a server."""
    root = tmp_path_factory.mktemp("traps")
    write(root / "timonel.yaml", "model: 1\nname: {es: Trampas, en: Traps}\nas_of: 2026-11-20\n")
    for id_, title in TRAPS.items():
        texts = f"{{es: {title}, en: {title}}}\ndefinition: {{es: Una palabra., en: A word.}}\n"
        write(root / "data" / "terms" / f"{id_}.yaml", f"id: {id_}\nname: {texts}")
    stages = (
        "- {id: comprar, name: {es: Comprar, en: Buy}, order: 1}\n- {id: usar, name: {es: Usar, en: Use}, order: 2}\n"
    )
    write(root / "data" / "stages.yaml", stages)
    write(root / "docs" / "es" / "a-mano.md", "# Escrita a mano\n\nHabla de ornitorrincos. [Ir](guia/otra.md)\n")
    write(root / "docs" / "es" / "guia" / "otra.md", "# Otra\n\nY nada más.\n")
    build(root, examine(root), ["es", "en"], report=str, target=root / "site", offline=True)
    return root / "site"


@pytest.fixture
def page(new_page):
    """Return a page whose search works."""
    return new_page(searches=True)


def opened(page, address):
    """Open a page and its search, whichever theme's."""
    page.goto(address)
    if page.locator(".md-search__button").count():  # Zensical's
        page.locator(".md-search__button").first.dispatch_event("click")
        page.locator("input[role=combobox]").wait_for()
    else:
        page.locator("label.md-header__button[for=__search]").first.dispatch_event("click")


_TYPE = """async queries => {
  const box = document.querySelector("[data-md-component=search-query]"), list = document.querySelector(".md-search-result__list");
  const found = {};
  for (const query of queries) {
    list.replaceChildren();
    const came = new Promise(resolve => new MutationObserver((_, all) => {
      const link = list.querySelector("a");
      if (link) { all.disconnect(); resolve(link.href.split("?")[0]); }
    }).observe(list, {childList: true}));
    box.value = query;
    box.dispatchEvent(new KeyboardEvent("keyup"));
    found[query] = await Promise.race([came, new Promise(resolve => setTimeout(resolve, 5000, ""))]);
  }
  return found;
}"""


# Zensical's window stands in a shadow root; before each query it is made to find nothing.
_TYPE_IN_SHADOW = """async queries => {
  const inside = root => [...root.querySelectorAll("*")].map(one => one.shadowRoot).filter(Boolean)
    .flatMap(shadow => [shadow.querySelector("[role=combobox]"), inside(shadow)]).flat().find(Boolean);
  const box = inside(document), first = () => box.getRootNode().querySelector("[role=option]");
  const until = async done => {
    for (let left = 500; left && !done(); left--) await new Promise(resolve => setTimeout(resolve, 10));
  };
  const type = text => { box.value = text; box.dispatchEvent(new InputEvent("input", {bubbles: true, composed: true})); };
  const found = {};
  for (const query of queries) {
    type("xqzwvkxqzwvk");
    await until(() => !first());
    type(query);
    await until(first);
    found[query] = first()?.href.split("?")[0].split("#")[0] ?? "";
  }
  return found;
}"""


def firsts(page, queries):
    """Type queries as people do, and return query → address of the first result, "" without one."""
    return page.evaluate(_TYPE_IN_SHADOW if page.locator(".md-search__button").count() else _TYPE, [*queries])


@pytest.mark.parametrize("lang", sites.LANGUAGES)
def test_what_is_meant_comes_first(page, address, lang, engine):
    """Accents, ñ, plurals, synonyms, ids, two words and typing errors: the first result is the page meant."""
    opened(page, f"{address}/{lang}/")
    wanted = {query: place for group in QUERIES[lang].values() for query, place in group.items()}
    assert len(wanted) >= 60
    found = {query: place.removeprefix(f"{address}/{lang}/") for query, place in firsts(page, wanted).items()}
    wrong = {query: place for query, place in found.items() if place != wanted[query]}
    assert len(wrong) <= (0 if engine == "mkdocs" else 0.1 * len(wanted)), wrong


def test_a_result_marks_the_words_as_the_page_has_them(page, address):
    """What was typed without accents is marked with them; a word that the page lacks is named as typed."""
    opened(page, f"{address}/es/")
    firsts(page, ["gestion accesos"])
    assert page.locator(".md-search-result__item mark").first.inner_text() == "Gestión"
    firsts(page, ["gestiones ornitorrinco"])
    missing = page.locator(".md-search-result__terms del").first
    missing.wait_for(state="attached", timeout=1000 * PATIENCE)
    assert missing.text_content() == "ornitorrinco"


def test_what_nobody_wrote_finds_nothing(page, address):
    """A query without any word of the site says so."""
    opened(page, f"{address}/es/")
    box = page.locator("[data-md-component=search-query]")
    box.fill("xqzwvk")
    box.dispatch_event("keyup")
    page.locator(".md-search-result__meta", has_text="No se encontraron").wait_for(
        state="attached", timeout=1000 * PATIENCE
    )


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
