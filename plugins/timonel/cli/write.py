"""Commands that write into the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from timonel.cli.common import DONE, CannotRunError, _, examine, locale
from timonel.cli.options import common, iso
from timonel.text import said, say, visible


@click.command(
    help=_(
        "Write a waiver: a gap may stay for a reason, with an approval, until a day.\n\nExample: timonel waive SYS003 system:siebel --reason 'It retires in June.' --approved-by role:patrocinador-crm --expires 2027-06-30"
    )
)
@click.argument("code")
@click.argument("entity", metavar=_("KIND:ID"))
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    required=True,
    metavar=_("TEXT"),
    help=_("Why the gap may stay; repeat it per language as es=TEXT and en=TEXT."),
)
@click.option(
    "--approved-by",
    required=True,
    metavar="role:ID",
    help=_("The role that approves it and answers for it, or a forum's resolution (resolution:ID)."),
)
@click.option("--expires", required=True, callback=iso, metavar=_("DATE"), help=_("The last day on which it holds."))
@common
def waive(
    code: str,
    entity: str,
    reasons: tuple[str, ...],
    approved_by: str,
    expires: str,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.cli.writing import texts, writing  # noqa: PLC0415 - as everywhere here
    from timonel.edit.text import waive as writer  # noqa: PLC0415
    from timonel.edit.text.append import RefusedError  # noqa: PLC0415

    code = code.strip().upper()
    tongue = lang or locale()
    with writing(root) as home:
        result = examine(home, select=(code,), use_cache=not no_cache)
        reason = texts("--reason", reasons, result.settings.languages)
        waiver = writer.Waiver(code, entity, reason, approved_by.removeprefix("role:"), expires)
        try:
            path, line = writer.write(home, result, waiver)
        except RefusedError as error:
            raise CannotRunError(visible(say(error.problem, tongue))) from None
    if not writer.covers(result, waiver):
        click.echo(
            visible(say(said("there is no such gap today: the check will call this waiver unused"), tongue)), err=True
        )
    missing = [one for one in result.settings.languages if isinstance(reason, Mapping) and one not in reason]
    if missing:
        click.echo(
            say(
                said("the reason still lacks a text in: {languages}; add it in the file", languages=", ".join(missing)),
                tongue,
            ),
            err=True,
        )
    click.echo(f"{path}:{line}")
    return DONE
