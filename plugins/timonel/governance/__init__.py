"""One result out of what the rules found: severity, waivers, who must act, fingerprints, and the score by pillar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from timonel import schema as schemas
from timonel import settings as settings_of
from timonel.cache import Cache
from timonel.governance.finding import SEVERITIES, Finding, Spot
from timonel.governance.hidden import Hidden
from timonel.governance.judge import Judge, unblocked
from timonel.governance.score import PILLARS, PillarScore, scores
from timonel.kinds import Role
from timonel.load import Sources, load, sources
from timonel.model import Base, Misfit
from timonel.rules import Outcome, Rule, catalogue, check, forms
from timonel.rules import own as own_rules
from timonel.rules.doubts import unknown_lessons
from timonel.rules.facts import Facts
from timonel.settings import Settings
from timonel.text import nearest, said

__all__ = [
    "PILLARS",
    "SEVERITIES",
    "Finding",
    "NewerModelError",
    "PillarScore",
    "Result",
    "Spot",
    "examine",
    "examine_sources",
    "judge",
    "rules_of",
]


class NewerModelError(Exception):
    """The base was made for a newer version of the model than this Timonel knows."""

    def __init__(self, model: int) -> None:
        """Say which version the base asks for."""
        super().__init__(model)
        self.model = model


@dataclass(frozen=True, eq=False)
class Result:
    """What a check of a base says.

    Attributes:
        root: the folder that it was read from, None for anything else.
        hidden: what has been left out of it, for everybody to see the rest (`published`); None where all is there.
    """

    base: Base
    settings: Settings
    facts: Facts
    rules: Mapping[str, Rule]
    findings: Sequence[Finding]
    outcomes: Mapping[str, Outcome]
    score: Mapping[str, PillarScore]
    ran: frozenset[str]
    root: Path | None = None
    hidden: Hidden | None = None

    @property
    def today(self) -> str:
        """The ISO date that the check took for today."""
        return self.facts.today

    def count(self, severity: str | None = None, status: str = "open") -> int:
        """Return how many findings have a severity (any without one) and a status."""
        return sum(one.status == status and severity in (None, one.severity) for one in self.findings)

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[Finding]]:
        """``kind:id`` → its findings."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(one.spot.subject, []).append(one)
        return found

    def owned_by(self, key: str) -> Result:
        """Return the result with only those findings that a role or person (``role:id``, ``person:id``) must act on."""
        kind, _, id_ = key.partition(":")
        roles = {key}
        if kind == "person":
            roles = {
                role.key
                for role in self.base.all(Role)
                if any(one.person == id_ for one in self.facts.holders(role.id))
            }
        return replace(self, findings=[one for one in self.findings if roles.intersection(one.responsible)])

    def reaches(self, level: str) -> bool:
        """Whether an open finding is at a severity or above it ("never" is reached by none)."""
        levels = SEVERITIES[: SEVERITIES.index(level) + 1] if level in SEVERITIES else ()
        return any(one.status == "open" and one.severity in levels for one in self.findings)


def judge(
    base: Base, settings: Settings, rules: Mapping[str, Rule], today: str, wanted: Iterable[str] | None = None
) -> Result:
    """Run the rules on a base and return the result.

    Args:
        base: the base.
        settings: its settings.
        rules: code → rule.
        today: the ISO date to take for today.
        wanted: the codes to run; all without it.
    """
    facts = Facts(base, settings, today)
    codes = set(rules) if wanted is None else set(wanted)
    active = [one for code, one in rules.items() if code in codes and not settings.ignored(code, today)]
    ran = check(base, facts, settings, active)
    outcomes = {outcome.rule.code: outcome for outcome in ran if outcome.problem is None}
    stuck = {outcome.rule.code: _stuck(outcome) for outcome in ran if outcome.problem is not None}
    base = replace(base, misfits=[*base.misfits, *stuck.values()]) if stuck else base
    findings = Judge(base, settings, facts, {one.code: one for one in active if one.code not in stuck})
    found = [*findings.from_misfits(), *findings.from_outcomes(outcomes.values())]
    found = unblocked(findings.waived(found))
    order = {severity: number for number, severity in enumerate(SEVERITIES)}
    found.sort(
        key=lambda one: (
            order[one.severity],
            one.code,
            one.spot.subject,
            [str(key) for key in one.spot.keys],
            one.fingerprint,
        )
    )
    return Result(base, settings, facts, rules, found, outcomes, scores(outcomes, settings), frozenset(findings.rules))


def _stuck(outcome: Outcome) -> Misfit:
    """Return what is to be told of an own rule that could not be run."""
    rule, keys = outcome.rule, ("assert",)
    assert outcome.problem is not None  # noqa: S101 - whoever asks has looked
    return Misfit("DAT002", f"file:{rule.file}", rule.file, *rule.line, keys, outcome.problem, outcome.hint, rule.code)


