"""An organisation's own rules: ``rules/*.yaml`` of its base in, rules like Timonel's out, and a misfit for every mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from timonel.load import File
from timonel.model import Base, Entity, Misfit, Place
from timonel.rules import Rule
from timonel.rules.context import asked, of_entity
from timonel.rules.expressions import Expression, Mistake, compiled
from timonel.schema import Kind, Schema, contract
from timonel.source import Broken, Document, locate, parse
from timonel.text import Said, nearest, said

_EXPRESSIONS = ("assert", "applies")


def rules(files: Iterable[File], schema: Schema, languages: Sequence[str]) -> tuple[dict[str, Rule], list[Misfit]]:
    """Return code → rule, in the order of codes, and what is wrong with the files.

    Args:
        files: the files under rules/.
        schema: the kinds that a rule may speak of.
        languages: the base's languages, the first one first.
    """
    files = [*files]
    reader = _Reader(schema, languages, contract("own-rule", languages)) if files else None
    for file in files:
        assert reader is not None  # noqa: S101 - there are files
        reader.add(file)
    return (dict(sorted(reader.rules.items())), reader.misfits) if reader else ({}, [])


class _Reader:
    """Reads own rules file by file; used once."""

    def __init__(self, schema: Schema, languages: Sequence[str], form: Kind) -> None:
        self.schema, self.languages, self.form = schema, languages, form
        self.rules: dict[str, Rule] = {}
        self.misfits: list[Misfit] = []

    def add(self, file: File) -> None:
        document = parse(file.path, file.data)
        if file.problem is not None:
            self._misfit("DAT001", file.path, (1, 1), (), file.problem)
        elif isinstance(document, Broken):
            self._misfit("DAT001", file.path, (document.line, document.column), (), document.problem)
        elif isinstance(document.value, list):
            for number, value in enumerate(document.value):
                self._rule(document, value, (number,))
        else:
            self._rule(document, document.value, ())

    def _rule(self, document: Document, value: Any, place: tuple[int, ...]) -> None:  # noqa: ANN401 - a YAML value
        problems = [(one.keys, one.detail, one.hint) for one in self.form.problems(value)] or [*self._lost(value)]
        for keys, detail, hint in problems:
            at = locate(document, (*place, *keys), 0, document.value)
            self._misfit("DAT002", document.path, at, (*place, *keys), detail, hint)
        if problems:
            return
        expressions: dict[str, Expression] = {}
        fields = self._fields(value["kind"])
        for key in _EXPRESSIONS:
            if key in value:
                made = compiled(value[key], fields)
                if isinstance(made, Mistake):
                    at = inside(document, (*place, key), value[key], made.offset)
                    self._misfit("DAT002", document.path, at, (*place, key), made.detail, made.hint)
                else:
                    expressions[key] = made
        if all(key in expressions or key not in value for key in _EXPRESSIONS):
            self.rules[value["code"]] = _made(value, document.path, expressions, self.languages)

    def _lost(self, value: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Said, Said | None]]:
        """Yield what names nothing, or something that is there already."""
        kind, code, field = value["kind"], value["code"], value.get("field")
        if code in self.rules:
            yield ("code",), said("`{id}` is there already, in {file}", id=code, file=self.rules[code].file), None
        if kind not in self.schema.kinds:
            yield ("kind",), said("`{folder}` names no kind of entity", folder=kind), _near(kind, self.schema.kinds)
        elif field is not None and field not in self.schema.kinds[kind].fields:
            yield (
                ("field",),
                said("`{value}` does not exist", value=field),
                _near(field, self.schema.kinds[kind].fields),
            )

    def _fields(self, kind: str) -> set[str]:
        return {*self.schema.kinds[kind].fields, "id", "kind"}

    def _misfit(  # noqa: PLR0913, PLR0917 - the parts of one value
        self,
        code: str,
        path: str,
        at: tuple[int, int],
        keys: tuple[str | int, ...],
        detail: Said,
        hint: Said | None = None,
    ) -> None:
        self.misfits.append(Misfit(code, f"file:{path}", path, *at, keys, detail, hint))


def _near(word: str, known: Iterable[str]) -> Said | None:
    close = nearest(word, known, 1)
    return said("did you mean `{word}`?", word=close[0]) if close else None


def _made(card: Mapping[str, Any], path: str, expressions: Mapping[str, Expression], languages: Sequence[str]) -> Rule:
    keys = (card["field"],) if "field" in card else ()
    holds, applies = expressions["assert"], expressions.get("applies")
    lang = languages[0]
    seen = {key: asked(card[key]) for key in expressions}  # what it does not ask for need not be made for it

    def broken(entity: Entity, base: Base, today: str) -> Iterator[Place]:
        if not holds({"entity": of_entity(base, entity, lang, seen["assert"]), "today": today}):
            yield Place(entity, keys, _values(base, entity))

    def concerned(entity: Entity, base: Base, today: str) -> bool:
        return applies is not None and applies(
            {"entity": of_entity(base, entity, lang, seen["applies"]), "today": today}
        )

    narrowed: Callable[..., bool] | None = concerned if applies else None
    return Rule(
        code=card["code"], name=card["rule"], severity=card["severity"], pillar=card.get("pillar"),
        summary=card["summary"], why=card["why"], fix=card["fix"], message=card["message"], options={}, option_titles={},
        lessons=card.get("lessons") or (), responsible=card.get("responsible"),
        function=broken, selects=card["kind"], applies=narrowed, own=card, file=path,
    )  # fmt: skip


def _values(base: Base, entity: Entity) -> dict[str, object]:
    """Return what a message may show: the entity's fields, references as what they name."""
    names = {
        one.path[0]: base.entities[one.kind][one.id] for one in base.outgoing.get(entity.key, ()) if len(one.path) == 1
    }
    fields = {key: value for key, value in entity.fields.items() if isinstance(value, str | int | float)}
    return {**fields, **{str(key): other for key, other in names.items()}, "name": entity}


def inside(document: Document, keys: tuple[str | int, ...], text: str, offset: int) -> tuple[int, int]:
    """Return line and column (from 1) of a character of a text value, whichever of YAML's forms it is written in.

    Follows the value through the file's bytes, spaces and line breaks aside; where that leads nowhere (escapes), the
    field's own place.
    """
    line, column = locate(document, keys, 0, document.value)
    lines = document.data.decode("utf-8", "replace").split("\n")
    raw = "\n".join(lines[line - 1 :])[column - 1 :]
    at = raw.find(":") + 1
    at += len(raw[at:]) - len(raw[at:].lstrip(" "))
    quote = raw[at : at + 1]
    if quote in ("|", ">"):
        at = raw.find("\n", at)
    elif quote in ("'", '"'):
        at += 1
    for number, char in enumerate(text):
        while not char.isspace() and at < len(raw) and raw[at].isspace():
            at += 1
        if number == offset:
            break
        if char.isspace():
            continue
        if raw[at : at + 1] != char:
            return line, column
        at += 2 if quote == char == "'" else 1
    before = raw[:at]
    breaks = before.count("\n")
    return line + breaks, (at - before.rfind("\n") if breaks else column + at)
