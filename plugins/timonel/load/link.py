"""References followed: what leads nowhere becomes a misfit, with the nearest that there is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any

from timonel.model import DocPage, Entity, Misfit, Reference, whose
from timonel.schema import Link, Schema, walk
from timonel.text import Said, fold, is_empty, nearest, said

_MANY = 1000  # things that lead nowhere, of one page
_NEAREST = 25  # further lost references get no «nearest»: looking it up takes its time
# What a waiver or a path may name beside entities (x-ref-also in the schemas).
_ALSO = ("page", "file")
# Links in prose to entities: [text](kind:id).
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BY_OTHERS = ("measurement", "waiver", "confirmation", "commitment")  # kinds that other commands write
_PROSE = re.compile(r"\]\(([a-z][a-z-]*):([a-z0-9]+(?:-[a-z0-9]+)*)\)")


class Linker:
    """Follows the references of loaded entities; used once.

    Args:
        schema: the kinds.
        codes: the rule codes that may be named.
        entities: kind → id → entity.
        known: kind → ids that exist but could not be loaded.
        before: how many misfits loading has found already.
    """

    def __init__(
        self,
        schema: Schema,
        codes: frozenset[str],
        entities: Mapping[str, Mapping[str, Entity]],
        known: Mapping[str, AbstractSet[str]],
        before: int,
    ) -> None:
        self.schema, self.codes, self.entities, self.known, self.before = schema, codes, entities, known, before
        self.references: list[Reference] = []
        self.misfits: list[Misfit] = []

    def link(
        self, settled: Mapping[Entity, Sequence[Reference]], among: Mapping[str, Iterable[Entity]] | None = None
    ) -> None:
        """Follow every reference; what leads nowhere becomes a misfit.

        Args:
            settled: entities whose references are known already.
            among: kind → the entities whose references are followed; all without it.
        """
        wanted = {name: found.values() for name, found in self.entities.items()} if among is None else among
        for name, found in wanted.items():
            kind = self.schema.kinds[name]
            prose = [(field, one.path) for field, words in kind.texts.items() for one in words if one.prose]
            fields_of = [(field, [(one, self._plain(one)) for one in links]) for field, links in kind.links.items()]
            for entity in found:
                if entity in settled:
                    self.references += settled[entity]
                    continue
                fields = entity.fields
                for field, links in fields_of:
                    if field in fields:
                        for link, known in links:
                            value = fields[field]
                            if type(value) is str and value in known:  # as most are
                                self.references.append(Reference(entity, (field,), link.kinds[0], value))
                            else:
                                self._follow(entity, field, link)
                for field, path in prose:
                    if field in fields:
                        self._follow_prose(entity, field, path)

    def _plain(self, link: Link) -> Mapping[str, Entity]:
        """Return what a field may name that holds the id of an entity of one kind and nothing else; nothing of other fields."""
        alone = not link.path and len(link.kinds) == 1 and link.kinds[0] not in ("*", "rule")
        return self.entities[link.kinds[0]] if alone and link.kinds[0] not in self.schema.refused else {}

    def _follow(self, entity: Entity, field: str, link: Link) -> None:
        kind = link.kinds[0] if len(link.kinds) == 1 and link.kinds[0] not in ("*", "rule") else None
        found = walk(entity.fields[field], link.path, (field,))
        if kind is None:
            for keys, value in found:
                self._follow_other(entity, keys, link, value)
        if kind is None or kind in self.schema.refused:
            return
        known = self.entities[kind]
        for keys, value in found:
            if value in known:
                self.references.append(Reference(entity, keys, kind, value))
            elif value not in self.known[kind]:
                self._unknown(entity, keys, kind, value)

    def _follow_other(
        self, entity: Entity, keys: tuple[str | int, ...], link: Link, value: str | dict[str, Any]
    ) -> None:
        """Follow what names no entity of one kind: an item of a list, a rule's code, or any of several kinds."""
        if not isinstance(value, str):
            return  # the item says more: what it leads to stands in one of its fields
        if link.item is not None:
            self._follow_item(entity, keys, link.item, value)
        elif link.kinds != ("rule",):
            self._follow_key(entity, keys, link, value)
        elif value not in self.codes:
            self._lost(entity, keys, value, self._near(value, self.codes))

    def _follow_key(self, entity: Entity, keys: tuple[str | int, ...], link: Link, value: str) -> None:
        """Follow a reference that names its kind (``kind:id``), or an id of the first kind where the schema lets it."""
        kind, id_ = whose(value, link.kinds)
        anything = link.kinds == ("*",)
        if kind in self.schema.refused or (kind in _ALSO and anything):
            return  # whether a kind has it whose schema cannot be used, nobody knows
        if kind not in self.entities or not (anything or kind in link.kinds):
            if id_ in self.entities.get(kind, ()) or id_ in self.known.get(kind, ()):
                self._astray(entity, keys, value, [kind], link.kinds)
            else:
                self._lost(entity, keys, value, self._near(kind, self.entities if anything else link.kinds))
        elif id_ in self.entities[kind]:
            self.references.append(Reference(entity, keys, kind, id_))
        elif id_ not in self.known[kind]:
            self._unknown(entity, keys, kind, id_, f"{kind}:")

    def _follow_item(
        self, entity: Entity, keys: tuple[str | int, ...], item: Mapping[str, str] | str, value: str
    ) -> None:
        holder: Any = entity.fields
        if isinstance(item, str):
            items = holder.get(item)
        else:
            for key in keys:  # the nearest mapping on the way that has the reference
                if isinstance(holder, dict) and item["via"] in holder:
                    break
                holder = holder[key]
            kind = next((link.kinds[0] for links in self.schema.kinds[entity.kind].links.values() for link in links
                         if link.path and link.path[-1] == item["via"]), "")  # fmt: skip
            other = self.entities.get(kind, {}).get(holder.get(item["via"], "")) if isinstance(holder, dict) else None
            if other is None:  # that reference is wrong, or broken, and has its own finding
                return
            items = other.fields.get(item["list"])
        ids = [one["id"] for one in items if isinstance(one, dict) and "id" in one] if isinstance(items, list) else []
        if value not in ids:
            self._lost(entity, keys, value, self._near(str(value), ids) or ids[:5])

    def _follow_prose(self, entity: Entity, field: str, path: tuple[str, ...]) -> None:
        for keys, text in walk(entity.fields[field], path, (field,)):
            for lang, one in text.items() if isinstance(text, dict) else ((None, text),):
                if "](" not in one:
                    continue
                for match in _PROSE.finditer(one):
                    kind, id_ = match.groups()
                    place = (*keys, lang) if lang else keys
                    if kind in self.entities and id_ in self.entities[kind]:
                        self.references.append(Reference(entity, place, kind, id_))
                    elif kind in self.entities and id_ not in self.known[kind]:
                        self._unknown(entity, place, kind, id_, f"{kind}:")

    def follow_page(self, page: DocPage) -> None:
        """Follow what a hand-written page leads to: no site could be built with it if that is not there."""
        from timonel.load.braces import asked  # noqa: PLC0415 - only where there are such pages

        for word, key, line, column in islice(asked(page.text), _MANY):
            kind, _, id_ = key.partition(":")
            if word == "rule":
                found, ids = key in self.codes, sorted(self.codes)
            else:
                found = id_ in self.entities.get(kind, {}) or id_ in self.known.get(kind, ())
                ids = [f"{kind}:{one}" for one in self.entities.get(kind, ())]
            if not found:
                command = _making(kind, id_) if kind in self.entities else None
                detail, hint = _nowhere(key, self._near(key, ids), command)
                at = ("DAT003", page.key, page.file, line, column, ())
                self.misfits.append(Misfit(*at, detail, hint, key, severity="warning"))

    def _unknown(self, entity: Entity, keys: tuple[str | int, ...], kind: str, value: str, prefix: str = "") -> None:
        if is_empty(value) and len(keys) == 1 and keys[0] not in self.schema.kinds[entity.kind].required:
            return  # `owner: pendiente`: a rule says that it is missing
        others = [] if prefix else [other for other, found in self.entities.items() if value in found]
        if others:
            self._astray(entity, keys, value, others, (kind,))
            return
        if self._near_enough() and (named := self._named(kind, value)):
            told = said("`{value}` does not exist", value=value), said("write its id, `{id}`", id=f"{prefix}{named}")
            self._tell(entity, keys, value, *told)
            return
        known = (one for ids in (self.entities[kind], self.known[kind]) for one in ids)
        close = [f"{prefix}{one}" for one in self._near(value, known)]
        self._tell(entity, keys, f"{prefix}{value}", *_nowhere(f"{prefix}{value}", close, _making(kind, value)))

    def _near(self, word: str, known: Iterable[str]) -> list[str]:
        return nearest(word, known) if self._near_enough() else []

    def _near_enough(self) -> bool:
        """Whether there are so few lost references that each is looked for."""
        return self.before + len(self.misfits) < _NEAREST

    def _named(self, kind: str, value: str) -> str | None:
        """Return the id of what has a name that somebody wrote in place of its id."""
        wanted = fold(value).strip()
        for id_, one in self.entities[kind].items():
            name = one.fields.get("name")
            if any(isinstance(each, str) and fold(each) == wanted for each in _versions(name)):
                return id_
        return None

    def _astray(
        self, entity: Entity, keys: tuple[str | int, ...], value: str, found: Sequence[str], wanted: Sequence[str]
    ) -> None:
        """Tell that a reference leads to something of another kind than belongs there."""
        titles = {name: self.schema.kinds[name].title for name in (*found, *wanted) if name in self.schema.kinds}
        detail = said(
            "`{value}` is of another kind ({kinds}); here belongs: {wanted}",
            value=value, kinds=[titles[one] for one in found], wanted=[titles[one] for one in wanted if one in titles],
        )  # fmt: skip
        held = _held(value, self.entities.get("role", {})) if "person" in found and "role" in wanted else []
        hint = said("that person holds: {ids}", ids=", ".join(f"`{one}`" for one in held)) if held else None
        self._tell(entity, keys, value, detail, hint)

    def _lost(self, entity: Entity, keys: tuple[str | int, ...], value: str, close: list[str]) -> None:
        self._tell(entity, keys, value, *_nowhere(value, close))

    def _tell(self, entity: Entity, keys: tuple[str | int, ...], value: str, detail: Said, hint: Said | None) -> None:
        line, column = entity.line(keys)
        self.misfits.append(Misfit("DAT003", entity.key, entity.file, line, column, keys, detail, hint, value))


def _versions(name: object) -> Iterable[object]:
    return name.values() if isinstance(name, dict) else (name,)


def _held(person: str, roles: Mapping[str, Entity]) -> list[str]:
    """Return the ids of the roles that name somebody among those who hold them."""
    return [
        id_
        for id_, role in roles.items()
        if any(one.get("person") == person for one in role.fields.get("holders") or ())
    ]


def _making(kind: str, value: str) -> str | None:
    """Return the command that makes what is missing, None where what stands for it is no id, or another command writes it."""
    return f"timonel new {kind} --set id={value}" if kind not in _BY_OTHERS and _ID.fullmatch(value) else None


def _nowhere(value: str, close: list[str], command: str | None = None) -> tuple[Said, Said | None]:
    """Return what to say of a reference that leads nowhere, what may be meant, and what makes it."""
    ids, hint = ", ".join(f"`{one}`" for one in close), None
    if close and command:
        hint = said("the nearest there are: {ids}; if it is a new one, `{command}` makes it", ids=ids, command=command)
    elif close:
        hint = said("the nearest there are: {ids}", ids=ids)
    elif command:
        hint = said("write an id that exists, or make it with `{command}`", command=command)
    return said("`{value}` does not exist", value=value), hint
