"""Markdown for a job's summary or a comment on a pull request: the counts, the worst gaps, the score, and the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from timonel.governance import Finding, Result
from timonel.report import READER, Reader
from timonel.report.escape import LIMIT, literal, text
from timonel.text import BRIEF, many, number, said, say, show

ABOUT = said("a job's summary, or a comment on a pull request")

_WORST = 10
_RESERVE = 2_000  # for what follows the last table: the score and the closing lines
_MARKS = {"error": "🔴", "warning": "🟠", "info": "🔵"}
_PILLARS = {"processes": "Processes", "people": "People", "data": "Data", "technology": "Technology"}
_SEVERITY = {"error": "error", "warning": "warning", "info": "note"}


def render(result: Result, lang: str, _reader: Reader = READER) -> str:
    """Return the summary, at most 60 kB of it."""
    shown = [one for one in result.findings if one.status == "open"]
    parts = [*_head(result, len(shown), lang)]
    room = LIMIT - _RESERVE - _size(parts)
    worst, room = _rows(result, shown[:_WORST], lang, room, advice=True)
    if worst:
        parts += [*_columns(lang), *worst, ""]
    parts += [*_score(result, lang), ""]
    left = shown[len(worst) :]
    rest, room = _rows(result, left, lang, room, advice=False)
    if rest:
        title = say(said("Other gaps: {number}", number=len(left)), lang)
        parts += ["<details>", f"<summary>{title}</summary>", "", *_columns(lang), *rest, "", "</details>", ""]
    if len(left) > len(rest):
        missing = say(
            said("{number} more do not fit here: `timonel check` shows all.", number=len(left) - len(rest)), lang
        )
        parts += [missing, ""]
    return "\n".join(parts)


def _head(result: Result, total: int, lang: str) -> Iterator[str]:
    yield f"## {text(show(result.settings.name, lang))}: {say(said('open gaps: {number}', number=total), lang)}"
    yield ""
    counts = [
        (_MARKS["error"], said("errors: {number}", number=result.count("error"))),
        (_MARKS["warning"], said("warnings: {number}", number=result.count("warning"))),
        (_MARKS["info"], said("notes: {number}", number=result.count("info"))),
        ("⚪", said("with a waiver: {number}", number=result.count(status="waived"))),
        ("⚪", said("in the baseline: {number}", number=result.count(status="baselined"))),
    ]
    words = [f"{mark} {say(one, lang)}" for mark, one in counts if mark != "⚪" or one.values["number"]]
    yield " · ".join(words)
    yield ""
    entities, files = (
        many("1 entity", "{n} entities", len(result.base)),
        many("1 file", "{n} files", len(result.base.files)),
    )
    size = said("{entities} in {files}", entities=entities, files=files)
    yield f"{say(size, lang)} · {say(many('1 rule', '{n} rules', len(result.ran)), lang)} · {result.today}"
    yield ""


def _columns(lang: str) -> list[str]:
    titles = [say(one, lang) for one in ("Rule", "Gap", "Where", "Who must act")]
    return [f"|   | {' | '.join(titles)} |", "|---|---|---|---|---|"]


def _rows(result: Result, findings: Sequence[Finding], lang: str, room: int, *, advice: bool) -> tuple[list[str], int]:
    """Return the rows that there is room for, and the room left."""
    rows: list[str] = []
    for one in findings:
        row = _row(result, one, lang, advice=advice)
        if _size([row]) > room:
            break
        room -= _size([row])
        rows.append(row)
    return rows, room


def _row(result: Result, one: Finding, lang: str, *, advice: bool) -> str:
    what = text(one.brief(lang))
    if advice:
        what += f"<br><sub>{text(one.advice(lang, result.facts))}</sub>"
    who = ", ".join(text(show(result.base.find(key) or key, lang, BRIEF)) for key in one.responsible) or "—"
    place = f"<code>{literal(f'{one.spot.file}:{one.spot.line[0]}')}</code>"
    severity = say(_SEVERITY[one.severity], lang)
    return f"| {_MARKS[one.severity]} {severity} | **{one.code}** | {what} | {place} | {who} |"


def _score(result: Result, lang: str) -> Iterator[str]:
    titles = ("Pillar", "Rules without gaps", "Open gaps", "Rules measured", "Pass rate")
    yield f"| {' | '.join(say(one, lang) for one in titles)} |"
    yield "|---|---:|---:|---:|---:|"
    for pillar, score in result.score.items():
        value = say("cannot be measured", lang) if score.value is None else number(score.value, lang)
        clean = say(said("{n} of {m}", n=score.clean, m=score.measured), lang)
        gaps = len(result.open_in(pillar))
        yield f"| {say(_PILLARS[pillar], lang)} | {clean} | {gaps} | {score.measured} / {score.rules} | {value} |"


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
