"""A text that YAML takes apart is told with its line, and with the text as it ought to be written."""

from bases import write

AREA = "id: ventas\ntype: business\nname: Ventas\n"

# What is written, the piece that was torn off, and the text as it ought to be.
TORN = {
    "name": ("name: {es: Descuentos, cortesías y becas, en: Discounts}", "cortesías y becas", 'es: "Descuentos, cortesías y becas"'),
    "description": ("name: A\ndescription: {es: Vende, entrega y asesora, en: Sells}", "entrega y asesora", 'es: "Vende, entrega y asesora"'),
    "several commas": ("name: A\ndescription: {es: Vende, cobra, entrega, en: Sells}", "cobra", 'es: "Vende, cobra, entrega"'),
    "a colon in it": ("name: A\ndescription: {es: Vende, ojo al precio: caro, en: Sells}", "ojo al precio", 'es: "Vende, ojo al precio: caro"'),
    "the last one": ("name: A\ndescription: {en: Sells, es: Vende, entrega y cobra}", "entrega y cobra", 'es: "Vende, entrega y cobra"'),
    "in a list": ("name: A\nlinks: [{url: 'https://a.example', title: {es: Guía, primera parte, en: Guide}}]", "primera parte", 'es: "Guía, primera parte"'),
}  # fmt: skip


def test_a_comma_in_a_text_between_braces_is_told_with_the_text_as_it_ought_to_be(told):
    texts = {name: f"id: a\ntype: business\n{written}\n" for name, (written, _, _) in TORN.items()}
    for name, ((english,), (spanish,)) in told(texts).items():
        _, piece, mended = TORN[name]
        line = next(number for number, one in enumerate(texts[name].split("\n"), 1) if piece in one)
        column = texts[name].split("\n")[line - 1].index(piece) + 1
        assert (english["code"], english["line"], english["column"]) == ("DAT002", line, column), name
        assert english["message"] == f"`{piece}` is no language of this base: es, en"
        assert english["hint"] == f"the comma ends the text here: put it between quotation marks, `{mended}`"
        assert spanish["message"] == f"`{piece}` no es un idioma de esta base: es, en"
        assert spanish["hint"] == f"la coma corta aquí el texto: ponlo entre comillas, `{mended}`"


def test_the_text_that_advice_shows_is_one_that_passes(told_of):
    text = 'id: a\ntype: business\nname: {es: "Descuentos, cortesías y becas", en: Discounts}\n'
    assert told_of(text) == ([], [])


def test_a_comma_in_a_name_of_an_entity_between_braces_is_told_too(told_of):
    (found,), _ = told_of("- {id: a, name: Ventas, marketing y CRM, type: business}\n")
    assert (found["line"], found["column"], found["message"]) == (1, 25, "unknown field `marketing y CRM`")
    assert found["hint"].endswith('`name: "Ventas, marketing y CRM"`')


def test_what_stays_of_a_torn_text_is_not_taken_for_the_whole(base_of, check):
    """It is kept to speak of the entity, and no rule judges it."""
    root = base_of({"data/areas/a.yaml": "id: a\ntype: business\nname: {es: Uno, dos y tres}\n"})
    assert check(root, "--format", "json", "--select", "DAT008").found() == []


# The file, its text, the key that is none, and its line.
UNKNOWN = {
    "without a value": ("data/areas/#.yaml", AREA + "owner:\n", "owner", 4),
    "with an empty text": ("data/areas/#.yaml", AREA + 'owner: ""\n', "owner", 4),
    "with a placeholder": ("data/areas/#.yaml", AREA + "owner: TBD\n", "owner", 4),
    "null": ("data/areas/#.yaml", AREA + "owner: null\n", "owner", 4),
    "in a nested mapping": ("data/areas/#.yaml", AREA + "source: {document: D, page: }\n", "page", 4),
    "in an item": ("data/areas/#.yaml", AREA + "links:\n- url: https://a.example\n  text:\n", "text", 6),
    "in a text": ("data/areas/#.yaml", AREA + "description:\n  es: Hola\n  becas y más:\n", "becas y más", 6),
    "in words by language": ("data/terms/#.yaml", "id: a\nname: A\ndefinition: d\nsynonyms: {es: [uno], dos y tres: }\n", "dos y tres", 4),
    "in another language": ("data/terms/#.yaml", "id: a\nname: A\ndefinition: d\nsynonyms: {fr: [un]}\n", "fr", 4),
    "in a measurement": ("data/measurements/#.yaml", "of: indicator:i\ndate: 2026-01-01\nwert:\n", "wert", 3),
    "in a waiver": ("data/waivers/#.yaml", "rule: PRO001\nentity: process:p\nreason: r\nuntill:\n", "untill", 4),
    "in the settings": ("timonel.yaml", "model: 1\nname: A\nlanguages: [es, en]\nlanguage:\nrules:\n  fail:\n", "fail", 6),
    "in an own rule": ("rules/XNR001.yaml", "code: XNR001\nautor:\n", "autor", 2),
}  # fmt: skip


