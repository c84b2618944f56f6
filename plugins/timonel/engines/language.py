"""One language of a build: its engine works while pages are written, then all cores fill them into the shells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

from timonel.engines.aside import Aside, Turns
from timonel.engines.built import Built
from timonel.engines.edition import Edition
from timonel.engines.engine import Host, Job, Made, Order
from timonel.engines.kept import Kept
from timonel.engines.progress import Progress
from timonel.engines.shells import Models, Shells, later, models_of, rest
from timonel.engines.target import Stage
from timonel.site import Page, search
from timonel.text import Said

_MANY = 1000  # pages that wait for their shells: they are large


def lay_down(host: Host, job: Job, lang: str, stage: Stage, progress: Progress, workers: int) -> Sequence[Said]:  # noqa: PLR0913, PLR0917 - what a language is made of
    """Lay down one language; return what was left aside.

    Args:
        host: the engine.
        job: what is to be published.
        lang: the language.
        stage: where it is laid down.
        progress: counts pages.
        workers: how many processes may work at it.
    """
    has_forms = not job.offline and not job.safe  # neither a folder can save, nor do strangers say where tokens go
    edition = Edition.of(job.root, job.result, lang, job.urls, job.cache, has_forms=has_forms)
    order = Order(job.root, edition, Models(edition), job.cache, safe=job.safe, place=stage.files.parent)
    built = Built(stage, job.cache)
    kept = Kept(host.name, order, built, job.cache)
    progress.begin(len(edition.drafts))
    if kept.holds():
        return _again(host, order, built, kept, progress, workers)
    turns = Turns(edition.drafts)
    pages, waiting = edition.page_set.pages(turns), list[Page]()
    made = _made(host, order, pages, waiting, workers)
    entries, names = list[dict[str, Any]](), list[str]()
    if not made.is_whole:
        shells = Shells(edition, order.models, made.files)
        shells.learn()
        entries = _filled(shells, built, chain(waiting, pages), turns, progress, workers)
    for name, data in rest(host, made, order, entries):
        built.put(name, data)
        names.append(name)
    kept.keep(made, {*later(host, made, order, ()), *models_of(order)} if not made.is_whole else (), names)
    built.finish()
    return made.left


def _again(host: Host, order: Order, built: Built, kept: Kept, progress: Progress, workers: int) -> Sequence[Said]:  # noqa: PLR0913, PLR0917 - as above
    """Lay down a language of which the engine would make again what it made last."""
    shells = Shells(order.edition, order.models, kept.made.files)
    turns = Turns(order.edition.drafts)
    entries = _filled(shells, built, order.edition.page_set.pages(turns), turns, progress, workers)
    if built.is_same:
        kept.stay()
    else:
        last = later(host, kept.made, order, entries)
        kept.stay(last)
        for name, data in last.items():
            built.put(name, data)
        kept.renew(last)
    built.finish()
    return ()


def _made(host: Host, order: Order, pages: Iterator[Page], waiting: list[Page], workers: int) -> Made:
    """Return what the engine makes; the pages that are written meanwhile come to those that wait for it."""
    if workers == 1:
        return host.make(order)
    making = Aside(partial(host.make, order))
    while not making.is_done and len(waiting) < _MANY and (page := next(pages, None)):
        waiting.append(page)
    return making.value()


def _filled(  # noqa: PLR0913, PLR0917 - as above
    shells: Shells, built: Built, pages: Iterable[Page], turns: Turns, progress: Progress, workers: int
) -> list[dict[str, Any]]:
    """Have all pages in the site, those that a process beside this one takes its turns at, too; return what search finds them by."""
    edition = shells.edition
    asides = [
        Aside(partial(_share, shells, built, edition.page_set.pages(turns), progress.aside()), progress.look)
        for _ in range(0 if turns.are_over else workers - 1)
    ]
    found = _share(shells, built, pages, progress)[0]
    for one in asides:
        entries, news = one.value()
        built.join(news)
        found |= entries
    return [entry for path in edition.drafts for entry in found[path]]


def _share(
    shells: Shells, built: Built, pages: Iterable[Page], progress: Progress
) -> tuple[dict[str, Sequence[dict[str, Any]]], dict[str, Any]]:
    """Have pages in the site; return what search finds each by, and what the next build is to know of them."""
    before = built.names
    return {page.path: _put(shells, built, page, progress) for page in pages}, built.since(before)


def _put(shells: Shells, built: Built, page: Page, progress: Progress) -> Sequence[dict[str, Any]]:
    """Have a generated page in the site; return what search finds it by."""
    name, key = shells.edition.file(page.path), shells.key(page)
    progress.step()
    kept = built.kept(name, key)
    if kept is not None:
        return kept
    entries = [*search.entries(page, shells.edition.ctx.urls)]
    built.put(name, shells.fill(page), key, entries)
    return entries
