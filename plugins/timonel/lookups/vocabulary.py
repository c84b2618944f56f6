"""What is looked up about the words of a base and the files that they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from timonel.kinds import Term
from timonel.model import Base, Entity
from timonel.source import Broken
from timonel.words.abbreviations import Abbreviation, abbreviations
from timonel.words.avoided import Use, avoided_uses
from timonel.words.meaning import Claim, circular, clashes


class Vocabulary:
    """Files and words of a base; part of `Facts`."""

    base: Base

    @cached_property
    def by_file(self) -> dict[str, list[Entity]]:
        """File → its entities, in reading order."""
        found: dict[str, list[Entity]] = {}
        for entity in self.base:
            found.setdefault(entity.document.path, []).append(entity)
        return found

    @cached_property
    def unread(self) -> bytes:
        """What stands in the files that are no YAML: it may name anything."""
        return b"\0".join(one.data for one in self.base.files.values() if isinstance(one, Broken))

    @cached_property
    def avoided(self) -> Mapping[str, Sequence[Use]]:
        """``kind:id`` or ``page:<path>`` → the words to avoid that it uses."""
        return avoided_uses(self.base, self.by_file)

    @cached_property
    def avoids(self) -> bool:
        """Whether any term names a word to avoid that is worth looking for."""
        return any(one.word and one.check is not False for term in self.base.all(Term) for one in term.avoid)

    @cached_property
    def clashes(self) -> Mapping[str, Sequence[Sequence[Claim]]]:
        """Term id → the words that it and later terms claim, each as its claims, its own first."""
        return clashes(self.base)

    @cached_property
    def circular(self) -> Mapping[str, Sequence[tuple[str, Term]]]:
        """Term id → language and term that its definition leads to: itself, or one that leads straight back."""
        return circular(self.base)

    @cached_property
    def abbreviations(self) -> Mapping[str, Sequence[Abbreviation]]:
        """``kind:id`` → the abbreviations that not exactly one term defines and that it is the first to use."""
        return abbreviations(self.base, self.by_file)
