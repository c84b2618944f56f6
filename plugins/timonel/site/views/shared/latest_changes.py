"""What changed last, out of the git history: a block on the home page, and a line on the page of each entity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby, islice

from markupsafe import Markup

from timonel.history.changes import Change
from timonel.model import Entity
from timonel.site.context import Context
from timonel.site.escape import html, markup
from timonel.site.kit import Cell, Column, Item
from timonel.site.views.shared import field_words
from timonel.site.writer import Writer
from timonel.text import fold, pick

_SHOWN, _NAMED, _LONGEST = 5, 5, 120  # commits, things of them, letters of what one says
_MAIL = re.compile(r"\S+@\S+")


def subject(ctx: Context, change: Change) -> str:
    """Return what a commit says, without addresses; "" where the base publishes no people, whom it may name."""
    if not ctx.result.settings.names_people:
        return ""
    text = _MAIL.sub("…", " ".join(change.subject.split()))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _author(ctx: Context, change: Change) -> str:
    """Return who made a commit, where that is somebody of the base; whom it does not know it does not make known."""
    person = ctx.once(_people).get(fold(" ".join(change.author.split()))) if change.author else None
    return ctx.name(person) if person and ctx.shows(person) else ""


def _people(ctx: Context) -> Mapping[str, Entity]:
    """Return name → person, of names that one person alone has."""
    named: dict[str, list[Entity]] = {}
    for one in ctx.base.of("person"):
        for name in dict.fromkeys(pick(one.label, lang) for lang in ctx.base.languages):
            named.setdefault(fold(name), []).append(one)
    return {name: found[0] for name, found in named.items() if len(found) == 1}


def line(ctx: Context, entity: Entity) -> Markup:
    """Return when an entity's file changed last, and to who points at it what was said; nothing where git does not know.

    Nor of what was written after the day of which the site tells.
    """
    change = ctx.changed.get(entity.file)
    if change is None or change.date > ctx.facts.today:
        return Markup()
    alone = len(ctx.facts.by_file.get(entity.file, ())) == 1
    text, date, author = subject(ctx, change), ctx.date(change.date), _author(ctx, change)
    if author:
        by = {"date": date, "who": author}
        words = ctx.t("Last changed on {date} by {who}", **by) if alone else ctx.t("Its file last changed on {date}, by {who}", **by)  # fmt: skip
    else:
        words = ctx.t("Last changed on {date}", date=date) if alone else ctx.t("Its file last changed on {date}", date=date)  # fmt: skip
    return markup(f'<span title="{html(text)}">{html(words)}</span>') if text else html(words)


def block(w: Writer) -> None:
    """Add what the latest commits changed, day by day; their subjects are for those who made them.

    Nothing of what was changed after the day of which the site tells.
    """
    ctx, left, rows = w.ctx, _NAMED, list[tuple[Change, list[Cell]]]()
    told = (one for one in ctx.changes if one.date <= ctx.facts.today)
    for _, same in groupby(islice(told, _SHOWN), lambda change: change.date):
        day = [*same]
        cells = [*{(cell.text, cell.note): cell for change in day for cell in _things(w, change)}.values()]
        more = [Cell(ctx.t("{n} more", n=len(cells) - left))] if len(cells) > left else []
        if left:
            rows.append((day[0], [*cells[:left], *more]))
        left = max(left - len(cells), 0)
    if rows:
        columns = [
            Column[tuple[Change, list[Cell]]]("date", ctx.t("Date"), lambda row: _date(ctx, row[0])),
            Column[tuple[Change, list[Cell]]]("what", ctx.t("What changed"), lambda row: row[1], wide=True),
        ]
        w.heading(ctx.t("Latest changes"), "changes")
        w.table("latest-changes", ctx.t("Latest changes"), rows, columns, plain=True)


def _date(ctx: Context, change: Change) -> Item:
    text, date = subject(ctx, change), ctx.date(change.date)
    return markup(f'<span title="{html(text)}">{html(date)}</span>') if text else date


def _things(w: Writer, change: Change) -> Iterator[Cell]:
    """Yield what a commit changed, what can be told in words first; what else it touched, by name."""
    edits = [told for edit in w.ctx.edits(change) if (told := field_words.told(w, edit))]
    there = {edit.file for edit, _, _ in edits}
    yield from (cell for _, _, cell in sorted(edits, key=lambda row: row[1]))
    for file in change.files:
        if file not in there and (cell := _thing(w, file)) is not None:
            yield cell


def _thing(w: Writer, file: str) -> Cell | None:
    """Return what a file holds: its entity; its kind, where it holds many; the plain id, where it is gone."""
    ctx = w.ctx
    found = ctx.facts.by_file.get(file, ())
    if len(found) == 1:
        return w.link(ctx.subject(found[0].key))
    folder, _, rest = file.removeprefix("data/").partition("/")
    kind = ctx.schema.folders.get(folder)
    if kind is None:
        return None
    if found or kind.name == "person":
        return Cell(pick(kind.plural, ctx.lang), w.href(f"{folder}/index") if kind.has_page else None)
    return Cell(f"{pick(kind.title, ctx.lang)}: {rest.rpartition('/')[2].removesuffix('.yaml')}")
