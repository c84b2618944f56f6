"""What a change would do, line by line: entities, files, and the gaps that open and close."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from timonel.governance import Finding, Result
from timonel.governance.fixes import Fix
from timonel.history.fields import Change, called, changes
from timonel.model import Entity, Reference
from timonel.text import BRIEF, Said, many, one_line, pick, said, say, short, show

_GAPS = 10  # gaps that are told one by one
_FEW = 12  # entities that only name another one


class Told(NamedTuple):
    """What is told of a change; `edit.change` makes such, which this need not know."""

    altered: Iterable[tuple[Entity, Mapping[str, Any]]]
    gone: Sequence[Entity]
    names: Mapping[str, str]
    moved: Mapping[str, str]
    files: Sequence[str]
    opened: Sequence[Finding]
    closed: Sequence[Finding]


def lines(before: Result, told: Told, lang: str) -> Iterator[str]:
    """Yield what a change does.

    Args:
        before: what the check says now.
        told: the change.
        lang: language of the texts.
    """
    for old, new in told.names.items():
        yield say(said("{key} becomes {new}", key=old, new=new), lang)
    for entity in told.gone:
        yield say(said("{key} goes ({file})", key=entity.key, file=entity.file), lang)
    altered = [*told.altered]
    for entity, fields in altered if len(altered) <= _FEW or not told.names else altered[:_FEW]:
        yield f"~ {entity.key} ({entity.file})"
        for one in changes(entity.raw, fields, before.base.schema.kinds[entity.kind].schema):
            yield f"    {_field(before, entity, one, lang)}"
    if told.names and len(altered) > _FEW:
        yield say(said("… and {number} more that name it", number=len(altered) - _FEW), lang)
    others = sorted(
        {*told.files} - {one.file for one, _ in altered} - {one.file for one in told.gone} - {*told.moved.values()}
    )
    if others:
        more = said(" and {number} more", number=len(others) - _FEW) if len(others) > _FEW else ""
        yield say(said("also changed: {files}{more}", files=", ".join(others[:_FEW]), more=more), lang)
    yield say(many("1 file changes", "{n} files change", len({*told.files} - told.moved.keys())), lang)
    yield from gaps(told.opened, many("opens 1 gap:", "opens {n} gaps:", len(told.opened)), lang)
    yield from gaps(told.closed, many("closes 1 gap:", "closes {n} gaps:", len(told.closed)), lang)
    if not told.opened and not told.closed:
        yield say("No gap opens, none closes.", lang)


def gaps(found: Sequence[Finding], title: Said, lang: str) -> Iterator[str]:
    """Yield gaps under a title, the first of many."""
    if not found:
        return
    yield say(title, lang)
    for one in found[:_GAPS]:
        yield one_line(f"  {one.code} {one.brief(lang)}")
    if len(found) > _GAPS:
        yield f"  {say(said('and {number} more', number=len(found) - _GAPS), lang)}"


def _field(before: Result, entity: Entity, one: Change, lang: str) -> str:
    name = called(before.base.schema.kinds[entity.kind].schema, one.keys, lang)
    return one_line(f"{name}: {valued(before, one, one.before, lang)} → {valued(before, one, one.after, lang)}")


def valued(before: Result, one: Change, value: Any, lang: str) -> str:  # noqa: ANN401 - a YAML value
    """Return a value before or after a change in words."""
    if value is None:
        return say("nothing", lang)
    if one.schema.get("x-text"):
        return short(pick(value, lang))
    if isinstance(value, str):
        target = one.schema.get("x-ref")
        entity = before.base.find(f"{target}:{value}" if isinstance(target, str) and ":" not in value else value)
        label = one.schema.get("x-labels", {}).get(value)
        return short(show(entity, lang, BRIEF)) if target and entity else pick(label, lang) if label else short(value)
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    plain = not (isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value)))
    return short(show(value, lang) if plain else json.dumps(value, ensure_ascii=False))


def held(result: Result, found: Sequence[Reference], lang: str) -> Iterator[str]:
    """Yield what somebody has to hand over, and what comes to rest on each of it.

    Args:
        result: what the check says.
        found: what names the person.
        lang: language of the texts.
    """
    for one in found:
        kind = result.base.schema.kinds[one.source.kind]
        owned = [
            each for each in result.base.backlinks.get(one.source.key, ()) if each.path[0] in _owners(result, each)
        ]
        told = f" · {say(many('answers for 1 entry', 'answers for {n} entries', len(owned)), lang)}" if owned else ""
        yield one_line(
            f"{pick(kind.title, lang)} {say(said('“{name}”', name=show(one.source, lang, BRIEF)), lang)} ({one.source.key}, {one.source.file}){told}"
        )
    yield say(many("1 thing to hand over", "{n} things to hand over", len(found)), lang)
    if found:
        yield say("--to person:ID shows the edits that hand all of it over", lang)


def _owners(result: Result, one: Reference) -> Sequence[str]:
    """Return the fields of an entity that say who answers for it."""
    return result.base.schema.kinds[one.source.kind].responsible


def mended(found: Sequence[tuple[Finding, Fix]], lang: str) -> Iterator[str]:
    """Yield which findings are mended, and how.

    Args:
        found: findings with the fixes that are taken.
        lang: language of the texts.
    """
    for one, fix in found:
        line, column = one.spot.line
        note = "" if fix.safe else f" ({say('decides something', lang)})"
        yield one_line(f"{one.spot.file}:{line}:{column}: {one.code} {one.brief(lang)} → {say(fix.title, lang)}{note}")
    if not found:
        yield say("Nothing can be mended without a person.", lang)
