"""What somebody is told of what stands at a place: an entity's card, what a field is for, or what a rule finds."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from lsprotocol.types import Hover, MarkupContent, MarkupKind

from timonel.governance import Finding
from timonel.lsp.cursor import Cursor, named
from timonel.lsp.edited import Edited
from timonel.model import Entity
from timonel.report import explained
from timonel.text import many, one_line, pick, plain, say, short, show

_MARKS = re.compile(f"[{re.escape(string.punctuation)}]")
_LONG = 300  # letters of what an entity says of itself
_GAPS = 5  # gaps that are told
_TOLD = ("definition", "description", "purpose", "statement")  # fields that say what something is
_STATE = ("status", "state", "phase")
_WHO = ("owner", "lead", "sponsor", "technical_owner", "chair", "head")


def shown(base: Edited, at: Cursor) -> Hover | None:
    """Return what somebody is told of a place, None where nothing is to be told.

    Args:
        base: the base.
        at: the place.
    """
    key = named(base, at)
    entity = base.find(key) if key else None
    if entity:
        text = "\n".join(_card(base, entity))
    elif key and base.result:
        text = explained.render({key: base.result.rules[key]}, "markdown", base.lang)
    else:
        text = "\n".join(_field(base, at))
    return Hover(MarkupContent(MarkupKind.Markdown, text), at.range) if text else None


def escaped(text: str) -> str:
    """Return text that no reader of Markdown takes for anything else."""
    return _MARKS.sub(r"\\\g<0>", one_line(text).replace("␊", " "))


def _card(base: Edited, one: Entity) -> Iterator[str]:
    """Yield an entity's card: what it is, who answers for it, how it stands, what is missing."""
    assert base.result is not None  # noqa: S101 - an entity comes of one
    lang, schema = base.lang, base.result.base.schema
    kind = schema.kinds[one.kind]
    yield f"**{escaped(show(one, lang))}** · {escaped(pick(kind.title, lang))} · `{one.key}`"
    about = next((one.fields[name] for name in _TOLD if one.fields.get(name)), None)
    if about:
        yield ""
        yield escaped(short(plain(pick(about, lang)), _LONG))
    facts = [*_facts(base, one)]
    if facts:
        yield ""
        yield from facts
    gaps = [each for each in base.result.by_subject.get(one.key, ()) if each.status == "open"]
    yield ""
    yield f"**{escaped(say(many('1 gap', '{n} gaps', len(gaps)), lang))}**"
    yield from _gaps(gaps, lang)


def _facts(base: Edited, one: Entity) -> Iterator[str]:
    """Yield who answers for an entity, and how it stands."""
    assert base.result is not None  # noqa: S101 - as above
    lang, fields = base.lang, base.result.base.schema.kinds[one.kind].fields
    for name in (*_WHO, *_STATE):
        value = one.fields.get(name)
        if not isinstance(value, str) or name not in fields:
            continue
        node = fields[name]
        labels = node.get("x-labels", {})
        kind = node.get("x-ref")
        other = base.find(f"{kind}:{value}" if isinstance(kind, str) else value)
        word = show(other, lang) if other else pick(labels.get(value), lang) or value
        yield f"- {escaped(pick(node.get('x-title'), lang) or name)}: {escaped(word)}"


def _gaps(gaps: list[Finding], lang: str) -> Iterator[str]:
    for one in gaps[:_GAPS]:
        yield f"- {one.code}: {escaped(one.brief(lang))}"
    if len(gaps) > _GAPS:
        yield f"- {escaped(say(many('1 more', '{n} more', len(gaps) - _GAPS), lang))}"


def _field(base: Edited, at: Cursor) -> Iterator[str]:
    """Yield what a field is for."""
    node = at.holder.get("properties", {}).get(at.word.rstrip(":"), {}) if at.is_name else {}
    title = pick(node.get("x-title"), base.lang)
    if title:
        yield f"**{escaped(title)}**"
        yield ""
        yield escaped(pick(node.get("x-description"), base.lang))
        labels = node.get("x-labels") or node.get("items", {}).get("x-labels") or {}
        if labels:
            yield ""
            yield from (f"- `{value}`: {escaped(pick(text, base.lang))}" for value, text in labels.items())
