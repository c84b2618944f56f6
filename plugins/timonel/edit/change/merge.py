"""Two entities that are one: what named either names the one that stays, which has what both had."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from timonel.edit.change.assign import unknown
from timonel.edit.change.draft import Draft, RefusedError
from timonel.edit.change.planned import Planned, planned
from timonel.edit.change.rename import draft_names
from timonel.edit.text.surgeon import equal
from timonel.governance import Result
from timonel.model import Entity
from timonel.text import said

_OURS = ("id", "formerly")


def merge(  # noqa: PLR0913 - the two, and whose values hold
    root: Path, result: Result, key: str, into: str, take: str = "", *, use_cache: bool = True
) -> Planned:
    """Return what merging an entity into another one of its kind does; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        key: the entity that goes, ``kind:id``.
        into: the one that stays, ``kind:id`` or its id.
        take: whose value holds where they differ, ``kind:id`` of one of them; "" refuses that.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: they differ where only one value can stand, or two measurements fall on one day.
    """
    base = result.base
    gone, kind = base.find(key), key.partition(":")[0]
    stays = base.find(into if ":" in into else f"{kind}:{into}")
    missing = [name for name, one in ((key, gone), (into, stays)) if one is None]
    if gone is None or stays is None:
        raise RefusedError(*(unknown(base, name) for name in missing))
    if gone.kind != stays.kind or gone is stays or "id" not in base.schema.kinds[kind].required:
        raise RefusedError(said("only two entities of one kind that have ids of their own can be merged"))
    if take not in ("", gone.key, stays.key):
        raise RefusedError(said("--take names one of the two: {key} or {other}", key=gone.key, other=stays.key))
    draft = Draft(root, result)
    fields = draft.of(stays)
    _join(fields, gone, stays, take)
    fields["formerly"] = [
        *dict.fromkeys([*(fields.get("formerly") or ()), *(gone.fields.get("formerly") or ()), gone.id])
    ]
    draft.gone.add(gone.key)
    names = _follow(draft, gone, stays)
    _once(draft, stays.key)
    return planned(root, result, draft, names, use_cache=use_cache)


def _join(fields: dict[str, Any], gone: Entity, stays: Entity, take: str) -> None:
    """Put into the fields of the one that stays what only the other has; items of lists are joined."""
    differ = []
    for name, value in gone.raw.items():
        there = fields.get(name)
        if name in _OURS or equal(value, there):
            continue
        if there is None:
            fields[name] = value
        elif isinstance(there, list) and isinstance(value, list):
            fields[name] = [*there, *(one for one in value if not _is_in(one, there))]
        elif take == gone.key:
            fields[name] = value
        elif not take:
            differ.append(name)
    if differ:
        raise RefusedError(
            said(
                "{key} and {other} differ in: {fields}; --take {other} (or {key}) says whose values hold",
                key=gone.key, other=stays.key, fields=", ".join(differ),
            )
        )  # fmt: skip


def _is_in(one: Any, there: list[Any]) -> bool:  # noqa: ANN401 - a YAML value
    """Whether a list has an item: the same, or one with its id."""
    id_ = one.get("id") if isinstance(one, dict) else None
    return any(equal(one, other) or (id_ and isinstance(other, dict) and other.get("id") == id_) for other in there)


def _follow(draft: Draft, gone: Entity, stays: Entity) -> Mapping[str, str]:
    """Let what names the one that goes name the other; what would be said twice of it goes, too."""
    base, found = draft.base, {gone.key: stays.key}
    clash = []
    for old, new in draft_names(draft, found).items():
        there = base.find(new)
        if old == gone.key:
            continue
        if there is None:
            found[old] = new
        elif there.kind == "measurement":
            clash.append(said("{key} and {other} are of one day: take one away first", key=old, other=new))
        else:  # a waiver or a confirmation of both: that of the one that stays holds
            draft.gone.add(old)
    if clash:
        raise RefusedError(*clash)
    for reference in base.backlinks.get(gone.key, ()):
        source = reference.source
        if source.kind == "confirmation" and source.key not in draft.gone and reference.path[0] == "entity":
            draft.gone.add(source.key)  # nobody has confirmed what comes of it
            found.pop(source.key, None)
    for old, new in found.items():
        draft.refer(old, new)
        draft.mention(old, new)
    draft.fields.pop(gone.key, None)
    return found


def _once(draft: Draft, key: str) -> None:
    """Let no list name the one that stays twice, and nothing name itself."""
    kind, _, id_ = key.partition(":")
    for source in [*draft.fields]:
        fields, entity = draft.fields[source], draft.base.find(source)
        links = draft.base.schema.kinds[entity.kind].links if entity else {}
        for name in links:
            value = fields.get(name)
            if isinstance(value, list):
                own = source == key
                kept = [one for place, one in enumerate(value) if not any(equal(one, other) for other in value[:place])]
                fields[name] = [one for one in kept if not (own and one in (id_, key) and _names(links[name], kind))]
                if not fields[name]:
                    del fields[name]
            elif source == key and value in (id_, key) and _names(links[name], kind):
                del fields[name]


def _names(links: Any, kind: str) -> bool:  # noqa: ANN401 - links of a field
    return any(kind in one.kinds or "*" in one.kinds for one in links)
