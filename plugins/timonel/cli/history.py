"""Commands that look at the git history: what a change does, and how it went over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from timonel.cli.common import (
    DONE,
    FOUND,
    CannotRunError,
    _,
    examine,
    home_lang,
    home_of,
    locale,
    no_entity,
    spoken,
    write,
)
from timonel.cli.documents import form_options, give
from timonel.cli.options import common, iso
from timonel.text import many, said, say, visible


@contextmanager
def answered() -> Iterator[None]:
    """Tell in one line that git, or a revision, cannot answer."""
    from timonel.history.git import HistoryError  # noqa: PLC0415
    from timonel.pipeline import NewerModelError  # noqa: PLC0415

    try:
        yield
    except HistoryError as error:
        raise CannotRunError(visible(say(error.problem, locale()))) from None
    except NewerModelError as error:
        raise CannotRunError(say(error.problem, locale())) from None


@click.command(
    help=_(
        "Compare two git revisions: what needs the people concerned, gaps opened and closed, score, entities changed. Both are judged by the first one's settings and own rules, on the second one's day.\n\nExample: timonel diff origin/main --format markdown"
    )
)
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help=_("Form of the answer; markdown suits a comment on a pull request."),
)
@click.option(
    "--fail-on-new",
    type=click.Choice(["error", "warning", "info"]),
    help=_("Exit with 1 when a gap of this severity, or a worse one, was opened."),
)
@click.option(
    "--exact",
    is_flag=True,
    help=_("Compare with BASE as it is now, not as it was where HEAD left it (BASE..HEAD means the same)."),
)
@click.option("--as-of", callback=iso, metavar=_("DATE"), help=_("The date to take for today."))
@click.option(
    "--baseline",
    metavar=_("FILE"),
    help=_("Path of the baseline in the knowledge base (default: the settings' one); its changes are told first."),
)
@common
def diff(
    base: str,
    head: str | None,
    form: str,
    fail_on_new: str | None,
    exact: bool,
    as_of: str | None,
    baseline: str | None,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.cache import Cache  # noqa: PLC0415
    from timonel.governance import SEVERITIES  # noqa: PLC0415
    from timonel.history import diff as history  # noqa: PLC0415
    from timonel.report import diff as report  # noqa: PLC0415

    home = home_of(root)
    base, head, exact = _sides(base, head, exact=exact)
    with answered():
        found = history.diff(
            home, base, head, Cache.of(home, use=not no_cache), today=as_of, baseline=baseline, exact=exact
        )
    render = {"text": report.as_text, "json": report.as_json, "markdown": report.as_markdown}[form]
    write(render(found, lang or spoken(found.found.after.settings, text=form == "text")), None)
    bad = SEVERITIES[: SEVERITIES.index(fail_on_new) + 1] if fail_on_new else ()
    return FOUND if any(one.severity in bad for one in found.found.opened) else DONE


def _sides(base: str, head: str | None, *, exact: bool) -> tuple[str, str | None, bool]:
    """Return the two revisions and whether their tips are compared, also where git's BASE...HEAD or BASE..HEAD says so."""
    for dots, tips in (("...", exact), ("..", True)):
        left, found, right = base.partition(dots)
        if found and left and head is None:
            return left, right or "HEAD", tips
    return base, head, exact


@click.command(
    help=_(
        "Show score and gaps over time: as the base's history.csv tells, else over the git history, each revision judged as of its own day. With --record, add today to history.csv.\n\nExample: timonel trend --every week --format csv"
    )
)
@click.option(
    "--every",
    type=click.Choice(["week", "day", "commit"]),
    default="week",
    help=_("The last of each day or week, or one point per commit, which git knows alone."),
)
@click.option("--since", callback=iso, metavar=_("DATE"), help=_("The first day to look at."))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", help=_("Form of the answer.")
)
@click.option(
    "--record", is_flag=True, help=_("Add to history.csv what today opens and closes, and how the pillars stand.")
)
@click.option("--as-of", callback=iso, metavar=_("DATE"), help=_("With --record: the date to take for today."))
@common
def trend(
    every: str,
    since: str | None,
    form: str,
    record: bool,
    as_of: str | None,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.cache import Cache  # noqa: PLC0415
    from timonel.history import trend as history  # noqa: PLC0415
    from timonel.report import trend as report  # noqa: PLC0415

    if as_of and not record:
        raise click.UsageError(_("--as-of needs --record: what is past has its own day"))
    if record:
        return _record(root, as_of, lang, use_cache=not no_cache)
    home = home_of(root)
    with answered():
        found = history.trend(home, Cache.of(home, use=not no_cache), every=every, since=since)
    tongue = lang or home_lang(home, text=form == "text")
    write({"text": report.as_text, "json": report.as_json, "csv": report.as_csv}[form](found, tongue), None)
    if form == "csv":
        for line in report.notes(found, tongue):
            click.echo(line, err=True)
    return DONE


def _record(root: Path | None, as_of: str | None, lang: str | None, *, use_cache: bool) -> int:
    """Add a day to the history, and say what it opened and closed."""
    from timonel import journal  # noqa: PLC0415
    from timonel.cli.writing import writing  # noqa: PLC0415
    from timonel.history import recorded, recording  # noqa: PLC0415

    with writing(root, entities=False) as home, answered():
        result = examine(root, as_of=as_of, use_cache=use_cache)
        old = recorded.raw(home)
        rows = recording.news(result, recorded.parsed(old or b""))
        if rows:
            new = journal.Write(old, recording.appended(old, rows))
            journal.write(home, {recorded.FILE: new}, "trend --record")
    counts = Counter(one.change for one in rows)
    told = said(
        "{file}: {date}, {opened}, {closed}",
        file=recorded.FILE, date=result.today, opened=many("1 gap opened", "{n} gaps opened", counts["opened"]),
        closed=many("1 closed", "{n} closed", counts["closed"]),
    )  # fmt: skip
    same = said("{file} says all of {date} already", file=recorded.FILE, date=result.today)
    write(say(told if rows else same, lang or spoken(result.settings)) + "\n", None)
    return DONE


@click.command(
    help=_(
        "Show who changed an entity, what and when, field by field, under whatever id and in whatever file; and who approved what of it.\n\nExample: timonel history process:alta-de-cliente"
    )
)
@click.argument("entity", metavar=_("KIND:ID"))
@form_options()
@common
def history(
    entity: str, form: str, site: str, output: Path | None, root: Path | None, lang: str | None, no_cache: bool
) -> int:
    from timonel.governance.published import published  # noqa: PLC0415
    from timonel.history.entity import steps  # noqa: PLC0415
    from timonel.notices.history import history as told  # noqa: PLC0415

    home = home_of(root)
    result = published(examine(home, use_cache=not no_cache))
    found = result.base.find(entity)
    if found is None:
        raise no_entity(result, entity)
    with answered():
        made = steps(home, result.base, found)
    tongue = lang or spoken(result.settings, text=form == "text")
    give(told(result, found, made, result.settings.read_in(tongue)), form, result, tongue, site, output)
    return DONE
