"""The menu: sections with their index pages; entity pages are reached from those, never listed here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from timonel.site.desk import Desk
from timonel.site.escape import html

# Section → its pages that are no kind's index, first the one that opens it.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "lifecycle": (),
    "processes": (),
    "people": (
        "roles/index",
        "people/index",
        "areas/index",
        "organization/index",
        "decisions/index",
        "tasks/index",
        "forums/index",
    ),
    "programme": ("initiatives/index", "phases/index", "pilots/index", "initiatives/budget", "initiatives/four-ps"),
    "risks": (),
    "data": ("systems/index", "data-assets/index", "data-assets/consent"),
    "knowledge": ("terms/index", "lessons/index", "lessons/rules"),
    "governance": ("governance/index", "governance/gaps", "rules/index", "governance/waivers", "assessments/index"),
    "onboarding": (),
}
TITLES = {
    "home": "Home", "lifecycle": "Life cycle", "processes": "Processes", "people": "People and decisions", "programme": "Programme",
    "risks": "Risks", "data": "Data and systems", "knowledge": "Knowledge", "governance": "Governance", "onboarding": "Onboarding",
}  # fmt: skip
_TITLE = re.compile(r"^# +(.+?)\s*$", re.MULTILINE)


def menu(desk: Desk, titles: Mapping[str, str], hand_written: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the menu as MkDocs takes it.

    Args:
        desk: the language.
        titles: path → title of the generated pages.
        hand_written: (path without ending, text) of the pages under docs/.
    """
    entries: list[dict[str, Any]] = [{desk.t(TITLES["home"]): "index.md"}]
    for section, paths in sections(desk, titles).items():
        pages = [{html(titles[path]): f"{path}.md"} for path in paths]
        if section == "onboarding":
            pages += [{html(_heading(text) or path): f"{path}.md"} for path, text in hand_written]
        if pages:
            entries.append({desk.t(TITLES[section]): pages})
    return entries


def sections(desk: Desk, known: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return section → its generated pages, of those that are known, first the one that opens it."""
    kinds = sorted(desk.schema.kinds.values(), key=lambda kind: kind.schema.get("x-order", 0))
    found: dict[str, Sequence[str]] = {}
    for section, first in SECTIONS.items():
        mine = [f"{kind.folder}/index" for kind in kinds if kind.schema.get("x-section") == section and kind.has_page]
        found[section] = [path for path in dict.fromkeys((*first, *mine)) if path in known]
    return found


def beside(desk: Desk, known: Collection[str]) -> Mapping[str, tuple[str, Sequence[str]]]:
    """Return path → the name of its section and the section's pages, where there is more than one."""
    return {
        path: (desk.t(TITLES[section]), paths)
        for section, paths in sections(desk, known).items()
        if len(paths) > 1
        for path in paths
    }


def _heading(text: str) -> str:
    found = _TITLE.search(text)
    return found[1] if found else ""
