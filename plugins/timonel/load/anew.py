"""A base of which files were edited that give the same ids as before: only what these say is read and linked anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from timonel.load.entity import ENOUGH, Part, Reader, cuts
from timonel.load.files import File, folder_of
from timonel.load.kept import Edit, Kept
from timonel.load.link import Linker
from timonel.model import Base, Entity, Misfit, Reference
from timonel.schema import Schema
from timonel.source import Document, parse

_References = Mapping[str, Sequence[Reference]]


class _Given(NamedTuple):
    """What an edited file gives, and which of that is another entity than before: now → before."""

    document: Document
    parts: Sequence[Part]
    misfits: Sequence[Misfit]
    replaced: Mapping[Entity, Entity]


def anew(kept: Kept, files: Sequence[File], schema: Schema, codes: frozenset[str], reader: Reader) -> Base | None:
    """Return the base that files make; None where an edit may reach further than what the entities of some files say.

    Args:
        kept: what the files gave before; what they give now is kept in it, and how the base differs.
        files: the files.
        schema: the kinds.
        codes: the rule codes that may be named.
        reader: reads what files hold.
    """
    before = kept.base
    if before is None or before.unlisted or len(files) != len(kept.read):
        return None
    edited = [(old, new) for old, new in zip(kept.read, files, strict=True) if old is not new and old != new]
    twins = _twins(before)
    given = []
    for old, new in edited:
        is_its_own = old.path == new.path and new.path not in twins
        one = _given(kept, new, schema, reader) if is_its_own else None
        if one is None:
            return None
        given.append(one)
    replaced = {now: was for one in given for now, was in one.replaced.items()}
    entities = {**before.entities}
    for kind in {one.kind for one in replaced}:
        entities[kind] = {**entities[kind], **{one.id: one for one in replaced if one.kind == kind}}
    documents = {**before.files, **{one.document.path: one.document for one in given}}
    kept.before = {one.document.path: kept.files[one.document.path] for one in given}
    for one in given:
        kept.keep(one.document, one.parts)
        kept.note(one.document.path, one.misfits)
    known = kept.misfits(documents)
    linker = Linker(schema, codes, entities, before.known, len(known))
    kept.base, kept.edit = _linked(replace(before, entities=entities, files=documents), known, linker, before, replaced)
    kept.read = files
    return kept.base


def _linked(
    base: Base, misfits: Sequence[Misfit], linker: Linker, before: Base, replaced: Mapping[Entity, Entity]
) -> tuple[Base, Edit]:
    """Return a base with its references followed, as far as they may lead elsewhere than before, and how it differs.

    Args:
        base: the base.
        misfits: what was wrong before any reference was followed.
        linker: follows them.
        before: what the base was.
        replaced: the entities that are others now → what they were.
    """
    again = _again(before, base.entities, replaced)
    linker.link({}, again)
    for page in base.pages:
        linker.follow_page(page)
    fresh = {one.key: list[Reference]() for some in again.values() for one in some}
    for link in linker.references:
        fresh[link.source.key].append(link)
    moved = {key for key, some in fresh.items() if [*before.outgoing.get(key, ())] != some}
    outgoing = _outgoing(before, base.entities, {key: fresh[key] for key in moved})
    backlinks, led = _backlinks(before, outgoing, moved)
    references = [*chain.from_iterable(outgoing.values())]
    found = replace(base, references=references, misfits=[*misfits, *linker.misfits])
    return found.knowing(outgoing, backlinks), Edit(replaced, moved, led)


def _twins(base: Base) -> set[str]:
    """Return the files with entities of one name: what is told of one of them is where the other stands."""
    misfits = [one for one in base.misfits if one.code == "DAT004"]
    return {file for one in misfits for file in (one.file, *(at[1] for at in one.related))}


def _given(kept: Kept, file: File, schema: Schema, reader: Reader) -> _Given | None:
    """Return what an edited file gives; None where that is not the same entities as before, in whatever state."""
    known, kind = kept.files.get(file.path), schema.folders.get(folder_of(file.path))
    document = parse(file.path, file.data) if known and kind and not file.problem else None
    if known is None or kind is None or not isinstance(document, Document):
        return None
    parts = [*reader.parts(kind, document, kept.earlier(document, known))]
    misfits = [*cuts(document), *(misfit for part in parts for misfit in part.misfits)]
    if [*map(_name, parts)] != [*map(_name, known.parts)] or len(misfits) >= ENOUGH:
        return None
    if any(part.foreign for part in (*parts, *known.parts)):  # whether these are slips depends on how many there are
        return None
    pairs = ((now.entity, was.entity) for now, was in zip(parts, known.parts, strict=True) if now is not was)
    return _Given(document, parts, misfits, {now: was for now, was in pairs if now and was})


def _name(part: Part) -> tuple[str | None, bool]:
    return part.id, part.entity is None


def _again(
    before: Base, entities: Mapping[str, Mapping[str, Entity]], replaced: Mapping[Entity, Entity]
) -> Mapping[str, Sequence[Entity]]:
    """Return the entities whose references have to be followed again, in the order of files.

    The others lead where they led: what they name is there still. But what is said of one that leads nowhere is about
    names, and an item that somebody names stands in another entity.
    """
    keys = {one.key for one in replaced}
    keys |= {link.source.key for one in replaced for link in before.backlinks.get(one.key, ())}
    keys |= {one.subject for one in before.misfits if one.code == "DAT003"}
    ids = dict[str, set[str]]()
    for key in keys:
        kind, _, id_ = key.partition(":")
        ids.setdefault(kind, set()).add(id_)
    wanted = ((kind, there, ids[kind]) for kind, there in entities.items() if kind in ids)
    return {kind: [one for id_, one in there.items() if id_ in mine] for kind, there, mine in wanted}


def _outgoing(before: Base, entities: Mapping[str, Mapping[str, Entity]], fresh: _References) -> _References:
    """Return ``kind:id`` → the references it makes, in the order of files."""
    found = {**before.outgoing, **fresh}
    if all(some and key in before.outgoing for key, some in fresh.items()):
        return found
    keys = (one.key for there in entities.values() for one in there.values())
    return {key: found[key] for key in keys if found.get(key)}


def _backlinks(before: Base, outgoing: _References, moved: Iterable[str]) -> tuple[_References, set[str]]:
    """Return ``kind:id`` → the references that lead to it, and of which keys these are not as they were."""
    moved = {*moved}
    gone, come = _ends(before.outgoing, moved), [*_ends(outgoing, moved)]
    led = {*(key for key, _ in gone), *(key for key, _ in come)}
    order = {key: number for number, key in enumerate(outgoing)} if led else {}
    found = {**before.backlinks}
    for key in led:
        links = [one for one in found.pop(key, ()) if one.source.key not in moved]
        links += [one for target, one in come if target == key]
        if links:
            found[key] = sorted(links, key=lambda one: order[one.source.key])
    return found, led


def _ends(outgoing: _References, keys: Iterable[str]) -> Iterator[tuple[str, Reference]]:
    return ((f"{one.kind}:{one.id}", one) for key in keys for one in outgoing.get(key, ()))
