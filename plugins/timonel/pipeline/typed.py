"""A file that somebody is typing, judged at once: what is wrong with it, beside the rest of the base as it was last examined.

Nothing outside the file is looked at anew, so this takes milliseconds however large the base is. What rules look up in the
whole base is as it was before the edit: the examination that follows has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from timonel import settings as settings_of
from timonel.governance import Finding
from timonel.governance.judge import Judge, unblocked
from timonel.kinds import Waiver
from timonel.load.entity import Reader, cuts
from timonel.load.files import folder_of
from timonel.load.floods import Foreign
from timonel.load.leftovers import merge_in
from timonel.load.link import Linker
from timonel.load.loader import twice
from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity, Misfit, Place, Reference
from timonel.pipeline import Frame
from timonel.pipeline.tracer import Tracer
from timonel.rules import Rule, asks, forms, refused
from timonel.schema import Kind
from timonel.source import Broken, Document, parse

_LOADING = ("DAT001", "DAT002", "DAT003", "DAT004")


class Known(NamedTuple):
    """What is known of the base from its last examination.

    Attributes:
        tracer: what was looked up in it.
        facts: its facts, with nothing looked up yet.
        frame: what its files are read and judged by.
        active: the rules that run.
    """

    tracer: Tracer
    facts: Facts
    frame: Frame
    active: Sequence[Rule]


class Typed(NamedTuple):
    """What is wrong with a file.

    Attributes:
        findings: the gaps, those with a waiver left out.
        codes: the codes of all that was asked; of other rules nothing is known.
        facts: what is known of the base with the file.
        entities: what the file gives.
    """

    findings: Sequence[Finding]
    codes: frozenset[str]
    facts: Facts
    entities: Sequence[Entity] = ()


class _Judge(Judge):
    """Makes findings; who must act on them is asked later."""

    def responsible(self, rule: Rule, entity: Entity) -> Sequence[str]:  # noqa: ARG002 - what a judge is asked
        return ()


def typed(known: Known, path: str, data: bytes) -> Typed | None:
    """Return what is wrong with a file; None where that cannot be told without all else.

    Args:
        known: what is known of the base.
        path: the file, from the base's root with forward slashes.
        data: its bytes.
    """
    if path == settings_of.FILE:
        rules = known.frame.rules
        misfits = settings_of.load(data, rules=forms(rules, known.frame.codes))[1]
        return _judged(known, known.facts.base, misfits, (), ())
    if path.startswith("docs/") and path.endswith(".md") and path.count("/") > 1:
        return _page(known, path, data)
    kind = known.facts.base.schema.folders.get(folder_of(path)) if path.startswith("data/") else None
    if kind is None or not path.endswith((".yaml", ".yml")):
        return None
    document = parse(path, data)
    if isinstance(document, Broken):
        at = (path, document.line, document.column)
        misfit = Misfit("DAT001", f"file:{path}", *at, (), document.problem, document.hint)
        base = known.facts.base
        return _judged(known, _with(base, base.misfits, document), [misfit], (), ())
    return _file(known, kind, document)


def _page(known: Known, path: str, data: bytes) -> Typed:
    """Judge a hand-written page."""
    base = known.facts.base
    page = DocPage(path.removeprefix("docs/"), path.split("/")[1], data.decode("utf-8", "replace"))
    merge = merge_in(page.text)
    at = (page.key, page.file)
    misfits = [Misfit("DAT001", *at, merge.line, merge.column, (), merge.problem, merge.hint)] if merge else []
    linker = _linker(known, base)
    linker.follow_page(page)
    return _judged(known, base, [*misfits, *linker.misfits], (), [page])


def _file(known: Known, kind: Kind, document: Document) -> Typed:
    """Judge a file of entities."""
    base = known.facts.base
    words = known.frame.settings.options.get("DAT002", {}).get("placeholders", ())
    parts = [*Reader(words).parts(kind, document)]
    misfits = [*cuts(document), *(misfit for part in parts for misfit in part.misfits)]
    foreign = Foreign()
    for text in (text for part in parts for text in part.foreign):
        foreign.add(text)
    misfits += foreign.slips(base.unlisted)
    there = base.entities[kind.name]
    old = [one for one in there.values() if one.file == document.path]
    others = {**there}
    for one in old:
        del others[one.id]
    fresh: dict[str, Entity] = {}
    for part in parts:
        if part.entity is None or part.id is None:
            continue
        if part.id in others or part.id in fresh:
            misfits.append(twice(others.get(part.id) or fresh[part.id], part, document))
        else:
            fresh[part.id] = part.entity
    lost = frozenset(part.id for part in parts if part.id and part.entity is None)
    ids = {**base.known, kind.name: base.known[kind.name] - {one.id for one in old} - fresh.keys() | lost}
    entities = {**base.entities, kind.name: _in_order(there, old, fresh)}
    base = replace(base, entities=entities, known=ids, files={**base.files, document.path: document})
    linker = _linker(known, base)
    linker.link({}, {kind.name: fresh.values()})
    _rewire(known.facts.base, base, old, linker.references)
    return _judged(known, base, [*misfits, *linker.misfits], [*fresh.values()], ())


def _in_order(there: Mapping[str, Entity], old: Sequence[Entity], fresh: Mapping[str, Entity]) -> Mapping[str, Entity]:
    """Return a kind's entities with those of a file replaced, in the order of files."""
    gone = {one.id for one in old}
    found: dict[str, Entity] = {}
    for id_, one in there.items():
        if id_ not in gone:
            found[id_] = one
        elif one is old[0]:
            found |= fresh
    return {**found, **fresh}


