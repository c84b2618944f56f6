"""The command that plans how gaps are closed, and writes who has promised to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from timonel.cli.common import DONE, _, examine, locale, spoken
from timonel.cli.documents import form_options, give
from timonel.cli.options import common, iso
from timonel.cli.terminal import refuse
from timonel.text import said, say, visible


def _days(_context: click.Context, _option: click.Parameter, value: str) -> tuple[int, ...]:
    try:
        found = tuple(int(one) for one in value.split(","))
    except ValueError:
        found = ()
    if not found or list(found) != sorted({*found}) or not 0 < found[0] <= found[-1] <= 3660:  # noqa: PLR2004 - ten years
        raise click.BadParameter(_("write rising numbers of days, as 30,60,90"))
    return found


@click.command(
    help=_(
        "Plan how the open gaps are closed: what reaches customers first, then what unblocks most. With --commit, write down who promises to close a gap, and by when; it stays open until it is closed.\n\nExamples: timonel plan --format xlsx --output plan.xlsx\n\ntimonel plan --commit 4f1c0de2a9 --by role:gerente-de-crm --until 2026-12-31"
    )
)
@click.option("--days", default="30,60,90", callback=_days, metavar=_("NUMBERS"), help=_("How many days each part of the plan reaches."))  # fmt: skip
@click.option("--commit", "gaps", multiple=True, metavar=_("FINGERPRINT"), help=_("Write down a promise to close this gap; its id is in the plan. Repeat it for several."))  # fmt: skip
@click.option("--by", default="", metavar="role:ID", help=_("With --commit: the role that promises it."))
@click.option("--until", callback=iso, metavar=_("DATE"), help=_("With --commit: the day by which the gap will be closed."))  # fmt: skip
@click.option("--note", default="", metavar=_("TEXT"), help=_("With --commit: how it will be closed."))
@form_options()
@click.option("--as-of", callback=iso, metavar=_("DATE"), help=_("The date to take for today."))
@common
def plan(
    days: tuple[int, ...],
    gaps: tuple[str, ...],
    by: str,
    until: str | None,
    note: str,
    form: str,
    site: str,
    output: Path | None,
    as_of: str | None,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.governance.published import published  # noqa: PLC0415 - as everywhere here
    from timonel.notices.plan import plan as planned  # noqa: PLC0415

    if gaps or by or until or note:
        if not (gaps and by and until):
            raise click.UsageError(_("a promise needs --commit, --by and --until"))
        return _commit(root, gaps, (by.removeprefix("role:"), until, note.strip()), lang, as_of, use_cache=not no_cache)
    result = published(examine(root, as_of=as_of, use_cache=not no_cache))
    tongue = lang or spoken(result.settings, text=form == "text")
    give(planned(result, tongue, days), form, result, tongue, site, output)
    return DONE


def _commit(
    root: Path | None,
    gaps: Sequence[str],
    promise: tuple[str, str, str],
    lang: str | None,
    as_of: str | None,
    *,
    use_cache: bool,
) -> int:
    """Write promises to close gaps, all or none."""
    from timonel import journal  # noqa: PLC0415 - as everywhere here
    from timonel.cli.writing import writing  # noqa: PLC0415
    from timonel.edit.text import changes  # noqa: PLC0415
    from timonel.edit.text import commit as writer  # noqa: PLC0415

    tongue, made = lang or locale(), writer.Promise(*promise)
    with writing(root) as home:
        result = examine(home, as_of=as_of, use_cache=use_cache)
        wrong = [say(one, tongue) for one in writer.problems(result, gaps, made)]
        if wrong:
            raise refuse(wrong)
        found = [writer.named(result, one)[0] for one in dict.fromkeys(gaps)]
        prepared = changes.prepare(home, result, writer.entries(result, found, made), use_cache=use_cache)
        if prepared.stuck:
            raise refuse([f"{one.key}: {say(problem, tongue)}" for one, problem in prepared.stuck])
        journal.write(home, prepared.files, "plan")
    for one in found:
        click.echo(visible(f"{one.code} {one.message(tongue)}"), err=True)
        if f"role:{made.by}" not in one.responsible:
            told = said("{role} is not who must act: {who}", role=made.by, who=", ".join(one.responsible) or "—")
            click.echo(visible(say(told, tongue)), err=True)
    for path in prepared.files:
        click.echo(path)
    return DONE
