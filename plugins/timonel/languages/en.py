"""English, as the British write it."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.languages.language import Language, endings_of

_PLURAL = 5  # from this length on, a final -s may be a plural's
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
# fmt: off
_LITTLE = frozenset((
    "a", "an", "and", "any", "are", "as", "at", "be", "by", "each", "for", "from", "in", "into", "is", "it",
    "its", "of", "on", "one", "or", "our", "so", "some", "that", "the", "their", "this", "to", "was", "what",
    "when", "which", "who", "with", "your",
))
# fmt: on


_STEMS = (
    endings_of((2, "ies:i sses:ss xes:x ches:ch shes:sh ss:ss us:us is:is s")),
    endings_of((3, "ing ed eed:ee")),
    endings_of((2, "bb:b dd:d gg:g mm:m nn:n pp:p rr:r tt:t")),
    endings_of(
        (3, "ational:at ation:at ator:at ate:at ization:iz isation:iz ize:iz ise:iz tion:t sion:s"),
        (4, "alise alize alis aliz alisation alization ment ness ly ful fully al ance ence able ible er ive:iv"),
    ),
    endings_of((2, "e y:i")),
)
_MUTE = frozenset((
    "about", "am", "been", "before", "being", "can", "could", "did", "do", "does", "had", "has", "have", "he", "her", "his", "how", "i", "me",
    "my", "s", "she", "should", "t", "than", "there", "these", "they", "those", "us", "we", "were", "where", "whom", "whose", "why", "will",
    "would", "you",
))  # fmt: skip


def _inflect(word: str) -> Iterator[str]:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        yield f"{word}es"
    elif word[-1] == "y" and word[-2] not in "aeiou":
        yield f"{word[:-1]}ies"
    else:
        yield f"{word}s"
    if len(word) < _PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
        yield word[:-2]
    yield word[:-1]


LANGUAGE = Language(
    code="en",
    name="English",
    locale="en_GB",
    conjunction=lambda _last: " and ",
    inflect=_inflect,
    little=_LITTLE,
    articles=frozenset(("a", "an", "the")),
    stems=_STEMS,
    mute=_MUTE,
    empty=frozenset(
        (
            "tbd",
            "tbc",
            "todo",
            "n/a",
            "to be defined",
            "to be determined",
            "to be confirmed",
            "to be assigned",
            "not assigned",
            "unassigned",
            "not defined",
            "vacant",
        )
    ),
    yes=frozenset(("yes", "y", "true")),
    no=frozenset(("no", "n", "false")),
    ids=("identifier", "code"),
    places=("n", "no", "num", "number", "order"),
    dates=(
        rf"\b\d{{1,2}}\.?(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b",
        rf"\b(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s*%)",
        r"\b(?:first|second|third|fourth) (?:quarter|half)\b",
    ),
)
