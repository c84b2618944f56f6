"""Own rules' expressions evaluated in a process apart: one that takes too long, or too much, ends there and is named."""

from __future__ import annotations

import marshal
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from timonel.aside import can_fork
from timonel.model import Base, Entity
from timonel.rules import evaluator
from timonel.rules.context import asked, of_entity
from timonel.rules.expressions import library
from timonel.text import Said, said

if TYPE_CHECKING:
    from timonel.rules import Rule

# What a sensible rule never meets: it computes some ten microseconds for an entity.
_SECONDS, _ENTITIES = 5, 2000  # of one rule: so many seconds, and one more for each so many entities
_ALL = 4  # rules that may take so long, and all together no longer than these; those after them are not run
_MEGABYTES = 512  # of the process, beside what its entities need
_WAIT = 30 if sys.platform == "win32" else 600  # seconds by the clock, where the system does not count computing
_TOO_LONG = -getattr(signal, "SIGXCPU", 0)
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
        self.seconds, self.wait = _ALL * _SECONDS + more, _WAIT + more
        self.tasks: list[evaluator.Task] = [
            (one.selects, _asked(one), _SECONDS + len(seen[one.selects]) // _ENTITIES, *_expressions(one))
            for one in rules
        ]
        self.found: dict[str, Verdict] = {}
        self.megabytes = _MEGABYTES
        self.letters = _file()
        self.ended = self._begun()

    def _begun(self) -> Callable[[], int]:
        """Begin a process with the first rule that nothing is known of; return what waits for its exit code."""
        self.letters.seek(0)
        self.letters.truncate()
        tasks = self.tasks[len(self.found) :]
        return self._forked(tasks) if can_fork() else self._spawned(tasks)

    def _forked(self, tasks: Sequence[evaluator.Task]) -> Callable[[], int]:
        """Let a copy of this process do it: nothing need be handed over."""
        library()
        process = os.fork()
        if process:
            return lambda: os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        ended = evaluator.FULL
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what the library cries when there is no more memory
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(self.wait)
            evaluator.limit("RLIMIT_CORE", 0)
            evaluator.limit("RLIMIT_AS", _taken() + _MEGABYTES * 2**20)
            ended = evaluator.evaluate(self.today, tasks, self._values, self.letters.write, self.seconds)
        finally:
            os._exit(ended)

    def _spawned(self, tasks: Sequence[evaluator.Task]) -> Callable[[], int]:
        """Let a small process do it, and hand over what it needs."""
        import subprocess  # noqa: PLC0415 - not every system needs it

        kinds = {kind: [*self._values(kind, None)] for kind in dict.fromkeys(task[0] for task in tasks)}
        given = _file()
        asked: Any = (self.today, tasks, kinds, self.seconds)
        given.write(marshal.dumps(asked))
        self.megabytes = _MEGABYTES + given.tell() * 16 // 2**20
        given.seek(0)
        command = [sys.executable, "-I", "-S", evaluator.__file__, str(Path(library()).parents[1]), str(self.megabytes)]
        with given:
            process = subprocess.Popen(command, stdin=given, stdout=self.letters, stderr=subprocess.DEVNULL)  # noqa: S603 - ours

        def wait() -> int:
            try:
                return process.wait(self.wait)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return _TOO_LONG

        return wait

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
        is_slow = ended in (_TOO_LONG, -getattr(signal, "SIGALRM", 0))
        return said(
            "the expression takes more than {seconds} seconds, and is not used"
            if is_slow
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


def _taken() -> int:
    """Return how much memory this process takes up."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _file() -> IO[bytes]:
    """Return a file that only processes see which are handed it: in memory where the system can."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("timonel"), "w+b", 0)
    from tempfile import TemporaryFile  # noqa: PLC0415 - other systems

    return TemporaryFile(buffering=0)
