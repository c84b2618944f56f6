"""The glossary, A to Z with ñ after n, and a page per term with the other language's name and where it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from unicodedata import normalize
from zlib import crc32

from timonel import languages
from timonel.kinds import Term
from timonel.model import Entity
from timonel.schema import walk
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Avoided, Cell, Column, Fact, Group, TermEntry
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer
from timonel.text import fold, pick, plain, sort_key

_PARTS = 32  # in which texts are looked through for terms


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the glossary."""
    yield Draft("terms/index", ctx.t("Glossary"), glossary, ("knowledge", 1), searched=False)


def letter(name: str, lang: str) -> str:
    """Return the letter that a name stands under: accents do not count, letters of the language's own do."""
    first = normalize("NFC", name)[:1].upper()
    if first in languages.of(lang).alphabet:
        return first
    first = fold(first).upper()[:1]
    return first if first.isalpha() else "#"


def glossary(w: Writer) -> None:
    """Write the glossary."""
    ctx = w.ctx
    w.title(ctx.t("Glossary"))
    w.lede(
        ctx.t(
            "The words we share: one entry per idea, with the words we also hear for it and those we would rather not use."
        )
    )
    entries = sorted(ctx.base.all(Term), key=lambda term: sort_key(ctx.name(term), ctx.lang))
    by_letter: dict[str, list[Term]] = {}
    for one in entries:
        by_letter.setdefault(letter(ctx.name(one), ctx.lang), []).append(one)
    alphabet = [*languages.of(ctx.lang).alphabet]
    alphabet += sorted(set(by_letter).difference(alphabet))
    items = [Cell(one, f"#{_anchor(one, ctx.lang)}" if one in by_letter else None) for one in alphabet]
    w.add(ctx.c.letters(items, ctx.t("Letters")))
    first = next((one for one in alphabet if one in by_letter), "")
    for one in alphabet:
        if one in by_letter:
            w.heading(one, _anchor(one, ctx.lang))
            w.add(ctx.c.entries([_entry(w, term) for term in by_letter[one]], one, first=one == first))


def _anchor(letter_: str, lang: str) -> str:
    return "other" if letter_ == "#" else languages.of(lang).anchors.get(letter_, letter_.lower())


def _entry(w: Writer, term: Term) -> TermEntry:
    ctx = w.ctx
    w.explained.add(term.id)
    return TermEntry(
        term.id,
        ctx.name(term),
        w.href(term),
        pick(term.abbreviation, ctx.lang) if term.abbreviation else None,
        _other(ctx, term),
        w.inline(term.definition),
        synonyms(ctx, term),
        avoided(w, term),
        w.refs("term", term.see_also),
    )


def _other(ctx: Context, term: Term) -> Cell | None:
    """Return the name in the base's other languages, where it differs."""
    name = term.name
    if isinstance(name, str):
        return None
    found = [(lang, text) for lang, text in name.items() if lang != ctx.lang and text != ctx.name(term)]
    return Cell(found[0][1], lang=found[0][0]) if found else None


def synonyms(ctx: Context, term: Term) -> list[str]:
    """Return a term's synonyms in the page's language."""
    found: Mapping[str, list[str]] = term.fields.get("synonyms") or {}
    return [*found.get(ctx.lang, [])]


def avoided(w: Writer, term: Term) -> list[Avoided]:
    """Return the words that a term asks to avoid in the page's language, each with its reason."""
    return [
        Avoided(one.word or "", w.inline(one.reason) if one.reason else "")
        for one in term.avoid
        if one.lang in (None, w.ctx.lang)
    ]


def term_page(w: Writer, term: Term) -> None:
    """Write the middle of a term's page."""
    ctx = w.ctx
    rows: list[Fact] = []
    for lang, name in term.name.items() if isinstance(term.name, dict) else ():
        if lang != ctx.lang:
            rows.append(Fact(languages.spelled(str(lang)), Cell(name, lang=lang)))
    if synonyms(ctx, term):
        rows.append(Fact(ctx.t("Also"), synonyms(ctx, term)))
    w.explained.add(term.id)
    w.lede(w.inline(term.definition))  # what one comes for stands first
    if term.note:
        w.prose(term.note)
    entity_page.facts(w, term, skip=("synonyms",), more=tuple(rows))
    if avoided(w, term):
        w.heading(ctx.t("Words to avoid"), "avoid")
        w.table(
            "avoid-table",
            ctx.t("Words to avoid"),
            avoided(w, term),
            [
                Column("word", ctx.t("Word"), lambda one: one.word),
                Column("reason", ctx.t("Why"), lambda one: one.reason, wide=True),
            ],
            plain=True,
        )
    used = mentions(ctx).get(term.id, [])
    if used:
        w.heading(ctx.t("Where it is used"), "used")
        w.add(ctx.c.refers(_by_kind(w, used)))


def _by_kind(w: Writer, entities: list[Entity]) -> list[Group]:
    groups: dict[str, list[Cell]] = {}
    for one in w.ctx.sorted(entities):
        groups.setdefault(w.ctx.kind_plural(one.kind), []).append(w.link(one))
    return [Group(label, links) for label, links in groups.items()]


def mentions(ctx: Context) -> Mapping[str, list[Entity]]:
    """Return term id → the entities whose texts use it, found once per language."""
    return ctx.once(_mentions)


def _mentions(ctx: Context) -> Mapping[str, list[Entity]]:
    used = {key: ids for part in ctx.once(_parts) for key, ids in ctx.once(_part(part)).items()}
    found: dict[str, list[Entity]] = {}
    for entity in ctx.base:
        for id_ in used.get(entity.key, ()):
            found.setdefault(id_, []).append(entity)
    return found


def _parts(ctx: Context) -> Mapping[str, list[str]]:
    """Return the entities with pages, in parts: after an edit only one of them is looked through again."""
    found: dict[str, list[str]] = {}
    for entity in ctx.base:
        if ctx.schema.kinds[entity.kind].has_page:
            found.setdefault(str(crc32(entity.key.encode()) % _PARTS), []).append(entity.key)
    return found


@cache
def _part(part: str) -> Callable[[Context], Mapping[str, list[str]]]:
    """Return what looks a part through, the same each time."""
    return partial(_used, part)


def _used(part: str, ctx: Context) -> Mapping[str, list[str]]:
    """Return ``kind:id`` of the entities of a part → the terms that their texts use, but for themselves."""
    entities = filter(None, map(ctx.base.find, ctx.once(_parts).get(part, ())))
    found = {}
    for entity in entities:
        ids = {entry.id: None for text in _texts(ctx, entity) for _, _, entry in ctx.glossary.find(text)}
        if own := [id_ for id_ in ids if entity.key != f"term:{id_}"]:
            found[entity.key] = own
    return found


def _texts(ctx: Context, entity: Entity) -> Iterator[str]:
    for field, words in ctx.schema.kinds[entity.kind].texts.items():
        if field in entity.fields:
            for one in words:
                if one.prose:
                    for _, text in walk(entity.fields[field], one.path):
                        yield plain(pick(text, ctx.lang))


VIEWS = {"term": term_page}
