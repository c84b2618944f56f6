"""Advice quotes the characters of the file; what nobody sees is named; codes of digits keep their zeros."""

from bases import write

AREA = "id: ventas\ntype: business\nname: Ventas\n"
NUMBERS = ("010", "0o10", "0x1F", "1e3", ".5", "+1", "1.50", "-0", "007", "true", "False", "1E+3")
TEXTS = ("1_000", "12:30", "2026-11-20", "no", "1.2.3", "0b1", "1,5")


def test_advice_quotes_what_is_written(told):
    forms = ("tags: [x, {}]", "tags:\n- {} # why", "notes: {}", "'notes':   {}", "tags: [{}\n  ]")
    cases = {(number, form): AREA + form.replace("{}", number) + "\n" for number in NUMBERS for form in forms}
    for (number, form), (english, spanish) in told(cases).items():
        hint = f'YAML reads this as something else than text: put quotes around it, "{number}"'
        assert [(one["message"], one["hint"]) for one in english] == [(f"`{number}` must be a text", hint)], form
        assert f'ponlo entre comillas, "{number}"' in spanish[0]["hint"]


def test_settings_and_own_rules_are_quoted_as_well(base_of, check):
    root = base_of({"rules/XNR001.yaml": "- code: XNR001\n  rule: 0012\n"})
    write(root / "timonel.yaml", "model: 1\nlanguages: [es, en]\nname: 007\nas_of: 0x1F\n")
    hints = {(one["file"], one["hint"]) for one in check(root, "--format", "json", "--lang", "en").found("DAT002")}
    quoted = "YAML reads this as something else than text: put quotes around it"
    assert {
        ("rules/XNR001.yaml", f'{quoted}, "0012"'),
        ("timonel.yaml", f'{quoted}, "007"'),
        ("timonel.yaml", f'{quoted}, "0x1F"'),
    } <= hints


def test_what_yaml_reads_as_text_needs_no_quotes(told):
    found = told({text: AREA + f"tags: [x, {text.partition(',')[0]}z]\nnotes: {text}\n" for text in TEXTS})
    assert {text: one for text, one in found.items() if one != ([], [])} == {}


def test_codes_of_digits_in_fields_of_ones_own_keep_their_characters(base_of, run):
    """An account or a cost centre is no number: 0012 is not 12. What is written as one writes an amount stays one."""
    codes = {
        "x-centro": "0012", "x-hex": "0x1F", "x-octal": "0o17", "x-plus": "+52", "x-power": "2e5", "x-cuenta": "12345678901234567890",
    }  # fmt: skip
    amounts = {"x-int": 12, "x-cost": 1500.5, "x-minus": -3, "x-zero": 0, "x-part": 0.5, "x-id": 201000709708011}
    lines = "".join(f"{name}: {value}\n" for name, value in {**codes, **amounts}.items())
    nested = "x-list: [007, 7, {a: 08}]\nx-more:\n  deep: {b: [0x1]}\n  n: 1\nlinks: []\n"
    root = base_of({"data/areas/a.yaml": AREA + lines + nested})
    told = run("export", "--root", root, "--format", "json", "--kind", "area").json
    (area,) = told["entities"]["area"] if isinstance(told["entities"], dict) else told["entities"]
    fields = area.get("fields", area)
    assert {name: fields[name] for name in (*codes, *amounts)} == {**codes, **amounts}
    assert fields["x-list"] == ["007", 7, {"a": "08"}]
    assert fields["x-more"] == {"deep": {"b": ["0x1"]}, "n": 1}


