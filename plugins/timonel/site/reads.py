"""What pages read while they are written, written down: after a change only those are written again that read what moved.

A token stands for what can be read: ``("kind:id", field)`` for a field of an entity and ``("kind:id", None)`` for all of
them, ``(name, key)`` and ``(name,)`` for what a mapping of the base, of the check or of a look-up has under a key, and for
all of it. The values are those of the result itself; only whoever reads them is known.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from timonel.governance import Finding, Result
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity, Reference
from timonel.site.context import Context, Known
from timonel.site.keyed import Fields, Keyed
from timonel.site.seals import Seal, sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timonel.cache import Cache
    from timonel.graph.impact import Impact
    from timonel.site.urls import Urls

T = TypeVar("T")
Token = tuple[Hashable, ...]
KINDS, BACK, OUT, KNOWN, HEAD = "#", "<", ">", "?", "git"
WHOLE = ("references", "misfits", "files", "pages", "unlisted")  # parts of a base that are read as a whole
SAME = ("schema", "languages", "settings_file")  # the same for all pages: whoever compares looks at them first
FINDINGS, SUBJECTS, OUTCOMES, SCORE, ROOT = "findings", "subjects", "outcomes", "score", "root"


class Look(NamedTuple):
    """A look-up: what it gave, what it read, and what tells its value from others; None where nothing does.

    Its number is noted for who asks for it; a mapping has none, for it tells by itself which of its keys are read.
    """

    value: Any
    record: frozenset[int]
    seal: Seal | None
    number: int | None


class Reads:
    """Writes down what is read of a result, and of what is looked up in it.

    Hundreds of thousands of reads are written down in a build: each as a number.

    Attributes:
        tokens: what the numbers stand for.
        noted: the numbers of what was read.
        looks: name → look-up, of those that were made.
        seals: name → what tells the value of a look-up, of those that read nothing which moved since that was found out.
    """

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self._numbers: dict[Token, int] = {}
        self.noted: set[int] = set()
        self.looks: dict[str, Look] = {}
        self.seals: dict[str, Seal] = {}

    def number(self, token: Token) -> int:
        """Return the number of a token."""
        found = self._numbers.setdefault(token, len(self.tokens))
        if found == len(self.tokens):
            self.tokens.append(token)
        return found

    def note(self, *token: Hashable) -> None:
        """Write down that something is read."""
        self.noted.add(self.number(token))

    @contextmanager
    def recording(self) -> Iterator[set[int]]:
        """Give the set of what is read from now on; what was read before is not lost."""
        before, self.noted = self.noted, set()
        try:
            yield self.noted
        finally:
            self.noted = before

    def look(self, name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - any look-up's
        """Return what ``make`` gives, made once, and note who asks for it."""
        one = self.looks.get(name)
        if one is None:
            with self.recording() as record:
                value = make()
            seal = self.seals[name] if name in self.seals else sealed(value)
            is_keyed = isinstance(value, dict) and seal is not None
            shown, number = (Keyed(value, self, name), None) if is_keyed else (value, self.number((name,)))
            one = self.looks[name] = Look(shown, frozenset(record), seal, number)
        if one.number is not None:
            self.noted.add(one.number)
        return one.value

    def context(self, result: Result, lang: str, urls: Urls, cache: Cache) -> Context:
        """Return what pages share, of a result each read of which is written down."""
        return _SeenContext(self, result, lang, urls, cache)


class _SeenBase(Base):
    """A base, each read of which is written down."""

    _reads: Reads
    _base: Base
    _entities: Mapping[str, Mapping[str, Entity]]
    _found: dict[str, tuple[Entity | None, int | None]]
    new: dict[Entity, Entity]

    def __init__(self, reads: Reads, base: Base) -> None:
        object.__setattr__(self, "_reads", reads)
        object.__setattr__(self, "_base", base)
        object.__setattr__(self, "new", {})
        object.__setattr__(self, "_found", {})
        for name in SAME:
            object.__setattr__(self, name, getattr(base, name))
        kinds = {kind: {id_: self._entity(one) for id_, one in found.items()} for kind, found in base.entities.items()}
        entities = {kind: Keyed(found, reads, f"{KINDS}{kind}") for kind, found in kinds.items()}
        object.__setattr__(self, "_entities", entities)

    def _entity(self, one: Entity) -> Entity:
        fields = Fields(one.fields, self._reads, one.key)
        made = type(one)(one.kind, one.id, fields, one.document, one.place, one.node, one.refused)
        self.new[one] = made
        return made

    @property
    def entities(self) -> Mapping[str, Mapping[str, Entity]]:
        return self._entities

    def find(self, key: str) -> Entity | None:
        known = self._found.get(key)
        if known is None:
            kind, _, id_ = key.partition(":")
            number = self._reads.number((f"{KINDS}{kind}", id_)) if kind in self._entities else None
            known = self._found[key] = super().find(key), number
        if known[1] is not None:
            self._reads.noted.add(known[1])
        return known[0]

    @cached_property
    def _references(self) -> Sequence[Reference]:
        return [Reference(self.new[one.source], *one[1:]) for one in self._base.references]

    @cached_property
    def backlinks(self) -> Mapping[str, Sequence[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._references:
            found.setdefault(f"{reference.kind}:{reference.id}", []).append(reference)
        return Keyed(found, self._reads, BACK)

    @cached_property
    def outgoing(self) -> Mapping[str, Sequence[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._references:
            found.setdefault(reference.source.key, []).append(reference)
        return Keyed(found, self._reads, OUT)

    @property
    def references(self) -> Sequence[Reference]:
        self._reads.note("references")
        return self._references

    @cached_property
    def known(self) -> Mapping[str, frozenset[str]]:
        return Keyed(self._base.known, self._reads, KNOWN)


def _part(name: str) -> property:
    def read(self: _SeenBase) -> Any:  # noqa: ANN401 - any part of a base
        self._reads.note(name)
        return getattr(self._base, name)

    return property(read)


for _name in WHOLE[1:]:
    setattr(_SeenBase, _name, _part(_name))


class _SeenFacts(Facts):
    """Facts, each look-up of which is written down."""

    def __init__(self, reads: Reads, base: Base, facts: Facts) -> None:
        super().__init__(base, facts.settings, facts.today, facts.enforcing)
        self.reads = reads
        self._impacts: dict[Entity, tuple[Impact, set[int]]] = {}

    def impact(self, entity: Entity) -> Impact:
        found = self._impacts.get(entity)
        if found is None:
            with self.reads.recording() as read:
                found = self._impacts[entity] = super().impact(entity), read
        self.reads.noted |= found[1]  # by each page that asks, not by the first alone
        return found[0]

    def once(self, make: Callable[[Facts], T]) -> T:
        found: T = self.reads.look(_called("facts", make), lambda: make(self))
        return found


class _SeenResult(Result):
    """A result, each read of which is written down."""

    reads: Reads
    result: Result

    def __init__(self, reads: Reads, result: Result) -> None:
        for name, value in {"reads": reads, "result": result, "base": _SeenBase(reads, result.base)}.items():
            object.__setattr__(self, name, value)
        for name in ("settings", "rules", "ran", "hidden"):  # as above
            object.__setattr__(self, name, getattr(result, name))
        object.__setattr__(self, "facts", _SeenFacts(reads, self.base, result.facts))

    @property
    def findings(self) -> Sequence[Finding]:
        self.reads.note(FINDINGS)
        return self.result.findings

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[Finding]]:
        return Keyed(self.result.by_subject, self.reads, SUBJECTS)

    @cached_property
    def outcomes(self) -> Mapping[str, Any]:
        return Keyed(self.result.outcomes, self.reads, OUTCOMES)

    @cached_property
    def score(self) -> Mapping[str, Any]:
        return Keyed(self.result.score, self.reads, SCORE)

    @property
    def root(self) -> Any:  # noqa: ANN401 - a path, or none
        """The folder: who asks for it looks at its history."""
        self.reads.note(ROOT)
        return self.result.root


class _SeenContext(Context):
    """What pages share, each look-up of which is written down."""

    def __init__(self, reads: Reads, result: Result, lang: str, urls: Urls, cache: Cache) -> None:
        self.reads = reads
        self._told: dict[Entity, tuple[int, Known]] = {}
        self._advised: dict[Finding, tuple[str, set[int]]] = {}
        super().__init__(_SeenResult(reads, result), lang, urls, cache)

    def known(self, entity: Entity) -> Known:
        found = self._told.get(entity)
        if found is None:
            found = self._told[entity] = self.reads.number((entity.key, "name")), super().known(entity)
        self.reads.noted.add(found[0])  # by each page that asks, not by the first alone
        return found[1]

    def name(self, entity: Entity) -> str:
        found = self._told.get(entity)
        if found is None:
            return super().name(entity)
        self.reads.noted.add(found[0])
        return found[1].name

    def advice(self, finding: Finding) -> str:
        found = self._advised.get(finding)
        if found is None:
            with self.reads.recording() as read:
                found = self._advised[finding] = super().advice(finding), read
        self.reads.noted |= found[1]  # as above
        return found[0]

    def once(self, make: Callable[[Context], T]) -> T:
        found: T = self.reads.look(_called("pages", make), lambda: make(self))
        return found


@lru_cache(1 << 10)  # a few hundred of them are asked for by each page
def _called(where: str, make: Callable[[Any], Any]) -> str:
    """Return what tells a look-up from all others: its function, and the words that it was given beforehand.

    Raises:
        TypeError: it is a function in a function, whose name others may have.
    """
    made, words = (make.func, make.args) if isinstance(make, partial) else (make, ())
    if "<" in made.__qualname__:
        raise TypeError(made.__qualname__)
    return ":".join([where, made.__module__, made.__qualname__, *words])


class _Seen:
    """A look-up of facts, or of what pages share, as an attribute that notes who asks for it."""

    def __init__(self, name: str, make: Callable[[Any], Any]) -> None:
        self._name, self._make = name, make

    def __get__(self, one: Any, _owner: object) -> Any:  # noqa: ANN401 - facts, or a context
        """Return what it gives."""
        value, number = one.__dict__.get(self._name) or self._first(one)
        if number is not None:
            one.reads.noted.add(number)
        return value

    def _first(self, one: Any) -> tuple[Any, int | None]:  # noqa: ANN401 - as above
        one.reads.look(self._name, partial(self._make, one))
        look = one.reads.looks[self._name]
        found = one.__dict__[self._name] = look.value, look.number
        return found


for _seeing in (_SeenFacts, _SeenContext):
    for _owner in _seeing.__mro__:
        for _name, _attribute in [*vars(_owner).items()]:
            if isinstance(_attribute, cached_property) and _name != "locale":  # is of the language alone
                setattr(_seeing, _name, _Seen(f"{_seeing.__name__}:{_name}", _attribute.func))


def again(ctx: Context, name: str) -> None:
    """Make a look-up by its name; what it gives and reads is then in ``looks``."""
    where, made, *function = name.split(":")
    if function:
        holder: Any = ctx.facts if where == "facts" else ctx
        holder.once(partial(getattr(import_module(made), function[0]), *function[1:]))
    else:
        getattr(ctx if where == _SeenContext.__name__ else ctx.facts, made)
