"""Words explained where they stand: which words are found, in generated pages and by the Markdown extension alike."""

import json

import pytest
from markdown import Markdown

from timonel import schema as schemas
from timonel.cache import Cache
from timonel.engines.written.explain import GlossaryExtension
from timonel.load import File
from timonel.load.loader import load
from timonel.words.glossary import forms, glossary

TERMS = [
    {"id": "crm", "name": {"es": "CRM", "en": "CRM"}, "definition": {"es": "Tratar bien.", "en": "Treating well."}},
    {"id": "punto", "name": {"es": "punto de contacto", "en": "touchpoint"}, "definition": {"es": "**Un** encuentro.", "en": "An encounter."}},
    {"id": "contacto", "name": {"es": "contacto", "en": "contact"}, "definition": {"es": "Uno.", "en": "One."}},
    {"id": "publico", "name": {"es": "público", "en": "audience"}, "definition": {"es": "Quienes miran.", "en": "Who looks."}},
    {"id": "canal", "name": {"es": "canal", "en": "channel"}, "definition": {"es": "Un medio.", "en": "A medium."}},
    {"id": "mision", "name": {"es": "misión", "en": "policy"}, "definition": {"es": "Un fin.", "en": "A rule."}},
    {"id": "vez", "name": {"es": "vez", "en": "box"}, "definition": {"es": "Una.", "en": "One."},
     "synonyms": {"es": ["ocasión propicia"], "en": ["good occasion"]}},
    {"id": "oficial", "name": {"es": "oficial de privacidad", "en": "privacy officer"}, "abbreviation": "DPO",
     "definition": {"es": "Cuida <b>datos</b>.", "en": "Guards data."}},
]  # fmt: skip


def made(lang):
    schema = schemas.load(("es", "en"), Cache(None))[0]
    base = load([File("data/terms/all.yaml", json.dumps(TERMS).encode())], schema, frozenset(), ("es", "en"))
    assert len([*base]) == len(TERMS), base.misfits
    return glossary(base, lang)


@pytest.fixture(scope="module")
def spanish():
    return made("es")


@pytest.fixture(scope="module")
def english():
    return made("en")


def found(words, text):
    return [(text[start:end], entry.id) for start, end, entry in words.find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("un punto de contacto aquí", [("punto de contacto", "punto")]),
        ("los Puntos de contacto", [("Puntos de contacto", "punto")]),
        ("el contacto", [("contacto", "contacto")]),
        ("punto y contacto", [("contacto", "contacto")]),
        ("punto de\n contacto", [("punto de\n contacto", "punto")]),
        ("punto de, contacto", [("contacto", "contacto")]),
        ("canales, misiones y veces", [("canales", "canal"), ("misiones", "mision"), ("veces", "vez")]),
        ("ocasiones propicias", [("ocasiones propicias", "vez")]),
        ("el DPO y el dpo", [("DPO", "oficial")]),
        ("CRM, crm", [("CRM", "crm")]),
        ("oficiales de privacidad", [("oficiales de privacidad", "oficial")]),
        ("el público", [("público", "publico")]),
        ("los públicos", [("públicos", "publico")]),
        ("publico, publicó, publicos", []),
        ("acanalado, canalito, subcanal", []),
        ("", []),
    ],
)
def test_spanish_words(spanish, text, words):
    """The longest phrase wins, plurals count, accents tell words apart, abbreviations are exact, words are whole."""
    assert found(spanish, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Touchpoints and channels", [("Touchpoints", "punto"), ("channels", "canal")]),
        ("policies, boxes", [("policies", "mision"), ("boxes", "vez")]),
        ("privacy officers", [("privacy officers", "oficial")]),
        ("good occasions", [("good occasions", "vez")]),
        ("touchpointed, dpo", []),
    ],
)
def test_english_words(english, text, words):
    """Plurals as English forms them."""
    assert found(english, text) == words


@pytest.mark.parametrize(
    ("phrase", "lang", "plural"),
    [
        ("revisión de fase", "es", "revisiones de fase"),
        ("derecho de decisión", "es", "derechos de decisión"),
        ("caso de negocio", "es", "casos de negocio"),
        ("meta", "es", "metas"),
        ("business case", "en", "business cases"),
        ("word of mouth", "en", "words of mouth"),
    ],
)
def test_plurals(phrase, lang, plural):
    """Of a phrase the noun with its adjectives takes the plural, what follows a preposition does not."""
    first, *others = forms(phrase, lang)
    assert first == phrase
    assert plural in others


def test_a_forced_word_names_its_term(spanish):
    """By name, synonym, plural or abbreviation; anything else names none."""
    assert spanish.word("Punto de contacto").id == "punto"
    assert spanish.word("DPO").id == "oficial"
    assert spanish.word("nada") is None


def test_definitions_are_plain(spanish):
    """A tooltip has the definition's words, without marks."""
    assert spanish.word("punto de contacto").definition == "Un encuentro."


def rendered(words, text, page="guia/x.md"):
    extension = GlossaryExtension(words)
    extension.page = page
    return Markdown(extensions=["attr_list", "tables", extension]).convert(text)


def test_the_extension_explains_the_first_of_each_section(spanish):
    """Once below each heading."""
    html = rendered(spanish, "canal y canales\n\notro canal\n\n## Uno\n\nun canal, otro canal\n")
    assert html.count('class="kb-term"') == 2
    assert html.index("kb-term") < html.index("otro canal") < html.index("<h2")


def test_the_extension_leaves_headings_links_and_code_alone(spanish):
    """Nor does a word there count as explained."""
    html = rendered(
        spanish, "# El canal\n\n[el canal](https://example.org) `canal` ![canal](x.png)\n\n    canal\n\ny un canal\n"
    )
    assert html.count("kb-term") == 1
    assert html.index("kb-term") > html.index("</pre>")


def test_the_extension_links_relative_to_its_page(spanish):
    """To the term's source, which every host resolves."""
    assert 'href="../terms/canal.md"' in rendered(spanish, "canal")
    assert 'href="terms/canal.md"' in rendered(spanish, "canal", "index.md")


def test_the_extension_keeps_text_around_words(spanish):
    """Nothing is lost, doubled or moved around the links, inside other elements either."""
    html = rendered(spanish, "a canal b **c contacto d** e público f CRM.")
    text = html.replace("</a>", "")
    while "<a" in text:
        before, _, rest = text.partition("<a")
        text = before + rest.partition(">")[2]
    assert text == "<p>a canal b <strong>c contacto d</strong> e público f CRM.</p>"
    assert html.count("kb-term") == 4


def test_the_extension_escapes_definitions(spanish):
    """A definition is text in its tooltip."""
    assert 'title="Cuida &lt;b&gt;datos&lt;/b&gt;."' in rendered(spanish, "el DPO")


@pytest.mark.parametrize(
    "text", ["un canal, dos canales, un punto de contacto y el DPO", "público o publico; misiones del CRM; contactos"]
)
def test_extension_and_generator_agree(spanish, text):
    """Both explain the same words."""
    seen, wanted = set(), []
    for word, id_ in found(spanish, text):
        if id_ not in seen:
            seen.add(id_)
            wanted.append(word)
    html = rendered(spanish, text)
    assert [part.partition(">")[2].partition("<")[0] for part in html.split('class="kb-term"')[1:]] == wanted
