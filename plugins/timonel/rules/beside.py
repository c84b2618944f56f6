"""Rules run by two processes: each takes the next one when it is done with the last."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from timonel.aside import shared
from timonel.model import Base, Entity

# What the other process begins with, for it has to hand over what it finds: what takes longest, then families that look at much
# and find little.
FIRST = ("VOC001", "DAT008", "VOC", "DAT", "PRV", "TRU")
_WORTH = 1000  # entities: less is looked at before another process has begun


def both(base: Base, tasks: Sequence[Callable[[], Any]], meanwhile: Callable[[], None] | None = None) -> list[Any]:
    """Return what tasks make, done by two processes where that is worth it.

    Args:
        base: the base; its entities may stand in what they make.
        tasks: as `shared` takes them.
        meanwhile: what this process has to do besides, before it takes any of the tasks.
    """
    first = [] if meanwhile is None else [meanwhile]
    if len(base) < _WORTH:
        return [task() for task in (*first, *tasks)][len(first) :]
    _ = base.outgoing, base.backlinks  # so that neither process has to make them for itself
    return shared([*first, *tasks], _packed, partial(_unpacked, base))[len(first) :]


def _unpacked(base: Base, made: bytes) -> Any:  # noqa: ANN401 - what a task makes
    return _Unpickler(made, base).load()


def _packed(value: object) -> bytes:
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(value)
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
