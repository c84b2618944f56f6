"""What every page is written with: one language's words, links, prose and components. Knows no host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from timonel.cache import Cache
from timonel.governance import Finding, Result
from timonel.history.changes import Change, changes
from timonel.kinds import Person
from timonel.model import Entity
from timonel.rules.facts import day, is_active
from timonel.site import escape
from timonel.site.glossary import Glossary, glossary
from timonel.site.pictures.picture import Node, Picture, Scene
from timonel.site.prose import plain
from timonel.site.urls import Urls, path_of
from timonel.text import Said, Text, fold, pick, said, say, sort_key

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
Cell = Any  # a `value` of the components: text, a mapping with text and href, or a list of those
HERE = Path(__file__).parent
_LOCALES = {"en": "en_GB"}  # the English of the texts is British
BADGES = {
    "retired": "retired",
    "legacy": "legacy",
    "planned": "planned",
    "candidate": "planned",
    "pilot": "pilot",
    "active": "active",
}


class Desk:
    """One language of one result: shared by all its pages.

    Args:
        result: what the check says of the base.
        lang: the language of the pages.
        urls: how pages are addressed.
        cache: what is kept between runs.
    """

    def __init__(self, result: Result, lang: str, urls: Urls, cache: Cache = Cache(None)) -> None:  # noqa: B008 - a value that never changes
        self.result, self.lang, self.urls, self.cache = result, lang, urls, cache
        self.base, self.facts, self.schema = result.base, result.facts, result.base.schema
        self._made: dict[tuple[object, ...], Markup] = {}
        self.mentions: Mapping[str, list[Entity]] | None = None  # term id → who uses it, once somebody asks
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            finalize=_finalize,
            undefined=jinja2.ChainableUndefined,
        )
        self.c: Any = environment.get_template("components.html.j2").make_module({"t": self.t})

    # Words

    def t(self, msgid: str | Said, **values: object) -> str:
        """Return a phrase of the catalogue in the desk's language."""
        return say(said(msgid, **values) if isinstance(msgid, str) and values else msgid, self.lang)

    def pick(self, text: Text | None) -> str:
        """Return a text of the data in the desk's language, its marks left out."""
        return plain(pick(text, self.lang))

    def name(self, entity: Entity) -> str:
        """Return what people call an entity; a person's role-less name where the base does not publish people."""
        if entity.kind == "person" and not self.result.settings.publish.get("people", True):
            return self.t("Person")
        return pick(entity.label, self.lang)

    def kind_title(self, kind: str) -> str:
        """Return what one entity of a kind is called."""
        return pick(self.schema.kinds[kind].title, self.lang)

    def kind_plural(self, kind: str) -> str:
        """Return what many entities of a kind are called."""
        return pick(self.schema.kinds[kind].plural, self.lang)

    def label(self, kind: str, *keys: str | int) -> str:
        """Return what a field is called."""
        return pick(self.schema.label(kind, *keys), self.lang)

    def word(self, schema: Mapping[str, Any], value: object) -> str:
        """Return an enumeration's value, a boolean or a number as people say it."""
        if isinstance(value, bool):
            return self.t("yes" if value else "no")
        if isinstance(value, int | float):
            return self.number(value)
        label = schema.get("x-labels", {}).get(value)
        return pick(label, self.lang) if label else str(value)

    def choice(self, entity: Entity, field: str) -> Cell:
        """Return the value of an enumerated field, with a key that is the same in every language."""
        schema = self.schema.kinds[entity.kind].fields[field]
        value = entity.fields.get(field, schema.get("x-default"))
        return None if value is None else {"text": self.word(schema, value), "key": str(value)}

    def status(self, entity: Entity) -> Cell:
        """Return the status as a badge."""
        cell = self.choice(entity, "status")
        if cell is not None:
            cell["badge"] = BADGES.get(cell["key"], "plain")
        return cell

    def number(self, value: float, digits: int = 1) -> str:
        """Return a number by the language's locale."""
        return str(format_decimal(round(value, digits), locale=_LOCALES.get(self.lang, self.lang)))

    def percent(self, value: float | None) -> str | None:
        """Return a share of 0–100 as text, None where it cannot be measured."""
        if value is None:
            return None
        return f"{self.number(value)} %" if self.lang == "es" else f"{self.number(value)}%"

    def date(self, iso: str | None, form: str = "medium") -> str | None:
        """Return an ISO date by the language's locale ("medium", "short" or "long")."""
        return str(format_date(day(iso), format=form, locale=_LOCALES.get(self.lang, self.lang))) if iso else None

    def date_cell(self, iso: str | None) -> Cell:
        """Return a date that sorts as one."""
        return {"text": self.date(iso), "sort": iso} if iso else None

    def shows(self, entity: Entity) -> bool:
        """Whether an entity has a page: its kind has, and people only where the base publishes them."""
        hidden = entity.kind == "person" and not self.result.settings.publish.get("people", True)
        return self.schema.kinds[entity.kind].has_page and not hidden

    def message(self, finding: Finding) -> str:
        """Return what is wrong, with dates as people write them, naming people only where the base publishes them."""
        values = {name: self._shown(value) for name, value in finding.values.items()}
        return replace(finding, values=values).message(self.lang)

    def subject(self, key: str) -> Entity | None:
        """Return what a finding speaks of; of a waiver or a measurement, which have no page, what it is about."""
        entity = self.base.find(key)
        about = {"waiver": "entity", "measurement": "of"}.get(entity.kind) if entity else None
        return self.base.find(str(entity.fields.get(about))) or entity if entity and about else entity

    def _shown(self, value: object) -> object:
        if isinstance(value, Said):
            return Said(value.msgid, {name: self._shown(one) for name, one in value.values.items()})
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            return self.date(value)
        if isinstance(value, list | tuple):
            return [self._shown(one) for one in value]
        return self.name(value) if isinstance(value, Entity) and value.kind == "person" else value

    def once(self, key: tuple[object, ...], make: Callable[[], Markup]) -> Markup:
        """Return HTML that stands on many pages: made for the first, kept under ``key`` for the others."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    # Order

    def sorted(self, entities: Iterable[Entity]) -> list[Entity]:
        """Return entities by name, as the language's dictionaries order them."""
        return sorted(entities, key=lambda one: sort_key(self.name(one), self.lang))

    # History

    @cached_property
    def changes(self) -> Sequence[Change]:
        """The commits that changed data, the newest first; none where git cannot tell."""
        return changes(self.result.root, self.cache) if self.result.root else ()

    @cached_property
    def changed(self) -> Mapping[str, Change]:
        """File → the commit that changed it last."""
        return {file: one for one in reversed(self.changes) for file in one.files}

    # Glossary

    @cached_property
    def glossary(self) -> Glossary:
        """The words explained in place."""
        return glossary(self.base, self.lang)

    # Gaps

    def gaps(self, key: str) -> Sequence[Finding]:
        """Return the open findings of an entity (``kind:id``)."""
        return [one for one in self.result.by_subject.get(key, ()) if one.status == "open"]

    def has_gap(self, entity: Entity) -> bool:
        """Whether an entity has an open finding."""
        return bool(self.gaps(entity.key))

    def gap_word(self, severity: str) -> str:
        """Return what people call a severity."""
        return self.t({"error": "Error", "warning": "Warning", "info": "Note"}[severity])


