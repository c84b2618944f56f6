"""A new waiver in the base's files: refused where the check would refuse it, and every byte that was there stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from timonel.edit.text.append import RefusedError, grown, put_all
from timonel.governance import Result
from timonel.model import whose
from timonel.text import Said, is_empty, nearest, said

_FOLDER = "data/waivers"
LISTS = (f"{_FOLDER}/waivers.yaml", f"{_FOLDER}.yaml")  # where waivers are kept together, the usual place first
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*:[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_APPROVE = ("role", "resolution")
_OTHER = re.compile(r"(?:page|file):\S(?:.*\S)?\Z")
# Governance finds these out of waivers; no waiver covers them.
OWN = ("DAT006", "DAT007", "DAT011")


class Waiver(NamedTuple):
    """A waiver to write; ``reason`` is a text per language, or one text in a base of one language."""

    rule: str
    entity: str
    reason: Mapping[str, str] | str
    approved_by: str
    expires: str

    @property
    def id(self) -> str:
        """The id that loading gives it."""
        return f"{self.rule}-{self.entity.replace(':', '-')}".lower()


def refusal(result: Result, waiver: Waiver) -> Said | None:
    """Return why the check would refuse a waiver, None where it would not."""
    old = result.base.entities.get("waiver", {}).get(waiver.id)
    problem = _nowhere(result, waiver)
    if problem is None and waiver.rule in OWN:
        problem = said("{rule} speaks of waivers: no waiver covers it", rule=waiver.rule)
    if problem is None and is_empty(waiver.reason):
        problem = said("a waiver needs a reason")
    if problem is None and waiver.expires < result.today:
        problem = said("{date} is past: today is {today}", date=waiver.expires, today=result.today)
    if problem is None and old is not None:
        problem = said("this waiver exists: change it in {file}, line {line}", file=old.file, line=str(old.line()[0]))
    return problem


def _nowhere(result: Result, waiver: Waiver) -> Said | None:
    """Return which of the things that a waiver names does not exist."""
    base = result.base
    if waiver.rule not in result.rules:
        close = nearest(waiver.rule, result.rules)
        unknown = said("there is no rule {code}; `timonel rule --all` lists them", code=waiver.rule)
        return _unknown(waiver.rule, close) if close else unknown
    kind, _, id_ = waiver.entity.partition(":")
    there = base.find(waiver.entity) is not None or id_ in base.known.get(kind, ())
    if not (there and _KEY.match(waiver.entity)) and not _OTHER.match(waiver.entity):
        return _unknown(waiver.entity, nearest(waiver.entity, [one.key for one in base]))
    kind, id_ = whose(waiver.approved_by, ("role",))
    if kind not in _APPROVE or (base.approver(waiver.approved_by) is None and id_ not in base.known.get(kind, ())):
        known = [one.key for approving in _APPROVE for one in base.of(approving)]
        return _unknown(f"{kind}:{id_}", nearest(f"{kind}:{id_}", known))
    return None


def _unknown(key: str, close: list[str]) -> Said:
    if close:
        return said("there is no {key}; the nearest there are: {ids}", key=key, ids=", ".join(close))
    return said("there is no {key}", key=key)


def covers(result: Result, waiver: Waiver) -> bool:
    """Whether there is a gap that the waiver covers."""
    return any(one.code == waiver.rule and one.spot.subject == waiver.entity for one in result.findings)


def write(root: Path, result: Result, waiver: Waiver) -> tuple[str, int]:
    """Write a waiver and return its file and line.

    It goes to the end of the list of waivers; to a new list where there is none; and where that file is something
    else than a list in block style, to a file of its own.

    Raises:
        RefusedError: the check would refuse it.
        NotWrittenError: somebody has written to the file meanwhile.
        OSError: the file cannot be written.
    """
    problem = refusal(result, waiver)
    if problem is not None:
        raise RefusedError(problem)
    usual = next((one for one in LISTS if (root / one).exists()), LISTS[0])
    own = re.sub(r"[^a-z0-9]+", "-", waiver.id).strip("-")
    kind = result.base.schema.kinds["waiver"]
    file = grown(root, (usual, f"{_FOLDER}/{own}.yaml"), kind, [waiver._asdict()])
    put_all(root, [file], "waive")
    return file.path, file.line
