"""The answer above what search finds: what `timonel ask` says, in the same words, or nothing; never anything else."""

import sqlite3
import sys
from pathlib import Path

import pytest
import sites
import yaml
from bases import PATIENCE, ROOT, write

import timonel
from timonel.engines.build import build
from timonel.pipeline import examine

sys.path.insert(0, str(ROOT / "scripts"))
try:
    import questions
finally:
    sys.path.remove(str(ROOT / "scripts"))

COUNT = 2000 if sites.EVERYTHING else 80  # questions, half of them in each language
UNANSWERABLE = yaml.safe_load((ROOT / "tests/answers/unanswerable.yaml").read_text(encoding="utf-8"))
# What people call things by part of their names, by other names, with a kind before them, or in another number.
ASKED = {
    "es": [
        "quién es el dueño de las devoluciones", "dueno alta de cliente", "quién es el dueño de la venta", "¿qué decide el comité directivo?",
        "a quién reporta Carolina Vidal", "por qué canales llega una reclamación", "cuántos procesos de apoyo tenemos", "cuántas brechas hay",
        "qué procesos tiene a su cargo el gerente de tiendas", "¿Cuántos riesgos tiene la venta en tienda?", "¿Quién es el dueño de la ficha?",
        "qué es CLV", "¿Quién es el dueño del proceso Alta de cliente?", "cómo va resolver a la primera", "¿qué no puede decidir el custodio por su cuenta?",
        "quiénes son los dueños de la directora de servicio", "qué indicador mide la felicidad", "quién atiende alta-de-cliente", "process:alta-de-cliente dueño",
        "quién atiende las quejas", "quién es el dueño de la bodega de datos", "cuándo se reúne la junta directiva", "dueño del call center",
        "puede el aliado de implementación decidir el paso a producción", "quién cubre al gerente de CRM si está de vacaciones",
    ],
    "en": [
        "who owns complaint handling?", "process:alta-de-cliente owner", "who approves a scope change", "who must be consulted on go-live",
        "what systems does customer sign-up use", "when did the privacy committee last meet?", "how many open risks are there",
        "what happens if Genesys goes down", "which phase is omnichannel service in", "what does churn mean", "who owns the customer data",
        "who owns handling", "where do we keep the purchase history", "how many gaps are there", "what does customer service decide",
        "which processes does the shop operations manager own", "what is a quick win", "who stands in for the CRM manager",
        "who owns refunds", "what happens without the data warehouse", "may marketing decide on go-live",
        "who covers for the marketing director when she is away",
    ],
}  # fmt: skip
_ANSWERS = """async questions => {
  const loaded = src => new Promise(done => document.head.append(Object.assign(document.createElement("script"), {src, onload: done})));
  await loaded("assets/search.js");
  await loaded("assets/answer.js");
  const waiting = new Map();
  globalThis.kbFound = (name, value) => waiting.get(name)(value);
  const load = name => new Promise(resolve => { waiting.set(name, resolve); loaded(`search/${name}.js`); });
  const search = new kbSearch(load);
  await search.ready();
  const answers = new kbAnswers(load, search), found = {};
  for (const one of questions) found[one] = await answers.answer(one);
  return found;
}"""


@pytest.fixture(scope="module")
def base():
    """Return the example company's base, read once."""
    return timonel.open(ROOT)


@pytest.fixture(scope="module")
def asked(base):
    """Return language → questions about the example: in many wordings, some spoilt; those above; and what nobody can answer."""
    with sqlite3.connect(":memory:") as database:
        database.deserialize(questions.exported(ROOT))
        truth = questions.Truth(database, base.check().today, questions.LANGUAGES)
        some = [*questions.questions(truth, COUNT, 11, base.base.schema.kinds)]
    texts = {lang: [one.text for one in some if one.lang == lang] for lang in questions.LANGUAGES}
    return {lang: [*own, *ASKED[lang], *UNANSWERABLE[lang]] for lang, own in texts.items()}


@pytest.mark.parametrize("lang", sites.LANGUAGES)
def test_the_card_says_what_is_said_on_a_terminal(page, address, base, asked, lang):
    """Each question that the base answers has its answer on the card, word by word, with a page; what it cannot answer has none."""
    page.goto(f"{address}/{lang}/")
    found = page.evaluate(_ANSWERS, asked[lang])
    told = {one: base.ask(one, lang) for one in found}
    cards = {one: card for one, card in found.items() if card}
    assert {one: card["text"] for one, card in cards.items() if card["text"] != told[one].text} == {}
    assert [one for one, card in found.items() if told[one].answered and not card] == []
    assert {told[one].reason for one in cards} <= {None, "empty"}
    assert len(cards) > 0.4 * len(found)
    assert {page.request.get(f"{address}/{lang}/{card['at']}").status for card in [*cards.values()][:20]} == {200}


