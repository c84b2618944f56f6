"""The command by which somebody who answers for entries confirms them."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from timonel.cli.common import DONE, _, examine, home_of, locale
from timonel.cli.options import common, iso
from timonel.cli.terminal import refuse
from timonel.text import many, said, say, visible


@click.command(
    help=_(
        "Confirm that entries are true, for whoever answers for them. Without --apply it only shows what would be confirmed.\n\nExample: timonel confirm process:alta-de-cliente --by person:carolina-vidal --until 2027-05-31 --apply"
    )
)
@click.argument("entities", metavar=_("KIND:ID…"), nargs=-1, required=True)
@click.option("--by", required=True, metavar="person:ID", help=_("Who answers for them and confirms them."))
@click.option("--until", required=True, callback=iso, metavar=_("DATE"), help=_("The last day on which it holds."))
@click.option("--entered-by", default="", metavar=_("NAME"), help=_("Who writes it down, if it is somebody else."))
@click.option("--note", default="", metavar=_("TEXT"), help=_("What they want to add."))
@click.option("--apply", "write", is_flag=True, help=_("Write the confirmations, all or none."))
@common
def confirm(
    entities: tuple[str, ...],
    by: str,
    until: str,
    entered_by: str,
    note: str,
    write: bool,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel import journal  # noqa: PLC0415 - as everywhere here
    from timonel.cli.writing import writing  # noqa: PLC0415
    from timonel.edit.text import changes  # noqa: PLC0415
    from timonel.edit.text import confirm as writer  # noqa: PLC0415
    from timonel.lookups.confirmations import answering, may_confirm  # noqa: PLC0415
    from timonel.report import confirming  # noqa: PLC0415

    tongue = lang or locale()
    signature = writer.Signature(by.removeprefix("person:"), until, entered_by.strip(), note.strip())
    with writing(root) if write else nullcontext(home_of(root)) as home:
        result = examine(home, use_cache=not no_cache)
        wrong = [say(one, tongue) for one in writer.problems(result, entities, signature)]
        if wrong:
            raise refuse(wrong)
        entries = writer.entries(result, entities, signature)
        for entity in filter(None, map(result.base.find, dict.fromkeys(entities))):
            for line in confirming.lines(result, entity, tongue):
                click.echo(visible(line))
            if answering(result.base, entity) and not may_confirm(result.facts, entity, signature.by, result.today):
                told = said("{key}: {person} does not answer for it today", key=entity.key, person=signature.by)
                click.echo(visible(say(told, tongue)), err=True)
        prepared = changes.prepare(home, result, entries, use_cache=not no_cache)
        if prepared.stuck:
            raise refuse([f"{one.key}: {say(problem, tongue)}" for one, problem in prepared.stuck])
        if not write:
            click.echo(say("nothing is written yet: --apply writes it", tongue), err=True)
            return DONE
        journal.write(home, prepared.files, "confirm")
    click.echo(say(many("1 entry confirmed", "{n} entries confirmed", len(entries)), tongue), err=True)
    for path in prepared.files:
        click.echo(path)
    return DONE
