"""What an import would do, line by line: what is added and changed, and what is refused and where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice

from timonel.app.planning import Plan
from timonel.exchange.diagrams import losses
from timonel.exchange.diagrams.taking import Taken
from timonel.exchange.sheets.table import Note, Refusal, Spot
from timonel.exchange.sheets.wanted import Wanted
from timonel.history.fields import Change, called, changes
from timonel.languages import spelled
from timonel.text import BRIEF, listed, many, pick, said, say, short


def told(plan: Plan, lang: str) -> Iterator[str]:
    """Yield the lines that say what an import would do: nothing is called added where something is refused."""
    yield from noted(plan, lang)
    for key, why in plan.spared.items():
        yield say(said("= {id} stays as it is: {why}; --replace lets the row replace it", id=key, why=why), lang)
    for one in () if plan.refused else plan.wanted:
        name = pick(one.fields.get("name"), lang)
        path = plan.prepared.places.get(one.key, "")
        head = f"{'~' if one.entity else '+'} {one.key}" + (
            f" {say(said('“{name}”', name=short(name)), lang)}" if name else ""
        )
        yield f"{head} ({path})" if path else head
        if one.entity is not None:
            for change in changes(one.entity.raw, one.fields, one.kind.schema):
                yield from _change(change, one, lang)
    yield from unplaced(plan, lang)
    yield from counted(plan, lang)


def noted(plan: Plan, lang: str) -> Iterator[str]:
    """Yield what was left out, or read in its own way: one line for all rows of a sheet with one reason."""
    groups: dict[tuple[str, int | None, str], list[Note]] = {}
    for one in plan.notes:
        groups.setdefault((one.spot.sheet, one.spot.column, say(one.told, lang, BRIEF)), []).append(one)
    for (_, _, reason), several in groups.items():
        where = _where(several[0].spot, [str(one.spot.row) for one in several if one.spot.row], lang)
        left = sum(one.left for one in several)
        count = f" ({left})" if left > 1 and not several[0].spot.row else ""
        yield f"· {where}: {reason}{count}" if where else f"· {reason}"


def counted(plan: Plan, lang: str) -> Iterator[str]:
    """Yield the counts with which every plan ends; where something is refused, nothing of it counts."""
    if plan.refused:
        return
    added = sum(one.entity is None for one in plan.wanted)
    counts = {"added": str(added), "changed": str(len(plan.wanted) - added), "same": str(plan.unchanged)}
    sentence = said("{added} to add, {changed} to change, {same} as they are; missing rows delete nothing", **counts)
    if plan.drawn:
        lost = sum(losses.count(one.diagram.lost) for one in plan.drawn)
        counts |= {"gone": str(sum(len(one.gone) for one in plan.drawn)), "lost": str(lost)}
        sentence = said(
            "{added} to add, {changed} to change, {same} as they are; steps taken away: {gone}; elements left out: {lost}",
            **counts,
        )
    yield say(sentence, lang)
    if plan.replaces:
        yield say(
            many("1 of them replaces what was there", "{n} of them replace what was there", len(plan.replaces)), lang
        )
        for key, why in plan.replaces.items():
            yield f"  {key}: {say(why, lang)}"
    if plan.spared:
        yield say(many("1 stays that a row would replace", "{n} stay that rows would replace", len(plan.spared)), lang)
    left = sum(one.left for one in plan.notes)
    if left:
        yield say(many("1 row or cell is left out: see above", "{n} rows or cells are left out: see above", left), lang)


def unplaced(plan: Plan, lang: str) -> Iterator[str]:
    """Yield what of the diagrams has no place, and what else a person must know of them."""
    for taken in plan.drawn:
        yield from _drawn(taken, lang)


def _drawn(taken: Taken, lang: str) -> Iterator[str]:
    """Yield what a person must know of a diagram: what is guessed, what goes, and what has no place."""
    if taken.assumed:
        languages = [spelled(one) for one in taken.assumed]
        told = said(
            "{file}: its texts are taken as {languages}; --text-lang says otherwise",
            file=taken.diagram.file,
            languages=languages,
        )
        yield say(told, lang)
    yield from losses.told(taken.diagram, lang)
    if taken.guessed:
        guess = said(
            "a diagram does not say whether customers live a process: as long as nobody does, these support others: {names}",
            names=[*taken.guessed],
        )
        yield say(guess, lang)
    for one in taken.gone:
        yield say(said("a step that the diagram does not have goes: {step}", step=one), lang)


def _change(change: Change, one: Wanted, lang: str) -> Iterator[str]:
    label = called(one.kind.schema, change.keys, lang)
    before, after = change.before, change.after
    if change.schema.get("x-text") and (isinstance(before, dict) or isinstance(after, dict)):
        texts = [value if isinstance(value, dict) else {"": value} for value in (before, after)]
        for code in dict.fromkeys([*texts[0], *texts[1]]):
            if texts[0].get(code) != texts[1].get(code):
                where = f"{label} ({code})" if code else label
                yield f"    {where}: {_short(texts[0].get(code), lang)} → {_short(texts[1].get(code), lang)}"
        return
    labels = change.schema.get("x-labels", {})
    told = [pick(labels.get(one), lang) if isinstance(one, str) and one in labels else one for one in (before, after)]
    yield f"    {label}: {_short(told[0], lang)} → {_short(told[1], lang)}"


def _short(value: object, lang: str) -> str:
    if value is None:
        return say("nothing", lang)
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return short(text)


def refused(plan: Plan, lang: str, most: int) -> Iterator[str]:
    """Yield lines that say what is refused, where, and what may be meant: one for all rows with one mistake."""
    groups: dict[tuple[str, ...], list[Refusal]] = {}
    for one in plan.refused:
        said_ = one.spot.sheet, str(one.spot.column), say(one.problem, lang), say(one.hint, lang) if one.hint else ""
        groups.setdefault(said_, []).append(one)
    for several in islice(groups.values(), most):
        yield _refused(several, lang)
    made = [one.fields.get("name") for one in plan.wanted if one.kind.name == "role"]
    asked = (name for name in plan.unknown if name not in made)  # --new-roles is said already of the others
    names = [name for name in asked if any(one.problem.values.get("value") == name for one in plan.refused)]
    if names:
        yield say(
            said(
                "--new-roles makes a role of each of these names, if they are right: {names}",
                names=[*map(short, names)],
            ),
            lang,
        )


def _refused(several: Sequence[Refusal], lang: str) -> str:
    one = several[0]
    where = _where(one.spot, [*dict.fromkeys(str(each.spot.row) for each in several if each.spot.row)], lang)
    hint = say(one.hint, lang, BRIEF) if one.hint else ""
    between = "" if not hint else ". " if hint[0].isupper() else "; "
    return f"{where}: {say(one.problem, lang, BRIEF)}{between}{hint}"


def _where(spot: Spot, rows: Sequence[str], lang: str) -> str:
    """Return where something stands: «Procesos, filas 2 y 3, columna C “Dueño”»."""
    where = spot.sheet
    if rows:
        where += f", {say('rows' if len(rows) > 1 else 'row', lang)} {listed(rows, lang)}"
    if spot.column is not None:
        where += f", {say('column', lang)} {_letter(spot.column)}"
        where += f" {say(said('“{name}”', name=short(spot.title)), lang)}" if spot.title else ""
    return where


def _letter(place: int) -> str:
    """Return the letters of a column, as spreadsheets show them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
