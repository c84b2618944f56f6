"""The words that people have for columns and values: in one kind none of them means two things."""

from __future__ import annotations

from collections import Counter

from timonel.exchange.intake import words
from timonel.exchange.sheets.layout import sheets, squeezed
from timonel.source import Document, parse


def listed():
    path = words.__file__.replace("words.py", "words.yaml")
    with open(path, "rb") as file:  # noqa: PTH123 - one file of ours
        found = parse("words.yaml", file.read())
    assert isinstance(found, Document)
    return found.value


def test_no_header_means_two_fields_of_a_kind():
    twice = {}
    for kind, fields in listed()["fields"].items():
        said = Counter(
            word for texts in fields.values() for word in {squeezed(one) for words_ in texts.values() for one in words_}
        )
        twice[kind] = [word for word, number in said.items() if number > 1]
    assert not {kind: found for kind, found in twice.items() if found}


def test_no_word_means_two_values_of_a_field(kinds):
    twice = []
    for sheet in sheets(kinds, ("es", "en")):
        for column in sheet.columns:
            allowed = {str(one) for one in column.node.get("enum", ())}
            known = words.values(column.keys[-1]) if allowed and column.keys else {}
            twice += [
                f"{sheet.key}.{column.key}: {word}" for word, means in known.items() if len(allowed & {*means}) > 1
            ]
    assert not twice


def test_every_word_leads_to_a_sheet_and_a_field(kinds):
    known = {one.key: one for one in sheets(kinds, ("es", "en"))}
    found = listed()
    assert {*found["sheets"]} <= {*known}
    assert {*found["fields"]} - {"any"} <= {*known}
