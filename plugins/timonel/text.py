"""Words for people: languages, messages, folding and sorting. Everything else passes values and lets this say them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import filterfalse
from typing import NamedTuple

from timonel import languages
from timonel.messages import PLACEHOLDER, translate, translated

# A text of the model: a string, or one string per language code.
Text = str | Mapping[str, str]

# C0 and C1 controls, line separators and direction overrides: they would act on a terminal or hide text.
CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_CONTROLS = re.compile(f"[{CONTROLS}]")


_LONGEST = 2000  # letters that a message shows of one value
_WORDS = frozenset({"id", "name", "value", "word"})  # places where what somebody wrote is repeated
BRIEF = 90  # letters that a line for people shows of one name
_SHORT = 40  # a placeholder, with the spaces that somebody may put around it
_SIGNS = ("", "-", "–", "—")  # what says nothing in any language
_PLACEHOLDERS = frozenset(_SIGNS).union(*(one.empty for one in languages.known().values()))
_LENGTH = max(map(len, _PLACEHOLDERS))
_AROUND = " \t\r\n.,;:…!?¡¿()[]{}<>«»“”\"'"  # what people put around a placeholder
# The six marks of prose: **strong** · *emphasis* · `code` · [text](target) · [[term]].
# Nothing nests but marks inside link texts and strong.
MARKS = re.compile(
    r"\*\*(?P<strong>[^\s*](?:[^*]*[^\s*])?)\*\*"
    r"|\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[\[(?P<term>[^\[\]\n]{1,80})\]\]"
    r"|\[(?P<text>[^\[\]\n]+)\]\((?P<target>[^()\s]+)\)",
)


class Said(NamedTuple):
    """A message before it has a language: an English msgid of the catalogue and the values it shows."""

    msgid: str
    values: Mapping[str, object]


def said(msgid: str, **values: object) -> Said:
    """Return the message ``msgid`` with its values; `say` gives it a language."""
    return Said(msgid, values)


def many(one: str, more: str, n: int) -> Said:
    """Return which of two messages fits a number («1 gap», «5 gaps»), with the number as its ``{n}``."""
    return Said(one if n == 1 else more, {"n": n})


def pick(text: Text | None, lang: str) -> str:
    """Return ``text`` in ``lang``, else in the language that is read instead: a gap in a translation never hides a text."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    return text.get(lang) or text.get(chosen(text, lang), "")


def chosen(text: Mapping[str, str], lang: str) -> str:
    """Return which of its languages a text is read in by readers of ``lang``."""
    there = (code for code in (*languages.order(lang), *text) if text.get(code))
    return next(there, lang)


def tell(text: Text, values: Mapping[str, object], lang: str, most: int = _LONGEST) -> str:
    """Return a template with its values, all of it in the language that the template is read in.

    Args:
        text: the template.
        values: as for `fill`.
        lang: the language that is asked for.
        most: as for `fill`.
    """
    if isinstance(text, str):
        return fill(text, values, lang, most)
    code = chosen(text, lang)
    return fill(text.get(code, ""), values, languages.turned(lang, code), most)


def say(message: Said | str, lang: str, most: int = _LONGEST) -> str:
    """Return a message in ``lang``, else whole in the language read instead, with so many letters of each name at most."""
    if isinstance(message, str):
        return translate(message, lang)
    template, code = translated(message.msgid, lang)
    return fill(template, message.values, languages.turned(lang, code), most)


def is_empty(value: object) -> bool:
    """Whether a value says nothing: absent, blank, or a placeholder (`TBD`, `por definir`, …)."""
    if isinstance(value, str):  # few are short enough to need a closer look
        return _is_placeholder(value) if len(value) < _SHORT else value.isspace()
    if value is None:
        return True
    if isinstance(value, dict):
        return all(map(is_empty, value.values()))
    if isinstance(value, list):
        return all(map(is_empty, value))
    return False


def _is_placeholder(word: str) -> bool:
    core = word.strip(_AROUND)
    if "." in core:
        return not _PLACEHOLDERS.isdisjoint(spellings(core))
    return len(core) <= _LENGTH and core.casefold() in _PLACEHOLDERS  # most names are longer than any


