"""The life cycle: stages in order, and from a stage over touchpoints and processes down to systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from timonel.kinds import Process, Stage, System, Touchpoint
from timonel.lookups.status import is_active
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.sketch import MOST_EDGES, MOST_NODES, Sketch


def stages(scene: Scene) -> list[Stage]:
    """Return the stages in their order."""
    return sorted(scene.base.all(Stage), key=lambda one: (one.order, one.id))


def lifecycle(scene: Scene) -> Picture:
    """Return the whole life cycle, or the overview by stage where the whole is no picture any more."""
    sketch = Sketch(scene, "lifecycle", ranksep="0.9")
    _stage_line(sketch, stages(scene))
    for stage in stages(scene):
        _add_stage(sketch, stage)
    picture = sketch.picture()
    fits = len(picture.nodes) <= MOST_NODES and len(picture.edges) <= MOST_EDGES
    return picture if fits else lifecycle_overview(scene)


def lifecycle_overview(scene: Scene) -> Picture:
    """Return the stages in order, each with what it holds: touchpoints, processes, and how many of these have gaps."""
    sketch = Sketch(scene, "lifecycle-overview", width=18, nodesep="0.2", ranksep="0.15")
    for stage in stages(scene):
        touchpoints = _touchpoints(scene, stage)
        processes = _serving(scene, touchpoints)
        gaps = sum(map(scene.gaps, (*touchpoints, *processes)))
        counts = [
            f"{scene.name(scene.base.schema.kinds[kind].plural)}: {number}"
            for kind, number in (("touchpoint", len(touchpoints)), ("process", len(processes)))
        ]
        sketch.entity(stage, more=[*counts, *([f"{scene.say('With open gaps')}: {gaps}"] if gaps else ())])
    _stage_line(sketch, stages(scene))
    return sketch.picture()


def lifecycle_stage(scene: Scene, stage: Stage) -> Picture:
    """Return one stage with its touchpoints, the processes that serve them, what supports these, and their systems."""
    sketch = Sketch(scene, "lifecycle-stage", ranksep="0.7")
    _add_stage(sketch, stage)
    return sketch.picture()


def _stage_line(sketch: Sketch, line: Sequence[Stage]) -> None:
    names = [sketch.entity(stage) for stage in line]
    for before, after in pairwise(names):
        sketch.edge(before, after, sketch.scene.say("Next stage"))
    if sketch.name != "lifecycle-overview":
        sketch.abreast(names)


def _add_stage(sketch: Sketch, stage: Stage) -> None:
    scene = sketch.scene
    start = sketch.entity(stage)
    touchpoints = _touchpoints(scene, stage)
    for touchpoint in touchpoints:
        sketch.edge(start, sketch.entity(touchpoint), scene.relation("touchpoint", "stage", inverse=True))
    processes = _serving(scene, touchpoints)
    ids = {touchpoint.id for touchpoint in touchpoints}
    for process in processes:
        for id_ in process.touchpoints:
            if id_ in ids:
                touchpoint_name = sketch.entity(scene.base.many(Touchpoint, [id_])[0])
                sketch.edge(
                    touchpoint_name, sketch.entity(process), scene.relation("process", "touchpoints", inverse=True)
                )
    everything = add_supporters(sketch, processes)
    add_systems(sketch, everything)
    used = {id_ for process in everything for id_ in process.systems}
    for touchpoint in touchpoints:
        for system in scene.base.many(System, [id_ for id_ in touchpoint.systems if id_ not in used]):
            sketch.edge(sketch.entity(touchpoint), sketch.entity(system), scene.relation("touchpoint", "systems"))


def add_supporters(sketch: Sketch, processes: Sequence[Process]) -> list[Process]:
    """Add what supports some processes, directly or through others; return all of them."""
    scene = sketch.scene
    found = {process.id: process for process in processes}
    waiting = [*processes]
    while waiting:
        process = waiting.pop(0)
        for other in scene.facts.supporters.get(process.id, ()):
            supported = scene.relation("process", "supports", inverse=True)
            sketch.edge(sketch.entity(process), sketch.entity(other), supported)
            if other.id not in found:
                found[other.id] = other
                waiting.append(other)
    return [*found.values()]


def add_systems(sketch: Sketch, processes: Iterable[Process]) -> None:
    """Add the systems of some processes."""
    scene = sketch.scene
    for process in processes:
        for system in scene.base.many(System, process.systems):
            sketch.edge(sketch.entity(process), sketch.entity(system), scene.relation("process", "systems"))


def _touchpoints(scene: Scene, stage: Stage) -> list[Touchpoint]:
    return [one for one in scene.base.all(Touchpoint) if one.stage == stage.id and one.status != "retired"]


def _serving(scene: Scene, touchpoints: Sequence[Touchpoint]) -> list[Process]:
    ids = {one.id for one in touchpoints}
    return [
        one
        for one in scene.base.all(Process)
        if (is_active(one) or one.status == "planned") and ids & {*one.touchpoints}
    ]
