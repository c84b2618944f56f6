"""What assistants may ask of a base: each method is a tool. They only read, and all that they say is published."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from timonel import clock
from timonel.answers import ask as asked
from timonel.answers.answer import fact_line
from timonel.answers.grammar import Reading
from timonel.answers.meaning import said_of
from timonel.answers.names import names_of
from timonel.assistants.about import ABOUT
from timonel.assistants.answering import LONGEST, answered, fitting
from timonel.assistants.finding import meant, nearest, search, spoken
from timonel.assistants.ways import way
from timonel.cache import Cache
from timonel.governance import SEVERITIES, Finding, Result
from timonel.governance.published import published
from timonel.history.entity import steps
from timonel.history.git import HistoryError
from timonel.languages import Lang
from timonel.load import Sources, sources
from timonel.model import Entity
from timonel.notices.document import Document
from timonel.notices.history import history as recorded
from timonel.notices.plan import plan as planned
from timonel.notices.reading import Reader
from timonel.pipeline.again import Again
from timonel.report import answers as report
from timonel.report import entity as page
from timonel.report import explained, impact
from timonel.report.documents.text import render as rendered
from timonel.text import BRIEF, Said, many, plain, said, say, show, visible

_DECIDING = ("owner", "approver", "consulted", "informed", "forbidden", "decides", "may-not")  # as the grammar calls it
_CLOSE = 3  # things that are named where a name says nothing, or too much


class RefusedError(Exception):
    """What was asked cannot be answered; one line says why, and what to ask instead."""


class _Call(NamedTuple):
    """The base as it is now, as everybody may see it, and the language to answer in."""

    result: Result
    lang: Lang


class Tools:
    """The tools for one base; each call tells of the files as they are then.

    Args:
        root: the base's folder.
        cache: what is kept between runs.
        lang: the language to answer in where a call names none; the base's first without it.
    """

    def __init__(self, root: Path, cache: Cache, lang: str | None = None) -> None:
        self._root, self._again, self._lang = root, Again(cache), lang
        self._alone = threading.Lock()  # calls may come from several threads
        self._known: tuple[Sources, str, Result] | None = None

    def spoken(self) -> tuple[str, Lang]:
        """Return what the base is called, and the language to answer in.

        Raises:
            RefusedError: it does not speak the language that was asked for.
            NewerModelError: it was made for a newer Timonel.
            OSError: it cannot be read.
        """
        call = self._call(None)
        return show(call.result.settings.name, call.lang), call.lang

    # The tools

    def find(self, words: str, kind: str | None = None, lang: str | None = None) -> str:
        call = self._call(lang)
        kinds = call.result.base.schema.kinds
        if kind is not None and kind not in kinds:
            raise _refused(said("there is no kind {kind}; there are: {kinds}", kind=kind, kinds=[*kinds]), call.lang)
        found = search(call.result, words, kind)
        lines = [say(many("1 found", "{n} found", len(found)), call.lang), *(_line(call, one) for one in found)]
        return answered(call.result, lines, (), call.lang)

    def show(self, entity: str, lang: str | None = None) -> str:
        call = self._call(lang)
        one = self._one(call, entity)
        return answered(call.result, page.render(call.result, one, call.lang).splitlines(), [one], call.lang)

    def ask(self, question: str, lang: str | None = None) -> str:
        call = self._call(lang)
        found = asked(call.result, question, lang or self._lang)
        return "\n".join(fitting(report.as_text(call.result, found).splitlines(), LONGEST, found.lang)) + "\n"

    def who_decides(self, about: str, lang: str | None = None) -> str:
        call = self._call(lang)
        these = self._some(call, about)
        named = {one.key: one for each in these for one in (each, *_decisions(call.result, each))}
        lines = [line for one in named.values() for line in _deciding(call, one)]
        lines = lines or [say("The base does not say.", call.lang)]
        return answered(call.result, lines, named.values(), call.lang)

    def impact(self, entity: str, lang: str | None = None) -> str:
        call = self._call(lang)
        one = self._one(call, entity)
        return answered(call.result, impact.as_text(call.result, one, call.lang).splitlines(), [one], call.lang)

    def gaps(
        self, entity: str | None = None, who: str | None = None, severity: str | None = None, lang: str | None = None
    ) -> str:
        call = self._call(lang)
        if severity not in (None, *SEVERITIES):
            told = said("there is no severity {word}; there are: {words}", word=severity, words=[*SEVERITIES])
            raise _refused(told, call.lang)
        about = self._one(call, entity) if entity else None
        of = call.result.owned_by(self._one(call, who).key) if who else call.result
        found = [
            one
            for one in of.findings
            if one.status == "open"
            and (about is None or one.spot.subject == about.key)
            and severity in (None, one.severity)
        ]
        lines = [say(many("1 open gap, the worst first", "{n} open gaps, the worst first", len(found)), call.lang)]
        return answered(call.result, [*lines, *_gaps(call, found)], [about], call.lang)

    def path(self, start: str, end: str, lang: str | None = None) -> str:
        call = self._call(lang)
        one, other = self._one(call, start), self._one(call, end)
        found = way(call.result.base, one, other)
        if not found:
            told = said("No relation leads from {start} to {end}.", start=one, end=other)
            return answered(call.result, [say(told, call.lang)], [one, other], call.lang)
        lines = [_line(call, one)]
        for step in found:
            arrow = "→" if step.forwards else "←"
            lines.append(f"  {arrow} {plain(show(step.label, call.lang))}: {_line(call, step.entity)}")
        return answered(call.result, lines, [one, other], call.lang)

    def rule(self, code: str, lang: str | None = None) -> str:
        call = self._call(lang)
        known = call.result.rules
        wanted = code.strip().upper()
        if wanted not in known:
            raise _refused(
                said("there is no rule {code}; `gaps` names those that found something", code=code), call.lang
            )
        lines = explained.render({wanted: known[wanted]}, "text", call.lang).splitlines()
        source = f"  {say('Source', call.lang)}: {wanted} · rules/{wanted}/"
        return "\n".join([*fitting(lines, LONGEST - len(source), call.lang), source]) + "\n"

    def history(self, entity: str, lang: str | None = None) -> str:
        call = self._call(lang)
        one = self._one(call, entity)
        try:
            told = recorded(call.result, one, steps(self._root, call.result.base, one), call.lang)
        except HistoryError as error:
            raise _refused(error.problem, call.lang) from None
        return answered(call.result, _document(call, told), [one], call.lang)

    def plan(self, lang: str | None = None) -> str:
        call = self._call(lang)
        return answered(call.result, _document(call, planned(call.result, call.lang)), (), call.lang)

    # What they share

    def _call(self, lang: str | None) -> _Call:
        """Return what a call is about."""
        with self._alone:
            result = self._now()
        wanted, settings = lang or self._lang, result.settings
        if wanted and wanted not in settings.languages:
            told = said(
                "the base does not speak {lang}; it speaks: {langs}", lang=wanted, langs=[*map(str, settings.languages)]
            )
            raise _refused(told, settings.lang)
        return _Call(result, settings.read_in(wanted) if wanted else settings.lang)

    def _now(self) -> Result:
        """Return what a check says of the base now, as everybody may see it; the same again where nothing changed."""
        read = sources(self._root)
        read = read._replace(files=[*read.files])
        day = clock.day(clock.named(read.settings))
        if self._known is None or self._known[:2] != (read, day):
            self._known = read, day, published(self._again.folder(self._root, read))
        return self._known[2]

    def _some(self, call: _Call, words: str) -> Sequence[Entity]:
        """Return what words name."""
        found = meant(call.result, words)
        if not found:
            close = nearest(call.result, words)
            told = said("there is no {key}; `find` looks for it", key=words)
            if close:
                told = said(
                    "there is no {key}; the nearest there are: {ids}", key=words, ids=[one.key for one in close]
                )
            raise _refused(told, call.lang)
        return found[:_CLOSE]

    def _one(self, call: _Call, words: str) -> Entity:
        """Return the one thing that words name."""
        found = self._some(call, words)
        if len(found) > 1:
            told = said("“{word}” may be several: say which: {ids}", word=words, ids=[one.key for one in found])
            raise _refused(told, call.lang)
        return found[0]


def tools(of: Tools) -> Iterator[tuple[str, Callable[..., str]]]:
    """Yield the tools by name."""
    for name in ABOUT:
        yield name, getattr(of, name)


def _document(call: _Call, document: Document) -> list[str]:
    """Return the lines of a document; what old revisions say of people who are not published is left out, too."""
    lines = rendered(document, Reader(call.lang, most=document.most)).splitlines()
    hidden = call.result.hidden
    return [hidden.text(line, call.lang) for line in lines] if hidden else lines


def _refused(told: Said, lang: str) -> RefusedError:
    return RefusedError(visible(say(told, lang)))


def _line(call: _Call, one: Entity) -> str:
    """Return a thing in a line: its name, what it is, its key and its page."""
    kind = call.result.base.schema.kinds[one.kind]
    return f"{plain(show(one, call.lang, BRIEF))} · {show(kind.title, call.lang)} · {one.key} · {kind.folder}/{one.id}/"


def _decisions(result: Result, about: Entity) -> list[Entity]:
    """Return the decision rights that name something which is none and takes part in none: those of an initiative."""
    found = result.base.backlinks.get(about.key, ())
    return [one.source for one in found if one.source.kind == "decision" and one.path == ("initiative",)]


def _deciding(call: _Call, one: Entity) -> Iterator[str]:
    known = spoken(call.result)
    for asked_ in _DECIDING if known else ():
        for fact in said_of(call.result, names_of(call.result, known[0]), Reading(asked_, ()), one):
            yield fact_line(call.result, fact, call.lang)


def _gaps(call: _Call, found: Sequence[Finding]) -> Iterator[str]:
    for one in found:
        severity = say({"info": "note"}.get(one.severity, one.severity), call.lang)
        who = [entity for key in one.responsible if (entity := call.result.base.find(key))]
        yield f"{one.code} {severity} · {one.brief(call.lang)} · {one.spot.subject}"
        yield f"  {say('How to fix it', call.lang)}: {one.advice(call.lang, call.result.facts)}"
        if who:
            yield f"  {say('Who must act', call.lang)}: {', '.join(f'{show(each, call.lang, BRIEF)} ({each.key})' for each in who)}"