def _rewire(before: Base, base: Base, old: Sequence[Entity], references: Iterable[Reference]) -> None:
    """Let a base know its references both ways without looking at all of them: those of a file's entities are others now."""
    gone = {one.key for one in old}
    outgoing = {key: some for key, some in before.outgoing.items() if key not in gone}
    backlinks = dict(before.backlinks)
    for one in (one for key in gone for one in before.outgoing.get(key, ())):
        target = f"{one.kind}:{one.id}"
        backlinks[target] = [other for other in backlinks.get(target, ()) if other.source.key not in gone]
    for one in references:
        outgoing[one.source.key] = [*outgoing.get(one.source.key, ()), one]
        target = f"{one.kind}:{one.id}"
        backlinks[target] = [*backlinks.get(target, ()), one]
    base.knowing(outgoing, {key: some for key, some in backlinks.items() if some})


def _linker(known: Known, base: Base) -> Linker:
    ids = {kind: {*some} for kind, some in base.known.items()}
    return Linker(base.schema, known.frame.codes, base.entities, ids, 0)


def _judged(
    known: Known, base: Base, misfits: Sequence[Misfit], entities: Sequence[Entity], pages: Sequence[DocPage]
) -> Typed:
    """Return what is wrong with entities and pages: with loading them, and by the rules that look at one at a time."""
    base = _with(base, misfits)
    facts = _facts(known, base)
    ours = [one for one in known.active if one.function is not None]
    judge = _Judge(base, facts.settings, facts, {one.code: one for one in known.active})
    files = {*(one.file for one in misfits), *(one.file for one in entities), *(one.file for one in pages)}
    run = partial(_found, base, facts, entities, pages)
    found = [
        *(one for one in judge.from_misfits() if one.spot.file in files),
        *(judge.from_place(rule, place) for rule in ours for place in run(rule)),
    ]
    covered = {(one.rule, one.entity) for one in base.all(Waiver) if one.expires >= facts.today}
    open_ = unblocked([one for one in found if (one.code, one.spot.subject) not in covered])
    return Typed(open_, frozenset([*_LOADING, *(one.code for one in ours)]), facts, entities)


def _with(base: Base, misfits: Sequence[Misfit], document: Document | Broken | None = None) -> Base:
    """Return a base with other misfits, and another file, that knows its references as before."""
    found = replace(base, misfits=misfits, files={**base.files, document.path: document} if document else base.files)
    return found.knowing(base.outgoing, base.backlinks)


def _found(
    base: Base, facts: Facts, entities: Sequence[Entity], pages: Sequence[DocPage], rule: Rule
) -> Iterator[Place]:
    """Yield the places where entities and pages break a rule."""
    seen: list[Entity | DocPage] = [one for one in entities if rule.selects in ("", one.kind)]
    seen = [
        one for one in seen if not (isinstance(one, Entity) and base.schema.kinds[one.kind].is_own and rule.selects)
    ]
    if rule.selects == "organization" and base.organization is None:
        seen = []
    seen += pages if rule.pages else ()
    if not seen:
        return
    values = {"base": base, "facts": facts, "today": facts.today}
    applies, places = asks(rule, {**values, **rule.options, **facts.settings.options.get(rule.code, {})})
    for one in seen:
        if applies(one):
            yield from (place for place in places(one) if not refused(place))


def _facts(known: Known, base: Base) -> Facts:
    """Return facts of a base in which what was looked up before stands."""
    facts = Facts(base, known.facts.settings, known.facts.today, known.facts.enforcing)
    for name, value in known.tracer.known().items():
        if isinstance(name, str) and name.startswith("."):
            vars(facts)[name[1:]] = value
        elif callable(name):
            facts._made[name] = value  # noqa: SLF001 - as if they had been looked up in it
    return facts
