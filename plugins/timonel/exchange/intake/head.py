"""Where the headers of a table stand, and what each of its columns means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from timonel import languages
from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.titles import Meaning, Titles
from timonel.exchange.intake.words import phrases
from timonel.exchange.sheets.cells import plain
from timonel.exchange.sheets.layout import squeezed
from timonel.exchange.sheets.table import MAX_COLUMNS, Bad, Table
from timonel.text import Said, said

_DEEP = 30  # rows among which the headers are looked for
Problem = tuple[int, Said, Said | None]


class Head(NamedTuple):
    """What the columns of a table mean.

    Attributes:
        row: number of the (last) row with the headers.
        titles: column number (from 0) → the header as it stands there.
        means: column number → what it means.
        out: column numbers that do not come in, because somebody said so.
        problems: what nobody understands.
    """

    row: int
    titles: Mapping[int, str]
    means: Mapping[int, Meaning]
    out: frozenset[int]
    problems: Sequence[Problem]


def head(table: Table, titles: Titles, orders: Orders) -> Head:
    """Return what the columns of a table mean in a sheet."""
    row, words = _row(table, titles, orders)
    used = {
        place
        for number, cells in table.rows.items()
        if number > row
        for place, cell in enumerate(cells)
        if cell is not None and (isinstance(cell, Bad) or plain(cell))
    }
    problems: list[Problem] = []
    guesses: dict[int, Meaning] = {}
    out = set[int]()
    for place in range(max(len(words), max(used, default=-1) + 1)):
        cell = words.get(place)
        title = "" if cell is None or isinstance(cell, Bad) else cell
        told = orders.column(title) if title else None
        mark = table.marks.get(place, "").partition(" ")[2]
        found = (titles.of_key(told, orders.text_lang) if told else None) or titles.find(title) or titles.of_key(mark)
        if told == "":
            out.add(place)
        elif told and titles.of_key(told, orders.text_lang) is None:
            problems.append((place, said("this kind has no field `{field}`", field=told), None))
        elif isinstance(cell, Bad):
            problems.append((place, cell.problem, None))
        elif found is not None and (title or mark):
            guesses[place] = found._replace(weight=-1) if told else found
        elif title and place in used:
            problems.append((place, *_unknown(title, titles)))
        elif place in used:
            problems.append((place, said("a column without a header: name it, or delete it"), None))
    means = _best(guesses)
    taken = {one.key: str(words.get(place, "")) for place, one in means.items()}
    twice = sorted(place for place in guesses.keys() - means.keys() if place in used)
    problems += [(place, *_twice(str(words[place]), taken[guesses[place].key])) for place in twice]
    shown = {place: "" if isinstance(one, Bad) else one for place, one in words.items()}
    return Head(row, shown, means, frozenset(out), sorted(problems, key=lambda one: one[0]))


def hits(table: Table, titles: Titles, orders: Orders) -> int:
    """Return how many headers of a table a sheet knows."""
    _, words = _row(table, titles, orders)
    return len(
        _best({place: means for place, one in words.items() if isinstance(one, str) and (means := titles.find(one))})
    )


def _row(table: Table, titles: Titles, orders: Orders) -> tuple[int, dict[int, str | Bad]]:
    """Return the row in which most cells are headers, and its words; two rows where their words together say more."""
    rows = [*islice(table.rows.items(), _DEEP)]
    if orders.header_row:
        return orders.header_row, _told(table, titles, orders, orders.header_row)
    number, words = (rows[0][0], _words(rows[0][1])) if rows else (1, {})
    most = (0, MAX_COLUMNS)
    above: dict[int, str | Bad] = {}
    for place, cells in rows:
        here = _words(cells)
        way = max(_ways_to_read(above, here, titles), key=lambda one: _meant(one, titles, orders))
        count = _meant(way, titles, orders), len(here)  # of two rows that say as much the fuller one, not the groups
        if count > most:
            most, number, words = count, place, way
        above = here
    return number, words


def _told(table: Table, titles: Titles, orders: Orders, row: int) -> dict[int, str | Bad]:
    """Return the words of the row that somebody says has the headers: with those above it where they say more together."""
    above, here = (_words(table.rows.get(one, ())) for one in (row - 1, row))
    return max(_ways_to_read(above, here, titles), key=lambda words: _meant(words, titles, orders))


def _ways_to_read(
    above: Mapping[int, str | Bad], here: Mapping[int, str | Bad], titles: Titles
) -> Sequence[dict[int, str | Bad]]:
    """Return the words of a row of headers, and those of it and the row above together; no two of them are the same."""
    alone = _apart(here, _groups(above, here))
    return [alone, _apart(_joined(above, here, titles), {})] if above and here else [alone]


def _meant(words: Mapping[int, str | Bad], titles: Titles, orders: Orders) -> int:
    """Return of how many headers among the words of a row it is known what they mean."""
    return len({_known(one, titles, orders) for one in words.values() if isinstance(one, str)} - {None})


def _known(title: str, titles: Titles, orders: Orders) -> str | None:
    """Return the key of what a header means, or the header where somebody says that it stays outside."""
    told = orders.column(title)
    found = (titles.of_key(told) if told else None) or titles.find(title)
    return title if told == "" else found.key if found else None


def _words(cells: Sequence[object]) -> dict[int, str | Bad]:
    shown = [one.value if isinstance(one, Bad) and one.value is not None else one for one in cells]
    found = {place: one if isinstance(one, Bad) else plain(one) for place, one in enumerate(shown)}  # type: ignore[arg-type] # a cell
    return {place: one for place, one in found.items() if isinstance(one, Bad) or one}


def _joined(above: Mapping[int, str | Bad], below: Mapping[int, str | Bad], titles: Titles) -> dict[int, str | Bad]:
    """Return the words of two rows of headers: a word above stands for the columns below it until the next.

    A word below that says enough stands alone: «Probability» under «Assessment»; one that stands below several words
    above does not: «Residual risk Probability».
    """
    found: dict[int, str | Bad] = {}
    lower = [one for one in below.values() if isinstance(one, str)]
    for place, group in _groups(above, below).items():
        top, word = above.get(place), below.get(place)
        if isinstance(word, str):
            both = word if word == top else f"{group} {word}".strip()
            enough = lower.count(word) == 1 and titles.find(word) and not titles.find(both)
            found[place] = word if enough else both
        elif isinstance(top, str):
            found[place] = top
    return found


def _groups(above: Mapping[int, str | Bad], below: Mapping[int, str | Bad]) -> dict[int, str]:
    """Return column number → the word above it, or above the columns before it: that of a cell merged sideways."""
    found: dict[int, str] = {}
    for place in range(max((*above, *below), default=-1) + 1):
        top = above.get(place)
        found[place] = top if isinstance(top, str) else found.get(place - 1, "")
    return found


def _apart(words: Mapping[int, str | Bad], groups: Mapping[int, str]) -> dict[int, str | Bad]:
    """Return headers, those that stand several times with what stands above them, or else numbered: «Owner», «Owner (2)»."""
    found, seen = dict(words), Counter[str]()
    places: dict[str, list[int]] = {}
    for place, one in words.items():
        if isinstance(one, str):
            places.setdefault(squeezed(one), []).append(place)
    for same in places.values():
        if len(same) > 1 and len({groups.get(place) for place in same}) == len(same):
            found |= {place: f"{groups[place]} {words[place]}" for place in same}
    for place, one in found.items():
        if isinstance(one, str):
            seen[squeezed(one)] += 1
            number = seen[squeezed(one)]
            found[place] = f"{one} ({number})" if number > 1 else one
    return found


def _best(guesses: Mapping[int, Meaning]) -> dict[int, Meaning]:
    """Return what each column means, each meaning once: the surest header has it, then the first; scores go nowhere."""
    found: dict[int, Meaning] = {}
    for place, means in sorted(guesses.items(), key=lambda one: (one[1].weight, one[0])):
        if means.key == "score" or means.key not in {one.key for one in found.values()}:
            found[place] = means
    return dict(sorted(found.items()))


def _unknown(title: str, titles: Titles) -> tuple[Said, Said]:
    close = titles.close(title)
    if close:
        told = said(
            'did you mean `{word}`? Then --map "{title}={field}", else --leave-out "{title}"',
            word=close.title(titles.languages[0]), title=title, field=".".join(close.keys) or close.key,
        )  # fmt: skip
        return said("no column of this sheet is called so"), told
    return said("no column of this sheet is called so"), _ways(title)


def _twice(title: str, other: str) -> tuple[Said, Said]:
    return said("“{other}” means the same", other=other), _ways(title)


def _ways(title: str) -> Said:
    return said('leave it out with --leave-out "{word}", or say what it means: --map "{word}=…"', word=title)


def repeated(cells: Sequence[object], titles: Mapping[int, str]) -> bool:
    """Whether a row says the headers again."""
    same = [place for place, one in enumerate(cells) if one and squeezed(str(one)) == squeezed(titles.get(place, ""))]
    return len(same) > 1


def numbered(titles: Mapping[int, str]) -> Iterator[int]:
    """Yield the columns whose header is only a sign for a number: «No.», «#»."""
    orders = {squeezed(word) for one in languages.known().values() for word in one.places}
    numbers = orders | {squeezed(word) for word in phrases("number")}
    yield from (place for place, title in titles.items() if title.strip() == "#" or squeezed(title) in numbers)
