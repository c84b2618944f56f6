"""One cause, one finding: what the same mistake breaks in many places is told once, with the count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from timonel.model import Entity, Misfit
from timonel.schema import Keys, Problem
from timonel.schema.unknown import NO_LANGUAGE
from timonel.text import said

_MANY = 3  # places from which on they are counted, and entities from which on a language is no slip
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?\Z")


def is_foreign(problem: Problem) -> bool:
    """Whether a problem is a text in a language that the base does not list."""
    return problem.detail.msgid == NO_LANGUAGE and bool(_LANGUAGE.match(str(problem.keys[-1])))


def counted(problems: Iterable[Problem]) -> list[tuple[Problem, Sequence[Keys]]]:
    """Return problems with the places of others that are the same: of many in one field, the first stands for all."""
    groups: dict[object, list[Problem]] = {}
    for one in problems:
        field = tuple("*" if isinstance(key, int) else key for key in one.keys)
        groups.setdefault((one.detail.msgid, field), []).append(one)
    found: list[tuple[Problem, Sequence[Keys]]] = []
    for first, *others in groups.values():
        if len(others) + 1 < _MANY:
            found += ((one, ()) for one in (first, *others))
        else:
            detail = said("{detail}, and {number} more in this field", detail=first.detail, number=len(others))
            found.append((first._replace(detail=detail), [one.keys for one in others]))
    return found


class _Text(NamedTuple):
    """A text in a language that the base does not list."""

    lang: str
    field: str
    misfit: Misfit


class Foreign:
    """Texts in languages that the base does not list, until all are there: slips, or a language taken off the list."""

    def __init__(self) -> None:
        """Begin with none."""
        self.texts: dict[str, list[_Text]] = {}  # by what they belong to

    def add(self, misfit: Misfit) -> None:
        """Keep the misfit of such a text."""
        text = _Text(str(misfit.keys[-1]), str(misfit.keys[0]), misfit)
        self.texts.setdefault(misfit.subject, []).append(text)

    def many(self) -> dict[str, int]:
        """Return language → how many entities have texts in it, where these are many."""
        langs = [lang for texts in self.texts.values() for lang in {one.lang for one in texts}]
        return {lang: number for lang in sorted({*langs}) if (number := langs.count(lang)) >= _MANY}

    def slips(self, many: Mapping[str, int]) -> list[Misfit]:
        """Return the misfits of the others: one for each entity and language, where there are many."""
        return [one for texts in self.texts.values() for one in _slips(one for one in texts if one.lang not in many)]

    def freed(self, entity: Entity, told: Iterable[Misfit], many: Mapping[str, int]) -> Entity:
        """Return an entity whose fields with such a text are not refused for it: what else they say counts.

        Args:
            entity: the entity.
            told: the other misfits of it.
            many: the languages that are no slips.
        """
        mine = {one.field for one in self.texts.get(entity.key, ()) if one.lang in many}
        others = {one.field for one in self.texts.get(entity.key, ()) if one.lang not in many}
        others |= {str(one.keys[0]) for one in told if one.keys}
        return replace(entity, refused=entity.refused - (mine - others))


def _slips(texts: Iterable[_Text]) -> Iterator[Misfit]:
    by_lang: dict[str, list[Misfit]] = {}
    for one in texts:
        by_lang.setdefault(one.lang, []).append(one.misfit)
    for first, *others in by_lang.values():
        if len(others) + 1 < _MANY:
            yield from (first, *others)
        else:
            detail = said("{detail}, and {number} more texts like it", detail=first.detail, number=len(others))
            related = tuple((one.subject, one.file, one.line, one.column) for one in others)
            yield first._replace(detail=detail, related=related)
