"""Own rules' expressions evaluated in a process apart: one that takes too long, or too much, ends there and is named."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import timonel
from timonel.aside import can_fork
from timonel.limits import forked, limit, spawned, unseen, was_slow
from timonel.model import Base, Entity
from timonel.rules.own import evaluator
from timonel.rules.own.context import asked, of_entity
from timonel.rules.own.expressions import library
from timonel.text import Said, said

if TYPE_CHECKING:
    from timonel.rules import Rule

# What a sensible rule never meets: it computes some ten microseconds for an entity.
_SECONDS, _ENTITIES = 5, 2000  # of one rule: so many seconds, and one more for each so many entities
_ALL = 4  # rules that may take so long, and all together no longer than these; those after them are not run
_MEGABYTES = 512  # of the process, beside what its entities need
_LATE = said("the rules before it took all the time that there is: its expression is not used")
_HINT = said("lists inside lists multiply: ask less of `all`, `exists`, `filter` and `map`")


class Verdict(NamedTuple):
    """What a rule says: how many entities it concerns and which break it, or why nobody knows."""

    concerned: int
    broken: Sequence[Entity]
    problem: Said | None = None
    hint: Said | None = None


def begin(base: Base, today: str, rules: Sequence[Rule]) -> Callable[[], Mapping[str, Verdict]]:
    """Begin to evaluate own rules beside this process; return what waits for it and gives code → verdict.

    Args:
        base: what they look at.
        today: the ISO date to take for today.
        rules: own rules.
    """
    seen = {one.selects: base.of(one.selects) for one in rules}
    if base.organization is None:  # none, or more than one
        seen.pop("organization", None)
    wanted = [one for one in rules if seen.get(one.selects)]
    nothing = {one.code: Verdict(0, ()) for one in rules}
    if not wanted:
        return lambda: nothing
    run = _Run(base, today, wanted, seen)
    return lambda: {**nothing, **run.verdicts()}


class _Run:
    """One evaluation of rules, by one process after another; used once."""

    def __init__(self, base: Base, today: str, rules: Sequence[Rule], seen: Mapping[str, Sequence[Entity]]) -> None:
        self.base, self.today, self.rules, self.seen = base, today, rules, seen
        more = sum(len(seen[one.selects]) for one in rules) // _ENTITIES
        self.seconds = _ALL * _SECONDS + more
        self.wait = self.seconds + _SECONDS + more  # the last one may begin late
        self.tasks: list[evaluator.Task] = [
            (one.selects, _asked(one), _SECONDS + len(seen[one.selects]) // _ENTITIES, *_expressions(one))
            for one in rules
        ]
        self.found: dict[str, Verdict] = {}
        self.megabytes = _MEGABYTES
        self.letters = unseen()
        self.ended = self._begun()

    def _begun(self) -> Callable[[], int]:
        """Begin a process with the first rule that nothing is known of; return what waits for its exit code."""
        self.letters.seek(0)
        self.letters.truncate()
        tasks = self.tasks[len(self.found) :]
        if not can_fork():
            return self._spawned(tasks)
        library()  # here, where the next process has it too

        def work() -> int:
            return evaluator.evaluate(
                self.today, tasks, self._values, self.letters.write, partial(limit, "RLIMIT_CPU"), self.seconds
            )

        return forked(work, seconds=self.wait, megabytes=_MEGABYTES)

    def _spawned(self, tasks: Sequence[evaluator.Task]) -> Callable[[], int]:
        """Let a small process do it, and hand over what it needs."""
        kinds = {kind: [*self._values(kind, None)] for kind in dict.fromkeys(task[0] for task in tasks)}
        given = unseen()
        asked: Any = (self.today, tasks, kinds, self.seconds)
        given.write(marshal.dumps(asked))
        self.megabytes = _MEGABYTES + given.tell() * 16 // 2**20
        given.seek(0)
        places = [str(Path(one).parents[1]) for one in (library(), timonel.__file__)]
        command = [sys.executable, "-I", "-S", evaluator.__file__, str(self.wait), str(self.megabytes), *places]
        with given:
            return spawned(command, given, self.letters, seconds=self.wait)

    def _values(self, kind: str, wanted: Sequence[str] | None) -> Iterable[Mapping[str, Any]]:
        lang = next(one.lang for one in self.rules if one.selects == kind)
        fields = None if wanted is None else frozenset(wanted)
        return (of_entity(self.base, entity, lang, fields) for entity in self.seen[kind])

    def verdicts(self) -> Mapping[str, Verdict]:
        """Wait for all rules, and begin anew behind each that ended the process."""
        for number in range(1, _ALL + 1):
            ended = self.ended()
            self._take()
            rest = self.rules[len(self.found) :]
            if rest and ended != evaluator.LATE:
                self.found[rest[0].code] = Verdict(0, (), self._problem(ended), _HINT)
            if len(self.found) == len(self.rules) or ended == evaluator.LATE:
                break
            if number < _ALL:
                self.ended = self._begun()
        self.letters.close()
        return self.found | {one.code: Verdict(0, (), _LATE) for one in self.rules[len(self.found) :]}

    def _problem(self, ended: int) -> Said:
        """Return what ended a process that was at the first rule that nothing is known of."""
        return said(
            "the expression takes more than {seconds} seconds, and is not used"
            if was_slow(ended)
            else "the expression takes more than {megabytes} MB of memory, and is not used",
            seconds=self.tasks[len(self.found)][2],
            megabytes=self.megabytes,
        )

    def _take(self) -> None:
        """Take what the process has found."""
        self.letters.seek(0)
        for rule in self.rules[len(self.found) :]:
            entities = self.seen[rule.selects]
            letters = self.letters.read(len(entities))
            if len(letters) < len(entities):
                return
            broken = [one for one, letter in zip(entities, letters, strict=True) if letter == evaluator.BROKEN]
            self.found[rule.code] = Verdict(len(letters) - letters.count(evaluator.FREE), broken)


def _expressions(rule: Rule) -> tuple[str | None, str]:
    own: Mapping[str, Any] = rule.own or {}
    return own.get("applies"), own["assert"]


def _asked(rule: Rule) -> list[str] | None:
    """Return the fields that a rule asks for: what it does not ask for need not be made for it; None for all."""
    found = [asked(text) for text in _expressions(rule) if text]
    return None if None in found else sorted({"id", "kind", *(word for each in found for word in each or ())})
