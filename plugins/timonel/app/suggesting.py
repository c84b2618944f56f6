"""How a file is understood, written as a mapping that people look through and keep: it asks what nobody understands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from timonel.app.planning import Plan
from timonel.edit.editors.schemas import FOLDER as SCHEMAS
from timonel.edit.text.entity_file import entry, scalar
from timonel.exchange.intake import shapes
from timonel.exchange.intake.head import numbered
from timonel.exchange.intake.mapping import FOLDER
from timonel.exchange.intake.orders import ALL, Orders
from timonel.exchange.intake.titles import Meaning
from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.cells import labels
from timonel.exchange.sheets.layout import Column, squeezed
from timonel.exchange.sheets.table import Spot
from timonel.text import Said, said, say, short, slug, visible

_FREE = 12  # fields that are named for columns that nobody understands


def path_of(file: Path) -> str:
    """Return where the mapping of a file stands in a base."""
    return f"{FOLDER}/{slug(file.stem) or 'table'}.yaml"


def suggested(file: Path, plan: Plan, orders: Orders, languages: Sequence[str], lang: str) -> str:
    """Return the text of a mapping that says how a file is understood, with comments for people.

    Args:
        file: the file.
        plan: what its import would do.
        orders: what was said of it.
        languages: the base's languages.
        lang: the language of the comments.
    """
    writer = _Writer(file, plan, orders, languages, lang)
    return "".join(f"{line}\n" for line in writer.lines())


class _Writer:
    """Writes a mapping; used once."""

    def __init__(self, file: Path, plan: Plan, orders: Orders, languages: Sequence[str], lang: str) -> None:
        self.file, self.plan, self.orders, self.languages, self.lang = file, plan, orders, languages, lang

    def lines(self) -> Iterator[str]:
        """Yield its lines."""
        yield f"# yaml-language-server: $schema=../{SCHEMAS}/import.schema.json"
        name = self.file.name
        yield self._note(
            said("How {file} is understood. Change what is wrong; every time that the file comes:", file=name)
        )
        yield f"#   timonel import {shlex.quote(_one_line(name))} --with {path_of(self.file)} --apply"
        yield from self._whole()
        yield "sheets:"
        understood = [one for one in self.plan.understood if one.header]
        for one in understood:
            lines = [*_Sheet(self, one).lines()]
            yield f"  - {lines[0].strip()}"
            yield from lines[1:]
        there = {one.table.name for one in understood}
        left = dict.fromkeys(note.spot.sheet for note in self.plan.notes if note.spot.sheet and not note.spot.row)
        if others := [name for name in left if name not in there]:
            yield self._note(
                said("Sheets that are left out: {names}. To take one, give it an entry with its kind.", names=others)
            )
        yield self._note(
            said(
                "Also, for each sheet: set (what every row says), dates, split, fill_down, text_lang, scale, transpose."
            )
        )

    def _whole(self) -> Iterator[str]:
        if self.orders.replace:
            yield "replace: true"
        elif self.plan.spared:
            told = said(
                "Rows would replace what is there, and it stays: {ids}. To let them, take the # away below.",
                ids=[*self.plan.spared],
            )
            yield self._note(told)
            yield "# replace: true"
        if self.orders.new_roles:
            yield "new_roles: true"
        elif self.plan.unknown:
            names = [*map(short, self.plan.unknown)]
            yield self._note(
                said("No role is called so: {names}. To make a role of each, take the # away below.", names=names)
            )
            yield "# new_roles: true"

    def _note(self, told: Said) -> str:
        return f"# {self.say(told)}"

    def say(self, told: Said | str) -> str:
        """Return a message as part of one line of a comment."""
        return _one_line(say(told, self.lang))


class _Sheet:
    """Writes what a mapping says of a sheet; used once."""

    def __init__(self, writer: _Writer, one: Understood) -> None:
        assert one.header is not None and one.head is not None  # noqa: S101, PT018 - only sheets that are understood
        self.writer, self.one, self.sheet, self.head = writer, one, one.header.sheet, one.head
        self.taken = one.header.columns
        several = len(writer.languages) > 1
        self.text_lang = (writer.orders.text_lang or one.lang) if several else writer.languages[0]

    def lines(self) -> Iterator[str]:
        """Yield its lines."""
        orders = self.writer.orders
        if self.writer.file.suffix.lower() == ".xlsx":
            yield f"    sheet: {scalar(self.one.table.name)}"
        how = [
            self.writer.say(one.told)
            for one in self.one.notes
            if one.spot == Spot(self.one.table.name) and not one.left
        ]
        yield f"    kind: {self.sheet.key}   # {'; '.join([_one_line(self.sheet.title(self.writer.lang)), *how])}"
        yield f"    header_row: {self.head.row}"
        yield from self._columns()
        yield from self._left_out()
        yield from self._values()
        dates = orders.dates or self.one.read.dates
        fill_down = [title for title in orders.fill_down if self._has(title)]
        text_lang = self.text_lang if len(self.writer.languages) > 1 else None
        rest: dict[str, Any] = {"dates": dates, "split": orders.split, "fill_down": fill_down, "text_lang": text_lang,
                                "set": dict(orders.everywhere),
                                "transpose": orders.transpose}  # fmt: skip
        for name, value in rest.items():
            if value:
                yield from entry(name, value, 4, {})
        yield from self._scale()
        yield from self._asked()

    def _hints(self) -> list[Said]:
        """Return what to do where rows of the sheet are refused."""
        return [one.hint for one in self.writer.plan.refused if one.hint and one.spot.sheet == self.one.table.name]

    def _scale(self) -> Iterator[str]:
        """Yield the words of a scale; one that nobody understands as a question."""
        hints = [one for one in self._hints() if "--scale" in one.msgid]
        asked: dict[str, int | None] = dict.fromkeys(str(one.values["word"]) for one in hints if "word" in one.values)
        for step in (step for hint in hints for step in str(hint.values.get("steps", "")).split(",") if step):
            one, _, five = step.partition("=")
            asked[one] = int(five) if five.isdecimal() else None
        scale = {**asked, **self.one.read.scale, **self.writer.orders.scale}
        if scale:
            yield "    scale:"
        for word, number in scale.items():
            what = f" {number}" if number else f"   # {self.writer.say('say its number from 1 to 5')}"
            yield f"      {scalar(word)}:{what}"

    def _asked(self) -> Iterator[str]:
        """Yield options that would help where rows are refused, for who takes the # away."""
        offers = (("--dates", "dates: dmy"), ("--split", 'split: ","'))
        for option, line in offers:
            hint = next((one for one in self._hints() if option in one.msgid), None)
            if hint is not None:
                yield f"    # {line}   # {self.writer.say(hint)}"
        nameless = any(
            one.problem.msgid == "neither an identifier nor a name" and one.spot.sheet == self.one.table.name
            for one in self.writer.plan.refused
        )
        names = [self.head.titles[place] for place, column in self.taken.items() if column.keys == ("name",)]
        if nameless and names:
            told = said("rows name nothing: does a blank cell mean what stands above it?")
            yield f"    # fill_down: [{scalar(names[0])}]   # {self.writer.say(told)}"

    def _has(self, title: str) -> bool:
        return squeezed(title) in map(squeezed, self.head.titles.values())

    def _columns(self) -> Iterator[str]:
        yield "    columns:"
        told = set[str]()
        for place, means in self.head.means.items():
            title = self.head.titles.get(place, "")
            if not title or squeezed(title) in told or not self._comes_in(place, means) or self._is_matrix(title):
                continue
            told.add(squeezed(title))
            yield f"      {scalar(title)}: {scalar(self._key(means))}{self._label(means)}"

    def _comes_in(self, place: int, means: Meaning) -> bool:
        return place in self.taken if means.column else means.key != "score"

    def _is_matrix(self, title: str) -> bool:
        """Whether a column is one that a RACI matrix is read as, and none of the sheet."""
        return self.sheet.key == "task" and title in shapes.RACI.values()

    def _key(self, means: Meaning) -> str:
        column = means.column
        return ".".join(column.keys) if column and column.lang and column.lang == self.text_lang else means.key

    def _label(self, means: Meaning) -> str:
        words = means.column.title(self.writer.lang) if means.column else ""
        return f"   # {_one_line(words)}" if words else ""

    def _left_out(self) -> Iterator[str]:
        """Yield the columns that do not come in: those that somebody left out, those that only number, and the unknown."""
        coming = {squeezed(self.head.titles.get(place, "")) for place, one in self.head.means.items() if self._comes_in(place, one)}  # fmt: skip
        asked = {place: (problem, hint) for place, problem, hint in self.head.problems}
        quiet = {*self.head.out, *numbered(self.head.titles)}
        quiet |= {place for place, one in self.head.means.items() if not self._comes_in(place, one)}
        lines = []
        for place in sorted({*quiet, *asked} & {*self.head.titles, *asked}):
            title = self.head.titles.get(place, "")
            if title and squeezed(title) not in coming:
                lines.append(f"      - {scalar(title)}{'' if place in quiet else self._why(*asked[place])}")
            elif place in asked:
                told = said("column {number}: {problem}", number=str(place + 1), problem=asked[place][0])
                lines.append(f"      # {self.writer.say(told)}")
        if asked.keys() - quiet and (free := self._free()):
            told = said("What a column means goes under columns. Fields that are free: {names}", names=free)
            yield f"    # {self.writer.say(told)}"
        if any(line.lstrip().startswith("-") for line in lines):
            yield "    leave_out:"
        yield from lines

    def _why(self, problem: Said, hint: Said | None) -> str:
        """Return what is said of a column that nobody understands: what it may be, or else why."""
        close = hint is not None and hint.msgid.startswith("did you mean")
        return f"   # {self.writer.say(hint if hint and close else problem)}"

    def _free(self) -> list[str]:
        """Return the fields that no column means."""
        meant = {one.key for place, one in self.head.means.items() if self._comes_in(place, one)}
        beside = [one for one in shapes.PLACES.get(self.sheet.key, ()) if one not in meant and one != "score"]
        used = {column.keys for column in self.taken.values()}
        free = dict.fromkeys(".".join(one.keys) for one in self.sheet.columns if one.keys not in used and not one.role)
        return [*beside, *(one for one in free if one not in ("id", "formerly"))][:_FREE]

    def _values(self) -> Iterator[str]:
        """Yield the words that stand for values; those that nobody understands as a question."""
        found = {squeezed(self.head.titles.get(place, "")): (self.head.titles[place], words, self.head.means[place].column)
                 for place, words in self.one.read.values.items() if place in self.head.titles and place in self.head.means}  # fmt: skip
        said_ = {squeezed(title): (title, words) for title, words in self.writer.orders.values.items()}
        lines: list[str] = []
        for key in dict.fromkeys([*found, *said_]):
            title, words, column = found.get(key, ("", {}, None))
            told = said_.get(key, ("", {}))[1]
            name = title or said_[key][0]
            if name == ALL or self._has(name):
                lines += self._words(name, {**words, **told}, column)
        yield from ["    values:", *lines] if lines else ()

    def _words(self, title: str, words: Mapping[str, Any], column: Column | None) -> Iterator[str]:
        yield f"      {scalar(title)}:"
        for word, value in words.items():
            if value is not None or column is None:
                yield f"        {scalar(word)}: {scalar(value)}"
                continue
            choices = ", ".join(f"{value} ({label})" for value, label in labels(column, self.writer.lang).items())
            yield f"        {scalar(word)}:   # {self.writer.say(said('say what it means: {choices}', choices=choices))}"


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())
