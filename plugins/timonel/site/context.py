"""What all pages of one language share: its words, order, glossary, gaps and components. Knows no host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from timonel import languages
from timonel.cache import Cache
from timonel.governance import Finding, Result
from timonel.governance.hidden import Hidden
from timonel.governance.published import published
from timonel.history.changes import Change, changes
from timonel.history.git import HistoryError
from timonel.history.latest import Edit, edits
from timonel.history.recorded import FILE, Recorded, read
from timonel.history.revisions import Repository
from timonel.kinds import Person, Role
from timonel.lookups.status import is_active
from timonel.model import Base, Entity
from timonel.site.kit.components import Components
from timonel.site.urls import Urls, path_of
from timonel.site.words import Words
from timonel.text import Said, fold, said, sort_key
from timonel.words.glossary import Glossary, glossary

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
E = TypeVar("E", bound=Entity)
T = TypeVar("T")
_ABOUT = {"waiver": "entity", "commitment": "entity", "confirmation": "entity", "measurement": "of"}  # no pages


def written(base: Base, lang: str) -> str:
    """Return the language whose hand-written pages readers of ``lang`` get: its own, else one of the base's that has some."""
    there = {page.lang for page in base.pages}
    return next((code for code in languages.order(lang) if code in there and code in base.languages), str(lang))


class Waiting(NamedTuple):
    """An open finding that waits for somebody, and its place in the check's order, which follows from what it says."""

    place: int
    finding: Finding


class Known(NamedTuple):
    """An entity as links show it: its name, the path of its page, what it is called everywhere, and what it is sorted by."""

    name: str
    path: str | None
    key: str | None
    sort: str | None


