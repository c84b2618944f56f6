"""What lies between two revisions: for a terminal, as JSON (schemas/diff.schema.json) and as a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from timonel import __version__
from timonel.history.concerns import Concern
from timonel.history.diff import Diff
from timonel.model import Entity
from timonel.report.diff_words import Line, people, scores, sections
from timonel.report.escape import LIMIT, text
from timonel.report.machine import dump, finding
from timonel.text import many, number, one_line, said, say, show

_PILLARS = {"processes": "Processes", "people": "People", "data": "Data", "technology": "Technology"}
_RESERVE = 600
_HASH = 10  # digits of a commit
_ASKED = 6  # roles that are named
_SHOWN = 15  # lines of a section before the rest is folded


def as_text(diff: Diff, lang: str) -> str:
    """Return the comparison for a terminal or a log."""
    lines = [_headline(diff, lang), *_fork(diff, lang), ""]
    for section in sections(diff, lang):
        lines.append(f"{section.title} ({len(section.lines)})")
        lines += [f"  {one.text}" + (f" [{one.place[0]}:{one.place[1]}]" if one.place else "") for one in section.lines]
        lines.append("")
    lines.append(say("Score by pillar", lang))
    lines += [
        f"  {say(_PILLARS[pillar], lang)}: {_score(before, lang)} → {_score(after, lang)}"
        for pillar, (before, after) in scores(diff).items()
    ]
    return "\n".join(one_line(line) for line in lines) + "\n"


def _headline(diff: Diff, lang: str) -> str:
    base, head = diff.names
    found = diff.found
    return say(
        said(
            "From {base} to {head}: gaps opened: {opened}, closed: {closed}; entities changed: {entities}",
            base=base, head=head or said("the working tree"), opened=len(found.opened), closed=len(found.closed), entities=len(found.entities),
        ),
        lang,
    )  # fmt: skip


def _fork(diff: Diff, lang: str) -> Iterator[str]:
    """Yield what is said where the first revision went on meanwhile."""
    if diff.ahead:
        fork = said("{base} went on meanwhile", base=diff.names[0])
        commits = many("1 commit", "{n} commits", diff.ahead)
        told = said("{fork} ({commits}): compared with where they parted, {commit}; --exact compares the tips", fork=fork, commits=commits, commit=diff.base.hash[:_HASH])  # fmt: skip
        yield say(told, lang)


def _score(value: float | None, lang: str) -> str:
    return "—" if value is None else number(value, lang)


def as_markdown(diff: Diff, lang: str) -> str:
    """Return the comparison as Markdown, at most 60 kB: what needs people, then gaps and score, then the rest folded."""
    parts = [
        f"## {text(show(diff.found.after.settings.name, lang))}",
        "",
        text(_headline(diff, lang)),
        *(text(line) for line in _fork(diff, lang)),
        "",
        *_asked(diff, lang),
        *_score_table(diff, lang),
        "",
    ]
    room = LIMIT - _RESERVE - len("\n".join(parts).encode())
    left_out = 0
    for section in sections(diff, lang):
        rows: list[str] = []
        fold = len(section.lines) > _SHOWN
        title = f"{text(section.title)} ({len(section.lines)})"
        head = ["<details>", f"<summary>{title}</summary>", ""] if fold else [f"### {title}", ""]
        room -= len("\n".join(head).encode()) + 20
        for one in section.lines:
            row = f"- {_linked(diff, one)}"
            room -= len(row.encode()) + 1
            if room < 0:
                break
            rows.append(row)
        left_out += len(section.lines) - len(rows)
        parts += [*head, *rows, "", *(["</details>", ""] if fold else [])]
    if left_out:
        parts += [
            text(say(said("{number} more do not fit here: `timonel diff` shows all.", number=left_out), lang)),
            "",
        ]
    return "\n".join(parts)


def _asked(diff: Diff, lang: str) -> Iterator[str]:
    """Yield whom to ask about the change."""
    found = people(diff, lang)
    if found:
        more = [say(said("{n} more", n=len(found) - _ASKED), lang)] if len(found) > _ASKED else []
        yield text(say(said("To ask: {people}.", people=[*found[:_ASKED], *more]), lang))
        yield ""


def _score_table(diff: Diff, lang: str) -> Iterator[str]:
    yield f"| {say('Pillar', lang)} | {say('Before', lang)} | {say('After', lang)} |"
    yield "|---|---:|---:|"
    for pillar, (before, after) in scores(diff).items():
        yield f"| {say(_PILLARS[pillar], lang)} | {_score(before, lang)} | {_score(after, lang)} |"


def _linked(diff: Diff, line: Line) -> str:
    if line.place is None:
        return text(line.text)
    path, number_ = line.place
    where = text(f"{path}:{number_}")
    url = _url(diff, path, number_)
    return f"{text(line.text)} [{where}](<{url}>)" if url else f"{text(line.text)} <code>{where}</code>"


def _url(diff: Diff, path: str, line: int) -> str | None:
    """Return where a line can be read on the web, None without a repository in the settings.

    The edit link's template says how the host names files: "/edit/" is "/blob/" to readers on GitHub and GitLab alike.
    """
    repository = diff.found.after.settings.repository
    if not repository.get("url"):
        return None
    template = repository.get("edit", "{url}/edit/{branch}/{path}")
    values = {
        "url": repository["url"].rstrip("/"),
        "branch": diff.revision or repository.get("branch", "main"),
        "path": quote(path),
    }
    found = template.replace("/edit/", "/blob/") if "/edit/" in template else template
    if "edit" not in repository:
        values["path"] = quote(f"{diff.prefix}{path}")
    for name, value in values.items():
        found = found.replace(f"{{{name}}}", value)
    return quote(f"{found}#L{line}", safe="/:?#[]@!$&'()*+,;=%~")


def as_json(diff: Diff, lang: str) -> str:
    """Return the comparison as ``schemas/diff.schema.json`` describes it."""
    found = diff.found
    return dump({
        "timonel": __version__,
        "as_of": found.after.today,
        "base": {"revision": diff.names[0], "commit": diff.base.hash, "ahead": diff.ahead},
        "head": {"revision": diff.names[1], "commit": diff.revision},
        "concerns": [_concern(one, lang) for one in diff.concerns],
        "findings": {name: [finding(one, lang, found.after.facts) for one in getattr(found, name)] for name in ("opened", "closed", "silenced")},
        "score": {pillar: {"before": before, "after": after} for pillar, (before, after) in scores(diff).items()},
        "texts": [{"entity": one.entity.key, "field": [*one.keys], "changed": [*one.told], "unchanged": [*one.stayed]} for one in found.texts],
        "entities": [
            {
                "entity": one.entity.key,
                "change": one.how,
                "was": one.before.key if one.how == "renamed" and one.before else None,
                "file": one.after.file if one.after else None,
                "file_before": one.before.file if one.before else None,
                "fields": [{"field": [*each.keys], "before": each.before, "after": each.after} for each in one.fields],
            }
            for one in found.entities
        ],
        "pages": [{"file": path, "change": how} for how, path in found.pages],
    })  # fmt: skip


def _concern(one: Concern, lang: str) -> Mapping[str, Any]:
    return {
        "topic": one.topic,
        "change": one.how,
        "subject": one.subject.key if isinstance(one.subject, Entity) else one.subject,
        "field": [*one.keys],
        "before": one.before,
        "after": one.after,
        "parties": [
            {"role": party.role.key, "holders": [show(each, lang) for each in party.holders]} for party in one.parties
        ],
    }
