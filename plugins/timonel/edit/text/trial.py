"""What the check would say if files were written: asked before anything is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from timonel.cache import Cache
from timonel.governance import Finding, Result
from timonel.load import SETTINGS, File, baseline_of, is_own_rule, is_read, replaced, sources
from timonel.pipeline import examine_sources

_LOADING = ("DAT001", "DAT002", "DAT003", "DAT004", "DAT005")  # what keeps an entity, or a part of it, out


def opened(root: Path, before: Result, files: Mapping[str, bytes], *, use_cache: bool = True) -> list[Finding]:
    """Return the gaps that a base would have with some files replaced or added, and has not now.

    Args:
        root: the base's folder.
        before: what the check says now.
        files: path from the root → bytes.
        use_cache: whether to read and write what is kept between runs.
    """
    after = examined(root, before, files, use_cache=use_cache)
    known = {one.fingerprint for one in before.findings}
    return [one for one in after.findings if one.status == "open" and one.fingerprint not in known]


def examined(root: Path, before: Result, files: Mapping[str, bytes | None], *, use_cache: bool = True) -> Result:
    """Return what the check would say of a base with some files replaced, added, or gone (None).

    Args:
        root: the base's folder.
        before: what the check says now.
        files: path from the root → bytes.
        use_cache: whether to read and write what is kept between runs.
    """
    read = sources(root)
    rest = [one for one in read.files if one.path not in files]
    # last, so that what clashes is the new
    fresh = [File(path, data) for path, data in files.items() if data is not None and is_read(path)]
    read = read._replace(files=[*rest, *fresh], rules=[*read.rules])
    for path in files.keys() - {one.path for one in fresh}:
        if path in (SETTINGS, baseline_of(read.settings)) or is_own_rule(path):
            read = replaced(read, path, files[path])
    return examine_sources(read, Cache.of(root, use=use_cache), today=before.today)


def refusals(found: Sequence[Finding]) -> list[Finding]:
    """Return those gaps for which nothing should be written: the schema's and the references'."""
    return [one for one in found if one.code in _LOADING]
