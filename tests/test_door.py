"""What somebody wrote never goes missing without a word: it is taken as it stands, or told with its line and how to mend it."""

import pytest
from bases import write

ORGANIZATION = "data/organization.yaml"
AREA = "id: ventas\ntype: business\nname: Ventas\n"


@pytest.fixture
def told(base_of, check):
    """Check a base with one file (others under their paths) and return what DAT rules say of its form, in English and Spanish."""

    def call(path, content, **others):
        root = base_of({path: content, **others})
        found = []
        for lang in ("en", "es"):
            codes = ("--select", "DAT001", "--select", "DAT002", "--select", "DAT005")
            findings = check(root, "--format", "json", "--lang", lang, *codes).json["findings"]
            found.append([one for one in findings if one["file"] == path])
        assert [(one["line"], one["column"]) for one in found[0]] == [(one["line"], one["column"]) for one in found[1]]
        return found

    return call


def only(found):
    """Return place, code, and in both languages message and hint of the one finding."""
    (english,), (spanish,) = found
    assert english["message"] != spanish["message"]
    return (
        (english["code"], english["line"], english["column"]),
        (english["message"], english["hint"]),
        (spanish["message"], spanish["hint"]),
    )


# --- Keys that are no field and no language ---------------------------------------------------------------------------

TORN = {
    "name": ("name: {es: Descuentos, cortesías y becas, en: Discounts}", "cortesías y becas", 'es: "Descuentos, cortesías y becas"'),
    "description": ("name: A\ndescription: {es: Vende, entrega y asesora, en: Sells}", "entrega y asesora", 'es: "Vende, entrega y asesora"'),
    "several commas": ("name: A\ndescription: {es: Vende, cobra, entrega, en: Sells}", "cobra", 'es: "Vende, cobra, entrega"'),
    "with a colon in it": ("name: A\ndescription: {es: Vende, ojo al precio: caro, en: Sells}", "ojo al precio", 'es: "Vende, ojo al precio: caro"'),
    "the last one": ("name: A\ndescription: {en: Sells, es: Vende, entrega y cobra}", "entrega y cobra", 'es: "Vende, entrega y cobra"'),
    "in a list": ("name: A\ndescription: d\nx-own: 1\nlinks: [{url: 'https://a.example', title: {es: Guía, primera parte, en: Guide}}]", "primera parte", 'es: "Guía, primera parte"'),
}  # fmt: skip


@pytest.mark.parametrize("name", TORN)
def test_a_comma_in_a_text_between_braces_is_told_with_the_text_as_it_ought_to_be(told, name):
    written, piece, mended = TORN[name]
    text = f"id: a\ntype: business\n{written}\n"
    line = next(number for number, one in enumerate(text.split("\n"), 1) if piece in one)
    place, english, spanish = only(told("data/areas/a.yaml", text))
    assert place == ("DAT002", line, text.split("\n")[line - 1].index(piece) + 1)
    assert english[0] == f"`{piece}` is no language of this base: es, en"
    assert english[1] == f"the comma ends the text here: put it between quotation marks, `{mended}`"
    assert spanish == (
        f"`{piece}` no es un idioma de esta base: es, en",
        f"la coma corta aquí el texto: ponlo entre comillas, `{mended}`",
    )


def test_the_text_that_advice_shows_is_one_that_passes(told):
    assert told("data/areas/a.yaml", 'id: a\ntype: business\nname: {es: "Descuentos, cortesías y becas", en: Discounts}\n') == [[], []]  # fmt: skip


def test_a_comma_in_a_name_of_an_entity_between_braces_is_told_too(told):
    place, english, _ = only(told("data/areas.yaml", "- {id: a, name: Ventas, marketing y CRM, type: business}\n"))
    assert place == ("DAT002", 1, 25)
    assert english == (
        "unknown field `marketing y CRM`",
        'the comma ends the text here: put it between quotation marks, `name: "Ventas, marketing y CRM"`',
    )


