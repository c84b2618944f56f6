"""What the settings say of the world outside the base, held against it: locales, the time zone, colours, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from timonel import clock
from timonel.languages import is_locale
from timonel.schema import Problem
from timonel.settings.colours import contrast
from timonel.source import Value
from timonel.text import nearest, said

# The page of either scheme: its name, its colour, and what to do about an accent that is hard to see there.
_PAGES = (
    (said("light"), (255, 255, 255), said("take a darker one")),
    (said("dark"), (30, 33, 41), said("take a lighter one")),
)
_LEAST = 3.0  # of contrast, for what is more than running text (WCAG 2.2, 1.4.11)


def meant(value: Mapping[str, Value], languages: Sequence[str]) -> Iterator[Problem]:
    """Yield what has the right form and cannot be meant; what has another form is passed over.

    Args:
        value: what the file says.
        languages: the base's.
    """
    yield from _locales(value.get("locale"), languages)
    yield from _time_zone(value.get("timezone"))
    yield from _accent(value.get("brand"))
    search = value.get("search")
    words = search.get("words") if isinstance(search, dict) else None
    for code in words if isinstance(words, dict) else ():
        if code not in languages:
            yield _no_language(("search", "words", code), code, languages)


def _no_language(keys: tuple[str, ...], code: str, languages: Sequence[str]) -> Problem:
    hint = said("the base's languages are {languages}", languages=", ".join(languages))
    return Problem(keys, said("`{code}` is no language of the base", code=code), hint)


def _locales(value: Value, languages: Sequence[str]) -> Iterator[Problem]:
    for code, name in value.items() if isinstance(value, dict) else ():
        if code not in languages:
            yield _no_language(("locale", code), code, languages)
        elif isinstance(name, str) and name.partition("-")[0] != code.partition("-")[0]:
            hint = said("one of {code}, for example `{code}-MX`", code=code.partition("-")[0])
            yield Problem(
                ("locale", code), said("`{name}` is of another language than `{code}`", name=name, code=code), hint
            )
        elif isinstance(name, str) and not is_locale(name):
            hint = said("a language and a region, for example `es-MX`")
            yield Problem(("locale", code), said("nobody writes numbers and dates as in `{name}`", name=name), hint)


def _time_zone(value: Value) -> Iterator[Problem]:
    if not isinstance(value, str) or clock.zone(value) is not None:
        return
    from zoneinfo import available_timezones  # noqa: PLC0415 - only where one is wrong

    known = available_timezones()
    if known:  # a machine that knows no zones cannot say which there are
        close = nearest(value, sorted(known), 1)
        hint = said("did you mean `{word}`?", word=close[0]) if close else said("for example `America/Mexico_City`")
        yield Problem(("timezone",), said("there is no time zone `{name}`", name=value), hint)


def _accent(value: Value) -> Iterator[Problem]:
    accent = value.get("accent") if isinstance(value, dict) else None
    if not isinstance(accent, str) or len(accent) != len("#rrggbb"):
        return
    try:
        colour = tuple(bytes.fromhex(accent[1:]))
    except ValueError:
        return
    for scheme, page, hint in _PAGES:
        found = contrast(colour, page)
        if found < _LEAST:
            problem = said(
                "`{accent}` is hard to see in the {scheme} scheme: a contrast of {contrast}, where {least} is the least",
                accent=accent,
                scheme=scheme,
                contrast=round(found, 1),
                least=_LEAST,
            )
            yield Problem(("brand", "accent"), problem, hint)
            return
