"""What the rules say of one thing, one day or one label: words with one meaning that need no base to look things up in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from timonel.model import Entity
from timonel.text import Text

# Fields by which a role owns something.
OWNERSHIP = ("owner", "technical_owner", "sponsor", "lead", "accountable", "decider", "chair", "officer")
# Statuses that mean "active", by kind; a kind without an entry is always active.
_ACTIVE = {
    "initiative": ("approved", "running", "on-hold"),
    "system": ("pilot", "active", "legacy"),
    "risk": ("open",),
    "objective": ("open",),
    "change-action": ("planned", "in-progress"),
    "touchpoint": ("active",),
    "process": ("active",),
}
_MISSING = {"initiative": "proposed", "change-action": "planned"}
PERIOD_DAYS = {"daily": 1, "weekly": 7, "biweekly": 14, "monthly": 31, "quarterly": 92, "yearly": 366}


def is_active(entity: Entity) -> bool:
    """Whether something is in force today, by its status (a missing status reads as `rules.md` says)."""
    wanted = _ACTIVE.get(entity.kind)
    return wanted is None or entity.fields.get("status", _MISSING.get(entity.kind, wanted[-1])) in wanted


def day(text: str) -> date:
    """Return an ISO date as a date."""
    return date.fromisoformat(text)


@cache
def months_before(today: str, months: int) -> str:
    """Return the ISO date that many calendar months before, on the month's last day where it has no such day."""
    start = day(today)
    year, month = divmod(start.year * 12 + start.month - 1 - months, 12)
    if not date.min.year <= year <= date.max.year:
        return (date.min if months > 0 else date.max).isoformat()
    for number in range(start.day, 27, -1):
        try:
            return date(year, month + 1, number).isoformat()
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28)).isoformat()


def days_before(today: str, days: int) -> str:
    """Return the ISO date that many days before, or after; the calendar's first or last day where it ends sooner."""
    try:
        return (day(today) - timedelta(days)).isoformat()
    except OverflowError:
        return (date.min if days > 0 else date.max).isoformat()


def in_sentence(label: Text) -> Text:
    """Return a field's name as it stands inside a sentence: «dueño», but «RFM»."""
    if isinstance(label, str):
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return {lang: str(in_sentence(text)) for lang, text in label.items()}
