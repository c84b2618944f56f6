"""A new consultant's first hour: from the home page through every step of the path, its question, and what stays afterwards."""

import re

import pytest
import sites

from timonel.kinds import Path
from timonel.pipeline import examine
from timonel.site.context import Context
from timonel.site.urls import Urls
from timonel.site.views.knowledge.onboarding import duration
from timonel.text import pick, said, say

# The theme's own entries stay: it knows no closed storage.
_CLOSED = """for (const name of ["getItem", "setItem"]) {
  const real = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...more) {
    if (key.startsWith("timonel.")) throw new DOMException("closed");
    return real.call(this, key, ...more);
  };
}"""
LANGUAGES = pytest.mark.parametrize("lang", sites.LANGUAGES)


@pytest.fixture(scope="module")
def result():
    return examine(sites.ROOT)


@pytest.fixture(scope="module")
def path(result):
    """Return the path of a consultant who joins, as the base has it."""
    return result.base.get(Path, "consultor-nuevo")


def opened(page, address, lang):
    """Open the path the way a consultant finds it: home, the first door, the card."""
    page.goto(f"{address}/{lang}/")
    page.locator(".kb-doors a").first.click()
    page.wait_for_url(f"{address}/{lang}/paths/")
    page.locator(".kb-card a[href*=consultor-nuevo]").click()
    page.wait_for_url(f"{address}/{lang}/paths/consultor-nuevo/")
    page.locator("[data-kb-path][data-kb-ready]").wait_for()


def done(lang, n, m):
    return say(said("{n} of {m} done", n=n, m=m), lang)


def progress(page, lang, n, m):
    """Wait until the page says how far the reader is."""
    page.locator("[data-kb-progress]", has_text=re.compile(f"^{done(lang, n, m)}$")).wait_for()


@LANGUAGES
def test_a_consultant_walks_the_path(page, address, pages, result, lang):
    """Every step leads to what it names and asks its question; ticks stay after a reload and in the other language."""
    path = result.base.get(Path, "consultor-nuevo")
    opened(page, address, lang)
    steps = page.locator("[data-kb-path] li")
    assert steps.count() == len(path.steps)
    assert duration(Context(result, lang, Urls()), path) in page.locator(".kb-path__total").inner_text()
    progress(page, lang, 0, len(path.steps))
    for number, step in enumerate(path.steps):
        here = steps.nth(number)
        assert f"{number + 1}. {pick(step.title, lang)}" in here.inner_text()
        assert f"{step.minutes} min" in here.inner_text()
        question = here.locator("summary")
        assert question.inner_text().strip() == pick(step.check.question, lang).strip()
        answer = here.locator("details p")
        assert not answer.is_visible()
        question.press("Enter")  # the keyboard is enough
        assert answer.is_visible()
        assert len(answer.inner_text()) > 1
        link = here.locator(".kb-path__title a")
        target = link.evaluate("link => new URL(link.href).pathname")
        assert f"{target.removeprefix(f'/{lang}/')}index.html" in pages[lang]
        if sites.EVERYTHING or number in {0, len(path.steps) - 1}:
            link.click()
            page.wait_for_url(f"{address}{target}")
            page.go_back()
            page.locator("[data-kb-path][data-kb-ready]").wait_for()
            progress(page, lang, number, len(path.steps))
        steps.nth(number).locator("input[type=checkbox]").check()
        progress(page, lang, number + 1, len(path.steps))
    page.reload()
    progress(page, lang, len(path.steps), len(path.steps))
    assert page.locator("[data-kb-step]:checked").count() == len(path.steps)
    steps.nth(0).locator("input[type=checkbox]").uncheck()
    page.goto(f"{address}/{lang}/paths/")
    left = done(lang, len(path.steps) - 1, len(path.steps))
    assert page.locator("[data-kb-path-of=path-consultor-nuevo]").inner_text() == left
    assert page.locator("[data-kb-path-of=path-comite-directivo]").inner_text() == ""
    other = next(one for one in sites.LANGUAGES if one != lang)
    page.goto(f"{address}/{other}/paths/consultor-nuevo/")
    progress(page, other, len(path.steps) - 1, len(path.steps))
    assert not page.locator("[data-kb-step]").first.is_checked()


@LANGUAGES
def test_the_pack_of_the_role_prints_without_tools(page, address, path, lang):
    """From the path to its role's pack: on paper the words, the questions and boxes to tick, no buttons."""
    opened(page, address, lang)
    page.locator("#roles-table a[href*='packs/']").first.click()
    page.wait_for_url(re.compile(f"/{lang}/packs/({'|'.join(path.roles)})/"))
    page.emulate_media(media="print")
    pack = page.locator("article").inner_text()
    assert pick(path.steps[0].check.question, lang) in pack
    assert pack.count("☐") >= len(path.steps)
    assert page.locator("article .kb-actions:visible, .md-header:visible, article form:visible").count() == 0


def test_ticks_last_as_long_as_the_page_where_storage_is_closed(new_page, address):
    """A browser that lets nothing be kept, or keeps something else, breaks nothing."""
    page = new_page()
    page.add_init_script("localStorage.setItem('timonel.path.path-consultor-nuevo', '{\"a\": 1}')")
    opened(page, address, "es")
    progress(page, "es", 0, page.locator("[data-kb-step]").count())
    page.add_init_script(_CLOSED)
    page.goto(f"{address}/es/paths/consultor-nuevo/")
    page.locator("[data-kb-step]").first.check()
    progress(page, "es", 1, page.locator("[data-kb-step]").count())


def test_somebody_in_charge_finds_what_waits(page, address, result):
    """From "I own…": the name of a holder finds the role, and its page leads to gaps, what is to be done, gates and decisions."""
    page.goto(f"{address}/es/")
    page.locator(".kb-doors a").nth(2).click()
    page.wait_for_url(f"{address}/es/roles/")
    page.locator("[data-kb-table][data-kb-ready] [data-kb-query]").fill("lucia ferrer")
    page.locator("[data-kb-table] tbody tr:visible a[href*=gerente-de-crm]").first.click()
    page.wait_for_url(re.compile("/es/roles/gerente-de-crm/"))
    led = page.locator(".kb-numbers a").evaluate_all("links => links.map(link => new URL(link.href).hash.slice(1))")
    assert {"my-gaps", "due", "later", "gates", "decides"} <= {*led}
    for anchor in led:
        assert page.locator(f"[id='{anchor}']").count() == 1
