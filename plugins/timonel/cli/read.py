"""Commands that tell: rules, one entity, a picture, what happens without something."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import (
    DONE,
    FOUND,
    CannotRunError,
    _,
    examine,
    find,
    home_lang,
    locale,
    no_entity,
    no_rule,
    spoken,
    write,
)
from timonel.cli.options import common
from timonel.text import said, say

if TYPE_CHECKING:
    from timonel.cache import Cache
    from timonel.governance import Result
    from timonel.rules import Rule


@click.command(
    help=_("Explain rules: why they matter, how to fix what they find, examples.\n\nExample: timonel rule PRO001")
)
@click.argument("codes", metavar=_("CODES"), nargs=-1)
@click.option("--all", "every", is_flag=True, help=_("Every rule there is."))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help=_("Form of the answer.")
)
@common
def rule(codes: tuple[str, ...], every: bool, form: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.cache import Cache  # noqa: PLC0415
    from timonel.report import explained  # noqa: PLC0415

    home = find(root, needed=False)
    known = _known(home, Cache.of(home, use=not no_cache) if home else Cache(None))
    if not codes and not every:
        raise click.UsageError(_("name the codes of rules, or say --all"))
    unknown = [code for code in codes if code.upper() not in known]
    if unknown:
        raise no_rule(unknown[0], known)
    chosen = known if every else {code.upper(): known[code.upper()] for code in codes}
    write(explained.render(chosen, form, lang or home_lang(home, text=form == "text")), None)
    return DONE


def _known(home: Path | None, cache: Cache) -> Mapping[str, Rule]:
    from timonel.pipeline import rules_of  # noqa: PLC0415
    from timonel.rules import catalogue  # noqa: PLC0415

    return rules_of(home, cache) if home else catalogue(cache)


@click.command(
    help=_(
        "Show one entity: its fields, what it refers to, what refers to it, its gaps.\n\nExample: timonel show process:alta-de-cliente"
    )
)
@click.argument("entity", metavar=_("KIND:ID"))
@common
def show(entity: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.report import entity as page  # noqa: PLC0415

    result = examine(root, use_cache=not no_cache)
    found = result.base.find(entity)
    if found is None:
        raise no_entity(result, entity)
    write(page.render(result, found, lang or spoken(result.settings)), None)
    return DONE


@click.command(
    help=_(
        "Draw a picture of the knowledge base.\n\nExample: timonel graph process process:alta-de-cliente --format svg > alta.svg"
    )
)
@click.argument("view", type=click.Choice(["lifecycle", "process", "systems", "organization", "neighbours"]))
@click.argument("entity", metavar=_("[KIND:ID]"), required=False)
@click.option(
    "--format", "form", type=click.Choice(["svg", "dot", "png", "json"]), default="svg", help=_("Form of the picture.")
)
@common
def graph(view: str, entity: str | None, form: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    result = examine(root, use_cache=not no_cache)
    if entity and result.base.find(entity) is None:
        raise no_entity(result, entity)
    if entity is None and view in ("process", "neighbours"):
        raise click.UsageError(say(said("the view {view} needs an entity, kind:id", view=view), locale()))
    _draw(result, view, entity, form, lang or result.settings.lang)
    return DONE


@click.command(
    help=_(
        "Show what reaches the customer when one entity is gone: touchpoints, stages, processes, objectives, each with the way there. Without one, on which single role, system or person most hangs.\n\nExamples: timonel impact system:salesforce\n\ntimonel impact"
    )
)
@click.argument("entity", required=False, metavar=f"[{_('KIND:ID')}]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "dot", "svg"]),
    default="text",
    help=_("Form of the answer."),
)
@common
def impact(entity: str | None, form: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.report import impact as report  # noqa: PLC0415
    from timonel.report import ranking  # noqa: PLC0415

    if entity is None and form in ("dot", "svg"):
        raise click.UsageError(say(said("--format {form} needs an entity, kind:id", form=form), locale()))
    result = examine(root, use_cache=not no_cache)
    tongue = lang or spoken(result.settings, text=form == "text")
    if entity is None:
        write({"text": ranking.as_text, "json": ranking.as_json}[form](result, tongue), None)
        return DONE
    found = result.base.find(entity)
    if found is None:
        raise no_entity(result, entity)
    if form in ("dot", "svg"):
        _draw(result, "impact", entity, form, tongue)
    else:
        write({"text": report.as_text, "json": report.as_json}[form](result, found, tongue), None)
    return DONE


@click.command(
    help=_(
        "Answer a question from the knowledge base, in the language of the question, with what says so; the exit code is 1 where the base does not say.\n\nExample: timonel ask 'who owns the returns?'"
    )
)
@click.argument("question", metavar=_("QUESTION"), nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help=_("Form of the answer."))
@common
def ask(question: tuple[str, ...], form: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.answers import ask as asked  # noqa: PLC0415
    from timonel.report import answers as report  # noqa: PLC0415

    result = examine(root, use_cache=not no_cache)
    found = asked(result, " ".join(question), lang)
    write({"text": report.as_text, "json": report.as_json}[form](result, found), None)
    return DONE if found.answered else FOUND


def _draw(result: Result, view: str, key: str | None, form: str, lang: str) -> None:
    from timonel.site.command import drawn  # noqa: PLC0415

    picture = drawn(result, view, key, form, lang)
    if picture == b"":
        raise CannotRunError(_("the picture is too large to be drawn: --format dot and json give what is in it"))
    if picture is None:
        raise CannotRunError(
            _(
                "there is no Graphviz to draw with: install `dot`, or `pip install pygraphviz`; --format dot and json need none"
            )
        )
    sys.stdout.buffer.write(picture)
