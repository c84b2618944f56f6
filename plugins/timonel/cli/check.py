"""`timonel check`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

from timonel.cli.common import DONE, FOUND, LEVELS, _, common, examine, iso, locale, write
from timonel.text import said, say, visible


@click.command(help=_("Validate the knowledge base and find the gaps in its governance.\n\nExample: timonel check --format text --format json=findings.json"))
@click.option("--format", "formats", multiple=True, metavar="FORMAT[=FILE]", help=_("text, json or github; repeat it for several, with =FILE to write a file."))
@click.option("--fail-on", type=click.Choice(LEVELS), help=_("The severity from which the exit code is 1 (default: the settings', else error)."))
@click.option("--select", multiple=True, metavar="CODES", help=_("Run only these rules: codes or their beginnings (PRO), separated by commas."))
@click.option("--ignore", multiple=True, metavar="CODES", help=_("Leave these rules out: codes or their beginnings, separated by commas."))
@click.option("--owner", metavar="KIND:ID", help=_("Show only what this role or person must act on (role:ID or person:ID)."))
@click.option("--as-of", callback=iso, metavar="DATE", help=_("The date to take for today."))
@common
def check(
    formats: tuple[str, ...], fail_on: str | None, select: tuple[str, ...], ignore: tuple[str, ...],
    owner: str | None, as_of: str | None, root: Path | None, lang: str | None, no_cache: bool,
) -> int:  # fmt: skip
    from timonel.report.machine import as_github, as_json  # noqa: PLC0415 - see the module
    from timonel.report.terminal import render  # noqa: PLC0415

    start = time.perf_counter()
    wanted = [_format(one) for one in formats] or [("text", None)]
    result = examine(root, as_of=as_of, select=_codes(select), ignore=_codes(ignore), use_cache=not no_cache)
    if owner:
        result = result.owned_by(owner)
    terminal = sys.stdout.isatty()
    lang_ = lang or (locale() if terminal and locale() in result.settings.languages else result.settings.lang)
    colour = terminal and not os.environ.get("NO_COLOR")
    for name, file in wanted:
        match name:
            case "json":
                text = as_json(result, lang_)
            case "github":
                text = as_github(result, lang_)
            case _:
                shown = file is None
                seconds = time.perf_counter() - start if terminal and shown else None
                text = render(result, lang_, colour=colour and shown, seconds=seconds)
        write(text, file)
    return FOUND if result.reaches(fail_on or result.settings.fail_on) else DONE


def _format(text: str) -> tuple[str, Path | None]:
    name, _sign, file = text.partition("=")
    if name not in ("text", "json", "github"):
        raise click.UsageError(say(said("unknown format {name}: text, json or github", name=visible(name)), locale()))
    return name, Path(file) if file else None


def _codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for text in texts for code in text.split(",") if code.strip())
