"""The command that says in one message what somebody is asked to do, what falls due, what changed and what they closed."""

from __future__ import annotations

from pathlib import Path

import click

from timonel.cli.common import DONE, CannotRunError, _, examine, home_of, locale, spoken
from timonel.cli.documents import form_options, give
from timonel.cli.history import answered
from timonel.cli.options import common, iso
from timonel.text import said, say, visible


@click.command(
    help=_(
        "Write the digest of somebody: at most five asks, what falls due within a week, what changed, what they closed. Where there is nothing to say it writes nothing, but once a month that all is in order.\n\nExample: timonel digest --for person:carolina-vidal --since 2026-11-16 --format json"
    )
)
@click.option("--for", "whom", required=True, metavar="person:ID|role:ID|forum:ID", help=_("Whom it is for: a person with all the roles that they hold, one role, or a body."))  # fmt: skip
@click.option("--since", metavar=_("DATE|REVISION"), help=_("When they heard last: a day or a git revision (default: a week ago; with --urgent, yesterday)."))  # fmt: skip
@click.option("--urgent", is_flag=True, help=_("Only what came up since then and cannot wait for Monday: what falls due before, and new errors."))  # fmt: skip
@form_options()
@click.option("--as-of", callback=iso, metavar=_("DATE"), help=_("The date to take for today."))
@common
def digest(
    whom: str,
    since: str | None,
    urgent: bool,
    form: str,
    site: str,
    output: Path | None,
    as_of: str | None,
    root: Path | None,
    lang: str | None,
    no_cache: bool,
) -> int:
    from timonel.app import digests  # noqa: PLC0415 - as everywhere here
    from timonel.cache import Cache  # noqa: PLC0415

    home = home_of(root)
    result = examine(home, as_of=as_of, use_cache=not no_cache)
    who = digests.whom(result, whom)
    if who is None:
        close = digests.near(result, whom)
        known = said("there is no {key}; the nearest there are: {ids}", key=whom, ids=", ".join(close))
        told = known if close else said("a digest is for person:ID, role:ID or forum:ID, not for {key}", key=whom)
        raise CannotRunError(visible(say(told, locale())))
    tongue = lang or spoken(result.settings, text=form == "text")
    with answered():
        found = digests.digest(
            home, result, who, tongue, Cache.of(home, use=not no_cache), since=since, site=site, urgent=urgent
        )
    if found is not None:
        give(found, form, result, tongue, site, output)
    return DONE
