"""What the check would say if files were written: asked before anything is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from timonel.cache import Cache
from timonel.governance import Finding, Result
from timonel.load import File, sources
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
    read = sources(root)
    rest = [one for one in read.files if one.path not in files]
    fresh = [File(path, data) for path, data in files.items()]  # last, so that what clashes is the new
    after = examine_sources(read._replace(files=[*rest, *fresh]), Cache.of(root, use=use_cache), today=before.today)
    known = {one.fingerprint for one in before.findings}
    return [one for one in after.findings if one.status == "open" and one.fingerprint not in known]


def refusals(found: Sequence[Finding]) -> list[Finding]:
    """Return those gaps for which nothing should be written: the schema's and the references'."""
    return [one for one in found if one.code in _LOADING]
