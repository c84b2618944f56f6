"""What the theme is told of a language, and what is added to it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markupsafe import escape

from timonel import languages, site
from timonel.files import within
from timonel.languages import SOURCE
from timonel.text import say

SCRIPTS = ("assets/timonel.js", "assets/searchbox.js")
PALETTE = ("Use the light theme", "Use the dark theme", "Use the system's theme")


def assets() -> dict[str, Path]:
    """Return name → file of the theme's additions."""
    return {f"assets/{path.relative_to(site.ASSETS).as_posix()}": path for path in sorted(site.ASSETS.rglob("*")) if path.is_file()}  # fmt: skip


def spoken(lang: str) -> str:
    """Return the language in which the theme says what is its own: that in which the program speaks to these readers."""
    theme = find_spec("material")
    known = Path(theme.origin or "").parent / "templates/partials/languages" if theme else Path()
    ours = languages.of(lang)
    regional = [lang] if languages.spoken(lang) else []
    named = (*regional, ours.theme, ours.code, SOURCE)
    return str(next(one for one in named if one and within(known, f"{one}.html").is_file()))


def toggles(palette: object, lang: str) -> object:
    """Return a theme's palette with its buttons named in a language."""
    if not isinstance(palette, list):
        return palette
    named = zip(palette, (say(name, lang) for name in PALETTE), strict=False)
    return [
        {**one, "toggle": {**one["toggle"], "name": name}} if isinstance(one.get("toggle"), dict) else one
        for one, name in named
    ] + palette[len(PALETTE) :]


def escaped(value: object) -> Any:  # noqa: ANN401 - YAML
    """Return a value of a page's front matter with its texts as HTML: the theme's templates print them as they are."""
    if isinstance(value, list):
        return [escaped(one) for one in value]
    if isinstance(value, dict):
        return {key: escaped(one) for key, one in value.items()}
    return escape(value) if isinstance(value, str) else value
