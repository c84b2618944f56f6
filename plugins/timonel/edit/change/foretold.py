"""What a change does to the gaps: which it opens, which it closes, and which are the same ones under another name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel.governance import Finding, Result
from timonel.languages import SOURCE

Names = Mapping[str, str]  # kind:id → kind:id


class Foretold(NamedTuple):
    """The gaps then, beside those of now.

    Attributes:
        opened: gaps that are open then, and are none now, or have a waiver or are known.
        closed: gaps that are open now, and no longer then.
        same: fingerprint now → fingerprint then, of all that stay, whatever their status.
    """

    opened: Sequence[Finding]
    closed: Sequence[Finding]
    same: Mapping[str, str]


def foretold(before: Result, after: Result, names: Names, files: Names) -> Foretold:
    """Return what becomes of the gaps.

    Args:
        before: what the check says now.
        after: what it would say.
        names: what has another name then.
        files: path → path, of files that moved.
    """
    groups: dict[object, list[Finding]] = {}
    for one in after.findings:
        groups.setdefault(_like(one, {}, {}), []).append(one)
    for group in groups.values():
        group.sort(key=_words, reverse=True)
    same, closed, kept = dict[str, str](), list[Finding](), set[str]()
    for one in sorted(before.findings, key=_words):
        left = groups.get(_like(one, names, files))
        then = left.pop() if left else None
        if then is not None:
            same[one.fingerprint] = then.fingerprint
        if one.status == "open" and then is None:
            closed.append(one)
        if then is not None and (then.status != "open" or one.status == "open"):
            kept.add(then.fingerprint)
    opened = [one for one in after.findings if one.status == "open" and one.fingerprint not in kept]
    order = {one.fingerprint: place for place, one in enumerate(before.findings)}
    return Foretold(opened, sorted(closed, key=lambda one: order[one.fingerprint]), same)


def _like(one: Finding, names: Names, files: Names) -> object:
    subject = one.spot.subject
    if subject.startswith("file:"):
        subject = f"file:{files.get(subject[5:], subject[5:])}"
    ids = {old.partition(":")[2]: new.partition(":")[2] for old, new in names.items()}
    keys = tuple(ids.get(key, key) if isinstance(key, str) else key for key in one.spot.keys)
    return one.code, names.get(subject, subject), keys


def _words(one: Finding) -> str:
    """Return what tells gaps of one rule at one place apart, in an order that a rename seldom changes."""
    return one.message(SOURCE)


def renamed_in(text: str, names: Names, folders: Names) -> str:
    """Return a text in which entities have their new names, as ``kind:id`` and in the addresses of their pages.

    Args:
        text: a page, settings, rules, …
        names: ``kind:id`` → ``kind:id``.
        folders: kind → folder of its pages.
    """
    for old, new in names.items():
        kind, _, id_ = old.partition(":")
        text = re.sub(rf"(?<![\w:-]){re.escape(old)}(?![\w-])", new, text)
        if kind in folders:
            place = rf"(?<![\w-])({re.escape(folders[kind])}/){re.escape(id_)}(?=[/.#\"')\s]|\Z)"
            text = re.sub(place, rf"\g<1>{new.partition(':')[2]}", text)
    return text


def told(found: Iterable[Finding], lang: str) -> Iterator[str]:
    """Yield gaps, a line each."""
    return (f"{one.code} {one.brief(lang)}" for one in found)
