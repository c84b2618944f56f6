"""What can be done about a gap where it is shown: mend it, waive it, have somebody confirm, or read why it matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from lsprotocol import types as lsp

from timonel.edit.text import changes
from timonel.edit.text import confirm as confirming
from timonel.edit.text import waive as waiving
from timonel.edit.text.append import RefusedError, grown
from timonel.governance import Finding, Result
from timonel.governance.fixes import Fix, fixes
from timonel.journal import Write
from timonel.kinds import Person
from timonel.lookups import confirmations
from timonel.lsp.changes import Able, workspace_edit
from timonel.lsp.edited import Edited
from timonel.report import explained
from timonel.text import one_line, said, say

EXPLAIN = "timonel.explain"
_WAIVED, _CONFIRMED = 90, 180  # days that are proposed
_FEW = 3  # people who are proposed


def offered(base: Edited, path: str, asked: lsp.CodeActionParams, can: Able) -> Sequence[lsp.CodeAction]:
    """Return what can be done about the gaps in a range of a file.

    Args:
        base: the base.
        path: the file.
        asked: the range, and what is shown there.
        can: what the editor can do.
    """
    found: list[lsp.CodeAction] = []
    seen = base.seen(path)
    for one in asked.context.diagnostics:
        finding = next((each for each in seen.findings if each.fingerprint == one.data), None) if seen else None
        if finding is not None and seen is not None:
            found += [_fix(base, fix, one, can) for fix in fixes(seen.facts, finding)]
            found += _waived(base, finding, one, can)
            found += _confirmed(base, finding, one)
            found.append(_explained(base, finding, one))
    return found


def resolved(base: Edited, action: lsp.CodeAction, can: Able) -> lsp.CodeAction:
    """Return an action with what it changes, where that takes a while to tell."""
    data: Any = action.data
    if base.result is None or not isinstance(data, dict):
        return action
    until = _day(base.result, _CONFIRMED)
    signature = confirming.Signature(str(data["by"]), until)
    entries = confirming.entries(base.result, [str(data["key"])], signature)
    files = changes.prepare(base.root, base.result, entries).files
    action.edit = workspace_edit(base, files, {}, can)
    return action


def explanation(base: Edited, code: str) -> str:
    """Return why a rule matters and what closes its gaps, as Markdown; "" for no rule."""
    rule = base.result.rules.get(code) if base.result else None
    return explained.render({code: rule}, "markdown", base.lang) if rule else ""


def _fix(base: Edited, fix: Fix, shown: lsp.Diagnostic, can: Able) -> lsp.CodeAction:
    edits: dict[str, list[lsp.TextEdit]] = {}
    for one in fix.edits:
        buffer = base.buffer(one.file)
        text = one.text.replace("\n", "\r\n") if "\r\n" in buffer.text else one.text
        where = buffer.range(buffer.place(*one.start), buffer.place(*one.end))
        edits.setdefault(base.uri(one.file), []).append(lsp.TextEdit(where, text))
    return lsp.CodeAction(
        one_line(say(fix.title, base.lang)),
        lsp.CodeActionKind.QuickFix,
        [shown],
        is_preferred=fix.safe,
        edit=_edit(edits, can),
    )


def _edit(edits: dict[str, list[lsp.TextEdit]], can: Able) -> lsp.WorkspaceEdit:
    if not can.documents:
        return lsp.WorkspaceEdit(changes=dict(edits))
    named = lsp.OptionalVersionedTextDocumentIdentifier
    return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(named(uri), some) for uri, some in edits.items()])


def _waived(base: Edited, finding: Finding, shown: lsp.Diagnostic, can: Able) -> Iterator[lsp.CodeAction]:
    """Yield a waiver to be filled in: who approves it and why, nobody else can say."""
    result = base.result
    if result is None or finding.code in waiving.OWN or not (can.files and can.documents):
        return
    fields = {
        "rule": finding.code,
        "entity": finding.spot.subject,
        "reason": dict.fromkeys(map(str, result.base.languages), "") if len(result.base.languages) > 1 else "",
        "approved_by": "",
        "expires": _day(result, _WAIVED),
    }
    try:
        file = grown(base.root, waiving.LISTS[:1], result.base.schema.kinds["waiver"], [fields])
    except (RefusedError, OSError):
        return
    if file.path in base.unsaved():
        return
    edit = workspace_edit(base, {file.path: Write(file.old, file.data)}, {}, can)
    title = said("waive {code} for {key}…", code=finding.code, key=finding.spot.subject)
    yield lsp.CodeAction(one_line(say(title, base.lang)), lsp.CodeActionKind.QuickFix, [shown], edit=edit)


def _confirmed(base: Edited, finding: Finding, shown: lsp.Diagnostic) -> Iterator[lsp.CodeAction]:
    """Yield that those who must act on a gap of trust confirm the entity; what that writes is told when it is chosen."""
    result, entity = base.result, finding.spot.entity
    if result is None or entity is None or finding.rule.family != "TRU":
        return
    if not confirmations.can_be_confirmed(result.base, entity):
        return
    roles = [one.partition(":")[2] for one in finding.responsible]
    people = dict.fromkeys(holder.person for role in roles for holder in result.facts.holders(role))
    for id_ in [*people][:_FEW]:
        person = result.base.get(Person, id_)
        if person is not None:
            title = said("confirm {key} as {person}", key=entity.key, person=person)
            data = {"root": base.root.as_posix(), "key": entity.key, "by": id_}
            yield lsp.CodeAction(one_line(say(title, base.lang)), lsp.CodeActionKind.QuickFix, [shown], data=data)


def _explained(base: Edited, finding: Finding, shown: lsp.Diagnostic) -> lsp.CodeAction:
    title = one_line(say(said("why {code} matters", code=finding.code), base.lang))
    command = lsp.Command(title, EXPLAIN, arguments=[finding.code, base.root.as_posix()])
    return lsp.CodeAction(title, lsp.CodeActionKind.QuickFix, [shown], command=command)


def _day(result: Result, days: int) -> str:
    return (date.fromisoformat(result.today) + timedelta(days)).isoformat()
