"""`timonel check`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from timonel import clock
from timonel.app.answers import Answer, Begun, kept, question
from timonel.cache import Cache
from timonel.cli.common import (
    DONE,
    FOUND,
    LEVELS,
    Call,
    CannotRunError,
    _,
    examine,
    home_of,
    locale,
    no_entity,
    no_rule,
    spoken,
    write,
)
from timonel.cli.formats import FormatOption, named
from timonel.cli.options import common, iso
from timonel.files import git_prefix
from timonel.load.ahead import begun
from timonel.load.files import sources
from timonel.load.stamp import Stamp
from timonel.report import about
from timonel.text import number, said, say, visible

if TYPE_CHECKING:
    from timonel.governance import Result
    from timonel.load import Sources


@click.command(
    help=_(
        "Validate the knowledge base and find the gaps in its governance.\n\nExample: timonel check --format text --format json=findings.json"
    )
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar=_("FORMAT[=FILE]"),
    cls=FormatOption,
)
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    help=_("The severity from which the exit code is 1 (default: the settings', else error)."),
)
@click.option(
    "--select",
    multiple=True,
    metavar=_("CODES"),
    help=_("Run only these rules: codes or their beginnings (PRO), separated by commas."),
)
@click.option(
    "--ignore",
    multiple=True,
    metavar=_("CODES"),
    help=_("Leave these rules out: codes or their beginnings, separated by commas."),
)
@click.option(
    "--owner", metavar=_("KIND:ID"), help=_("Show only what this role or person must act on (role:ID or person:ID).")
)
@click.option("--as-of", callback=iso, metavar=_("DATE"), help=_("The date to take for today."))
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("Known gaps, which do not count; only new ones do."),
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("Write the gaps of today as known, and count none of them."),
)
@click.option(
    "--changed-since",
    metavar=_("REV"),
    help=_(
        "Show only what a change since a git revision can have affected: gaps that were not open where the two parted (both judged by today's settings and date), and gaps in files changed since."
    ),
)
@click.option("--strict-baseline", is_flag=True, help=_("Fail when the baseline holds gaps that are gone."))
@click.option(
    "--summary",
    is_flag=True,
    help=_("What to do first, how many gaps of which rule, and who must act, on one screen instead of gap by gap."),
)
@click.option(
    "--limit", type=click.IntRange(min=0), metavar="N", help=_("Tell only the first N gaps one by one; all count.")
)
@click.option("--watch", is_flag=True, help=_("Check again each time the knowledge base changes, until Ctrl+C."))
@common
def check(
    formats: tuple[str, ...], fail_on: str | None, select: tuple[str, ...], ignore: tuple[str, ...],
    owner: str | None, as_of: str | None, baseline: Path | None, write_baseline: Path | None,
    changed_since: str | None, strict_baseline: bool, summary: bool, limit: int | None, watch: bool,
    root: Path | None, lang: str | None, no_cache: bool,
) -> int:  # fmt: skip
    start = time.perf_counter()
    wanted = [named(one) for one in formats] or [("text", None)]
    _fit(wanted, write_baseline, watch=watch, short=summary or limit is not None)
    home = home_of(root)
    asked = _Asked(
        home, Cache.of(home, use=not no_cache), wanted, fail_on, _codes(select), _codes(ignore), owner or "", as_of, baseline,
        write_baseline, changed_since, strict_baseline, summary, limit, lang,
    )  # fmt: skip
    if watch:
        return _watched(asked)
    if write_baseline:  # between what is known and what is written, nobody else writes
        from timonel.cli.writing import writing  # noqa: PLC0415

        with writing(home, entities=False):
            return _checked(asked, start)
    return _checked(asked, start)


class _Asked(NamedTuple):
    """What a check is asked: the base, where what is kept between runs lies, and the options."""

    home: Path
    cache: Cache
    wanted: Sequence[tuple[str, Path | None]]
    fail_on: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    owner: str
    as_of: str | None
    baseline: Path | None
    write_baseline: Path | None
    changed_since: str | None
    strict: bool
    summary: bool
    limit: int | None
    lang: str | None

    @property
    def is_of_the_base(self) -> bool:
        """Whether the answer depends on nothing else, and writes nothing."""
        return not (self.baseline or self.write_baseline or self.changed_since)


def _checked(asked: _Asked, start: float) -> int:
    """Check a base once."""
    call: Call = click.get_current_context().obj
    early = call.begun
    if early is None or early.home != asked.home:
        stamp = Stamp()
        early = Begun(asked.home, begun(asked.home, asked.cache, stamp), stamp)
    _, read, stamp = early
    only_told = not sys.stdout.isatty() and not any(file for _, file in asked.wanted)
    return FOUND if _looked(asked, read, start, stamp if only_told else None).fails else DONE


def _watched(asked: _Asked) -> int:
    """Check again after each change, and tell what it opened and closed."""
    from timonel.cli import watch as watcher  # noqa: PLC0415
    from timonel.pipeline.again import Again  # noqa: PLC0415

    again = Again(asked.cache, today=asked.as_of, wanted=asked.select, unwanted=asked.ignore)
    seen: list[Result] = []

    def examined(read: Sources) -> tuple[Result, str]:
        found, note = _chosen(asked, examine(asked.home, read=read, again=again))
        seen[:] = [*seen[-1:], found]
        return found, note

    def look(read: Sources, start: float) -> Answer:
        if not seen:
            return _looked(asked, read, start)
        answer = _answer(asked, *examined(read), seen[0])
        _tell(asked, answer, start)
        return answer

    def now() -> Sources:
        read = sources(asked.home)
        return read._replace(files=[*read.files])

    return watcher.watch(asked.home, now, look, lambda read: seen or examined(read))


def _looked(asked: _Asked, read: Sources, start: float, stamp: Stamp | None = None) -> Answer:
    """Check a base, or take what was said of it before, and tell it; with a stamp, what was only told is told again (`kept`)."""

    def work(meanwhile: Callable[[], object]) -> Answer:
        def besides() -> None:
            for name, _file in asked.wanted:
                about(name)  # loads the form
            meanwhile()
            if read.ahead:
                read.ahead.keep()

        result = examine(
            asked.home,
            as_of=asked.as_of,
            select=asked.select,
            ignore=asked.ignore,
            use_cache=asked.cache.folder is not None,
            read=read,
            meanwhile=besides,
        )
        call.held[:] = (result, read, stamp)  # to take them apart takes as long as many rules
        return _answer(asked, *_chosen(asked, result))

    call: Call = click.get_current_context().obj
    if asked.is_of_the_base:
        terminal = (_coloured(), locale()) if sys.stdout.isatty() else ()
        today = asked.as_of or clock.day(clock.named(read.settings))
        answer = kept(asked.cache, read, stamp, question(call.words, asked.home, *terminal), today, work)
    else:
        answer = work(lambda: None)
    _tell(asked, answer, start)
    return answer


def _chosen(asked: _Asked, result: Result) -> tuple[Result, str]:
    """Return of a result what the options ask for, and what is told of the baseline."""
    _exist(result, asked.owner, asked.select, asked.ignore)
    if asked.strict and not (asked.baseline or result.settings.baseline):
        raise click.UsageError(_("--strict-baseline needs --baseline FILE, or `baseline` in timonel.yaml"))
    note = ""
    if asked.baseline or asked.write_baseline or result.settings.baseline:
        from timonel.cli.baseline import known  # noqa: PLC0415

        result, note = known(result, asked.baseline, asked.write_baseline)
    if asked.changed_since:
        result = _since(result, asked.changed_since, asked.select, asked.ignore, asked.cache)
    return (result.owned_by(asked.owner) if asked.owner else result), note


def _answer(asked: _Asked, result: Result, note: str, before: Result | None = None) -> Answer:
    """Return what is said of a result, in each form that was asked for; on a terminal, what is new since ``before``."""
    from timonel.report import Reader, rendered  # noqa: PLC0415

    seen, written = asked.lang or spoken(result.settings), asked.lang or result.settings.lang
    prefix, chosen = git_prefix(asked.home), bool(asked.select or asked.owner)
    texts = []
    for name, file in asked.wanted:
        shown = name == "text" and file is None
        reader = Reader(prefix, _coloured() and shown, chosen, asked.owner, asked.summary, asked.limit)
        texts.append(
            rendered(name, result, seen if shown else written, reader._replace(before=before if shown else None))
        )
    fails = result.reaches(asked.fail_on or result.settings.fail_on) or bool(asked.strict and note)
    return Answer(texts, seen, fails, note)


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _tell(asked: _Asked, answer: Answer, start: float) -> None:
    click.echo(answer.note, err=True, nl=False)
    _write(answer, asked.wanted, start if sys.stdout.isatty() else None)


def _fit(wanted: Sequence[tuple[str, Path | None]], write_baseline: Path | None, *, watch: bool, short: bool) -> None:
    """Refuse options that make no sense together."""
    if watch and write_baseline:
        raise click.UsageError(_("--watch and --write-baseline do not go together: every new gap would be a known one"))
    if short and not any(name == "text" for name, _ in wanted):
        raise click.UsageError(_("--summary and --limit are for people: they need --format text"))


def _write(answer: Answer, wanted: Sequence[tuple[str, Path | None]], start: float | None) -> None:
    """Write what a check says, each text to its place; people at a terminal read how long it took since ``start``."""
    for (name, file), text in zip(wanted, answer.texts, strict=True):
        if name == "text" and file is None and start is not None:
            seconds = number(time.perf_counter() - start, answer.lang, 2)
            write(text.removesuffix("\n") + f" · {seconds} s\n", None)
        else:
            write(text, file)


def _exist(result: Result, owner: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    """Refuse what names no rule, no role and no person: it would find nothing, and look like all is well."""
    for code in (*select, *ignore):
        known = any(one.startswith(code) for one in result.rules)
        if not known and not code.startswith("X"):  # a rule of one's own that cannot be read is a finding
            raise no_rule(code, result.rules)
    kind, _, id_ = owner.partition(":")
    base = result.base
    there = base.find(owner) is not None or id_ in base.known.get(kind, ())
    if owner and kind not in ("role", "person"):
        raise CannotRunError(
            say(
                said("{key} is no role and no person: write it as role:id or person:id", key=visible(owner) or '""'),
                locale(),
            )
        )
    if owner and not there:
        raise no_entity(result, owner)


def _since(result: Result, revision: str, select: tuple[str, ...], ignore: tuple[str, ...], cache: Cache) -> Result:
    from timonel.cli.history import answered  # noqa: PLC0415
    from timonel.history.since import since  # noqa: PLC0415

    with answered():
        return since(result, revision, cache, select, ignore)


def _codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for text in texts for code in text.split(",") if code.strip())
