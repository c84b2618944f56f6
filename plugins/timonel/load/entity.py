"""What one value of a file gives, whatever else the base holds: an entity, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from timonel import kinds as views
from timonel.load.floods import counted, is_foreign
from timonel.model import Entity, Misfit
from timonel.schema import MAX_PROBLEMS, Keys, Kind, Problem, hidden
from timonel.schema.prune import filled, pruned
from timonel.source import Document, Lines, Value, count, cut, locate, quoting
from timonel.text import is_empty, said, spellings

ENOUGH = 1000  # misfits of one file, after which it is not looked at any further
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
_DEVICE = 5  # letters that no device has
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Kinds whose id follows from what they speak of → the fields that make it, and those that do where they are there.
_DERIVED = {
    "measurement": (("of", "date"), ("in",)),
    "waiver": (("rule", "entity"), ()),
    "commitment": (("rule", "entity"), ()),
    "confirmation": (("entity", "by"), ()),
}


class Part(NamedTuple):
    """What one value of a file gives: an entity, or only its id where the schema refuses it whole.

    Attributes:
        node: number of its node in the document's reading order.
        misfits: what is wrong with it.
        foreign: the texts in it that are in languages which the base does not list.
    """

    value: Any
    node: int
    id: str | None
    entity: Entity | None
    misfits: Sequence[Misfit] = ()
    foreign: Sequence[Misfit] = ()


# From the number of a value in its file, the value, the number of its node and how many nodes it has, to what it is known to give.
Known = Callable[[int, Value, int, int], Part | None]


class Reader:
    """Reads what files hold, value by value.

    Args:
        placeholders: words that say nothing, beside those that always do.
    """

    def __init__(self, placeholders: Iterable[str] = ()) -> None:
        self.placeholders = frozenset(spelling for one in placeholders for spelling in spellings(one))
        self._empty = self._says_nothing if self.placeholders else is_empty

    def parts(self, kind: Kind, document: Document, known: Known = lambda *_: None) -> Iterator[Part]:
        """Yield what each value of a file gives, one after the other: whoever has enough of them stops.

        Args:
            kind: the kind that the file is of.
            document: the file.
            known: what values of a list gave before.
        """
        value, lines = document.value, Lines(document.data)
        if not isinstance(value, list):
            yield self._part(kind, value, document, lines, (), 0)
            return
        node = 1
        for number, one in enumerate(value):
            size = count(one)
            yield known(number, one, node, size) or self._part(kind, one, document, lines, (number,), node)
            node += size

    def _part(  # noqa: PLR0913, PLR0917 - the value, and where it stands
        self,
        kind: Kind,
        value: Any,  # noqa: ANN401 - a YAML value
        document: Document,
        lines: Lines,
        place: tuple[int, ...],
        node: int,
    ) -> Part:
        if not isinstance(value, dict):
            empty = said("the file holds no entity")
            whole = said("an entity is a mapping of fields, or a list of them")
            odd = hidden((), value)
            detail, hint = (odd.detail, odd.hint) if odd else (empty if value is None else whole, None)
            at = locate(document, (), node, value)
            misfit = Misfit("DAT002", f"file:{document.path}", document.path, *at, place, detail, hint)
            return Part(value, node, None, None, (misfit,))
        spoken: Any = self._spoken(kind, value)
        silent = kind.silent(spoken, self._empty)
        rest = None if kind.fits(spoken) else quoting(document, lines, node, value)
        problems = kind.problems(spoken, rest) if rest else []
        fields: dict[str, Any] | None = spoken
        refused = frozenset[str]()
        if rest and problems:  # a draft's empty fields count as absent; what is still wrong is left out
            written = filled(spoken, kind.schema, self._empty) | {
                one.keys[0]: spoken[one.keys[0]] for one in silent if len(one.keys) == 1
            }
            problems = kind.problems(written, rest)
            fields, refused = pruned(kind, written, problems) if len(problems) < MAX_PROBLEMS else (None, refused)
            silent = [
                one for one in kind.silent(written, self._empty) if one.keys not in {each.keys for each in problems}
            ]
        if silent:  # such a text stays, for the entity is there; but nobody else speaks of it
            problems = [*problems, *silent]
            refused |= {str(one.keys[0]) for one in silent}
        id_ = identity(kind, fields if fields is not None else value)
        subject = f"{kind.name}:{id_}" if id_ else f"file:{document.path}"
        if id_ and len(id_) < _DEVICE and _DEVICES.match(id_):
            problems = [
                *problems,
                Problem(("id",), said("`{value}` names a device on Windows: choose another id", value=id_)),
            ]
            fields = None
        if id_ and kind.name in _DERIVED and not kind.is_own and value.get("id", id_) != id_:
            detail = said("the id follows from what this speaks of: `{id}`", id=id_)
            problems = [*problems, Problem(("id",), detail, said("delete the field `id`"))]
        misfits: list[Misfit] = []
        foreign: list[Misfit] = []
        for problem, more in _told(problems) if problems else ():
            places = [locate(document, one, node, value) for one in (problem.keys, *more)]
            where = problem._replace(keys=problem.keys if id_ else (*place, *problem.keys))
            places[0] = lines.place(*places[0], problem.char)
            (foreign if is_foreign(problem) else misfits).append(_misfit(subject, document.path, where, places))
        entity = None
        if id_ and fields is not None:
            view = Entity if kind.is_own else views.VIEWS.get(kind.name, Entity)
            if kind.ignored:
                fields = {name: one for name, one in fields.items() if name not in kind.ignored}
            entity = view(kind.name, id_, fields, document, place, node, refused)
        return Part(value, node, id_, entity, misfits, foreign)

    def _named_empty(self, value: object) -> bool:
        """Whether a value is one of the words that the settings name as saying nothing."""
        return isinstance(value, str) and not self.placeholders.isdisjoint(spellings(value))

    def _says_nothing(self, value: object) -> bool:
        return (
            is_empty(value)
            or self._named_empty(value)
            or (isinstance(value, dict) and all(map(self._says_nothing, value.values())))
        )

    def _spoken(self, kind: Kind, value: dict[str, Any]) -> dict[str, Any]:
        """Return an entity without the fields that the settings' placeholders fill; texts that must be there stay."""
        if not self.placeholders:
            return value
        fresh: dict[str, Any] = filled(value, kind.schema, self._named_empty)
        for one in kind.silent(value, self._empty):
            inside: Any = fresh
            whole: Any = value
            for key in one.keys[:-1]:
                inside, whole = inside[key], whole[key]
            inside[one.keys[-1]] = whole[one.keys[-1]]
        return fresh


