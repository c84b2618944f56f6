"""What an import would do, line by line: what is added and changed, and what is refused and where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice

from timonel.app.planning import Plan
from timonel.exchange.diagrams import losses
from timonel.exchange.diagrams.taking import Taken
from timonel.exchange.sheets.wanted import Refusal, Wanted
from timonel.history.fields import Change, changes
from timonel.text import BRIEF, listed, pick, said, say, short


def told(plan: Plan, lang: str) -> Iterator[str]:
    """Yield the lines that say what an import would do."""
    for one in plan.wanted:
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
    added = sum(one.entity is None for one in plan.wanted)
    counts = {"added": str(added), "changed": str(len(plan.wanted) - added), "same": str(plan.unchanged)}
    if plan.drawn:
        lost = sum(losses.count(one.diagram.lost) for one in plan.drawn)
        counts |= {"gone": str(sum(len(one.gone) for one in plan.drawn)), "lost": str(lost)}
        yield say(
            said(
                "{added} to add, {changed} to change, {same} as they are; steps taken away: {gone}; elements left out: {lost}",
                **counts,
            ),
            lang,
        )
        return
    yield say(
        said("{added} to add, {changed} to change, {same} as they are; missing rows delete nothing", **counts), lang
    )


def unplaced(plan: Plan, lang: str) -> Iterator[str]:
    """Yield what of the diagrams has no place, and what else a person must know of them."""
    for taken in plan.drawn:
        yield from _drawn(taken, lang)


def _drawn(taken: Taken, lang: str) -> Iterator[str]:
    """Yield what a person must know of a diagram: what is guessed, what goes, and what has no place."""
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
    label = _label(one, change.keys, lang)
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


def _label(one: Wanted, keys: Sequence[str], lang: str) -> str:
    """Return what a field is called; items of lists by what they are called themselves."""
    node, words = one.kind.schema, list[str]()
    for key in keys:
        if "items" in node:
            node = node["items"]
            words.append(key)
        else:
            node = node.get("properties", {}).get(key, {})
            words.append(pick(node.get("x-title"), lang) or key)
    return " · ".join(words)


def _short(value: object, lang: str) -> str:
    if value is None:
        return say("nothing", lang)
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return short(text)


def refused(plan: Plan, lang: str, most: int) -> Iterator[str]:
    """Yield lines that say what is refused, where, and what may be meant: one for all rows of a column with one mistake."""
    groups: dict[tuple[str, ...], list[Refusal]] = {}
    for one in plan.refused:
        said_ = one.spot.sheet, str(one.spot.column), say(one.problem, lang), say(one.hint, lang) if one.hint else ""
        groups.setdefault(said_ if one.spot.column is not None else (*said_, str(one.spot.row)), []).append(one)
    for several in islice(groups.values(), most):
        yield _refused(several, lang)
    names = [name for name in plan.unknown if any(one.problem.values.get("value") == name for one in plan.refused)]
    if names:
        yield say(
            said(
                "--new-roles makes a role of each of these names, if they are right: {names}",
                names=[*map(short, names)],
            ),
            lang,
        )


def _refused(several: Sequence[Refusal], lang: str) -> str:
    one, rows = several[0], [*dict.fromkeys(str(each.spot.row) for each in several)]
    spot = one.spot
    where = spot.sheet
    if spot.row:
        where += f", {say('rows' if len(rows) > 1 else 'row', lang)} {listed(rows, lang)}"
    if spot.column is not None:
        where += f", {say('column', lang)} {_letter(spot.column)}"
        where += f" {say(said('“{name}”', name=short(spot.title)), lang)}" if spot.title else ""
    hint = say(one.hint, lang, BRIEF) if one.hint else ""
    between = "" if not hint else ". " if hint[0].isupper() else "; "
    return f"{where}: {say(one.problem, lang, BRIEF)}{between}{hint}"


def _letter(place: int) -> str:
    """Return the letters of a column, as spreadsheets show them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
