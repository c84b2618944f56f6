"""Zensical: it lays out skeletons in a staging folder; the blocks come in afterwards, so that it changes nothing they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from timonel.cache import Cache
from timonel.edit import forms
from timonel.engines import folder, staged
from timonel.engines.address import home
from timonel.engines.build import finished
from timonel.engines.edition import BuildError, Edition, filled, hold, skeleton, warn
from timonel.engines.landing import landing
from timonel.engines.lost import lost
from timonel.engines.policy import refused, with_policy
from timonel.engines.target import Stage, stages
from timonel.files import within
from timonel.governance import Result
from timonel.governance.published import published
from timonel.site import search
from timonel.site.urls import Urls
from timonel.text import said, say

VERSION = "0.0.73"
_ERROR = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception): (.+)", re.MULTILINE)  # the last line of a traceback
_WRAPPED = re.compile(r"^Python error: \w+: ")
_ARTICLE = re.compile(r".*?<article[^>]*>(.*)</article>.*", re.DOTALL)
_SOURCES = ("timonel.yaml", "mkdocs.yml", "data", "docs", "rules", "schemas")


class MissingError(BuildError):
    """Zensical is not installed."""

    def __init__(self, lang: str) -> None:
        """Say what to install."""
        super().__init__(
            say(
                said("Zensical is not installed: pip install zensical=={version}", version=VERSION),
                lang,
            )
        )


def build(  # noqa: PLR0913 - what every engine takes, and where it keeps its folder
    root: Path,
    result: Result,
    languages: Sequence[str],
    *,
    report: Callable[[str], None],
    target: Path | None = None,
    cache: Cache | None = None,
) -> int:
    """Build the site of each language, and the page that sends readers to theirs; return the number of pages.

    Args:
        root: the base.
        result: what the check says of it.
        languages: the languages to build.
        report: tells the person who waits what is being done.
        target: the folder to build into, ``site/`` of the base without it.
        cache: where the staging folder is kept, from which Zensical renders only what changed.

    Raises:
        MissingError: Zensical is not installed.
        BuildError: it could not build a language.
    """
    if find_spec("zensical") is None:
        raise MissingError(result.settings.lang)
    hold(root, result.settings.lang)
    target, cache, result = target or within(root, "site"), cache or Cache.of(root), published(result)
    top = home(folder.given(root, result.settings.lang).get("site_url"), result.settings.lang)
    target.mkdir(parents=True, exist_ok=True)
    warn(root, result, languages, report)
    with stages(target, [*languages, forms.FOLDER], result.settings.lang) as parts:
        for lang in languages:
            report(say(said("building {lang} …", lang=lang), result.settings.lang))
            _lay_down(Edition.of(root, result, lang, Urls(), cache, has_forms=True), root, parts[lang], cache, report)
        around = {"index.html": landing(result.settings, Urls()), "404.html": lost(result.settings, top)}
        return finished(target, parts, around, forms.files(result))


def _lay_down(edition: Edition, root: Path, part: Stage, cache: Cache, report: Callable[[str], None]) -> None:
    with TemporaryDirectory() as passing:
        stage, note = Path(passing), f"zensical/{edition.lang}.seal"
        if cache.folder is not None:
            stage = within(cache.folder, f"zensical/{edition.lang}")
            if cache.read(note) != _seen(stage):  # Zensical believes whatever it finds of its last run
                shutil.rmtree(stage, ignore_errors=True)
        lay_out(edition, root, stage, use_cache=cache.folder is not None)
        _run(stage)
        cache.write(note, _seen(stage))
        _fill(edition, stage, part, report)
        part.done()


def lay_out(edition: Edition, root: Path, stage: Path, *, use_cache: bool) -> None:
    """Write what Zensical reads: skeletons, and hand-written pages with a mark that changes with all they may ask for.

    Its macros plugin would keep every page from being cached: our extension runs the macros instead.
    """
    own = folder.given(root, edition.ctx.result.settings.lang)
    state = _state(root, edition)
    files = folder.pages(
        edition,
        {page.path: skeleton(page, edition.own(page.path)) for page in edition.pages},
        {
            path: folder.with_escaped_front(text, edition.title(path), {staged.MARK: state, **edition.own(path)})
            for path, text in edition.hand_written.items()
        },
    )
    config = folder.configuration(own, edition)
    macros = config["plugins"].pop("macros", None)
    config["theme"]["variant"] = "classic"
    config["markdown_extensions"][staged.__name__] = {
        "root": str(root.resolve()),
        "lang": edition.lang,
        "use_cache": use_cache,
        "macros": macros,
    }
    folder.write(stage, folder.whole(files | folder.look(root, own), config))


def _state(root: Path, edition: Edition) -> str:
    """Return a key of all that hand-written pages may ask for: they are rendered anew when it changes."""
    key = blake2b(edition.ctx.result.today.encode(), digest_size=8)
    for name in _SOURCES:
        for path in sorted([root / name, *(root / name).rglob("*")]):
            if path.is_file():
                stat = path.stat()
                key.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return key.hexdigest()


def _seen(stage: Path) -> bytes:
    """Return what a folder looks like: nobody changes a file in it without changing this."""
    found = []
    for where, _, names in os.walk(stage):
        for path in (f"{where}/{name}" for name in names):
            facts = os.lstat(path)
            found.append((path, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino))
    return blake2b(repr(sorted(found)).encode(errors="replace"), digest_size=16).digest()


def _run(stage: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--config-file", str(stage / "mkdocs.yml")]
    done = subprocess.run(command, cwd=stage, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 - ours
    if done.returncode:
        output = f"{done.stdout}\n{done.stderr}"
        problems = _ERROR.findall(output) or [line for line in output.splitlines() if line.strip()]
        raise BuildError(_WRAPPED.sub("", problems[-1].strip()) if problems else f"Zensical: {done.returncode}")


def _fill(edition: Edition, stage: Path, part: Stage, report: Callable[[str], None]) -> None:
    """Lay down the site that Zensical made, with the blocks in place."""
    pages = {f"{Urls().final(page.path)}index.html": page for page in edition.pages}
    own = {f"{Urls().final(path)}index.html": f"docs/{edition.lang}/{path}.md" for path in edition.hand_written}
    built, templates = stage / "site", _templates(stage)
    for path in sorted(built.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(built).as_posix()
        data = path.read_bytes()
        if name.endswith(".html"):
            text = data.decode() if name != "404.html" else _found(data.decode())
            told = refused(_ARTICLE.sub(r"\1", text), own[name]) if name in own else None
            if told:
                report(say(told, edition.ctx.result.settings.lang))
            data = with_policy(filled(text, pages[name]) if name in pages else text, templates).encode()
        elif name == "search.json":
            data = _index(json.loads(data), edition)
        part.put(name, data)


def _found(text: str) -> str:
    """Return the page for addresses that do not exist as it finds its files where nobody knows its own address."""
    if '"base":"/"' not in text:
        return text
    return re.sub(r'((?:href|src)=")(?:/|&#x2f;)', r"\1./", text.replace('"base":"/"', '"base":"."'))


def _templates(stage: Path) -> tuple[str, ...]:
    """Return the folders of the templates: Zensical's, ours and the base's own."""
    found = find_spec("zensical")
    home = Path(found.origin).parent if found and found.origin else stage
    return str(home / "templates"), str(stage / folder.OVERRIDES)


def _index(index: Mapping[str, Any], edition: Edition) -> bytes:
    """Return Zensical's search index with the generated pages in it; what they are also called is assets/search.js's."""
    hand_written = [entry for entry in index["items"] if entry["location"].partition("#")[0] not in _homes(edition)]
    entries = search.complete({"config": {}, "docs": hand_written}, edition.pages, Urls())["docs"]
    items = [{"level": 2 if "#" in entry["location"] else 1, "path": [], "tags": [], **entry} for entry in entries]
    return json.dumps({**index, "items": items}, ensure_ascii=False, separators=(",", ":")).encode()


def _homes(edition: Edition) -> set[str]:
    return {Urls().final(page.path) for page in edition.pages}