def test_what_stays_of_a_torn_text_is_not_taken_for_the_whole(base_of, check):
    """The rest of the name is kept to speak of it, and no rule judges it."""
    root = base_of({"data/areas/a.yaml": "id: a\ntype: business\nname: {es: Uno, dos y tres}\n"})
    assert check(root, "--format", "json", "--select", "DAT008").found() == []


UNKNOWN = {
    "without a value": ("data/areas/a.yaml", AREA + "owner:\n", "owner", 4),
    "with an empty text": ("data/areas/a.yaml", AREA + 'owner: ""\n', "owner", 4),
    "with a placeholder": ("data/areas/a.yaml", AREA + "owner: TBD\n", "owner", 4),
    "null": ("data/areas/a.yaml", AREA + "owner: null\n", "owner", 4),
    "in a nested mapping": ("data/areas/a.yaml", AREA + "source: {document: D, page: }\n", "page", 4),
    "in an item": ("data/areas/a.yaml", AREA + "links:\n- url: https://a.example\n  text:\n", "text", 6),
    "in a text": ("data/areas/a.yaml", AREA + "description:\n  es: Hola\n  becas y más:\n", "becas y más", 6),
    "in a measurement": ("data/measurements/m.yaml", "of: indicator:i\ndate: 2026-01-01\nwert:\n", "wert", 3),
    "in a waiver": ("data/waivers/w.yaml", "rule: PRO001\nentity: process:p\nreason: r\nuntill:\n", "untill", 4),
    "in the settings": ("timonel.yaml", "model: 1\nname: A\nlanguages: [es, en]\nlanguage:\n", "language", 4),
    "in a setting": ("timonel.yaml", "model: 1\nname: A\nlanguages: [es, en]\nrules:\n  fail:\n", "fail", 5),
    "in an own rule": ("rules/XNR001.yaml", "code: XNR001\nautor:\n", "autor", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_key_that_is_no_field_is_told_with_or_without_a_value(base_of, check, name):
    path, content, key, line = UNKNOWN[name]
    root = base_of({path: content} if path != "timonel.yaml" else {})
    write(root / path, content)
    found = check(root, "--format", "json", "--lang", "en").found("DAT002")
    here = [one for one in found if one["file"] == path and f"`{key}`" in one["message"]]
    assert [(one["line"], one["message"].startswith(("unknown field", f"`{key}` is no language"))) for one in here] == [(line, True)]  # fmt: skip


def test_a_list_of_words_in_a_language_that_the_base_lacks_is_told(told):
    term = "id: a\nname: A\ndefinition: d\nsynonyms: {es: [uno], palabra dos: , fr: [trois]}\n"
    english, _ = told("data/terms/a.yaml", term)
    assert [(one["line"], one["column"]) for one in english] == [(4, 38), (4, 23)]
    assert [one["message"] for one in english] == [
        f"`{word}` is no language of this base: es, en" for word in ("fr", "palabra dos")
    ]


def test_a_draft_with_empty_fields_is_still_none_of_this(told):
    draft = "id: a\nname: {es: A, en: }\ntype: support\nowner:\ndescription: {es: , en: ''}\nsteps: [{id: uno, name: U, role: , next: }]\nx-own:\n"
    assert [one["message"] for one in told("data/processes/a.yaml", draft)[0]] == []


def test_a_colon_that_makes_a_field_of_a_text_is_told_with_the_text_as_it_ought_to_be(told):
    text = AREA + "tags:\n- fase: uno\ndescription:\n  Vende: rápido\n"
    english, spanish = told("data/areas/a.yaml", text)
    assert [(one["line"], one["message"]) for one in english] == [
        (7, "`Vende` is no language of this base: es, en"),
        (5, "`{fase: uno}` must be a text"),
    ]
    assert [one["hint"].partition("`")[2] for one in english] == ['"Vende: rápido"`', '"fase: uno"`']
    assert all("los dos puntos convierten en campo lo que va delante" in one["hint"] for one in spanish)


# --- Comments that were meant as text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "column", "cut"),
    [
        ("name: Plan #1", 12, "#1"),
        ("name: Canal #ventas y #caja", 13, "#ventas y #caja"),
        ("name: #1 en ventas", 7, "#1 en ventas"),
        ("name: {es: Plan #1", 17, "#1"),
        ("name: Año #último", 11, "#último"),
    ],
)
def test_a_number_sign_that_cuts_a_text_is_told(told, written, column, cut):
    end = "\n  , en: Plan}" if "{" in written else ""
    english, spanish = told("data/areas/a.yaml", f"id: a\ntype: business\n{written}{end}\n")
    (one,) = (one for one in english if "comment" in one["message"])
    assert (one["code"], one["line"], one["column"]) == ("DAT002", 3, column)
    assert one["message"] == f"`{cut}` is a comment to YAML, and the text ends before it"
    assert "between quotation marks" in one["hint"]
    assert any(f"para YAML `{cut}` es un comentario" in each["message"] for each in spanish)


def test_comments_and_texts_that_hold_a_number_sign_are_none_of_this(told):
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
    assert told("data/areas/a.yaml", text) == [[], []]


@pytest.mark.parametrize("path", ["timonel.yaml", "rules/XNR001.yaml"])
def test_settings_and_own_rules_are_not_cut_silently_either(base_of, check, path):
    root = base_of()
    write(root / path, "model: 1\nlanguages: [es, en]\nname: Plan #1\n")
    found = check(root, "--format", "json", "--lang", "en").found("DAT002")
    assert [(one["line"], one["column"]) for one in found if "`#1` is a comment" in one["message"]] == [(3, 12)]


# --- The characters of the file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["010", "0o10", "0x1F", "1e3", ".5", "+1", "1.50", "-0", "007", "true", "False", "1E+3"]
)
def test_advice_quotes_what_is_written(told, number):
    for written in (f"tags: [x, {number}]", f"tags:\n- {number} # why", f"notes: {number}", f"'notes':   {number}"):
        english, spanish = told("data/areas/a.yaml", AREA + f"{written}\n")
        assert [(one["message"], one["hint"]) for one in english] == [
            (
                f"`{number}` must be a text",
                f'YAML reads this as something else than text: put quotes around it, "{number}"',
            )
        ]
        assert f'ponlo entre comillas, "{number}"' in spanish[0]["hint"]


