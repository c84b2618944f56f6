"""How one entity came to be what it is: each commit that changed it, field by field, under whatever id and in whatever file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel.history.fields import Change, changes
from timonel.history.revisions import Commit, Repository, utc_day
from timonel.load.entity import identity
from timonel.model import Base, Entity
from timonel.schema import Kind
from timonel.source import Broken, parse

_HEAD = re.compile(rb"\x01([0-9a-f]{40,64}) ([0-9]+) ([0-9a-f]*)")
_OURS = ("id", "formerly")


class Step(NamedTuple):
    """What one commit did to an entity.

    Attributes:
        date: its UTC day; "" for what is not committed yet.
        commit: its hash, "" likewise.
        author: who made it.
        subject: the first line of its message.
        how: "added", "changed", "renamed" or "moved".
        file: where the entity stood afterwards.
        was: its id before, or its file, where that changed; else "".
        fields: what differs.
    """

    date: str
    commit: str
    author: str
    subject: str
    how: str
    file: str
    was: str
    fields: Sequence[Change]


class _Made(NamedTuple):
    """A commit that touched data, and the files."""

    commit: Commit
    parent: str
    author: str
    subject: str
    files: Sequence[str]


def steps(root: Path, base: Base, entity: Entity) -> list[Step]:
    """Return what commits did to an entity, the newest first; what is not committed yet before all.

    Of a shallow clone the oldest commit looks as if it had made everything: that it did is not said.

    Args:
        root: the base's folder.
        base: the base as it is.
        entity: one of it.

    Raises:
        HistoryError: git cannot answer.
    """
    repository = Repository(root)
    head = repository.commit("HEAD").hash
    return [*_walked(repository, [*_log(repository, head)], base.schema.kinds[entity.kind], entity)]


def _walked(repository: Repository, log: Sequence[_Made], kind: Kind, entity: Entity) -> Iterator[Step]:
    """Yield the steps from what stands in the working tree back to where the entity comes from."""
    path, id_ = entity.file, entity.id
    now: Mapping[str, Any] = entity.raw
    if log:
        found = _found(repository, log[0].commit, path, kind, (id_, *now.get("formerly", ())))
        if found is None or changes(found, now, kind.schema):
            yield Step(
                "", "", "", "", "changed" if found else "added", path, "", changes(found or {}, now, kind.schema)
            )
        now = found or now
    for one in log:
        if path not in one.files:
            continue
        then = _found(repository, one.commit, path, kind, (id_,))
        if then is None:  # another line of work
            continue
        before, was = _before(repository, one, path, kind, id_, then)
        if before is None:
            if one.parent or not repository.shallow:
                yield _step(one, "added", path, "", ())
            return
        old = identity(kind, before) or id_
        told = changes(_rest(before), _rest(then), kind.schema)
        how = "renamed" if old != id_ else "changed" if told else "moved"
        if told or old != id_ or was != path:
            yield _step(one, how, path, old if old != id_ else was if was != path else "", told)
        path, id_ = was, old


def _step(one: _Made, how: str, path: str, was: str, told: Sequence[Change]) -> Step:
    return Step(one.commit.date, one.commit.hash, one.author, one.subject, how, path, was, told)


def _before(  # noqa: PLR0913, PLR0917 - the commit, and what stood there afterwards
    repository: Repository, one: _Made, path: str, kind: Kind, id_: str, then: Mapping[str, Any]
) -> tuple[Mapping[str, Any] | None, str]:
    """Return the entity before a commit and its file then: in the same file, else in one that the commit touched."""
    if not one.parent:
        return None, path
    parent = Commit(one.parent, "")
    ids = (id_, *(name for name in then.get("formerly") or () if isinstance(name, str)))
    beside = [other for other in one.files if other != path and other.startswith(f"data/{kind.folder}/")]
    for place in (path, *beside):
        found = _found(repository, parent, place, kind, ids)
        if found is not None:
            return found, place
    return None, path


def _found(
    repository: Repository, commit: Commit, path: str, kind: Kind, ids: Sequence[str]
) -> Mapping[str, Any] | None:
    """Return the fields of the entity that a file held at a commit, by the first of its ids that is there."""
    data = repository.text(commit, path)
    document = parse(path, data) if data is not None else None
    if document is None or isinstance(document, Broken):
        return None
    values: Any = document.value if isinstance(document.value, list) else [document.value]
    there = {identity(kind, one): one for one in values if isinstance(one, dict)}
    return next((there[id_] for id_ in ids if id_ in there), None)


def _rest(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in fields.items() if name not in _OURS}


def _log(repository: Repository, head: str) -> Iterator[_Made]:
    """Yield the commits that touched data, the newest first."""
    parts = [part.removeprefix(b"\n") for part in repository.authored(head).split(b"\0")]
    starts = [number for number, part in enumerate(parts) if _HEAD.fullmatch(part)]
    for start, end in zip(starts, [*starts, len(parts)][1:], strict=True):
        head_ = _HEAD.fullmatch(parts[start])
        if head_ is None or start + 3 > end:
            continue
        author, subject, *files = (part.decode(errors="replace") for part in parts[start + 1 : end])
        yield _Made(
            Commit(head_[1].decode(), utc_day(head_[2])),
            head_[3].decode(),
            author,
            subject,
            [one for one in files if one],
        )
