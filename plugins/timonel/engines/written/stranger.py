"""A build of what strangers propose (`build --safe`): what is taken from their mkdocs.yml and docs/, and what is left aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from markupsafe import escape

from timonel.cache import packaged
from timonel.source.foreign import plain
from timonel.text import Said, said, visible

CONFIG = "mkdocs.yml"
_SITES = re.compile(r"https?://[^\s<>\"']+")
_WORD = re.compile(r"[\w./ -]+")
_MEDIA = re.compile(r"\(prefers-color-scheme(: (?:light|dark))?\)")
_OURS = frozenset(
    {"site_name", "docs_dir", "site_dir", "nav", "not_in_nav", "watch", "theme", "plugins", "markdown_extensions"}
)
_TEXTS = ("site_author", "site_description", "copyright")
_MANY = 50  # lines about what is left aside
# Files that browsers show or keep, and do not run.
_PASSIVE = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".avif",
        ".bmp",
        ".ico",
        ".mp4",
        ".webm",
        ".mp3",
        ".ogg",
        ".wav",
        ".vtt",
        ".pdf",
        ".csv",
        ".txt",
        ".xlsx",
        ".docx",
        ".pptx",
        ".ods",
        ".odt",
        ".odp",
    ]
)
_ACTIVE = frozenset(
    ["script", "foreignobject", "iframe", "object", "embed", "animate", "animatetransform", "animatemotion", "set", "handler", "listener", "link", "meta", "base", "form"]
)  # fmt: skip
_RUNS = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data):", re.IGNORECASE)


class Taken(NamedTuple):
    """What MkDocs is told, and a line for each thing that the base says and it is not."""

    options: dict[str, Any]
    left: list[Said]


def taken(root: Path) -> Taken:
    """Return Timonel's own configuration with plain values of the base's."""
    from mkdocs.utils.yaml import yaml_load  # noqa: PLC0415 - only strangers' bases wait for MkDocs to load here

    with packaged(CONFIG).open(encoding="utf-8") as file:
        ours = yaml_load(file)
    file_ = root / CONFIG
    own = plain(file_.read_bytes()) if file_.is_file() else {}
    if own is None:
        return Taken(_options(ours, {}), [said("{what}: not used, for it cannot be read", what=CONFIG)])
    left = [*_left(ours, own)]
    if (root / "main.py").exists() and file_.is_file():
        left.append(said("{what}: not run", what="main.py"))
    more = [said("and {number} more", number=len(left) - _MANY)] if len(left) > _MANY else []
    return Taken(_options(ours, own), left[:_MANY] + more)


def _options(ours: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what MkDocs is told."""
    theme, given = dict(ours["theme"]), _mapping(own.get("theme"))
    theme |= {
        key: given[key] for key, fits in (("features", _are_words), ("palette", _is_palette)) if fits(given.get(key))
    }
    plugins = [one for one in ours["plugins"] if "macros" not in one]
    plain_texts = {key: str(escape(own[key])) for key in _TEXTS if isinstance(own.get(key), str)}
    address = {"site_url": own["site_url"]} if _is_site(own.get("site_url")) else {}
    return {"theme": theme, "plugins": plugins, **plain_texts, **address}


def _left(ours: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[Said]:
    """Yield what the base says and MkDocs is not told."""
    for key, value in own.items():
        is_taken = (key in _TEXTS and isinstance(value, str)) or (key == "site_url" and _is_site(value))
        if key == "hooks":
            yield said("{what}: not run", what=key)
        elif key not in _OURS and not is_taken and (key not in ours or value != ours[key]):
            yield said("{what}: not used", what=_name(key))
    yield from _left_of_theme(ours["theme"], _mapping(own.get("theme")))
    yield from _left_of_plugins(own.get("plugins"))
    known = {name for name, _ in _named(ours["markdown_extensions"])}
    for name, _ in _named(own.get("markdown_extensions")):
        if name not in known:
            yield said("Markdown extension {name}: not used", name=_name(name))


def _left_of_theme(ours: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[Said]:
    for key, value in own.items():
        is_taken = (key == "features" and _are_words(value)) or (key == "palette" and _is_palette(value))
        if not is_taken and key != "language" and (key not in ours or value != ours[key]):
            yield said("{what}: not used", what=f"theme.{_name(key)}")


def _left_of_plugins(own: object) -> Iterator[Said]:
    for name, options in _named(own):
        if name == "macros":
            for module in (one for one in _list(_mapping(options).get("modules")) if one != "timonel.engines.macros"):
                yield said("{what}: not run", what=f"macros: {_name(module)}")
        elif name not in {"search", "material/search", "timonel"}:
            yield said("plugin {name}: not used", name=_name(name))


def is_passive(file: Path) -> bool:
    """Whether a file under docs/ can do nothing by itself, whoever opens it."""
    suffix = file.suffix.lower()
    return suffix in _PASSIVE or (suffix == ".svg" and _is_picture(file.read_bytes()))


def _is_picture(data: bytes) -> bool:
    """Whether SVG is a picture and nothing else."""
    if b"<!" in data.replace(b"<!--", b"") or b"<?xml-" in data:
        return False
    try:
        elements = [*ET.fromstring(data).iter()]  # noqa: S314 - it declares nothing
    except (ET.ParseError, ValueError, LookupError):
        return False
    names = {str(one.tag).rpartition("}")[2].lower() for one in elements}
    attributes = [(name.rpartition("}")[2].lower(), value) for one in elements for name, value in one.attrib.items()]
    return not (names & _ACTIVE or any(name.startswith("on") or _RUNS.match(value) for name, value in attributes))


def _is_site(value: object) -> bool:
    return isinstance(value, str) and bool(_SITES.fullmatch(value))


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, str) and _WORD.fullmatch(one) and ".." not in one for one in value
    )


def _is_palette(value: object) -> bool:
    """Whether a value is a palette of colours by name, each with its button."""
    entries = value if isinstance(value, list) else [value]
    return bool(entries) and all(isinstance(one, dict) and all(map(_is_colour, one.items())) for one in entries)


def _is_colour(entry: tuple[object, object]) -> bool:
    key, value = entry
    if key == "toggle":
        return isinstance(value, dict) and _are_words([*value.values()]) and value.keys() <= {"icon", "name"}
    fits = _MEDIA if key == "media" else _WORD
    return key in {"media", "scheme", "primary", "accent"} and isinstance(value, str) and bool(fits.fullmatch(value))


def _named(value: object) -> Iterator[tuple[object, object]]:
    """Yield name and options of plugins or extensions, which may stand as a list or as a mapping."""
    for one in _list(value) if not isinstance(value, dict) else [value]:
        yield from one.items() if isinstance(one, dict) else [(one if isinstance(one, str) else repr(one), None)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(value: object) -> str:
    return visible(str(value)).replace("\n", "↵")
