"""What the program must know of a language, besides its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LAST = "\U0010ffff"  # cannot stand in a name, so a letter and it sort after every other word with that letter


Ending = tuple[
    str, str, int
]  # letters at a word's end, what stands there instead, and how many must be left before them
_NOTHING: Mapping[str, str] = MappingProxyType({})


def _none(_word: str) -> Iterable[str]:
    return ()


def endings_of(*some: tuple[int, str]) -> tuple[Ending, ...]:
    """Return a round of endings: how many letters must be left, and ``ending`` or ``ending:other``, several with spaces."""
    return tuple(
        (end, to, least) for least, each in some for end, _, to in (one.partition(":") for one in each.split())
    )


class Language(NamedTuple):
    """A language of the program.

    Attributes:
        code: BCP 47, as bases and addresses write it.
        name: what those who speak it call it.
        locale: Babel's name of the locale that dates and numbers follow.
        marks: what stands between thousands, and before decimals.
        regions: the same for regions that write them otherwise; what is not here, Babel is asked.
        percent: what stands between a number and its percent sign.
        conjunction: returns what stands before the last word of a list.
        alphabet: capital letters, in their order.
        anchors: letters outside ASCII → what addresses call them.
        inflect: yields the other number of a word in lower case, and its other gender where it names people (and maybe what
            is neither: it is for finding words).
        agrees: whether adjectives follow their noun into the plural; else its last word alone does.
        little: words that say little by themselves and keep their form: the search leaves them out, and definitions lean on them.
        articles: those of them that may begin a definition.
        stems: for the search, the endings that words without accents lose, in rounds: of each, the longest that fits.
        endings: letters that the endings of plurals are made of, for the search where there are no ``stems``.
        alike: last letter of a singular → what stands there in the plural, as above.
        mute: for the search, letters and words that stand alone and say nothing, besides the little ones.
        empty: what people write where they have nothing to say yet, in lower case.
        heads: what a department is called → who leads it, in lower case: in lists of owners both mean one post.
        yes: what people write for yes, without accents, in lower case.
        no: the same for no.
        ids: how they head a column of ids, in lower case.
        places: how they head a column of numbers that only say an order, without accents, in lower case.
        dates: patterns of days and parts of a year in words, in a text without accents and in lower case.
        days_first: whether dates in figures begin with the day wherever it is spoken.
        theme: what the site's theme calls it, where that is not its code.
    """

    code: str
    name: str
    locale: str
    marks: tuple[str, str] = (",", ".")
    regions: Mapping[str, tuple[str, str]] = MappingProxyType({})
    percent: str = ""
    conjunction: Callable[[str], str] = lambda _last: ", "
    alphabet: str = _LATIN
    anchors: Mapping[str, str] = _NOTHING
    inflect: Callable[[str], Iterable[str]] = _none
    agrees: bool = False
    little: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    stems: tuple[tuple[Ending, ...], ...] = ()
    endings: str = ""
    alike: Mapping[str, str] = _NOTHING
    mute: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    heads: Mapping[str, str] = _NOTHING
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    days_first: bool = False
    theme: str = ""

    @property
    def own_letters(self) -> Mapping[int, str]:
        """Letters outside ASCII as they sort: each in its place of the alphabet, after the letter before it."""
        return _own_letters(self.alphabet)


@cache
def _own_letters(alphabet: str) -> Mapping[int, str]:
    found: dict[int, str] = {}
    before = ""
    for letter in alphabet.lower():
        before = letter if letter.isascii() else f"{before}{_LAST}"
        if not letter.isascii():
            found[ord(letter)] = before
    return found
