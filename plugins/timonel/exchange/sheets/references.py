"""Who is meant by a cell that names an entity: its id, or its name where only one has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from timonel.exchange.sheets.cells import CellError
from timonel.model import Base
from timonel.text import Said, Text, fold, nearest, said, slug

_NEAREST = 40  # further unknown names get no «nearest»: looking it up takes its time
TYPED_WRONG = 0.93  # so alike, a new name is a known one with a typing error
_FREE = ("page", "file")  # what a reference to anything may name beside entities


class Names:
    """The entities that a reference may mean: those of the base, and those that the sheets add."""

    def __init__(self, base: Base) -> None:
        self.ids: dict[str, set[str]] = {
            kind: {*found} | base.known.get(kind, frozenset()) for kind, found in base.entities.items()
        }
        self.named: dict[str, dict[str, set[str]]] = {kind: {} for kind in base.entities}
        self.hints: dict[tuple[str, tuple[str, ...]], Said | None] = {}
        for entity in base:
            self.add(entity.kind, entity.id, entity.fields.get("name"))

    def add(self, kind: str, id_: str, name: Text | None) -> None:
        """Take an entity in."""
        self.ids.setdefault(kind, set()).add(id_)
        for text in (name,) if isinstance(name, str) else [*(name or {}).values()]:
            self.named.setdefault(kind, {}).setdefault(fold(str(text)), set()).add(id_)

    def by_name(self, kind: str, names: Iterable[str]) -> set[str]:
        """Return the ids of a kind's entities that are called so."""
        return {id_ for name in names for id_ in self.named.get(kind, {}).get(fold(name), ())}

    def alike(self, kind: str, id_: str, name: str) -> bool:
        """Whether an id is taken, or a name so much like one that is there that it is a typing error of it."""
        return id_ in self.ids.get(kind, ()) or bool(nearest(fold(name), self.named.get(kind, ()), 1, TYPED_WRONG))

    def meant(self, word: str, targets: Sequence[str]) -> str:
        """Return the reference that a cell's word means, as the field wants it written.

        Args:
            word: an id, ``kind:id``, or a name.
            targets: the kinds that the field may name.

        Raises:
            CellError: nobody is called so, or several are.
        """
        if targets == ("rule",):
            return word.upper()
        if len(targets) == 1 and targets[0] in self.ids:
            kind = targets[0]
            return self._one(word.removeprefix(f"{kind}:"), {one: one for one in self.ids[kind]}, {kind: word})
        kinds = [kind for kind in self.ids if targets == ("*",) or kind in targets]
        if word.partition(":")[0] in _FREE and targets == ("*",):
            return word
        return self._one(
            word,
            {f"{kind}:{one}": one for kind in kinds for one in self.ids[kind]},
            dict.fromkeys(kinds, word),
            several=True,
        )

    def _one(self, word: str, known: Mapping[str, str], names: Mapping[str, str], *, several: bool = False) -> str:
        if word in known:
            return word
        found = {
            f"{kind}:{one}" if several else one for kind, name in names.items() for one in self.by_name(kind, [name])
        }
        if not found and several:
            found = {key for key, id_ in known.items() if id_ == word}
        if not found and (code := f"{next(iter(names))}:{slug(word)}" if several else slug(word)) in known:
            found = {code}  # «R-01» for `r-01`
        if len(found) == 1:
            return found.pop()
        if found:
            raise CellError(said("`{value}` may mean several: {ids}", value=word, ids=", ".join(sorted(found))))
        raise CellError(said("`{value}` does not exist", value=word), self._hint(word, known, names))

    def _hint(self, word: str, known: Mapping[str, str], names: Mapping[str, str]) -> Said | None:
        asked = (word, tuple(names))
        if asked not in self.hints and len(self.hints) < _NEAREST:
            self.hints[asked] = self._nearest(word, known, names)
        return self.hints.get(asked)

    def _nearest(self, word: str, known: Mapping[str, str], names: Mapping[str, str]) -> Said | None:
        close = nearest(word, known)
        if not close:
            told = {name: ids for kind in names for name, ids in self.named.get(kind, {}).items()}
            close = [one for name in nearest(fold(word), told) for one in sorted(told[name])][:3]
        return said("the nearest there are: {ids}", ids=", ".join(f"`{one}`" for one in close)) if close else None
