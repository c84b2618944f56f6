"""A word that is to be avoided is found in its other number, with the accents that this has, and nothing else is."""

from __future__ import annotations

import pytest

SPANISH = [  # singular, plural
    ("acción", "acciones"), ("interés", "intereses"), ("luz", "luces"), ("tabú", "tabúes"), ("menú", "menús"), ("ticket", "tickets"), ("vendedor", "vendedores"), ("campaña", "campañas"), ("cliente", "clientes"),
    ("jardín", "jardines"), ("bazar", "bazares"), ("fax", "faxes"), ("autobús", "autobuses"), ("café", "cafés"), ("perfil", "perfiles"), ("reloj", "relojes"), ("móvil", "móviles"), ("chat", "chats"), ("pan", "panes"),
]  # fmt: skip
ENGLISH = [
    ("city", "cities"), ("box", "boxes"), ("class", "classes"), ("search", "searches"), ("wish", "wishes"),
    ("bus", "buses"), ("customer", "customers"), ("case", "cases"), ("lead", "leads"), ("analysis", "analysises"), ("house", "houses"),
]  # fmt: skip
SINGULARS = {  # whose plural is found, and not the other way: what is to be avoided is named in the singular
    "es": [("imagen", "imágenes"), ("orden", "órdenes"), ("examen", "exámenes"), ("volumen", "volúmenes")],
    "en": [("day", "days"), ("bug", "bugs")],
}
APART = {  # what is avoided, and what only looks like it
    "es": [("acción", "accione"), ("luz", "luc"), ("tabú", "tabu"), ("imagen", "imágene"), ("ser", "seres"), ("de", "des"), ("campo", "campoes")],
    "en": [("city", "citys"), ("class", "clas"), ("bus", "bu"), ("day", "daies"), ("is", "iss"), ("analysis", "analysi")],
}  # fmt: skip
PAIRS = [
    pytest.param(lang, *pair, id="-".join((lang, *pair)))
    for lang, pairs in (("es", SPANISH), ("en", ENGLISH))
    for one in pairs
    for pair in (one, one[::-1], (one[0], one[0]), (one[1], one[1]))
] + [pytest.param(lang, *one, id="-".join((lang, *one))) for lang, pairs in SINGULARS.items() for one in pairs]


@pytest.fixture
def found(judged):
    """Say whether a word is found in a text that says another."""

    def ask(lang: str, word: str, text: str) -> bool:
        term = {"id": "otro", "name": "Otro", "definition": "Nada.", "avoid": [{"word": word, "lang": lang}]}
        skill = {"id": "a", "name": "A", "description": {lang: f"Hay {text} ahí."}}
        return bool(judged({"terms": [term], "skills": [skill]}, "VOC001").findings)

    return ask


@pytest.mark.parametrize(("lang", "word", "text"), PAIRS)
def test_a_word_is_found_in_either_number(found, lang, word, text):
    assert found(lang, word, text)


@pytest.mark.parametrize(("lang", "word", "text"), [(lang, *one) for lang, pairs in APART.items() for one in pairs])
def test_what_is_no_form_of_a_word_is_another_word(found, lang, word, text):
    assert not found(lang, word, text)


@pytest.mark.parametrize(("text", "place"), [("mala\n", (1, 1)), ("\nmala\n", (2, 1)), ("\n\nUna mala\n", (3, 5)), ("é\nE\u0301, mala\n", (2, 5))])  # fmt: skip
def test_a_word_of_a_page_is_found_where_it_stands(base_of, check, text, place):
    """Line and column, as an editor counts them."""
    term = {"id": "otro", "name": "Otro", "definition": "Nada.", "avoid": [{"word": "mala", "lang": "es"}]}
    root = base_of({"terms": [term], "docs/es/guia.md": text})
    (found,) = check(root, "--select", "VOC001", "--format", "json").found()
    assert (found["file"], found["line"], found["column"]) == ("docs/es/guia.md", *place)


def test_a_word_of_no_language_is_to_be_avoided_in_the_first_one(base_of, check):
    """In another language the same letters may be a good word."""
    term = {
        "id": "otro",
        "name": {"es": "Otro", "en": "Other"},
        "definition": {"es": "Nada.", "en": "None."},
        "avoid": [{"word": "mala"}],
    }
    texts = {"es": {"es": "La mala.", "en": "Nothing."}, "en": {"es": "Nada.", "en": "The mala."}}
    areas = [{"id": id_, "name": id_.upper(), "type": "business", "description": text} for id_, text in texts.items()]
    found = check(base_of({"terms": [term], "areas": areas}), "--format", "json").found("VOC001")
    assert [one["entity"] for one in found] == ["area:es"]


@pytest.mark.parametrize("text", ["Una f\\x65a.", "Una MALA cosa.", "Una «x», mala\u0301, mala cosa."])
def test_a_word_is_found_however_its_file_writes_it(base_of, check, text):
    """With a letter that YAML hides, in capitals, behind one whose accent is a letter of its own."""
    avoid = [{"word": word, "lang": "es"} for word in ("mala cosa", "fea")]
    term = {"id": "otro", "name": "Otro", "definition": "Nada.", "avoid": avoid}
    area = f'- id: uno\n  name: «mala cosa»\n  type: business\n  description: "{text}"\n'
    found = check(base_of({"terms": [term], "data/areas.yaml": area}), "--format", "json").found("VOC001")
    assert [(one["entity"], one["field"]) for one in found] == [("area:uno", ["description"])]
