"""Writes one page of one language: its blocks in order, with links relative to it. Knows no host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple, TypeVar

from markupsafe import Markup

from timonel.governance import Finding
from timonel.site import escape, hints, prose
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Facet, Gap, Item
from timonel.site.linker import Linker
from timonel.site.pictures.picture import Node, Picture, Row, Scene
from timonel.text import Text, pick

R = TypeVar("R")
COMMAND = re.compile(r" \(`(timonel [^`]+)`\)")  # which command does it, too: here a button leads to the file


class Figure(NamedTuple):
    """A picture that is to be drawn: its anchor, title and description, and the same as a table."""

    picture: Picture
    id: str
    title: str
    desc: str
    table: Markup


class Writer(Linker):
    """Writes one page: its blocks in order, with links relative to it."""

    def __init__(self, ctx: Context, path: str, draw: Callable[[Figure], str]) -> None:
        """Start a page at ``path`` ("processes/alta"); ``draw`` keeps a place for a picture that is drawn later.

        ``above`` is what the list of such pages is called in the menu. ``folds`` says whether long tables with tools fold on phones: on pages with many, not where one is all there is.
        """
        super().__init__(ctx, path)
        self._draw = draw
        self.blocks: list[str] = []
        self.folds = False
        self.sections: list[Cell] = []
        self.above = ""

    # Blocks

    def add(self, block: object) -> None:
        """Add one block: what a component returned."""
        if block:
            self.blocks.append(str(block))

    def heading(self, text: str, anchor: str, level: int = 2) -> None:
        """Add a heading with a fixed anchor (the same in every language); glossary words are explained anew below it."""
        self.explained = set()
        if level == 2:  # noqa: PLR2004 - the sections of a page
            self.sections.append(Cell(text, f"#{anchor}"))
        self.blocks.append(f"{'#' * level} {escape.line(text)} {{#{anchor}}}")

    @contextmanager
    def part(self, text: str, anchor: str, n: int = 0) -> Iterator[None]:
        """Add a section whose heading opens what is added meanwhile, and says how much that is.

        Args:
            text: the heading.
            anchor: its anchor.
            n: how many things there are; 0 where that says nothing.
        """
        self.heading(text, anchor)
        start = len(self.blocks)
        yield
        inner, line = Markup("\n").join(map(Markup, self.blocks[start:])), f"{text} ({n})" if n else text
        self.blocks[start:] = [str(self.ctx.c.part(inner, line))]

    def title(self, text: str) -> None:
        """Add the page's title, with an anchor that no other heading has."""
        self.blocks.append(f"# {escape.line(text)} {{#page}}")

    def lede(self, text: str, badges: Sequence[Item] = ()) -> None:
        """Add what the page opens with."""
        self.add(self.ctx.c.lede(text, badges))

    def notice(self, kind: str, title: str, text: str = "") -> None:
        """Add a note that must not be overlooked; ``kind`` as the component has it."""
        self.add(self.ctx.c.notice(kind, title, text))

    def table(  # noqa: PLR0913 - as the component has them
        self, id: str, caption: str, rows: Sequence[R], columns: Sequence[Column[R]],  # noqa: A002 - HTML's name
        *, facets: Sequence[Facet[R]] = (), csv: bool = True, plain: bool = False, folds: bool = True, behind: bool = False,
    ) -> None:  # fmt: skip
        """Add a table; see the component. What must be seen at once does not fold."""
        folds = folds and (plain or self.folds)
        self.add(
            self.ctx.c.table(
                id, caption, rows, columns, facets=facets, csv=csv, plain=plain, folds=folds, behind=behind
            )
        )

    def section(  # noqa: PLR0913 - as the table has them
        self, title: str, anchor: str, rows: Sequence[R], columns: Sequence[Column[R]],
        *, folds: bool = True, behind: bool = False,
    ) -> None:  # fmt: skip
        """Add a heading with a short table that is called the same; nothing where there are no rows."""
        if rows:
            self.heading(title, anchor)
            self.table(f"{anchor}-table", title, rows, columns, plain=True, folds=folds, behind=behind)

    def prose(self, text: Text | None) -> None:
        """Add prose of the data as paragraphs."""
        html = self.paragraphs(text)
        if html:
            self.add(f'<div class="kb-prose">{html}</div>')

    def text(self, text: Text | None) -> None:
        """Add a text of the data that knows no marks, as paragraphs."""
        html = prose.literal(pick(text, self.ctx.lang), self.explain)
        if html:
            self.add(f'<div class="kb-prose">{html}</div>')

    def bullets(self, texts: Iterable[Text]) -> None:
        """Add texts of the data, which know no marks, as a list."""
        items = [self.words(text) for text in texts]
        if items:
            self.add(f'<ul class="kb-prose">{"".join(f"<li>{item}</li>" for item in items)}</ul>')

    def scene(self) -> Scene:
        """Return what the pictures' views need, with links from this page."""
        return Scene(self.ctx.facts, self.ctx.lang, self.href, self.ctx.has_gap)

    def figure(  # noqa: PLR0913 - the parts of one picture
        self,
        picture: Picture,
        anchor: str,
        title: str,
        desc: str,
        table: Markup | None = None,
        *,
        closed: bool = False,
        folds: bool = False,
        summary: str = "",
    ) -> None:
        """Add a picture with the same content as a table, its own or ``table``; it is drawn when all pages are written.

        With ``closed``, it stands behind a line that opens it, ``summary``: for what says again what the page has told;
        with ``folds``, on phones only.
        """
        table = table or self.picture_table(picture, anchor, title)
        drawn = self._draw(Figure(picture, anchor, title, desc, table))
        if closed or folds:
            line = escape.html(summary or self.ctx.t("See it as a map"))
            kind = "kb-map" if closed else "kb-fold"
            drawn = f'<details class="kb-details {kind}"><summary>{line}</summary>{drawn}</details>'
        self.blocks.append(drawn)

    def picture_table(self, picture: Picture, anchor: str, title: str) -> Markup:
        """Return what a picture shows as a table."""
        t = self.ctx.t
        columns = [
            Column[Row]("from", t("From"), lambda row: self._node(row.source)),
            Column[Row]("relation", t("Relation"), lambda row: row.note or row.relation),
            Column[Row]("to", t("To"), lambda row: self._node(row.target)),
        ]
        return self.ctx.c.table(f"{anchor}-table", title, picture.table, columns, plain=True)

    @staticmethod
    def _node(node: Node | None) -> Cell | None:
        return Cell(node.label, node.href) if node is not None else None

    # What every entity's page ends with

    def own_gaps(self, findings: Iterable[Finding]) -> list[Gap]:
        """Return findings as `gaps` where they are about what is told there: it is not named, and is the place to look."""
        return [row._replace(entity=None, mend=None if row.looks else row.mend) for row in self.gaps(findings)]

    def gaps(self, findings: Iterable[Finding], *, of_one: bool = False) -> list[Gap]:
        """Return findings for the `gap_list` component; below the name ``of_one`` who must act, a row names others alone."""
        rows = ((self._gap(one), of_one and len(one.responsible) <= 1) for one in findings)
        return [row._replace(who=None) if told else row for row, told in rows]

    def _gap(self, finding: Finding) -> Gap:
        ctx, waiver = self.ctx, None
        subject = ctx.subject(finding.spot.subject)
        looks = finding.rule.elsewhere
        there = ctx.base.find(finding.spot.subject) or subject  # of a waiver, the file that has it
        mend = (self.href(subject) if looks else ctx.edit_url(there)) if subject and there else None
        who = [self.role(key.partition(":")[2]) for key in finding.responsible]
        if finding.status == "waived" and finding.waiver is not None:
            until = ctx.t("until {date}", date=ctx.date(finding.waiver.expires))
            waiver = Cell(until, self.href("governance/waivers"))
        return Gap(
            finding.severity,
            ctx.gap_word(finding.severity),
            ctx.message(finding),
            self._fix(finding),
            self.link(subject) if subject else Cell(finding.spot.file),
            who or ctx.t("nobody"),
            finding.code,
            self.href(f"rules/{finding.code}"),
            ctx.pick(finding.rule.summary),
            waiver,
            mend,
            looks and bool(mend),
        )

    def _fix(self, finding: Finding) -> Markup:
        return self.advised(finding.spot.subject.partition(":")[0], self.ctx.advice(finding))

    def advised(self, kind: str, advice: str) -> Markup:
        """Return how to fix what is of a kind, with its fields in words; where it tells what to write in a file, as the file has them."""
        code = prose.code if "yaml`" in advice else partial(self._hint, kind)
        return prose.inline(COMMAND.sub("", advice), self._link_key, self.explain, self.forced, code)

    def _hint(self, kind: str, code: str) -> Markup:
        return hints.named(self.ctx, kind, code) or hints.in_words(self.ctx, kind, code)
