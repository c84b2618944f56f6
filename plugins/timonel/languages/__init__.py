"""The languages that the program speaks: one record each, and what is read where one of them lacks a text.

A module here is a language; so is one in a folder ``timonel/languages/`` of another package, which brings its messages in
``timonel/locale/`` beside it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Self

from timonel.languages.language import Language

SOURCE = "en"  # what the code says things in
DEFAULT = ("es", "en")  # the languages of a base that names none
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")


def _foreign() -> Iterator[str]:
    """Yield the folders ``timonel/`` of other packages that bring languages."""
    own = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120 - at every start
    try:
        here = os.getcwd()  # noqa: PTH109 - as above
    except OSError:  # it is gone: nothing can lie in it
        here = ""
    for entry in dict.fromkeys(sys.path):
        folder = os.path.join(entry, "timonel")  # noqa: PTH118 - as above
        # Where somebody happens to stand, nothing is meant to be installed.
        if entry not in ("", here) and os.path.isdir(f"{folder}/languages") and os.path.realpath(folder) != own:  # noqa: PTH112 - as above
            yield folder


FOREIGN = (*_foreign(),)
__path__ = [*__path__, *(f"{folder}/languages" for folder in FOREIGN)]


class Lang(str):
    """A language in which a base is read: its code, the base's others, read where it lacks a text, and a locale of its own or ""."""

    __slots__ = ("locale", "then")
    then: tuple[str, ...]
    locale: str

    def __new__(cls, code: str, then: Sequence[str] = (), locale: str = "") -> Self:
        """Return it."""
        made = super().__new__(cls, code)
        made.then = tuple(map(str, then))
        made.locale = locale
        return made


def listed(codes: Sequence[str], locales: Mapping[str, str] = MappingProxyType({})) -> tuple[Lang, ...]:
    """Return the languages of a base: where one lacks a text the others are read, in the order of the list."""
    return tuple(Lang(code, [one for one in codes if one != code], locales.get(code, "")) for code in codes)


def is_locale(name: str) -> bool:
    """Whether Babel knows a locale ("es-MX"), without loading it."""
    spec = find_spec("babel")
    folder = os.path.dirname(spec.origin) if spec and spec.origin else ""  # noqa: PTH120 - at every check
    return bool(_LOCALE.match(name)) and os.path.isfile(f"{folder}/locale-data/{name.replace('-', '_')}.dat")  # noqa: PTH113 - as above


def marks(lang: str) -> tuple[str, str]:
    """Return what stands between thousands, and before decimals, where readers of a language are."""
    name = lang.locale if isinstance(lang, Lang) else ""
    return _marks(name) if name else of(lang).marks


@cache
def _marks(name: str) -> tuple[str, str]:
    known_here = of(name).regions.get(name.partition("-")[2])
    if known_here:
        return known_here
    from babel import Locale  # noqa: PLC0415 - only where a base names a locale

    symbols = Locale.parse(name, sep="-").number_symbols
    found = symbols.get("latn", symbols)
    return str(found["group"]), str(found["decimal"])


@cache
def known() -> Mapping[str, Language]:
    """Return code → record of every language that the program speaks, the default ones first."""
    names = {one.name for one in iter_modules(__path__)} - {"language"}
    records: list[Language] = [import_module(f"{__name__}.{name}").LANGUAGE for name in sorted(names)]
    found = {one.code: one for one in records}
    return {**{code: found[code] for code in DEFAULT}, **found}


def spoken(lang: str) -> Language | None:
    """Return the record of a language itself, with its region or without; None where the program does not speak it."""
    return known().get(lang) or known().get(lang.partition("-")[0])


def order(lang: str) -> Sequence[str]:
    """Return the codes whose texts are read, one after the other: the language, those of its base, the code's own."""
    return _order(str(lang), lang.then if isinstance(lang, Lang) else ())


@cache
def _order(lang: str, then: tuple[str, ...]) -> Sequence[str]:
    found = (part for code in (lang, *then, SOURCE) for part in (code, code.partition("-")[0]))
    return tuple(dict.fromkeys(found))


def of(lang: str) -> Language:
    """Return the record of the language in which the program speaks to readers of ``lang``."""
    return _of(order(lang))


@cache
def _of(codes: Sequence[str]) -> Language:
    return next(known()[code] for code in codes if code in known())


def locale(lang: str) -> str:
    """Return Babel's name of the locale that dates and numbers follow, with the region that the base names."""
    record = of(lang)
    if isinstance(lang, Lang) and lang.locale:
        return lang.locale.replace("-", "_")
    if lang != record.code and lang.partition("-")[0] == record.code:
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only where a language has a region

        with suppress(UnknownLocaleError, ValueError):
            return str(Locale.parse(lang, sep="-"))
    return record.locale


def turned(lang: str, code: str) -> str:
    """Return a language of a base as one that it falls back to: what is said in that is said in it throughout."""
    return lang if lang == code else _turned(code, tuple(order(lang)))


@cache
def _turned(code: str, codes: tuple[str, ...]) -> Lang:
    return Lang(code, [one for one in codes if one != code])


def spelled(code: str) -> str:
    """Return how a language is called by those who speak it; its code where nobody knows."""
    if code in known():
        return known()[code].name
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only sites name languages

    try:
        name = Locale.parse(code, sep="-").display_name or code
    except (UnknownLocaleError, ValueError):
        return code
    return str(name[:1].upper() + name[1:])
