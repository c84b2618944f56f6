"""The command that writes a new entity."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timonel.cli.common import DONE, _, examine, home_of, locale
from timonel.cli.options import common
from timonel.cli.terminal import Terminal, refuse
from timonel.lookups.facts import Facts
from timonel.text import Said, many, said, say, visible

if TYPE_CHECKING:
    from timonel.edit.ask.dialog import Dialog
    from timonel.edit.ask.new import Plan
    from timonel.governance import Finding, Result
    from timonel.schema import Kind

_GAPS = 10  # gaps that are told one by one


@click.command(
    help=_(
        "Write a new entity: asks for its fields on a terminal, takes them with --set anywhere, and prints the file's path.\n\nExamples: timonel new process\n\ntimonel new process --set name.es='Alta de socio' --set name.en='Member sign-up' --set type=support --set owner=gerente-de-crm"
    )
)
@click.argument("kind", metavar=_("KIND"), default="")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar=_("FIELD=VALUE"),
    help=_(
        "A field, or a part of one (name.es, maturity.level, steps.1.role); repeat it for more, or for more items of a list. Only what is needed is asked then."
    ),
)
@common
def new(kind: str, assignments: tuple[str, ...], root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.cli.writing import writing  # noqa: PLC0415 - as everywhere here
    from timonel.edit.ask import new as writer  # noqa: PLC0415
    from timonel.edit.ask.dialog import Dialog  # noqa: PLC0415
    from timonel.edit.text.append import RefusedError  # noqa: PLC0415

    tongue, use_cache = lang or locale(), not no_cache
    fields: dict[str, Any] = {}
    try:
        if sys.stdin.isatty():  # nobody waits while a person thinks
            home, result = home_of(root), examine(root, use_cache=use_cache)
            dialog = Dialog(Terminal(), result, _kind(result, kind, tongue), tongue)
            _assign(fields, dialog.kind, assignments, result)
            _ask(dialog, fields, only_needed=bool(assignments))
            if not assignments:
                now = examine(root, use_cache=use_cache)
                plan = _planned(home, now, dialog.kind, fields, tongue, use_cache=use_cache)
                click.echo(visible(f"\n{plan.path}\n\n{plan.text}"), err=True)
                if not dialog.agreed(say(said("Write it? [Y/n]"), tongue)):
                    raise click.Abort
        with writing(root) as home:
            result = examine(home, use_cache=use_cache)
            wanted = _kind(result, kind, tongue)
            if not fields:
                _assign(fields, wanted, assignments, result)
            plan = _planned(home, result, wanted, fields, tongue, use_cache=use_cache)
            writer.write(home, plan)
    except RefusedError as error:
        raise refuse([say(error.problem, tongue)]) from None
    _tell_gaps(plan.gaps, tongue, result.facts)
    click.echo(plan.path)
    return DONE


def _assign(fields: dict[str, Any], kind: Kind, assignments: Sequence[str], result: Result) -> None:
    from timonel.edit.ask import new as writer  # noqa: PLC0415 - as everywhere here

    for one in assignments:
        writer.put_in(fields, kind, one, result.base)


def _planned(home: Path, result: Result, kind: Kind, fields: Mapping[str, Any], lang: str, *, use_cache: bool) -> Plan:
    """Return the file of a new entity; who gave no id has the first that is free now."""
    from timonel.edit.ask import new as writer  # noqa: PLC0415 - as everywhere here

    proposed = writer.free_id(result.base, kind, fields.get("name"))
    given = {**({"id": proposed} if proposed else {}), **fields}
    plan = writer.plan(home, result, kind, given, use_cache=use_cache)
    if plan.refused:
        raise refuse(_lines(plan.refused, lang))
    return plan


def _kind(result: Result, word: str, lang: str) -> Kind:
    from timonel.edit.ask.answers import kind_of, kinds_near  # noqa: PLC0415

    kinds = result.base.schema.kinds
    found = kind_of(result.base, word)
    if not word:
        raise refuse([say(said("say what is new: one of {kinds}", kinds=", ".join(sorted(kinds))), lang)])
    if found is None:
        close = kinds_near(result.base, word) or sorted(kinds)
        raise refuse(
            [say(said("there is no kind `{kind}`; there are: {kinds}", kind=word, kinds=", ".join(close)), lang)]
        )
    other = {"measurement": "timonel measure", "waiver": "timonel waive"}.get(found.name)
    if other:
        raise refuse([say(said("`{command}` writes these", command=other), lang)])
    return found


def _ask(dialog: Dialog, fields: dict[str, Any], *, only_needed: bool) -> None:
    if not only_needed:
        dialog.fill(fields)
        return
    for name in dialog.kind.fields:
        if name in dialog.kind.required and name not in fields and name != "id":
            dialog.one(fields, name)


def _lines(found: Sequence[Finding], lang: str) -> Iterable[str]:
    """Yield what is wrong, one line each."""
    for one in found:
        field = ".".join(str(key + 1 if isinstance(key, int) else key) for key in one.spot.keys)
        detail = one.values.get("detail")
        text = say(detail, lang) if isinstance(detail, Said) else one.brief(lang)
        hint = f" ({say(one.hint, lang)})" if one.hint else ""
        yield f"{field}: {text}{hint}" if field else f"{text}{hint}"


def _tell_gaps(gaps: Sequence[Finding], lang: str, facts: Facts) -> None:
    """Say which gaps the new entity opens: a draft may have them, and its author should know."""
    if not gaps:
        return
    click.echo(visible(say(many("It opens 1 gap:", "It opens {n} gaps:", len(gaps)), lang)), err=True)
    for one in gaps[:_GAPS]:
        click.echo(visible(f"  {one.code} {one.brief(lang)} {one.advice(lang, facts)}".replace("\n", " ")), err=True)
    if len(gaps) > _GAPS:
        click.echo(f"  {say(said('… the rest: timonel check'), lang)}", err=True)
