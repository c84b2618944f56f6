"""What stands beside a page while it is served: what its file lacks, and why pages may be older than the data."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from timonel.governance import Finding, Result
from timonel.model import Entity
from timonel.site.escape import html
from timonel.text import Said, many, plain, said, say


def panel(result: Result, lang: str, entity: Entity | None, broken: Sequence[Finding], problem: str = "") -> str:
    """Return the panel's HTML, "" where there is nothing to say.

    Args:
        result: what the last check says.
        lang: the page's language.
        entity: what the page is about, if it is an entity's page.
        broken: why the pages are older than the data.
        problem: why there was no check at all, if so.
    """
    out = []
    if broken or problem:
        rows = "".join(f"<li>{_row(one, lang, result)}</li>" for one in broken) or f"<li>{html(problem)}</li>"
        title = say("These pages are older than the data: a file cannot be read", lang)
        out.append(f'<section class="kb-live__broken" role="alert"><h2>{html(title)}</h2><ul>{rows}</ul></section>')
    mine = [] if entity is None else [one for one in _of(result, entity) if one not in broken]
    if mine and entity is not None:
        count = _count(len(mine), entity.file, lang)
        rows = "".join(f"<li>{_row(one, lang, result)}</li>" for one in mine)
        out.append(f'<details class="kb-live__gaps"><summary>{html(count)}</summary><ul>{rows}</ul></details>')
    return "".join(out)


def beside(stamp: str, shown: str, lang: str) -> bytes:
    """Return what is added to a page: the panel, its style, and the script that keeps both fresh."""
    label = html(say("While you edit", lang))
    return (
        f'<link rel="stylesheet" href="/_timonel/live.css"><aside class="kb-live" id="kb-live" aria-label="{label}" '
        f'aria-live="polite" data-stamp="{stamp}" data-shown="{digest(shown)}">{shown}</aside>'
        '<script src="/_timonel/live.js" defer></script>'
    ).encode()


def digest(shown: str) -> str:
    """Return a short name of what a panel says."""
    return blake2b(shown.encode(errors="replace"), digest_size=8).hexdigest()


def _of(result: Result, entity: Entity) -> Sequence[Finding]:
    """Return the open findings of an entity and of what else its file holds."""
    found = [one for one in result.findings if one.status == "open"]
    own = [one for one in found if one.spot.subject == entity.key]
    return own + [one for one in found if one.spot.file == entity.file and one.spot.subject != entity.key]


def _count(number: int, file: str, lang: str) -> str:
    message = many("1 gap in {file}", "{n} gaps in {file}", number)
    return say(Said(message.msgid, {**message.values, "file": file}), lang)


def _row(finding: Finding, lang: str, result: Result) -> str:
    line, column = finding.spot.line
    place = said("{file}, line {line}, column {column}", file=finding.spot.file, line=line, column=column)
    word = say({"error": "Error", "warning": "Warning", "info": "Note"}[finding.severity], lang)
    return (
        f'<b class="kb-live__{finding.severity}">{html(word)}</b> {html(finding.message(lang))} '
        f"<span>{html(plain(finding.advice(lang, result.facts)))}</span> <code>{html(say(place, lang))} · {html(finding.code)}</code>"
    )
