"""Commands for what happens in a company's life: each shows all that it would do, and writes it on request."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import DONE, _, examine, find, home_lang, home_of
from timonel.cli.options import common, iso
from timonel.cli.terminal import refuse
from timonel.text import many, said, say, visible

if TYPE_CHECKING:
    from timonel.edit.change.planned import Planned
    from timonel.governance import Result

Make = Callable[[Path, "Result"], "Planned"]
apply_option = click.option("--apply", "write", is_flag=True, help=_("Write it, all or nothing."))


def changed(
    make: Make,
    command: str,
    root: Path | None,
    lang: str | None,
    *,
    write: bool,
    use_cache: bool,
    on: str | None = None,
    strict: bool = True,
    first: Callable[[Path], None] = lambda _: None,
) -> int:
    """Show what a change does, and write it where that is asked for.

    Args:
        make: makes the change of a base and what the check says of it.
        command: what it is called.
        root: what ``--root`` says.
        lang: what ``--lang`` says.
        write: whether to write it.
        use_cache: whether to read and write what is kept between runs.
        on: a day that is still to come, as of which the base is judged.
        strict: whether a change that opens gaps of the schema's or the references' is refused.
        first: writes what stands outside the base.

    Raises:
        CannotRunError: the change is refused.
    """
    from timonel import journal  # noqa: PLC0415 - as everywhere here
    from timonel.cli.writing import writing  # noqa: PLC0415
    from timonel.edit.change.draft import RefusedError  # noqa: PLC0415
    from timonel.report import changing  # noqa: PLC0415

    tongue = lang or home_lang(find(root), text=True)
    with writing(root) if write else nullcontext(home_of(root)) as home:
        result = examine(home, use_cache=use_cache)
        if on and on > result.today:
            result = examine(home, as_of=on, use_cache=use_cache)
        try:
            plan = make(home, result)
        except RefusedError as error:
            raise refuse([say(one, tongue) for one in error.problems]) from None
        told = changing.Told(
            [(one.entity, one.fields) for one in plan.altered], plan.gone, plan.names, plan.moved, [*plan.files],
            plan.foretold.opened, plan.foretold.closed,
        )  # fmt: skip
        for line in changing.lines(result, told, tongue):
            click.echo(visible(line))
        if strict and plan.refused:
            why = [f"{one.code} {one.brief(tongue)}" for one in plan.refused]
            raise refuse([say(said("nothing is written, for that would break the base:"), tongue), *why])
        if not write:
            click.echo(say("nothing is written yet: --apply writes it", tongue), err=True)
            return DONE
        first(home)
        journal.write(home, plan.files, command)
    click.echo(say(many("1 file written", "{n} files written", len(plan.files)), tongue), err=True)
    return DONE


@click.command(
    help=_(
        "Give an entity another id: every reference, its file, pages, waivers, confirmations, known gaps, measurements and mappings follow. Without --apply it only shows what would change.\n\nExample: timonel rename role:gerente-de-crm gerente-de-clientes --apply"
    )
)
@click.argument("entity", metavar=_("KIND:ID"))
@click.argument("new", metavar=_("NEW-ID"))
@apply_option
@common
def rename(entity: str, new: str, write: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.edit.change.rename import rename as made  # noqa: PLC0415

    def make(home: Path, result: Result) -> Planned:
        return made(home, result, entity, new.removeprefix(f"{entity.partition(':')[0]}:"), use_cache=not no_cache)

    return changed(make, "rename", root, lang, write=write, use_cache=not no_cache)


@click.command(
    help=_(
        "Set fields of an entity, or of all that --where chooses; field= takes a field away, field+=value and field-=value an item of a list. Without --apply it only shows what would change.\n\nExamples: timonel set process:alta-de-cliente owner=gerente-de-tiendas\n\ntimonel set process --where owner=gerente-de-ventas owner=gerente-de-tiendas --apply"
    )
)
@click.argument("words", metavar=_("[KIND:ID…] FIELD=VALUE…"), nargs=-1, required=True)
@click.option(
    "--where", multiple=True, metavar=_("FIELD=VALUE"), help=_("All entities with this value; repeat it for more.")
)
@apply_option
@common
def assign(
    words: tuple[str, ...], where: tuple[str, ...], write: bool, root: Path | None, lang: str | None, no_cache: bool
) -> int:
    from timonel.edit.change.assign import assign as made  # noqa: PLC0415

    def make(home: Path, result: Result) -> Planned:
        return made(home, result, words, where, use_cache=not no_cache)

    return changed(make, "set", root, lang, write=write, use_cache=not no_cache)


@click.command(
    help=_(
        "Merge an entity into another one of its kind: what named it names the other, which has what both had. Without --apply it only shows what would change.\n\nExample: timonel merge role:jefe-de-ventas gerente-de-ventas --take role:gerente-de-ventas"
    )
)
@click.argument("entity", metavar=_("KIND:ID"))
@click.argument("into", metavar=_("INTO-ID"))
@click.option("--take", default="", metavar=_("KIND:ID"), help=_("Whose values hold where the two differ."))
@apply_option
@common
def merge(entity: str, into: str, take: str, write: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.edit.change.merge import merge as made  # noqa: PLC0415

    def make(home: Path, result: Result) -> Planned:
        return made(home, result, entity, into, take, use_cache=not no_cache)

    return changed(make, "merge", root, lang, write=write, use_cache=not no_cache)


@click.command(
    help=_(
        "Retire an entity: its status where its kind has one, else it goes once nothing names it. Shows what would be left without an owner, a process or data. Without --apply it only shows what would change.\n\nExample: timonel retire system:siebel"
    )
)
@click.argument("entity", metavar=_("KIND:ID"))
@apply_option
@common
def retire(entity: str, write: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.edit.change.leaving import retire as made  # noqa: PLC0415

    def make(home: Path, result: Result) -> Planned:
        return made(home, result, entity, use_cache=not no_cache)

    return changed(make, "retire", root, lang, write=write, use_cache=not no_cache)


@click.command(
    help=_(
        "Show what a person who leaves has to hand over; with --to, who takes it over from a day on. Without --apply it only shows what would change.\n\nExample: timonel handover person:paola-rincon --to person:carolina-vidal --on 2027-01-01"
    )
)
@click.argument("person", metavar="person:ID")
@click.option("--to", default="", metavar="person:ID", help=_("Who takes it over."))
@click.option("--on", callback=iso, metavar=_("DATE"), help=_("The first day of who takes over (default: today)."))
@apply_option
@common
def handover(
    person: str, to: str, on: str | None, write: bool, root: Path | None, lang: str | None, no_cache: bool
) -> int:
    from timonel.edit.change.draft import RefusedError  # noqa: PLC0415
    from timonel.edit.change.leaving import handover as made  # noqa: PLC0415
    from timonel.edit.change.leaving import holdings  # noqa: PLC0415
    from timonel.report.changing import held  # noqa: PLC0415

    def make(home: Path, result: Result) -> Planned:
        return made(home, result, person, to, on or "", use_cache=not no_cache)

    if to:
        return changed(make, "handover", root, lang, write=write, use_cache=not no_cache)
    result, tongue = examine(root, use_cache=not no_cache), lang or home_lang(find(root), text=True)
    try:
        found = holdings(result, person)
    except RefusedError as error:
        raise refuse([say(one, tongue) for one in error.problems]) from None
    for line in held(result, found, tongue):
        click.echo(visible(line))
    return DONE


@click.command(
    help=_(
        "Mend what can be mended without a person: how dates, ids, languages and texts are written. With --unsafe also what decides something: the nearest id, the owner that fits. Without --apply it only shows what would change.\n\nExample: timonel fix DAT --apply"
    )
)
@click.argument("codes", metavar=_("[CODES]"), nargs=-1)
@click.option("--unsafe", is_flag=True, help=_("Take fixes that decide something, too; look at each."))
@apply_option
@common
def fix(codes: tuple[str, ...], unsafe: bool, write: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.edit.change.mend import mend  # noqa: PLC0415
    from timonel.report.changing import mended  # noqa: PLC0415

    tongue = lang or home_lang(find(root), text=True)

    def make(home: Path, result: Result) -> Planned:
        wanted = [one.strip().upper() for word in codes for one in word.split(",") if one.strip()]
        plan, taken = mend(home, result, wanted, unsafe=unsafe, use_cache=not no_cache)
        for line in mended([(one.finding, one.fix) for one in taken], tongue):
            click.echo(visible(line))
        return plan

    return changed(make, "fix", root, lang, write=write, use_cache=not no_cache, strict=False)
