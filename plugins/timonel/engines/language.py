"""One language of a build: its engine works while pages are written, then all cores fill them into the shells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

from timonel.cache import Cache
from timonel.engines import beside, clean, folder
from timonel.engines.aside import Aside, Turns, begun
from timonel.engines.built import Built
from timonel.engines.built import Page as Noted
from timonel.engines.edition import Edition
from timonel.engines.engine import Host, Job, Made, Order
from timonel.engines.indexed import Indexed, LostError, News
from timonel.engines.kept import Kept
from timonel.engines.past import Past, Read, keep, recalled
from timonel.engines.progress import Progress
from timonel.engines.shells import MAPS, Models, Shells, models_of, rest
from timonel.engines.since import since
from timonel.engines.site_wide.address import home
from timonel.engines.target import Stage
from timonel.site import Page, search
from timonel.site.page_set import Batch
from timonel.site.reads import Reads
from timonel.text import Said

_MANY = 1000  # pages that wait for their shells: they are large
_AHEAD = (
    250  # pages that a process writes before its engine, which finds there what that of the first language has kept
)
_WORTH = 20  # pages for which a second process is worth its start
_STATE, _SHELLS, _MODELS = "state", "shells", "models"  # in the folder's note


def lay_down(  # noqa: PLR0913, PLR0917 - what a language is made of
    host: Host, job: Job, lang: str, stage: Stage, progress: Progress, workers: int, *, anew: bool = False
) -> Sequence[Said]:
    """Lay down one language; return what was left aside.

    Args:
        host: the engine.
        job: what is to be published.
        lang: the language.
        stage: where it is laid down.
        progress: counts pages.
        workers: how many processes may work at it.
        anew: whether what was noted before is of no use.
    """
    built, is_shared = Built(stage, job.cache, anew=anew), workers > 1
    changes = begun(
        lambda: since(built.apart(_STATE) or b"", job.result), aside=is_shared and job.cache.folder is not None
    )
    has_forms = not job.offline and not job.safe  # neither a folder can save, nor do strangers say where tokens go
    reads = Reads() if job.cache.folder is not None else None
    edition = Edition.of(
        job.root,
        job.result,
        lang,
        job.urls,
        job.cache,
        has_forms=has_forms,
        reads=reads,
        with_data=_for_machines(job),
        tongue=job.tongue,
        safe=job.safe,
    )
    models = Models(edition, built.note.get(_MODELS, ()))
    built.note[_MODELS] = models.note
    order = Order(job.root, edition, models, job.cache, safe=job.safe, place=stage.files.parent)
    past = Past(recalled(built), edition, reads, changes) if reads else None
    ahead = 0 if lang == job.languages[0] else _AHEAD
    laying = _Laying(host, order, built, past, progress, workers, ahead)
    try:
        return laying.done(job.cache, partial(beside.lay, edition, _top(job), built))
    except LostError:
        return lay_down(host, job, lang, stage, progress, workers, anew=True)


def _for_machines(job: Job) -> bool:
    """Whether pages come with what machines read of them; a folder without a server is for browsers."""
    return job.result.settings.publish.get("assistants", False) and not job.offline


def _top(job: Job) -> str:
    """Return where the site will stand; what strangers wrote says nothing of that."""
    first = job.result.base.languages[0]
    return home(None if job.safe else folder.site_url(job.root, job.told_in, job.cache), first)


class _Laying:
    """What lays down one language: pages that read nothing which moved stay as they are, and so does what the engine made."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it is made of
        self, host: Host, order: Order, built: Built, past: Past | None, progress: Progress, workers: int, ahead: int
    ) -> None:
        self._host, self._order, self._built, self._past = host, order, built, past
        self._progress, self._workers, self._ahead = progress, workers, ahead
        self._edition, self._found = order.edition, list[Read]()
        self._index = Indexed(host, order, built, aside=workers > 1)
        self._noting: Callable[[], dict[str, bytes]] = dict

    def done(self, cache: Cache, around: Callable[[], None]) -> Sequence[Said]:
        """Lay it down; return what was left aside.

        Args:
            cache: what is kept between runs.
            around: has what stands beside the pages in the folder.

        Raises:
            LostError: some of what was noted is gone.
        """
        kept = Kept(self._host.name, self._order, self._built, cache)
        try:
            is_kept = kept.holds()
            if is_kept:
                if self._past:
                    self._past.get_ready()
                self._index.begin(kept.made)
            drafts = self._edition.drafts
            stale = [path for path in drafts if path in self._past.stale] if self._past else [*drafts]
            made = self._again(kept, stale, around) if is_kept else self._anew(kept, stale, around)
            if not made.is_whole:
                self._built.note |= self._noting()
                self._index.end()
            self._built.finish()
        finally:
            self._index.leave()
        return made.left

    def _noted(self) -> dict[str, bytes]:
        """Note what pages have read, and of what; return where that is."""
        if self._past is None:
            return {}
        names = keep(self._built, self._past.note(self._found))
        self._built.put_apart(_STATE, self._past.since.state)
        return {name: self._built.note[name] for name in (*names, _STATE)}

    def _again(self, kept: Kept, stale: Sequence[str], around: Callable[[], None]) -> Made:
        """Lay down what is made of what the engine made last."""
        made = kept.made
        shells = Shells(self._edition, self._order.models, made.files)
        self._fill(shells, stale, self._turns(stale))
        self._go_on(made)
        kept.stay()
        around()
        return made

    def _go_on(self, made: Made) -> None:
        """Have others note what there is to know of the pages, now that all are there."""
        self._index.go_on(made, News([*map(self._edition.file, self._edition.drafts)], self._built.news))
        is_much = sum(len(one.pages) for one in self._found) > _WORTH
        self._noting = begun(self._noted, aside=is_much and self._workers > 1)

    def _anew(self, kept: Kept, stale: Sequence[str], around: Callable[[], None]) -> Made:
        """Have the engine run, and lay down what is made of that."""
        turns = self._turns(stale)
        mine, pages = iter(turns), self._edition.page_set
        made, waiting = self._made(around, mine)
        names = list[str]()
        if not made.is_whole:
            self._index.begin(made)
            shells = Shells(self._edition, self._order.models, made.files)
            drawn = pages.drawn(chain(waiting, pages.written(mine)))
            self._fill(shells, stale, turns, drawn, self._reframed(shells))
            self._go_on(made)
        others = clean.of_host(self._edition, made) if self._edition.with_data else ()
        for name, data in chain(rest(self._host, made, self._order), others):
            self._built.put(name, data)
            names.append(name)
        needed = () if made.is_whole else {self._host.found, *MAPS, *models_of(self._order)}
        kept.keep(made, needed, names)
        return made

    def _turns(self, paths: Sequence[str]) -> Iterable[str]:
        return Turns(paths) if self._workers > 1 and len(paths) > _WORTH else paths

    def _made(self, around: Callable[[], None], paths: Iterator[str]) -> tuple[Made, Sequence[Batch]]:
        """Return what the engine makes, and the pages of the first paths, which are written meanwhile and not yet drawn."""
        if self._workers == 1:
            around()
            waiting = [*self._edition.page_set.written(islice(paths, self._ahead))]
            return self._host.make(self._order), waiting
        making = Aside(partial(self._host.make, self._order))
        self._edition.page_set.get_ready()
        around()
        waiting = [*self._edition.page_set.written(_meanwhile(making, paths))]
        return making.value(), waiting

    def _reframed(self, shells: Shells) -> set[str]:
        """Return the pages whose shells are others than the last time."""
        old, keys = self._built.note.get(_SHELLS, {}), shells.keys()
        now = self._built.note[_SHELLS] = {path: keys[place] for path, place in self._order.models.of.items()}
        return {path for path, key in now.items() if old.get(path) != key}

    def _fill(
        self,
        shells: Shells,
        stale: Sequence[str],
        turns: Iterable[str],
        pages: Iterable[Page] | None = None,
        reframed: set[str] = frozenset(),  # type: ignore[assignment] # nobody changes it
    ) -> None:
        """Have all generated pages in the site: those that are stale, and those that do not stand there as they were made."""
        known, file = {*stale}, self._edition.file
        others = [path for path in self._edition.drafts if path not in known]
        more = [path for path in others if path in reframed or not self._built.stays(file(path))]
        self._progress.begin(len(stale) + len(more))
        self._filled(shells, turns, self._edition.page_set.pages(turns) if pages is None else pages)
        if more:
            turns = self._turns(more)
            self._filled(shells, turns, self._edition.page_set.pages(turns))

    def _filled(self, shells: Shells, turns: Iterable[str], pages: Iterable[Page]) -> None:
        """Have pages in the site, those that a process beside this one takes its turns at, too."""
        is_shared = isinstance(turns, Turns) and not turns.are_over
        asides = [
            Aside(partial(self._share, shells, turns, self._progress.aside()), self._progress.look)
            for _ in range(self._workers - 1 if is_shared else 0)
        ]
        self._put(shells, pages, self._progress)
        for one in asides:
            made, read = one.value()
            self._built.join(*made)
            self._found += read

    def _share(
        self, shells: Shells, turns: Iterable[str], progress: Progress
    ) -> tuple[tuple[dict[str, Noted], dict[str, search.Noted]], list[Read]]:
        """Have pages in the site; return what the next build is to know of them."""
        before, self._found = self._built.names, []
        self._put(shells, self._edition.page_set.pages(turns), progress)
        return self._built.since(before), self._found

    def _put(self, shells: Shells, pages: Iterable[Page], progress: Progress) -> None:
        """Have generated pages in the site."""
        done = []
        for page in pages:
            progress.step()
            entry = search.entry(page, self._edition.ctx.urls)
            others = clean.of_page(self._edition, page) if self._edition.with_data else {}
            self._built.put_page(self._edition.file(page.path), shells.fill(page), entry, others)
            done.append(page.path)
        if self._past:
            self._found.append(self._past.read(done))


def _meanwhile(making: Aside[Made], paths: Iterator[str]) -> Iterator[str]:
    """Yield paths until the engine is ready; the others are left, for the shells are there by then."""
    for path in islice(paths, _MANY):
        yield path
        if making.is_done:
            return
