"""Another id for an entity: all that names it follows, its file and those that are called after it, too."""

from __future__ import annotations

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from timonel.edit.change.draft import RefusedError
from timonel.edit.change.rename import rename as planned
from timonel.lsp.changes import Able, workspace_edit
from timonel.lsp.cursor import Cursor, named
from timonel.lsp.edited import Edited
from timonel.text import Said, one_line, said, say

_FAILED = -32803  # the protocol's code for a request that is understood and cannot be done


def offered(base: Edited, at: Cursor) -> lsp.PrepareRenamePlaceholder | None:
    """Return the id at a place that can be another one, None where none stands there."""
    key = named(base, at)
    entity = base.find(key) if key else None
    if entity is None or not at.word.endswith(entity.id):
        return None
    return lsp.PrepareRenamePlaceholder(at.buffer.range(at.end - len(entity.id), at.end), entity.id)


def rename(base: Edited, at: Cursor, new: str, can: Able) -> lsp.WorkspaceEdit | None:
    """Return what giving an entity another id changes.

    Args:
        base: the base.
        at: a place where it is named, or has its id.
        new: its id to be.
        can: what the editor can do.

    Raises:
        JsonRpcException: it cannot have that id.
    """
    key, result = named(base, at), base.result
    if result is None or key is None or base.find(key) is None:
        return None
    if base.unsaved():
        raise refused(base, said("save {files} first: what is written there counts", files=[*base.unsaved()]))
    try:
        plan = planned(base.root, result, key, new.removeprefix(f"{key.partition(':')[0]}:"))
    except RefusedError as error:
        raise refused(base, *error.problems) from None
    return workspace_edit(base, plan.files, plan.moved, can)


def refused(base: Edited, *problems: Said) -> JsonRpcException:
    """Return what tells an editor why something cannot be done."""
    return JsonRpcException(one_line("; ".join(say(one, base.lang) for one in problems)), _FAILED)
