"""What speaks of some words, in its name or in what it says of itself; everyday words find what the base calls otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from math import log
from operator import itemgetter

from timonel.answers.everyday import asked
from timonel.governance import Result
from timonel.model import Entity
from timonel.site.search.terms import folded, quiet, stems
from timonel.site.search.terms import words as words_of

_TOLD = ("description", "definition", "purpose", "statement", "synonyms")  # fields that say what something is
_NAME = 3  # how much more a word of a name counts than one of a text


def matching(result: Result, words: str, kinds: Collection[str]) -> list[Entity]:
    """Return what has some of the words, the best first: words count more that are rare, and those of names.

    Args:
        result: what is published of the base.
        words: what is looked for, in any language of the base.
        kinds: the kinds that are looked at.
    """
    wanted = [re.compile(rf"\b(?:{'|'.join(some)})") for some in _wanted(result, words)]
    counted = [(entity, [_count(one, *_texts(entity)) for one in wanted]) for entity in _all(result, kinds)]
    rare = [log(1 + len(counted) / (1 + sum(bool(row[place]) for _, row in counted))) for place in range(len(wanted))]
    ranked = [
        (-sum(n * weight for n, weight in zip(row, rare, strict=True)), place, entity)
        for place, (entity, row) in enumerate(counted)
        if any(row)
    ]
    return [entity for *_, entity in sorted(ranked, key=itemgetter(0, 1))]


def _wanted(result: Result, words: str) -> Iterator[list[str]]:
    """Yield what is looked for: the beginnings of a word's forms in a language, and those of what people mean by it."""
    text, seen = folded(words), set[str]()
    for lang in result.settings.languages:
        roots, means = stems(lang), {**asked(lang).means, **result.settings.search_words.get(lang, {})}
        for word in words_of(words):
            begin = roots[word]
            if word not in quiet(lang) and begin not in seen:
                seen.add(begin)
                yield [re.escape(begin)]
        for typed, said in means.items():
            if re.search(rf"\b{re.escape(roots[folded(typed)])}", text):
                yield [r"\w* ".join(re.escape(roots[each]) for each in words_of(one)) for one in said]


def _count(one: re.Pattern[str], name: str, text: str) -> int:
    return _NAME * bool(one.search(name)) + bool(one.search(text))


def _all(result: Result, kinds: Collection[str]) -> Iterator[Entity]:
    return (entity for kind in kinds for entity in result.base.of(kind))


def _texts(entity: Entity) -> tuple[str, str]:
    """Return what something is called and what it says of itself, in all languages, folded."""
    return folded(_joined(entity.label)), folded(" ".join(_joined(entity.fields.get(field)) for field in _TOLD))


def _joined(value: object) -> str:
    if isinstance(value, str):
        return value
    some = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return " ".join(map(_joined, some))
