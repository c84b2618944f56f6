"""What answers questions above what is found: the answers of each page's entity, what it is called, and how questions are understood.

The card says what `timonel ask` says: all its words are made here, by the same functions, and assets/answer.js only finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from timonel.answers.answer import thing
from timonel.answers.exported import exported, forms
from timonel.answers.grammar import Phrase, grammar
from timonel.answers.known import known
from timonel.answers.names import How, called
from timonel.text import say

if TYPE_CHECKING:
    from timonel.model import Entity
    from timonel.site.context import Context

# Key, address, name with kind, [name as questions have it, how well it names] …, lines (with what they are about, where that
# is another thing), what is asked → the numbers of its lines.
Card = list[Any]
CALLED = 3  # where its names stand
_WHOLE = -1  # how well an id names: only as it is
_WORDS = 32  # of a name that are counted


def card(ctx: Context, entity: Entity, at: str) -> Card | None:
    """Return what the base answers about an entity, None where questions are not understood in the language.

    Args:
        ctx: the site's language.
        entity: the entity.
        at: the address of its page.
    """
    spoken = grammar(ctx.lang)
    if spoken is None:
        return None
    found, name = known(ctx.result, entity, ctx.lang), say(thing(ctx.result, entity), ctx.lang)
    names: dict[str, int] = {}
    for text, how in called(entity, spoken.lang):
        phrase = " ".join(spoken.phrase(text))
        if phrase and (text != entity.id or phrase not in names):
            names[phrase] = _WHOLE if text == entity.id else min(int(how), names.get(phrase, int(how)))
    lines = [told if about == name else [about, told] for about, told in found.lines]
    asked = {one: some[0] if len(some) == 1 else some for one, some in found.asked.items()}
    return [entity.key, at, name, [*names.items()], lines, asked]


def told(ctx: Context) -> Mapping[str, Any] | None:
    """Return what the card is to know of a site in a language, None where questions are not understood in it."""
    spoken = grammar(ctx.lang)
    if spoken is None:
        return None
    places = {name: (f"{kind.folder}/index", ctx.kind_plural(name)) for name, kind in ctx.schema.kinds.items()}
    places[""] = "governance/gaps", ctx.t("Open gaps")
    at = {name: (ctx.urls.final(path), title) for name, (path, title) in places.items()}
    return {**exported(ctx.result, spoken, ctx.lang, ctx.cache), "places": at}


def names(called: Iterable[tuple[int, Sequence[tuple[str, int]]]], lang: str) -> list[list[Any]]:
    """Return the words of names in order: what their forms share, these, and the names with them.

    A name is the number of its page, how many different words it has (none in an id, which is only known whole) and whether
    it is what readers call it, in one number.

    Args:
        called: what cards say that their entities are called, with the numbers of their pages.
        lang: the language.
    """
    spoken = grammar(lang)
    if spoken is None:
        return []
    found: dict[str, dict[int, None]] = {}
    words: set[str] = set()
    for page, some in called:
        for name, how in some:
            phrase: Phrase = tuple(name.split())
            stems = {*spoken.stems(phrase)}
            many = 0 if how == _WHOLE else min(len(stems), _WORDS - 1)
            for stem in stems:
                found.setdefault(stem, {})[(page * _WORDS + many) * 2 + (how == How.NAME)] = None
            words.update(phrase)
    shared = forms(words, spoken)
    return [[stem, " ".join(shared[stem]), *pages] for stem, pages in sorted(found.items())]
