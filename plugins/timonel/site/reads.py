"""What pages read while they are written, written down: after a change only those are written again that read what moved.

A token stands for what can be read: ``("kind:id", field)`` for a field of an entity and ``("kind:id", None)`` for all of
them, ``(name, key)`` and ``(name,)`` for what a mapping of the base, of the check or of a look-up has under a key, and for
all of it. The values are those of the result itself; only whoever reads them is known.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from timonel.governance import Finding, Result
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity, Reference
from timonel.site.context import Context, Known
from timonel.site.seals import Seal, sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timonel.cache import Cache
    from timonel.site.urls import Urls

T = TypeVar("T")
Token = tuple[Hashable, ...]
KINDS, BACK, OUT, KNOWN, HEAD = "#", "<", ">", "?", "git"
WHOLE = ("references", "misfits", "files", "pages", "unlisted")  # parts of a base that are read as a whole
FINDINGS, SUBJECTS, OUTCOMES, SCORE, ROOT = "findings", "subjects", "outcomes", "score", "root"


class Look(NamedTuple):
    """A look-up: what it gave, what it read, and what tells its value from others; None where nothing does."""

    value: Any
    record: frozenset[Token]
    seal: Seal | None


class Reads:
    """Writes down what is read of a result, and of what is looked up in it.

    Attributes:
        looks: name → look-up, of those that were made.
    """

    def __init__(self) -> None:
        self.noted: set[Token] = set()
        self.looks: dict[str, Look] = {}
        self._shown: dict[str, Any] = {}

    @contextmanager
    def recording(self) -> Iterator[set[Token]]:
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
            seal = sealed(value)
            shown = _Keyed(value, self, name) if isinstance(value, dict) and seal is not None else value
            one = self.looks[name] = Look(shown, frozenset(record), seal)
        if one.seal is None:  # who asks has read all that it was made of
            self.noted |= one.record
        elif not isinstance(one.value, _Keyed):
            self.noted.add((name,))
        return one.value

    def context(self, result: Result, lang: str, urls: Urls, cache: Cache) -> Context:
        """Return what pages share, of a result each read of which is written down."""
        return _SeenContext(self, result, lang, urls, cache)


class _Keyed(dict[Any, Any]):
    """A mapping that tells which of its keys are read, or that all of it is."""

    __slots__ = ("_name", "_reads")

    def __init__(self, values: Mapping[Any, Any], reads: Reads, name: Hashable) -> None:
        super().__init__(values)
        self._reads, self._name = reads, name

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - any mapping's
        self._reads.noted.add((self._name, key))
        return dict.__getitem__(self, key)

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - as above
        self._reads.noted.add((self._name, key))
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        self._reads.noted.add((self._name, key))
        return dict.__contains__(self, key)

    def _all(self) -> None:
        self._reads.noted.add((self._name,))

    def __iter__(self) -> Iterator[Any]:
        self._all()
        return dict.__iter__(self)

    def __len__(self) -> int:
        self._all()
        return dict.__len__(self)

    def __eq__(self, other: object) -> bool:
        self._all()
        return dict.__eq__(self, other)

    __hash__ = None

    def keys(self) -> Any:  # noqa: ANN401 - a view
        self._all()
        return dict.keys(self)

    def values(self) -> Any:  # noqa: ANN401 - a view
        self._all()
        return dict.values(self)

    def items(self) -> Any:  # noqa: ANN401 - a view
        self._all()
        return dict.items(self)


class _Fields(_Keyed):
    """The fields of an entity."""

    __slots__ = ()

    def _all(self) -> None:
        self._reads.noted.add((self._name, None))


class _SeenBase(Base):
    """A base, each read of which is written down."""

    _reads: Reads
    _base: Base
    _entities: Mapping[str, Mapping[str, Entity]]
    new: dict[Entity, Entity]

    def __init__(self, reads: Reads, base: Base) -> None:
        object.__setattr__(self, "_reads", reads)
        object.__setattr__(self, "_base", base)
        object.__setattr__(self, "new", {})
        kinds = {kind: {id_: self._entity(one) for id_, one in found.items()} for kind, found in base.entities.items()}
        entities = {kind: _Keyed(found, reads, f"{KINDS}{kind}") for kind, found in kinds.items()}
        object.__setattr__(self, "_entities", entities)

    def _entity(self, one: Entity) -> Entity:
        fields = _Fields(one.fields, self._reads, one.key)
        made = type(one)(one.kind, one.id, fields, one.document, one.place, one.node, one.refused)
        self.new[one] = made
        return made

    @property
    def entities(self) -> Mapping[str, Mapping[str, Entity]]:
        return self._entities

    @cached_property
    def _references(self) -> Sequence[Reference]:
        return [Reference(self.new[one.source], *one[1:]) for one in self._base.references]

    @cached_property
    def backlinks(self) -> Mapping[str, Sequence[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._references:
            found.setdefault(f"{reference.kind}:{reference.id}", []).append(reference)
        return _Keyed(found, self._reads, BACK)

    @cached_property
    def outgoing(self) -> Mapping[str, Sequence[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._references:
            found.setdefault(reference.source.key, []).append(reference)
        return _Keyed(found, self._reads, OUT)

    @property
    def references(self) -> Sequence[Reference]:
        self._reads.noted.add(("references",))
        return self._references

    @cached_property
    def known(self) -> Mapping[str, frozenset[str]]:
        return _Keyed(self._base.known, self._reads, KNOWN)


def _part(name: str) -> property:
    def read(self: _SeenBase) -> Any:  # noqa: ANN401 - any part of a base
        self._reads.noted.add((name,))
        return getattr(self._base, name)

    return property(read)


def _same(name: str) -> property:
    return property(lambda self: getattr(self._base, name))


for _name in WHOLE[1:]:
    setattr(_SeenBase, _name, _part(_name))
for _name in ("schema", "languages", "settings_file"):  # the same for all pages: whoever compares looks at them first
    setattr(_SeenBase, _name, _same(_name))


class _SeenFacts(Facts):
    """Facts, each look-up of which is written down."""

    def __init__(self, reads: Reads, base: Base, facts: Facts) -> None:
        super().__init__(base, facts.settings, facts.today, facts.enforcing)
        self.reads = reads

    def once(self, make: Callable[[Facts], T]) -> T:
        found: T = self.reads.look(f"facts:{make.__module__}:{make.__qualname__}", lambda: make(self))
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
        self.reads.noted.add((FINDINGS,))
        return self.result.findings

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[Finding]]:
        return _Keyed(self.result.by_subject, self.reads, SUBJECTS)

    @cached_property
    def outcomes(self) -> Mapping[str, Any]:
        return _Keyed(self.result.outcomes, self.reads, OUTCOMES)

    @cached_property
    def score(self) -> Mapping[str, Any]:
        return _Keyed(self.result.score, self.reads, SCORE)

    @property
    def root(self) -> Any:  # noqa: ANN401 - a path, or none
        """The folder: who asks for it looks at its history."""
        self.reads.noted.add((ROOT,))
        return self.result.root


class _SeenContext(Context):
    """What pages share, each look-up of which is written down."""

    def __init__(self, reads: Reads, result: Result, lang: str, urls: Urls, cache: Cache) -> None:
        self.reads = reads
        super().__init__(_SeenResult(reads, result), lang, urls, cache)

    def known(self, entity: Entity) -> Known:
        self.reads.noted.add((entity.key, "name"))  # by each page that asks, not by the first alone
        return super().known(entity)

    def once(self, make: Callable[[Context], T]) -> T:
        found: T = self.reads.look(f"pages:{make.__module__}:{make.__qualname__}", lambda: make(self))
        return found


def _seen(name: str, make: Callable[[Any], Any]) -> property:
    return property(lambda self: self.reads.look(name, lambda: make(self)))


for _seeing in (_SeenFacts, _SeenContext):
    for _owner in _seeing.__mro__:
        for _name, _attribute in [*vars(_owner).items()]:
            if isinstance(_attribute, cached_property) and _name != "locale":  # is of the language alone
                setattr(_seeing, _name, _seen(f"{_seeing.__name__}:{_name}", _attribute.func))


def again(ctx: Context, name: str) -> None:
    """Make a look-up by its name; what it gives and reads is then in ``looks``."""
    where, _, made = name.partition(":")
    module, _, function = made.partition(":")
    if function:
        holder: Any = ctx.facts if where == "facts" else ctx
        holder.once(getattr(import_module(module), function))
    else:
        getattr(ctx if where == _SeenContext.__name__ else ctx.facts, made)
