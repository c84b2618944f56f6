"""Promises to close gaps in the base's files: one file for each role, so that two roles' proposals never touch the same lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timonel.edit.text.changes import Entry
from timonel.governance import Finding, Result
from timonel.kinds import Role
from timonel.text import Said, nearest, said

_LEAST = 6  # digits of a fingerprint: fewer name a gap by chance


class Promise(NamedTuple):
    """Who promises to close gaps, until when, and how."""

    by: str
    until: str
    note: str = ""


def named(result: Result, prefix: str) -> list[Finding]:
    """Return the open gaps whose fingerprints begin as somebody wrote."""
    if len(prefix) < _LEAST:
        return []
    return [one for one in result.findings if one.status == "open" and one.fingerprint.startswith(prefix.lower())]


def problems(result: Result, prefixes: Sequence[str], promise: Promise) -> Iterator[Said]:
    """Yield what is in the way of promising to close gaps.

    Args:
        result: what the check says of the base.
        prefixes: the gaps' fingerprints, or their beginnings.
        promise: who promises.
    """
    if result.base.get(Role, promise.by) is None:
        close = nearest(promise.by, [one.id for one in result.base.all(Role)])
        known = said("there is no {key}; the nearest there are: {ids}", key=f"role:{promise.by}", ids=", ".join(close))
        yield known if close else said("there is no {key}", key=f"role:{promise.by}")
    if promise.until < result.today:
        yield said("{date} is past: today is {today}", date=promise.until, today=result.today)
    for prefix in prefixes:
        found = named(result, prefix)
        if not found:
            yield said("no open gap is called {id}: `timonel plan` names them all", id=prefix)
        elif len(found) > 1:
            yield said("{number} gaps begin with {id}: write more of it", number=len(found), id=prefix)


def entries(result: Result, gaps: Sequence[Finding], promise: Promise) -> list[Entry]:
    """Return the promises as they shall stand; one that was made before is renewed."""
    kind, languages = result.base.schema.kinds["commitment"], result.base.languages
    note = promise.note if len(languages) == 1 else {languages[0]: promise.note}
    found = []
    for gap in gaps:
        id_ = f"{gap.code}-{gap.spot.subject.replace(':', '-')}".lower()
        old = result.base.entities.get("commitment", {}).get(id_)
        fields = {
            "rule": gap.code, "entity": gap.spot.subject, "fingerprint": gap.fingerprint,
            "by": promise.by, "until": promise.until, **({"note": note} if promise.note else {}),
        }  # fmt: skip
        found.append(Entry(kind, id_, old, fields))
    return found
