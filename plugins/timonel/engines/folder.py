"""A language of the site as a folder that a generator takes: mkdocs.yml, docs/, overrides/; only what changed is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import escape

from timonel import site
from timonel.cache import Cache
from timonel.engines.brand import themed
from timonel.engines.edition import Edition
from timonel.engines.own_files import CONFIG, below, hold
from timonel.engines.own_files import configuration as configuration_of
from timonel.engines.refused import BuildError
from timonel.engines.site_wide.address import home
from timonel.engines.theme import SCRIPTS, assets, escaped, spoken, toggles
from timonel.files import within
from timonel.settings import Settings
from timonel.text import Said, pick, said, say, visible

DOCS, OVERRIDES = "docs", "overrides"
_NAME = "Timonel"  # what the mkdocs.yml of the example calls its site
# What a base's mkdocs.yml says in vain, and what says it instead.
_OVER = {
    "site_name": said("`name` in timonel.yaml says it, in each language"),
    "nav": said("the menu is made of the data and of what stands under docs/"),
    "not_in_nav": said("the menu is made of the data and of what stands under docs/"),
}
_HEAD = (
    "# Written by Timonel from the knowledge base's own mkdocs.yml (JSON is YAML); built anew, changes here are lost.\n"
)


def given(root: Path, lang: str) -> dict[str, Any]:
    """Return what the base's mkdocs.yml says, or the one that comes with Timonel.

    Raises:
        BuildError: it is no YAML; or it, or the folder that it names for the theme, is not the base's own.
    """
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 - where nothing changed, nobody waits for MkDocs to load
    from mkdocs.utils.yaml import yaml_load  # noqa: PLC0415 - as above

    with configuration_of(root, lang).open(encoding="utf-8") as file:
        try:
            own = dict(yaml_load(file))
        except MkDocsException as error:
            problem = visible(" ".join(str(error).split()))
            raise BuildError(say(said("{file}: {problem}", file=CONFIG, problem=problem), lang)) from None
    theme = own.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    hold(root, lang, *([str(custom)] if custom else []))
    return own


def site_url(root: Path, lang: str, cache: Cache) -> object:
    """Return ``site_url`` of the base's mkdocs.yml, which is read anew only where it changed.

    Raises:
        BuildError: as `given`.
    """
    data = configuration_of(root, lang).read_bytes()
    if is_open(data):
        return given(root, lang).get("site_url")
    found = cache.index("site-url", [(CONFIG, data)], lambda: str(given(root, lang).get("site_url") or ""))
    return str(found)


def passed_over(root: Path, settings: Settings, lang: str, cache: Cache) -> Sequence[Said]:
    """Return what the base's mkdocs.yml says in vain, for data says it.

    Args:
        root: the base.
        settings: its settings.
        lang: language of what is refused.
        cache: what is kept between runs.

    Raises:
        BuildError: as `given`.
    """
    file = configuration_of(root, lang)
    if file != root / CONFIG:
        return ()
    data = file.read_bytes()

    def look() -> dict[str, str]:
        own = given(root, lang)
        return {key: str(own[key]) for key in _OVER if own.get(key)}

    found: Mapping[str, str] = look() if is_open(data) else cache.index("passed-over", [(CONFIG, data)], look)
    names = {_NAME, *(pick(settings.name, one) for one in settings.languages)}
    return [
        said("{file}: `{key}` is not used: {why}", file=CONFIG, key=key, why=_OVER[key])
        for key, value in found.items()
        if key != "site_name" or value not in names
    ]


def is_open(data: bytes) -> bool:
    """Whether mkdocs.yml says more than stands in it: what is around it, or in another file."""
    return b"!ENV" in data or b"INHERIT" in data


def pages(edition: Edition, generated: Mapping[str, str], hand_written: Mapping[str, str]) -> dict[str, bytes]:
    """Return name → content of all pages and what they show.

    Args:
        edition: the language.
        generated: path → Markdown of the generated pages.
        hand_written: path → Markdown of the others.
    """
    files = {f"{DOCS}/{name}": data for name, data in edition.brand.files.items()}
    files |= {f"{DOCS}/{name}": file.read_bytes() for name, file in _others(edition)}
    return files | {f"{DOCS}/{path}.md": text.encode() for path, text in {**generated, **hand_written}.items()}


def with_front(text: str, more: Mapping[str, Any]) -> str:
    """Return a hand-written page with more in its front matter."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}\n" for key, value in more.items())
    return text.replace("---\n", f"---\n{lines}", 1) if text.startswith("---\n") else f"---\n{lines}---\n\n{text}"


