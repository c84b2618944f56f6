"""One page of one language, and what the search knows of it besides its text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from timonel.answers.everyday import asked
from timonel.model import Entity
from timonel.site.clean.entity import entity_json
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.search import cards
from timonel.site.search.cards import Card
from timonel.text import pick, plain
from timonel.words.usage import texts


class Sought(NamedTuple):
    """What is known of a page besides its text: what else it is called, what it answers, what stands beside its name, its JSON, what its entity says."""

    words: Sequence[str]
    card: Card | None = None
    beside: Sequence[str] = ()
    data: str = ""
    said: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """One page of the site, in one language.

    Attributes:
        path: its address below the language's root, without an ending ("processes/alta").
        title: its title, plain text.
        front: its front matter.
        blocks: its headings as Markdown and everything else as raw HTML, in order.
        lang: its language.
        edit_path: the file it is made from, relative to the base, or "".
        words: what people may call it besides its title: its id, synonyms, words to avoid, its names in other languages.
        kind: what it is: an entity's kind, or what search calls pages of its sort.
        card: what it answers.
        beside: who answers for what it is about, and its state, as far as there are.
        data: what it is about as JSON, where that is asked for and it is an entity's page.
        said: what its entity says in the language, text by text, wherever the page shows it: in tables and pictures, too.
    """

    path: str
    title: str
    front: Mapping[str, object]
    blocks: Sequence[str]
    lang: str
    edit_path: str = ""
    words: Sequence[str] = ()
    kind: str = ""
    card: Card | None = None
    beside: Sequence[str] = ()
    data: str = ""
    said: Sequence[str] = ()

    @property
    def markdown(self) -> str:
        """Its text with front matter, for any generator that reads Markdown with raw HTML."""
        head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.front.items())
        return "\n\n".join([f"---\n{head}\n---", *self.blocks]) + "\n"


def sought(ctx: Context, draft: Draft, *, with_data: bool) -> Sought:
    """Return what is known of a page besides its text; ``with_data`` asks for what its entity is as JSON."""
    entity = draft.entity
    if entity is None:
        return Sought(asked(ctx.lang).pages.get(draft.path.removesuffix("/index"), ()))
    card = cards.card(ctx, entity, ctx.urls.final(draft.path))
    data = entity_json(ctx, entity) if with_data else ""
    said = [plain(text) for _, lang, text in texts(ctx.base, entity) if lang == ctx.lang]
    return Sought(_words(ctx, entity), card, _beside(ctx, entity), data, said)


def _words(ctx: Context, entity: Entity) -> list[str]:
    """Return what people may look an entity up by: its id, its names in other languages, and a term's other words."""
    fields, name = entity.fields, entity.fields.get("name")
    others = [text for lang, text in name.items() if lang != ctx.lang] if isinstance(name, dict) else []
    synonyms = fields.get("synonyms")
    own = synonyms.get(ctx.lang, []) if isinstance(synonyms, dict) else []
    avoided = [
        one["word"] for one in fields.get("avoid") or () if "word" in one and one.get("lang") in (None, ctx.lang)
    ]
    abbreviation = [pick(fields["abbreviation"], ctx.lang)] if fields.get("abbreviation") else []
    return [entity.id, *abbreviation, *own, *avoided, *map(str, others)]


def _beside(ctx: Context, entity: Entity) -> Sequence[str]:
    """Return who answers for something, and its state, as far as there are."""
    roles = (entity.fields.get(name) for name in ctx.schema.kinds[entity.kind].responsible)
    owner = ctx.base.find(f"role:{next(filter(None, roles), '')}")
    status = ctx.status(entity) if "status" in ctx.schema.kinds[entity.kind].fields else None
    return [*([ctx.name(owner)] if owner else []), *([status.text] if status and status.text else [])]
