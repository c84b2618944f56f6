"""The questions of `timonel new`: what the schema asks, in the person's language, with what exists as suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from timonel.edit.answers import Node, choices, text_of, understand
from timonel.edit.new import free_id
from timonel.governance import Result
from timonel.schema import Kind
from timonel.schema.explain import explain
from timonel.text import fold, nearest, pick, said, say

_SHOWN = 40  # choices that a "?" lists
_FEW = 3  # entities of a kind, from which on they tell which fields are usual
_ALWAYS = ("description",)


class Terminal(Protocol):
    """Where questions are asked."""

    def ask(self, question: str, words: Sequence[str] = ()) -> str:
        """Return an answer; ``words`` are what Tab completes."""

    def tell(self, text: str) -> None:
        """Show a line."""


@dataclass(frozen=True)
class Dialog:
    """Asks for the fields of one new entity."""

    terminal: Terminal
    result: Result
    kind: Kind
    lang: str

    def say(self, msgid: str, **values: object) -> str:
        """Return a message in the person's language."""
        return say(said(msgid, **values), self.lang)

    def agreed(self, question: str) -> bool:
        """Ask for yes or no; Enter is yes."""
        answer = understand({"type": "boolean"}, self.terminal.ask(f"{question} "), self.result.base)
        return answer in (True, "")

    def fill(self, fields: dict[str, Any]) -> None:
        """Ask for what is missing: what the schema requires, then what is usual, then what the person names."""
        kind, tell = self.kind, self.terminal.tell
        tell(f"{pick(kind.title, self.lang)}: {pick(kind.schema.get('x-description'), self.lang)}")
        tell(self.say("Enter leaves a field out, “?” lists what can be chosen, Ctrl-C writes nothing."))
        required = [name for name in kind.fields if name in kind.required and name not in ("id", "name")]
        for name in ["name"] * ("name" in kind.required) + ["id"] + required:
            if name not in fields:
                self.one(fields, name)
        for name in self._usual():
            if name not in fields:
                self.one(fields, name)
        self._others(fields)

    def one(self, fields: dict[str, Any], name: str) -> None:
        """Ask for one field, and set or delete it."""
        fields.pop(name, None)
        value = (
            self._id(fields) if name == "id" else self._value(name, self.kind.fields[name], name in self.kind.required)
        )
        if value is not None:
            fields[name] = value

    def _usual(self) -> Iterator[str]:
        """Yield the optional fields that most entities of the kind have; of a young kind, who answers for it."""
        there = self.result.base.of(self.kind.name)
        for name in self.kind.fields:
            count = sum(name in one.fields for one in there)
            usual = count * 2 >= len(there) if len(there) >= _FEW else name in (*_ALWAYS, *self.kind.responsible)
            if usual and name not in self.kind.required:
                yield name

    def _others(self, fields: dict[str, Any]) -> None:
        while True:
            rest = {name: self._label(name, node) for name, node in self.kind.fields.items() if name not in fields}
            if not rest:
                return
            self.terminal.tell(self.say("More fields: {fields}.", fields=", ".join(rest.values())))
            words = [*rest.values(), *rest]
            answer = self.terminal.ask(f"{self.say('Which one? (Enter: no more)')} ", words).strip()
            if not answer:
                return
            found = [name for name, label in rest.items() if fold(answer) in {fold(label), name}]
            if found:
                self.one(fields, found[0])
            else:
                self._lost(answer, [*rest.items()])

    def _label(self, name: str, node: Node) -> str:
        return pick(node.get("x-title"), self.lang) or name

    def _value(self, name: str, node: Node, required: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - a YAML value
        """Ask for a value, None where the person leaves it out."""
        help_ = pick(node.get("x-description"), self.lang)
        self.terminal.tell("")
        self.terminal.tell(f"{self._label(name, node)}{f' — {help_}' if help_ else ''}")
        if node.get("x-text"):
            return self._text(node, required=required)
        if node.get("type") == "object" and "properties" in node:
            return self._parts(node)
        if node.get("type") == "array":
            return self._list(name, node, required=required)
        return self._simple(node, required=required)

    def _text(self, node: Node, *, required: bool) -> Any:  # noqa: ANN401 - a Text
        languages = self.result.base.languages
        asked = languages[:1] if node.get("x-same") else languages
        texts: dict[str, str] = {}
        for lang in asked:
            while True:
                answer = self.terminal.ask(f"  {lang}: " if len(asked) > 1 else "  > ").strip()
                if answer or not (required and lang == asked[0]):
                    break
                self.terminal.tell(self.say("This one is needed."))
            if answer:
                texts[lang] = answer
        return text_of(node, texts, languages) if texts else None

    def _simple(self, node: Node, *, required: bool) -> Any:  # noqa: ANN401 - a YAML value
        """Ask until the answer fits the field's schema and names something that exists."""
        known = self._known(node)
        if "enum" in node:
            self._list_choices(known)
        while True:
            answer = self.terminal.ask("  > ", [word for pair in known for word in pair]).strip()
            if answer == "?":
                self._list_choices(known)
            elif not answer and not required:
                return None
            elif not answer:
                self.terminal.tell(self.say("This one is needed."))
            else:
                value = self._chosen(node, answer, known)
                if self._fits(node, value, known):
                    return value

    def _chosen(self, node: Node, answer: str, known: Sequence[tuple[str, str]]) -> Any:  # noqa: ANN401 - a YAML value
        if "enum" in node and answer.isdecimal() and 0 < int(answer) <= len(known) and answer not in node["enum"]:
            return known[int(answer) - 1][0]
        return understand(node, answer, self.result.base)

    def _known(self, node: Node) -> list[tuple[str, str]]:
        """Return what may be chosen: as it is written, and its name."""
        if "enum" in node:
            labels = node.get("x-labels", {})
            return [(str(one), pick(labels.get(one), self.lang) or str(one)) for one in node["enum"]]
        found = choices(node, self.result.base) if "x-ref" in node and node["x-ref"] != "rule" else ()
        return [(written, pick(label, self.lang)) for written, label in found]

    def _list_choices(self, known: Sequence[tuple[str, str]]) -> None:
        for number, (written, label) in enumerate(known[:_SHOWN], 1):
            self.terminal.tell(f"  {number:>3}  {label} ({written})" if label != written else f"  {number:>3}  {label}")
        if len(known) > _SHOWN:
            rest = self.say("… and {n} more: write a part of the name", n=len(known) - _SHOWN)
            self.terminal.tell(f"       {rest}")

    def _fits(self, node: Node, value: Any, known: Sequence[tuple[str, str]]) -> bool:  # noqa: ANN401 - a YAML value
        chosen = "enum" in node or ("x-ref" in node and node["x-ref"] != "rule")
        if chosen and all(value != written for written, _ in known):
            self._lost(str(value), known)
            return False
        for problem in explain({"properties": {"x": node}}, {"x": value}):
            hint = f" {say(problem.hint, self.lang)}" if problem.hint else ""
            self.terminal.tell(f"{say(problem.detail, self.lang)}.{hint}")
            return False
        return True

    def _lost(self, answer: str, known: Sequence[tuple[str, str]]) -> None:
        """Say what comes near to a name that is not there: what contains it, else what looks like it."""
        word = fold(answer)
        close = [one for one in known if word in fold(one[1]) or word in one[0]]
        if not close:
            near = nearest(word, [fold(text) for pair in known for text in pair], 5)
            close = [one for one in known if fold(one[1]) in near or one[0] in near]
        self.terminal.tell(self.say("“{word}” is not there.", word=answer))
        self._list_names(close)

    def _list_names(self, close: Sequence[tuple[str, str]]) -> None:
        if close:
            names = ", ".join(
                f"{label} ({written})" if label != written else label for written, label in close[:_SHOWN]
            )
            self.terminal.tell(self.say("Did you mean: {names}?", names=names))

    def _list(self, name: str, node: Node, *, required: bool) -> list[Any] | None:
        """Ask for the items of a list: short words on one line, anything else one after the other."""
        items = node.get("items", {})
        found: list[Any] = []
        if not items.get("x-text") and "properties" not in items:
            return self._words(items, required=required)
        while True:
            number = len(found) + 1
            self.terminal.tell(
                self.say("{field}, number {number} (Enter: no more)", field=self._label(name, node), number=number)
            )
            value = self._text(items, required=False) if items.get("x-text") else self._parts(items)
            if value is None:
                return found or None
            found.append(value)

    def _words(self, items: Node, *, required: bool) -> list[Any] | None:
        known = self._known(items)
        if "enum" in items:
            self._list_choices(known)
        while True:
            answer = self.terminal.ask(
                f"  {self.say('several, with commas')} > ", [word for pair in known for word in pair]
            )
            if answer.strip() == "?":
                self._list_choices(known)
                continue
            words = [word.strip() for word in answer.split(",") if word.strip()]
            if not words and not required:
                return None
            values = [self._chosen(items, word, known) for word in words]
            if words and all([self._fits(items, value, known) for value in values]):  # noqa: C419 - all problems are told
                return [*dict.fromkeys(values)]

    def _parts(self, node: Node) -> dict[str, Any] | None:
        """Ask for the fields of a mapping; without the first required one it is left out."""
        known: Mapping[str, Node] = node["properties"]
        required = [name for name in known if name in node.get("required", ())]
        found: dict[str, Any] = {}
        for number, name in enumerate([*required, *(one for one in known if one not in required)]):
            value = self._value(name, known[name], required=name in required and number > 0)
            if value is not None:
                found[name] = value
            elif number == 0 and required:
                return None
        return found or None

    def _id(self, fields: Mapping[str, Any]) -> str:
        """Ask for the id; Enter takes the one that the name proposes."""
        base, node = self.result.base, self.kind.fields["id"]
        proposed = free_id(base, self.kind, fields.get("name"))
        self.terminal.tell("")
        self.terminal.tell(f"{self._label('id', node)} — {pick(node.get('x-description'), self.lang)}")
        while True:
            answer = self.terminal.ask(f"  [{proposed}] > " if proposed else "  > ").strip() or proposed
            there = answer in base.entities.get(self.kind.name, ()) or answer in base.known.get(self.kind.name, ())
            if there:
                self.terminal.tell(self.say("{key} exists already.", key=f"{self.kind.name}:{answer}"))
            elif self._fits(node, answer, ()):
                return answer
