"""Rules about the base itself: whole translations, nothing adrift, dates in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel.languages import SOURCE
from timonel.lookups.facts import Facts
from timonel.lookups.status import of_the_method
from timonel.model import Base, Entity
from timonel.rules import Places, rule
from timonel.schema import Keys, Words, is_meant, walk
from timonel.text import Said, Text, is_empty, many, pick, said

# What ends, with what it ends: (list or mapping it stands in, start, end), by kind.
_SPANS = {
    "initiative": (((), "start", "end"), (("phases", "*"), "started", "passed"), (("budget",), "from", "until")),
    "pilot": (((), "start", "end"), ((), "start", "decided")),
    "change-action": (((), "start", "end"),),
    "issue": (((), "opened", "closed"),),
    "resolution": (((), "date", "closed"),),
    "risk": ((("acceptance",), "date", "until"),),
    "confirmation": (((), "date", "until"),),
    "waiver": (((), "approved", "expires"),),
    "role": ((("holders", "*"), "from", "until"),),
}
# What has happened, so that its date cannot lie ahead.
_PAST = {
    "measurement": (("date",),),
    "assessment": (("date",),),
    "forum": (("meetings", "*", "date"),),
    "initiative": (("phases", "*", "passed"),),
    "pilot": (("decided",),),
    "issue": (("opened",), ("closed",)),
    "resolution": (("closed",),),
    "risk": (("acceptance", "date"),),
    "confirmation": (("date",),),
    "waiver": (("approved",),),
    "process": (("maturity", "assessed"),),
    "data-asset": (("quality", "assessed"),),
    "organization": (("swot", "assessed"),),
    "policy": (("reviewed",),),
    "document": (("updated",),),
    "assistant": (("reviewed",),),
}


# A journal: what somebody noted that day, added and never rewritten.
_JOURNAL = "measurement"
_AS_KEY = (" -:", "{-:", ",-:", '"-":', "'-':")  # how a file may write a language before its text
_MANY, _PART = (
    20,
    0.25,
)  # entities, and their part of the base, from which on a language that they lack was hardly begun
_SHOWN = 3  # of these


def in_several_languages(entity: Entity, base: Base) -> bool:
    """Whether it is to be read in another language of the base, too."""
    return len(base.languages) > 1 and entity.kind != _JOURNAL


@rule("DAT008", applies=in_several_languages)
def translation_missing(entity: Entity, base: Base, facts: Facts) -> Places:
    """A text that one of the base's languages lacks; a language that was hardly begun is one gap, the company's."""
    unbegun = _untouched(entity, base, facts)
    found = [
        (keys, left)
        for keys, missing in _lacks(base, entity)
        if (left := [one for one in missing if one not in unbegun])
    ]
    if found:
        languages = [lang for lang in base.languages if any(lang in missing for _, missing in found)]
        fields = {str(keys): base.schema.label(entity.kind, *keys) for keys, _ in found}
        yield entity.at(*found[0][0], fields=_once(fields.values()), languages=languages, form=_form(base))
    for lang, keys in facts.once(_waiting).items() if entity is base.organization else ():
        first = [one for key in keys[:_SHOWN] if (one := base.find(key))]
        files = {one.file for key in keys if (one := base.find(key))}
        many_files = many("1 file", "{n} files", len(files))
        many_entities = many("1 entity", "{n} entities", len(keys))
        what = said("those of {entities} in {files}", entities=many_entities, files=many_files)
        yield entity.at(
            related=[one.at() for one in first], distinct=lang, fields=[what], languages=[lang], form=_form(base)
        )


def _form(base: Base) -> str:
    """Return how a file writes a text in all languages of the base."""
    return f"{{{', '.join(f'{lang}: …' for lang in base.languages)}}}"


def _unbegun(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """Return file → the languages in which it has fewer texts than entities, where that is so of much of the base."""
    base, read = facts.base, facts.base.files
    sizes = {path: len(some) for path, some in facts.by_file.items() if some[0].kind != _JOURNAL}
    found: dict[str, tuple[str, ...]] = {}
    for lang in base.languages if base.organization else ():
        marks = [mark.replace("-", lang).encode() for mark in _AS_KEY]
        without = [path for path, size in sizes.items() if not _holds(read[path].data, marks, size)]
        number = sum(sizes[path] for path in without)
        if number >= _MANY and number >= _PART * sum(sizes.values()):
            found |= {path: (*found.get(path, ()), lang) for path in without}
    return found


def _holds(data: bytes, marks: Sequence[bytes], number: int) -> bool:
    """Whether marks stand in a file so many times; one of them mostly does."""
    found = 0
    for mark in marks:
        found += data.count(mark)
        if found >= number:
            return True
    return False


def _untouched(entity: Entity, base: Base, facts: Facts) -> Sequence[str]:
    """Return the languages that are one gap, not hundreds, and in which an entity has no text yet."""
    langs = facts.once(_unbegun).get(entity.file, ())
    there = {lang for _, _, text in _texts(base, entity) if isinstance(text, dict) for lang in text} if langs else ()
    return [lang for lang in langs if lang not in there]


def _waiting(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """Return language → the keys of the entities that lack it and are told of together."""
    found: dict[str, tuple[str, ...]] = {}
    unbegun = facts.once(_unbegun)
    for entity in facts.base if unbegun else ():
        langs = _untouched(entity, facts.base, facts) if entity.kind != _JOURNAL else ()
        lacking = {lang for _, missing in _lacks(facts.base, entity) for lang in missing} if langs else ()
        found |= {lang: (*found.get(lang, ()), entity.key) for lang in langs if lang in lacking}
    return found


def _lacks(base: Base, entity: Entity) -> Iterator[tuple[Keys, list[str]]]:
    """Yield the key paths of an entity's texts that lack languages, with these."""
    for words, keys, text in _texts(base, entity):
        if isinstance(text, dict):
            missing = [lang for lang in base.languages if is_empty(text.get(lang))]
            if missing and is_meant(entity.fields, keys):
                missing = [lang for lang in missing if not text.get(lang)]
            if len(missing) == len(base.languages):  # nothing to translate yet
                continue
        elif words.same or [key for key in keys if isinstance(key, str)][-1] == "name":
            continue
        else:
            missing = [*base.languages[1:]]
        if missing:
            yield keys, missing


