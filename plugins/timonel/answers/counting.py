"""How many there are: of a kind, of those with a status or type, or of what stands around one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from timonel.answers.facts import Fact, told
from timonel.answers.grammar import Phrase
from timonel.answers.names import Names
from timonel.governance import Result
from timonel.model import Entity
from timonel.text import Text, pick, said

# Around one thing: kind that is counted → what is asked of the thing.
_AROUND: Mapping[str, Sequence[str]] = {
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
                return _around(result, kinds[0], about) if about else _all(result, names, kinds[0], more)
    return []


def _all(result: Result, names: Names, kind: str, more: Phrase) -> list[Fact]:
    chosen = _chosen(result, names, kind, more)
    entities = [] if chosen is None else [one for one in result.base.of(kind) if chosen(one)]
    if not entities or not result.facts.whole(kind):
        return []
    label: Text = result.base.schema.kinds[kind].plural
    named = said("{kinds} ({words})", kinds=label, words=" ".join(more)) if more else label
    return [Fact(result.base.organization, kind, named, (), [float(len(entities))], [len(entities)])]


def _chosen(result: Result, names: Names, kind: str, more: Phrase) -> Callable[[Entity], bool] | None:
    """Return what tells the entities with the status, type or category that words name; None where there is none."""
    if not more:
        return lambda _entity: True
    grammar, wanted = names.grammar, names.grammar.stems(more)
    for field in ("status", "type", "category"):
        schema = result.base.schema.kinds[kind].fields.get(field, {})
        for value, label in schema.get("x-labels", {}).items():
            if grammar.stems(grammar.phrase(pick(label, grammar.lang))) == wanted:
                return partial(_is, field, value, schema.get("x-default"))
    return None


def _is(field: str, value: str, default: str | None, entity: Entity) -> bool:
    return bool(entity.fields.get(field, default) == value)


def _around(result: Result, kind: str, about: Entity) -> list[Fact]:
    found: dict[str, None] = {}
    for asked in ("owned", *_AROUND.get(kind, ())) if about.kind == "role" else _AROUND.get(kind, ()):
        if found:
            break
        for fact in told(result, asked, about):
            found |= dict.fromkeys(one.key for one in fact.found if one.kind == kind)
    plural = result.base.schema.kinds[kind].plural
    return [Fact(about, kind, plural, (), [float(len(found))], [len(found)])] if found else []
