"""How a base is handed to other programs and taken back from a spreadsheet; one module per format.

Each has ``write(base, options)``, and says in ``KNOWS`` which of the options it heeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from timonel.governance import Finding
from timonel.languages import SOURCE
from timonel.model import Base
from timonel.settings import Settings


class Options(NamedTuple):
    """What a person asks of an export.

    Attributes:
        settings: the base's settings.
        lang: language of headers and labels.
        kind: the kind wanted ("process"), or one of its lists ("process.steps"); None for all.
        template: whether to leave the rows out.
        bom: whether a CSV begins with a byte order mark, which Excel wants to read it as UTF-8.
        entity: the one entity wanted, ``kind:id``; None for all.
        owner: id of the role in whose charge the rows are; None for all.
        gaps: findings that are marked in the cells that they are about.
    """

    settings: Settings
    lang: str = SOURCE
    kind: str | None = None
    template: bool = False
    bom: bool = False
    entity: str | None = None
    owner: str | None = None
    gaps: Sequence[Finding] = ()


def knows(name: str) -> frozenset[str]:
    """Return which options a format heeds: "template", "bom", "kind", "entity", "owner", and "lists" where a list may stand for a kind."""
    return import_module(f"timonel.exchange.{name}").KNOWS  # type: ignore[no-any-return]  # as below


def write(name: str, base: Base, options: Options) -> bytes | Mapping[str, bytes]:
    """Return a base in a format: the bytes of a file, or file name → bytes where it takes several.

    Args:
        name: a module of this package; it has ``write(base, options)``.
        base: the base.
        options: what was asked for.
    """
    module = import_module(f"timonel.exchange.{name}")
    return module.write(base, options)  # type: ignore[no-any-return]  # every format's module has it
