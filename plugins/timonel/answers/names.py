"""What the things of a base are called in a question: by name, in any language, by synonym, or by some of its words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from timonel.answers.everyday import asked
from timonel.answers.grammar import Grammar, Phrase
from timonel.governance import Result
from timonel.kinds import Term
from timonel.lookups.facts import Facts
from timonel.model import Entity
from timonel.schema import Kind
from timonel.text import Text, nearest, pick

_MOST = 3  # words that a kind is called with
_ALIKE = 0.8  # how much of a name must be the same to be worth telling
_FEW = 5  # names that words may stand in and still say which is meant
# What people call by some of its words; of other kinds («La ficha única, explicada») these would say too little.
LOOSE = (
    "process", "system", "data-asset", "forum", "decision", "role", "person", "area", "indicator", "initiative", "pilot", "policy",
    "touchpoint", "risk", "objective", "channel", "stage", "goal",
)  # fmt: skip


class How(IntEnum):
    """How well words name a thing, the best first."""

    NAME = 0
    OTHER_NAME = 1  # another language, a synonym, an abbreviation, its id
    SAME_WORDS = 2  # in another number or order
    SOME_WORDS = 3  # at least half of those that count


class Named(NamedTuple):
    """Something that words may name, and how well."""

    entity: Entity
    how: How


def names_of(result: Result, grammar: Grammar) -> Names:
    """Return the names of a base as questions of a language are compared with them, gathered once."""
    kept = result.facts.once(_kept)
    if grammar.lang not in kept:
        kept[grammar.lang] = Names(result, grammar)
    return kept[grammar.lang]


class Names:
    """The names of a base as questions of one language are compared with them."""

    def __init__(self, result: Result, grammar: Grammar) -> None:
        self.base, self.grammar = result.base, grammar
        self._whole: dict[Phrase, dict[str, How]] = {}
        self._same: dict[Phrase, dict[str, None]] = {}
        self._by_stem: dict[str, dict[str, frozenset[str]]] = {}
        self._kinds: dict[Phrase, dict[str, None]] = {}
        self._words = {grammar.stems(typed): meant for typed, meant in everyday(result, grammar)}
        people = result.settings.names_people
        for entity in self.base:
            if self.base.schema.kinds[entity.kind].has_page and (people or entity.kind != "person"):
                self._add(entity)
        for kind in self.base.schema.kinds.values():
            for phrase in kind_called(kind, grammar):
                self._kinds.setdefault(grammar.stems(phrase), {})[kind.name] = None

    def _add(self, entity: Entity) -> None:
        for name, how in called(entity, self.grammar.lang):
            phrase = self.grammar.phrase(name)
            if not phrase:
                continue
            whole = self._whole.setdefault(phrase, {})
            whole[entity.key] = min(how, whole.get(entity.key, how))
            stems = self.grammar.stems(phrase) if name != entity.id else ()
            if stems:
                self._same.setdefault(stems, {})[entity.key] = None
            for stem in set(stems) if how is How.NAME else ():
                self._by_stem.setdefault(stem, {})[entity.key] = frozenset(stems)

    def kinds(self, phrase: Phrase) -> Collection[str]:
        """Return the kinds that words may mean, in one number or the other."""
        return self._kinds.get(self.grammar.stems(phrase), {}) if phrase else ()

    def find(self, phrase: Phrase, kinds: Collection[str], *, loose: bool) -> Sequence[Named]:
        """Return what words may name: all that they name best, a kind before or behind the name taken as such.

        Args:
            phrase: the words.
            kinds: the kinds that are asked about.
            loose: whether some of the words of a name will do.
        """
        said = (phrase, *self._otherwise(phrase))
        return next(filter(None, (self._named(one, kinds, loose=loose) for one in said)), [])

    def _named(self, phrase: Phrase, kinds: Collection[str], *, loose: bool) -> Sequence[Named]:
        found = self._find(phrase, kinds, loose=loose)
        if found and found[0].how <= How.OTHER_NAME:
            return found
        for some, rest in self._apart(phrase):
            meant = self._find(rest, [kind for kind in kinds if kind in some], loose=loose)
            if meant:
                return meant
        return found

    def _otherwise(self, phrase: Phrase) -> Iterator[Phrase]:
        """Yield the same with some words that stand together said as they are meant."""
        for length in range(min(_MOST, len(phrase)), 0, -1):
            for place in range(len(phrase) - length + 1):
                for meant in self._words.get(self.grammar.stems(phrase[place : place + length]), ()):
                    yield (*phrase[:place], *meant, *phrase[place + length :])

    def _apart(self, phrase: Phrase) -> Iterator[tuple[Collection[str], Phrase]]:
        """Yield kinds that words name at the beginning or at the end, with the other words."""
        for length in range(min(_MOST, len(phrase) - 1), 0, -1):
            rest = phrase[length:]
            while len(rest) > 1 and rest[0] in self.grammar.light:
                rest = rest[1:]
            yield self.kinds(phrase[:length]), rest
            yield self.kinds(phrase[-length:]), phrase[:-length]

    def _find(self, phrase: Phrase, kinds: Collection[str], *, loose: bool) -> Sequence[Named]:
        whole = self._whole.get(phrase, {})
        best = [Named(one, whole[one.key]) for one in self._entities(whole, kinds)]
        if best:
            how = min(one.how for one in best)
            return [one for one in best if one.how == how]
        stems = self.grammar.stems(phrase)
        if not stems:
            return []
        same = self._same.get(stems, {})
        found = [Named(one, How.SAME_WORDS) for one in self._entities(same, kinds)]
        found += [Named(one, How.SOME_WORDS) for one in (self._some(phrase, kinds) if loose else ())]
        order = [*kinds]
        return sorted(found, key=lambda one: order.index(one.entity.kind) if one.entity.kind in order else len(order))

    def _some(self, phrase: Phrase, kinds: Collection[str]) -> Sequence[Entity]:
        """Return what words name that stand in few names, and are at least half of each; nothing where they name something else."""
        stems = self.grammar.stems(phrase)
        same = self._same.get(stems, {})
        if {one.partition(":")[0] for one in same}.intersection(LOOSE) - {*kinds}:
            return []  # «Servicio» the area is not its director
        near = self.near(phrase, LOOSE)
        if len(near) > _FEW:
            return []
        found = [
            one for one in near if one.key not in same and 2 * len({*stems}) >= len(self._by_stem[stems[0]][one.key])
        ]
        # What almost anything can be asked of may be meant of whatever has these words; what only decisions can, of those.
        return found if len(kinds) > _MOST and len(found) > 1 else [one for one in found if one.kind in kinds]

    def near(self, phrase: Phrase, kinds: Collection[str]) -> Sequence[Entity]:
        """Return the things of some kinds whose names have all of these words."""
        stems = self.grammar.stems(phrase)
        if not stems:
            return []
        keys = set(self._by_stem.get(stems[0], {})).intersection(*(self._by_stem.get(one, {}) for one in stems[1:]))
        return self._entities(self._by_stem.get(stems[0], {}).keys() & keys, kinds)

    def alike(self, phrase: Phrase) -> Sequence[Entity]:
        """Return the things whose names look most like words that name nothing: a letter may have slipped."""
        names = {" ".join(name): keys for name, keys in self._whole.items()}
        found = (key for name in nearest(" ".join(phrase), names, cutoff=_ALIKE) for key in names[name])
        return [one for one in map(self.base.find, dict.fromkeys(found)) if one is not None][:_MOST]

    def _entities(self, keys: Collection[str], kinds: Collection[str]) -> list[Entity]:
        """Return things of some kinds, in the order of kinds."""
        order = {kind: number for number, kind in enumerate(kinds)}
        found = (self.base.find(key) for key in sorted(keys))
        return sorted((one for one in found if one is not None and one.kind in order), key=lambda one: order[one.kind])


def _kept(_facts: Facts) -> dict[str, Names]:
    """Return where the names of a base are kept, language by language."""
    return {}


def called(entity: Entity, lang: str) -> Iterator[tuple[str, How]]:
    """Yield the names of something: as readers of a language read it, then whatever else it is called; its id comes last."""
    yield pick(entity.label, lang), How.NAME
    others: list[Text] = [*entity.label.values()] if not isinstance(entity.label, str) else []
    if isinstance(entity, Term):
        others += [word for words in (entity.synonyms or {}).values() for word in words]
        others += (
            [entity.abbreviation] if isinstance(entity.abbreviation, str) else [*(entity.abbreviation or {}).values()]
        )
    yield from ((str(name), How.OTHER_NAME) for name in (*others, entity.id))


def everyday(result: Result, grammar: Grammar) -> Iterator[tuple[Phrase, Sequence[Phrase]]]:
    """Yield what people say, and what that means in words of bases: everyday words, then the company's own."""
    own = result.settings.search_words.get(grammar.lang, {})
    for typed, meant in {**asked(grammar.lang).means, **own}.items():
        yield grammar.phrase(typed), [*map(grammar.phrase, meant)]


def kind_called(kind: Kind, grammar: Grammar) -> Iterator[Phrase]:
    """Yield what a kind is called in questions."""
    names = (pick(kind.title, grammar.lang), pick(kind.plural, grammar.lang), kind.name)
    yield from map(grammar.phrase, (*names, *grammar.kinds.get(kind.name, ())))
