"""Words for people: each function says the same whatever the machine."""

import pytest

from timonel import messages
from timonel.text import fill, fold, is_empty, listed, nearest, number, pick, said, say, show, sort_key, visible


def test_a_missing_translation_never_hides_a_text():
    assert pick({"es": "Alta", "en": "Sign-up"}, "en") == "Sign-up"
    assert pick({"es": "Alta"}, "en") == "Alta"
    assert pick({"es": "", "en": "Sign-up"}, "es") == "Sign-up"
    assert pick("Alta", "en") == "Alta"
    assert pick(None, "es") == ""
    assert pick({}, "es") == ""


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        "TBD",
        "todo",
        "N/A",
        "por definir",
        "Pendiente",
        "-",
        "–",
        "Por definir.",
        "(pendiente)",
        "«Vacante»",
        "t.b.d.",
        "N.A.",
        "[To be confirmed]",
        "not assigned",
        "Pendiente de definir…",
        {"es": "Por definir.", "en": "tbd"},
        [],
        [None],
        {},
    ],
)
def test_placeholders_say_nothing(value):
    assert is_empty(value)


@pytest.mark.parametrize(
    "value",
    [0, False, 0.0, "todos", "pendientes", "a", "na", "Por definir el alcance.", "(a)", {"es": "", "en": "a"}, ["x y"]],
)
def test_zero_and_false_say_something(value):
    assert not is_empty(value)


@pytest.mark.parametrize(
    "template",
    [
        "{name.__class__}",
        "{name[0]}",
        "{name!r}",
        "{name:>100000000}",
        "{0}",
        "{}",
        "{Name}",
        "{other}",
        "{",
        "}",
        "{{name",
    ],
)
def test_a_template_reaches_values_by_name_only(template):
    assert fill(template, {"name": "x"}, "es") == template


def test_a_value_is_never_read_as_a_template():
    assert fill("«{name}» {other}", {"name": "{other}", "other": "{name}"}, "es") == "«{other}» {name}"


@pytest.mark.parametrize(
    ("words", "spanish", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a y b", "a and b"),
        (["a", "b", "c"], "a, b y c", "a, b and c"),
        (["padre", "hija"], "padre e hija", "padre and hija"),
        (["datos", "información"], "datos e información", "datos and información"),
        (["agua", "hielo"], "agua y hielo", "agua and hielo"),
        (["agua", "ion"], "agua y ion", "agua and ion"),
    ],
)
def test_lists_read_as_sentences(words, spanish, english):
    assert (listed(words, "es"), listed(words, "en")) == (spanish, english)


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [(1234.5, "1\u00a0234,5", "1,234.5"), (3.0, "3", "3"), (0.25, "0,2", "0.2"), (-1.5, "-1,5", "-1.5")],
)
def test_numbers_are_written_as_the_language_does(value, spanish, english):
    assert (number(value, "es"), number(value, "en")) == (spanish, english)


def test_messages_show_texts_things_numbers_and_lists():
    assert show({"es": "uno", "en": "one"}, "en") == "one"
    assert show(["a", {"es": "b", "en": "c"}], "es") == "a y b"
    assert show(2.5, "es") == "2,5"
    assert show(7, "es") == "7"
    assert say(said("`{value}` must be {expected}", value="x", expected=said("a list")), "en") == "`x` must be a list"


def test_messages_have_both_languages():
    message = said("unknown field `{field}`", field="nombre")
    assert say(message, "en") == "unknown field `nombre`"
    assert say(message, "es") not in ("", say(message, "en"))


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x08", "\x1b", "\r", "\x7f", "\x9b", "\u2028", "\u202e", "\u2066"])
def test_control_characters_are_shown_not_obeyed(char):
    shown = visible(f"a{char}b")
    assert char not in shown
    assert shown.startswith("a")
    assert shown.endswith("b")


def test_visible_leaves_ordinary_text_alone():
    assert visible("Año «ñandú» — 10 % 日本 😀 e\u0301") == "Año «ñandú» — 10 % 日本 😀 e\u0301"


def test_folding_finds_words_without_accents():
    assert fold("ÁRBOL Ñandú") == "arbol nandu"


def test_spanish_sorts_enye_after_n_and_ignores_accents():
    words = ["ñu", "nube", "nzz", "oso", "árbol", "arco", "Barco", "zorro"]
    assert sorted(words, key=lambda word: sort_key(word, "es")) == [
        "árbol", "arco", "Barco", "nube", "nzz", "ñu", "oso", "zorro",
    ]  # fmt: skip


def test_decomposed_letters_sort_like_composed_ones():
    assert sort_key("n\u0303u", "es")[0] == sort_key("ñu", "es")[0]


def test_nearest_knows_what_was_meant():
    assert nearest("gernete", ["gerente", "director", "agente"])[0] == "gerente"
    assert nearest("zzz", ["gerente"]) == []


def test_every_message_of_the_catalogue_keeps_its_placeholders():
    """A translation that lost a `{value}` would hide it; one that invented a value would show braces."""
    for msgid, translated in messages.catalogue("es").items():
        if msgid and isinstance(msgid, str):
            assert set(messages.PLACEHOLDER.findall(translated)) == set(messages.PLACEHOLDER.findall(msgid)), msgid
