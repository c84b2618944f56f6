"""What most pages have: where one is, how the page opens, facts, gaps, what refers to it, where to go on."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Action, Cell, Fact, Gap, Group, Item, Mark, Place, Value
from timonel.site.kit.inline import Inline, attribute, shown

_FACTS = 3  # that are read on a phone without opening the others


class Blocks(Inline):
    """Blocks of every page."""

    def crumbs(self, items: Sequence[Item]) -> Markup:
        """Return what a page stands below; put it before the title, which says the rest."""
        inner = "".join(f"<li>{self.item(x)}</li>" for x in items)
        return markup(f'<nav class="kb-crumbs" aria-label="{html(self.t("You are here"))}"><ol>{inner}</ol></nav>')

    def section(self, name: str, places: Sequence[Place]) -> Markup:
        """Return the pages of a section: the menu shows only the sections, and on small screens nothing."""
        inner = "".join(
            f'<li><a href="{html(x.href)}"{f" aria-current={x.here}" if x.here else ""}>{html(x.text)}</a></li>'
            for x in places
        )
        return markup(f'<nav class="kb-section" aria-label="{html(name)}" data-search-exclude><ul>{inner}</ul></nav>')

    def lede(self, text: str, badges: Sequence[Item] = ()) -> Markup:
        """Return what a page opens with."""
        first = f"<p>{html(text)}</p>" if text else ""
        return markup(f'<div class="kb-lede">{first}{self.badges(badges, "p")}</div>')

    def standing(self, items: Sequence[Item]) -> Markup | None:
        """Return how something stands, right below the title; nothing where there is nothing to say."""
        inner = "".join(f"<li>{self.item(x)}</li>" for x in items)
        return markup(f'<ul class="kb-standing" data-search-exclude>{inner}</ul>') if items else None

    def short(self, rows: Sequence[tuple[str, str, Markup]]) -> Markup:
        """Return short texts as lines: what each is called, its anchor, and the text."""
        inner = "".join(
            f'<div id="{html(id_)}"><dt>{html(label)}</dt><dd>{text}</dd></div>' for label, id_, text in rows
        )
        return markup(f'<dl class="kb-short">{inner}</dl>')

    def facts(self, facts: Sequence[Fact]) -> Markup:
        """Return the facts at the side; on phones all but the first fold."""
        rows = [
            f'<div class="kb-facts__row"><dt>{html(x.label)}</dt><dd>{self.cell(x.value)}</dd></div>' for x in facts
        ]
        first = shown(len(rows), _FACTS)
        rest = rows[first:]
        more = ""
        if rest:
            more = self.fold(f"<dl>{''.join(rest)}</dl>", self.t("More facts ({n})", n=len(rest)))
        return markup(
            f'<aside class="kb-facts" aria-label="{html(self.t("Facts"))}"><div class="kb-facts__box">'
            f"<dl>{''.join(rows[:first])}</dl>{more}</div></aside>"
        )

    def with_contents(self, facts: str, sections: Sequence[Cell]) -> Markup:
        """Return the facts of a page with its sections below them, which stay in sight beside a long story."""
        inner = "".join(f'<li><a href="{html(x.href)}">{html(x.text)}</a></li>' for x in sections)
        title, n = self.t("On this page"), len(sections)
        folded = self.fold(f"<ul>{inner}</ul>", self.t("On this page ({n})", n=n))
        nav = (
            f'<nav class="kb-onpage" aria-label="{html(title)}" data-search-exclude>'
            f'<p aria-hidden="true">{html(title)}</p>{folded}</nav>'
        )
        return markup(facts.removesuffix("</aside>") + nav + "</aside>")

    def jumps(self, sections: Sequence[Cell]) -> Markup:
        """Return the ways to the sections of a long page, where they do not fold."""
        inner = "".join(f"<li>{self.item(x)}</li>" for x in sections)
        title = html(self.t("On this page"))
        return markup(f'<nav class="kb-jumps" aria-label="{title}" data-search-exclude><ul>{inner}</ul></nav>')

    def finder(self, title: str, sections: Sequence[Cell]) -> Markup:
        """Return the ways to the sections of a long page where no list of them stands beside it; on phones they fold."""
        inner = self.fold(
            f"<ul>{''.join(f'<li>{self.item(x)}</li>' for x in sections)}</ul>", f"{title} ({len(sections)})"
        )
        return markup(
            f'<nav class="kb-jumps kb-jumps--beside" aria-label="{html(title)}" data-search-exclude>{inner}</nav>'
        )

    def notice(self, kind: str, title: str, text: str = "") -> Markup:
        """Return a note that must not be overlooked; ``kind`` is ok, info or none."""
        more = f"<p>{html(text)}</p>" if text else ""
        return markup(
            f'<div class="kb-notice kb-notice--{html(kind)}" role="note">'
            f'<p class="kb-notice__title">{html(title)}</p>{more}</div>'
        )

    def legend(self, marks: Sequence[Mark]) -> Markup:
        """Return what the colours of a picture or matrix mean."""
        inner = "".join(
            f'<li><span class="kb-legend__mark kb-{html(x.kind)}" aria-hidden="true"></span>{html(x.label)}</li>'
            for x in marks
        )
        return markup(f'<ul class="kb-legend" aria-label="{html(self.t("Legend"))}">{inner}</ul>')

    def gap_list(
        self,
        gaps: Sequence[Gap],
        none_text: str | None = None,
        *,
        most: int | None = None,
        everywhere: bool = True,
        brief: bool = False,
    ) -> Markup:
        """Return gaps, or that there are none, in the words of ``none_text``.

        After ``most`` they fold, on phones or ``everywhere``; ``brief`` ones fold how to fix them on phones.
        """
        if not gaps:
            title = html(none_text or self.t("No gaps"))
            return markup(f'<div class="kb-notice kb-notice--ok"><p class="kb-notice__title">{title}</p></div>')
        rows = [self._gap(x, brief=brief) for x in gaps]
        if most is None:
            return markup(f"<section data-search-exclude>{self.list('kb-gaps', rows)}</section>")
        return markup(
            f"<section data-search-exclude>{self.list('kb-gaps', rows, most=most, everywhere=everywhere)}</section>"
        )

    def gaps_around(self, groups: Sequence[tuple[str, Sequence[Item]]], kind: str) -> Markup:
        """Return the gaps that are not here but around it, group by group; ``kind`` is how grave the gravest is."""
        inner = "".join(
            f'<p class="kb-notice__title">{html(title)}</p>'
            f'<ul class="kb-values">{"".join(f"<li>{self.item(one)}</li>" for one in told)}</ul>'
            for title, told in groups
        )
        return markup(
            f'<div class="kb-notice kb-notice--{html(kind)} kb-notice--around" data-search-exclude>{inner}</div>'
        )

    def gap_told(self, gap: Gap) -> Markup:
        """Return a gap in its sentence, with the name of what it is about as a link."""
        message, named = self._of_whom(gap)
        return markup(message if named or not gap.entity else f"{self.item(gap.entity)}: {message}")

    def gap_line(self, gap: Gap) -> Markup:
        """Return a gap in one line: how grave it is, its sentence, who must act, and the way to mend it."""
        return self.acted_on(
            Cell(gap.severity_label, badge=gap.severity), self.gap_told(gap), gap.who, gap.mend, looks=gap.looks
        )

    def acted_on(self, mark: Item, what: Item, who: Value, mend: str | None = None, *, looks: bool = False) -> Markup:
        """Return what is wrong in one line: a badge, what it is, who must act, and the way to mend it."""
        named = ", ".join(self.item(x) for x in ([who] if isinstance(who, str | Cell) else who or ()))
        acts = f"{html(self.t('Who must act'))}: {named}" if named else ""
        mended = f'<a href="{html(mend)}">{html(self.t("See" if looks else "Fix"))}</a>' if mend else ""
        more = " · ".join(filter(None, (acts, mended)))
        behind = f' <span class="kb-gap__acts">{more}</span>' if more else ""
        return markup(f"{self.item(mark)} {self.item(what)}{behind}")

    def _gap(self, gap: Gap, *, brief: bool = False) -> str:
        t, fix = self.t, ""
        if gap.fix:
            fix = f'<p class="kb-gap__fix"><b>{html(t("How to fix it"))}:</b> {html(gap.fix)}</p>'
            fix = self.fold(fix, t("How to fix it")) if brief else fix
        if gap.waiver:
            fix += f'<p class="kb-gap__fix"><b>{html(t("Waiver"))}:</b> {self.item(gap.waiver)}</p>'
        word = html(t("See" if gap.looks else "Fix"))
        mend = f'<a class="kb-button kb-gap__mend" href="{html(gap.mend)}">{word}</a>' if gap.mend else ""
        message, named = self._of_whom(gap)
        meta = [self.item(gap.entity)] if gap.entity and not named else []
        if gap.who:
            meta.append(f'<span class="kb-gap__label">{html(t("Who must act"))}:</span> {self.cell(gap.who)}')
        code = self.item(Cell(gap.code, gap.rule_href, gap.rule)) if gap.code else ""
        since = f'<span class="kb-gap__since">{html(gap.since)}</span>' if gap.since else ""
        code = f'<span class="kb-gap__code">{code}{since}</span>' if code or since else ""
        more = f'<ul class="kb-gap__meta">{"".join(f"<li>{x}</li>" for x in meta)}</ul>' if meta else ""
        return (
            f'<li{attribute("id", gap.id)} class="kb-gap kb-gap--{"waived" if gap.waiver else html(gap.severity)}"><div class="kb-gap__head">'
            f"{self.badge('waived', t('With a waiver')) if gap.waiver else self.badge(gap.severity, gap.severity_label)}"
            f'<span class="kb-gap__message">{message}</span>'
            f"{code}{mend}</div>{fix}{more}</li>"
        )

    def _of_whom(self, gap: Gap) -> tuple[str, bool]:
        """Return what is wrong, with the name of what it is about as a link; and whether it is named there."""
        message, name = html(gap.message), gap.entity and gap.entity.href and html(gap.entity.text or "")
        if not gap.entity or not name or name not in message:
            return message, False
        return message.replace(name, markup(self.item(gap.entity)), 1), True

    def refers(self, groups: Sequence[Group]) -> Markup:
        """Return what refers to this, in groups."""
        inner = "".join(
            f'<div><dt>{html(x.label)} <span class="kb-note">{len(x.links) + len(x.more)}</span></dt>'
            f"<dd>{self.cell(x.links)}{self._rest(x)}</dd></div>"
            for x in groups
        )
        return markup(f'<dl class="kb-refers" data-search-exclude>{inner}</dl>')

    def folded(self, block: Markup, n: int, text: str = "") -> Markup:
        """Return a block of ``n`` entries that folds on phones, behind a line that names them."""
        return markup(self.fold(block, text or self.t("Show all {n}", n=n)))

    def behind(self, block: Markup, text: str) -> Markup:
        """Return a block behind a line that opens it, everywhere."""
        return markup(f"<div>{self.fold(block, text, everywhere=True)}</div>")

    def part(self, block: Markup, text: str) -> Markup:
        """Return a section behind the line that opens it, everywhere: that line is the heading above it."""
        return markup(f'<div class="kb-part">{self.fold(block, text, everywhere=True)}</div>')

    def _rest(self, x: Group) -> str:
        """Return the one line that opens a group: where nothing folds everywhere, it is for phones, which show the first few."""
        n = len(x.links) + len(x.more)
        if not x.more:
            return self.long("", n)
        return self.fold(self.cell(x.more), self.t("Show all {n}", n=n), everywhere=True)

    def actions(self, actions: Sequence[Action], note: str | None = None) -> Markup:
        """Return where to go on, with a remark: the last line of a page or section."""
        inner = "".join(
            f'<a class="kb-button{" kb-button--primary" if x.primary else ""}{_icon(x.icon)}" href="{html(x.href)}">'
            f"{html(x.text)}</a>"
            for x in actions
        )
        more = f'<span class="kb-note">{html(note)}</span>' if note else ""
        return markup(
            f'<div class="kb-actions" role="group" aria-label="{html(self.t("Actions"))}" data-search-exclude>'
            f"{inner}{more}</div>"
        )


def _icon(name: str | None) -> str:
    return f" kb-i-{html(name)}" if name else ""