def test_settings_and_own_rules_are_quoted_as_well(base_of, check):
    root = base_of({"rules/XNR001.yaml": "- code: XNR001\n  rule: 0012\n"})
    write(root / "timonel.yaml", "model: 1\nlanguages: [es, en]\nname: 0012\nas_of: 0x1F\n")
    messages = [one["message"] + one["hint"] for one in check(root, "--format", "json", "--lang", "en").found("DAT002")]
    assert sum('"0012"' in one for one in messages) == 2
    assert any('"0x1F"' in one for one in messages)


@pytest.mark.parametrize("text", ["1_000", "12:30", "2026-11-20", "no", "1.2.3", "0b1", "1,5"])
def test_what_yaml_reads_as_text_needs_no_quotes(told, text):
    assert told("data/areas/a.yaml", AREA + f"tags: [x, {text if ',' not in text else 'y'}]\nnotes: {text}\n") == [
        [],
        [],
    ]


def test_codes_of_digits_in_fields_of_ones_own_keep_their_characters(base_of, run):
    """An account or a cost centre is no number: 0012 is not 12. What is written as one writes an amount stays one."""
    codes = {
        "x-centro": "0012", "x-hex": "0x1F", "x-octal": "0o17", "x-plus": "+52", "x-power": "2e5", "x-cuenta": "12345678901234567890",
    }  # fmt: skip
    amounts = {"x-int": 12, "x-cost": 1500.5, "x-minus": -3, "x-zero": 0, "x-part": 0.5, "x-id": 201000709708011}
    lines = [f"{name}: {value}\n" for name, value in {**codes, **amounts}.items()]
    root = base_of({"data/areas/a.yaml": AREA + "".join(lines) + "x-list: [007, 7, {a: 08}]\nx-more:\n  deep: {b: [0x1]}\n  n: 1\nlinks: []\n"})  # fmt: skip
    told = run("export", "--root", root, "--format", "json", "--kind", "area").json
    (area,) = told["entities"]["area"] if isinstance(told.get("entities"), dict) else told["entities"]
    fields = area.get("fields", area)
    assert {name: fields[name] for name in (*codes, *amounts)} == {**codes, **amounts}
    assert fields["x-list"] == ["007", 7, {"a": "08"}]
    assert fields["x-more"] == {"deep": {"b": ["0x1"]}, "n": 1}


