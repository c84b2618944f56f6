"""From what a base is made of to its result: settings, kinds and own rules first, then the files, then the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from timonel import __version__, clock
from timonel import schema as schemas
from timonel import settings as settings_of
from timonel.cache import Cache
from timonel.governance import Result, judge
from timonel.governance.baseline import applied
from timonel.languages import SOURCE
from timonel.load import Sources, sources
from timonel.load.kept import Kept
from timonel.load.loader import load
from timonel.model import Base, Misfit
from timonel.pipeline.known import known
from timonel.rules import Rule, catalogue, forms
from timonel.rules.own import cards as own_rules
from timonel.rules.own.doubts import unknown_lessons
from timonel.settings import Settings
from timonel.text import Said, nearest, said, say

__all__ = ["NewerModelError", "examine", "examine_sources", "rules_of"]


class NewerModelError(Exception):
    """The base was made for a newer Timonel: it has a newer model, or asks for a newer version."""

    def __init__(self, problem: Said) -> None:
        """Say what the base asks for."""
        super().__init__(say(problem, SOURCE))
        self.problem = problem


def examine(  # noqa: PLR0913 - each says how to judge
    root: Path,
    *,
    today: str | None = None,
    wanted: Sequence[str] = (),
    unwanted: Sequence[str] = (),
    use_cache: bool = True,
    read: Sources | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Result:
    """Load the base in a folder and check it.

    Args:
        root: the folder with ``timonel.yaml``.
        today: the ISO date to take for today; else the settings' ``as_of``, else the UTC date.
        wanted: codes, or beginnings of codes, to run; all without it.
        unwanted: codes, or beginnings of codes, to leave out.
        use_cache: whether to read and write ``.timonel/``.
        read: what the base is made of, where that was read already.
        meanwhile: as in `judge`.

    Raises:
        OSError: the folder cannot be read.
        NewerModelError: the base was made for a newer Timonel.
    """
    result = examine_sources(
        read or sources(root), Cache.of(root, use=use_cache), today=today, wanted=wanted, unwanted=unwanted,
        meanwhile=meanwhile,
    )  # fmt: skip
    return replace(result, root=root)


def examine_sources(  # noqa: PLR0913 - each says how to judge
    read: Sources, cache: Cache, *, today: str | None = None, wanted: Sequence[str] = (), unwanted: Sequence[str] = (),
    settings: Settings | None = None, rules: Mapping[str, Rule] | None = None, meanwhile: Callable[[], None] | None = None,
) -> Result:  # fmt: skip
    """Load a base from wherever it was read, and check it (as `examine`).

    Args:
        read: what the base is made of.
        cache: what is kept between runs.
        today: as in `examine`.
        wanted: as in `examine`.
        unwanted: as in `examine`.
        settings: settings to judge by instead of the base's own.
        rules: own rules to judge by instead of the base's, code → rule.
        meanwhile: as in `judge`.

    Raises:
        OSError: a file cannot be read.
        NewerModelError: the base was made for a newer Timonel.
    """
    frame = framed(read, cache, settings, rules)
    base, settings = loaded(frame, read, cache)
    noted = known(read, frame.theirs.baseline)
    base = base.told([*noted.misfits, *base.misfits]) if noted.misfits else base
    codes = chosen(frame.rules, wanted, unwanted)
    found = judge(base, settings, frame.rules, today or day(settings), codes, meanwhile)
    return applied(found, noted.entries)[0] if noted.entries else found


def chosen(rules: Mapping[str, Rule], wanted: Sequence[str], unwanted: Sequence[str]) -> list[str]:
    """Return the codes of the rules to run, of codes (or beginnings of codes) to run and to leave out."""
    codes = [code for code in rules if not wanted or code.startswith(tuple(wanted))]
    return [code for code in codes if not (unwanted and code.startswith(tuple(unwanted)))]


def day(settings: Settings) -> str:
    """Return the ISO date that a check takes for today where nobody names one."""
    return settings.as_of or clock.day(settings.timezone)


def _version(text: str) -> tuple[int, ...]:
    """Return the numbers of a version, as far as it has numbers; zeros at its end say nothing."""
    found = [*map(int, re.findall(r"\d+", text.partition(".dev")[0])[:3])]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


class Frame(NamedTuple):
    """What the files of a base are read and judged by: all of it stands outside data/ and docs/.

    Attributes:
        theirs: the base's own settings.
        given: settings to judge by in their place.
        schema: the kinds.
        rules: code → rule, own ones included.
        own: the base's own rules.
        codes: the codes that may be named; those of own rules that cannot be used, too.
        misfits: what is wrong with the settings and the schemas of own kinds, and with own rules.
    """

    theirs: Settings
    given: Settings | None
    schema: schemas.Schema
    rules: Mapping[str, Rule]
    own: Sequence[Rule]
    codes: frozenset[str]
    misfits: tuple[Sequence[Misfit], Sequence[Misfit], Sequence[Misfit]]

    @property
    def settings(self) -> Settings:
        """The settings to judge by."""
        return self.given or self.theirs


def framed(
    read: Sources, cache: Cache, given: Settings | None = None, rules: Mapping[str, Rule] | None = None
) -> Frame:
    """Return what a base's files are read and judged by.

    Args:
        read: what the base is made of; its files are not looked at.
        cache: what is kept between runs.
        given: settings to judge by instead of the base's own.
        rules: own rules to judge by instead of the base's, code → rule.

    Raises:
        NewerModelError: the base was made for a newer Timonel.
    """
    theirs, _ = settings_of.load(read.settings)
    if theirs.model > settings_of.MODEL:
        raise NewerModelError(
            said(
                "timonel.yaml asks for model {model}, newer than this Timonel: install a newer one", model=theirs.model
            )
        )
    if theirs.requires and _version(theirs.requires.lstrip(">= ")) > _version(__version__):
        raise NewerModelError(
            said(
                "timonel.yaml requires Timonel {wanted}, and this is {version}: install a newer one",
                wanted=theirs.requires.replace(" ", ""),
                version=__version__,
            )
        )
    languages = (given or theirs).languages
    schema, wrong = schemas.load(languages, cache, read.kinds)
    own, problems = own_rules.rules(read.rules, schema, languages)
    known = {**catalogue(cache), **(own if rules is None else rules)}
    codes = own_rules.codes(read.rules).union(known)  # what names a rule that cannot be used is not told as well
    theirs, misfits = settings_of.load(read.settings, rules=forms(known, codes))
    kinds = [
        Misfit(
            "DAT002", f"file:schemas/kinds/{one.file}", f"schemas/kinds/{one.file}", *one[1:-1], severity=one.severity
        )
        for one in wrong
    ]
    return Frame(theirs, given, schema, known, [*own.values()], codes, (misfits, kinds, problems))


def loaded(frame: Frame, read: Sources, cache: Cache, kept: Kept | None = None) -> tuple[Base, Settings]:
    """Return the base that files make, and the settings to judge it by.

    Args:
        frame: what they are read by (`framed`).
        read: what the base is made of.
        cache: what is kept between runs.
        kept: what they gave before, and give now.

    Raises:
        OSError: a file cannot be read.
    """
    words = frame.settings.options.get("DAT002", {}).get("placeholders", ())
    base = load(read.files, frame.schema, frame.codes, frame.settings.languages, cache, words, kept, read.ahead)
    theirs, lost = _owned(frame.theirs, base, read.settings)
    misfits, kinds, problems = frame.misfits
    if not any(one.keys[:1] == ("languages",) for one in misfits):  # what is wrong with the list is said there
        lost += [settings_of.misfit(read.settings, _unlisted(lang, number)) for lang, number in base.unlisted.items()]
    problems = [*problems, *unknown_lessons(frame.own, read.rules, base)]
    base = base.told([*misfits, *kinds, *lost, *problems, *base.misfits])
    return base, frame.given or theirs


def _unlisted(lang: str, number: int) -> schemas.Problem:
    detail = said("{number} entities have texts in `{lang}`, which `languages` does not list", number=number, lang=lang)
    hint = said("add `{lang}` to `languages`, or delete these texts", lang=lang)
    return schemas.Problem(("languages", lang), detail, hint)


def _owned(settings: Settings, base: Base, data: bytes | None) -> tuple[Settings, list[Misfit]]:
    """Return the settings without an owner of the vocabulary who is not there, and the finding of that."""
    key = settings.vocabulary_owner or ""
    kind, _, id_ = key.partition(":")
    if not key or base.find(key) or id_ in base.known.get(kind, ()):
        return settings, []
    close = [f"{kind}:{one}" for one in nearest(id_, base.entities.get(kind, ()))]
    hint = said("the nearest there are: {ids}", ids=", ".join(f"`{one}`" for one in close)) if close else None
    problem = schemas.Problem(("vocabulary_owner",), said("`{value}` does not exist", value=key), hint)
    return replace(settings, vocabulary_owner=None), [settings_of.misfit(data, problem)]


def rules_of(root: Path, cache: Cache) -> Mapping[str, Rule]:
    """Return code → rule, those of the base in a folder included."""
    read = sources(root)
    settings, _ = settings_of.load(read.settings)
    known = catalogue(cache)
    if not read.rules:
        return known
    schema, _wrong = schemas.load(settings.languages, cache, read.kinds)
    return {**known, **own_rules.rules(read.rules, schema, settings.languages)[0]}
