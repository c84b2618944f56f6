"""The gaps that a change can have affected: opened since a revision, or in files changed since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from timonel.cache import Cache
from timonel.governance import Result
from timonel.history.revisions import Repository
from timonel.pipeline import examine_sources


def since(
    result: Result, revision: str, cache: Cache, wanted: Sequence[str] = (), unwanted: Sequence[str] = ()
) -> Result:
    """Return the result with only those findings; the score and the counts of files stay those of the whole base.

    Both sides are judged by today's settings and date, so that what time or settings alone opened is not the change's.

    Args:
        result: what the check of the working tree says.
        revision: the revision to compare with, as it was where this one left it.
        cache: what is kept between runs; that revision's findings are.
        wanted: codes, or beginnings of codes, that were run.
        unwanted: codes, or beginnings of codes, that were left out.

    Raises:
        HistoryError: git cannot answer.
        NewerModelError: that revision was made for a newer Timonel.
    """
    assert result.root is not None  # noqa: S101 - the command has read a folder
    repository = Repository(result.root)
    commit, _ahead = repository.fork(repository.commit(revision), None)
    (tree,) = repository.trees([commit])
    own = {code: (rule.own, rule.file) for code, rule in result.rules.items() if rule.own is not None}
    settings = {
        **vars(result.settings),
        "holidays": sorted(result.settings.holidays),
    }  # a set has no order to know it by
    parts = (tree, result.today, settings, own, wanted, unwanted)
    name = f"since/{blake2b(repr(parts).encode(errors='replace'), digest_size=16).hexdigest()}.json"
    kept = cache.read(name)
    known: set[str] = set()
    try:
        known = set(json.loads(kept)) if kept else known
    except ValueError:
        kept = None
    if kept is None:
        rules = {code: rule for code, rule in result.rules.items() if rule.own is not None}
        before = examine_sources(
            repository.sources(commit),
            cache,
            today=result.today,
            settings=result.settings,
            rules=rules,
            wanted=wanted,
            unwanted=unwanted,
        )
        known = {one.fingerprint for one in before.findings if one.status == "open"}
        cache.write(name, json.dumps(sorted(known)).encode())
    changed = repository.changed(commit)
    return replace(
        result, findings=[one for one in result.findings if one.fingerprint not in known or one.spot.file in changed]
    )
