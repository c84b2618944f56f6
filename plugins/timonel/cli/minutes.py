"""The command that writes down what a session decided: the minutes, and resolutions, gates and waivers of the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.changing import apply_option, changed
from timonel.cli.common import _, locale
from timonel.cli.options import common, iso
from timonel.text import said, say

if TYPE_CHECKING:
    from timonel.edit.change.planned import Planned
    from timonel.governance import Result


@click.command(
    help=_(
        "Write down what a body decided: the minutes as Markdown in minutes/, each proposal as agreed, agreed with changes or withdrawn, and the gates and waivers that they approve. What is not named stays proposed. Without --apply it only shows what would change.\n\nExample: timonel minutes forum:comite-directivo-crm --date 2026-12-10 --agree soporte-extendido-de-genesys --change que-sigue-tras-el-segundo-piloto 'Ocho semanas más de piloto.' --withdraw que-hacer-con-la-mesa-de-datos"
    )
)
@click.argument("forum", metavar="forum:ID")
@click.option("--date", "on", callback=iso, metavar=_("DATE"), help=_("The day of the session (default: today)."))  # fmt: skip
@click.option("--agree", multiple=True, metavar="ID", help=_("A resolution agreed as it was proposed; repeat it for more."))  # fmt: skip
@click.option("--change", type=(str, str), multiple=True, metavar=_("ID TEXT"), help=_("A resolution agreed with another statement; repeat it per language as es=TEXT and en=TEXT."))  # fmt: skip
@click.option("--withdraw", multiple=True, metavar="ID", help=_("A resolution withdrawn; repeat it for more."))
@click.option("--gate", type=(str, str), multiple=True, metavar="ID initiative:ID", help=_("An agreed resolution passes the gate that this initiative stands before."))  # fmt: skip
@click.option("--waiver", type=(str, str, str, str), multiple=True, metavar=_("ID CODE KIND:ID DATE"), help=_("An agreed resolution renews this waiver until that day."))  # fmt: skip
@click.option("--by", default="", metavar="person:ID", help=_("Who writes it down."))
@click.option("--url", default="", metavar="URL", help=_("Where the minutes are to be read."))
@apply_option
@common
def minutes(
    forum: str,
    on: str | None,
    agree: tuple[str, ...],
    change: tuple[tuple[str, str], ...],
    withdraw: tuple[str, ...],
    gate: tuple[tuple[str, str], ...],
    waiver: tuple[tuple[str, str, str, str], ...],
    by: str,
    url: str,
    write: bool,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.app import minutes as making  # noqa: PLC0415 - as everywhere here
    from timonel.edit.change.minutes import Gate, Renewal, Session  # noqa: PLC0415

    def bare(id_: str) -> str:
        return id_.removeprefix("resolution:")

    session = Session(
        "", [*map(bare, agree)], [], [*map(bare, withdraw)], [Gate(bare(id_), to) for id_, to in gate],
        [Renewal(bare(id_), code.upper(), to, until) for id_, code, to, until in waiver], url=url,
    )  # fmt: skip

    def make(home: Path, result: Result) -> Planned:
        texts = _texts([(bare(id_), text) for id_, text in change], result.settings.languages)
        held = session._replace(day=on or result.today, changed=texts)
        return making.minutes(
            home, result, forum, held, by=by, lang=lang or result.settings.lang, use_cache=not no_cache
        )

    return changed(make, "minutes", root, lang, write=write, use_cache=not no_cache, on=on)


def _texts(given: Sequence[tuple[str, str]], languages: Sequence[str]) -> list[tuple[str, Mapping[str, str] | str]]:
    """Return the new statements by resolution; a text that names no language is in the base's first one."""
    found: dict[str, dict[str, str]] = {}
    for id_, text in given:
        name, sign, rest = text.partition("=")
        lang, words = (name, rest) if sign and name in languages else (languages[0], text)
        texts = found.setdefault(id_, {})
        if lang in texts:
            raise click.UsageError(
                say(said("--change gives two texts of {id} in one language: {lang}", id=id_, lang=lang), locale())
            )
        texts[lang] = words.strip()
    return [(id_, texts[languages[0]] if len(languages) == 1 else texts) for id_, texts in found.items()]
