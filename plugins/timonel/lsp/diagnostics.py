"""Gaps as editors show them: at their lines, with what to do about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from lsprotocol.types import (
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Location,
)

from timonel.governance import Finding, Spot
from timonel.lookups.facts import Facts
from timonel.lsp.buffer import Buffer
from timonel.pipeline.tracer import Record, Tracer
from timonel.source import Broken, Document
from timonel.text import visible

SOURCE = "timonel"
_SEVERITY = {
    "error": DiagnosticSeverity.Error,
    "warning": DiagnosticSeverity.Warning,
    "info": DiagnosticSeverity.Information,
}


class Words(NamedTuple):
    """What gaps are told with.

    Attributes:
        lang: the language.
        facts: what is known of the base.
        uri: what editors call a file.
        buffer: the text of a file, as it was when something was found in the document.
    """

    lang: str
    facts: Facts
    uri: Callable[[str], str]
    buffer: Callable[[str, Document | Broken | None], Buffer]

    def told(self, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
        """Yield what is shown of findings."""
        return (self.one(finding, self.text(finding)) for finding in findings)

    def text(self, finding: Finding) -> str:
        """Return what is wrong, and in the next line what to do."""
        return visible(f"{finding.message(self.lang)}\n{finding.advice(self.lang, self.facts)}")

    def one(self, finding: Finding, text: str) -> Diagnostic:
        """Return what is shown of a finding."""
        at = self.location(finding.spot)
        return Diagnostic(
            at.range,
            text,
            _SEVERITY[finding.severity],
            finding.code,
            source=SOURCE,
            related_information=[
                DiagnosticRelatedInformation(self.location(one), visible(one.subject)) for one in finding.related
            ]
            or None,
            data=finding.fingerprint,
        )

    def location(self, spot: Spot) -> Location:
        """Return a place as editors know it."""
        document = spot.entity.document if spot.entity else None
        here = document if document is not None and document.path == spot.file else None
        return Location(self.uri(spot.file), self.buffer(spot.file, here).word(*spot.line))


class _Shown(NamedTuple):
    """What was shown of a finding, and what of the base was read for that."""

    finding: Finding
    diagnostic: Diagnostic
    record: Record


class Told:
    """What was shown of findings, for the same ones shown again: most are as they were."""

    def __init__(self) -> None:
        self._known: dict[int, _Shown] = {}

    def all(self, words: Words, findings: Sequence[Finding], tracer: Tracer) -> dict[str, list[Diagnostic]]:
        """Return path → what is shown there.

        Args:
            words: what they are told with.
            findings: all that were found.
            tracer: what is read of the base, and what of that the last edit moved.
        """
        known, shown = dict[int, _Shown](), dict[str, list[Diagnostic]]()
        for one in findings:
            before = self._known.get(id(one))
            if before is None or one.related or not tracer.moved.isdisjoint(before.record):
                before = self._told(words, one, tracer)
            known[id(one)] = before
            shown.setdefault(one.spot.file, []).append(before.diagnostic)
        self._known = known
        return shown

    @staticmethod
    def _told(words: Words, finding: Finding, tracer: Tracer) -> _Shown:
        text, record = tracer.recorded(lambda: words.text(finding))
        return _Shown(finding, words.one(finding, text), record)
