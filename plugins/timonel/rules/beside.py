"""Rules that read every text of a base, run by a process beside this one while the others run here."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from typing import Any

from timonel.aside import begin, cores
from timonel.model import Base, Entity

FAMILIES = frozenset({"DAT", "VOC"})  # half of a check, and what they look up serves no other rule
_WORTH = 1000  # entities: less is looked at before another process has begun


def later(base: Base, run: Callable[[], Sequence[Any]]) -> Callable[[], Sequence[Any]]:
    """Begin ``run`` beside this process where that is worth it; return what gives its values.

    Args:
        base: the base; its entities may stand in the values.
        run: makes the values. It is called here, when they are asked for, if nobody else could make them.
    """
    if len(base) < _WORTH or cores() == 1:
        return run
    wait = begin(lambda: _packed(run()))

    def values() -> Sequence[Any]:
        made = wait()
        return _Unpickler(made, base).load() if made else run()

    return values


def _packed(values: Sequence[Any]) -> bytes:
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(values)
    return file.getvalue()


class _Pickler(pickle.Pickler):
    """Names entities instead of copying them."""

    def persistent_id(self, one: object) -> str | None:
        return one.key if isinstance(one, Entity) else None


class _Unpickler(pickle.Unpickler):
    """Finds the entities in the base of this process."""

    def __init__(self, made: bytes, base: Base) -> None:
        super().__init__(io.BytesIO(made))
        self._base = base

    def persistent_load(self, key: str) -> Entity | None:
        return self._base.find(key)
