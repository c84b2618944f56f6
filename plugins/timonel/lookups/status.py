"""What holds of one thing alone, by its status: whether it is in force, ahead, or over."""

from __future__ import annotations

from timonel.kinds import Initiative, Resolution
from timonel.model import Entity

# Fields by which a role owns something.
OWNERSHIP = ("owner", "technical_owner", "stop_owner", "sponsor", "lead", "accountable", "decider", "chair", "officer")
# Statuses that mean "active", by kind; a kind without an entry is always active.
_ACTIVE = {
    "issue": ("open",),
    "benefit": ("partly", "expected"),
    "assistant": ("pilot", "active", "legacy"),
    "initiative": ("approved", "running", "on-hold"),
    "system": ("pilot", "active", "legacy"),
    "risk": ("open",),
    "objective": ("open",),
    "change-action": ("planned", "in-progress"),
    "touchpoint": ("active",),
    "process": ("active",),
}
_MISSING = {"initiative": "proposed", "change-action": "planned", "assistant": "candidate"}


def is_active(entity: Entity) -> bool:
    """Whether something is in force today, by its status (a missing status reads as `rules.md` says)."""
    wanted = _ACTIVE.get(entity.kind_name)  # "" of an own kind, which may have the name of one of these
    return wanted is None or entity.fields.get("status", _MISSING.get(entity.kind, wanted[-1])) in wanted


def is_felt(entity: Entity) -> bool:
    """Whether something is in force today, or a risk that has happened: that is no less of one."""
    return is_active(entity) or (entity.kind == "risk" and entity.fields.get("status") == "materialized")


def of_the_method(entity: Entity) -> bool:
    """Whether something came with the method, and not from the company: nobody need use, confirm or count it."""
    return entity.file.split("/")[2:3] == ["method"]


def resolved(resolution: Resolution) -> str:
    """Return how a resolution stands: proposed, agreed (also where nothing says), done or withdrawn."""
    return resolution.status or ("done" if resolution.done else "agreed")


def goes_ahead(initiative: Initiative) -> bool:
    """Whether an initiative is approved or running: the company is spending on it."""
    return initiative.status in ("approved", "running")


def is_open(initiative: Initiative) -> bool:
    """Whether an initiative is neither finished nor cancelled: its plans can still change."""
    return initiative.status not in ("finished", "cancelled")
