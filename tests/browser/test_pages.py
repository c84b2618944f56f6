"""Pages as people meet them: accessible by day and by night, on a phone, on paper, with the keyboard, in both languages."""

import csv
import io
import re
from itertools import cycle
from pathlib import Path

import pytest
import sites

LANGUAGES = pytest.mark.parametrize("lang", sites.LANGUAGES)
_AXE = """async what => {
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, iframes: false, ...what});
  return found.violations.map(one => `${one.id}: ` + one.nodes.slice(0, 3).map(
    node => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | "));
}"""
_DRESSED = """name => new Promise(done => {
  const look = () => document.body.dataset.mdColorScheme === name ? done() : requestAnimationFrame(look);
  look();
})"""
# After two frames the page has heard of its new width.
_WIDE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
  () => done(document.scrollingElement.scrollWidth - innerWidth))))"""
_SCHEMES = {"light": "default", "dark": "slate"}  # scheme → the theme's name for it
_COLOURS = ["color-contrast", "link-in-text-block"]  # what axe thinks longest about, and all that is new by night
_BUT_COLOURS = {"rules": {one: {"enabled": False} for one in _COLOURS}}
# Takes away what has the colours of two siblings that stay: of two hundred rows that look alike two are left, and one for each
# badge that only it has. A style is what stands in an element and around it, up to the sibling; every other row may have its own.
_THIN = """() => {
  const painted = ["class", "style", "fill", "stroke", "hidden", "open", "aria-current", "aria-sort", "data-level", "data-heat"];
  const look = one => [one.tagName, ...painted.map(name => one.getAttribute(name))].join();
  const looks = (one, above, found) => {
    const own = `${above}>${look(one)}`;
    found.add(own);
    for (const child of one.children) looks(child, own, found);
    return found;
  };
  for (const parent of document.querySelectorAll(".md-main, .md-main *")) {
    const seen = new Map();
    for (const child of parent.children.length > 3 ? [...parent.children] : []) {
      const found = [...looks(child, "", new Set())];
      if (found.every(one => seen.get(one) > 1)) child.remove();
      else for (const one of found) seen.set(one, (seen.get(one) ?? 0) + 1);
    }
  }
}"""
_ON_A_PHONE = {"runOnly": ["scrollable-region-focusable"]}  # what scrolls there only


@pytest.fixture(scope="session")
def sample(pages, engine):
    """Return (language, path) of few pages that show nine tenths of all looks: each, by turns of the languages, the most new ones.

    Every page where everything is to be tested, but for Zensical's: its articles are the same, character by character, and what
    it puts around them is alike on every page.
    """
    if sites.EVERYTHING and engine == "mkdocs":
        return [(lang, path) for lang in pages for path in sorted(pages[lang])]
    chosen, left = [], set().union(*(facts.looks for mine in pages.values() for facts in mine.values()))
    enough = len(left) / 10
    for lang in cycle(pages):
        path = max(sorted(pages[lang]), key=lambda one: len(pages[lang][one].looks & left))
        chosen.append((lang, path))
        left -= pages[lang][path].looks
        if len(left) <= enough:
            return chosen
    return chosen


def url(path):
    return path.removesuffix("index.html")


@pytest.fixture
def looked_at(new_page, address):
    """Return a function that returns what is wrong with a page: by day and by night, at a desk and on a phone."""
    package = pytest.importorskip("axe_playwright_python")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page = new_page(reduced_motion="reduce", bypass_csp=False)

    def look(path):
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme="light")
        page.goto(f"{address}/{path}")
        page.evaluate(f"{axe}; undefined")
        wide = page.evaluate(_WIDE)
        if wide > 0:
            yield f"{path}: {wide} px too wide for a phone"
        yield from (f"{path} (phone): {one}" for one in page.evaluate(_AXE, _ON_A_PHONE))
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate(_WIDE)
        yield from (f"{path}: {one}" for one in page.evaluate(_AXE, _BUT_COLOURS))
        if not sites.EVERYTHING:
            page.evaluate(_THIN)
        for scheme, name in _SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            page.evaluate(_DRESSED, name)
            yield from (f"{path} ({scheme}): {one}" for one in page.evaluate(_AXE, {"runOnly": _COLOURS}))

    return look


PARTS = 96 if sites.EVERYTHING else 8  # so that workers share the pages, and no browser page sees too many


@pytest.mark.parametrize("number", range(PARTS))
def test_axe_finds_nothing_and_nothing_scrolls_sideways(looked_at, sample, number):
    """By day and by night, whatever pages are made of; at the width of a phone too."""
    wrong = [one for lang, path in sample[number::PARTS] for one in looked_at(f"{lang}/{url(path)}")]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(one[:500] for one in wrong[:15])


def test_a_script_that_gets_into_a_page_does_not_run(chromium, address):
    """The policy of a page refuses inline scripts and handlers that are not the theme's own."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/es/")
    page.evaluate("""() => {
      document.body.append(Object.assign(document.createElement("script"), {textContent: "window.pwned = 1"}));
      document.body.insertAdjacentHTML("beforeend", '<b id="planted" onclick="window.pwned = 2">x</b>');
      document.getElementById("planted").click();
    }""")
    assert page.evaluate("window.pwned") is None
    context.close()


