"""What the search is told of a language besides the pages: its endings, the words that say nothing, what words mean or nearly mean, what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from timonel.answers.everyday import asked
from timonel.site.search import cards
from timonel.site.search.entries import GUIDE, OWN
from timonel.site.search.related import related
from timonel.site.search.terms import endings, quiet

if TYPE_CHECKING:
    from timonel.site.context import Context

LIST, PACK, RULE = "list", "pack", "rule"  # what generated pages are that are no entity's
# What counts less where nobody asked for it: it speaks of everything.
LESS = {
    RULE: 0.6,
    PACK: 0.6,
    "question": 0.75,
    "task": 0.85,
    "lesson": 0.8,
    GUIDE: 0.85,
    "path": 0.85,
    "person": 0.9,
    LIST: 0.9,
    "term": 1.05,
}


def kind_of(path: str) -> str:
    """Return what a page is that is no entity's: a pack, a rule, or what there is of a kind."""
    return PACK if path.startswith("packs/") else RULE if path.startswith(("rules/", "governance/rules/")) else LIST


def told(ctx: Context) -> dict[str, Any]:
    """Return what search.js is to know of a site in a language."""
    t, lang = ctx.t, ctx.lang
    labels = {kind: ctx.kind_title(kind) for kind in ctx.schema.kinds} | {
        GUIDE: t("Guide"), OWN: t("Page"), LIST: t("Overview"), PACK: t("Pack"), RULE: t("Rule")
    }  # fmt: skip
    plurals = {kind: [ctx.kind_plural(kind)] for kind in ctx.schema.kinds} | {PACK: [], RULE: [t("Rules")]}
    words = spoken(lang, ctx.result.settings.search_words)
    return {
        "labels": labels,
        "texts": _texts(ctx),
        "called": plurals,
        "card": cards.told(ctx),
        "related": related(lang),
        **words,
    }


def spoken(lang: str, own: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, Any]:
    """Return what search.js is to know of a language.

    Args:
        lang: the language.
        own: by language, what a company's people type → the words of its base.
    """
    known = asked(lang)
    means = {**known.means, **own.get(lang, {})}
    return {
        "endings": endings(lang), "quiet": " ".join(sorted(quiet(lang))), "less": LESS,
        "asks": [[one["words"], one["kinds"]] for one in known.asks], "means": [[typed, *said] for typed, said in means.items()],
    }  # fmt: skip


def _texts(ctx: Context) -> Mapping[str, str]:
    t = ctx.t
    return {
        "answer": t("Answer"),
        "source": t("Source: {name}"),
        "one": t("1 result"),
        "many": t("{count} results"),
        "more": t("More than {count} results"),
        "none": t("Nothing matches “{query}”."),
        "instead": t("Try another word, or open one of these."),
        "without": t("Without: {words}"),
        "start": t("Type a word or a question, or open one of these."),
    }
