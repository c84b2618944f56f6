"""Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timonel.languages.language import Language

_VOWELS = "aeiouáéíóú"
_PLAIN = str.maketrans("áéíóú", "aeiou")
_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
_PLURAL = 5  # from this length on, a final -s may be a plural's
_SOUNDS_AS_I = re.compile(r"h?[ií](?![aeoáéó])", re.IGNORECASE)
_MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
# fmt: off
_LITTLE = frozenset((
    "a", "al", "ante", "con", "cada", "como", "cual", "cuando", "de", "del", "desde", "donde", "e", "el",
    "ella", "en", "entre", "es", "esta", "este", "esto", "la", "las", "lo", "los", "más", "o", "para", "por",
    "que", "qué", "se", "según", "ser", "si", "sin", "sobre", "son", "su", "sus", "también", "un", "una",
    "unas", "uno", "unos", "y",
))
# fmt: on


def _and(last: str) -> str:
    return " e " if _SOUNDS_AS_I.match(last) else " y "


def _inflect(word: str) -> Iterator[str]:
    stem, last = word[:-1], word[-1]
    if last in _VOWELS:
        yield f"{word}s"
        if last in "íú":
            yield f"{word}es"
    elif last == "z":
        yield f"{stem}ces"
    else:
        yield f"{word}es"
        if stem[-1] in "áéíóú" and last in "ns":
            yield f"{stem[:-1]}{stem[-1].translate(_PLAIN)}{last}es"
        elif last not in "sz":
            yield f"{word}s"  # ticket, tickets
            if last == "n":
                yield from _moved_accent(stem)
    if last == "s" and len(word) >= _PLURAL:
        yield from _singular(word)


def _moved_accent(stem: str) -> Iterator[str]:
    """Yield the plural of a word like imagen, which gets an accent where the singular needs none."""
    found = [number for number, letter in enumerate(stem) if letter in _VOWELS]
    if len(found) > 1 and stem[found[-2]] in _ACCENTED:
        yield f"{stem[: found[-2]]}{_ACCENTED[stem[found[-2]]]}{stem[found[-2] + 1 :]}nes"


def _singular(word: str) -> Iterator[str]:
    yield word[:-1]
    if word.endswith("ces"):
        yield f"{word[:-3]}z"
    elif word.endswith("es"):
        stem = word[:-2]
        yield stem
        if stem[-1] in "ns" and stem[-2] in _ACCENTED:
            yield f"{stem[:-2]}{_ACCENTED[stem[-2]]}{stem[-1]}"


LANGUAGE = Language(
    code="es",
    name="Español",
    locale="es",
    marks=("\N{NO-BREAK SPACE}", ","),
    percent="\N{NO-BREAK SPACE}",
    conjunction=_and,
    alphabet="ABCDEFGHIJKLMNÑOPQRSTUVWXYZ",
    anchors={"Ñ": "enye"},
    inflect=_inflect,
    agrees=True,
    little=_LITTLE,
    articles=frozenset(("un", "una", "unos", "unas", "el", "la", "los", "las")),
    endings="es",
    alike={"z": "c"},
    empty=frozenset(("por definir", "pendiente")),
    yes=frozenset(("si", "s", "verdadero")),
    no=frozenset(("no", "n", "falso")),
    ids=("identificador", "código"),
    places=("n", "no", "num", "numero", "orden"),
    dates=(
        rf"\b\d{{1,2}}\.?(?:o|°)?\s+(?:de\s+)?(?:{_MONTHS})\b",
        rf"\b(?:{_MONTHS})\s+\d{{1,2}}\b(?!\s*%)",
        r"\b(?:primera|segunda) mitad d",
    ),
)
