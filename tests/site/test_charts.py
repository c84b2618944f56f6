"""Charts: round ticks around any range, and nothing drawn where nothing was measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from timonel.kinds import Indicator, Risk
from timonel.pipeline import examine
from timonel.site.context import Context
from timonel.site.kit import Cell, Level, Point
from timonel.site.urls import Urls
from timonel.site.views.programme import indicators
from timonel.site.views.risks import exposure, register
from timonel.site.views.shared import charts, label_places, time_marks
from timonel.site.writer import Writer

MEASURED = """\
- {{of: "{of}", date: 2026-11-02, {first}}}
- {{of: "{of}", date: 2026-11-19, {last}}}
"""


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 25, [0, 10, 20, 30]),
        (0, 100, [0, 25, 50, 75, 100]),
        (6, 11, [6, 8, 10, 12]),
        (0.34, 0.46, [0.3, 0.35, 0.4, 0.45, 0.5]),
        (-5, 5, [-5, -2.5, 0, 2.5, 5]),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert charts.scale(low, high) == expected


def test_an_exposure_scale_ends_at_25() -> None:
    assert charts.scale(0, 25, 5) == [0, 5, 10, 15, 20, 25]


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 0), (1, 1), (-3, -3), (0.003, 0.003), (412, 412), (-0.2, 0.1), (-900, -100), (999_999, 1_000_001), (9.9, 99)],
)
def test_ticks_hold_the_range_and_are_few(low: float, high: float) -> None:
    ticks = charts.scale(low, high)
    assert ticks[0] <= low <= high <= ticks[-1]
    assert 2 <= len(ticks) <= 7


@pytest.fixture
def base(tmp_path: Path) -> Path:
    files = {
        "timonel.yaml": "model: 1\nname: Prueba\nlanguages: [es]\nas_of: 2026-11-20\n",
        "data/organization/org.yaml": "id: org\nname: Nova\nmission: Servir\nvision: Crecer\n",
        "data/indicators/nps.yaml": "id: nps\nname: NPS\nunit: pts\ndirection: up\n",
        "data/risks/fuga.yaml": "id: fuga\nname: Fuga de datos\ncategory: privacy\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def writer(root: Path) -> Writer:
    return Writer(Context(examine(root, use_cache=False), "es", Urls()), "x", lambda _figure: "")


def measure(root: Path, of: str, first: str, last: str) -> None:
    folder = root / "data/measurements"
    folder.mkdir(exist_ok=True)
    (folder / "a.yaml").write_text(MEASURED.format(of=of, first=first, last=last), "utf-8")


def test_what_was_never_measured_is_said_not_drawn(base: Path) -> None:
    w = writer(base)
    indicator, risk = w.ctx.base.get(Indicator, "nps"), w.ctx.base.get(Risk, "fuga")
    charts.indicator(w, indicator)
    register.overview(w)
    page = "".join(w.blocks)
    assert "Todavía sin medir" in page
    assert "kb-chart__line" not in page
    assert indicators.last_value(w, indicator) == "sin medir"
    assert exposure.exposure(w.ctx, risk) is None
    assert exposure.trend(w.ctx, risk) is None


def test_an_indicator_is_drawn_with_its_unit(base: Path) -> None:
    measure(base, "indicator:nps", "value: 31", "value: 34.5")
    w = writer(base)
    indicator = w.ctx.base.get(Indicator, "nps")
    charts.indicator(w, indicator)
    page = "".join(w.blocks)
    assert "kb-chart__line" in page
    assert "34,5\N{NO-BREAK SPACE}pts" in page
    assert "sube 3,5\N{NO-BREAK SPACE}pts desde el 2 nov 2026. El eje empieza en 31\N{NO-BREAK SPACE}pts." in page
    assert indicators.change(w, indicator) == Cell(
        "+3,5\N{NO-BREAK SPACE}pts", sort=3.5, badge="ok", note="desde 31\N{NO-BREAK SPACE}pts"
    )


def test_exposure_is_read_from_the_last_measurement(base: Path) -> None:
    measure(base, "risk:fuga", "probability: 2, impact: 3", "probability: 4, impact: 3")
    w = writer(base)
    risk = w.ctx.base.get(Risk, "fuga")
    assert exposure.exposure(w.ctx, risk) == 12
    assert exposure.mean_exposure(w.ctx, [risk]) == [("2026-11-02", 6.0), ("2026-11-19", 12.0)]
    register.overview(w)
    assert "?status=open&p=4&i=3#register" in unescape("".join(w.blocks))


@pytest.mark.parametrize(
    ("values", "target", "baseline", "where"),
    [
        ([10, 12, 14, 16], 30, 10, [(True, False), (True, False)]),  # free at the end: there
        ([30, 28, 29, 28.5], 28, None, [(True, True), None]),  # the series runs just above: below the line
        ([30, 26, 25, 20.5], 20, None, [(False, False), None]),  # it comes down on the label: at the start
    ],
)
def test_a_label_gives_way_to_the_series(
    values: list[float], target: float, baseline: float | None, where: list[tuple[bool, bool] | None]
) -> None:
    """No series runs through the words that name the target or the first value."""
    levels = [value and Level(value, "Meta 20 %") for value in (target, baseline)]
    placed = label_places.placed(levels, points(values), [*values, 0 if target == 28 else 20, 40, target])
    assert [level and (level.end, level.below) for level in placed] == where


def test_two_labels_do_not_cover_each_other() -> None:
    """Target and first value that are near each other are named on different sides."""
    levels = [Level(50, "Valor inicial 50 %"), Level(51, "Meta 51 %")]
    first, second = label_places.placed(levels, points((90, 80, 95, 85)), [0, 100])
    assert (first.end, first.below) != (second.end, second.below)


def points(values: Sequence[float]) -> list[Point]:
    return [Point(day, str(day), value, str(value)) for day, value in enumerate(values)]


def test_a_long_series_marks_its_last_value(base: Path) -> None:
    """A dot for each day would be a line of dots; the last one is what the text speaks of."""
    values = [(f"2026-01-{day:02}", float(day)) for day in range(1, 31)]
    page = charts.line(writer(base), "chart", "Ventas", "30 hoy", values, "")
    assert page.count("kb-chart__dot") == 1
    assert "<title>30 ene 2026: 30</title>" in page


@pytest.mark.parametrize(
    ("direction", "values", "told"),
    [
        ("up", (3, 5, 4), "1 peor que su mejor valor"),
        ("down", (5, 3, 3.5), "0,5 peor que su mejor valor"),
        ("up", (3, 4, 5), None),  # the best is the last
        ("up", (5, 4, 4.5), None),  # the best is the first: how far it is from that is said anyway
        ("", (3, 5, 4), None),  # nobody says which way is better
    ],
)
def test_better_than_at_first_does_not_hide_a_turn(
    base: Path, direction: str, values: Sequence[float], told: str | None
) -> None:
    """Whoever reads how far an indicator came reads how much of that is lost again; of a scale as a plain number."""
    text = f"id: nps\nname: NPS\nunit: / 5\n{f'direction: {direction}' if direction else ''}\n"
    (base / "data/indicators/nps.yaml").write_text(text, "utf-8")
    w = writer(series(base, *(("2026-09-01", "2026-10-01", "2026-11-01"), values)))
    assert indicators.since_best(w, w.ctx.base.get(Indicator, "nps")) == told


def series(root: Path, days: Sequence[str], values: Sequence[float]) -> Path:
    rows = (
        f"- {{of: 'indicator:nps', date: {day}, value: {value}}}\n" for day, value in zip(days, values, strict=True)
    )
    (root / "data/measurements").mkdir(exist_ok=True)
    (root / "data/measurements/a.yaml").write_text("".join(rows), "utf-8")
    return root


@pytest.mark.parametrize("frequency", ["monthly", "yearly"])
def test_a_time_without_measurements_is_dashed(base: Path, frequency: str) -> None:
    """A line through half a year would say that somebody measured it; once a year, nobody has to."""
    (base / "data/indicators/nps.yaml").write_text(f"id: nps\nname: NPS\nfrequency: {frequency}\n", "utf-8")
    w = writer(series(base, ["2026-01-05", "2026-02-05", "2026-08-05", "2026-09-05"], [1, 2, 3, 4]))
    charts.indicator(w, w.ctx.base.get(Indicator, "nps"))
    page = "".join(w.blocks)
    missed = int(frequency == "monthly")
    assert page.count('class="kb-chart__line kb-chart__line--apart"') == missed
    assert page.count('class="kb-chart__line"') == missed + 1
    assert page.count("Punteado: sin mediciones;") == missed * 2, "below its title, and for those who hear it"


def test_a_long_time_without_measurements_leaves_room_for_what_was_measured(base: Path) -> None:
    """One early value does not squeeze a regular series into a corner: the time between is cut, and said to be."""
    (base / "data/indicators/nps.yaml").write_text("id: nps\nname: NPS\nfrequency: weekly\n", "utf-8")
    days = ["2025-04-03", *(f"2026-10-{day:02}" for day in (1, 8, 15, 22, 29)), "2026-11-05"]
    w = writer(series(base, days, [20, 11, 10, 9, 8, 7, 6]))
    charts.indicator(w, w.ctx.base.get(Indicator, "nps"))
    page = "".join(w.blocks)
    places = [float(x) for x in re.findall(r'cx="([\d.]+)"', page)]
    assert places[-1] - places[1] > 3 * (places[1] - places[0])
    assert page.count("kb-chart__cut") == 1
    assert "en // el tiempo está acortado" in page
    assert re.findall(r'text-anchor="middle">(\w+)<', page) == [], "no month in it has a mark"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03-30", "2026-11-20", ["abr", "may", "jun", "jul", "ago", "sept", "oct", "nov"]),
        ("2024-11-30", "2026-05-20", ["2025", "abr", "jul", "oct", "2026", "abr"]),
        ("2026-11-03", "2026-11-20", []),
    ],
)
def test_time_is_marked_by_months(base: Path, first: str, last: str, words: list[str]) -> None:
    """As close as they can be told apart; January says its year."""
    found = time_marks.between(writer(base).ctx, date.fromisoformat(first), date.fromisoformat(last))
    assert [one.text for one in found] == words
    assert all(date.fromordinal(int(one.value)).day == 1 for one in found)


def test_months_give_way_to_the_first_and_the_last_day(base: Path) -> None:
    """A month whose word would run into the days at both ends has no mark either."""
    page = charts.line(writer(base), "chart", "Ventas", "30 hoy", [("2026-03-30", 1), ("2026-11-20", 2)], "")
    middle = re.findall(r'text-anchor="middle">(\w+)<', page)
    assert page.count("kb-chart__day") == len(middle), "no mark without its word"
    assert {"jun", "jul", "ago"} <= {*middle} <= {"may", "jun", "jul", "ago", "sept", "oct"}


def test_what_was_measured_is_told_once(base: Path) -> None:
    """A short series as a table; of a long one what explains itself, and all of it behind a line."""
    for n, notes in ((3, 0), (9, 1)):
        w = writer(series(base, [f"2026-0{month}-05" for month in range(1, n + 1)], range(n)))
        path = base / "data/measurements/a.yaml"
        path.write_text(path.read_text("utf-8").replace("value: 2}", "value: 2, note: Llegó el color}"), "utf-8")
        w = writer(base)
        indicators.indicator_page(w, w.ctx.base.get(Indicator, "nps"))
        page = "".join(w.blocks)
        assert "Lo mismo en una tabla" not in page
        assert page.partition('id="history-table"')[2].count("<tr>") == n + 1
        assert page.partition('id="history-table"')[0].count("Llegó el color") == notes
        assert (f"Lo que se midió ({n})</summary>" in page) is bool(notes)
