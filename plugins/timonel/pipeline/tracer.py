"""What a rule reads while it runs, written down: so that after an edit only those run again that read what moved.

A token stands for what can be read: ``(kind, id)`` for an entity, ``(kind,)`` for which there are, ``(name, key)`` and
``(name,)`` for what a look-up (or a mapping of the base) has under a key, and for all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import Any, TypeVar

from timonel.load.kept import Edit
from timonel.model import Base, Entity

T = TypeVar("T")
Token = tuple[Hashable, ...]
Record = frozenset[Token]

BACK, OUT, KNOWN = ".backlinks", ".outgoing", ".known"
REFERENCES, PAGES, FILES, MISFITS, UNLISTED = ".references", ".pages", ".files", ".misfits", ".unlisted"
_PLAIN = (str, int, float, bool, bytes, frozenset, type(None))


@dataclass(slots=True)
class _Looked:
    """A look-up: what makes it, what it gave, what it read, and for which edit that holds."""

    make: Callable[[], Any]
    value: Any
    record: Record
    edit: int


class Tracer:
    """Writes down what is read of a base and of what is looked up in it (`traced` makes both tell).

    Attributes:
        kinds: kind → its entities, each read of which is written down.
        moved: the tokens of what the last edit changed, as far as anybody has asked; of several, where nobody has followed
            those before it to their end.
        replaced: the entities that the last edit replaced → what they were; None where it may have done more.
    """

    def __init__(self, base: Base) -> None:
        self.moved: set[Token] = set()
        self.replaced: Mapping[Entity, Entity] | None = None
        self._now, self._edit, self._is_followed = base, 0, False
        self._reading: set[Token] = set()
        self._looked: dict[Hashable, _Looked] = {}
        self._shown = {name: Keyed(self, name) for name in (BACK, OUT, KNOWN)}
        self.kinds: Mapping[str, Keyed] = {kind: Keyed(self, kind) for kind in base.entities}

    def known(self) -> Mapping[Hashable, Any]:
        """Return what is known of each look-up that is one of the whole base; some of it may be as it was before the last edit."""
        looked = [*self._looked.items()]  # at once: another thread may be looking things up
        return {name: one.value for name, one in looked if not isinstance(name, tuple)}

    # What rules read

    def note(self, token: Token) -> None:
        """Write down that something is read."""
        self._reading.add(token)

    def shown(self, name: str) -> Keyed:
        """Return a mapping of the base, each read of which is written down."""
        return self._shown[name]

    def now(self, name: Hashable) -> Mapping[Any, Any]:
        """Return what a name stands for now."""
        looked = self._looked.get(name)
        found: Mapping[Any, Any] = self._mapping(str(name)) if looked is None else looked.value
        return found

    def whole(self, name: str) -> Any:  # noqa: ANN401 - any part of the base
        """Return a part of the base that is read as a whole."""
        self.note((name,))
        return getattr(self._now, name[1:])

    @property
    def plain(self) -> Base:
        """The base of now, for what never changes from edit to edit."""
        return self._now

    def recorded(self, run: Callable[[], T]) -> tuple[T, Record]:
        """Return what ``run`` returns, and what it read."""
        before, self._reading = self._reading, set()
        try:
            return run(), frozenset(self._reading)
        finally:
            self._reading = before

    def look(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` gives, made once for as long as nothing moves that it read."""
        value = self.sure(name, make).value
        if isinstance(value, Mapping):
            return Keyed(self, name)  # type: ignore[return-value]  # it reads like the mapping
        self.note((name,))
        found: T = value
        return found

    # What an edit moves

    def turn(self, base: Base, edit: Edit | None = None) -> None:
        """Show another base, and tell what of it is not as it was.

        Args:
            base: the base.
            edit: how it differs from the last one; None where that has to be found out.
        """
        old, self._now = self._now, base
        self._edit += 1
        if self._is_followed:
            self.moved = set()
        self.replaced = edit.replaced if edit is not None and self._is_followed else None
        self._is_followed = False
        if edit is None:
            self._look_through(old, base)
        else:
            self._take(edit)
        for name in (REFERENCES, PAGES, MISFITS, UNLISTED) if edit is None else (MISFITS,):
            if getattr(old, name[1:]) != getattr(base, name[1:]):
                self.moved.add((name,))
        for looked_up, looked in [*self._looked.items()]:
            if not isinstance(looked_up, tuple):  # of a single entity: whoever asks for it looks it up
                self.sure(looked_up, looked.make)

    def _take(self, edit: Edit) -> None:
        """Note what an edit moves."""
        for one in edit.replaced:
            self.moved |= {(one.kind,), (one.kind, one.id)}
        for name, keys in ((OUT, edit.outgoing), (BACK, edit.backlinks)):
            self.moved.update((name, key) for key in keys)
            self.moved |= {(name,)} if keys else set()
        self.moved |= {(FILES,), *([(REFERENCES,)] if edit.outgoing else ())}

    def _look_through(self, old: Base, base: Base) -> None:
        """Find out how a base differs from another."""
        for kind, entities in base.entities.items():
            self._compare(kind, old.entities[kind], entities, lambda one, other: one is other)
        for name in (BACK, OUT, KNOWN):
            self._compare(name, getattr(old, name[1:]), getattr(base, name[1:]), lambda one, other: one == other)
        if old.files.keys() != base.files.keys() or any(old.files[path] is not one for path, one in base.files.items()):
            self.moved.add((FILES,))

    def forget(self) -> None:
        """Take the last edit as followed to its end, and drop the look-ups of single entities that nobody asked for since."""
        self._is_followed = True
        old = [name for name, one in self._looked.items() if isinstance(name, tuple) and one.edit != self._edit]
        for name in old:
            del self._looked[name]

    def sure(self, name: Hashable, make: Callable[[], Any]) -> _Looked:
        """Return a look-up as it is now: those that it read first, then itself if any of these, or the base, moved."""
        looked = self._looked.get(name)
        if looked is not None and looked.edit == self._edit:
            return looked
        if looked is not None:
            for token in looked.record:
                other = self._looked.get(token[0])
                if other is not None:
                    self.sure(token[0], other.make)
            if self.moved.isdisjoint(looked.record):
                looked.edit = self._edit
                return looked
        value: object
        value, record = self.recorded(make)
        if isinstance(value, Keyed):  # a look-up that is another one, or a part of the base
            record |= {(value.name,)}
            value = value.value
        if looked is not None:
            self._told(name, looked.value, value)
        fresh = self._looked[name] = _Looked(make, value, record, self._edit)
        return fresh

    def _told(self, name: Hashable, old: object, new: object) -> None:
        """Tell how a look-up differs from what it gave before."""
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            self._compare(name, old, new, same)
            if [*old] != [*new]:  # an order that somebody may follow
                self.moved.add((name,))
        elif not same(old, new):
            self.moved.add((name,))

    def _compare(
        self, name: Hashable, old: Mapping[Any, Any], new: Mapping[Any, Any], equal: Callable[[Any, Any], bool]
    ) -> None:
        missing = object()
        gone = [key for key in old if key not in new]
        changed = [key for key, value in new.items() if not equal(old.get(key, missing), value)]
        if gone or changed:
            self.moved.add((name,))
            self.moved.update((name, key) for key in (*gone, *changed))

    def _mapping(self, name: str) -> Mapping[Any, Any]:
        found: Mapping[Any, Any] = getattr(self._now, name[1:]) if name[:1] == "." else self._now.entities[name]
        return found


