"""What a person writes, as the model means it: labels for codes, names for ids, a decimal comma, yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from timonel.edit.text.measure import number_of
from timonel.languages import known
from timonel.model import Base
from timonel.schema import Kind
from timonel.schema.shorthand import shorthand
from timonel.source import Broken, parse
from timonel.text import Text, fold, nearest, pick
from timonel.text import slug as slug_of

Node = Mapping[str, Any]

_YES = frozenset[str]().union(*(one.yes for one in known().values()))
_NO = frozenset[str]().union(*(one.no for one in known().values()))


def understand(node: Node, answer: str, base: Base) -> Any:  # noqa: ANN401, PLR0911 - a YAML value; one per type
    """Return the value that an answer means for a field; what has no meaning stays as it is, for the check to refuse.

    Args:
        node: the field's schema.
        answer: what the person wrote. A list is written with commas where its items are short words, and lists and
            mappings may be written as YAML does: ``[a, b]``, ``{x: 1}``.
        base: the base, whose names stand for ids.
    """
    answer = answer.strip()
    kind = node.get("type", "string")
    if node.get("x-text"):
        return text_of(node, {base.languages[0]: answer}, base.languages)
    if kind in ("array", "object"):
        return _composed(node, answer, base)
    if "x-ref" in node:
        return reference(node, answer, base)
    if "enum" in node:
        return code_of(node, answer)
    if kind == "boolean":
        word = fold(answer)
        return True if word in _YES else False if word in _NO else answer
    if kind in ("integer", "number"):
        return number_of(answer)
    return answer


def text_of(node: Node, texts: Mapping[str, str], languages: tuple[str, ...]) -> Text:
    """Return a Text as it is written: one string where one text holds for all languages, else one per language."""
    first = texts.get(languages[0])
    if first is not None and len(texts) == 1 and (len(languages) == 1 or node.get("x-same")):
        return first
    return {lang: texts[lang] for lang in languages if lang in texts}


def _composed(node: Node, answer: str, base: Base) -> Any:  # noqa: ANN401 - a YAML value
    if answer[:1] in ("[", "{"):
        document = parse("", answer.encode("utf-8", "replace"))
        return answer if isinstance(document, Broken) else document.value
    items = node.get("items")
    if items is None:
        return answer
    words = (
        [answer]
        if items.get("x-text") or ("properties" in items and not shorthand(items))
        else re.split(r"\s*,\s*", answer)
    )
    return [understand(items, word, base) for word in words if word]


def code_of(node: Node, answer: str) -> str:
    """Return the code of an enumeration that an answer names by its label, in any language; else the answer."""
    word = fold(answer)
    for code in node["enum"]:
        labels = node.get("x-labels", {}).get(code, "")
        if word in {fold(str(code)), *(fold(one) for one in _texts(labels))}:
            return str(code)
    return answer


def reference(node: Node, answer: str, base: Base) -> str:
    """Return the id (``kind:id`` where several kinds may stand) of what an answer names; else the answer."""
    if len(targets(node)) == 1 and answer.startswith(f"{targets(node)[0]}:"):
        answer = answer.partition(":")[2]
    word, found = fold(answer), []
    for written, label in choices(node, base):
        if written == answer:
            return answer
        if word in {fold(one) for one in _texts(label)} or (":" in written and written.partition(":")[2] == answer):
            found.append(written)
    return found[0] if len(found) == 1 else answer


def choices(node: Node, base: Base) -> Iterator[tuple[str, Text]]:
    """Yield what a reference may name: as it is written, and its name."""
    kinds = targets(node)
    named = [*base.entities] if kinds == ("*",) else kinds
    for kind in named:
        for entity in base.of(kind):
            yield entity.id if len(kinds) == 1 and kinds != ("*",) else entity.key, entity.label


def targets(node: Node) -> tuple[str, ...]:
    """Return the kinds that a reference may name, ("*",) for any."""
    target = node.get("x-ref", ())
    return (target,) if isinstance(target, str) else tuple(target)


def _texts(label: Text) -> list[str]:
    return [label] if isinstance(label, str) else [*label.values()]


def slug(name: Text, lang: str) -> str:
    """Return an id for a name."""
    return slug_of(pick(name, lang))


def kinds_near(base: Base, word: str) -> list[str]:
    """Return the kinds that a word that names none may mean: misspelt in any language, or called by one of their types.

    Args:
        base: the base.
        word: the word.
    """
    kinds, asked = base.schema.kinds.values(), fold(word)
    typed = [one.name for one in kinds if asked in map(fold, _types(one))]
    names = {fold(each): one.name for one in kinds for each in (one.name, *_texts(one.title), *_texts(one.plural))}
    return typed or [*dict.fromkeys(names[one] for one in nearest(asked, names))]


def _types(kind: Kind) -> list[str]:
    """Return what the types of a kind are called: a project is an initiative."""
    labels = kind.schema["properties"].get("type", {}).get("x-labels", {})
    return [each for label in labels.values() for each in _texts(label)]


def field_of(known: Mapping[str, Node], word: str) -> str | None:
    """Return the field that a word names: by its name, or by what people call it in any language.

    Args:
        known: name → node of the fields that there are.
        word: the word.
    """
    if word in known:
        return word
    asked = fold(word)
    return next((name for name, node in known.items() if asked in map(fold, _texts(node.get("x-title", {})))), None)


def path_of(kind: Kind, words: str) -> str:
    """Return the path to a field, or to a part of one, whose names somebody has written as people call them.

    Args:
        kind: whose field it is.
        words: names with dots between them; what is none stays as it is.
    """
    node, keys = kind.schema, list[str]()
    for word in words.strip().split("."):
        known = node.get("properties", {})
        key = word if "items" in node else field_of(known, word) or word
        keys.append(key)
        node = node["items"] if "items" in node else known.get(key, {})
    return ".".join(keys)


def kind_of(base: Base, word: str) -> Kind | None:
    """Return the kind that a word names: its name, its folder, or what people call one or many."""
    asked = fold(word)
    for kind in base.schema.kinds.values():
        if asked in {
            kind.name,
            kind.folder,
            *(fold(one) for text in (kind.title, kind.plural) for one in _texts(text)),
        }:
            return kind
    return None
