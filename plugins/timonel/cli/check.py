"""`timonel check`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel import clock
from timonel.app.answers import Answer, kept, question
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
from timonel.load.stamp import NONE, Stamp, stamped
from timonel.text import number, said, say, visible

if TYPE_CHECKING:
    from timonel.governance import Result
    from timonel.load import Sources
    from timonel.pipeline.again import Again


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
        "Show only what a change since a git revision can have affected: gaps that were not open there (both judged by today's settings and date), and gaps in files changed since."
    ),
)
@click.option("--strict-baseline", is_flag=True, help=_("Fail when the baseline holds gaps that are gone."))
@click.option("--watch", is_flag=True, help=_("Check again each time the knowledge base changes, until Ctrl+C."))
@common
def check(
    formats: tuple[str, ...], fail_on: str | None, select: tuple[str, ...], ignore: tuple[str, ...],
    owner: str | None, as_of: str | None, baseline: Path | None, write_baseline: Path | None,
    changed_since: str | None, strict_baseline: bool, watch: bool, root: Path | None, lang: str | None, no_cache: bool,
) -> int:  # fmt: skip
    start = time.perf_counter()
    wanted = [named(one) for one in formats] or [("text", None)]
    _fit(baseline, write_baseline, strict=strict_baseline, watch=watch)
    from timonel.report import Reader, rendered  # noqa: PLC0415

    home, terminal = home_of(root), sys.stdout.isatty()
    coloured = terminal and not os.environ.get("NO_COLOR")
    forms = [(name, name == "text" and file is None) for name, file in wanted]
    cache = Cache.of(home, use=not no_cache)
    again = _again(cache, as_of, _codes(select), _codes(ignore)) if watch else None
    call: Call = click.get_current_context().obj

    def now() -> Sources:
        read = sources(home)
        return read._replace(files=[*read.files])

    def work(read: Sources) -> Answer:
        result = examine(
            home,
            as_of=as_of,
            select=_codes(select),
            ignore=_codes(ignore),
            use_cache=not no_cache,
            read=read if watch else begun(read, cache),
            again=again,
        )
        call.held[:] = (result,)  # to take it apart takes as long as many rules
        _exist(result, owner, _codes(select), _codes(ignore))
        stale = 0
        if baseline or write_baseline:
            from timonel.cli.baseline import known  # noqa: PLC0415

            result, stale = known(result, baseline, write_baseline)
        if changed_since:
            result = _since(result, changed_since, _codes(select), _codes(ignore), cache)
        if owner:
            result = result.owned_by(owner)
        seen = lang or spoken(result.settings)
        written = lang or result.settings.lang
        prefix = git_prefix(home)
        texts = [
            rendered(
                name,
                result,
                seen if shown else written,
                Reader(prefix, coloured and shown, bool(select or owner), owner or ""),
            )
            for name, shown in forms
        ]
        fails = result.reaches(fail_on or result.settings.fail_on) or bool(strict_baseline and stale)
        return Answer(texts, seen, fails)

    def look(read: Sources, start: float, seen: bytes = NONE) -> Answer:
        if baseline or write_baseline or changed_since:  # these read or write more than the base
            answer = work(read)
        else:
            asked = question(call.words, home, *((coloured, locale()) if terminal else ()))
            today = as_of or clock.day(clock.named(read.settings))
            answer = kept(cache, read, seen, asked, today, lambda: work(read))
        _write(answer, wanted, start if terminal else None)
        return answer

    if watch:
        from timonel.cli import watch as watcher  # noqa: PLC0415

        return watcher.watch(home, now, look, lambda read: again is None or again.is_warm or again.examine(read))
    if write_baseline:  # between what is known and what is written, nobody else writes
        from timonel.cli.writing import writing  # noqa: PLC0415

        with writing(home, entities=False):
            return FOUND if look(now(), start).fails else DONE
    read, seen = _read(home, known_by_stamp=not terminal and not any(file for _, file in wanted))
    return FOUND if look(read, start, seen).fails else DONE


def _read(home: Path, *, known_by_stamp: bool) -> tuple[Sources, bytes]:
    """Return what a base is made of and its stamp; `NONE` where more than an answer is asked for than its texts."""
    stamp = Stamp()
    read, seen = stamped(sources(home, stamp.read), stamp)
    return read, seen if known_by_stamp else NONE


def _again(cache: Cache, as_of: str | None, select: tuple[str, ...], ignore: tuple[str, ...]) -> Again:
    """Return what checks a base that is watched, edit after edit."""
    from timonel.pipeline.again import Again  # noqa: PLC0415

    return Again(cache, today=as_of, wanted=select, unwanted=ignore)


def _fit(baseline: Path | None, write_baseline: Path | None, *, strict: bool, watch: bool) -> None:
    """Refuse options that make no sense together."""
    if strict and not baseline:
        raise click.UsageError(_("--strict-baseline needs --baseline FILE"))
    if watch and write_baseline:
        raise click.UsageError(_("--watch and --write-baseline do not go together: every new gap would be a known one"))


def _write(answer: Answer, wanted: Sequence[tuple[str, Path | None]], start: float | None) -> None:
    """Write what a check says, each text to its place; people at a terminal read how long it took since ``start``."""
    for (name, file), text in zip(wanted, answer.texts, strict=True):
        if name == "text" and file is None and start is not None:
            seconds = number(time.perf_counter() - start, answer.lang, 2)
            write(text.removesuffix("\n") + f" · {seconds} s\n", None)
        else:
            write(text, file)


def _exist(result: Result, owner: str | None, select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    """Refuse what names no rule, no role and no person: it would find nothing, and look like all is well."""
    for code in (*select, *ignore):
        known = any(one.startswith(code) for one in result.rules)
        if not known and not code.startswith("X"):  # a rule of one's own that cannot be read is a finding
            raise no_rule(code, result.rules)
    kind, _, id_ = (owner or "").partition(":")
    base = result.base
    there = base.find(owner or "") is not None or id_ in base.known.get(kind, ())
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
