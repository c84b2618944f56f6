"""The glossary, A to Z with ñ after n, and a page per term with the other language's name and where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from timonel.kinds import Term
from timonel.model import Entity
from timonel.schema import walk
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Avoided, Cell, Column, Fact, Group, TermEntry
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer
from timonel.text import fold, pick, plain, sort_key

_LETTERS = {"es": "ABCDEFGHIJKLMNÑOPQRSTUVWXYZ", "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_LANGUAGES = {"es": "Español", "en": "English"}


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the glossary."""
    yield Draft("terms/index", desk.t("Glossary"), glossary, ("knowledge", 1), searched=False, contents=True)


def letter(name: str, lang: str) -> str:
    """Return the letter that a name stands under: accents do not count, ñ is a letter of its own in Spanish."""
    first = name[:1].upper()
    if first == "Ñ" and lang == "es":
        return first
    first = fold(first).upper()[:1]
    return first if first.isalpha() else "#"


def glossary(w: Writer) -> None:
    """Write the glossary."""
    desk = w.desk
    w.title(desk.t("Glossary"))
    w.lede(
        desk.t(
            "The words we share: one entry per idea, with the words we also hear for it and those we would rather not use."
        )
    )
    entries = sorted(desk.base.all(Term), key=lambda term: sort_key(desk.name(term), desk.lang))
    by_letter: dict[str, list[Term]] = {}
    for one in entries:
        by_letter.setdefault(letter(desk.name(one), desk.lang), []).append(one)
    alphabet = [
        *_LETTERS.get(desk.lang, _LETTERS["en"]),
        *sorted(set(by_letter) - set(_LETTERS.get(desk.lang, _LETTERS["en"]))),
    ]
    items = [Cell(one, f"#{_anchor(one)}" if one in by_letter else None) for one in alphabet]
    w.add(desk.c.letters(items, desk.t("Letters")))
    for one in alphabet:
        if one in by_letter:
            w.heading(one, _anchor(one))
            for term in by_letter[one]:
                w.add(desk.c.entry(_entry(w, term)))


def _anchor(letter_: str) -> str:
    return {"Ñ": "enye", "#": "other"}.get(letter_, letter_.lower())


def _entry(w: Writer, term: Term) -> TermEntry:
    desk = w.desk
    w.explained.add(term.id)
    return TermEntry(
        term.id,
        desk.name(term),
        w.href(term),
        term.abbreviation,
        _other(desk, term),
        w.inline(term.definition),
        synonyms(desk, term),
        avoided(w, term),
        w.refs("term", term.see_also),
    )


def _other(desk: Desk, term: Term) -> Cell | None:
    """Return the name in the base's other languages, where it differs."""
    name = term.name
    if isinstance(name, str):
        return None
    found = [(lang, text) for lang, text in name.items() if lang != desk.lang and text != desk.name(term)]
    return Cell(found[0][1], lang=found[0][0]) if found else None


def synonyms(desk: Desk, term: Term) -> list[str]:
    """Return a term's synonyms in the desk's language."""
    found: Mapping[str, list[str]] = term.fields.get("synonyms") or {}
    return [*found.get(desk.lang, [])]


def avoided(w: Writer, term: Term) -> list[Avoided]:
    """Return the words that a term asks to avoid in the desk's language, each with its reason."""
    return [
        Avoided(one.word or "", w.inline(one.reason) if one.reason else "")
        for one in term.avoid
        if one.lang in (None, w.desk.lang)
    ]


def term_page(w: Writer, term: Term) -> None:
    """Write the middle of a term's page."""
    desk = w.desk
    rows: list[Fact] = []
    for lang, name in term.name.items() if isinstance(term.name, dict) else ():
        if lang != desk.lang:
            rows.append(Fact(_LANGUAGES.get(lang, str(lang)), Cell(name, lang=lang)))
    if synonyms(desk, term):
        rows.append(Fact(desk.t("Also"), synonyms(desk, term)))
    w.explained.add(term.id)
    w.lede(w.inline(term.definition))  # what one comes for stands first
    entity_page.facts(w, term, skip=("synonyms",), more=tuple(rows))
    if avoided(w, term):
        w.heading(desk.t("Words to avoid"), "avoid")
        w.table(
            "avoid-table",
            desk.t("Words to avoid"),
            avoided(w, term),
            [
                Column("word", desk.t("Word"), lambda one: one.word),
                Column("reason", desk.t("Why"), lambda one: one.reason, wide=True),
            ],
            plain=True,
        )
    used = mentions(desk).get(term.id, [])
    if used:
        w.heading(desk.t("Where it is used"), "used")
        w.add(desk.c.refers(_by_kind(w, used)))


def _by_kind(w: Writer, entities: list[Entity]) -> list[Group]:
    groups: dict[str, list[Cell]] = {}
    for one in w.desk.sorted(entities):
        groups.setdefault(w.desk.kind_plural(one.kind), []).append(w.link(one))
    return [Group(label, links) for label, links in groups.items()]


def mentions(desk: Desk) -> Mapping[str, list[Entity]]:
    """Return term id → the entities whose texts use it, found once per language."""
    if desk.mentions is None:
        found: dict[str, dict[str, Entity]] = {}
        for entity in desk.base:
            kind = desk.schema.kinds[entity.kind]
            if not kind.has_page:
                continue
            for text in _texts(desk, entity):
                for _, _, entry in desk.glossary.find(text):
                    if entity.key != f"term:{entry.id}":
                        found.setdefault(entry.id, {})[entity.key] = entity
        desk.mentions = {id_: [*entities.values()] for id_, entities in found.items()}
    return desk.mentions


def _texts(desk: Desk, entity: Entity) -> Iterator[str]:
    for field, words in desk.schema.kinds[entity.kind].texts.items():
        if field in entity.fields:
            for one in words:
                if one.prose:
                    for _, text in walk(entity.fields[field], one.path):
                        yield plain(pick(text, desk.lang))


VIEWS = {"term": term_page}
