"""`timonel build` through MkDocs: languages side by side, pages rendered only where they changed."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import click
import mkdocs.commands.build
from mkdocs.exceptions import PluginError

from timonel.cache import Cache
from timonel.edit import forms
from timonel.engines import folder, stranger
from timonel.engines.address import home
from timonel.engines.built import Built
from timonel.engines.edition import BuildError, hold, warn
from timonel.engines.host import Host
from timonel.engines.landing import landing
from timonel.engines.lost import lost
from timonel.engines.mkdocs import configured
from timonel.engines.target import Stage, stages
from timonel.engines.timed import SlowPageError, too_slow
from timonel.files import put
from timonel.governance import Result
from timonel.governance.published import published
from timonel.site import Page
from timonel.site.urls import Urls
from timonel.text import said, say, visible

Progress = Callable[[int, int], None]  # pages that are done, of how many
_LETTERS = 4096  # of what a language's process says when it fails
_GLANCE = 0.1  # seconds between two looks at what the languages' processes have done


def build(  # noqa: PLR0913 - each has its default
    root: Path,
    result: Result,
    languages: Sequence[str],
    *,
    report: Callable[[str], None],
    target: Path | None = None,
    use_cache: bool = True,
    progress: Progress = lambda done, total: None,  # noqa: ARG005 - nobody looks
    urls: Urls = Urls(),  # noqa: B008 - a value that never changes
    safe: bool = False,
) -> int:
    """Build the site of each language, and the page that sends readers to theirs; return the number of pages.

    Args:
        root: the base.
        result: what the check says of it.
        languages: the languages to build.
        report: tells the person who waits what is being done.
        target: the folder to build into, ``site/`` of the base without it.
        use_cache: whether to read and write ``.timonel/``.
        progress: is told how far the build is.
        urls: how pages are addressed; as .html files, the site works opened from a folder.
        safe: whether strangers wrote the base: nothing of theirs runs, and ``report`` is told what is left aside.

    Raises:
        BuildError: a language could not be built, or something in the base is not its own; the text is one line.
    """
    hold(root, result.settings.lang)  # once, before each language's process says it
    target, result = target or root / "site", published(result)  # once for all languages
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    logging.getLogger("mkdocs.commands.build").setLevel(
        logging.CRITICAL
    )  # what it says before it fails, the failure says
    taken = stranger.taken(root) if safe else None
    for one in taken.left if taken else ():
        report(say(one, result.settings.lang))
    cache = Cache.of(root, use=use_cache)
    target.mkdir(parents=True, exist_ok=True)  # whoever may not write here hears it before the work
    warn(root, result, languages, report)
    for lang in languages:
        report(say(said("building {lang} …", lang=lang), result.settings.lang))
    with stages(target, [*languages, forms.FOLDER], result.settings.lang) as parts:
        if len(languages) > 1 and "fork" in multiprocessing.get_all_start_methods():
            done = multiprocessing.get_context("fork").Array("i", 2)
            count = partial(_count, done, os.getpid())
            jobs = {
                lang: partial(_build_one, root, result, lang, parts[lang], urls, cache, count, taken, report)
                for lang in languages
            }
            _side_by_side(jobs, lambda: progress(*done[:]))
        else:
            for lang in languages:
                try:
                    _build_one(root, result, lang, parts[lang], urls, cache, progress, taken, report)
                except (Exception, SystemExit) as error:  # noqa: BLE001 - plugins, hooks and templates are anybody's code
                    raise BuildError(_line(error) or lang) from None
        around, form = {"index.html": landing(result.settings, urls)}, dict[str, bytes]()
        if urls.style == "directory":  # only a server knows of addresses that do not exist
            own = (taken.options if taken else folder.given(root, result.settings.lang)).get("site_url")
            around["404.html"] = lost(result.settings, home(own, result.settings.lang))
            form = {} if safe else forms.files(result)
        return finished(target, parts, around, form)


def finished(target: Path, parts: Mapping[str, Stage], around: Mapping[str, str], form: Mapping[str, bytes]) -> int:
    """Put a site in its place, with what stands around its languages; return the number of pages.

    Args:
        target: the site's folder.
        parts: what is laid down of each language, and a stage for the forms.
        around: name → content of the pages at the top.
        form: name → content of the forms' files.
    """
    for name, data in form.items():
        parts[forms.FOLDER].put(name, data)
    parts[forms.FOLDER].done()
    names = {part: stage.place() for part, stage in parts.items()}
    for name, text in around.items():
        put(target / name, text.encode())
    return sum(one.endswith(".html") for part, found in names.items() if part != forms.FOLDER for one in found)


def _count(shared: Any, parent: int, done: int, total: int) -> None:  # noqa: ANN401 - two numbers that processes share
    """Add one language's progress to that of all: its pages when it begins, then each that is done."""
    if os.getppid() != parent:  # killed: nobody waits for these pages any more
        os._exit(1)
    with shared.get_lock():
        shared[0] += bool(done)
        shared[1] += 0 if done else total


