"""The method without the example company: its words, lessons, stages, skills and roles, cut free of what they named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.edit.ask.answers import slug
from timonel.edit.text.entity_file import item, render
from timonel.governance import Result
from timonel.kinds import Role
from timonel.languages import spoken
from timonel.lookups.status import of_the_method
from timonel.lookups.unwritten import MISSION, VISION
from timonel.model import Base, Entity
from timonel.text import Text, pick, say

_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([a-z0-9-]+:[a-z0-9-]+)\)")
_GONE = object()
_COMPANY = "the company"  # stands where the texts name the example company


def files(catalogue: Result, name: Text, languages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the method's files, for a base of some languages.

    Args:
        catalogue: the packaged base.
        name: what the new base is called.
        languages: the new base's languages.
    """
    base = catalogue.base
    kept = {one.key: one for one in base if _is_method(one)}
    cut = _Cut(base, kept, languages)
    by_file: dict[str, list[Entity]] = {}
    for one in kept.values():
        by_file.setdefault(one.file, []).append(one)
    for path, entities in by_file.items():
        fields = [cut.entity(one) for one in entities]
        kind = base.schema.kinds[entities[0].kind]
        if isinstance(entities[0].document.value, list):
            lines = ("\n".join(item(one, 0, kind.schema)) for one in fields)
            yield path, ("\n\n".join(lines) + "\n").encode()
        else:
            yield path, render(kind, fields[0]).encode()
    yield organization(base, name, languages)


def organization(base: Base, name: Text, languages: Sequence[str]) -> tuple[str, bytes]:
    """Return path and bytes of the one organization, with texts that ask to be written."""
    id_ = slug(name, languages[0]) or "organization"
    texts = {
        field: {lang: say(text, lang).replace("{name}", pick(name, lang)) for lang in languages if spoken(lang)}
        for field, text in (("mission", MISSION), ("vision", VISION))
    }
    names = name if isinstance(name, str) else {lang: name[lang] for lang in languages if lang in name}
    fields: dict[str, Any] = {"id": id_, "name": names, **texts}
    if len(languages) == 1:
        fields |= {field: pick(text, languages[0]) for field, text in texts.items()}
    return f"data/organization/{id_}.yaml", render(base.schema.kinds["organization"], fields).encode()


def _is_method(one: Entity) -> bool:
    """Whether an entity is of the method: its folder says so, or it is a role that any programme has."""
    return of_the_method(one) or (isinstance(one, Role) and (bool(one.duties) or one.type != "business"))


class _Cut:
    """Cuts entities free: what names something that is not kept goes, and texts keep the languages of the base."""

    def __init__(self, base: Base, kept: Mapping[str, Entity], languages: Sequence[str]) -> None:
        self.base, self.kept, self.languages = base, kept, languages
        company = base.organization
        self.company = pick(company.label, base.languages[0]) if company else ""

    def entity(self, one: Entity) -> dict[str, Any]:
        """Return the fields of an entity as the new base has them."""
        schema = self.base.schema.kinds[one.kind].schema
        fields: dict[str, Any] = self._value(one.fields, schema)
        return fields

    def _value(self, value: Any, node: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a YAML value
        if node.get("x-text"):
            return self._text(value)
        if isinstance(value, dict):
            return self._mapping(value, node)
        if isinstance(value, list):
            items = [self._value(one, node.get("items", {})) for one in value]
            return [one for one in items if one is not _GONE] or _GONE
        # Nobody holds a role yet, so nobody can answer for anything.
        gone = node.get("x-responsible") or ("x-ref" in node and not self._is_kept(node["x-ref"], value))
        return _GONE if gone else value

    def _mapping(self, value: Mapping[str, Any], node: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a mapping, or what is gone
        if node.get("x-language-keys"):
            return {lang: words for lang, words in value.items() if lang in self.languages} or _GONE
        if value.get("lang") not in (None, *self.languages):
            return _GONE
        known = node.get("properties", {})
        found = {name: self._value(one, known.get(name, {})) for name, one in value.items()}
        lost = any(found.get(name, _GONE) is _GONE for name in node.get("required", ()))
        return _GONE if lost else {name: one for name, one in found.items() if one is not _GONE} or _GONE

    def _is_kept(self, target: str | list[str], value: str) -> bool:
        if target == "rule":
            return True
        return (f"{target}:{value}" if isinstance(target, str) and target != "*" else value) in self.kept

    def _text(self, text: Any) -> Any:  # noqa: ANN401 - a Text
        if isinstance(text, str):
            return self._words(text, self.languages[0])
        texts = {lang: self._words(words, lang) for lang, words in text.items() if lang in self.languages}
        return texts.get(self.languages[0], _GONE) if len(self.languages) == 1 else texts or _GONE

    def _words(self, words: str, lang: str) -> str:
        for company in (self.company, self.company.partition(" ")[0]):
            words = re.sub(rf"\b{re.escape(company)}\b", say(_COMPANY, lang), words) if company else words
        return _LINK.sub(lambda m: m[0] if m[2] in self.kept else m[1], words)
