"""Lists of things: cards, steps, paths, letters, the glossary's entries, lessons; and what the home page opens with."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Advice, Card, Cell, Door, Number, Progress, Promise, Reading, StageLink, Step, TermEntry
from timonel.site.kit.inline import Inline, attribute

_TALL = 3  # entries of several lines each that a phone shows at once


class Lists(Inline):
    """Lists of things, each a line or a card."""

    def hero(  # noqa: PLR0913, PLR0917 - the parts of one head
        self, title: str, text: str, search_label: str, kicker: str, doors: Sequence[Door], today: Sequence[Number]
    ) -> Markup:
        """Return the home page's head: what this is, the search and the ways in; beside them, how things stand today."""
        state = html(self.t("Today"))
        return markup(
            f'<div class="kb-hero"><div><p class="kb-hero__kicker">{html(kicker)}</p>'
            f'<h1 class="kb-hero__title">{html(title)}</h1><p class="kb-hero__text">{html(text)}</p>\n'
            f'<button class="kb-hero__search kb-i-search" type="button" data-kb-search hidden>{html(search_label)}'
            f'<kbd aria-hidden="true">/</kbd></button>{self._doors(doors)}</div>'
            f'<section class="kb-hero__today" aria-labelledby="today"><h2 id="today">{state}</h2>{self.numbers(today)}'
            "</section></div>"
        )

    def _doors(self, doors: Sequence[Door]) -> str:
        inner = "".join(
            f'<li><a class="kb-door kb-i-{html(x.icon)}" href="{html(x.href)}"><strong>{html(x.title)}</strong>'
            f"<span>{html(x.text)}</span></a></li>"
            for x in doors
        )
        return f'<nav class="kb-doors" aria-label="{html(self.t("Start here"))}"><ul>{inner}</ul></nav>'

    def numbers(self, numbers: Sequence[Number]) -> Markup:
        """Return numbers in a row."""
        inner = "".join(
            f"<div{attribute('class', x.kind and f'kb-numbers--{x.kind}')}><dt>{self.item(Cell(x.label, x.href))}</dt>"
            f"<dd>{self.item(x.number)}</dd></div>"
            for x in numbers
        )
        return markup(f'<dl class="kb-numbers">{inner}</dl>')

    def stages(self, stages: Sequence[StageLink], label: str) -> Markup:
        """Return the life cycle as a strip, first to last."""
        inner = "".join(
            f'<li><a href="{html(x.href)}"><span class="kb-stages__n" aria-hidden="true">{n}</span>'
            f"<strong>{html(x.name)}</strong><span>{html(x.text)}</span></a>{self.badges(x.gaps, 'span')}</li>"
            for n, x in enumerate(stages, 1)
        )
        return markup(f'<nav class="kb-stages" aria-label="{html(label)}"><ol>{inner}</ol></nav>')

    def onward(self, before: Cell | None, after: Cell | None) -> Markup:
        """Return the way to what comes before and after, where things have an order."""
        ways = (("prev", self.t("Previous"), before), ("next", self.t("Next"), after))
        inner = "".join(
            f'<a rel="{rel}" href="{html(x.href)}"><span>{html(word)}</span> {html(x.text)}</a>'
            for rel, word, x in ways
            if x
        )
        return markup(f'<nav class="kb-onward" aria-label="{html(self.t("In order"))}">{inner}</nav>')

    def cards(self, cards: Sequence[Card], label: str | None = None) -> Markup:
        """Return a short list of things."""
        return markup(f'<ul class="kb-cards"{attribute("aria-label", label)}>{"".join(map(self._card, cards))}</ul>')

    def _card(self, card: Card) -> str:
        kind = f'<span class="kb-card__kind">{html(card.kind)}</span>' if card.kind else ""
        note = f'<span class="kb-card__note">{html(card.note)}</span>' if card.note else ""
        done = self._done(card.path) if card.path else ""
        meta = f'<span class="kb-card__meta">{self.spans(card.meta)}{done}</span>' if card.meta else ""
        name = f'<span class="kb-card__name">{self.item(Cell(card.text, card.href))}</span>'
        facts = "".join(f"<div><dt>{html(x.label)}</dt><dd>{self.cell(x.value)}</dd></div>" for x in card.facts)
        told = f'<dl class="kb-card__facts">{facts}</dl>' if facts else ""
        badges = self.badges(card.badges, "span")
        said = f"{badges}{note}" if told else f"{note}{badges}"  # what tells how it stands begins with it
        return f'<li class="kb-card">{kind}{name}{said}{meta}{told}</li>'

    def _done(self, path: Progress) -> str:
        """Return how much of a path the reader has done: the script fills it in."""
        progress = html(self.t("{n} of {m} done"))
        return (
            f'<output data-kb-path-of="{html(path.id)}" data-steps="{path.steps}" data-progress="{progress}"></output>'
        )

    def promises(self, promises: Sequence[Promise]) -> Markup:
        """Return what is promised, word for word."""
        inner = "".join(
            f'<div><dt>{html(x.name)} <span class="kb-note">{html(x.question)}</span></dt><dd>{html(x.text)}</dd></div>'
            for x in promises
        )
        return markup(f'<dl class="kb-promises">{inner}</dl>')

    def steps(self, steps: Sequence[Step], *, numbered: bool = True) -> Markup:
        """Return steps or phases in order."""
        rows = [*map(self._step, steps)]
        if numbered:
            return markup(f'<ol class="kb-steps">{"".join(rows)}</ol>')
        return markup(f"<div>{self.list('kb-steps kb-steps--dots', rows, tag='ol', most=_TALL)}</div>")

    def _step(self, step: Step) -> str:
        state = f" {self.badge(step.state, step.state_label)}" if step.state_label else ""
        text = f"<p>{html(step.text)}</p>" if step.text else ""
        meta = f'<p class="kb-step__meta">{self.spans(step.meta)}</p>' if step.meta else ""
        title = f'<p class="kb-step__title">{self.item(Cell(step.title, step.href))}{state}</p>'
        return f'<li class="kb-step kb-step--{html(step.state)}">{title}{meta}{text}</li>'

    def path(self, id: str, readings: Sequence[Reading], total: str) -> Markup:  # noqa: A002 - HTML's name
        """Return an onboarding path; its ticks are kept in the reader's browser."""
        progress = html(self.t("{n} of {m} done"))
        return markup(
            f'<div class="kb-path" id="{html(id)}" data-kb-path="{html(id)}" data-progress="{progress}">'
            f'<p class="kb-path__total"><span>{html(total)}</span><output data-kb-progress></output></p>'
            f"<ol>{''.join(map(self._reading, readings))}</ol></div>"
        )

    def _reading(self, reading: Reading) -> str:
        tick = (
            f'<label class="kb-path__done" hidden><input type="checkbox" data-kb-step="{html(reading.id)}" '
            f'aria-label="{html(self.t("Done"))}: {html(reading.title)}"></label>'
        )
        check = (
            f'<details class="kb-details"><summary>{html(reading.question)}</summary><p>{html(reading.answer)}</p></details>'
            if reading.question
            else ""
        )
        title = f'{self.item(Cell(reading.title, reading.href))} <span class="kb-note">{html(reading.minutes)}</span>'
        return f'<li>{tick}<div><p class="kb-path__title">{title}</p>{check}</div></li>'

    def letters(self, letters: Sequence[Cell], label: str, *, words: bool = False, hint: str = "") -> Markup:
        """Return A–Z, or ``words`` that head parts, with a filter and a ``hint`` of what it finds; a letter without entries leads nowhere."""
        inner = "".join(
            f'<li><a href="{html(x.href)}">{html(x.text)}</a></li>'
            if x.href
            else f'<li><span aria-hidden="true">{html(x.text)}</span></li>'
            for x in letters
        )
        filter_ = html(hint or self.t("Filter"))
        return markup(
            f'<nav class="kb-letters{" kb-letters--words" if words else ""}" aria-label="{html(label)}" data-kb-letters><ul>{inner}</ul><span class="kb-field">'
            f'<input type="search" placeholder="{filter_}" aria-label="{filter_}" autocomplete="off" hidden></span></nav>'
        )

    def entries(self, entries: Sequence[TermEntry], letter: str, *, first: bool = False) -> Markup:
        """Return the entries below a letter; on phones they fold behind it, but the ``first`` are open."""
        folded = self.fold("".join(map(self._entry, entries)), f"{letter} · {len(entries)}", opened=first)
        return markup(f'<div class="kb-entries">{folded}</div>')

    def _entry(self, entry: TermEntry) -> str:
        t, abbreviation, other, facts = self.t, "", "", ""
        if entry.abbreviation:
            abbreviation = f' <span class="kb-entry__abbr">{html(entry.abbreviation)}</span>'
        if entry.other:
            other = f'<p class="kb-entry__other" lang="{html(entry.other.lang)}">{html(entry.other.text)}</p>'
        if entry.synonyms:
            facts = f"<div><dt>{html(t('Also'))}</dt><dd>{html(', '.join(entry.synonyms))}</dd></div>"
        if entry.avoid:
            words = "".join(
                f"<span><s>{html(x.word)}</s>{f': {html(x.reason)}' if x.reason else ''}</span>" for x in entry.avoid
            )
            facts += f'<div class="kb-entry__avoid"><dt>{html(t("Avoid"))}</dt><dd>{words}</dd></div>'
        if entry.see:
            facts += f"<div><dt>{html(t('See also'))}</dt><dd>{self.cell(entry.see)}</dd></div>"
        more = f'<dl class="kb-entry__facts">{facts}</dl>' if facts else ""
        return (
            f'<div class="kb-entry"><div><h3 class="kb-entry__name" id="{html(entry.id)}">'
            f"{self.item(Cell(entry.name, entry.href))}{abbreviation}</h3>{other}</div><div><p>{html(entry.definition)}</p>"
            f"{more}</div></div>"
        )

    def lessons(self, lessons: Sequence[Advice]) -> Markup:
        """Return lessons, each with what stands behind it."""
        return markup(f"<div>{self.list('kb-lessons', [*map(self._lesson, lessons)], most=2 * _TALL)}</div>")

    def _lesson(self, lesson: Advice) -> str:
        advice = self.badge(lesson.advice, lesson.advice_label) if lesson.advice else ""
        said = f'<p class="kb-lesson__said">{html(lesson.said)}</p>' if lesson.said else ""
        behind = [(lesson.rules, "1 rule", "{n} rules"), (lesson.cases, "1 case", "{n} cases")]
        told = " · ".join(self.t(one if len(x) == 1 else more, n=len(x)) for x, one, more in behind if x)
        fold = self.fold("".join(self.cell(x) for x, _, _ in behind if x), told, everywhere=True) if told else ""
        meta = self.spans([x for x in (lesson.barrier, *lesson.marks) if x])
        end = f'\n  <div class="kb-lesson__end">{meta}{fold}</div>' if meta or fold else ""
        text = self.item(Cell(lesson.text, lesson.href))
        return f'<li class="kb-lesson">{advice}<p class="kb-lesson__text">{text}</p>{said}{end}</li>'
