"""What is looked up about how a base hangs together: life cycle, systems, data."""

from __future__ import annotations

from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from timonel.graph import circles, reach
from timonel.kinds import Channel, DataAsset, Process, Role, Stage, System, Touchpoint
from timonel.lookups.status import is_active
from timonel.model import Base


class Landscape:
    """How a base hangs together; part of `Facts`."""

    base: Base

    # Life cycle, systems, data

    @cached_property
    def met(self) -> dict[str, list[Touchpoint]]:
        """Stage id → its touchpoints in their order, active and planned ones."""
        found: dict[str, list[Touchpoint]] = {}
        for touchpoint in self.base.all(Touchpoint):
            if touchpoint.status != "retired":
                found.setdefault(touchpoint.stage, []).append(touchpoint)
        for touchpoints in found.values():
            touchpoints.sort(key=lambda one: (one.order is None, one.order or 0, one.id))
        return found

    def holding_up(self, stage: Stage) -> list[Touchpoint | Process]:
        """Return what carries a stage today, each once: its active touchpoints, then the processes that serve them."""
        touchpoints = [one for one in self.met.get(stage.id, ()) if is_active(one)]
        processes = {one.id: one for touchpoint in touchpoints for one in self.serving.get(touchpoint.id, ())}
        return [*touchpoints, *processes.values()]

    @cached_property
    def meant_for(self) -> dict[str, list[Process]]:
        """Touchpoint id → the customer-facing processes, active and planned ones, that list it."""
        found: dict[str, list[Process]] = {}
        for process in self.base.all(Process):
            if process.type == "customer-facing" and process.status != "retired":
                for id_ in process.touchpoints:
                    found.setdefault(id_, []).append(process)
        return found

    @cached_property
    def serving(self) -> dict[str, list[Process]]:
        """Touchpoint id → the customer-facing processes, not planned nor retired, that list it."""
        found = {id_: [one for one in processes if is_active(one)] for id_, processes in self.meant_for.items()}
        return {id_: processes for id_, processes in found.items() if processes}

    @cached_property
    def supporters(self) -> dict[str, list[Process]]:
        """Process id → the active processes that support it."""
        found: dict[str, list[Process]] = {}
        for process in self.base.all(Process):
            if is_active(process):
                for id_ in process.supports:
                    found.setdefault(id_, []).append(process)
        return found

    @cached_property
    def at_touchpoints(self) -> frozenset[str]:
        """Ids of the systems used at active touchpoints: named there, or by a process that lists the touchpoint."""
        found: set[str] = set()
        for touchpoint in self.base.all(Touchpoint):
            if is_active(touchpoint):
                found.update(touchpoint.systems)
                for process in self.serving.get(touchpoint.id, ()):
                    found.update(process.systems)
        return frozenset(found)

    @cached_property
    def joined(self) -> dict[str, list[str]]:
        """Active system → the active systems that an integration joins it to, whichever end declares it."""
        found: dict[str, list[str]] = {one.id: [] for one in self.base.all(System) if is_active(one)}
        for system in self.base.many(System, [*found]):
            for other in (integration.system for integration in system.integrations):
                if other in found:
                    found[system.id].append(other)
                    found[other].append(system.id)
        return found

    def holding(self, asset: DataAsset) -> list[System]:
        """Return the systems that hold a data asset: its master and its copies."""
        ids = [asset.master, *asset.copies] if asset.master else asset.copies
        return self.base.many(System, [*dict.fromkeys(ids)])

    @cached_property
    def personal(self) -> dict[str, DataAsset]:
        """The personal data assets by id."""
        return {asset.id: asset for asset in self.base.all(DataAsset) if asset.personal}

    def collects_personal(self, touchpoint: Touchpoint) -> list[DataAsset]:
        """Return the personal data assets that a touchpoint collects."""
        return [self.personal[id_] for id_ in touchpoint.collects if id_ in self.personal]

    def consent(self, touchpoint: Touchpoint, channel: Channel | None = None) -> str | None:
        """Return the consent basis of a touchpoint (on a channel: its own, else the channel's default)."""
        own = touchpoint.consent.basis if touchpoint.consent else None
        return own or (channel.consent if channel else None)

    def reach(self, process: Process) -> frozenset[str]:
        """Return the ids of the processes that a process supports, directly or through others."""
        found: set[str] = set()
        waiting = [*process.supports]
        while waiting:
            id_ = waiting.pop()
            if id_ not in found:
                found.add(id_)
                other = self.base.get(Process, id_)
                waiting += other.supports if other else []
        return frozenset(found)

    @cached_property
    def behind_customers(self) -> frozenset[str]:
        """Ids of the processes from which a customer-facing one is reached along `supports`, retired ones left out.

        What supports something that could not be read counts as well: that has its own finding.
        """
        known = {one.id: one for one in self.base.all(Process) if one.status != "retired"}
        lost = {id_ for one in known.values() for id_ in one.supports if self.base.get(Process, id_) is None}
        before: dict[str, list[str]] = {}
        for process in known.values():
            for id_ in process.supports:
                before.setdefault(id_, []).append(process.id)
        return frozenset(reach([*lost, *(id_ for id_, one in known.items() if one.type == "customer-facing")], before))

    @cached_property
    def support_circles(self) -> dict[str, list[str]]:
        """First process id → the processes that support each other in a circle, retired ones left out."""
        return _circles({one.id: one.supports for one in self.base.all(Process) if one.status != "retired"})

    @cached_property
    def reporting_circles(self) -> dict[str, list[str]]:
        """First role id → the roles that report to each other in a circle."""
        return _circles({one.id: [one.reports_to] for one in self.base.all(Role) if one.reports_to})


def _circles(following: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return first node → circle; looks for them only where there is one."""
    try:
        TopologicalSorter(following).prepare()
    except CycleError:
        return {way[0]: way for way in circles(following, following)}
    return {}
