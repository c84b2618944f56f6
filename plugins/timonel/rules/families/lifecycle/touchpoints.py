"""Rules of family TCH: the customer life cycle, its touchpoints and channels, and the silos behind them."""

from __future__ import annotations

from collections.abc import Mapping

from timonel.graph import reach
from timonel.kinds import Channel, DataAsset, Process, Stage, System, Touchpoint
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active, of_the_method
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty


def _in_force(touchpoint: Touchpoint, facts: Facts) -> bool:
    """Whether a touchpoint is active, and all processes that might serve it could be read."""
    return is_active(touchpoint) and facts.whole("process", "touchpoints", "type", "status")


@rule("TCH001", applies=_in_force)
def touchpoint_without_process(touchpoint: Touchpoint, facts: Facts) -> Places:
    """An active touchpoint that no customer-facing process above maturity 0 serves."""
    serving = facts.serving.get(touchpoint.id, [])
    if not any(process.maturity is None or process.maturity.level > 0 for process in serving):
        yield touchpoint.at(related=[process.at("maturity", "level") for process in serving])


def _stages_readable(stage: Stage, facts: Facts) -> bool:
    """Whether touchpoints could be read; before there are any, the stages that the method brought wait for the first."""
    begun = bool(facts.base.of("touchpoint")) or not of_the_method(stage)
    return begun and facts.whole("touchpoint", "stage", "status")


@rule("TCH002", applies=_stages_readable)
def stage_without_touchpoint(stage: Stage, base: Base) -> Places:
    """A stage with no touchpoint, planned or active."""
    links = base.backlinks.get(stage.key, ())
    if not any(_names(link.source, link.path) == "stage" for link in links):
        yield stage.at()


def _names(source: object, path: tuple[str | int, ...]) -> str | int | None:
    """Return the field by which a touchpoint that is not retired names something; None for anything else."""
    return path[0] if isinstance(source, Touchpoint) and source.status != "retired" else None


@rule("TCH003", applies=_in_force)
def touchpoint_without_owner(touchpoint: Touchpoint, facts: Facts) -> Places:
    """A touchpoint with no owner, whose processes do not share one either."""
    owners = {"" if is_empty(process.owner) else process.owner for process in facts.serving.get(touchpoint.id, ())}
    if is_empty(touchpoint.owner) and (len(owners) != 1 or "" in owners):
        yield touchpoint.at("owner", related=[process.at("owner") for process in facts.serving.get(touchpoint.id, ())])


def _channels_readable(_channel: Channel, facts: Facts) -> bool:
    return facts.whole("touchpoint", "channels", "status")


@rule("TCH004", applies=_channels_readable)
def channel_unused(channel: Channel, base: Base) -> Places:
    """A channel that no touchpoint, planned or active, uses."""
    links = base.backlinks.get(channel.key, ())
    if not any(_names(link.source, link.path) == "channels" for link in links):
        yield channel.at()


def _meeting_customers(asset: DataAsset, facts: Facts) -> list[System]:
    """Return the active systems used at touchpoints that hold an asset."""
    return [one for one in facts.holding(asset) if is_active(one) and one.id in facts.at_touchpoints]


def _in_several_systems(asset: DataAsset, facts: Facts) -> bool:
    return bool(asset.personal) and facts.whole("system", "integrations") and len(_meeting_customers(asset, facts)) > 1


@rule("TCH005", applies=_in_several_systems)
def silo(asset: DataAsset, facts: Facts) -> Places:
    """Personal data in several systems that meet customers, not all of them joined by integrations."""
    holding = _meeting_customers(asset, facts)
    # `holding` starts with the master, where customers meet it: the other systems should reach that one.
    joined = reach([holding[0].id], facts.joined)
    apart = [system for system in holding if system.id not in joined]
    if apart:
        together = [system for system in holding if system.id in joined]
        related = [system.at("integrations") for system in apart]
        yield asset.at("copies", related=related, apart=apart, together=together)


def _moment_of_truth(touchpoint: Touchpoint, facts: Facts) -> bool:
    readable = facts.whole("process", "touchpoints", "indicators") and facts.whole("measurement")
    return bool(touchpoint.moment_of_truth) and is_active(touchpoint) and readable


@rule("TCH006", applies=_moment_of_truth)
def moment_of_truth_unmeasured(touchpoint: Touchpoint, facts: Facts) -> Places:
    """A moment of truth none of whose processes has an indicator that was ever measured."""
    serving = facts.serving.get(touchpoint.id, [])
    if not any(_measured(process, facts.measured) for process in serving):
        yield touchpoint.at("moment_of_truth", related=[process.at("indicators") for process in serving])


def _measured(process: Process, measured: Mapping[str, object]) -> bool:
    return any(f"indicator:{id_}" in measured for id_ in process.indicators)


@rule("TCH007")
def stage_without_customer_goal(stage: Stage) -> Places:
    """A stage that does not say what the customer wants to get done in it."""
    if is_empty(stage.customer_goal):
        yield stage.at("customer_goal")
