"""On which single role, system or person most hangs: for a terminal, and as JSON (schemas/ranking.schema.json)."""

from __future__ import annotations

from collections.abc import Iterator

from timonel import __version__
from timonel.governance import Result
from timonel.lookups.ranking import SINGLE, ranking
from timonel.report.machine import dump
from timonel.text import BRIEF, many, pick, said, say, show, visible

_SHOWN = 10  # of a kind: who wants all of them takes JSON


def as_text(result: Result, lang: str) -> str:
    """Return the first of each kind, with what is felt if it is gone."""
    return "\n".join(visible(line).replace("\n", " ") for line in _lines(result, lang)) + "\n"


def _lines(result: Result, lang: str) -> Iterator[str]:
    ranked, kinds = ranking(result.facts), result.base.schema.kinds
    yield say(
        "If only one is gone, the effect reaches:" if ranked else "No loss of a single role, system or person is felt.",
        lang,
    )
    for kind in SINGLE:
        these = [one for one in ranked if one.entity.kind == kind]
        if these:
            yield ""
            yield f"{pick(kinds[kind].plural, lang)} ({len(these)}):"
        for one in these[:_SHOWN]:
            touchpoints = many("1 touchpoint", "{n} touchpoints", one.counts["touchpoint"])
            moments = many("1 moment of truth", "{n} moments of truth", one.counts["moment_of_truth"])
            both = said("{touchpoints} ({moments})", touchpoints=touchpoints, moments=moments)
            felt = both if one.counts["moment_of_truth"] else touchpoints
            yield f"  {show(one.entity, lang, BRIEF)} ({one.entity.key}) · {say(felt, lang)}"
        if len(these) > _SHOWN:
            yield f"  {say(said('… {n} more', n=len(these) - _SHOWN), lang)}"


def as_json(result: Result, _lang: str) -> str:
    """Return all of them as ``schemas/ranking.schema.json`` describes it."""
    ranked = [{"entity": one.entity.key, "counts": one.counts} for one in ranking(result.facts)]
    return dump({"timonel": __version__, "as_of": result.today, "ranking": ranked})
