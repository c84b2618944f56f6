"""The HTML that pages hold by the thousand (values, facts, gaps), as plain functions; the rest are templates.

Each returns one block-level element without blank lines, so that it stands in Markdown as raw HTML. Text is data and is
escaped; only Markup passes as HTML. What a `value` may be says `templates/components.html.j2`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from timonel.site.escape import html
from timonel.site.tables import Row, Tables

_TEMPLATES = Path(__file__).parent / "templates"
_OURS = ("one", "value", "badge", "table", "key", "lede", "notice")  # what the templates use of ours


class Components(Tables):
    """The components in one language; what is no method here is a macro of the templates.

    Args:
        t: English words → the reader's.
    """

    def __init__(self, t: Callable[..., str]) -> None:
        self.t = t
        self._none = (
            '<span class="kb-none"><span aria-hidden="true">–</span>'
            f'<span class="kb-sr">{html(t("no data"))}</span></span>'
        )

    @cached_property
    def _macros(self) -> Any:  # noqa: ANN401 - a module made of a template
        ours = {name: _marked(getattr(self, name)) for name in _OURS}
        return _template().make_module({"t": self.t, **ours})

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a macro
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._macros, name)

    # Values

    def one(self, v: Any) -> str:  # noqa: ANN401 - a value
        """Return one value as HTML."""
        if v is None or v == "":
            return self._none
        if not isinstance(v, Mapping):
            return "" if isinstance(v, jinja2.Undefined) else html(v)
        text, href, title, lang = v.get("text", Markup()), v.get("href"), v.get("title"), v.get("lang")
        lang = f' lang="{html(lang)}"' if lang else ""
        if v.get("badge"):
            shown = self.badge(v["badge"], text, href)
        elif href:
            tip = f' title="{html(title)}"' if title else ""
            shown = f'<a href="{html(href)}"{tip}{lang}>{html(text)}</a>'
        elif "text" in v and text in (None, ""):
            shown = self._none
        else:
            shown = f"<span{lang}>{html(text)}</span>"
        note = v.get("note")
        return f'{shown} <span class="kb-note">{html(note)}</span>' if note else shown

    def value(self, v: Any) -> Markup:  # noqa: ANN401 - a value
        """Return a value, or a list of them, as HTML."""
        return Markup(self.cell(v))  # noqa: S704 - its texts are escaped

    def cell(self, v: Any) -> str:  # noqa: ANN401 - a value
        """Return the same, to be put together with more."""
        if not isinstance(v, list | tuple):
            return self.one(v)
        if len(v) < 2:  # noqa: PLR2004 - one is no list
            return self.one(v[0]) if v else self._none
        items = (
            f'<li data-key="{html(x["key"])}">{self.one(x)}</li>'
            if isinstance(x, Mapping) and x.get("key")
            else f"<li>{self.one(x)}</li>"
            for x in v
        )
        return f'<ul class="kb-values">{"".join(items)}</ul>'

    def badge(self, kind: str, label: object, href: object = None) -> str:
        """Return a short word that stands out."""
        tag, link = ("a", f' href="{html(href)}"') if href else ("span", "")
        return f'<{tag} class="kb-badge kb-badge--{html(kind)}"{link}>{html(label)}</{tag}>'

    # Blocks

    def crumbs(self, items: Sequence[Any]) -> Markup:
        """Return where the page stands, and its kind; put it before the title."""
        inner = "".join(f"<li>{self.one(x)}</li>" for x in items)
        return Markup(  # noqa: S704 - its texts are escaped
            f'<nav class="kb-crumbs" aria-label="{html(self.t("You are here"))}"><ol>{inner}</ol></nav>'
        )

    def section(self, name: str, links: Sequence[Row]) -> Markup:
        """Return the pages of a section, {text, href, here}: on a wide screen, where the menu shows only the sections."""
        inner = "".join(
            f'<li><a href="{html(x["href"])}"{" aria-current=page" if x["here"] else ""}>{html(x["text"])}</a></li>'
            for x in links
        )
        return Markup(  # noqa: S704 - its texts are escaped
            f'<nav class="kb-section" aria-label="{html(name)}" data-search-exclude><ul>{inner}</ul></nav>'
        )

    def lede(self, text: object, badges: Sequence[Any] = ()) -> Markup:
        """Return what a page opens with."""
        first = f"<p>{html(text)}</p>" if text else ""
        more = f'<p class="kb-badges">{"".join(f"{self.one(x)} " for x in badges)}</p>' if badges else ""
        return Markup(f'<div class="kb-lede">{first}{more}</div>')  # noqa: S704 - as above

    def facts(self, rows: Sequence[Row], title: str | None = None) -> Markup:
        """Return the facts at the side: {label, value}."""
        inner = "".join(
            f'<div class="kb-facts__row"><dt>{html(row["label"])}</dt><dd>{self.cell(row["value"])}</dd></div>'
            for row in rows
        )
        label = html(title or self.t("Facts"))
        return Markup(f'<aside class="kb-facts" aria-label="{label}"><dl>{inner}</dl></aside>')  # noqa: S704 - as above

    def notice(self, kind: str, title: object, text: object = "") -> Markup:
        """Return a note that must not be overlooked."""
        more = f"<p>{html(text)}</p>" if text else ""
        return Markup(  # noqa: S704 - as above
            f'<div class="kb-notice kb-notice--{html(kind)}" role="note">'
            f'<p class="kb-notice__title">{html(title)}</p>{more}</div>'
        )

    def key(self, items: Sequence[Row]) -> Markup:
        """Return a legend: {kind, label}; kind as in kb-<kind> of nodes, or cell--<state>."""
        inner = "".join(
            f'<li><span class="kb-legend__mark kb-{html(x["kind"])}" aria-hidden="true"></span>{html(x["label"])}</li>'
            for x in items
        )
        return Markup(f'<ul class="kb-legend" aria-label="{html(self.t("Legend"))}">{inner}</ul>')  # noqa: S704 - as above

    def gap_list(self, gaps: Sequence[Row], none_text: str | None = None) -> Markup:
        """Return gaps: {severity, severity_label, code, rule_href, rule, message, fix, entity, who, since, waiver}."""
        if not gaps:
            title = html(none_text or self.t("No gaps"))
            return Markup(  # noqa: S704 - as above
                f'<div class="kb-notice kb-notice--ok"><p class="kb-notice__title">{title}</p></div>'
            )
        inner = "".join(self._gap(gap) for gap in gaps)
        return Markup(f'<section data-search-exclude><ul class="kb-gaps">{inner}</ul></section>')  # noqa: S704 - as above

    def _gap(self, gap: Row) -> str:
        t, waiver, meta = self.t, gap.get("waiver"), []
        fix = (
            f'<p class="kb-gap__fix"><b>{html(t("How to fix it"))}:</b> {html(gap["fix"])}</p>'
            if gap.get("fix")
            else ""
        )
        if waiver:
            fix += f'<p class="kb-gap__fix"><b>{html(t("Waiver"))}:</b> {self.cell(waiver)}</p>'
        if gap.get("entity"):
            meta.append(self.one(gap["entity"]))
        if gap.get("who"):
            label = html(t("Who must act"))
            meta.append(f'<span class="kb-gap__label">{label}:</span> {self.cell(gap["who"])}')
        if gap.get("since"):
            meta.append(html(gap["since"]))
        if gap.get("code"):
            meta.append(self.one({"text": gap["code"], "href": gap.get("rule_href"), "title": gap.get("rule")}))
        return (
            f'<li class="kb-gap kb-gap--{"waived" if waiver else html(gap["severity"])}"><div class="kb-gap__head">'
            f"{self.badge(gap['severity'], gap['severity_label'])}"
            f'<span class="kb-gap__message">{html(gap["message"])}</span></div>{fix}'
            f'<ul class="kb-gap__meta">{"".join(f"<li>{one}</li>" for one in meta)}</ul></li>'
        )

    def refers(self, groups: Sequence[Row]) -> Markup:
        """Return what refers to this: {label, links: [value], more: [value]}; more folds away."""
        inner = "".join(
            f'<div><dt>{html(g["label"])} <span class="kb-note">{len(g["links"]) + len(g.get("more") or ())}</span></dt>'
            f"<dd>{self.cell(g['links'])}{self._folded(g.get('more'))}</dd></div>"
            for g in groups
        )
        return Markup(f'<dl class="kb-refers" data-search-exclude>{inner}</dl>')  # noqa: S704 - as above

    def _folded(self, cells: Sequence[Any] | None) -> str:
        if not cells:
            return ""
        summary = html(self.t("{n} more", n=len(cells)))
        return f'<details class="kb-details"><summary>{summary}</summary>{self.cell(cells)}</details>'


@cache
def _template() -> jinja2.Template:
    """Return the compiled templates: a server makes components anew after each change."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_finalize,
        undefined=jinja2.ChainableUndefined,
    )
    return environment.get_template("components.html.j2")


def _marked(function: Callable[..., str]) -> Callable[..., Markup]:
    return lambda *args, **kwargs: Markup(function(*args, **kwargs))  # noqa: S704 - its texts are escaped


def _finalize(value: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    return html(value) if type(value) is str else value
