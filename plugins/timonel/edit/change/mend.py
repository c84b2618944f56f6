"""What findings say of how they are mended, done: safe fixes, and on request those that decide something."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from timonel.edit.change.foretold import foretold
from timonel.edit.change.planned import Planned
from timonel.edit.text.trial import examined
from timonel.files import leads_out
from timonel.governance import Finding, Result
from timonel.governance.fixes import Edit, Fix, fixes
from timonel.journal import Write

_BOM = "\ufeff"


class Mended(NamedTuple):
    """A finding, and the fix that is taken for it."""

    finding: Finding
    fix: Fix


def mend(
    root: Path, result: Result, codes: Sequence[str] = (), *, unsafe: bool = False, use_cache: bool = True
) -> tuple[Planned, list[Mended]]:
    """Return what fixing does, and which findings it mends; of two edits of one place the first is made.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        codes: codes, or beginnings of codes, of the rules whose findings are fixed; all without it.
        unsafe: whether to take fixes that decide something.
        use_cache: whether to read and write what is kept between runs.
    """
    taken: list[Mended] = []
    edits: dict[str, list[Edit]] = {}
    for one in result.findings:
        if one.status != "open" or (codes and not one.code.startswith(tuple(codes))):
            continue
        for fix in fixes(result.facts, one):
            if (fix.safe or unsafe) and not any(_meets(edit, edits.get(edit.file, ())) for edit in fix.edits):
                for edit in fix.edits:
                    edits.setdefault(edit.file, []).append(edit)
                taken.append(Mended(one, fix))
                break
    files = {path: _write(result, path, found) for path, found in edits.items() if not leads_out(root, root / path)}
    after = examined(root, result, {path: one.new for path, one in files.items()}, use_cache=use_cache)
    told = foretold(result, after, {}, {})
    return Planned(files, {}, {}, (), (), after, told), taken


def _meets(edit: Edit, others: Sequence[Edit]) -> bool:
    return any((edit.start < one.end and one.start < edit.end) or edit.start == one.start for one in others)


def _write(result: Result, path: str, edits: Sequence[Edit]) -> Write:
    old = result.base.files[path].data
    text = old.decode()
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    ends = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for one in sorted(edits, key=lambda one: one.start, reverse=True):
        start, end = (starts[line - 1] + column - 1 for line, column in (one.start, one.end))
        text = text[:start] + one.text.replace("\n", ends) + text[end:]
    return Write(old, (mark + text).encode())
