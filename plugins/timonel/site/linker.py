"""Links from one page to others: as values, and in the prose of the data. Knows no host."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from markupsafe import Markup

from timonel.kinds import Resolution
from timonel.model import Entity
from timonel.site import escape, prose
from timonel.site.context import Context
from timonel.site.kit import Cell
from timonel.text import Text, pick


class Linker:
    """Links from one page to what it speaks of, relative to it."""

    def __init__(self, ctx: Context, path: str) -> None:
        """Link from the page at ``path`` ("processes/alta")."""
        self.ctx, self.path, self._ways = ctx, path, ctx.ways(path)
        self.explained: set[str] = set()
        own = path.split("/")
        self.own_term = own[1] if own[0] == "terms" and len(own) > 1 else ""

    def href(self, target: Entity | str, anchor: str = "") -> str | None:
        """Return the link from this page to an entity's page or to a page's path, None where it has no page."""
        path = target if isinstance(target, str) else self.ctx.known(target).path
        if not path:
            return None
        if path.startswith(self.path):
            return self.ctx.urls.between(self.path, path, anchor)
        way = self._ways.get(path)
        if way is None:
            way = self._ways[path] = self.ctx.urls.between(self.path, path)
        return f"{way}#{anchor}" if anchor else way

    @overload
    def link(self, entity: Entity, *, gap: bool = ...) -> Cell: ...

    @overload
    def link(self, entity: Entity | None, *, gap: bool = ...) -> Cell | None: ...

    def link(self, entity: Entity | None, *, gap: bool = False) -> Cell | None:
        """Return an entity as a value: its name, linked; None where there is none."""
        if entity is None:
            return None
        known = self.ctx.known(entity)
        note = self.ctx.t("gap") if gap and self.ctx.has_gap(entity) else None
        return Cell(known.name, known.path and self.href(known.path), note=note, key=known.key, sort=known.sort)

    def ref(self, kind: str, id_: str | None) -> Cell | None:
        """Return a reference as a value; an unknown id stands as it is."""
        if not id_:
            return None
        return self.link(self.ctx.base.entities.get(kind, {}).get(id_)) or Cell(id_)

    def refs(self, kind: str, ids: Iterable[str]) -> list[Cell | None]:
        """Return references as a list of values."""
        return [self.ref(kind, id_) for id_ in ids]

    def role(self, id_: str | None) -> Cell | None:
        """Return a role with who holds it today."""
        cell = self.ref("role", id_)
        if cell is None or id_ is None:
            return None
        return cell._replace(note=self.ctx.holding.get(id_, self.ctx.t("vacant")) or None)

    def rule(self, code: str) -> Cell:
        """Return a rule as a value: its code, linked, with what it finds; an unknown code stands as it is."""
        rule = self.ctx.result.rules.get(code)
        return Cell(code, self.href(f"rules/{code}"), self.ctx.pick(rule.summary)) if rule else Cell(code)

    def approver(self, value: str | None) -> Cell | None:
        """Return the role that approved something, with who holds it today, or the forum's resolution that did."""
        found = self.ctx.base.approver(value)
        return self.link(found) if isinstance(found, Resolution) else self.role(value and value.removeprefix("role:"))

    # Prose

    def paragraphs(self, text: Text | None) -> Markup:
        """Return prose of the data as HTML."""
        return prose.paragraphs(pick(text, self.ctx.lang), self._link_key, self.explain, self.forced)

    def inline(self, text: Text | None) -> Markup:
        """Return one text of the data as HTML, with its marks and its glossary words."""
        return prose.inline(pick(text, self.ctx.lang), self._link_key, self.explain, self.forced)

    def words(self, text: Text | None) -> Markup:
        """Return one text of the data that knows no marks as HTML, with its glossary words."""
        return self.explain(pick(text, self.ctx.lang))

    def _link_key(self, key: str) -> str | None:
        entity = self.ctx.base.find(key)
        return self.href(entity) if entity else None

    def explain(self, text: str) -> Markup:
        """Return plain text as HTML, the first occurrence of each glossary word in a section linked to its term."""
        text = text.replace(" %", "\N{NO-BREAK SPACE}%")  # a number and its sign stay together
        found = self.ctx.glossary.find(text)
        if not found:
            return escape.html(text)
        out, last = list[str](), 0
        for start, end, entry in found:
            if entry.id in self.explained or entry.id == self.own_term:
                continue
            self.explained.add(entry.id)
            out += [escape.html(text[last:start]), self._term(entry.id, entry.definition, text[start:end])]
            last = end
        return Markup("".join([*out, escape.html(text[last:])]))  # noqa: S704 - each part is escaped

    def forced(self, text: str) -> Markup:
        """Return a ``[[word]]`` as a link to its term, or as it stands where no term has that name."""
        entry = self.ctx.glossary.word(text)
        return self._term(entry.id, entry.definition, text) if entry else escape.html(f"[[{text}]]")

    def _term(self, id_: str, definition: str, text: str) -> Markup:
        href = escape.html(self.href(f"terms/{id_}"))
        return Markup(  # noqa: S704 - escaped here
            f'<a class="kb-term" href="{href}" title="{escape.html(definition)}">{escape.html(text)}</a>'
        )
