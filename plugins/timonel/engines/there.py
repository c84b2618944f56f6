"""What stands in a site's folder, looked up by a process beside this one while this one gets ready to build."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from timonel.aside import Crew, Turns, cores
from timonel.engines.target import Look, look


class There:
    """What stands in a site's folder, from when somebody begins to look.

    Args:
        target: the folder; whoever looks has it for oneself.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._crew: Crew | None = None

    def begin(self) -> None:
        """Have another process look, where there can be one."""
        self._crew = Crew(1, [self._looked]) if cores() > 1 else None

    def _looked(self, turns: Turns) -> Iterator[tuple[int, bytes]]:
        return ((number, marshal.dumps(look(self._target))) for number in turns.first())

    @cached_property
    def _found(self) -> Mapping[str, Mapping[str, Look]]:
        if self._crew is None:
            every = look(self._target)
        else:
            every = dict(self._crew.each(lambda _: look(self._target), marshal.loads))[0]
            self._crew.end()
        found: dict[str, dict[str, Look]] = {}
        for path, one in every.items():
            part, _, name = path.partition("/")
            found.setdefault(part, {})[name] = one
        return found

    def below(self, part: str) -> Mapping[str, Look]:
        """Return what stands in one of its folders, as `look`."""
        return self._found.get(part, {})
