"""Prose of the data as HTML: its six marks, paragraphs, and glossary words; all else in it is literal."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup

from timonel.site.escape import html, safe_url
from timonel.text import MARKS

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
Linker = Callable[[str], str | None]  # "kind:id" → address
Explainer = Callable[[str], Markup]  # plain text → HTML with glossary words linked
Term = Callable[[str], Markup]  # a [[word]] → its link
Code = Callable[[str], Markup]  # what stands between backticks


def code(text: str) -> Markup:
    """Return what stands between backticks as HTML."""
    return _markup(f"<code>{html(text)}</code>")


def paragraphs(text: str, link: Linker, explain: Explainer = html, term: Term = html) -> Markup:
    """Return prose as HTML paragraphs.

    Args:
        text: prose of the data.
        link: gives the address of an entity, None where it has none.
        explain: turns plain text into HTML, linking glossary words.
        term: turns a forced ``[[word]]`` into its link.
    """
    parts = [inline(part.strip(), link, explain, term) for part in _PARAGRAPHS.split(text) if part.strip()]
    return _markup("".join(f"<p>{part}</p>" for part in parts))


def literal(text: str, explain: Explainer = html) -> Markup:
    """Return a text that knows no marks as HTML paragraphs."""
    parts = [explain(part.strip()) for part in _PARAGRAPHS.split(text) if part.strip()]
    return _markup("".join(f"<p>{part}</p>" for part in parts))


def inline(text: str, link: Linker, explain: Explainer = html, term: Term = html, code: Code = code) -> Markup:
    """Return a line of prose as HTML."""
    out, last = [], 0
    for match in MARKS.finditer(text):
        out.append(explain(text[last : match.start()]))
        out.append(_marked(match, link, explain, term, code))
        last = match.end()
    out.append(explain(text[last:]))
    return _markup("".join(out))


def _marked(match: re.Match[str], link: Linker, explain: Explainer, term: Term, code: Code) -> Markup:
    kind = match.lastgroup
    if kind == "strong":
        return _markup(f"<strong>{inline(match['strong'], link, explain, term, code)}</strong>")
    if kind == "emphasis":
        return _markup(f"<em>{inline(match['emphasis'], link, explain, term, code)}</em>")
    if kind == "code":
        return code(match["code"])
    if kind == "term":
        return term(match["term"])
    href = safe_url(match["target"]) or link(match["target"])
    return _markup(f'<a href="{html(href)}">{html(match["text"])}</a>') if href else html(match[0])


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - put together of escaped parts
