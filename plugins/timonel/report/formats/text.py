"""The text form: one finding after the other with its line of source, and a sum at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from timonel.governance import Finding, Result
from timonel.governance.responsible import stands_in
from timonel.report import READER, Reader
from timonel.text import many, one_line, said, say, visible

ABOUT = said("for people: one gap after the other, with its line of source")

_COLOURS = {"error": "\033[1;31m", "warning": "\033[1;33m", "info": "\033[1;36m", "dim": "\033[2m", "bold": "\033[1m"}
_SEVERITY = {"error": "error", "warning": "warning", "info": "note"}
_WIDTH = 120
# Gaps that come by the dozen and can wait: a line a rule says how many, unless rules were chosen.
_COUNTED = ("TRU", "ISS003", "RSK009", "DAT009")


def render(result: Result, lang: str, reader: Reader = READER) -> str:
    """Return the findings for a terminal or a log.

    Args:
        result: what the check says.
        lang: language of the messages.
        reader: where the text is read.
    """
    if reader.summary:
        from timonel.report.summary import summary  # noqa: PLC0415 - only who asks for it

        return "\n".join((*summary(result, lang), _sum(result, lang))) + "\n"
    lines: list[str] = []
    told, left = 0, 0
    known = {one.fingerprint for one in reader.before.findings if one.status == "open"} if reader.before else ()
    source_of = cache(lambda file: _lines(result, file))
    counted: Counter[str] = Counter()
    for finding in result.findings:
        if finding.status != "open" or finding.fingerprint in known:
            continue
        if finding.code.startswith(_COUNTED) and not reader.chosen:
            counted[finding.code] += 1
            continue
        if told == reader.limit:
            left += 1
            continue
        told += 1
        fix = finding.advice(lang, result.facts)
        lines += [*_finding(finding, lang, source_of(finding.spot.file), fix, colour=reader.colour), ""]
    if reader.before:
        lines += _closed(reader.before, result, lang)
    if left:
        lines += [
            one_line(
                say(
                    said(
                        "{gaps} not shown: `timonel check --summary` sums all of them up",
                        gaps=many("1 more gap", "{n} more gaps", left),
                    ),
                    lang,
                )
            ),
            "",
        ]
    lines += [_counted(result, code, number, lang) for code, number in sorted(counted.items())]
    lines += [*([""] if counted else []), *_vacancy(result, reader.owner, lang), _sum(result, lang)]
    return "\n".join(lines) + "\n"


def _closed(before: Result, result: Result, lang: str) -> Iterator[str]:
    """Yield what is said of the gaps that are no longer open, a line each, and that all is as it was."""
    was, now = ({one.fingerprint: one for one in each.findings if one.status == "open"} for each in (before, result))
    gone = [one for known_by, one in was.items() if known_by not in now]
    yield from (one_line(say(said("closed: {code} {gap}", code=one.code, gap=one.brief(lang)), lang)) for one in gone)
    if gone:
        yield ""
    elif was.keys() == now.keys():
        yield from (say("No gap opened, none closed.", lang), "")


def _vacancy(result: Result, owner: str, lang: str) -> Iterator[str]:
    """Yield what is said where the role whose gaps were asked for is vacant: who acts for it, and what comes first."""
    kind, _, id_ = owner.partition(":")
    role = result.base.find(owner) if kind == "role" else None
    other = stands_in(result.facts, id_) if role is not None else None
    if role is None or other == id_:
        return
    name = {"role": role, "file": role.file}
    told = said("{role} is vacant: first find who holds it, and write it under `holders` in {file}.", **name)
    yield one_line(say(told, lang))
    if other is not None:
        command = f"timonel check --owner role:{other}"
        meanwhile = said(
            "What it owns waits for {other} meanwhile: {command}",
            other=result.base.find(f"role:{other}"),
            command=command,
        )
        yield one_line(say(meanwhile, lang))


def _counted(result: Result, code: str, number: int, lang: str) -> str:
    """Return how often a rule was broken whose gaps are not told one by one, and how to see them."""
    rule = result.rules[code]
    told = said(
        "{code} ×{number}: {summary} Each: {command}",
        code=code, number=number, summary=rule.summary, command=f"timonel check --select {code}",
    )  # fmt: skip
    return one_line(say(told, lang))


def _finding(finding: Finding, lang: str, lines: Sequence[bytes], fix: str, *, colour: bool) -> Iterator[str]:
    line, column = finding.spot.line
    severity = say(_SEVERITY[finding.severity], lang)
    where = one_line(f"{finding.spot.file}:{line}:{column}:")
    yield f"{_paint(where, 'bold', colour)} {_paint(f'{severity} {finding.code}', finding.severity, colour)} {one_line(finding.brief(lang))}"
    if line <= len(lines):
        source = lines[line - 1].decode("utf-8", "replace").rstrip("\r")
        text, caret = _window(source, column)
        yield _paint(f"{line:>5} │ {text}", "dim", colour)
        yield _paint(f"{'':>5} │ {' ' * caret}^", "dim", colour)
    advice = say(
        said(
            "How to fix it: {advice} More: {command}",
            advice=fix if fix.endswith((".", "?", "!")) else f"{fix}.",
            command=f"timonel rule {finding.code}",
        ),
        lang,
    )
    yield f"  {one_line(advice)}"
    for spot in finding.related:
        yield one_line(f"  {say('see also', lang)} {spot.file}:{spot.line[0]}:{spot.line[1]}")


def _lines(result: Result, file: str) -> Sequence[bytes]:
    document = result.base.files.get(file)
    return document.data.split(b"\n") if document else ()


def _window(source: str, column: int) -> tuple[str, int]:
    """Return the part of a line to show and where the caret stands in it."""
    start = max(0, column - _WIDTH // 2) if len(source) > _WIDTH else 0
    shown = visible(source[start : start + _WIDTH].replace("\t", " "))
    return ("…" if start else "") + shown, column - 1 - start + bool(start)


def _paint(text: str, colour: str, wanted: bool) -> str:  # noqa: FBT001 - private
    return f"{_COLOURS[colour]}{text}\033[0m" if wanted else text


def _sum(result: Result, lang: str) -> str:
    errors, warnings, notes = (result.count(severity) for severity in ("error", "warning", "info"))
    waived, known = result.count(status="waived"), result.count(status="baselined")
    gaps = said(
        "{gaps} ({errors}, {warnings}, {notes})",
        gaps=many("1 gap", "{n} gaps", errors + warnings + notes), errors=many("1 error", "{n} errors", errors),
        warnings=many("1 warning", "{n} warnings", warnings), notes=many("1 note", "{n} notes", notes),
    )  # fmt: skip
    parts = [say(gaps, lang)]
    if waived:
        parts.append(say(said("{number} with a waiver", number=waived), lang))
    if known:
        parts.append(say(many("1 in the baseline", "{n} in the baseline", known), lang))
    entities, files = (
        many("1 entity", "{n} entities", len(result.base)),
        many("1 file", "{n} files", len(result.base.files)),
    )
    parts.append(say(said("{entities} in {files}", entities=entities, files=files), lang))
    parts.append(say(many("1 rule", "{n} rules", len(result.ran)), lang))
    return " · ".join(parts)