class Context(Words):
    """What all pages of one language share.

    Args:
        result: what the check says of the base.
        lang: the language of the pages.
        urls: how pages are addressed.
        cache: what is kept between runs.
    """

    def __init__(self, result: Result, lang: str, urls: Urls, cache: Cache = Cache(None)) -> None:  # noqa: B008 - a value that never changes
        self.result, self.urls, self.cache = (result := published(result)), urls, cache
        super().__init__(result, result.settings.read_in(lang))
        self.base, self.facts = result.base, result.facts
        self.hidden = result.hidden or Hidden()
        self._messages: dict[Finding, str] = {}
        self._advice: dict[Finding, str] = {}
        self._known: dict[Entity, Known] = {}
        self._ways: dict[str, dict[str, str]] = {}
        self.hinted: dict[tuple[str, str], Markup] = {}  # kind, code of a hint → in words
        self._made: dict[Callable[[Context], Any], Any] = {}
        self.c = Components(self.t)

    @cached_property
    def written(self) -> str:
        """The language of the hand-written pages (`written`)."""
        return written(self.base, self.lang)

    def once(self, make: Callable[[Context], T]) -> T:
        """Return what ``make`` computes of this, computed once: for what only some pages need."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def shows(self, entity: Entity) -> bool:
        """Whether an entity has a page: its kind has, and people only where the base publishes them."""
        hidden = entity.kind == "person" and not self.result.settings.names_people
        return self.schema.kinds[entity.kind].has_page and not hidden

    def message(self, finding: Finding) -> str:
        """Return what is wrong, with dates as people write them, naming people only where the base publishes them."""
        words = self._messages.get(finding)
        if words is None:
            values = {name: self._shown(value) for name, value in finding.values.items()}
            words = self._messages[finding] = replace(finding, values=values).message(self.lang)
        return words

    def advice(self, finding: Finding) -> str:
        """Return how to fix what is wrong: it stands on several pages."""
        words = self._advice.get(finding)
        if words is None:
            words = self._advice[finding] = finding.advice(self.lang, self.facts)
        return words

    def edit_url(self, entity: Entity) -> str | None:
        """Return where an entity's file is edited, None without a repository, or where the file's name is hidden."""
        moved = self.hidden.moved(entity.file)
        return None if moved else self.result.settings.edit_url(entity.file)

    def subject(self, key: str) -> Entity | None:
        """Return what a finding speaks of; of a waiver, say, which has no page, what it is about."""
        entity = self.base.find(key)
        about = _ABOUT.get(entity.kind) if entity else None
        return self.base.find(str(entity.fields.get(about))) or entity if entity and about else entity

    def _shown(self, value: object) -> object:
        if isinstance(value, Said):
            return Said(value.msgid, {name: self._shown(one) for name, one in value.values.items()})
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            return self.date(value)
        if isinstance(value, list | tuple) and not hasattr(value, "label"):  # a page has a name, too
            return [self._shown(one) for one in value]
        return self.name(value) if isinstance(value, Entity) and value.kind == "person" else value

    @cached_property
    def holding(self) -> Mapping[str, str]:
        """Role's id → who holds it today, in words, or that nobody does; "" for one that is no post."""
        found = {}
        for role in self.base.all(Role):
            people = [self.base.get(Person, holder.person) for holder in self.facts.holders(role.id)]
            vacant = self.t("vacant") if self.facts.is_vacant(role) else ""
            found[role.id] = ", ".join(self.name(person) for person in people if person is not None) or vacant
        return found

    # Addresses

    def known(self, entity: Entity) -> Known:
        """Return what a link to an entity shows and where it leads: it stands on many pages."""
        found = self._known.get(entity)
        if found is None:
            name, shows = self.name(entity), self.shows(entity)
            is_named = shows or entity.kind != "person"  # what stands for somebody says nothing to anybody
            path = path_of(self.schema, entity) if shows else ""
            found = Known(name, path or None, entity.id if is_named else None, fold(name) if is_named else None)
            self._known[entity] = found
        return found

    def name(self, entity: Entity) -> str:
        found = self._known.get(entity)
        return found.name if found else super().name(entity)

    def ways(self, path: str) -> dict[str, str]:
        """Return path → way there, as far as known, from a page and all others that have them in common.

        Pages of one folder do, but for what lies at or below one of them; the folder's own page stands elsewhere.
        """
        folder, _, name = path.rpartition("/")
        return self._ways.setdefault(path if name == "index" or not folder else f"{folder}/", {})

    # Order

    def sorted(self, entities: Iterable[E]) -> list[E]:
        """Return entities by name, as the language's dictionaries order them."""
        return sorted(entities, key=lambda entity: sort_key(self.name(entity), self.lang))

    # History

    @cached_property
    def changes(self) -> Sequence[Change]:
        """The commits that changed data, the newest first; none where git cannot tell."""
        found = changes(self.result.root, self.cache) if self.result.root else ()
        return [one._replace(files=tuple(map(self.hidden.path, one.files))) for one in found]

    def edits(self, change: Change) -> Sequence[Edit]:
        """Return what a commit did to entities, field by field."""
        return edits(self.result.root, change, self.schema, self.cache) if self.result.root else ()

    @cached_property
    def changed(self) -> Mapping[str, Change]:
        """File → the commit that changed it last."""
        return {file: one for one in reversed(self.changes) for file in one.files}

    @cached_property
    def version(self) -> str:
        """The commit that the base is at, "" where git cannot tell."""
        try:
            return Repository(self.result.root).commit("HEAD").hash[:10] if self.result.root else ""
        except HistoryError:
            return ""

    @cached_property
    def recorded(self) -> Recorded | HistoryError | None:
        """What the base's history file tells; why it tells nothing, where it cannot be understood; None without one."""
        try:
            return read(self.result.root) if self.result.root else None
        except HistoryError as error:
            return error
        except OSError as error:
            return HistoryError(said("{file}: {problem}", file=FILE, problem=error.strerror or "?"))

    @cached_property
    def opened(self) -> Mapping[str, str]:
        """Fingerprint → the day that a gap was opened, as far as that is recorded."""
        past = self.recorded
        return {key: one.opened for key, one in past.there.items()} if isinstance(past, Recorded) else {}

    # Glossary

    @cached_property
    def glossary(self) -> Glossary:
        """The words explained in place."""
        return glossary(self.base, self.lang)

    # Gaps

    def gaps(self, key: str) -> Sequence[Finding]:
        """Return the open findings of an entity (``kind:id``)."""
        return [one for one in self.result.by_subject.get(key, ()) if one.status == "open"]

    @cached_property
    def waiting(self) -> Mapping[str, Sequence[Waiting]]:
        """Who must act (``role:id``) → the open findings that wait for them."""
        found: dict[str, list[Waiting]] = {}
        for number, one in enumerate(self.result.findings):
            for key in one.responsible if one.status == "open" else ():
                found.setdefault(key, []).append(Waiting(number, one))
        return found

    @cached_property
    def by_rule(self) -> Mapping[str, Sequence[Finding]]:
        """Code → the findings of a rule."""
        found: dict[str, list[Finding]] = {}
        for one in self.result.findings:
            found.setdefault(one.code, []).append(one)
        return found

    def has_gap(self, entity: Entity) -> bool:
        """Whether an entity has an open finding."""
        return any(one.status == "open" for one in self.result.by_subject.get(entity.key, ()))

    def gap_word(self, severity: str) -> str:
        """Return what people call a severity."""
        return self.t({"error": "Error", "warning": "Warning", "info": "Note"}[severity])


def active(entities: Iterable[E]) -> list[E]:
    """Return those in force today."""
    return [entity for entity in entities if is_active(entity)]