# --- What nobody sees -------------------------------------------------------------------------------------------------

NBSP, ZERO = "\u00a0", "\u200b"
SPACE = "a non-breaking space, U+00A0, where a space belongs"
UNSEEN = {
    "behind a colon": (f"id: a\nnotes:{NBSP}hola\nname: A\n", "DAT001", 2, 7, SPACE),
    "behind a colon, at the end": (f"id: a\nnotes:{NBSP}hola\n", "DAT001", 2, 7, SPACE),
    "instead of an indent": (f"id: a\nname:\n  es: A\n {NBSP}en: B\n", "DAT001", 4, 2, SPACE),
    "instead of an indent, all along": (f"id: a\nname:\n{NBSP} es: A\n", "DAT002", 3, 1, f"`<U+00A0> es` holds {SPACE}"),
    "behind a dash": (f"id: a\ntags:\n- x\n-{NBSP}y\n- z\n", "DAT001", 4, 2, SPACE),
    "alone": (f"notes:{NBSP}hola\n", "DAT002", 1, 1, f"`notes:<U+00A0>hola` holds {SPACE}"),
    "in an id": (f"id: {ZERO}alta\n", "DAT002", 1, 5, "`<U+200B>alta` holds a zero-width space, U+200B, where nobody sees it"),
    "in a key": (f"id: a\nna{ZERO}me: A\n", "DAT002", 2, 3, "`na<U+200B>me` holds a zero-width space, U+200B, where nobody sees it"),
    "in a choice": (f"id: a\nname: A\ntype: business{NBSP}\n", "DAT002", 3, 15, f"`business<U+00A0>` holds {SPACE}"),
    "a soft hyphen": ("id: al\u00adta\n", "DAT002", 1, 7, "`al<U+00AD>ta` holds a soft hyphen, U+00AD, where nobody sees it"),
    "a joiner": ("id: al\u200dta\n", "DAT002", 1, 7, "`al<U+200D>ta` holds an invisible character, U+200D, where nobody sees it"),
    "a byte order mark in the middle": ("id: a\n\ufeffname: A\n", "DAT001", 2, 1, "a byte order mark, U+FEFF, where nobody sees it"),
    "an ideographic space": ("id: a\nname:\u3000A\ntype: business\n", "DAT001", 2, 6, "a space of another kind, U+3000, where a space belongs"),
    "a control character": ("id: a\nname: A\x07\n", "DAT001", 2, 8, "a control character, U+0007: delete it, or write it as an escape between quotes"),
    "a null character": ("id: a\nname: A\0\n", "DAT001", 2, 8, "a control character, U+0000: delete it, or write it as an escape between quotes"),
    "a typographic quotation mark": ("id: a\nname: “Ventas: plan”\n", "DAT001", 2, 7, "`“` is no quotation mark of YAML"),
    "and between braces": ("id: a\nname: {es: “a: b”, en: x}\n", "DAT001", 2, 12, "`“` is no quotation mark of YAML"),
    "a typographic dash": ("id: a\nname: A\ntype: business\ntags:\n  – uno\n", "DAT002", 4, 1, "`– uno` must be a list"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSEEN)
def test_a_character_that_nobody_sees_is_named_where_it_stands(told, name):
    text, code, line, column, message = UNSEEN[name]
    english, spanish = told("data/areas/a.yaml", text)
    (found,) = (one for one in english if "missing" not in one["message"])
    assert (found["code"], found["line"], found["column"], found["message"]) == (code, line, column, message)
    assert "quotation mark or a `:`" not in found["hint"]
    others = [one["message"] for one in spanish if "falta `" not in one["message"]]
    assert others != [message]
    assert len(others) == 1


def test_text_output_shows_what_nobody_sees(base_of, check):
    root = base_of({"data/areas/a.yaml": f"id: {ZERO}alta\n{AREA[11:]}"})
    lines = check(root, "--select", "DAT002", "--lang", "es").out.split("\n")
    assert (
        lines[0]
        == "data/areas/a.yaml:1:5: error DAT002 `<U+200B>alta` contiene un espacio sin anchura, U+200B, que nadie ve"
    )


def test_spaces_of_a_careful_typesetter_are_text_like_any_other(told):
    text = f'id: a\ntype: business\nname: Más{NBSP}de 1{NBSP}000\ndescription: "«{NBSP}Hola{NBSP}»: {ZERO}sí"\nnotes: “Ventas” y 👩\u200d💻\n'
    assert told("data/areas/a.yaml", text) == [[], []]


def test_a_tab_is_named_with_its_place(told):
    place, english, spanish = only(told("data/areas/a.yaml", "id: a\nname: A\n\ttype: business\n"))
    assert place == ("DAT001", 3, 1)
    assert english[0].startswith("a tab where YAML wants spaces")
    assert "tabulador" in spanish[0]


def test_a_quotation_mark_that_never_closes_is_shown_where_it_opens(told):
    place, english, _ = only(told("data/areas/a.yaml", 'id: a\nname: "Ventas\ntype: business\nnotes: x\n'))
    assert place == ("DAT001", 2, 7)
    assert english[0] == "a quotation mark opens and never closes"


# --- Merges without a decision ----------------------------------------------------------------------------------------

OURS = "<<<<<<< HEAD\n{a}\n=======\n{b}\n>>>>>>> tema\n"
MERGES = {
    "a field": ("id: a\ntype: business\n" + OURS.format(a="name: A", b="name: B"), 3),
    "with its base": ("id: a\n<<<<<<< ours\nname: A\n||||||| 1234abc\nname: C\n=======\nname: B\n>>>>>>> theirs\n", 2),
    "at the top": (OURS.format(a="id: a", b="id: b"), 1),
    "in a text between quotes": ('id: a\nname: "Uno\n' + OURS.format(a="dos", b="tres") + 'fin"\n', 3),
    "in a list between brackets": ("id: a\ntags: [x,\n" + OURS.format(a="y,", b="z,") + "]\n", 3),
    "in a long text": ("id: a\nnotes: |\n  uno\n" + OURS.format(a="  dos", b="  tres"), 4),
    "only its end left": ("id: a\nname: B\n>>>>>>> tema\ntype: business\n", 3),
    "only its middle left": ("id: a\nname: A\n=======\nname: B\n", 3),
    "with the line ends of Windows": ("id: a\r\n" + OURS.format(a="name: A", b="name: B").replace("\n", "\r\n"), 2),
}  # fmt: skip
MERGE = ("an unresolved merge: keep one side between <<<<<<< and >>>>>>>", "una fusión sin resolver: deja un solo lado entre <<<<<<< y >>>>>>>")  # fmt: skip


@pytest.mark.parametrize(
    "path", ["data/areas/a.yaml", "timonel.yaml", "rules/XNR001.yaml", "schemas/kinds/own.schema.json"]
)
@pytest.mark.parametrize("name", MERGES)
def test_a_merge_without_a_decision_is_told_at_its_first_mark(base_of, check, path, name):
    text, line = MERGES[name]
    root = base_of()
    write(root / path, text)
    for lang, message in zip(("en", "es"), MERGE, strict=True):
        found = check(root, "--format", "json", "--lang", lang).found("DAT00")
        found = [one for one in found if one["file"] == path]
        assert [(one["file"], one["line"], one["column"], one["message"]) for one in found] == [
            (path, line, 1, message)
        ]
        assert "<<<<<<<" in found[0]["hint"]


def test_arrows_and_lines_that_are_no_marks_of_a_merge_are_text(told):
    text = (
        AREA
        + "notes: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> x\ntags: ['<<<<<<<', '>>>>>>>']\ndescription: <<<<<<<< ocho\n"
    )
    assert told("data/areas/a.yaml", text) == [[], []]
