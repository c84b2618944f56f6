"""The baseline: gaps that were there when a team began to check, so that only new ones stop it. It only ever shrinks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from timonel.governance import Result
from timonel.text import Said, said

VERSION = 1
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")


class Entry(NamedTuple):
    """A known gap; code and entity are there for people, the fingerprint is what counts."""

    code: str
    entity: str
    fingerprint: str


class BaselineError(Exception):
    """A file that is no baseline."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong with it."""
        super().__init__(problem)
        self.problem = problem


def parse(data: bytes) -> list[Entry]:
    """Return what a baseline file holds.

    Raises:
        BaselineError: it is no baseline, or one of a newer Timonel.
    """
    try:
        value: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise BaselineError(
            said(
                "this is no JSON (line {line}): delete the file and write it anew with --write-baseline", line=str(line)
            )
        ) from None
    version = value.get("baseline") if isinstance(value, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise BaselineError(said("a newer Timonel wrote this baseline: install that one"))
    listed = value.get("findings") if version == VERSION else None
    entries = [_entry(one) for one in listed] if isinstance(listed, list) else [None]
    known = [one for one in entries if one is not None]
    if len(known) < len(entries):
        raise BaselineError(said("this is no baseline of Timonel: write one with --write-baseline"))
    return known


def _entry(value: object) -> Entry | None:
    if not isinstance(value, dict):
        return None
    parts = [one for one in (value.get(name) for name in Entry._fields) if isinstance(one, str)]
    return Entry(*parts) if len(parts) == len(Entry._fields) and _FINGERPRINT.match(parts[-1]) else None


def entries_of(result: Result, before: Iterable[Entry] = ()) -> list[Entry]:
    """Return the gaps that a baseline of today holds: the open ones, and what ``before`` says of rules that did not run."""
    found = {Entry(one.code, one.spot.subject, one.fingerprint) for one in result.findings if one.status != "waived"}
    return sorted(found | {one for one in before if not _judged(result, one)})


def render(entries: Sequence[Entry]) -> str:
    """Return a baseline file: one gap a line, in an order that never changes, so that a diff shows what went and came."""
    lines = ",\n  ".join(json.dumps(one._asdict(), ensure_ascii=False) for one in sorted(entries))
    listed = f"[\n  {lines}\n]" if lines else "[]"
    return f'{{"baseline": {VERSION}, "findings": {listed}}}\n'


def applied(result: Result, entries: Iterable[Entry]) -> tuple[Result, list[Entry]]:
    """Return the result with known gaps marked "baselined", and the entries whose gap is gone (or has a waiver now).

    Equal gaps have numbered fingerprints, so one more of a kind is always new. A waiver goes before the baseline.
    """
    known: Mapping[str, Entry] = {one.fingerprint: one for one in entries}
    found, met = [], set()
    for one in result.findings:
        if one.status in ("open", "baselined") and one.fingerprint in known:
            met.add(one.fingerprint)
            found.append(replace(one, status="baselined"))
        else:
            found.append(one)
    stale = [one for one in known.values() if one.fingerprint not in met and _judged(result, one)]
    return replace(result, findings=found), sorted(stale)


def _judged(result: Result, entry: Entry) -> bool:
    """Whether the check could have found the gap again: its rule ran (or is no more), and its entity could be read."""
    kind, _, id_ = entry.entity.partition(":")
    unread = id_ in result.base.known.get(kind, ())
    return not unread and (entry.code in result.ran or entry.code not in result.rules)
