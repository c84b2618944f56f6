"""What has moved since a pack was sent: the facts that it keeps for that, and those that are other ones now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.kinds import Objective
from timonel.lookups.calendar import day
from timonel.lookups.objectives import share_of_way
from timonel.lookups.status import resolved
from timonel.notices.document import Column, Section, section
from timonel.notices.pack.ahead import risks, waivers
from timonel.notices.pack.ask import Ask
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, many, said


def state(m: Meeting, asks: Sequence[Ask]) -> Mapping[str, object]:
    """Return the facts of a session that a later pack compares with its own."""
    return {
        "as_of": m.today,
        "forum": m.forum.key,
        "session": m.day,
        "asks": sorted({one.about.key for one in asks if not one.informs}),
        "resolutions": {one.id: resolved(one) for one in m.resolutions},
        "objectives": {one.id: share for one in m.base.all(Objective) if (share := _whole(share_of_way(m.facts, one))) is not None},
        "risks": {one.risk.id: one.now for one in risks(m) if one.now is not None},
        "waivers": {one.id: one.expires for one in waivers(m)},
        "gaps": sorted(one.fingerprint for one in m.result.findings if one.status == "open"),
    }  # fmt: skip


def _whole(share: float | None) -> int | None:
    return None if share is None else round(share)


def moved(m: Meeting, before: Mapping[str, Any], now: Mapping[str, Any]) -> Section:
    """Return what moved since the pack whose facts are ``before``."""
    columns = [Column[Said]("what", said("What"), lambda one: one)]
    title = said("What moved since the pack of {date}", date=day(str(before["as_of"])))
    return section("moved", title, _moved(m, before, now), columns, none=said("Nothing."), form="list")


def _moved(m: Meeting, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Said]:
    for key in now["asks"]:
        if key not in before["asks"]:
            yield said("newly asked: {what}", what=m.base.find(key) or key)
    for key in before["asks"]:
        if key not in now["asks"]:
            yield said("no longer asked: {what}", what=m.base.find(key) or key)
    yield from _numbers(m, "risk", before["risks"], now["risks"])
    yield from _numbers(m, "objective", before["objectives"], now["objectives"])
    opened = len({*now["gaps"]} - {*before["gaps"]})
    closed = len({*before["gaps"]} - {*now["gaps"]})
    if opened or closed:
        yield said(
            "gaps: {opened} and {closed}",
            opened=many("1 was opened", "{n} were opened", opened), closed=many("1 was closed", "{n} were closed", closed),
        )  # fmt: skip


def _numbers(m: Meeting, kind: str, before: Mapping[str, int], now: Mapping[str, int]) -> Iterator[Said]:
    for id_ in now:
        if id_ in before and before[id_] != now[id_]:
            name = m.base.find(f"{kind}:{id_}") or id_
            values = {"name": name, "before": before[id_], "now": now[id_]}
            if kind == "risk":
                yield said("risk {name}: from {before} to {now}", **values)
            else:
                yield said("objective {name}: from {before}% to {now}% of its way", **values)
