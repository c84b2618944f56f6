"""The command line: arguments in, an exit code out. Every command imports what it needs when it runs."""

from __future__ import annotations

import gc
import gettext
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timonel import __version__
from timonel.text import said, say, translate, visible

if TYPE_CHECKING:
    from timonel.governance import Result

F = TypeVar("F", bound=Callable[..., Any])
LEVELS = ("error", "warning", "info", "never")
DONE, FOUND, FAILED = 0, 1, 2


def locale() -> str:
    """Return the language of the environment's locale: "es" where it is Spanish, else "en"."""
    names = (os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "es" if next((name for name in names if name), "").lower().startswith("es") else "en"


def _(msgid: str) -> str:
    return translate(msgid, locale())


class CannotRunError(click.ClickException):
    """Something is in the way of the command: one line says what, and what to do."""

    exit_code = FAILED


def common(command: F) -> F:
    """Add the options that every command takes."""
    for option in (
        click.option("--root", type=click.Path(path_type=Path), metavar="DIR", help=_("The knowledge base: a folder with a timonel.yaml (default: the nearest one upwards).")),
        click.option("--lang", type=click.Choice(["es", "en"]), help=_("Language of the texts (default: the knowledge base's first language).")),
        click.option("--no-cache", is_flag=True, help=_("Neither read nor write what is kept between runs.")),
    ):  # fmt: skip
        command = option(command)
    return command


def iso(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Check that an option is an ISO date."""
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        raise click.BadParameter(_("write the date as 2026-11-20")) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, help=_("Timonel keeps a CRM programme governable: YAML in, a checked and published knowledge base out."))
@click.version_option(__version__, prog_name="timonel")
def cli() -> None:
    """Hold the commands."""


@cli.command(help=_("Validate the knowledge base and find the gaps in its governance.\n\nExample: timonel check --format text --format json=findings.json"))
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
        _write(text, file)
    return FOUND if result.reaches(fail_on or result.settings.fail_on) else DONE


@cli.command(help=_("Explain rules: why they matter, how to fix what they find, examples.\n\nExample: timonel rule PRO001"))
@click.argument("codes", nargs=-1)
@click.option("--all", "every", is_flag=True, help=_("Every rule there is."))
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help=_("Form of the answer."))
@common
def rule(codes: tuple[str, ...], every: bool, form: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.cache import Cache  # noqa: PLC0415
    from timonel.report import explained  # noqa: PLC0415
    from timonel.rules import catalogue  # noqa: PLC0415

    home = find(root, needed=False)
    known = catalogue(Cache.of(home, use=not no_cache) if home else Cache(None))
    if not codes and not every:
        raise click.UsageError(_("name the codes of rules, or say --all"))
    unknown = [code for code in codes if code.upper() not in known]
    if unknown:
        raise CannotRunError(say(said("there is no rule {code}; `timonel rule --all` lists them", code=visible(unknown[0])), locale()))
    chosen = known if every else {code.upper(): known[code.upper()] for code in codes}
    _write(explained.render(chosen, form, lang or _home_lang(home)), None)
    return DONE


@cli.command(help=_("Show one entity: its fields, what it refers to, what refers to it, its gaps.\n\nExample: timonel show process:alta-de-cliente"))
@click.argument("entity", metavar="KIND:ID")
@common
def show(entity: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.report import entity as page  # noqa: PLC0415

    result = examine(root, use_cache=not no_cache)
    found = result.base.find(entity)
    if found is None:
        raise _no_entity(result, entity)
    _write(page.render(result, found, lang or result.settings.lang), None)
    return DONE


@cli.command(help=_("Draw a picture of the knowledge base.\n\nExample: timonel graph process process:alta-de-cliente --format svg > alta.svg"))
@click.argument("view", type=click.Choice(["lifecycle", "process", "systems", "organization", "neighbours"]))
@click.argument("entity", metavar="[KIND:ID]", required=False)
@click.option("--format", "form", type=click.Choice(["svg", "dot", "png", "json"]), default="svg", help=_("Form of the picture."))
@common
def graph(view: str, entity: str | None, form: str, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.site.command import drawn  # noqa: PLC0415

    result = examine(root, use_cache=not no_cache)
    if entity and result.base.find(entity) is None:
        raise _no_entity(result, entity)
    if entity is None and view in ("process", "neighbours"):
        raise click.UsageError(say(said("the view {view} needs an entity, kind:id", view=view), locale()))
    picture = drawn(result, view, entity, form, lang or result.settings.lang)
    if picture is None:
        raise CannotRunError(_("there is no Graphviz to draw with: install `dot`, or `pip install timonel[graphviz]`; --format dot and json need none"))
    sys.stdout.buffer.write(picture)
    return DONE


@cli.command(help=_("Build the site into site/.\n\nExample: timonel build --strict"))
@click.option("--strict", is_flag=True, help=_("Fail on findings at the settings' fail_on."))
@common
def build(strict: bool, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.engines import mkdocs  # noqa: PLC0415

    result = examine(root, use_cache=not no_cache)
    gc.enable()
    pages = mkdocs.build(home_of(root), result, [lang] if lang else result.settings.languages, report=lambda text: click.echo(text, err=True))
    click.echo(say(said("{number} pages in site/", number=pages), locale()), err=True)
    return FOUND if strict and result.reaches(result.settings.fail_on) else DONE


@cli.command(help=_("Serve the site on this machine and build it anew when data or docs change.\n\nExample: timonel serve --port 8000"))
@click.option("--host", default="127.0.0.1", help=_("Address to listen on."))
@click.option("--port", type=int, default=8000, help=_("Port to listen on; 0 takes a free one."))
@common
def serve(host: str, port: int, root: Path | None, lang: str | None, no_cache: bool) -> int:
    from timonel.engines import server  # noqa: PLC0415

    gc.enable()
    return server.serve(home_of(root), host, port, [lang] if lang else None, use_cache=not no_cache)


def find(root: Path | None, *, needed: bool = True) -> Path | None:
    """Return the folder of the knowledge base: ``root``, else the nearest upwards with a timonel.yaml."""
    if root is not None:
        if not root.is_dir():
            raise CannotRunError(say(said("{path} is no folder", path=visible(str(root))), locale()))
        return root
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "timonel.yaml").is_file():
            return folder
    if needed:
        raise CannotRunError(_("no knowledge base here: go to a folder with a timonel.yaml, or name it with --root"))
    return None


def home_of(root: Path | None) -> Path:
    """Return the folder of the knowledge base; there must be one."""
    home = find(root)
    assert home is not None  # noqa: S101 - find() has raised
    return home


def examine(root: Path | None, *, as_of: str | None = None, select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), use_cache: bool = True) -> Result:
    """Check the knowledge base that the options name."""
    from timonel import governance  # noqa: PLC0415

    home = home_of(root)
    try:
        return governance.examine(home, today=as_of, wanted=select, unwanted=ignore, use_cache=use_cache)
    except governance.NewerModelError as error:
        message = said("timonel.yaml asks for model {model}, newer than this Timonel: install a newer one", model=error.model)
        raise CannotRunError(say(message, locale())) from None


def _home_lang(home: Path | None) -> str:
    from timonel import settings  # noqa: PLC0415

    file = home / settings.FILE if home else None
    return settings.load(file.read_bytes())[0].lang if file and file.is_file() else locale()


def _no_entity(result: Result, key: str) -> CannotRunError:
    from timonel.text import nearest  # noqa: PLC0415

    close = nearest(key, [entity.key for entity in result.base])
    known = say(said("; the nearest there are: {ids}", ids=", ".join(close)), locale()) if close else ""
    return CannotRunError(say(said("there is no {key}", key=visible(key)), locale()) + known)


def _format(text: str) -> tuple[str, Path | None]:
    name, _sign, file = text.partition("=")
    if name not in ("text", "json", "github"):
        raise click.UsageError(say(said("unknown format {name}: text, json or github", name=visible(name)), locale()))
    return name, Path(file) if file else None


def _codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for text in texts for code in text.split(",") if code.strip())


def _write(text: str, file: Path | None) -> None:
    """Write a result: to stdout, or to a file that is the old or the new one, never half of it."""
    if file is None:
        sys.stdout.write(text)
        return
    fresh = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code."""
    gc.disable()  # nothing here lives in circles long enough to matter; `build` and `serve` turn it on again
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    gettext.bindtextdomain("timonel", str(Path(__file__).parent / "locale"))
    gettext.textdomain("timonel")  # Click says "Usage" and the like through it
    try:
        return cli.main(arguments, prog_name="timonel", standalone_mode=False) or DONE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return FAILED
    except click.ClickException as error:
        error.show()
        return FAILED
    except BrokenPipeError:  # whoever read has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - closed with the process
        return FAILED
    except OSError as error:
        click.echo(f"timonel: {visible(str(error.filename or ''))}: {error.strerror or error}", err=True)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
