"""The score of each pillar over the git history, week by week: a chart with a table each."""

from __future__ import annotations

from timonel.governance import PILLARS
from timonel.history.git import HistoryError, NoRepositoryError
from timonel.history.trend import Trend, trend
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.shared import charts
from timonel.site.writer import Writer

_WEEKS = 26  # half a year: what one build may read anew, and what a chart of this width shows


def past(w: Writer) -> None:
    """Add how the score went, where the base is in a git repository; what is missing of its history is said."""
    desk, root = w.desk, w.desk.result.root
    if root is None:
        return
    try:
        found = trend(root, desk.cache, limit=_WEEKS, least=2)
    except NoRepositoryError:
        return
    except HistoryError as error:
        w.heading(desk.t("Score over time"), "past")
        w.notice("none", desk.t("History not read"), desk.t(error.problem))
        return
    if found.points or found.shallow:
        w.heading(desk.t("Score over time"), "past")
        _charts(w, found)


def _charts(w: Writer, found: Trend) -> None:
    desk = w.desk
    if found.shallow:
        date = desk.date(found.first) or "—"
        w.notice(
            "none",
            desk.t("Part of the history is missing"),
            desk.t("This site was built from a shallow clone: what lies before {date} is not there.", date=date),
        )
    if found.points:
        charts.note(w, desk.t("The last commit of each week, as the check of today would have judged it then."))
    for pillar in PILLARS:
        series = [(one.date, value) for one in found.points if (value := one.score[pillar]) is not None]
        if len(series) > 1:
            text = desk.t(
                "{value} on {date}", value=charts.value_text(w, series[-1][1], "%"), date=desk.date(series[-1][0])
            )
            w.add(charts.line(w, f"past-{pillar}", desk.t(PILLAR_TITLES[pillar]), text, series, "%"))