def _texts(base: Base, entity: Entity) -> Iterator[tuple[Words, Keys, Text]]:
    """Yield an entity's texts, each with its key path and what its kind says of it."""
    described = base.schema.kinds[entity.kind].texts
    for field, value in entity.fields.items():
        for words in described.get(field, ()):
            for keys, text in walk(value, words.path, (field,)):
                yield words, keys, text


def _once(labels: Iterable[Text]) -> list[Text]:
    """Return labels without those that read the same."""
    seen: dict[str, Text] = {}
    for label in labels:
        seen.setdefault(pick(label, SOURCE), label)
    return [*seen.values()]


def needs_others(entity: Entity, base: Base) -> bool:
    """Whether a thing makes sense only among others: the company, what its kind marks as standing alone and what the method brought do not."""
    return (
        entity.kind not in ("organization", "waiver", "commitment", "confirmation")
        and not base.schema.kinds[entity.kind].stands_alone
        and not of_the_method(entity)
        and (entity.kind, entity.fields.get("type")) != ("role", "customer")  # whoever the base is about
    )


@rule("DAT009", applies=needs_others)
def orphan_entity(entity: Entity, base: Base, facts: Facts) -> Places:
    """Something that nothing refers to and that refers to nothing."""
    key = entity.key
    if key in base.outgoing or key in base.backlinks or _names_another(entity, base):
        return
    if entity.id.encode() not in facts.unread:
        yield entity.at()


def _names_another(entity: Entity, base: Base) -> bool:
    """Whether it names something that does not exist, or names it wrongly, which has its own finding."""
    links = base.schema.kinds[entity.kind].links
    return not entity.refused.isdisjoint(links) or any(
        link.item is None and link.kinds != ("rule",) and bool(walk(entity.fields[field], link.path))
        for field in links
        if field in entity.fields
        for link in links[field]
    )


class _Disorder(NamedTuple):
    """A date and the one that it must not pass, each with its label."""

    keys: Keys
    first: tuple[Text | Said, str]
    then: tuple[Text | Said, str]


def has_dates(entity: Entity) -> bool:
    """Whether its kind has dates that depend on others."""
    return entity.kind_name in _SPANS or entity.kind_name in _PAST


@rule("DAT010", applies=has_dates)
def dates_out_of_order(entity: Entity, base: Base, today: str) -> Places:
    """An end before its start, or something done on a day to come."""
    found = [*_spans(entity, base), *_ahead(entity, base, today)]
    if found:
        yield entity.at(*found[0].keys, dates=[_shown(one) for one in found])


def _spans(entity: Entity, base: Base) -> Iterator[_Disorder]:
    for path, start, end in _SPANS.get(entity.kind_name, ()):
        for keys, holder in walk(entity.fields, path):
            first, last = holder.get(start), holder.get(end)
            if first and last and last < first:
                labels = [base.schema.label(entity.kind, *keys, name) for name in (end, start)]
                yield _Disorder((*keys, end), (labels[0], last), (labels[1], first))


def _ahead(entity: Entity, base: Base, today: str) -> Iterator[_Disorder]:
    for path in _PAST.get(entity.kind_name, ()):
        for keys, value in walk(entity.fields, path):
            if value > today:
                label = base.schema.label(entity.kind, *keys)
                yield _Disorder(keys, (said("today"), today), (label, value))


def _shown(one: _Disorder) -> Said:
    """Return a pair of dates in the order of the calendar: the one that must not come first, comes first."""
    (first, day), (then, later) = one.first, one.then
    return said("{first} ({day}) < {then} ({later})", first=first, day=day, then=then, later=later)
