"""How many there are: of a kind, of those with a status or type, or of what stands around one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel.answers.facts import Fact, told
from timonel.answers.grammar import Grammar, Phrase
from timonel.answers.names import Names
from timonel.governance import Result
from timonel.model import Entity
from timonel.text import Text, pick, said

# Around one thing: kind that is counted → what is asked of the thing.
AROUND: Mapping[str, Sequence[str]] = {
    "risk": ("risks",), "issue": ("issues",), "benefit": ("benefits",), "objective": ("objectives",),
    "indicator": ("indicators",), "touchpoint": ("touchpoints",), "system": ("systems",), "process": ("processes",),
    "role": ("reports", "members"), "person": ("members",), "decision": ("decides",), "data-asset": ("data",), "channel": ("channels",),
}  # fmt: skip


def count(result: Result, names: Names, phrase: Phrase, about: Entity | None = None) -> list[Fact]:
    """Return how many there are of what words say, in the whole base or around one thing; nothing where none is known."""
    for length in range(len(phrase), 0, -1):
        for words, more in ((phrase[:length], phrase[length:]), (phrase[-length:], phrase[:-length])):
            kinds = [*names.kinds(words)]
            if len(kinds) == 1 and (about is None or not more):
                return around(result, kinds[0], about) if about else _all(result, names, kinds[0], more)
    return []


def all_gaps(result: Result) -> Fact:
    """Return how many open gaps there are."""
    number = result.count()
    return Fact(result.base.organization, "", said("Open gaps"), (), [number], [number])


def _all(result: Result, names: Names, kind: str, more: Phrase) -> list[Fact]:
    if not more:
        return _counted(result, kind, [*result.base.of(kind)])
    stems = names.grammar.stems
    called = (one for one in chosen(result, names.grammar, kind) if stems(one.words) == stems(more))
    one = next(called, None)
    return _counted(result, kind, one.entities, " ".join(more)) if one else []


class Chosen(NamedTuple):
    """Those of a kind that a status, type or category tells from the others: what it is called, and they."""

    words: Phrase
    entities: Sequence[Entity]


def chosen(result: Result, grammar: Grammar, kind: str) -> Iterator[Chosen]:
    """Yield what of a kind words may tell from the rest."""
    for field in ("status", "type", "category"):
        schema = result.base.schema.kinds[kind].fields.get(field, {})
        default = schema.get("x-default")
        for value, label in schema.get("x-labels", {}).items():
            found = [one for one in result.base.of(kind) if one.fields.get(field, default) == value]
            yield Chosen(grammar.phrase(pick(label, grammar.lang)), found)


def counts(result: Result, grammar: Grammar, kind: str, words: str) -> Iterator[tuple[Phrase, list[Fact]]]:
    """Yield how many there are of a kind: (), then by what words tell some from the rest; nothing where none is known.

    Args:
        result: what a check says of the base.
        grammar: of the language that is asked in.
        kind: the kind.
        words: what stands for the words of the question.
    """
    yield (), _counted(result, kind, [*result.base.of(kind)])
    for one in chosen(result, grammar, kind):
        yield one.words, _counted(result, kind, one.entities, words)


def _counted(result: Result, kind: str, entities: Sequence[Entity], words: str = "") -> list[Fact]:
    if not entities or not result.facts.whole(kind):
        return []
    label: Text = result.base.schema.kinds[kind].plural
    named = said("{kinds} ({words})", kinds=label, words=words) if words else label
    return [Fact(result.base.organization, kind, named, (), [float(len(entities))], [len(entities)])]


def around(result: Result, kind: str, about: Entity, ask: Callable[[str], Sequence[Fact]] | None = None) -> list[Fact]:
    """Return how many of a kind stand around one thing; nothing where none does.

    Args:
        result: what a check says of the base.
        kind: the kind.
        about: the thing.
        ask: tells what is asked of it, where that is known already.
    """
    found: dict[str, None] = {}
    for asked in ("owned", *AROUND.get(kind, ())) if about.kind == "role" else AROUND.get(kind, ()):
        if found:
            break
        for fact in ask(asked) if ask else told(result, asked, about):
            found |= dict.fromkeys(one.key for one in fact.found if one.kind == kind)
    plural = result.base.schema.kinds[kind].plural
    return [Fact(about, kind, plural, (), [float(len(found))], [len(found)])] if found else []