def _side_by_side(jobs: Mapping[str, Callable[[], None]], look: Callable[[], None]) -> None:
    """Do each job in a process of its own: they share the result as it is, nothing is sent."""
    context = multiprocessing.get_context("fork")
    told: dict[str, Any] = {lang: context.Array("c", _LETTERS) for lang in jobs}
    processes = {lang: context.Process(target=_alone, args=(job, told[lang])) for lang, job in jobs.items()}
    for process in processes.values():
        process.start()
    for process in processes.values():
        while process.is_alive():
            process.join(_GLANCE)
            look()
    failed = [lang for lang, process in processes.items() if process.exitcode]
    if failed:
        lines = [told[lang].value.decode(errors="ignore") or lang for lang in failed]
        raise BuildError("; ".join(dict.fromkeys(lines)))  # what is wrong for all languages is said once


def _alone(job: Callable[[], None], told: Any) -> None:  # noqa: ANN401 - letters that processes share
    """Do a job in a process of its own; what stops it is left in one line."""
    try:
        job()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - as in `build`
        told.value = _line(error).encode()[: _LETTERS - 1]
        sys.exit(1)


def _line(error: BaseException) -> str:
    """Return what stopped a build, in one line; nothing where a plugin has said it itself, and left."""
    if isinstance(error, SystemExit):
        return ""
    if isinstance(error, OSError):
        names = " → ".join(str(one) for one in (error.filename, error.filename2) if one)
        return visible(f"{names}: {error.strerror or error}" if names else str(error))
    ours = isinstance(error, BuildError | click.ClickException)
    return visible(" ".join((str(error) if ours else f"{type(error).__name__}: {error}").split()))


def _build_one(  # noqa: PLR0913, PLR0917 - what a build is made of
    root: Path,
    result: Result,
    lang: str,
    stage: Stage,
    urls: Urls,
    cache: Cache,
    progress: Progress,
    taken: stranger.Taken | None,
    report: Callable[[str], None],
) -> None:
    """Lay down one language."""
    host = Host(configured(root, result, lang, stage.folder.parent, urls, cache, taken=taken), cache)
    if not host.is_plain:
        return _build_whole(root, result, lang, stage, urls, cache)
    built = Built(stage, cache)
    names = {path: uri for uri, path in host.generated.items()}
    entries: list[dict[str, Any]] = []
    progress(0, len(names))
    for name, file in host.pages.items():  # first, for a mistake in one of them stops the build
        if file.src_uri not in host.generated:
            built.put(name, host.render(file))
    for number, page in enumerate((one for one in host.page_set.pages() if one.path in names), 1):
        entries += _page(host, built, page, names[page.path])
        progress(number, len(names))
    host.validate()
    for name, data in host.others():
        built.put(name, data)
    for name, data in host.search(entries):
        built.put(name, data)
    for one in host.left:
        report(say(one, result.settings.lang))
    built.finish()
    return None


def _page(host: Host, built: Built, page: Page, uri: str) -> Sequence[dict[str, Any]]:
    """Have a generated page in the site; return what search finds it by."""
    file = host.files.src_uris[uri]
    made_of = f"{host.key}\0{page.words}\0{page.markdown}"
    key = blake2b(made_of.encode(errors="replace"), digest_size=16).hexdigest()
    kept = built.kept(file.dest_uri, key)
    if kept is not None:
        return kept
    entries = host.entries(page)
    built.put(file.dest_uri, host.render(file, page), key, entries)
    return entries


def _build_whole(  # noqa: PLR0913, PLR0917 - what a build is made of
    root: Path, result: Result, lang: str, stage: Stage, urls: Urls, cache: Cache
) -> None:
    """Let MkDocs lay down everything, for plugins that nobody here knows."""
    config = configured(root, result, lang, stage.folder.parent, urls, cache)
    config.site_dir = str(stage.files)
    try:
        mkdocs.commands.build.build(config)
    except SlowPageError:
        page = config._current_page  # noqa: SLF001 - MkDocs is pinned, and no longer changes
        raise PluginError(too_slow(page.file.src_uri if page else "?", lang)) from None
    stage.done(found=True)
