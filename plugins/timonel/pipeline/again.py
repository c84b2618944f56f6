"""A base examined again after each edit: only what the edit can reach is read, linked and judged anew."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from timonel.cache import Cache
from timonel.governance import Finding, Result, concluded, fingerprint, in_force
from timonel.governance.baseline import applied
from timonel.governance.judge import Judge
from timonel.governance.responsible import responsible
from timonel.load import Sources, sources
from timonel.load.kept import Edit, Kept
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity, Place
from timonel.pipeline import Frame, chosen, day, framed, loaded
from timonel.pipeline.known import known
from timonel.pipeline.rules import Rerun
from timonel.pipeline.traced import traced
from timonel.pipeline.tracer import Tracer
from timonel.pipeline.typed import Known, Typed, typed
from timonel.rules import Rule, enforcing
from timonel.settings import Settings

_Known = tuple[Place, str, Finding]


class HaltedError(Exception):
    """An examination was given up because nobody waits for its result any more; what it found out so far is kept."""


class Again:
    """Examines one base as often as somebody asks; each result equals that of `examine_sources`, bit for bit.

    Anything may have changed since the last time, in any order; what changed under data/ and docs/ costs as much as it
    reaches. New settings, kinds or own rules, or another day, begin anew. Of several threads one may ask at a time.

    Args:
        cache: what is kept between runs; only the first time anything is read from it, or written to it.
        today: as in `examine`.
        wanted: as in `examine`.
        unwanted: as in `examine`.
    """

    def __init__(
        self, cache: Cache, *, today: str | None = None, wanted: Sequence[str] = (), unwanted: Sequence[str] = ()
    ) -> None:
        self._cache, self._today, self._wanted, self._unwanted = cache, today, wanted, unwanted
        self._frame: tuple[object, Frame, Kept] | None = None
        self._judged: _Judged | None = None

    @property
    def is_warm(self) -> bool:
        """Whether the base has been examined, so that the next time costs only what an edit reaches."""
        return self._judged is not None

    def examine(self, read: Sources, halt: Callable[[], bool] = lambda: False) -> Result:
        """Return what a check of a base says.

        Args:
            read: what the base is made of.
            halt: whether nobody waits for the result any more; asked again and again.

        Raises:
            HaltedError: nobody waits any more.
            OSError: a file cannot be read.
            NewerModelError: the base was made for a newer Timonel.
        """
        with _uncollected():
            try:
                return self._examined(read, halt)
            except HaltedError:
                raise
            except BaseException:  # whatever it was: nobody knows how far it came
                self._frame = self._judged = None
                raise

    def folder(self, root: Path, read: Sources | None = None) -> Result:
        """Return what a check of the base in a folder says (as `pipeline.examine`).

        Args:
            root: the folder with ``timonel.yaml``.
            read: what the base is made of, where that was read already.

        Raises:
            OSError: the folder cannot be read.
            NewerModelError: as in `examine`.
        """
        return replace(self.examine(read or sources(root)), root=root)

    @property
    def facts(self) -> Facts:
        """The facts of the base that was last examined; what is looked up in them is kept from edit to edit.

        Raises:
            ValueError: none was.
        """
        return self._last.facts

    @property
    def tracer(self) -> Tracer:
        """What is read of these facts, and what of that the last edit moved.

        Raises:
            ValueError: as above.
        """
        return self._last.tracer

    @property
    def _last(self) -> _Judged:
        if self._judged is None:
            raise ValueError
        return self._judged

    def glance(self, path: str, data: bytes) -> Typed | None:
        """Return what is wrong with a file that somebody is typing, in milliseconds: as `pipeline.typed` finds it.

        Another thread may ask this while one examines: it changes nothing, and tells of the base as it was last seen whole.

        Args:
            path: the file, from the base's root with forward slashes.
            data: its bytes.
        """
        frame, judged = self._frame, self._judged
        return None if frame is None or judged is None else judged.glance(frame[1], path, data)

    def _examined(self, read: Sources, halt: Callable[[], bool]) -> Result:
        beside = read.settings, [*read.rules], {**read.kinds}
        cache = Cache(None)
        if self._frame is None or self._frame[0] != beside:
            cache, self._judged = self._cache, None
            self._frame = beside, framed(read, cache), Kept()
        _, frame, kept = self._frame
        base, settings = loaded(frame, read, cache, kept)
        noted = known(read, frame.theirs.baseline)
        base = base.told([*noted.misfits, *base.misfits]) if noted.misfits else base
        today = self._today or day(settings)
        if self._judged is None or (self._judged.settings, self._judged.today) != (settings, today):
            active = in_force(settings, frame.rules, today, chosen(frame.rules, self._wanted, self._unwanted))
            self._judged = _Judged(base, settings, frame.rules, active, today)
        found = self._judged.result(base, kept.edit, halt)
        return applied(found, noted.entries)[0] if noted.entries else found


class _Judged:
    """What rules found in a base, for the same base judged again."""

    def __init__(
        self, base: Base, settings: Settings, rules: Mapping[str, Rule], active: Sequence[Rule], today: str
    ) -> None:
        self.settings, self.today = settings, today
        self._rules, self._active = rules, active
        self.tracer = Tracer(base)
        self.facts = traced(self.tracer, settings, today, enforcing(rules))
        self._rerun = Rerun(self.tracer, self.facts, settings, active)
        self._base = base
        self._known: Mapping[int, _Known] = {}

    def glance(self, frame: Frame, path: str, data: bytes) -> Typed | None:
        """Return what is wrong with a file that somebody is typing."""
        facts = Facts(self._base, self.settings, self.today, enforcing(self._rules))
        return typed(Known(self.tracer, facts, frame, self._active), path, data)

    def result(self, base: Base, edit: Edit | None, halt: Callable[[], bool]) -> Result:
        """Return what the rules say of a base.

        Args:
            base: the base.
            edit: how it differs from the last one; None where that has to be found out.
            halt: whether nobody waits for it any more.

        Raises:
            HaltedError: nobody waits any more.
        """
        if base is not self._base:
            self.tracer.turn(base, edit)
            self._base = base
        ran = self._rerun.check(base, halt)
        if ran is None:
            raise HaltedError
        facts = Facts(base, self.settings, self.today, enforcing(self._rules))
        known: dict[int, _Known] = {}
        judging = partial(_Judge, self.tracer, self.facts, self._known, known)
        result = concluded(base, self.settings, self._rules, facts, self._active, ran, judging)
        self._known = known
        self.tracer.forget()
        return result


class _Judge(Judge):
    """Makes findings, the same objects as before where nothing about them moved."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a judge takes, and what was known before
        self,
        tracer: Tracer,
        traced_facts: Facts,
        before: Mapping[int, _Known],
        known: dict[int, _Known],
        base: Base,
        settings: Settings,
        facts: Facts,
        rules: Mapping[str, Rule],
    ) -> None:
        super().__init__(base, settings, facts, rules)
        self._tracer, self._traced, self._before, self._known = tracer, traced_facts, before, known

    def from_place(self, rule: Rule, place: Place) -> Finding:
        """Return the finding of a rule at a place."""
        _, identity, finding = self._before.get(id(place), (None, "", None))
        if finding is None:
            finding = super().from_place(rule, place)
            identity = fingerprint.identity(self.base.schema, rule.code, finding.spot, place.distinct)
        else:
            known_by = self.numbered(identity)
            who = self.responsible(rule, place.entity) if isinstance(place.entity, Entity) else ()
            if (known_by, who) != (finding.fingerprint, finding.responsible):
                finding = replace(finding, fingerprint=known_by, responsible=who)
        self._known[id(place)] = place, identity, finding
        return finding

    def responsible(self, rule: Rule, entity: Entity) -> Sequence[str]:
        """Return who must act on a finding, looked up once for all findings of an entity."""
        return self._tracer.look((rule.responsible, entity), lambda: responsible(self._traced, rule, entity))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nobody look for garbage meanwhile: there are a million things that stay."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
