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
    ctx, root = w.ctx, w.ctx.result.root
    if root is None:
        return
    try:
        found = trend(root, ctx.cache, limit=_WEEKS, least=2)
    except NoRepositoryError:
        return
    except HistoryError as error:
        w.heading(ctx.t("Score over time"), "past")
        w.notice("none", ctx.t("History not read"), ctx.t(error.problem))
        return
    if found.points or found.shallow:
        w.heading(ctx.t("Score over time"), "past")
        _charts(w, found)


def _charts(w: Writer, found: Trend) -> None:
    ctx = w.ctx
    if found.shallow:
        date = ctx.date(found.first) or "—"
        w.notice(
            "none",
            ctx.t("Part of the history is missing"),
            ctx.t("This site was built from a shallow clone: what lies before {date} is not there.", date=date),
        )
    if found.points:
        charts.note(w, ctx.t("The last commit of each week, as the check of today would have judged it then."))
    for pillar in PILLARS:
        series = [(one.date, value) for one in found.points if (value := one.score[pillar]) is not None]
        if len(series) > 1:
            text = ctx.t(
                "{value} on {date}", value=charts.value_text(w, series[-1][1], "%"), date=ctx.date(series[-1][0])
            )
            w.add(charts.line(w, f"past-{pillar}", ctx.t(PILLAR_TITLES[pillar]), text, series, "%"))
