"""What the program says, in other languages: catalogues of messages, compiled when they have changed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from timonel import languages
from timonel.languages import SOURCE

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def translate(msgid: str, lang: str) -> str:
    """Return the catalogue's text for an English ``msgid``, else that of the language read instead, else the msgid itself."""
    return translated(msgid, lang)[0]


def translated(msgid: str, lang: str) -> tuple[str, str]:
    """Return the text for a msgid, and the language that it is in."""
    for code in languages.order(lang) if msgid else ():
        if code == SOURCE:
            return msgid, SOURCE if _says(msgid) else lang
        if found := catalogue(code).get(msgid):
            return found, code
    return msgid, lang


@cache
def _says(msgid: str) -> bool:
    """Whether a msgid has words of its own, and not only places for those of others."""
    return any(map(str.isalpha, PLACEHOLDER.sub("", msgid)))


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return msgid → msgstr of one language; a checkout compiles its .po here, a wheel brings the .mo."""
    if lang not in languages.known():  # no word of somebody's may name a folder
        return {}
    found: dict[str, str] = {}
    for package in (str(Path(__file__).parent), *languages.FOREIGN):
        found |= _messages(Path(package, "locale", lang, "LC_MESSAGES"))
    return found


def _messages(folder: Path) -> Mapping[str, str]:
    source, compiled = folder / "timonel.po", folder / "timonel.mo"
    if source.exists() and not (compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime):
        try:
            _compile(source, compiled)
        except OSError:  # a read-only checkout: English is better than nothing
            return {}
    if not compiled.exists():
        return {}
    with compiled.open("rb") as file:
        return GNUTranslations(file)._catalog  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001 - a plain look-up; gettext() would fall back silently


def _compile(source: Path, compiled: Path) -> None:
    from babel.messages import mofile, pofile  # noqa: PLC0415 - once per change of the catalogue

    with source.open("rb") as file:
        messages = pofile.read_po(file)
    fresh = compiled.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("wb") as file:
        mofile.write_mo(file, messages)
    fresh.replace(compiled)
