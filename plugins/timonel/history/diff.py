"""Two revisions of a base side by side, judged alike: by the first one's settings and rules, on the second one's day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from timonel import clock
from timonel import schema as schemas
from timonel import settings as settings_of
from timonel.cache import Cache
from timonel.files import leads_out
from timonel.governance import Result
from timonel.governance import baseline as baselines
from timonel.history.compare import Comparison, compare
from timonel.history.concerns import Concern, Known, concerns
from timonel.history.git import HistoryError
from timonel.history.revisions import Commit, Repository, foreign
from timonel.load import Sources, baseline_of, sources
from timonel.pipeline import examine_sources
from timonel.rules import Rule
from timonel.rules.own import cards as own
from timonel.text import said

_USUAL = "baseline.json"


@dataclass(frozen=True, eq=False)
class Diff:
    """What lies between two revisions.

    Attributes:
        base: the first revision.
        head: the second one; None for the working tree.
        names: what the revisions were called.
        ahead: how many commits the first one has made since the second one left it, and `base` is where that was; None
            where nobody asked, or they have nothing in common.
        prefix: the base's folder as seen from the git top level.
        concerns: what needs the people concerned; comes first wherever it is shown.
        found: everything else.
    """

    base: Commit
    head: Commit | None
    names: tuple[str, str | None]
    ahead: int | None
    prefix: str
    concerns: Sequence[Concern]
    found: Comparison

    @property
    def revision(self) -> str | None:
        """The hash of the second revision, None for the working tree."""
        return self.head.hash if self.head else None


def diff(  # noqa: PLR0913 - the two sides, and how to judge them
    root: Path,
    base: str,
    head: str | None,
    cache: Cache,
    *,
    today: str | None = None,
    baseline: str | None = None,
    exact: bool = False,
) -> Diff:
    """Compare two revisions of the base in a folder: from where the second one left the first, so that it answers for itself.

    Args:
        root: the folder.
        base: the revision to start from.
        head: the revision to end at; the working tree without it.
        cache: what is kept between runs.
        today: the ISO date to take for today; else the second revision's ``as_of``, else its commit's day.
        baseline: path of the baseline from the root; it need not exist. Else what each side's settings name.
        exact: whether to compare the first revision as it is now.

    Raises:
        HistoryError: git cannot answer.
        NewerModelError: one of them was made for a newer Timonel.
    """
    repository = Repository(root)
    first, last = repository.commit(base), repository.commit(head) if head else None
    first, ahead = (first, None) if exact else repository.fork(first, last)
    old = _known(repository, first, baseline)
    new = _known(repository, last, baseline) if last else _working_tree(root, baseline)
    if old.sources.settings is None and not old.sources.files:
        raise HistoryError(said("there is no knowledge base at {revision}", revision=base))
    settings, _ = settings_of.load(old.sources.settings)
    rules = _rules(old.sources, new.sources, settings.languages, cache)
    newer = settings_of.load(new.sources.settings)[0]
    day = today or newer.as_of or (last.date if last else clock.day(newer.timezone))
    before, after = (_judged(one, settings, rules, day, cache) for one in (old, new))
    found = compare(before, after)
    return Diff(first, last, (base, head), ahead, repository.prefix, concerns(found, old, new), found)


def _judged(known: Known, settings: settings_of.Settings, rules: Mapping[str, Rule], day: str, cache: Cache) -> Result:
    result = examine_sources(known.sources, cache, today=day, settings=settings, rules=rules)
    return baselines.applied(result, known.baseline)[0]


def _rules(old: Sources, new: Sources, languages: Sequence[str], cache: Cache) -> Mapping[str, Rule]:
    """Return the own rules to judge both by: the first revision's, and those that the second one adds.

    So a gap does not close because its rule is softened or deleted, and a new rule shows what it finds in both.
    """
    found: dict[str, Rule] = {}
    for one in (new, old):
        schema, _ = schemas.load(languages, cache, one.kinds)
        found |= own.rules(one.rules, schema, languages)[0]
    return dict(sorted(found.items()))


def _known(repository: Repository, commit: Commit, named: str | None) -> Known:
    read = repository.sources(commit)
    file = named or baseline_of(read.settings) or _USUAL
    return Known(read, _entries(repository.text(commit, file)), file)


def _working_tree(root: Path, named: str | None) -> Known:
    read = sources(root)
    baseline = named or baseline_of(read.settings) or _USUAL
    file = root / baseline
    entries = _entries(file.read_bytes() if file.is_file() and not leads_out(root, file) else None)
    return Known(read._replace(files=[*read.files], kinds=foreign(root, read.kinds)), entries, baseline)


def _entries(data: bytes | None) -> list[baselines.Entry]:
    try:
        return baselines.parse(data) if data is not None else []
    except baselines.BaselineError:  # `timonel check` says what is wrong with it
        return []
