"""Rule PRV015: personal data of somebody in a text that the whole company reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import cycle
from typing import Any, NamedTuple

from timonel.model import Entity
from timonel.rules import Places, rule
from timonel.text import Said, said

# Where people tell what happened, and so of whom.
_TOLD = frozenset({"issue", "risk", "resolution", "measurement", "pilot", "requirement"})
_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_RFC = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
# What each of them has: most texts have none of it, and are looked at no further; many have not even a sign of that.
_SIGN = re.compile(r"[@\d]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")  # as most dates in fields are: nothing else
_TRACE = re.compile(r"@|\+\d|\d(?:[ -]?\d){5}")


def _curp(text: str) -> bool:
    total = sum(_CURP.index(letter) * (18 - place) for place, letter in enumerate(text[:17]))
    return text[17] == str(-total % 10)


def _rfc(text: str) -> bool:
    """Whether the check digit of an RFC fits; a company's has a letter less, for which a space stands."""
    total = sum(_RFC.index(letter) * (13 - place) for place, letter in enumerate(text[:-1].rjust(12)))
    return text[-1] == {10: "A", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def _dni(text: str) -> bool:
    """Whether the letter of a DNI fits, or that of a NIE, whose first letter stands for a digit."""
    number = int(text[:-1].translate(str.maketrans("XYZ", "012")))
    return text[-1] == _DNI[number % len(_DNI)]


def _luhn(text: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(text))]
    return len(set(text)) > 1 and sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0  # noqa: PLR2004 - a digit


def _iban(text: str) -> bool:
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def _clabe(text: str) -> bool:
    total = sum(int(digit) * weight % 10 for digit, weight in zip(text[:17], cycle((3, 7, 1)), strict=False))
    return len(set(text)) > 1 and text[17] == str(-total % 10)


class _Sort(NamedTuple):
    """A sort of personal data: what it is called, what it looks like, and whether its check digit fits."""

    name: Said
    pattern: re.Pattern[str]
    fits: Callable[[str], bool] = lambda _: True


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w+.-]){pattern}(?![\w-])", re.ASCII | re.IGNORECASE)


@cache
def _sorts() -> Sequence[_Sort]:
    """Return them, compiled for the process that runs this rule: it takes as long as to load many others."""
    return (
        _Sort(said("an e-mail address"), re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@\w[\w-]*(?:\.\w[\w-]*)+")),
        _Sort(said("a CURP"), _word(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d"), _curp),
        _Sort(
            said("an RFC"), re.compile(r"(?<![\w&-])[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{2}[A0-9](?![\w-])", re.IGNORECASE), _rfc
        ),
        _Sort(said("a DNI or NIE"), _word(r"(?:\d|[XYZ]-?)\d{7}[ -]?[A-Z]"), _dni),
        _Sort(
            said("an account number"), re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), _iban
        ),
        _Sort(said("an account number"), _word(r"\d{3} ?\d{3} ?\d{11} ?\d"), _clabe),
        _Sort(
            said("a card number"),
            _word(r"(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5})"),
            _luhn,
        ),
        _Sort(said("a telephone number"), re.compile(r"(?<![\w+])\+[1-9](?:[ .()-]{0,2}\d){7,14}(?!\d)", re.ASCII)),
    )


_NO_TEXT = ("url", "id", "formerly", "tags")


def _is_told(entity: Entity) -> bool:
    return entity.kind in _TOLD


@rule("PRV015", applies=_is_told)
def personal_data_in_text(entity: Entity, allow: Sequence[str]) -> Places:
    """A text that gives away whom it speaks of: an address, an official number, a card, an account, a telephone."""
    allowed = tuple(one.casefold() for one in allow)
    found = [
        (keys, sort)
        for keys, text in _texts(entity.fields)
        if _SIGN.search(text) and not _DAY.fullmatch(text) and _TRACE.search(text)
        for sort in _sorts()
        if any(_tells(one[0], sort, allowed) for one in sort.pattern.finditer(text))
    ]
    if found:
        sorts = {one.name.msgid: one.name for _, one in found}
        yield entity.at(*found[0][0], sorts=[*sorts.values()])


def _tells(word: str, sort: _Sort, allowed: tuple[str, ...]) -> bool:
    """Whether a word is what it looks like, and nobody allowed it (or all that ends so)."""
    return sort.fits(re.sub(r"[ -]", "", word.upper())) and not (allowed and word.casefold().endswith(allowed))


def _texts(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:  # noqa: ANN401 - a YAML value
    """Yield the texts in a value, each with its key path; names of things are no texts, and a link's address is public."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        if key in _NO_TEXT:
            continue
        if isinstance(one, str):  # most are: a call for each of them is half of what this rule takes
            yield (*keys, key), one
        elif isinstance(one, dict | list):
            yield from _texts(one, (*keys, key))
