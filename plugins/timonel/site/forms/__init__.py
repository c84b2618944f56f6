"""Forms for those who will never open an editor: a page of the site that turns what they save into a pull request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from timonel.governance import Result
from timonel.governance.published import published
from timonel.languages import of, spelled
from timonel.settings import Settings
from timonel.site.forms import phrases
from timonel.site.forms.collections import collections, places
from timonel.site.forms.fields import Asker
from timonel.site.forms.lists import lists
from timonel.text import pick

__all__ = ["FOLDER", "configuration", "files", "links"]

FOLDER = "editar"  # one address for all languages: services that sign people in know it
_HERE = Path(__file__).parent


def files(result: Result) -> dict[str, bytes]:
    """Return name → content of the page and all that it needs, none where the settings ask for no forms.

    Args:
        result: the base as it was checked.
    """
    result = published(result)
    if result.settings.forms is None:
        return {}
    sources = sorted((*(_HERE / "page").iterdir(), *(_HERE / "vendor").glob("*.*")))
    found = {one.name: one.read_bytes() for one in sources}
    for lang in result.settings.languages:
        text = json.dumps(configuration(result, lang), ensure_ascii=False, separators=(",", ":"))
        found[f"{lang}.json"] = text.encode()
    return {**found, "index.html": _page(result.settings).encode()}


def links(result: Result, lang: str) -> Mapping[str, str]:
    """Return ``kind:id`` → address of its form from the site's root; nothing where the settings ask for no forms.

    Args:
        result: the base as it was checked.
        lang: the reader's language.
    """
    if result.settings.forms is None:
        return {}
    return {entity.key: f"{FOLDER}/?lang={lang}{place}" for entity, place in places(result)}


def configuration(result: Result, lang: str) -> dict[str, Any]:
    """Return what the page needs to know in one language: the editor's settings, the pick lists and our own words.

    Args:
        result: the base as it was checked.
        lang: the reader's language.
    """
    settings = result.settings
    options = lists(result, lang)
    asker = Asker(lang, {code: spelled(code) for code in result.base.languages}, frozenset(options))
    return {
        "lists": options,
        "words": phrases.ours(lang, settings.repository.get("url", "")),
        "phrases": phrases.editors(lang),
        "editor": {
            "backend": _backend(settings),
            "load_config_file": False,
            "publish_mode": "editorial_workflow",
            "locale": of(lang).code,
            "logo_url": f"../{settings.lang}/assets/{_logo(settings)}",
            "media_folder": "docs",
            "slug": {"encoding": "ascii", "clean_accents": True},
            "editor": {"preview": False},
            "collections": collections(result, asker),
        },
    }


def _logo(settings: Settings) -> str:
    """Return the name of the logo among the site's assets, the company's or Timonel's."""
    own = settings.brand.get("logo")
    return f"brand.{own.rpartition('.')[2]}" if own else "logo.svg"


def _backend(settings: Settings) -> dict[str, Any]:
    """Return where and how the editor saves; addresses only where they are not the host's own public ones."""
    host, parts = settings.forms_host, urlsplit(settings.repository["url"])
    sign_in = (settings.forms or {}).get("sign_in")
    found: dict[str, Any] = {
        "name": host,
        "repo": parts.path.strip("/").removesuffix(".git"),
        "branch": settings.repository.get("branch", "main"),
        "squash_merges": True,
        "commit_messages": phrases.commits(settings.lang),
    }
    own = f"{parts.scheme}://{parts.netloc}"
    if host == "gitlab":
        found |= {"base_url": own, "api_root": f"{own}/api/v4"}
        return found | ({"auth_type": "pkce", "app_id": sign_in} if sign_in else {})
    if parts.netloc != "github.com":
        found["api_root"] = f"{own}/api/v3"
    return found | ({"base_url": sign_in} if sign_in else {})


def _page(settings: Settings) -> str:
    """Return the page; it may reach its own site and the repository's host, and nothing else."""
    template = (_HERE / "page" / "index.html").read_text(encoding="utf-8")
    backend = _backend(settings)
    api = urlsplit(backend.get("api_root", "https://api.github.com"))
    host = f"{api.scheme}://{api.netloc}"
    github = backend.get("api_root") is None and backend["name"] == "github"
    values: Mapping[str, str] = {
        "asked": _escaped(f"{host} https://www.githubstatus.com" if github else host),
        "shown": _escaped(f"{host} https://avatars.githubusercontent.com" if github else host),
        "languages": _escaped(",".join(settings.languages)),
        "title": _escaped(pick(settings.name, settings.lang)),
        "lang": _escaped(settings.lang),
    }
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _escaped(text: str) -> str:
    from html import escape  # noqa: PLC0415 - only the page needs it

    return escape(text)
