"""What a result says to everybody: the one place that decides what of people is shown, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from timonel.governance import Finding, Result, Spot
from timonel.governance.hidden import Hidden, of
from timonel.kinds import Waiver
from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity, Reference, whose
from timonel.rules import Rule
from timonel.schema import Keys, Link, walk
from timonel.source import Document
from timonel.text import Said, say, slug

_PERSON, _MAIL = "person", ("email", "account")
_KEPT = ("employment",)  # of somebody who is not shown: without it a typed view would be none


def published(result: Result) -> Result:
    """Return a result as the settings let everybody see it; itself where they hide nothing.

    What is made of it (pages, pictures, search, feeds, forms) cannot tell what is no longer in it: people have no name,
    no id of their own and no attributes, and no text, id or file name names them.
    """
    people, mails = (result.settings.publish.get(name, name == "people") for name in ("people", "emails"))
    if result.hidden is not None or (people and mails):
        return result
    base = result.base
    hidden = of(base.of(_PERSON), () if people else _only_named(base), base.languages, shown=people)
    return _Publisher(result, hidden).result() if hidden.ids or hidden.mails else result


def _only_named(base: Base) -> Sequence[str]:
    """Return the ids of people whose files could not be read, and of those who are nowhere but in references."""
    found = {*base.known.get(_PERSON, ())}
    for name, kind in base.schema.kinds.items():
        links = [(field, link) for field, some in kind.links.items() for link in some if _names_people(link)]
        for entity in base.of(name) if links else ():
            for field, link in links:
                for _, value in walk(entity.fields.get(field), link.path, (field,)):
                    kind_, id_ = whose(value, link.kinds)
                    if kind_ == _PERSON:
                        found.add(id_)
    return sorted(found - {*base.entities.get(_PERSON, ())})


def _names_people(link: Link) -> bool:
    return link.item is None and (_PERSON in link.kinds or link.kinds == ("*",))


class _Publisher:
    """Makes one result of another; used once."""

    def __init__(self, result: Result, hidden: Hidden) -> None:
        self.old, self.hidden, self.lang = result, hidden, result.settings.lang
        self.ids = self._ids()
        self.new: dict[Entity, Entity] = {}
        self._documents: dict[int, Document] = {}

    def result(self) -> Result:
        """Return the result with all that it holds replaced."""
        old, value = self.old, self.hidden.value
        settings = replace(
            old.settings,
            name=value(old.settings.name, self.lang),
            ignore=[replace(one, reason=value(one.reason, self.lang)) for one in old.settings.ignore],
        )
        base = self._base()
        rules = {code: self._rule(rule) for code, rule in old.rules.items()}
        return replace(
            old,
            base=base,
            settings=settings,
            facts=Facts(base, settings, old.today, old.facts.enforcing),
            rules=rules,
            findings=[self._finding(one, rules) for one in old.findings],
            outcomes={code: one._replace(rule=rules[code], places=()) for code, one in old.outcomes.items()},
            hidden=self.hidden,
        )

    # The base

    def _base(self) -> Base:
        base, hidden = self.old.base, self.hidden
        entities: dict[str, dict[str, Entity]] = {}
        for kind, found in base.entities.items():
            self.new |= {entity: self._entity(entity) for entity in found.values()}
            entities[kind] = {self.new[entity].id: self.new[entity] for entity in found.values()}
        return replace(
            base,
            entities=entities,
            known={**base.known, _PERSON: frozenset(map(hidden.id, base.known.get(_PERSON, ())))}
            if hidden.ids
            else base.known,
            references=[*map(self._reference, base.references)],
            misfits=(),
            files={},
            pages=[
                page._replace(text=hidden.text(page.text, page.lang))
                for page in base.pages
                if hidden.path(page.path) == page.path
            ],
        )

    def _reference(self, one: Reference) -> Reference:
        source, id_ = self.new[one.source], self._id(one.kind, one.id)
        return one if source is one.source and id_ == one.id else Reference(source, one.path, one.kind, id_)

    def _ids(self) -> Mapping[str, Mapping[str, str]]:
        """Return kind → id → what stands for it: those of people, and others that name somebody."""
        found: dict[str, dict[str, str]] = {_PERSON: {**self.hidden.ids}} if self.hidden.ids else {}
        for kind, entities in self.old.base.entities.items() if found else ():
            for id_ in entities if kind != _PERSON else ():
                new = slug(self.hidden.quoted(id_))
                if new != id_:
                    mine = found.setdefault(kind, {})
                    mine[id_] = new if new not in {*entities, *mine.values()} else f"{new}-{len(mine) + 1}"
        return found

    def _id(self, kind: str, id_: str) -> str:
        return self.hidden.id(id_) if kind == _PERSON and self.hidden.ids else self.ids.get(kind, {}).get(id_, id_)

    def _key(self, key: str) -> str:
        kind, _, id_ = key.partition(":")
        return f"{kind}:{self.hidden.path(id_) if kind in ('file', 'page') else self._id(kind, id_)}"

    def _entity(self, entity: Entity) -> Entity:
        fields, document = self._fields(entity), self._document(entity.document)
        id_ = self._id(entity.kind, entity.id)
        if fields is entity.fields and document is entity.document and id_ == entity.id:
            return entity
        return type(entity)(entity.kind, id_, fields, document, entity.place, entity.node, entity.refused)

    def _document(self, document: Document) -> Document:
        """Return a file under a name that names nobody; it keeps its lines, which is all that anybody asks of it."""
        known = self._documents.get(id(document))
        if known is None:
            path = self.hidden.path(document.path)
            known = self._documents[id(document)] = document if path == document.path else document._replace(path=path)
        return known

    def _fields(self, entity: Entity) -> Mapping[str, Any]:
        fields, hidden = entity.fields, self.hidden
        if entity.kind == _PERSON:
            if not hidden.ids:
                return {name: value for name, value in fields.items() if name not in _MAIL}
            kept = {name: fields[name] for name in _KEPT if name in fields}
            name = {lang: say("Person", lang) for lang in self.old.base.languages}
            return {"id": hidden.id(entity.id), "name": name, **kept}
        if not hidden.ids and b"@" not in entity.document.data:  # nothing to hide but addresses
            return fields
        made: Mapping[str, Any] = hidden.value(fields, self.lang)
        for keys, value in self._references(entity):
            made = _put(made, keys, value)
        return made

    def _references(self, entity: Entity) -> Iterator[tuple[Keys, str]]:
        """Yield the references that name something under an id which it has no longer, and what they say now."""
        for field, links in self.old.base.schema.kinds[entity.kind].links.items() if self.ids else ():
            for link in links:
                if link.item is None and link.kinds != ("rule",) and field in entity.fields:
                    only = link.kinds[0] if len(link.kinds) == 1 and link.kinds != ("*",) else ""
                    for keys, value in walk(entity.fields[field], link.path, (field,)):
                        new = self._id(only, value) if only else self._key(value)
                        if new != value:
                            yield keys, new

    # What the check says

    def _rule(self, rule: Rule) -> Rule:
        if rule.own is None:
            return rule
        texts = {
            name: self.hidden.value(getattr(rule, name), self.lang)
            for name in ("summary", "why", "fix", "message", "option_titles", "own")
        }
        return replace(rule, file=self.hidden.path(rule.file), **texts)

    def _finding(self, one: Finding, rules: Mapping[str, Rule]) -> Finding:
        return replace(
            one,
            rule=rules.get(one.code, one.rule),
            spot=self._spot(one.spot),
            values={name: self._shown(value) for name, value in one.values.items()},
            hint=self._said(one.hint) if one.hint else None,
            related=[self._spot(spot) for spot in one.related],
            responsible=[self._key(key) for key in one.responsible],
            waiver=waiver if isinstance(waiver := one.waiver and self.new.get(one.waiver), Waiver) else one.waiver,
        )

    def _spot(self, spot: Spot) -> Spot:
        entity = self.new.get(spot.entity) if spot.entity else None
        return Spot(self._key(spot.subject), spot.keys, self.hidden.path(spot.file), entity, spot.fixed)

    def _said(self, message: Said) -> Said:
        return Said(message.msgid, {name: self._shown(value) for name, value in message.values.items()})

    def _shown(self, value: object) -> object:
        """Return what a message shows."""
        if isinstance(value, Entity):
            return self.new.get(value, value)
        if isinstance(value, DocPage):
            return value._replace(text=self.hidden.text(value.text, value.lang), path=self.hidden.path(value.path))
        if isinstance(value, Said):
            return self._said(value)
        if isinstance(value, str):
            return self.hidden.quoted(value, self.lang)
        if isinstance(value, list | tuple | set | frozenset):
            return [self._shown(one) for one in value]
        return self.hidden.value(value, self.lang)


def _put(value: Any, keys: Keys, new: str) -> Any:  # noqa: ANN401 - a YAML value
    """Return a value with another one at a key path."""
    if not keys:
        return new
    copy: Any = {**value} if isinstance(value, Mapping) else [*value]
    copy[keys[0]] = _put(copy[keys[0]], keys[1:], new)
    return copy
