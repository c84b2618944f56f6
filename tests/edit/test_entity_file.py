"""The writer of entity files: whatever it is given reads back as the same, and looks as people write."""

from __future__ import annotations

import random

import pytest

from timonel.cache import Cache
from timonel.edit.text.entity_file import WIDTH, item, render
from timonel.schema import load
from timonel.source import Document, parse

KINDS = load(("es", "en"), Cache(None))[0].kinds
PIECES = [
    *"abz09 -:#?,[]{}&*!|>'\"%@`\\/~=<.ñ¿¡«»—\t\n\r\u00a0\u2028\x00\x1b\x85\u200b😀é", "no", "null", "true", "1e3", "0x1F",
    "2026-11-20", "12:30", ": ", " #", "- ", "? ", "---", "...", "\n\n", "  ", "una palabra", "texto largo de prueba ",
]  # fmt: skip


def render_item(kind, fields, indent=0):
    return "".join(f"{line}\n" for line in item(fields, indent, kind.schema))


def read(text: str):
    document = parse("data/x.yaml", text.encode())
    assert isinstance(document, Document), (document, text)
    return document.value


def test_a_file_is_written_as_a_careful_person_would():
    """Fields in the schema's order, short texts and ids on one line, long texts folded, quotes only where needed."""
    fields = {
        "owner": "gerente", "type": "support", "id": "alta", "name": {"es": "Alta: ya", "en": "Sign-up"},
        "description": {"es": "palabra " * 30 + "fin.", "en": "Short."}, "x-own": {"no": True},
        "systems": ["crm", "no", "erp"], "steps": [{"next": ["b"], "id": "a", "name": {"es": "¿Ya?", "en": "Yet?"}}],
        "maturity": {"assessed": "2026-01-02", "level": 3},
        "notes": "Uno.\n\nDos.",
    }  # fmt: skip
    assert render(KINDS["process"], fields) == (
        "id: alta\n"
        'name: {es: "Alta: ya", en: Sign-up}\n'
        "description:\n"
        "  es: >-\n"
        f"    {('palabra ' * 13).strip()}\n"
        f"    {('palabra ' * 13).strip()}\n"
        f"    {'palabra ' * 4}fin.\n"
        "  en: Short.\n"
        "type: support\n"
        "owner: gerente\n"
        'systems: [crm, "no", erp]\n'
        "maturity:\n"
        "  level: 3\n"
        "  assessed: 2026-01-02\n"
        "steps:\n"
        "  - id: a\n"
        '    name: {es: "¿Ya?", en: Yet?}\n'
        "    next: [b]\n"
        "notes: |-\n"
        "  Uno.\n"
        "\n"
        "  Dos.\n"
        "x-own:\n"
        '  "no": true\n'
    )


def test_what_stands_in_a_list_keeps_to_the_width_of_a_line():
    """A text in two languages stands between braces as long as its line has a hundred letters; otherwise below."""
    short, long = {"es": "a" * 44, "en": "b" * 40}, {"es": "a" * 44, "en": "b" * 41}
    lines = render(KINDS["pilot"], {"adjustments": [short, long, "", "c"]}).splitlines()
    assert lines == [
        "adjustments:",
        f"  - {{es: {'a' * 44}, en: {'b' * 40}}}",
        f"  - es: {'a' * 44}",
        f"    en: {'b' * 41}",
        '  - ""',
        "  - c",
    ]
    assert len(lines[1]) == 100


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_written_reads_back_as_the_same(seed):
    """Random texts, numbers, lists and mappings of all kinds' fields come back as they were, alone and in a list."""
    dice = random.Random(seed)

    def text():
        if dice.random() < 0.3:
            return "".join(dice.choice(["uno, ", "dos: ", "tres ", "\n", "\n\n", "fin"]) for _ in range(30)).strip()
        return "".join(dice.choice(PIECES) for _ in range(dice.choice([0, 1, 2, 5, 40])))

    def value(depth):
        simple = [text, lambda: dice.randint(-9, 10**12), lambda: dice.random() * 10 ** dice.randint(-9, 20),
                  lambda: dice.random() < 0.5, lambda: None, lambda: {"es": text(), "en": text()},
                  lambda: [text() for _ in range(dice.randint(0, 3))]]  # fmt: skip
        deep = [lambda: {text(): value(depth - 1) for _ in range(dice.randint(0, 3))},
                lambda: [value(depth - 1) for _ in range(dice.randint(0, 3))]]  # fmt: skip
        return dice.choice(simple + deep * (depth > 0))()

    kind = dice.choice([*KINDS.values()])
    fields = {name: value(2) for name in dice.sample([*kind.fields], 3)} | {"x-own": value(3)}
    assert read(render(kind, fields)) == fields
    assert read("- id: first\n" + render_item(kind, fields)) == [{"id": "first"}, fields]
    assert read("  - id: first\n" + render_item(kind, fields, 2)) == [{"id": "first"}, fields]


def test_lines_stay_within_the_width():
    """No line of words is longer than the width, however deep it stands."""
    fields = {"id": "a", "steps": [{"id": "b", "name": {"es": "dos palabras " * 40, "en": "x"}}], "notes": "y z " * 90}
    fields["steps"][0]["name"]["es"] = fields["steps"][0]["name"]["es"].strip()
    text = render(KINDS["process"], fields | {"notes": fields["notes"].strip()})
    assert max(map(len, text.splitlines())) <= WIDTH
