"""What is felt when an entity is gone: for a terminal, and as JSON (schemas/impact.schema.json)."""

from __future__ import annotations

from collections.abc import Iterator

from timonel import __version__
from timonel.governance import Result
from timonel.graph.impact import FELT, Felt, is_moment_of_truth
from timonel.model import Entity
from timonel.report.machine import dump
from timonel.text import BRIEF, pick, say, show, visible


def as_text(result: Result, entity: Entity, lang: str) -> str:
    """Return what is felt, kind by kind, each with the way there."""
    return "\n".join(visible(line).replace("\n", " ") for line in _lines(result, entity, lang)) + "\n"


def _lines(result: Result, entity: Entity, lang: str) -> Iterator[str]:
    kinds, found = result.base.schema.kinds, result.facts.impact(entity)
    yield f"{show(entity, lang, BRIEF)} · {pick(kinds[entity.kind].title, lang)} · {entity.key}"
    yield say(found.sentence, lang)
    for kind in FELT:
        these = found.of(kind)
        if these:
            yield ""
            yield f"{pick(kinds[kind].plural, lang)} ({len(these)}):"
        for one in these:
            moment = f" · {say('moment of truth', lang)}" if is_moment_of_truth(one.entity) else ""
            yield f"  {show(one.entity, lang, BRIEF)} ({one.entity.key}){moment}"
            yield f"    {_way(result, entity, one, lang)}"


def _way(result: Result, start: Entity, one: Felt, lang: str) -> str:
    named = (result.base.find(link.target) for link in one.path)
    return " → ".join(show(each, lang, BRIEF) for each in (start, *named) if each is not None)


def as_json(result: Result, entity: Entity, _lang: str) -> str:
    """Return what is felt as ``schemas/impact.schema.json`` describes it."""
    found = result.facts.impact(entity)
    felt = [
        {
            "entity": one.entity.key,
            "path": [
                {"from": link.source, "to": link.target, "field": ".".join((link.kind, *link.path))}
                for link in one.path
            ],
        }
        for one in found.felt
    ]
    about = {"timonel": __version__, "as_of": result.today, "entity": entity.key}
    return dump({**about, "in_force": found.in_force, "vacant": found.vacant, "counts": found.counts, "felt": felt})
