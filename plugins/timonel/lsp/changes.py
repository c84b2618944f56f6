"""Changes of files as an editor makes them: only what differs is replaced, and nothing is written before somebody saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from lsprotocol import types as lsp

from timonel.journal import Write
from timonel.lsp.buffer import Buffer
from timonel.lsp.edited import Edited


class Able(NamedTuple):
    """What an editor can do: several files at once with their versions, and make or rename files."""

    documents: bool
    files: bool


def able(capabilities: lsp.ClientCapabilities) -> Able:
    """Return what an editor says that it can do."""
    edit = capabilities.workspace.workspace_edit if capabilities.workspace else None
    kinds = (edit.resource_operations or ()) if edit else ()
    wanted = {lsp.ResourceOperationKind.Create, lsp.ResourceOperationKind.Rename}
    return Able(bool(edit and edit.document_changes), wanted <= {*kinds})


def workspace_edit(base: Edited, files: Mapping[str, Write], moved: Mapping[str, str], can: Able) -> lsp.WorkspaceEdit:
    """Return a change of files as an edit; an editor that cannot rename files leaves them where they are.

    Args:
        base: the base.
        files: path → what it is and shall be.
        moved: path → path, of files that get another name.
        can: what the editor can do.
    """
    homes = {new: old for old, new in moved.items()}
    edits: dict[str, list[lsp.TextEdit]] = {}
    before: list[lsp.RenameFile | lsp.CreateFile] = []
    for path, one in files.items():
        if one.is_gone:
            continue
        old = files[homes[path]].old if path in homes else one.old
        uri = base.uri(path)
        if path in homes and can.files and can.documents:
            before.append(lsp.RenameFile(base.uri(homes[path]), uri))
        elif path in homes:
            uri = base.uri(homes[path])
        elif old is None:
            before.append(lsp.CreateFile(uri, options=lsp.CreateFileOptions(ignore_if_exists=True)))
        edits[uri] = [*_edits(Buffer.of(old or b"", base.encoding), Buffer.of(one.new, base.encoding))]
    if not can.documents:
        return lsp.WorkspaceEdit(changes=dict(edits))
    changes = [
        lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri), some)
        for uri, some in edits.items()
        if some
    ]
    return lsp.WorkspaceEdit(document_changes=[*before, *changes])


def _edits(old: Buffer, new: Buffer) -> Iterator[lsp.TextEdit]:
    """Yield the lines that differ."""
    one, other = old.text.splitlines(keepends=True), new.text.splitlines(keepends=True)
    starts = _starts(one)
    for tag, first, last, begin, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield lsp.TextEdit(old.range(starts[first], starts[last]), "".join(other[begin:end]))


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts
