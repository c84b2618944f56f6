"""Mappings that tell which of their keys are read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timonel.site.reads import Reads

_ALL = object()  # in place of a key


class _Numbers(dict[Any, int]):
    """The numbers of what can be read of a mapping."""

    __slots__ = ("_name", "_reads")

    def __init__(self, reads: Reads, name: Hashable) -> None:
        super().__init__()
        self._reads, self._name = reads, name

    def __missing__(self, key: Any) -> int:  # noqa: ANN401 - any mapping's
        found = self[key] = self._reads.number((self._name,) if key is _ALL else (self._name, key))
        return found


class Keyed(dict[Any, Any]):
    """A mapping that tells which of its keys are read, or that all of it is."""

    __slots__ = ("_numbers", "_reads")
    _all_of_it: Any = _ALL

    def __init__(self, values: Mapping[Any, Any], reads: Reads, name: Hashable) -> None:
        super().__init__(values)
        self._reads, self._numbers = reads, _Numbers(reads, name)

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - any mapping's
        self._reads.noted.add(self._numbers[key])
        return dict.__getitem__(self, key)

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - as above
        self._reads.noted.add(self._numbers[key])
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        self._reads.noted.add(self._numbers[key])
        return dict.__contains__(self, key)

    def _all(self) -> None:
        self._reads.noted.add(self._numbers[self._all_of_it])

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


class Fields(Keyed):
    """The fields of an entity."""

    __slots__ = ()
    _all_of_it = None