@LANGUAGES
def test_the_language_switch_stays_on_the_page(page, address, lang):
    """Choosing the other language leads to the same page in it."""
    other = next(one for one in sites.LANGUAGES if one != lang)
    page.goto(f"{address}/{lang}/processes/alta-de-cliente/")
    page.wait_for_load_state("networkidle")
    page.hover(".md-select")
    page.click(f".md-select__link[hreflang={other}]")
    page.wait_for_url(f"{address}/{other}/processes/alta-de-cliente/")
    assert page.locator("html").get_attribute("lang") == other


@pytest.mark.parametrize(("locale", "lang"), [("en-GB", "en"), ("es-CO", "es"), ("de-DE", "es")])
def test_the_root_sends_readers_to_their_language(new_page, address, locale, lang):
    """A reader of a language that the site lacks gets the first one."""
    page = new_page(locale=locale)
    page.goto(f"{address}/")
    page.wait_for_url(f"{address}/{lang}/")


@LANGUAGES
def test_a_glossary_word_explains_itself_to_the_keyboard(page, address, pages, lang):
    """Focusing a word shows its short definition; following it leads to the term."""
    path = next(
        one
        for one in sorted(pages[lang])
        if one.startswith("processes/")
        and any(re.fullmatch(r"\.\./\.\./terms/[a-z0-9-]+/", link) for link in pages[lang][one].links)
    )
    page.goto(f"{address}/{lang}/{url(path)}")
    word = page.locator("article a.kb-term").first
    definition = word.get_attribute("title") or word.get_attribute("aria-label") or ""
    word.scroll_into_view_if_needed()
    word.focus()
    tip = page.locator(".md-tooltip2--active, .md-tooltip--active, [role=tooltip]").first
    tip.wait_for(state="visible")
    assert (definition or tip.inner_text())[:40] in tip.inner_text()
    word.press("Enter")
    page.wait_for_url(re.compile(f"/{lang}/terms/[a-z0-9-]+/"))


@LANGUAGES
def test_a_picture_leads_to_pages_and_grows_by_keyboard(page, address, lang):
    """A node opens its entity's page; plus, minus and zero change the size."""
    page.goto(f"{address}/{lang}/processes/alta-de-cliente/")
    view = page.locator("[data-kb-figure] .kb-figure__view").first
    svg = view.locator("svg").first
    view.focus()
    before = svg.bounding_box()["width"]
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert svg.bounding_box()["width"] > before * 1.3
    page.keyboard.press("0")
    assert abs(svg.bounding_box()["width"] - before) < 1
    page.locator(".kb-map:has(#support-picture) > summary").click()
    node = page.locator("#support-picture svg a", has_text="Salesforce").first
    node.focus()
    node.press("Enter")
    page.wait_for_url(f"{address}/{lang}/systems/salesforce/")


def test_a_row_with_several_values_is_found_by_each(page, address):
    """A touchpoint that uses several channels stays in the list whichever of them is chosen."""
    page.goto(f"{address}/es/data-assets/consent/")
    name = page.locator("#consent tbody tr", has_text="Registro de cliente")
    for channel in ("Tienda", "Sitio web"):
        page.select_option("#consent [data-kb-filter=channel]", channel)
        assert name.is_visible()
    page.select_option("#consent [data-kb-filter=basis]", "Contrato")
    assert name.is_hidden()
    assert page.locator("#consent tbody tr:visible").count() > 0


def test_what_a_number_of_the_page_leads_to_is_not_below_the_header(page, address):
    """The heading of the table that it filters stands where one sees it."""
    page.goto(f"{address}/es/data-assets/consent/")
    page.locator(".kb-numbers a", has_text="Contrato").click()
    page.wait_for_url("**basis=Contrato#all")
    tops = "() => [document.getElementById('all').getBoundingClientRect().top, document.querySelector('.md-header').getBoundingClientRect().bottom]"
    page.wait_for_function(f"() => {{ const [top, end] = ({tops})(); return top >= end && top < innerHeight / 2 }}")


