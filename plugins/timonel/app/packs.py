"""Packs and decision sheets of a base on the disk, as a command makes them: with its version, its history and the pack before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from timonel.governance import Result
from timonel.history.git import HistoryError
from timonel.history.recorded import read
from timonel.history.revisions import Repository
from timonel.kinds import Forum, Resolution
from timonel.notices.document import Document
from timonel.notices.pack.decision import decision
from timonel.notices.pack.meeting import meeting
from timonel.notices.pack.sheets import Origin, pack
from timonel.text import Said, said

_FACTS = re.compile(r'<script type="application/json" id="timonel-facts">(.*?)</script>', re.DOTALL)
_SHORT = 10  # digits of a commit, as many as tell it from others
_WANTED = frozenset({"as_of", "forum", "asks", "risks", "objectives", "gaps"})


class NoPackError(Exception):
    """Why there is no such pack."""

    def __init__(self, problem: Said) -> None:
        """Say why."""
        super().__init__(problem)
        self.problem = problem


def version(root: Path | None) -> str:
    """Return the commit that a base is at, with a sign where files differ from it; "" where there is none."""
    if root is None:
        return ""
    try:
        repository = Repository(root)
        head = repository.commit("HEAD")
        return head.hash[:_SHORT] + ("+" if repository.changed(head) else "")
    except HistoryError:
        return ""


def about(result: Result, key: str, lang: str, *, since: str | None = None, previous: Path | None = None) -> Document:
    """Return the pack of a body, or the sheet of a resolution that is proposed to one.

    Args:
        result: what the check says.
        key: ``forum:id``, ``resolution:id``, or ``steering`` for the steering committee.
        lang: the language of the sheets.
        since: the day from which on changes are told; that of the last session without it.
        previous: the pack as it was sent, a file in JSON or HTML.

    Raises:
        NoPackError: there is nothing of that name, or the earlier pack is none.
        OSError: it cannot be read.
    """
    base = result.base
    found = _steering(result) if key == "steering" else base.find(key)
    if isinstance(found, Resolution):
        forum = base.get(Forum, found.forum)
        if forum is None or found.status != "proposed":
            raise NoPackError(said("{key} is not proposed: there is nothing to decide", key=key))
        return decision(meeting(result, forum, lang), found, version(result.root))
    if not isinstance(found, Forum):
        raise NoPackError(said("there is no {key}: name forum:ID, resolution:ID or steering", key=key))
    try:
        recorded = read(result.root) if result.root else None
    except HistoryError:
        recorded = None
    before = _facts(previous, found) if previous else None
    return pack(meeting(result, found, lang, since), Origin(version(result.root), recorded, before))


def _steering(result: Result) -> Forum:
    """Return the steering committee: of several, the first that steers everything."""
    found = [one for one in result.base.all(Forum) if one.type == "steering"]
    if not found:
        raise NoPackError(said("there is no steering committee: name a body as forum:ID"))
    return min(found, key=lambda one: bool(one.initiatives))


def _facts(file: Path, forum: Forum) -> Mapping[str, Any]:
    text = file.read_text("utf-8", "replace")
    inside = _FACTS.search(text)
    try:
        value = json.loads(inside[1] if inside else text)
    except ValueError:
        value = None
    facts = value.get("pack") if isinstance(value, dict) else None
    if not isinstance(facts, dict) or not facts.keys() >= _WANTED:
        raise NoPackError(said("{file} is no pack: make one with --format json or html", file=file.name))
    if facts["forum"] != forum.key:
        raise NoPackError(said("{file} is the pack of {other}", file=file.name, other=facts["forum"]))
    return facts
