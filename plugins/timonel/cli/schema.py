"""The command that prints what describes a knowledge base to code editors and git hosts, or puts it in place."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import click

from timonel.cli.common import DONE, CannotRunError, _, examine, home_lang, home_of, locale, write
from timonel.cli.options import common
from timonel.text import many, nearest, said, say, visible


@click.command(
    help=_(
        "The JSON Schemas of the files, with the knowledge base's own ids and their names to complete, for code editors.\n\nExamples: timonel schema --write puts them and the settings of VS Code and JetBrains in place\n\ntimonel schema process prints that of one kind"
    )
)
@click.argument("kind", required=False, metavar=f"[{_('KIND')}]")
@click.option(
    "--write",
    "put",
    is_flag=True,
    help=_("Put them in place, and the editors' settings where there are none; else a snippet to paste."),
)
@click.option(
    "--codeowners",
    is_flag=True,
    help=_(
        "CODEOWNERS instead: whom the git host asks about a change, from owners and the accounts of who holds them."
    ),
)
@common
def schema(kind: str | None, put: bool, codeowners: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.edit.editors import schemas  # noqa: PLC0415 - as everywhere here

    if codeowners:
        return _owners(root, put=put, use_cache=not no_cache)
    if put:
        return _put(root, lang, use_cache=not no_cache)
    home, result = home_of(root), examine(root, select=("DAT",), use_cache=not no_cache)
    made = schemas.made(result, lang or home_lang(home))
    if kind and kind not in made:
        close = ", ".join(nearest(kind, made) or made)
        raise CannotRunError(
            visible(say(said("there is no kind `{kind}`; there are: {kinds}", kind=kind, kinds=close), locale()))
        )
    write(f"{json.dumps(made[kind] if kind else made, ensure_ascii=False, indent=1)}\n", None)
    return DONE


def _owners(root: Path | None, *, put: bool, use_cache: bool) -> int:
    """Print a CODEOWNERS, or put it where the repository begins."""
    from timonel import journal  # noqa: PLC0415 - as everywhere here
    from timonel.cli.writing import writing  # noqa: PLC0415
    from timonel.edit.editors import codeowners  # noqa: PLC0415
    from timonel.files import git_prefix  # noqa: PLC0415

    with writing(root, entities=False) if put else nullcontext(home_of(root)) as home:
        result = examine(home, select=("DAT",), use_cache=use_cache)
        problem = codeowners.nothing(result)
        if problem is None and put and git_prefix(home):
            problem = said("the knowledge base is a folder of the repository: print it, and put it where that begins")
        if problem is not None:
            raise CannotRunError(say(problem, locale()))
        found, file = codeowners.owners(result), home / codeowners.FILE
        if put:
            old = file.read_bytes() if file.exists() else None
            new = codeowners.text(found, (old or b"").decode("utf-8", "replace")).encode()
            if new != old:
                journal.write(home, {codeowners.FILE: journal.Write(old, new)}, "schema --codeowners")
            click.echo(codeowners.FILE)
        else:
            write(codeowners.text(found), None)
    if found.without:
        told = many("nobody with an account answers for 1 file", "nobody with an account answers for {n} files", found.without)  # fmt: skip
        click.echo(say(told, locale()), err=True)
    return DONE


def _put(root: Path | None, lang: str | None, *, use_cache: bool) -> int:
    """Put the schemas and the editors' settings in place."""
    from timonel import journal  # noqa: PLC0415 - as everywhere here
    from timonel.cli.writing import writing  # noqa: PLC0415
    from timonel.edit.editors import schemas  # noqa: PLC0415
    from timonel.edit.editors import settings as editors  # noqa: PLC0415

    with writing(root) as home:
        result = examine(home, select=("DAT",), use_cache=use_cache)
        changed = {**editors.planned(result, home), **schemas.planned(result, home, lang or home_lang(home))}
        to_paste = editors.to_paste(result, home)
        journal.write(home, changed, "schema --write")
    for path in changed:
        click.echo(path)
    for path, snippet in to_paste.items():
        told = said("{path} is yours and stays as it is: paste into it what {snippet} says", path=path, snippet=snippet)
        click.echo(visible(say(told, locale())), err=True)
    return DONE
