"""An organisation's own rules: ``rules/*.yaml`` of its base in, rules like Timonel's out, and a misfit for every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from timonel.load import File
from timonel.model import Misfit
from timonel.rules import Rule
from timonel.rules.own.doubts import Doubt, doubts, near
from timonel.rules.own.expressions import mistake
from timonel.schema import Kind, Schema, contract
from timonel.source import Broken, Document, Lines, cut, locate, parse, quoting
from timonel.text import Said, said

_CODE = re.compile(rb"""\bcode["']?: *["']?(X[A-Z]{2}[0-9]{3})\b""")
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


def codes(files: Iterable[File]) -> frozenset[str]:
    """Return the codes that files under rules/ name, of rules that cannot be used, too."""
    return frozenset(one.decode() for file in files for one in _CODE.findall(file.data))


class _Reader:
    """Reads own rules file by file; used once."""

    def __init__(self, schema: Schema, languages: Sequence[str], form: Kind) -> None:
        self.schema, self.languages, self.form = schema, languages, form
        self.rules: dict[str, Rule] = {}
        self.named: dict[str, str] = {}  # code → the file that has it first, of rules that cannot be used, too
        self.misfits: list[Misfit] = []

    def add(self, file: File) -> None:
        document = parse(file.path, file.data)
        if file.problem is not None:
            self._misfit("DAT001", file.path, (1, 1), (), file.problem, file.hint)
        elif isinstance(document, Broken):
            at = (document.line, document.column)
            self._misfit("DAT001", file.path, at, (), document.problem, document.hint)
        else:
            for one in cut(document.data):
                self._misfit("DAT002", file.path, (one.line, one.column), (), one.problem, one.hint)
            lines = Lines(document.data)
            if isinstance(document.value, list):
                for number, value in enumerate(document.value):
                    self._rule(document, lines, value, (number,))
            else:
                self._rule(document, lines, document.value, ())

    def _rule(self, document: Document, lines: Lines, value: Any, place: tuple[int, ...]) -> None:  # noqa: ANN401 - a YAML value
        rest = quoting(document, lines, 0, document.value)
        broken = self.form.problems(value, lambda keys: rest((*place, *keys)))
        problems = [(one.keys, one.detail, one.hint, one.char) for one in broken]
        problems = problems or [(*one, "") for one in self._lost(value, document.path)]
        for keys, detail, hint, char in problems:
            at = lines.place(*locate(document, (*place, *keys), 0, document.value), char)
            self._misfit("DAT002", document.path, at, (*place, *keys), detail, hint)
        if problems or value["kind"] in self.schema.refused:  # the schema of its kind has its finding
            return
        for keys, detail, hint in doubts(value, self.schema):
            at = locate(document, (*place, *keys), 0, document.value)
            self._misfit("DAT002", document.path, at, (*place, *keys), detail, hint)
        fields = self._fields(value["kind"])
        mistakes = {key: found for key in _EXPRESSIONS if key in value and (found := mistake(value[key], fields))}
        for key, found in mistakes.items():
            at = inside(document, (*place, key), value[key], found.offset)
            self._misfit("DAT002", document.path, at, (*place, key), found.detail, found.hint)
        if not mistakes:
            at = locate(document, (*place, "assert"), 0, document.value)
            self.rules[value["code"]] = _made(value, document.path, at, self.languages[0])

    def _lost(self, value: Mapping[str, Any], path: str) -> Iterator[Doubt]:
        """Yield what names nothing, or something that is there already."""
        kind, code, field = value["kind"], value["code"], value.get("field")
        if code in self.named:
            yield ("code",), said("`{id}` is there already, in {file}", id=code, file=self.named[code]), None
        self.named.setdefault(code, path)
        if kind in self.schema.refused:
            return
        if kind not in self.schema.kinds:
            yield ("kind",), said("`{folder}` names no kind of entity", folder=kind), near(kind, self.schema.kinds)
        elif field is not None and field not in self.schema.kinds[kind].fields:
            yield (
                ("field",),
                said("`{value}` does not exist", value=field),
                near(field, self.schema.kinds[kind].fields),
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


def _made(card: Mapping[str, Any], path: str, line: tuple[int, int], lang: str) -> Rule:
    return Rule(
        code=card["code"], name=card["rule"], severity=card["severity"], pillar=card.get("pillar"),
        summary=card["summary"], why=card["why"], fix=card["fix"], message=card["message"], options={}, option_titles={},
        lessons=card.get("lessons") or (), effort=card.get("effort", ""), responsible=card.get("responsible"),
        selects=card["kind"], own=card, file=path, line=line, lang=lang,
    )  # fmt: skip


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