def test_a_table_filters_by_its_address_and_leaves_as_csv(page, address):
    """A filter in the address holds on arrival and a typed one comes into it; the file has what is shown."""
    page.goto(f"{address}/es/processes/?type=support")
    rows = page.locator("[data-kb-table] tbody tr:visible")
    total = page.locator("[data-kb-table] tbody tr").count()
    shown = rows.count()
    assert 0 < shown < total
    page.fill("[data-kb-query]", "limpieza")
    assert 0 < rows.count() < shown
    assert "q=limpieza" in page.url
    with page.expect_download() as download:
        page.click("[data-kb-csv]")
    table = [*csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")))]
    assert len(table) == rows.count() + 1
    assert any("limpieza" in one[0].lower() for one in table[1:])
    page.click("[data-kb-clear]")
    page.wait_for_function("!location.search")
    assert rows.count() == total


@LANGUAGES
def test_the_four_doors_open(page, address, lang):
    """Each door of the home page leads to a page of the site."""
    page.goto(f"{address}/{lang}/")
    doors = page.locator("article .kb-doors a").evaluate_all("all => all.map(one => one.href)")
    assert len(doors) == 4
    for one in doors:
        if one.startswith(address):
            assert page.goto(one).status == 200
            assert page.locator("article h1").count() == 1


@LANGUAGES
def test_on_paper_there_is_no_menu(page, address, lang):
    """Print shows the article, without the site around it."""
    page.goto(f"{address}/{lang}/processes/alta-de-cliente/")
    page.emulate_media(media="print")
    for part_ in (".md-header", ".md-tabs", ".kb-tools", ".kb-table__tools", ".md-sidebar"):
        assert page.locator(f"{part_}:visible").count() == 0, part_
    assert page.locator("article h1").is_visible()
    assert page.locator("article .kb-facts").is_visible()


def test_on_paper_no_gap_asks_to_be_pressed(page, address):
    """A button that mends a gap says nothing on a sheet; the gap stays."""
    page.goto(f"{address}/es/systems/")
    assert page.locator(".kb-gap__mend").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".kb-gap__mend:visible").count() == 0
    assert page.locator(".kb-gap__message").first.is_visible()


def test_on_paper_no_table_is_cut(new_page, address):
    """A table of a hand-written page keeps its last column on an upright sheet."""
    page = new_page(viewport={"width": 680, "height": 900})
    page.goto(f"{address}/es/guia/rendimiento/")
    page.emulate_media(media="print")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')"
    assert page.locator("article table").count() > 0
    wide = "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
    assert page.locator("article table").evaluate_all(wide) <= 680
    assert page.locator("article .md-typeset__scrollwrap").evaluate_all(cut) == []


def test_the_letters_stay_at_hand_on_a_phone(new_page, address):
    """However far down the glossary one reads, a letter is one tap away, and what it leads to is not under it."""
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/es/terms/")
    page.evaluate("scrollTo(0, document.scrollingElement.scrollHeight - 2000)")
    assert page.locator(".kb-letters").bounding_box()["y"] >= 0
    page.locator('.kb-letters a[href="#c"]').click()
    page.wait_for_function("Math.abs(document.getElementById('c').getBoundingClientRect().top) < 844")
    letters = page.locator(".kb-letters").bounding_box()
    assert page.locator("#c").bounding_box()["y"] >= letters["y"] + letters["height"]


def test_the_glossary_finds_words_on_a_phone(new_page, address):
    """Its filter leaves the entries with all the words, opened, and nothing of the letters without any."""
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/es/terms/")
    assert page.locator(".kb-entry:visible").count() > 0
    page.locator(".kb-letters input").fill("sponsor patrocinador")
    shown = page.locator(".kb-entry:visible").all_inner_texts()
    assert shown
    assert all("patrocinador" in text.lower() for text in shown)
    assert page.locator(".kb-entries:visible").count() <= len(shown)


def test_a_phone_sorts_a_table_by_what_a_desk_sorts_it(new_page, address):
    """From the fold of the filters, as the address says afterwards, and back to how it stood."""
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/es/risks/")
    box = page.locator("#register-table")
    assert box.locator(".kb-sort:visible").count() == 0
    names = box.locator("tbody th")
    before = names.all_inner_texts()
    box.locator("summary:visible").first.click()
    assert box.locator("[data-kb-filter]:visible").count() == box.locator("[data-kb-filter]").count(), "in one fold"
    order = box.locator("[data-kb-order]")
    key = box.locator("thead th").first.get_attribute("data-key")
    order.select_option(f"-{key}")
    down = names.all_inner_texts()
    assert f"sort=-{key}" in page.url
    assert box.locator(f'th[data-key="{key}"]').get_attribute("aria-sort") == "descending"
    order.select_option(key)
    assert names.all_inner_texts() == down[::-1]
    order.select_option("")
    assert names.all_inner_texts() == before
    assert "sort=" not in page.url


def test_what_lays_out_more_of_a_table_folds_with_it(new_page, address, pages):
    """On a phone a role has a long list behind a closed line; the button for the rest of it is seen when that is open."""
    page, path = new_page(viewport={"width": 390, "height": 844}), "es/roles/gerente-de-crm/index.html"
    page.goto(f"{address}/{path}")
    box = page.locator("#owned-table")
    assert page.locator(".kb-button--more").count() > 0, "a list that is long enough"
    assert page.locator(".kb-button--more:visible").count() == 0
    box.locator("summary").first.click()
    assert box.locator("tbody tr:visible").count() > 0


def test_a_path_keeps_its_ticks(page, address, pages):
    """A step that was ticked is ticked when the reader comes back."""
    path = next(
        (one for one in sorted(pages["es"]) if one.startswith("paths/") and pages["es"][one].tags.get("input")), None
    )
    if path is None:
        pytest.skip("no path has steps to tick")
    page.goto(f"{address}/es/{url(path)}")
    page.locator("[data-kb-step]").first.check()
    page.reload()
    assert page.locator("[data-kb-step]").first.is_checked()