def test_a_key_that_is_no_field_is_told_with_or_without_a_value(told):
    for name, (english, _) in told({name: one[:2] for name, one in UNKNOWN.items()}).items():
        _, _, key, line = UNKNOWN[name]
        found = [(one["line"], one["message"]) for one in english if f"`{key}`" in one["message"]]
        known = (f"unknown field `{key}`", f"`{key}` is no language of this base: es, en")
        assert found in ([(line, one)] for one in known), name


def test_a_draft_with_empty_fields_is_none_of_this(told_of):
    draft = (
        "id: a\nname: {es: A, en: }\ntype: support\nowner:\ndescription: {es: , en: ''}\n"
        "steps: [{id: uno, name: U, role: , next: }]\nx-own:\n"
    )
    assert told_of(("data/processes/#.yaml", draft)) == ([], [])


def test_a_colon_that_makes_a_field_of_a_text_is_told_with_the_text_as_it_ought_to_be(told_of):
    english, spanish = told_of(AREA + "tags:\n- fase: uno\ndescription:\n  Vende: rápido\n")
    assert [(one["line"], one["message"], one["hint"].partition("`")[2]) for one in english] == [
        (7, "`Vende` is no language of this base: es, en", '"Vende: rápido"`'),
        (5, "`{fase: uno}` must be a text", '"fase: uno"`'),
    ]
    assert all("los dos puntos convierten en campo lo que va delante" in one["hint"] for one in spanish)


# What is written, and where its comment begins and how it reads.
CUT = {
    "a number": ("name: Plan #1", 12, "#1"),
    "a word": ("name: Canal #ventas y #caja", 13, "#ventas y #caja"),
    "all of it": ("name: #1 en ventas", 7, "#1 en ventas"),
    "between braces": ("name: {es: Plan #1\n  , en: Plan}", 17, "#1"),
    "an accent": ("name: Año #último", 11, "#último"),
}


def test_a_number_sign_that_cuts_a_text_is_told(told):
    for name, (english, spanish) in told(
        {name: f"id: a\ntype: business\n{one[0]}\n" for name, one in CUT.items()}
    ).items():
        _, column, text = CUT[name]
        (one,) = (one for one in english if "comment" in one["message"])
        assert (one["code"], one["line"], one["column"]) == ("DAT002", 3, column), name
        assert one["message"] == f"`{text}` is a comment to YAML, and the text ends before it"
        assert "between quotation marks" in one["hint"]
        assert f"para YAML `{text}` es un comentario, y el texto acaba antes" in [each["message"] for each in spanish]


def test_comments_and_texts_that_hold_a_number_sign_are_none_of_this(told_of):
    text = """\
#1 first
id: a # the id
type: business #
name: "Plan #1" #2
description: |
  see #1
  # and #2
notes: >-
  a #b
tags: ['#uno', "a #b", c#d]   # x
  #indented
links: [{url: 'https://a.example/#top'}]
"""
    assert told_of(text) == ([], [])


def test_settings_and_own_rules_are_not_cut_silently_either(base_of, check):
    root = base_of()
    for path in ("timonel.yaml", "rules/XNR001.yaml"):
        write(root / path, "model: 1\nlanguages: [es, en]\nname: Plan #1\n")
    found = check(root, "--format", "json", "--lang", "en").found("DAT002")
    cut = {one["file"]: (one["line"], one["column"]) for one in found if "`#1` is a comment" in one["message"]}
    assert cut == dict.fromkeys(("timonel.yaml", "rules/XNR001.yaml"), (3, 12))
