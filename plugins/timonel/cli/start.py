"""Commands that set things up: editors, and new knowledge bases."""

from __future__ import annotations

import json
from pathlib import Path

import click

from timonel.cli.common import DONE, CannotRunError, _, common, examine, home_lang, home_of, locale, write
from timonel.text import nearest, said, say, visible


@click.command(
    help=_(
        "The JSON Schemas of the files, with the knowledge base's own ids and their names to complete, for code editors.\n\nExamples: timonel schema --write puts them and the settings of VS Code and JetBrains in place\n\ntimonel schema process prints that of one kind"
    )
)
@click.argument("kind", required=False)
@click.option("--write", "put", is_flag=True, help=_("Put them in place, and add them to the editors' settings."))
@common
def schema(kind: str | None, put: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.edit import editors, schemas  # noqa: PLC0415 - as everywhere here
    from timonel.edit.append import RefusedError  # noqa: PLC0415

    home, result = home_of(root), examine(root, select=("DAT",), use_cache=not no_cache)
    tongue = lang or home_lang(home)
    if not put:
        made = schemas.made(result, tongue)
        if kind and kind not in made:
            close = ", ".join(nearest(kind, made) or made)
            raise CannotRunError(
                visible(say(said("there is no kind `{kind}`; there are: {kinds}", kind=kind, kinds=close), locale()))
            )
        write(f"{json.dumps(made[kind] if kind else made, ensure_ascii=False, indent=1)}\n", None)
        return DONE
    try:
        changed = [*editors.write(result, home), *schemas.write(result, home, tongue)]
    except RefusedError as error:
        raise CannotRunError(visible(say(error.problem, locale()))) from None
    for path in changed:
        click.echo(path)
    return DONE
