"""One kind of entity: what its schema says of its fields, references and texts, and what a value breaks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from timonel.schema import validator
from timonel.schema.explain import MAX_PROBLEMS, explain, unsaid
from timonel.schema.problem import Keys, Problem, Rest
from timonel.source import Value
from timonel.text import Text, is_empty, said, slug


class Link(NamedTuple):
    """A reference field: key path below its top field ("*" for list items) and what it may name."""

    path: tuple[str, ...]
    kinds: tuple[str, ...]  # ("*",) for any, ("rule",) for a rule's code
    item: Mapping[str, str] | str | None = None  # x-ref-item: a list of the same entity, or {via, list}
    impact: str | None = None  # x-impact: who feels it when the other is gone: "needs" it, "carries" it, or "both"


class Words(NamedTuple):
    """A Text field: key path below its top field, whether one text holds for all languages, and whether it is prose."""

    path: tuple[str, ...]
    same: bool
    prose: bool


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of entity: its schema file, and what follows from it."""

    name: str
    schema: Mapping[str, Any]
    links: Mapping[str, Sequence[Link]]
    texts: Mapping[str, Sequence[Words]]
    shape: str | None = None  # the schema as text, less what is for people, where that is at hand: quicker to compile

    @cached_property
    def folder(self) -> str:
        """Folder under data/."""
        return str(self.schema["x-folder"])

    @property
    def title(self) -> Text:
        """What one is called."""
        return self.schema["x-title"]  # type: ignore[no-any-return]

    @property
    def plural(self) -> Text:
        """What many are called."""
        return self.schema.get("x-plural", self.schema["x-title"])  # type: ignore[no-any-return]

    @cached_property
    def has_page(self) -> bool:
        """Whether its entities have pages of their own."""
        return bool(self.schema.get("x-page", True))

    @cached_property
    def is_own(self) -> bool:
        """Whether an organisation brought it; it may have the name of one that Timonel's rules are about, and is another."""
        return bool(self.schema.get("x-own"))

    @property
    def stands_alone(self) -> bool:
        """Whether its entities need no reference to or from others."""
        return bool(self.schema.get("x-stands-alone", False))

    @property
    def fields(self) -> Mapping[str, Any]:
        """Field name → its schema, in the order of the file."""
        return self.schema["properties"]  # type: ignore[no-any-return]

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Fields that older bases have and that say nothing any more."""
        patterns = self.schema.get("patternProperties", {})
        return frozenset(one.strip("^$") for one, node in patterns.items() if node.get("deprecated"))

    @cached_property
    def responsible(self) -> tuple[str, ...]:
        """The fields that say who must act."""
        return tuple(name for name, field in self.fields.items() if field.get("x-responsible"))

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which an entity does not load."""
        return frozenset(self.schema.get("required", ()))

    @cached_property
    def _spoken(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The texts that must be there: top field, and key path below it."""
        found = ((field, one.path) for field, texts in self.texts.items() for one in texts)
        return [(field, path) for field, path in found if self._requires((field, *path))]

    def _requires(self, path: Sequence[str]) -> bool:
        node: Any = self.schema
        for key in path[:-1]:
            node = node["items"] if key == "*" else node["properties"][key]
        return path[-1] in node.get("required", ())

    def silent(self, value: Mapping[str, Any], empty: Callable[[object], bool] = is_empty) -> list[Problem]:
        """Return the texts that must be there and say nothing: blank ones, and placeholders (but not where the id says that one is meant)."""
        found: list[tuple[Keys, Any]] = []
        for top, path in self._spoken:
            text = value.get(top)
            if text is not None:
                found += walk(text, path, (top,)) if path else (((top,), text),)
        return [unsaid(keys, text) for keys, text in found if empty(text) and not is_meant(value, keys)]

    @cached_property
    def _fast(self) -> Any:  # noqa: ANN401 - a bound method of a compiled validator
        return validator.compiled(self.shape or self.schema).is_valid

    def fits(self, value: Value) -> bool:
        """Whether ``value`` breaks nothing."""
        return bool(self._fast(value))

    def problems(self, value: Value, rest: Rest = lambda _: "") -> list[Problem]:
        """Return what ``value`` breaks: the compiled validator says whether, the explaining one what.

        Args:
            value: the value.
            rest: from key paths to what its file says there, for messages that quote it.
        """
        if self._fast(value):
            return []
        return [*islice(explain(self.schema, value, rest), MAX_PROBLEMS)] or [
            Problem((), said("does not fit the schema of its kind"))
        ]


def is_meant(fields: Mapping[str, Any], keys: Keys) -> bool:
    """Whether a name that would say nothing elsewhere is a name: that of the term «vacante», as its id says."""
    name, id_ = fields.get("name"), fields.get("id")
    texts = name.values() if isinstance(name, dict) else (name,)
    return keys == ("name",) and any(isinstance(one, str) and slug(one) == id_ != "" for one in texts)


def walk(value: Any, path: Sequence[str], keys: Keys = ()) -> Sequence[tuple[Keys, Any]]:  # noqa: ANN401 - a YAML value
    """Return (key path, value) for what stands at a schema path, "*" meaning every item of a list."""
    for place, step in enumerate(path):
        if step == "*":
            return _items(value, path[place + 1 :], (*keys, *path[:place]))
        if not isinstance(value, dict) or step not in value:
            return ()
        value = value[step]
    return () if value is None else (((*keys, *path), value),)


def _items(value: Any, rest: Sequence[str], keys: Keys) -> Sequence[tuple[Keys, Any]]:  # noqa: ANN401 - a YAML value
    if not isinstance(value, list):
        return ()
    if not rest:
        return [((*keys, number), item) for number, item in enumerate(value) if item is not None]
    return [found for number, item in enumerate(value) for found in walk(item, rest, (*keys, number))]