def spellings(word: str) -> Iterable[str]:
    """Return the ways to spell a placeholder that a word may mean: «(Por definir.)» is «por definir», «t.b.d.» is «tbd»."""
    core = word.strip(_AROUND).casefold()
    return (core, core.replace(".", ""), core.replace(".", "/")) if "." in core else (core,)


def fill(template: str, values: Mapping[str, object], lang: str, most: int = _LONGEST) -> str:
    """Put values into the ``{name}`` places of a template by name only: no attribute, index or format access.

    Args:
        template: the text with places.
        values: name → value.
        lang: the language.
        most: letters that are shown of a name, or a word that somebody wrote; of anything else, there is a limit too.
    """
    parts = _apart(template)
    if len(parts) == 1:
        return template
    made = [*parts]  # every other one is the name of a place
    for number in range(1, len(parts), 2):
        name = parts[number]
        if name in values:
            value = values[name]
            is_word = isinstance(value, str) and name in _WORDS
            made[number] = short(show(value, lang, most), most if is_word else _LONGEST)
        else:
            made[number] = f"{{{name}}}"
    return "".join(made)


@lru_cache(4096)
def _apart(template: str) -> Sequence[str]:
    """Return the text of a template up to its first place, the name of that, the text behind it, and so on."""
    return tuple(PLACEHOLDER.split(template))


def short(text: str, most: int = BRIEF) -> str:
    """Return text, its end left out where it has more letters than ``most``."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def show(value: object, lang: str, most: int = _LONGEST) -> str:
    """Return any value that a message may hold as words: texts, named things, numbers and lists of them."""
    label = getattr(value, "label", value)
    words = _shown(label, lang, most)
    return words if label is value else short(words, most)


def _shown(label: object, lang: str, most: int) -> str:
    if isinstance(label, str | int):  # nearly all
        return str(label)
    if isinstance(label, Said):
        return say(label, lang, most)
    if isinstance(label, Mapping):
        return pick(label, lang)
    if isinstance(label, Sequence | set | frozenset):
        return listed([show(item, lang, most) for item in label], lang)
    if isinstance(label, float):
        return number(label, lang)
    return str(label)


def listed(words: Iterable[str], lang: str) -> str:
    """Join words as a sentence does: «a, b y c»."""
    *most, last = [*words] or [""]
    if not most:
        return last
    return f"{', '.join(most)}{languages.of(lang).conjunction(last)}{last}"


def number(value: float, lang: str, digits: int = 1) -> str:
    """Return a number as the language writes it, without digits that say nothing."""
    plain = f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"
    thousands, decimal = languages.marks(lang)
    return plain.translate({ord(","): thousands, ord("."): decimal})


def plain(text: str) -> str:
    """Return prose without its marks, for labels, tooltips, graphs, tables, search and exports."""
    return MARKS.sub(
        lambda m: next(m[name] for name in ("strong", "emphasis", "code", "term", "text") if m[name]), text
    )


def visible(text: str) -> str:
    """Return text with control characters replaced by pictures of them, safe for terminals and pages."""
    return _CONTROLS.sub(lambda m: chr(0x2400 + ord(m[0])) if m[0] < " " else f"\\u{ord(m[0]):04x}", text)


def one_line(text: str) -> str:
    """Return text in one line: a line that data begins could pass for a finding, or for a command in a log."""
    return visible(text).replace("\n", "␊")


@cache
def fold(text: str) -> str:
    """Return text for finding: lower case, without accents (ñ becomes n)."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(filterfalse(unicodedata.combining, decomposed))


def slug(text: str) -> str:
    """Return an id for a name: lower case, without accents, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


@cache
def sort_key(text: str, lang: str) -> tuple[str, str]:
    """Return a key that sorts as the language's dictionaries do: accents do not count, letters of its own do (ñ after n)."""
    lowered = unicodedata.normalize("NFC", text.casefold())
    return fold(lowered.translate(languages.of(lang).own_letters)), text


def nearest(word: str, known: Iterable[str], limit: int = 3, cutoff: float = 0.6) -> list[str]:
    """Return the known words that look most like ``word``, for «did you mean»."""
    from difflib import get_close_matches  # noqa: PLC0415 - only wanted when something is wrong

    return get_close_matches(word, [*known], n=limit, cutoff=cutoff)
