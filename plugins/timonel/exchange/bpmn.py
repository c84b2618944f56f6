"""Processes as BPMN 2.0, for tools that draw and run them: a file for each, with its lanes and its diagram."""

from __future__ import annotations

from collections.abc import Mapping

from timonel.exchange import Options
from timonel.exchange.diagrams.writing import written
from timonel.kinds import Process
from timonel.model import Base

KNOWS = frozenset({"entity"})


def write(base: Base, options: Options) -> bytes | Mapping[str, bytes]:
    """Return the diagram of one process, or of each that has steps: name of a file → its bytes."""
    if options.entity:
        wanted = base.get(Process, options.entity.partition(":")[2])
        assert wanted is not None  # noqa: S101 - who asks has looked
        return written(base, wanted, options.lang)
    return {f"{one.id}.bpmn": written(base, one, options.lang) for one in base.all(Process) if one.steps}