NBSP, ZERO = "\u00a0", "\u200b"
SPACE = "a non-breaking space, U+00A0, where a space belongs"
HIDDEN = "where nobody sees it"
UNSEEN = {
    "behind a colon": (f"id: a\nnotes:{NBSP}hola\nname: A\n", "DAT001", 2, 7, SPACE),
    "behind a colon, at the end": (f"id: a\nnotes:{NBSP}hola\n", "DAT001", 2, 7, SPACE),
    "instead of an indent": (f"id: a\nname:\n  es: A\n {NBSP}en: B\n", "DAT001", 4, 2, SPACE),
    "instead of each indent": (f"id: a\nname:\n{NBSP} es: A\n", "DAT002", 3, 1, f"`<U+00A0> es` holds {SPACE}"),
    "behind a dash": (f"id: a\ntags:\n- x\n-{NBSP}y\n- z\n", "DAT001", 4, 2, SPACE),
    "alone": (f"notes:{NBSP}hola\n", "DAT002", 1, 1, f"`notes:<U+00A0>hola` holds {SPACE}"),
    "in an id": (f"id: {ZERO}alta\n", "DAT002", 1, 5, f"`<U+200B>alta` holds a zero-width space, U+200B, {HIDDEN}"),
    "in a key": (f"id: a\nna{ZERO}me: A\n", "DAT002", 2, 3, f"`na<U+200B>me` holds a zero-width space, U+200B, {HIDDEN}"),
    "in a choice": (f"id: a\nname: A\ntype: business{NBSP}\n", "DAT002", 3, 15, f"`business<U+00A0>` holds {SPACE}"),
    "a soft hyphen": ("id: al\u00adta\n", "DAT002", 1, 7, f"`al<U+00AD>ta` holds a soft hyphen, U+00AD, {HIDDEN}"),
    "a joiner": ("id: al\u200dta\n", "DAT002", 1, 7, f"`al<U+200D>ta` holds an invisible character, U+200D, {HIDDEN}"),
    "a byte order mark": ("id: a\n\ufeffname: A\n", "DAT001", 2, 1, f"a byte order mark, U+FEFF, {HIDDEN}"),
    "an ideographic space": ("id: a\nname:\u3000A\ntype: business\n", "DAT001", 2, 6, "a space of another kind, U+3000, where a space belongs"),
    "a control character": ("id: a\nname: A\x07\n", "DAT001", 2, 8, "a control character, U+0007: delete it, or write it as an escape between quotes"),
    "a null character": ("id: a\nname: A\0\n", "DAT001", 2, 8, "a control character, U+0000: delete it, or write it as an escape between quotes"),
    "a typographic quotation mark": ("id: a\nname: “Ventas: plan”\n", "DAT001", 2, 7, "`“` is no quotation mark of YAML"),
    "and between braces": ("id: a\nname: {es: “a: b”, en: x}\n", "DAT001", 2, 12, "`“` is no quotation mark of YAML"),
    "a typographic dash": ("id: a\nname: A\ntype: business\ntags:\n  – uno\n", "DAT002", 4, 1, "`– uno` must be a list"),
    "a tab": ("id: a\nname: A\n\ttype: business\n", "DAT001", 3, 1, "a tab where YAML wants spaces: use spaces to indent"),
    "a quotation mark without its other": ('id: a\nname: "Ventas\ntype: business\n', "DAT001", 2, 7, "a quotation mark opens and never closes"),
}  # fmt: skip


def test_a_character_that_nobody_sees_or_that_looks_like_another_is_named_where_it_stands(told):
    for name, (english, spanish) in told({name: one[0] for name, one in UNSEEN.items()}).items():
        (found,) = (one for one in english if "missing" not in one["message"])
        assert (found["code"], found["line"], found["column"], found["message"]) == UNSEEN[name][1:], name
        (other,) = (one for one in spanish if "falta `" not in one["message"])
        assert other["message"] != found["message"]


def test_text_output_shows_what_nobody_sees(base_of, check):
    root = base_of({"data/areas/a.yaml": f"id: {ZERO}alta\n{AREA[11:]}"})
    first = check(root, "--select", "DAT002", "--lang", "es").out.partition("\n")[0]
    told = "`<U+200B>alta` contiene un espacio sin anchura, U+200B, que nadie ve"
    assert first == f"data/areas/a.yaml:1:5: error DAT002 {told}"


def test_spaces_of_a_careful_typesetter_are_text_like_any_other(told_of):
    text = f'id: a\ntype: business\nname: Más{NBSP}de 1{NBSP}000\ndescription: "«{NBSP}Hola{NBSP}»: {ZERO}sí"\nnotes: “Ventas” y 👩\u200d💻\n'
    assert told_of(text) == ([], [])