def typed(page, text):
    """Type into the search and wait for what it shows."""
    page.locator("[data-kb-box]").fill(text)
    page.wait_for_function("text => document.querySelector('[data-kb-list]').dataset.kbList === text", arg=text)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_box_shows_the_answer_first_and_says_it(new_page, address, base, width):
    """It stands above the hits, is announced, is the first that arrows and return reach, and axe finds nothing in it."""
    package = pytest.importorskip("axe_playwright_python")
    page = new_page(viewport={"width": width, "height": 844})
    page.goto(f"{address}/es/")
    page.locator("[data-kb-open]").click()
    question = "¿Quién es el dueño de Alta de cliente?"
    typed(page, question)
    options = page.locator("[data-kb-list] [role=option]")
    card = options.first
    assert "kb-finder__answer" in card.get_attribute("class")
    assert page.locator(".kb-finder__answer").count() == 1
    assert card.locator(".kb-finder__line").inner_text() == base.ask(question, "es").text
    assert card.locator(".kb-finder__source").inner_text() == "Fuente: «Alta de cliente» (proceso)"
    assert base.ask(question, "es").text in page.locator("[data-kb-count][role=status]").inner_text()
    page.evaluate((Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8") + "; undefined")
    wrong = "async () => (await axe.run('dialog', {resultTypes: ['violations']})).violations.map(one => one.id)"
    assert page.evaluate(wrong) == []
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth")
    page.keyboard.press("ArrowDown")
    assert card.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/es/processes/alta-de-cliente/")


def test_a_long_answer_names_its_thing_once_and_leaves_room(page, address, base):
    """Of many lines the first are seen, the others are there for whoever listens; what is no question has no card."""
    page.goto(f"{address}/es/")
    page.locator("[data-kb-open]").click()
    question = "qué tiene a su cargo el gerente de tiendas"
    typed(page, question)
    lines = base.ask(question, "es").text.split("\n")
    assert len(lines) > 6
    assert "\n".join(lines) in page.locator("[data-kb-count]").text_content()
    shown = page.locator(".kb-finder__line").all_inner_texts()
    assert shown[0].endswith(lines[0].partition(" · ")[2])
    assert len(shown) == 7
    assert shown[-1] == "…"
    typed(page, "gestión de accesos")
    assert page.locator(".kb-finder__answer").count() == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a small site that publishes no people, made to be opened without a server."""
    root = tmp_path_factory.mktemp("card")
    settings = "model: 1\nname: {es: Tarjetas, en: Cards}\nas_of: 2026-11-20\npublish: {people: false}\n"
    write(root / "timonel.yaml", settings)
    write(root / "data/areas.yaml", "- {id: a, name: Área}\n")
    write(root / "data/people.yaml", "- {id: rosa-luz, name: Rosa Luz, employment: internal}\n")
    role = "id: jefa\nname: <b>Jefa</b> de {thing}\narea: a\npurpose: Mandar.\nholders: [{person: rosa-luz}]\n"
    write(root / "data/roles/jefa.yaml", role)
    process = "id: {id}\nname: {name}\ntype: support\ndomain: service\nnature: static\npurpose: Hacer.\n"
    write(root / "data/processes/uno.yaml", process.format(id="uno", name="Uno solo") + "owner: jefa\n")
    write(root / "data/processes/dos.yaml", process.format(id="dos", name="Dos juntos"))
    build(root, examine(root), ["es", "en"], report=str, target=root / "site", offline=True)
    return root / "site"


@pytest.fixture
def local(chromium):
    """Return a page for a folder; afterwards it may not have complained."""
    complaints = []
    context = chromium.new_context(locale="es-CO")
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: complaints.append(str(one)))
    yield page
    context.close()
    assert complaints == []


def test_from_a_folder_it_answers_names_nobody_and_shows_text_as_text(local, folder):
    """Without a server it is the same; a name with HTML is text; people who are not published are not named."""
    page = local
    page.goto((folder / "es" / "index.html").as_uri())
    page.locator("[data-kb-open]").click()
    typed(page, "¿Quién es el dueño de Uno solo?")
    card = page.locator(".kb-finder__answer")
    assert card.locator(".kb-finder__line").inner_text() == "«Uno solo» (proceso) · Dueño: <b>Jefa</b> de {thing}"
    assert card.locator("b").count() == 0
    assert card.get_attribute("href") == (folder / "es" / "processes" / "uno.html").as_uri()
    typed(page, "¿Quién es el dueño de Dos juntos?")
    said = "La base no lo dice. Conoce «Dos juntos» (proceso), pero eso no consta."
    assert card.locator(".kb-finder__line").inner_text() == said
    typed(page, "quién es Rosa Luz")
    assert card.count() == 0
    texts = {path.name: path.read_text(encoding="utf-8") for path in (folder / "es" / "search").iterdir()}
    assert [name for name, text in texts.items() if "Rosa" in text or "rosa" in text] == []