class Writer:
    """Writes one page: its blocks in order, with links relative to it."""

    def __init__(self, desk: Desk, path: str, draw: Callable[[Mapping[str, Any]], str]) -> None:
        """Start a page at ``path`` ("processes/alta"); ``draw`` keeps a place for a picture that is drawn later."""
        self.desk, self.path, self._draw = desk, path, draw
        self.blocks: list[str] = []
        self.explained: set[str] = set()
        own = path.split("/")
        self.own_term = own[1] if own[0] == "terms" and len(own) > 1 else ""

    # Blocks

    def add(self, block: object) -> None:
        """Add one block: what a component returned."""
        if block:
            self.blocks.append(str(block))

    def heading(self, text: str, anchor: str, level: int = 2) -> None:
        """Add a heading with a fixed anchor (the same in every language); glossary words are explained anew below it."""
        self.explained = set()
        self.blocks.append(f"{'#' * level} {escape.line(text)} {{#{anchor}}}")

    def title(self, text: str) -> None:
        """Add the page's title, with an anchor that no other heading has."""
        self.blocks.append(f"# {escape.line(text)} {{#page}}")

    def prose(self, text: Text | None) -> None:
        """Add prose of the data as paragraphs."""
        html = self.paragraphs(text)
        if html:
            self.add(Markup('<div class="kb-prose">{}</div>').format(html))

    def text(self, text: Text | None) -> None:
        """Add a text of the data that knows no marks, as paragraphs."""
        from timonel.site import prose  # noqa: PLC0415 - a module named like the method

        html = prose.literal(pick(text, self.desk.lang), self.explain)
        if html:
            self.add(Markup('<div class="kb-prose">{}</div>').format(html))

    def bullets(self, texts: Iterable[Text]) -> None:
        """Add texts of the data, which know no marks, as a list."""
        items = [self.words(text) for text in texts]
        if items:
            inner = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
            self.add(Markup('<ul class="kb-prose">{}</ul>').format(inner))

    def scene(self) -> Scene:
        """Return what the pictures' views need, with links from this page."""
        return Scene(self.desk.facts, self.desk.lang, self.href, self.desk.has_gap)

    def figure(self, picture: Picture, anchor: str, title: str, desc: str, table: Markup | None = None) -> None:
        """Add a picture with the same content as a table, its own or ``table``; it is drawn when all pages are written."""
        t = self.desk.t
        columns = [
            {"key": "from", "label": t("From")},
            {"key": "relation", "label": t("Relation")},
            {"key": "to", "label": t("To")},
        ]
        rows = [[self._node(row.source), row.note or row.relation, self._node(row.target)] for row in picture.table]
        table = table or self.desk.c.table(f"{anchor}-table", title, columns, rows, plain=True)
        self.blocks.append(self._draw({"picture": picture, "id": anchor, "title": title, "desc": desc, "table": table}))

    @staticmethod
    def _node(node: Node | None) -> Cell:
        return {"text": node.label, "href": node.href} if node is not None else ""

    # Links

    def href(self, target: Entity | str, anchor: str = "") -> str | None:
        """Return the link from this page to an entity's page or to a page's path, None where it has no page."""
        if isinstance(target, Entity) and not self.desk.shows(target):
            return None
        path = target if isinstance(target, str) else path_of(self.desk.schema, target)
        return self.desk.urls.between(self.path, path, anchor) if path else None

    def link(self, entity: Entity | None, *, gap: bool = False) -> Cell:
        """Return an entity as a value: its name, linked; None where there is none."""
        if entity is None:
            return None
        cell: dict[str, Any] = {"text": self.desk.name(entity), "href": self.href(entity), "key": entity.id}
        cell["sort"] = fold(cell["text"])
        if gap and self.desk.has_gap(entity):
            cell["note"] = self.desk.t("gap")
        return cell

    def ref(self, kind: str, id_: str | None) -> Cell:
        """Return a reference as a value; an unknown id stands as it is."""
        if not id_:
            return None
        return self.link(self.desk.base.entities.get(kind, {}).get(id_)) or {"text": id_}

    def refs(self, kind: str, ids: Iterable[str]) -> Cell:
        """Return references as a list of values."""
        return [self.ref(kind, id_) for id_ in ids]

    def role(self, id_: str | None) -> Cell:
        """Return a role with who holds it today."""
        cell = self.ref("role", id_)
        if cell is not None:
            people = [self.desk.base.get(Person, one.person) for one in self.desk.facts.holders(id_)]
            names = [self.desk.name(one) for one in people if one is not None]
            cell["note"] = ", ".join(names) if names else self.desk.t("vacant")
        return cell

    # Prose

    def paragraphs(self, text: Text | None) -> Markup:
        """Return prose of the data as HTML."""
        from timonel.site import prose  # noqa: PLC0415 - a module named like the method

        return prose.paragraphs(pick(text, self.desk.lang), self._link_key, self.explain, self.forced)

    def inline(self, text: Text | None) -> Markup:
        """Return one text of the data as HTML, with its marks and its glossary words."""
        from timonel.site import prose  # noqa: PLC0415 - as above

        return prose.inline(pick(text, self.desk.lang), self._link_key, self.explain, self.forced)

    def words(self, text: Text | None) -> Markup:
        """Return one text of the data that knows no marks as HTML, with its glossary words."""
        return self.explain(pick(text, self.desk.lang))

    def _link_key(self, key: str) -> str | None:
        entity = self.desk.base.find(key)
        return self.href(entity) if entity else None

    def explain(self, text: str) -> Markup:
        """Return plain text as HTML, the first occurrence of each glossary word in a section linked to its term."""
        out, last = [], 0
        for start, end, entry in self.desk.glossary.find(text):
            if entry.id in self.explained or entry.id == self.own_term:
                continue
            self.explained.add(entry.id)
            out += [escape.html(text[last:start]), self._term(entry.id, entry.definition, text[start:end])]
            last = end
        return Markup("").join([*out, escape.html(text[last:])])

    def forced(self, text: str) -> Markup:
        """Return a ``[[word]]`` as a link to its term, or as it stands where no term has that name."""
        entry = self.desk.glossary.word(text)
        return self._term(entry.id, entry.definition, text) if entry else escape.html(f"[[{text}]]")

    def _term(self, id_: str, definition: str, text: str) -> Markup:
        href = self.href(f"terms/{id_}")
        return Markup('<a class="kb-term" href="{}" title="{}">{}</a>').format(
            href, escape.html(definition), escape.html(text)
        )

    # What every entity's page ends with

    def gap_rows(self, findings: Iterable[Finding]) -> list[dict[str, Any]]:
        """Return findings for the `gap_list` component."""
        desk, rows = self.desk, []
        for one in findings:
            subject = desk.subject(one.spot.subject)
            who = [self.role(key.partition(":")[2]) for key in one.responsible]
            row: dict[str, Any] = {
                "severity": one.severity,
                "severity_label": desk.gap_word(one.severity),
                "message": desk.message(one),
                "fix": self.inline(one.advice(desk.lang)),
                "entity": self.link(subject) if subject else {"text": one.spot.file},
                "who": who or desk.t("nobody"),
                "code": one.code,
                "rule_href": self.href(f"rules/{one.code}"),
                "rule": desk.pick(one.rule.summary),
            }
            if one.status == "waived" and one.waiver is not None:
                row["waiver"] = {
                    "text": desk.t("until {date}", date=desk.date(one.waiver.expires)),
                    "href": self.href("governance/waivers"),
                }
            rows.append(row)
        return rows


def _finalize(value: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    return escape.html(value) if type(value) is str else value


def active(entities: Iterable[Entity]) -> list[Entity]:
    """Return those in force today."""
    return [one for one in entities if is_active(one)]
