"""The minutes of a session: the document and what it changes in the base, as one plan."""

from __future__ import annotations

from pathlib import Path

from timonel.app.documents import reader, rendered
from timonel.edit.change import minutes as change
from timonel.edit.change.assign import unknown
from timonel.edit.change.draft import RefusedError
from timonel.edit.change.minutes import Session
from timonel.edit.change.planned import Planned
from timonel.files import within
from timonel.governance import Result
from timonel.governance.published import published
from timonel.journal import Write
from timonel.kinds import Forum, Initiative, Person
from timonel.lookups.sessions import following
from timonel.model import Entity
from timonel.notices.minutes import Decided
from timonel.notices.minutes import minutes as document
from timonel.text import Said, said


def minutes(  # noqa: PLR0913 - who met, what they decided, and who writes it down
    root: Path, result: Result, key: str, session: Session, *, by: str, lang: str, use_cache: bool = True
) -> Planned:
    """Return what writing down a session does; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of it on the day of the session.
        key: the body (``forum:id``).
        session: what was decided.
        by: who writes it down (``person:id``), "" for nobody.
        lang: the language of the minutes.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: something of it cannot be, or that session has minutes.
    """
    base = result.base
    forum, person = base.find(key), base.get(Person, by.removeprefix("person:"))
    if not isinstance(forum, Forum):
        raise RefusedError(unknown(base, key))
    if by and person is None:
        raise RefusedError(unknown(base, by))
    path = f"minutes/{forum.id}-{session.day}.md"
    if within(root, path).exists():
        raise RefusedError(said("{path} is there already: nothing is overwritten", path=path))
    session = session._replace(following=following(forum, session.day))
    plan = change.minutes(root, result, forum, session, use_cache=use_cache)
    changed = [id_ for id_, _ in session.changed]
    approved = [*_gates(result, session), *_waivers(result, session)]
    told = Decided(
        session.day, person, session.agreed, changed, session.withdrawn, approved, session.following, plan.foretold.closed
    )  # fmt: skip
    shown = published(plan.after)
    text = rendered(
        document(shown, shown.base.get(Forum, forum.id) or forum, lang, told), "markdown", reader(shown, lang)
    )
    return plan._replace(files={**plan.files, path: Write(None, text)})


def _gates(result: Result, session: Session) -> list[Said]:
    found: list[Said] = []
    for one in session.gates:
        initiative = result.base.find(one.initiative)
        step = change.gate(result, initiative) if isinstance(initiative, Initiative) else None
        if step is not None:
            by = _named(result, f"resolution:{one.by}")
            found.append(
                said(
                    "gate “{phase}” of {initiative}, by “{resolution}”",
                    phase=step[2],
                    initiative=initiative,
                    resolution=by,
                )
            )
    return found


def _waivers(result: Result, session: Session) -> list[Said]:
    return [
        said(
            "waiver of {code} for {name} until {date}, by “{resolution}”",
            code=one.rule, name=_named(result, one.entity), date=one.until, resolution=_named(result, f"resolution:{one.by}"),
        )
        for one in session.waivers
    ]  # fmt: skip


def _named(result: Result, key: str) -> Entity | str:
    return result.base.find(key) or key