def examine(  # noqa: PLR0913 - each says how to judge
    root: Path,
    *,
    today: str | None = None,
    wanted: Sequence[str] = (),
    unwanted: Sequence[str] = (),
    use_cache: bool = True,
    read: Sources | None = None,
) -> Result:
    """Load the base in a folder and check it.

    Args:
        root: the folder with ``timonel.yaml``.
        today: the ISO date to take for today; else the settings' ``as_of``, else the UTC date.
        wanted: codes, or beginnings of codes, to run; all without it.
        unwanted: codes, or beginnings of codes, to leave out.
        use_cache: whether to read and write ``.timonel/``.
        read: what the base is made of, where that was read already.

    Raises:
        OSError: the folder cannot be read.
        NewerModelError: the base was made for a newer Timonel.
    """
    result = examine_sources(
        read or sources(root), Cache.of(root, use=use_cache), today=today, wanted=wanted, unwanted=unwanted
    )
    return replace(result, root=root)


def examine_sources(  # noqa: PLR0913 - each says how to judge
    read: Sources, cache: Cache, *, today: str | None = None, wanted: Sequence[str] = (), unwanted: Sequence[str] = (),
    settings: Settings | None = None, rules: Mapping[str, Rule] | None = None,
) -> Result:  # fmt: skip
    """Load a base from wherever it was read, and check it (as `examine`).

    Args:
        read: what the base is made of.
        cache: what is kept between runs.
        today: as in `examine`.
        wanted: as in `examine`.
        unwanted: as in `examine`.
        settings: settings to judge by instead of the base's own.
        rules: own rules to judge by instead of the base's, code → rule.

    Raises:
        OSError: a file cannot be read.
        NewerModelError: the base was made for a newer Timonel.
    """
    theirs, misfits = settings_of.load(read.settings)
    if theirs.model > settings_of.MODEL:
        raise NewerModelError(theirs.model)
    languages = (settings or theirs).languages
    schema, wrong = schemas.load(languages, cache, read.kinds)
    own, problems = own_rules.rules(read.rules, schema, languages)
    known = {**catalogue(cache), **(own if rules is None else rules)}
    codes = own_rules.codes(read.rules).union(known)  # what names a rule that cannot be used is not told as well
    theirs, misfits = settings_of.load(read.settings, rules=forms(known, codes))
    words = (settings or theirs).options.get("DAT002", {}).get("placeholders", ())
    base = load(read.files, schema, codes, languages, cache, words)
    theirs, lost = _owned(theirs, base, read.settings)
    if not any(one.keys[:1] == ("languages",) for one in misfits):  # what is wrong with the list is said there
        lost += [settings_of.misfit(read.settings, _unlisted(lang, number)) for lang, number in base.unlisted.items()]
    settings = settings or theirs
    misfits += [
        Misfit("DAT002", f"file:schemas/kinds/{one.file}", f"schemas/kinds/{one.file}", *one[1:]) for one in wrong
    ]
    problems += unknown_lessons([*own.values()], read.rules, base)
    base = replace(base, misfits=[*misfits, *lost, *problems, *base.misfits])
    chosen = [code for code in known if not wanted or code.startswith(tuple(wanted))]
    chosen = [code for code in chosen if not (unwanted and code.startswith(tuple(unwanted)))]
    return judge(base, settings, known, today or settings.as_of or datetime.now(UTC).date().isoformat(), chosen)


def _unlisted(lang: str, number: int) -> schemas.Problem:
    detail = said("{number} entities have texts in `{lang}`, which `languages` does not list", number=number, lang=lang)
    hint = said("add `{lang}` to `languages`, or delete these texts", lang=lang)
    return schemas.Problem(("languages", lang), detail, hint)


def _owned(settings: Settings, base: Base, data: bytes | None) -> tuple[Settings, list[Misfit]]:
    """Return the settings without an owner of the vocabulary who is not there, and the finding of that."""
    key = settings.vocabulary_owner or ""
    kind, _, id_ = key.partition(":")
    if not key or base.find(key) or id_ in base.known.get(kind, ()):
        return settings, []
    close = [f"{kind}:{one}" for one in nearest(id_, base.entities.get(kind, ()))]
    hint = said("the nearest there are: {ids}", ids=", ".join(f"`{one}`" for one in close)) if close else None
    problem = schemas.Problem(("vocabulary_owner",), said("`{value}` does not exist", value=key), hint)
    return replace(settings, vocabulary_owner=None), [settings_of.misfit(data, problem)]


def rules_of(root: Path, cache: Cache) -> Mapping[str, Rule]:
    """Return code → rule, those of the base in a folder included."""
    read = sources(root)
    settings, _ = settings_of.load(read.settings)
    known = catalogue(cache)
    if not read.rules:
        return known
    schema, _wrong = schemas.load(settings.languages, cache, read.kinds)
    return {**known, **own_rules.rules(read.rules, schema, settings.languages)[0]}
