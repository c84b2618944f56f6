"""Pages out of a result: plain Markdown, front matter and assets that know no host."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from timonel.cache import Cache
from timonel.governance import Result
from timonel.model import Entity
from timonel.site import escape, svg, views
from timonel.site.desk import Desk, Writer
from timonel.site.drawing import Drawer
from timonel.site.urls import Urls, path_of
from timonel.site.views import default, inventory

ASSETS = Path(__file__).parent / "assets"
OVERRIDES = Path(__file__).parent / "overrides"
_PLACE = "\x02{}\x03"  # control characters never come from data: escaping replaces them
_PLACES = re.compile("\x02(\\d+)\x03")


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
        words: what people may call it besides its title: its id, synonyms, words to avoid.
    """

    path: str
    title: str
    front: Mapping[str, Any]
    blocks: Sequence[str]
    lang: str
    edit_path: str = ""
    words: Sequence[str] = ()

    @property
    def markdown(self) -> str:
        """Its text with front matter, for any generator that reads Markdown with raw HTML."""
        head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.front.items())
        return "\n\n".join([f"---\n{head}\n---", *self.blocks]) + "\n"


View = Callable[[Writer, Entity], None]


def pages(result: Result, lang: str, urls: Urls, cache: Cache) -> list[Page]:
    """Return every generated page of one language.

    Args:
        result: what the check says of the base.
        lang: the language.
        urls: how pages are addressed.
        cache: where drawn pictures and the past are kept.
    """
    desk = Desk(result, lang, urls, cache)
    figures: list[Mapping[str, Any]] = []

    def keep(figure: Mapping[str, Any]) -> str:
        figures.append(figure)
        return _PLACE.format(len(figures) - 1)

    written = [*_written(desk, keep)]
    drawn = _drawn(desk, figures, cache)
    return [_page(writer, title, entity, options, drawn) for writer, title, entity, options in written]


def _written(
    desk: Desk, keep: Callable[[Mapping[str, Any]], str]
) -> Iterator[tuple[Writer, str, Entity | None, Mapping[str, Any]]]:
    overview, entity_views = _views()
    told = {page[0]: page for module in overview for page in module.pages(desk)}
    for page in inventory.pages(desk):
        told.setdefault(page[0], page)
    for path, title, write, options in told.values():
        writer = Writer(desk, path, keep)
        write(writer)
        yield writer, title, None, options
    for entity in desk.base:
        if desk.shows(entity):
            writer = Writer(desk, path_of(desk.schema, entity), keep)
            default.write(writer, entity, entity_views.get(entity.kind))
            yield writer, desk.name(entity), entity, {}


def _views() -> tuple[list[Any], dict[str, View]]:
    """Return the modules with overview pages, and kind → what its page tells beyond the default."""
    modules = [importlib.import_module(f"{views.__name__}.{one.name}") for one in pkgutil.iter_modules(views.__path__)]
    found = {kind: view for module in modules for kind, view in getattr(module, "VIEWS", {}).items()}
    return [module for module in modules if hasattr(module, "pages") and module is not inventory], found


def _drawn(desk: Desk, figures: Sequence[Mapping[str, Any]], cache: Cache) -> list[str]:
    """Return the HTML of every picture: all are drawn together, through few Graphviz processes."""
    images = Drawer(cache).draw([figure["picture"].dot for figure in figures]) or [None] * len(figures)
    out = []
    for figure, image in zip(figures, images, strict=True):
        picture, id_, title, desc = figure["picture"], figure["id"], figure["title"], figure["desc"]
        if image is None:
            notice = desk.c.notice(
                "none",
                desk.t("Picture not drawn"),
                desk.t("There is no Graphviz where this site was built; the table says the same."),
            )
            out.append(f"{notice}\n\n{figure['table']}")
            continue
        finished = Markup(svg.finish(image, f"{id_}-", title, desc, picture.names))  # noqa: S704 - our SVG, its texts escaped there
        legend = [{"kind": key.kind, "label": key.label} for key in picture.legend]
        out.append(str(desk.c.figure(id_, finished, title, desc, table=figure["table"], legend=legend, file=id_)))
    return out


def _page(writer: Writer, title: str, entity: Entity | None, options: Mapping[str, Any], drawn: Sequence[str]) -> Page:
    desk = writer.desk
    blocks = [_PLACES.sub(lambda match: drawn[int(match[1])], block) for block in writer.blocks]
    front: dict[str, Any] = {
        "title": escape.line(title),
        "render_macros": False,
        "hide": ["navigation", "toc"],
        **options,
    }
    edit = entity.file if entity else ""
    url = desk.result.settings.edit_url(edit) if edit else None
    if url:
        front["edit_url"] = url
    return Page(writer.path, title, front, blocks, desk.lang, edit, _words(desk, entity) if entity else ())


def _words(desk: Desk, entity: Entity) -> list[str]:
    """Return what people may look an entity up by: its id, and a term's abbreviation, synonyms and words to avoid."""
    fields = entity.fields
    synonyms = fields.get("synonyms")
    own = synonyms.get(desk.lang, []) if isinstance(synonyms, dict) else []
    avoided = [
        one["word"] for one in fields.get("avoid") or () if "word" in one and one.get("lang") in (None, desk.lang)
    ]
    return [entity.id, *([fields["abbreviation"]] if fields.get("abbreviation") else []), *own, *avoided]
