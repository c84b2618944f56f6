"""Fields of typed views: what a rule reads as `process.owner` or `step.role` instead of by a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from timonel.model import Entity

V = TypeVar("V")


class View:
    """A mapping inside an entity, read by field names (a process's step, a risk's action)."""

    __slots__ = ("fields",)

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.fields!r})"


class _Field(Generic[V]):
    __slots__ = ("default", "inner", "key")

    def __init__(self, key: str, inner: type[View] | None = None, default: object = None) -> None:
        self.key, self.inner, self.default = key, inner, default


class One(_Field[V]):
    """A field of a typed view; a required one is never None, because such an entity does not load."""

    __slots__ = ()

    def __new__(cls, key: str, inner: type[View] | None = None, default: object = None) -> Self:  # noqa: ARG004 - `__init__` takes them
        """Return it, of a class that asks no more than it has to: rules read fields half a million times."""
        return super().__new__(cls if inner is None else _Inside)  # type: ignore[return-value]  # is one of its own

    def __get__(self, holder: Entity | View, owner: type) -> V:
        return holder.fields.get(self.key, self.default)  # type: ignore[no-any-return]


class _Inside(One[V]):
    """A field that holds a mapping."""

    __slots__ = ()

    def __get__(self, holder: Entity | View, owner: type) -> V:
        value = holder.fields.get(self.key, self.default)
        return value if self.inner is None or value is None else self.inner(value)  # type: ignore[return-value]


class Many(_Field[V]):
    """A list field of a typed view; empty where the file gives none."""

    __slots__ = ()

    def __get__(self, holder: Entity | View, owner: type) -> list[V]:
        value = holder.fields.get(self.key) or []
        return value if self.inner is None else [self.inner(item) for item in value]  # type: ignore[misc]
