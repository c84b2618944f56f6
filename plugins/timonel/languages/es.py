"""Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timonel.languages.language import Language, endings_of

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


_STEMS = (
    endings_of((3, "es s")),
    endings_of(
        (
            3,
            "acion adora ador amiento imiento ando iendo aba aban ia ian aron ieron ar er ir ado ada ido ida amo imo io",
        ),
        (
            4,
            "amente mente idad able ible ante ancia encia aria eria iria arian erian irian ara era ira aran eran iran iera ieran an en",
        ),
    ),
    endings_of((3, "a e o"), (2, "z:c")),
)
_MUTE = frozenset((
    "cuales", "cuanta", "cuantas", "cuanto", "cuantos", "cuyo", "cuya", "era", "eran", "esa", "ese", "eso", "esas", "esos", "estas", "estos",
    "estan", "fue", "fueron", "ha", "habia", "han", "hasta", "hay", "le", "les", "me", "mi", "mis", "muy", "nos", "nuestra", "nuestro",
    "nuestros", "nuestras", "puedo", "puede", "quien", "quienes", "te", "tiene", "tienen", "tu", "tus", "ya",
))  # fmt: skip


def _and(last: str) -> str:
    return " e " if _SOUNDS_AS_I.match(last) else " y "


# Masculine endings of words for people, and of words that describe them: «caso» and «casa» are two words.
_HE = re.compile(r"(?:(?:[ai]d|ari|er|ic|an|tiv|os|log)|(?:^|\W)(?:dueñ|soci|expert|amig|alumn))o\Z")
_ENDS = {"or": "ora", "ón": "ona", "és": "esa", "án": "ana", "ín": "ina"}
_SHE = re.compile(r"(?:[dtsñ]ora|aria)\Z")


def _inflect(word: str) -> Iterator[str]:
    for one in (word, *_numbers(word)):
        yield one
        for other in _genders(one):
            yield other
            yield from _numbers(other)


def _genders(word: str) -> Iterator[str]:
    """Yield the feminine of a masculine word for people, and the masculine of a feminine one."""
    if _HE.search(word):
        yield f"{word[:-1]}a"
    elif word[-2:] in _ENDS and len(word) >= _PLURAL:
        yield f"{word[:-2]}{_ENDS[word[-2:]]}"
    elif _SHE.search(word):
        yield f"{word[:-1]}o" if word.endswith("aria") else word[:-1]


def _numbers(word: str) -> Iterator[str]:
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
    regions=dict.fromkeys(("419", "DO", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "SV", "US"), (",", "."))
    | dict.fromkeys(("AR", "CL", "CO", "EC", "PY", "UY"), (".", ",")),
    percent="\N{NO-BREAK SPACE}",
    conjunction=_and,
    alphabet="ABCDEFGHIJKLMNÑOPQRSTUVWXYZ",
    anchors={"Ñ": "enye"},
    inflect=_inflect,
    agrees=True,
    little=_LITTLE,
    articles=frozenset(("un", "una", "unos", "unas", "el", "la", "los", "las")),
    stems=_STEMS,
    mute=_MUTE,
    empty=frozenset(
        (
            "por definir",
            "por confirmar",
            "por asignar",
            "pendiente",
            "pendiente de definir",
            "pendiente de asignar",
            "vacante",
            "sin asignar",
            "sin definir",
        )
    ),
    heads={
        "jefatura": "jefe",
        "jefa": "jefe",
        "gerencia": "gerente",
        "gerenta": "gerente",
        "subgerencia": "subgerente",
        "dirección": "director",
        "subdirección": "subdirector",
        "coordinación": "coordinador",
    },
    yes=frozenset(("si", "s", "verdadero")),
    no=frozenset(("no", "n", "falso")),
    ids=("identificador", "código"),
    places=("n", "no", "num", "numero", "orden"),
    days_first=True,
    dates=(
        rf"\b\d{{1,2}}\.?(?:o|°)?\s+(?:de\s+)?(?:{_MONTHS})\b",
        rf"\b(?:{_MONTHS})\s+\d{{1,2}}\b(?!\s*%)",
        r"\b(?:primera|segunda) mitad d",
    ),
)
