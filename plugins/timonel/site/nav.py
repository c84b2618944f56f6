"""The menu: sections with their pages, as each says itself; entity pages are reached from those, never listed here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import inf

from timonel.site.context import Context
from timonel.site.draft import Draft, Section
from timonel.site.escape import html

TITLES: Mapping[Section, str] = {
    "lifecycle": "Life cycle", "processes": "Processes", "people": "People and decisions", "programme": "Programme", "risks": "Risks",
    "data": "Data and systems", "knowledge": "Knowledge", "governance": "Governance", "onboarding": "Onboarding",
}  # fmt: skip
_TAGS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ORDER = re.compile(r"^order: *(\d{1,6}) *$", re.MULTILINE)
_TITLE = re.compile(r"^# +(.+?)\s*$", re.MULTILINE)
Entry = dict[str, str | list[dict[str, str]]]  # title → file, or a section's pages


def menu(ctx: Context, drafts: Mapping[str, Draft], hand_written: Sequence[tuple[str, str]]) -> list[Entry]:
    """Return the menu as MkDocs takes it.

    Args:
        ctx: the language.
        drafts: path → page, of the generated ones.
        hand_written: (path without ending, text) of the pages under docs/.
    """
    entries: list[Entry] = [{ctx.t("Home"): "index.md"}]
    for section, paths in sections(ctx, drafts).items():
        pages = [{str(html(drafts[path].title)): f"{path}.md"} for path in paths]
        if section == "onboarding":
            pages += [{_heading(text, path): f"{path}.md"} for path, text in sorted(hand_written, key=_place)]
        if pages:
            entries.append({ctx.t(TITLES[section]): pages})
    return entries


def sections(ctx: Context, drafts: Mapping[str, Draft]) -> Mapping[Section, Sequence[str]]:
    """Return section → its generated pages in order: those that say their place, then kinds as their schemas order them."""
    found: dict[Section, list[tuple[int, int, str]]] = {section: [] for section in TITLES}
    lists = {f"{kind.folder}/index": kind.schema for kind in ctx.schema.kinds.values() if kind.has_page}
    for path, draft in drafts.items():
        schema = lists.get(path, {})
        if draft.menu:
            section, place = draft.menu
            found[section].append((0, place, path))
        elif schema.get("x-section") in found:
            found[schema["x-section"]].append((1, schema.get("x-order", 0), path))
    return {section: [path for _, _, path in sorted(places)] for section, places in found.items()}


def beside(ctx: Context, drafts: Mapping[str, Draft]) -> Mapping[str, tuple[str, Sequence[str]]]:
    """Return path → the name of its section and the section's pages, where there is more than one."""
    return {
        path: (ctx.t(TITLES[section]), paths)
        for section, paths in sections(ctx, drafts).items()
        if len(paths) > 1
        for path in paths
    }


def _place(page: tuple[str, str]) -> float:
    """Return the place that a page's front matter claims (``order: 3``); whatever claims none comes after, as it came."""
    _, text = page
    head = text.partition("\n---")[0] if text.startswith("---") else ""
    found = _ORDER.search(head)
    return int(found[1]) if found else inf


def _heading(text: str, path: str) -> str:
    """Return what a page is called, as HTML; what it asks of the base there can still be asked."""
    found = _TITLE.search(text)
    title = found[1] if found else path
    return title.translate(_TAGS) if "{{" in title else str(html(title))