def same(old: Any, new: Any) -> bool:  # noqa: ANN401 - any look-up's
    """Whether nobody can tell two values of a look-up apart; two entities are one only if they are the same object."""
    if old is new:
        return True
    if type(old) is not type(new):
        return False
    if isinstance(old, dict):
        return len(old) == len(new) and all(
            one == other and same(old[one], new[other]) for one, other in zip(old, new, strict=True)
        )
    if isinstance(old, list | tuple):
        return len(old) == len(new) and (all(map(is_, old, new)) or all(map(same, old, new)))
    return isinstance(old, _PLAIN) and bool(old == new)


class Keyed(Mapping[Any, Any]):
    """A mapping that tells which of its keys are read, or that all of it is."""

    __slots__ = ("_tracer", "name")

    def __init__(self, tracer: Tracer, name: Hashable) -> None:
        self._tracer, self.name = tracer, name

    @property
    def value(self) -> Mapping[Any, Any]:
        """What it shows now."""
        return self._tracer.now(self.name)

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401 - any look-up's
        self._tracer.note((self.name, key))
        return self.value[key]

    def get(self, key: object, default: Any = None) -> Any:  # noqa: ANN401 - as above
        self._tracer.note((self.name, key))
        return self.value.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._tracer.note((self.name, key))
        return key in self.value

    def __iter__(self) -> Iterator[Any]:
        self._tracer.note((self.name,))
        return iter(self.value)

    def __len__(self) -> int:
        self._tracer.note((self.name,))
        return len(self.value)

    def keys(self) -> Any:  # noqa: ANN401 - a view
        self._tracer.note((self.name,))
        return self.value.keys()

    def values(self) -> Any:  # noqa: ANN401 - a view
        self._tracer.note((self.name,))
        return self.value.values()

    def items(self) -> Any:  # noqa: ANN401 - a view
        self._tracer.note((self.name,))
        return self.value.items()
