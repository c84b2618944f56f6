"""`timonel build`: languages side by side, hand-written pages and shells made by an engine, and pages filled only where they changed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from timonel.cache import Cache
from timonel.engines import folder
from timonel.engines.aside import CAN, Aside, cores, line
from timonel.engines.brand import CSS, ICON, brand
from timonel.engines.engine import Host, Job, Tell, offered
from timonel.engines.hosts import named
from timonel.engines.language import lay_down
from timonel.engines.own_files import hold, warn
from timonel.engines.progress import Progress
from timonel.engines.refused import BuildError
from timonel.engines.site_wide.address import home
from timonel.engines.site_wide.landing import landing
from timonel.engines.site_wide.lost import lost
from timonel.engines.target import Stage, stages
from timonel.engines.there import There
from timonel.files import put, within
from timonel.governance import Result
from timonel.governance.published import published
from timonel.site import forms
from timonel.site.clean import contents
from timonel.site.urls import Style
from timonel.text import Said, said, say, visible


def build(  # noqa: PLR0913 - each has its default
    root: Path,
    result: Result,
    languages: Sequence[str],
    *,
    report: Callable[[str], None],
    engine: str = "mkdocs",
    target: Path | None = None,
    use_cache: bool = True,
    progress: Tell = lambda done, total: None,  # noqa: ARG005 - nobody looks
    links: Style = "directory",
    offline: bool = False,
    safe: bool = False,
    tongue: str = "",
    there: There | None = None,
) -> int:
    """Publish a base with an engine; return the number of pages.

    Args:
        root: the base.
        result: what the check says of it.
        languages: the languages.
        report: tells the person who waits what is being done.
        engine: the engine's name.
        target: as the others, see `Job`.
        use_cache: whether to read and write ``.timonel/``.
        progress: see `Job`.
        links: see `Job`.
        offline: see `Job`.
        safe: see `Job`.
        tongue: see `Job`.
        there: see `Job`.

    Raises:
        BuildError: a language could not be built, or something in the base is not its own; the text is one line.
    """
    cache = Cache.of(root, use=use_cache)
    return named(engine).build(
        Job(root, result, languages, report, target, cache, progress, links, offline, safe, tongue, there)
    )


def publish(host: Host, job: Job) -> int:
    """Build the site of each language, and the page that sends readers to theirs; return the number of pages.

    Raises:
        BuildError: as `build`.
    """
    told_in, first = job.told_in, job.result.base.languages[0]
    hold(job.root, told_in)  # once, before each language's process says it
    job = replace(job, result=offered(published(job.result), job.languages), tongue=told_in)  # once for all languages
    target = job.target or within(job.root, host.folder)
    taken = None
    if job.safe:
        from timonel.engines.written import stranger  # noqa: PLC0415 - reads XML, and only strangers' bases are looked through

        taken = stranger.taken(job.root)
    for one in taken.left if taken else ():
        job.report(say(one, told_in))
    target.mkdir(parents=True, exist_ok=True)  # whoever may not write here hears it before the work
    warn(job.root, job.result, job.languages, job.report, told_in)
    look = brand(job.root, job.result.settings, safe=job.safe)
    over = () if job.safe else folder.passed_over(job.root, job.result.settings, told_in, job.cache)
    for one in (*look.left, *over):
        job.report(visible(say(one, told_in)))
    for lang in job.languages:
        job.report(say(said("building {lang} …", lang=lang), told_in))
    there = job.there.below if job.there else None
    with stages(target, [*job.languages, forms.FOLDER], told_in, there) as parts:
        for told in dict.fromkeys(say(one, told_in) for one in _make(host, job, parts)):
            job.report(told)
        around, form = {"index.html": landing(job.result.settings, job.urls, look.logo or ICON)}, dict[str, bytes]()
        if not job.offline:  # only a server knows of addresses that do not exist
            own = taken.options.get("site_url") if taken else folder.site_url(job.root, told_in, job.cache)
            around["404.html"] = lost(
                job.result, home(own, first), styles=look.files.get(CSS, b"").decode(), wheel=not look.logo
            )
            if job.result.settings.publish.get("assistants"):
                around["llms.txt"] = contents.languages(job.result.settings)
            form = {} if job.safe else forms.files(job.result)
        pages = finished(target, parts, around, form)
    multiprocessing.active_children()  # buries those that have ended meanwhile: what they took counts
    return pages


def _make(host: Host, job: Job, parts: Mapping[str, Stage]) -> Sequence[Said]:
    """Lay down each language, in a process of its own where there are some; return what was left aside, each once."""
    progress, workers = Progress(job.progress), max(1, cores() // len(job.languages))
    if len(job.languages) > 1 and CAN:
        jobs = {
            lang: Aside(partial(lay_down, host, job, lang, parts[lang], progress.aside(), workers), progress.look)
            for lang in job.languages
        }
        found, failed = list[Said](), list[str]()
        for lang, one in jobs.items():
            try:
                found += one.value()
            except BuildError as error:
                failed.append(str(error) or lang)
        if failed:
            raise BuildError("; ".join(dict.fromkeys(failed)))  # what is wrong for all languages is said once
        return found
    try:
        return [one for lang in job.languages for one in lay_down(host, job, lang, parts[lang], progress, workers)]
    except (Exception, SystemExit) as error:  # noqa: BLE001 - plugins, hooks and templates are anybody's code
        raise BuildError(line(error) or ", ".join(job.languages)) from None


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
