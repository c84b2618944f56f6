"""PRV015: a number tells of somebody where its check digit is right, whatever it is of, and nowhere else."""

from __future__ import annotations

import pytest

# Each sort as it is written, its check digit (or one of them) in braces, and with letters where a letter may stand for it.
RIGHT = {
    "a CURP": ["HEGG560427MVZRRL0{4}", "BADD110313HCMLNS0{6}", "MUPD900115HDFXRG1{5}"],
    "an RFC": [
        "GODE561231GR{8}", "SAT970701NN{3}", "HAYG840908G5{A}", "AYYI65050422{0}", "LJC60030912{0}", "ILJ860904H3{A}",
    ],
    "a DNI or NIE": ["12345678{Z}", "00000000{T}", "X-1234567-{L}", "Y7654321{G}", "Z0000023 {M}"],
    "an account number": [
        "ES9{1}21000418450200051332", "GB8{2} WEST 1234 5698 7654 32", "DE8{9}370400440532013000", "03218000011835971{9}",
        "00201007777777777{1}", "01111111111111111{8}", "010 101 01010101010 {8}",
        "000 000 00000000005 {5}",
    ],
    "a card number": ["411111111111111{1}", "3782 822463 1000{5}", "550000555555555{9}", "555555555555444{4}"],
}  # fmt: skip
CASES = [(sort, number) for sort, numbers in RIGHT.items() for number in numbers]


def told(judged, texts):
    """Return what the rule says of each text, of an issue of its own."""
    issues = [{"id": f"n{place}", "name": "Uno", "statement": f"Caso {text}."} for place, text in enumerate(texts)]
    found = {one.spot.subject: one.message("en") for one in judged({"issues": issues}, "PRV015").findings}
    return [found.get(f"issue:{one['id']}", "") for one in issues]


@pytest.mark.parametrize(("sort", "number"), CASES, ids=[number for _, number in CASES])
def test_a_number_is_somebodys_with_its_check_digit_only(judged, sort, number):
    """With any other digit or letter in its place it is a number of something else, or of another sort."""
    before, _, rest = number.partition("{")
    digit, _, after = rest.partition("}")
    others = [one for one in ("TRWAGMYFPDXBNJZSQVHLCKE" if digit in "ZTLGM" else "0123456789A") if one != digit]
    right, *wrong = told(judged, [f"{before}{one}{after}" for one in [digit, *others]])
    assert f": {sort}." in right
    assert [one for one in wrong if sort in one] == []


def test_the_same_digit_again_and_again_is_nobodys(judged):
    """It stands for a number in forms and examples, and its check digit is right."""
    assert told(judged, ["0" * 16, "0" * 18, "0000 000000 00000"]) == ["", "", ""]


def test_a_text_is_read_wherever_it_stands(judged):
    """In a list and under a language too; an address and a label are no texts."""
    pilot = {"id": "norte", "name": "Norte", "type": "pilot", "initiative": "crm", "start": "2026-01-01", "x-more": []}
    found = judged({"pilots": [{**pilot, "x-more": ["nada", {"es": "ana@nova.example"}], "tags": ["4111111111111111"]}]}, "PRV015")  # fmt: skip
    assert [one.spot.keys for one in found.findings] == [("x-more", 1, "es")]
