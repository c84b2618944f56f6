"""One language of a build: its engine works while pages are written, then all cores fill them into the shells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from timonel.engines.aside import Aside
from timonel.engines.built import Built
from timonel.engines.edition import Edition
from timonel.engines.engine import Host, Job, Made, Order
from timonel.engines.kept import Kept
from timonel.engines.progress import Progress
from timonel.engines.shells import Models, Shells, later, models_of, rest
from timonel.engines.target import Stage
from timonel.site import Page, search
from timonel.text import Said

_FEW = 100  # pages written between two looks at whether the engine is done
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
    made, pages = _made(host, order, workers)
    entries = list[dict[str, Any]]()
    if not made.is_whole:
        shells = Shells(edition, order.models, made.files)
        shells.learn()
        entries = [one for page in pages for one in _put(shells, built, page, progress)]
        entries += _rest_of(shells, built, edition.drafts[len(pages) :], progress, workers)
    names = []
    for name, data in rest(host, made, order, entries):
        built.put(name, data)
        names.append(name)
    kept.keep(made, {*later(host, made, order, ()), *models_of(order)} if not made.is_whole else (), names)
    built.finish()
    return made.left


def _again(host: Host, order: Order, built: Built, kept: Kept, progress: Progress, workers: int) -> Sequence[Said]:  # noqa: PLR0913, PLR0917 - as above
    """Lay down a language of which the engine would make again what it made last."""
    shells = Shells(order.edition, order.models, kept.made.files)
    entries = [*_rest_of(shells, built, order.edition.drafts, progress, workers)]
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


def _made(host: Host, order: Order, workers: int) -> tuple[Made, Sequence[Page]]:
    """Return what the engine makes, and the first pages, written meanwhile."""
    if workers == 1:
        return host.make(order), ()
    making, pages, paths = Aside(partial(host.make, order)), list[Page](), order.edition.drafts
    while not making.is_done and len(pages) < min(len(paths), _MANY):
        pages += order.edition.page_set.pages(paths[len(pages) : len(pages) + _FEW])
    return making.value(), pages


def _rest_of(
    shells: Shells, built: Built, paths: Sequence[str], progress: Progress, workers: int
) -> Iterator[dict[str, Any]]:
    """Have pages in the site, a share of them by each worker; yield what search finds them by."""
    shares = [paths[number * len(paths) // workers : (number + 1) * len(paths) // workers] for number in range(workers)]
    asides = [
        Aside(partial(_share, shells, built, share, progress.aside()), progress.look) for share in shares[1:] if share
    ]
    yield from _share(shells, built, shares[0], progress)[0]
    for one in asides:
        entries, news = one.value()
        built.join(news)
        yield from entries


def _share(
    shells: Shells, built: Built, paths: Sequence[str], progress: Progress
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    before = built.names
    entries = [one for page in shells.edition.page_set.pages(paths) for one in _put(shells, built, page, progress)]
    return entries, built.since(before)


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