def with_escaped_front(text: str, title: str, more: Mapping[str, Any]) -> str:
    """Return a hand-written page with more in its front matter, whose texts are HTML: as the theme's templates print them.

    Args:
        text: the page.
        title: what it is called where it does not say so itself, as HTML.
        more: what is added.
    """
    from mkdocs.utils.meta import get_data  # noqa: PLC0415 - as above

    body, given = get_data(text) if text.startswith("---") else (text, {})
    return with_front(body, {**more, "title": title, **escaped(given)})


def _others(edition: Edition) -> Iterator[tuple[str, Path]]:
    yield from assets().items()
    for name, path in below(edition.docs):
        if path.suffix != ".md" and name not in edition.left_out:
            yield name, path


def look(root: Path, own: Mapping[str, Any]) -> dict[str, bytes]:
    """Return name → content of the theme's overrides: ours, and a base's own over them."""
    theme = own.get("theme", {})
    folders = [site.OVERRIDES, *([root / theme["custom_dir"]] if theme.get("custom_dir") else [])]
    return {f"{OVERRIDES}/{name}": path.read_bytes() for folder in folders for name, path in below(folder)}


def configuration(own: Mapping[str, Any], edition: Edition, address: str | None = None) -> dict[str, Any]:
    """Return what mkdocs.yml says, for one language and without Timonel's plugin.

    Args:
        own: what the base's says.
        edition: the language.
        address: where the site stands, for whoever knows better than mkdocs.yml.
    """
    theme = own.get("theme", {})
    look = themed(theme if isinstance(theme, dict) else {}, edition.brand, edition.docs)
    top = address or home(own.get("site_url"), edition.ctx.base.languages[0])
    plugins, extensions = options(own.get("plugins", [])), options(own.get("markdown_extensions", []))
    plugins.pop("timonel", None)
    if "search" in plugins:
        plugins["search"] = {**plugins["search"], "lang": spoken(edition.lang)}
    extensions["toc"] = {
        **extensions.get("toc", {}),
        "permalink_title": say("Link to this section", edition.lang),
        "title": say("On this page", edition.lang),
    }
    return {
        **{key: value for key, value in own.items() if key not in ("watch", "site_url")},
        "site_name": escape(edition.name),  # the theme's templates take it for HTML
        **({"site_url": f"{top}/{edition.lang}/"} if top else {}),
        "docs_dir": DOCS,
        "site_dir": "site",
        "nav": edition.menu,
        "not_in_nav": "*",
        "theme": {
            **theme,
            "language": spoken(edition.lang),
            **({"logo": look["logo"]} if look["logo"] else {}),
            "favicon": look["favicon"],
            "custom_dir": OVERRIDES,
            "palette": toggles(look["palette"], edition.lang),
        },
        "plugins": plugins,
        "markdown_extensions": extensions,
        "extra": {**own.get("extra", {}), **edition.extra, "wheel": look["wheel"]},
        "extra_css": ["assets/timonel.css", *edition.brand.styles, *own.get("extra_css", [])],
        "extra_javascript": [*SCRIPTS, *own.get("extra_javascript", [])],
    }


def options(value: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - YAML
    """Return plugins or extensions, which may stand as a list or as a mapping, as name → options."""
    if isinstance(value, dict):
        return {name: dict(given or {}) for name, given in value.items()}
    return {
        name: given for one in value for name, given in options(one if isinstance(one, dict) else {one: {}}).items()
    }


def whole(files: Mapping[str, bytes], config: Mapping[str, Any]) -> dict[str, bytes]:
    """Return files with mkdocs.yml among them."""
    text = _HEAD + json.dumps(config, ensure_ascii=False, indent=2, default=_named) + "\n"
    return {**files, CONFIG: text.encode()}


def write(folder: Path, wanted: Mapping[str, bytes]) -> None:
    """Write what differs, and remove what is no longer wanted: the folder is nobody else's."""
    for name in (DOCS, OVERRIDES):
        for path in within(folder, name).rglob("*"):
            if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
                path.unlink()
    for name, data in wanted.items():
        path = within(folder, name)
        if not (path.is_file() and path.read_bytes() == data):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _named(value: object) -> str:
    """Return a function that mkdocs.yml names (``!!python/name``) by its name, as generators take it too."""
    name = getattr(value, "__qualname__", None)
    return f"{getattr(value, '__module__', '')}.{name}" if name else str(value)
