"""A change as a whole: every file that it touches, and what the check would say; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel.edit.change import beside, confirmed
from timonel.edit.change.draft import Draft
from timonel.edit.change.foretold import Foretold, Names, foretold
from timonel.edit.text.trial import examined, refusals
from timonel.governance import Finding, Result
from timonel.journal import Write
from timonel.model import Entity


class Altered(NamedTuple):
    """An entity whose fields change: as it is, and its fields then."""

    entity: Entity
    fields: Mapping[str, Any]


class Planned(NamedTuple):
    """What a change does.

    Attributes:
        files: path → what it is and shall be.
        moved: path → path, of files that get another name.
        names: ``kind:id`` → ``kind:id``.
        altered: the entities whose fields change.
        gone: the entities that go.
        after: what the check would say.
        foretold: what becomes of the gaps.
    """

    files: Mapping[str, Write]
    moved: Mapping[str, str]
    names: Names
    altered: Sequence[Altered]
    gone: Sequence[Entity]
    after: Result
    foretold: Foretold

    @property
    def refused(self) -> Sequence[Finding]:
        """The gaps for which it should not be written: the schema's and the references'."""
        return refusals(self.foretold.opened)


def planned(root: Path, before: Result, draft: Draft, names: Names, *, use_cache: bool = True) -> Planned:
    """Return what a draft makes of the base.

    Args:
        root: the base's folder.
        before: what the check says now.
        draft: what changes.
        names: ``kind:id`` → ``kind:id``, of what gets another name.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: a file is written in a way that only a person can change.
        OSError: a file cannot be read.
    """
    look: Callable[[Mapping[str, Write]], Result] = lambda files: examined(  # noqa: E731 - said twice below
        root, before, {path: None if one.is_gone else one.new for path, one in files.items()}, use_cache=use_cache
    )
    files = {**draft.files(), **dict(beside.texts(root, before, names))}
    after = look(files)
    confirmed.follow(draft, before, after, names)
    files = {**files, **draft.files()}
    told = foretold(before, after, names, draft.homes)
    more = dict(beside.known(root, before, names, told)) if names else {}
    files |= more
    after = look(files)
    told = foretold(before, after, names, draft.homes)
    altered = [Altered(one, draft.fields[key]) for key in draft.changed if (one := before.base.find(key))]
    gone = [one for one in map(before.base.find, sorted(draft.gone)) if one]
    return Planned(files, dict(draft.homes), names, altered, gone, after, told)