def _told(problems: Sequence[Problem]) -> list[tuple[Problem, Sequence[Keys]]]:
    """Return problems as they are told: many in one field together, texts in other languages each for itself."""
    foreign: list[tuple[Problem, Sequence[Keys]]] = [(one, ()) for one in problems if is_foreign(one)]
    return [*foreign, *counted(one for one in problems if not is_foreign(one))]


def _misfit(subject: str, file: str, problem: Problem, places: Sequence[tuple[int, int]]) -> Misfit:
    """Return a problem as it is told, at the first of its places."""
    distinct = problem.meant and str(problem.keys[-1])
    first, *others = places
    related = tuple((subject, file, *one) for one in others)
    return Misfit("DAT002", subject, file, *first, problem.keys, problem.detail, problem.hint, distinct, related)


def cuts(document: Document) -> Iterator[Misfit]:
    """Yield where a `#` ends a text of a file that was to go on."""
    for one in cut(document.data):
        at, text = (one.line, one.column), str(one.problem.values["text"])
        yield Misfit("DAT002", f"file:{document.path}", document.path, *at, (), one.problem, one.hint, text)


def identity(kind: Kind, fields: Mapping[str, Any]) -> str | None:
    """Return the entity's id; what has no page of its own has it from what it speaks of."""
    if kind.name in _DERIVED and not kind.is_own:
        needed, more = _DERIVED[kind.name]
        parts = [fields.get(name) for name in (*needed, *(one for one in more if one in fields))]
        words = [one.replace(":", "-").lower() for one in parts if isinstance(one, str)]
        return "-".join(words) if len(words) == len(parts) else None
    id_ = fields.get("id")
    return id_ if isinstance(id_, str) and _ID.fullmatch(id_) else None
