"""The gaps that a base's settings say are known: noted in the file that `baseline` names, they count nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timonel import settings as settings_of
from timonel.governance.baseline import BaselineError, Entry, parse
from timonel.load import Sources
from timonel.model import Misfit
from timonel.schema import Problem
from timonel.text import Said, said


class Known(NamedTuple):
    """What the file says, and what is wrong with it."""

    entries: Sequence[Entry] = ()
    misfits: Sequence[Misfit] = ()


def known(read: Sources, name: str | None) -> Known:
    """Return the gaps that are known in a base.

    Args:
        read: what the base is made of.
        name: the file that its settings name.
    """
    if name is None:
        return Known()
    if read.known is None or read.known.path != name:
        hint = said("write it with `timonel check --write-baseline {file}`", file=name)
        problem = Problem(("baseline",), said("there is no file `{file}`", file=name), hint)
        return Known((), [settings_of.misfit(read.settings, problem)])
    if read.known.problem is not None:
        return Known((), [_wrong(name, read.known.problem, read.known.hint)])
    try:
        return Known(parse(read.known.data))
    except BaselineError as error:
        return Known((), [_wrong(name, error.problem, None)])


def _wrong(name: str, problem: Said, hint: Said | None) -> Misfit:
    return Misfit("DAT002", f"file:{name}", name, 1, 1, (), problem, hint)
