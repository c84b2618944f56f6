"""The questions of `timonel new`: what the schema asks, in the person's language, with what exists as suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from timonel.edit.ask.answers import Node, text_of, understand
from timonel.edit.ask.choosing import Chooser, Terminal
from timonel.edit.ask.new import free_id
from timonel.governance import Result
from timonel.schema import Kind
from timonel.schema.shorthand import shorthand
from timonel.text import fold, pick

_FEW = 3  # entities of a kind, from which on they tell which fields are usual
_ALWAYS = ("description",)


@dataclass(frozen=True)
class Dialog:
    """Asks for the fields of one new entity."""

    terminal: Terminal
    result: Result
    kind: Kind
    lang: str

    @property
    def chooser(self) -> Chooser:
        """What knows the choices, and says things in the person's language."""
        return Chooser(self.terminal, self.result.base, self.lang)

    def agreed(self, question: str) -> bool:
        """Ask for yes or no; Enter is yes."""
        answer = understand({"type": "boolean"}, self.terminal.ask(f"{question} "), self.result.base)
        return answer in (True, "")

    def fill(self, fields: dict[str, Any]) -> None:
        """Ask for what is missing: what the schema requires, then what is usual, then what the person names."""
        kind, tell = self.kind, self.terminal.tell
        tell(f"{pick(kind.title, self.lang)}: {pick(kind.schema.get('x-description'), self.lang)}")
        tell(self.chooser.say("Enter leaves a field out, “?” lists what can be chosen, Ctrl-C writes nothing."))
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
            rest = {
                name: self.chooser.label(name, node) for name, node in self.kind.fields.items() if name not in fields
            }
            if not rest:
                return
            self.terminal.tell(self.chooser.say("More fields: {fields}.", fields=", ".join(rest.values())))
            words = [*rest.values(), *rest]
            answer = self.terminal.ask(f"{self.chooser.say('Which one? (Enter: no more)')} ", words).strip()
            if not answer:
                return
            found = [name for name, label in rest.items() if fold(answer) in {fold(label), name}]
            if found:
                self.one(fields, found[0])
            else:
                self.chooser.lost(answer, [*rest.items()])

    def _value(self, name: str, node: Node, required: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - a YAML value
        """Ask for a value, None where the person leaves it out."""
        help_ = pick(node.get("x-description"), self.lang)
        self.terminal.tell("")
        self.terminal.tell(f"{self.chooser.label(name, node)}{f' — {help_}' if help_ else ''}")
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
                self.terminal.tell(self.chooser.say("This one is needed."))
            if answer:
                texts[lang] = answer
        return text_of(node, texts, languages) if texts else None

    def _simple(self, node: Node, *, required: bool) -> Any:  # noqa: ANN401 - a YAML value
        """Ask until the answer fits the field's schema and names something that exists."""
        known = self.chooser.known(node)
        if "enum" in node:
            self.chooser.show(known)
        while True:
            answer = self.terminal.ask("  > ", [word for pair in known for word in pair]).strip()
            if answer == "?":
                self.chooser.show(known)
            elif not answer and not required:
                return None
            elif not answer:
                self.terminal.tell(self.chooser.say("This one is needed."))
            else:
                value = self.chooser.chosen(node, answer, known)
                if self.chooser.fits(node, value, known):
                    return value

    def _list(self, name: str, node: Node, *, required: bool) -> list[Any] | None:
        """Ask for the items of a list: short words on one line, anything else one after the other."""
        items = node.get("items", {})
        found: list[Any] = []
        if not items.get("x-text") and ("properties" not in items or shorthand(items)):
            return self._words(items, required=required)
        while True:
            number = len(found) + 1
            self.terminal.tell(
                self.chooser.say(
                    "{field}, number {number} (Enter: no more)", field=self.chooser.label(name, node), number=number
                )
            )
            value = self._text(items, required=False) if items.get("x-text") else self._parts(items)
            if value is None:
                return found or None
            found.append(value)

    def _words(self, items: Node, *, required: bool) -> list[Any] | None:
        known = self.chooser.known(items)
        if "enum" in items:
            self.chooser.show(known)
        while True:
            answer = self.terminal.ask(
                f"  {self.chooser.say('several, with commas')} > ", [word for pair in known for word in pair]
            )
            if answer.strip() == "?":
                self.chooser.show(known)
                continue
            words = [word.strip() for word in answer.split(",") if word.strip()]
            if not words and not required:
                return None
            values = [self.chooser.chosen(items, word, known) for word in words]
            if words and all([self.chooser.fits(items, value, known) for value in values]):  # noqa: C419 - all problems are told
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
        self.terminal.tell(f"{self.chooser.label('id', node)} — {pick(node.get('x-description'), self.lang)}")
        while True:
            answer = self.terminal.ask(f"  [{proposed}] > " if proposed else "  > ").strip() or proposed
            there = answer in base.entities.get(self.kind.name, ()) or answer in base.known.get(self.kind.name, ())
            if there:
                self.terminal.tell(self.chooser.say("{key} exists already.", key=f"{self.kind.name}:{answer}"))
            elif self.chooser.fits(node, answer, ()):
                return answer
