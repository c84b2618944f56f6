"""What pages read while they are written, written down: after a change only those are written again that read what moved.

A token stands for what can be read: ``("kind:id", field)`` for a field of an entity and ``("kind:id", None)`` for all of
them, ``(name, key)`` and ``(name,)`` for what a mapping of the base, of the check or of a look-up has under a key, and for
all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from timonel.site.keyed import Keyed
from timonel.site.seals import Seal, sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

Token = tuple[Hashable, ...]


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


@lru_cache(1 << 10)  # a few hundred of them are asked for by each page
def called(where: str, make: Callable[[Any], Any]) -> str:
    """Return what tells a look-up from all others: its function, and the words that it was given beforehand.

    Raises:
        TypeError: it is a function in a function, whose name others may have.
    """
    made, words = (make.func, make.args) if isinstance(make, partial) else (make, ())
    if "<" in made.__qualname__:
        raise TypeError(made.__qualname__)
    return ":".join([where, made.__module__, made.__qualname__, *words])
