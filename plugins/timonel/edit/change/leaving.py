"""What leaves: an entity that is retired, and a person who hands over what was theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from timonel.edit.change.assign import unknown
from timonel.edit.change.draft import Draft, RefusedError, put
from timonel.edit.change.planned import Planned, planned
from timonel.governance import Result
from timonel.kinds import Person, Role
from timonel.model import Entity, Reference
from timonel.text import Said, said

_RETIRED = "retired"
_OF_THEM = ("waiver", "confirmation", "measurement", "commitment")  # what only speaks of an entity goes with it
_NAMED = 12  # references that are told one by one


def retire(root: Path, result: Result, key: str, *, use_cache: bool = True) -> Planned:
    """Return what retiring an entity does: its state where its kind has one, else it goes if nothing needs it.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        key: the entity, ``kind:id``.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: something that would have to move first names it.
    """
    entity = result.base.find(key)
    if entity is None:
        raise RefusedError(unknown(result.base, key))
    draft = Draft(root, result)
    states = result.base.schema.kinds[entity.kind].fields.get("status", {}).get("enum", ())
    if _RETIRED in states:
        if entity.fields.get("status") == _RETIRED:
            raise RefusedError(said("{key} is retired already", key=key))
        draft.of(entity)["status"] = _RETIRED
        return planned(root, result, draft, {}, use_cache=use_cache)
    naming = [
        one
        for one in result.base.backlinks.get(key, ())
        if one.source.kind not in _OF_THEM and one.source is not entity
    ]
    if naming:
        first = said(
            "{key} cannot go: what names it must name something else first, or `timonel merge` joins two", key=key
        )
        raise RefusedError(first, *_told(naming))
    draft.gone |= {key, *(one.source.key for one in result.base.backlinks.get(key, ()) if one.source.kind in _OF_THEM)}
    return planned(root, result, draft, {}, use_cache=use_cache)


def _told(naming: Sequence[Reference]) -> Iterator[Said]:
    for one in naming[:_NAMED]:
        field = ".".join(str(step + 1 if isinstance(step, int) else step) for step in one.path)
        yield said("  {file}: {key}, {field}", file=one.source.file, key=one.source.key, field=field)
    if len(naming) > _NAMED:
        yield said("  and {number} more", number=len(naming) - _NAMED)


def holdings(result: Result, person: str) -> Sequence[Reference]:
    """Return what names a person today: the roles that they hold, and what is theirs by name; what is past is not theirs.

    Args:
        result: what the check says of the base.
        person: ``person:id``.

    Raises:
        RefusedError: there is no such person.
    """
    id_ = person.removeprefix("person:")
    if result.base.get(Person, id_) is None:
        raise RefusedError(unknown(result.base, f"person:{id_}"))
    found = []
    for one in result.base.backlinks.get(f"person:{id_}", ()):
        if one.source.kind in _OF_THEM:
            continue
        if isinstance(one.source, Role) and one.path[0] == "holders":
            if not _has_ended(one.source, one.path, result.today):
                found.append(one)
        elif one.source.fields.get("status") not in ("done", "closed", "cancelled", "withdrawn", _RETIRED):
            found.append(one)
    return found


def _has_ended(role: Entity, path: Sequence[Any], today: str) -> bool:
    holder = role.fields["holders"][path[1]]
    until = holder.get("until") if isinstance(holder, dict) else None
    return isinstance(until, str) and until < today


def handover(  # noqa: PLR0913 - who, to whom, and when
    root: Path, result: Result, person: str, to: str, on: str = "", *, use_cache: bool = True
) -> Planned:
    """Return what handing everything over does: seats from a day on, and what is theirs by name.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        person: who leaves, ``person:id``.
        to: who takes over, ``person:id``.
        on: the first ISO day of the other one; today without it.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: one of them is nobody, or there is nothing to hand over.
    """
    old, new, first = person.removeprefix("person:"), to.removeprefix("person:"), on or result.today
    found = holdings(result, person)
    if result.base.get(Person, new) is None:
        raise RefusedError(unknown(result.base, f"person:{new}"))
    if not found or old == new:
        raise RefusedError(said("{key} has nothing to hand over", key=f"person:{old}"))
    draft = Draft(root, result)
    last = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    for one in found:
        fields = draft.of(one.source)
        if isinstance(one.source, Role) and one.path[0] == "holders":
            _seat(fields, int(one.path[1]), new, first, last)
        else:
            put(fields, one.path, f"person:{old}", f"person:{new}")
    return planned(root, result, draft, {}, use_cache=use_cache)


def _seat(fields: dict[str, Any], place: int, new: str, first: str, last: str) -> None:
    """Let a seat end on a day, and another begin on the next with the same terms."""
    holders = fields["holders"]
    held = holders[place] if isinstance(holders[place], dict) else {"person": holders[place]}
    then = {**deepcopy(held), "person": new, "from": first}
    then.pop("until", None)
    if str(held.get("from", "")) >= first:  # it had not begun
        holders[place] = {**held, "person": new}
    else:
        holders[place] = {**held, "until": last}
        holders.append(then)
