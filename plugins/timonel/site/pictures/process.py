"""One process: what stands on it and what it stands on; and its steps, a lane for each role and for each system that works alone."""

from __future__ import annotations

from collections.abc import Mapping

from timonel.kinds import Process, ProcessStep, System, Touchpoint
from timonel.lookups.steps import doer, following
from timonel.site.pictures.lifecycle import add_supporters, add_systems
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.sketch import Sketch
from timonel.text import pick

_AT_MOST = 45  # nodes up to which the touchpoints of supported processes are shown too


def process_support(scene: Scene, process: Process) -> Picture:
    """Return the support chain both ways: touchpoints and processes that need this one, its supporters and systems."""
    sketch = Sketch(scene, "process-support", ranksep="0.7")
    here = sketch.entity(process, "here")
    above = {process.id: process}
    waiting = [process]
    while waiting:
        one = waiting.pop(0)
        for other in scene.base.many(Process, one.supports):
            needed = scene.relation("process", "supports", inverse=True)
            sketch.edge(sketch.entity(other), sketch.entity(one), needed)
            if other.id not in above:
                above[other.id] = other
                waiting.append(other)
    add_supporters(sketch, [process])
    add_systems(sketch, [process])
    served = {one.id: scene.base.many(Touchpoint, one.touchpoints) for one in above.values()}
    fits = len(sketch.nodes) + len({id(touchpoint) for found in served.values() for touchpoint in found}) <= _AT_MOST
    for one in above.values() if fits else [process]:
        for touchpoint in served[one.id]:
            name = sketch.entity(one) if one is not process else here
            sketch.edge(sketch.entity(touchpoint), name, scene.relation("process", "touchpoints", inverse=True))
    return sketch.picture()


def process_steps(scene: Scene, process: Process) -> Picture:
    """Return the steps of a process from top to bottom, each in the lane of who does it, with where it starts and ends."""
    sketch = Sketch(
        scene, "process-steps", width=20, rankdir="TB", newrank="true", least=1.5, ranksep="0.32", nodesep="0.3"
    )
    steps = process.steps
    names: dict[str, str] = {}
    lanes = [_lane(scene, one) for one in steps]
    for lane in dict.fromkeys(lanes):
        sketch.lane(lane)
    for step, lane in zip(steps, lanes, strict=True):
        if not names:
            names[""] = sketch.node("start", [scene.say("Start")], ["start"], group=lane)
        kinds = ["step", *(["choice"] if len(following(step)) > 1 else ())]
        names[step.id] = sketch.node(("step", step.id), [pick(step.name, scene.lang)], kinds, group=lane)
        if len(following(step)) > 1:
            sketch.legend.setdefault("choice", scene.say("Decision"))
    order = {step.id: number for number, step in enumerate(steps)}
    last = [step for step in steps if not any(id_ in order for id_ in following(step))]
    if steps:
        sketch.edge(names[""], names[steps[0].id], scene.say("Start"))
    for step in steps:
        _onward(sketch, step, names, order)
    for step in last:
        lane = _lane(scene, step)
        key = ("end", lane)
        end = sketch.nodes[key].id if key in sketch.nodes else sketch.node(key, [scene.say("End")], ["end"], group=lane)
        system = scene.base.get(System, step.system)
        sketch.edge(names[step.id], end, scene.say("End"), note=scene.name(system) if system else "")
    if steps:
        _full_height(sketch)
    return sketch.picture()


def _onward(sketch: Sketch, step: ProcessStep, names: Mapping[str, str], order: Mapping[str, int]) -> None:
    """Draw what follows a step: the condition beside the arrow, else the system that the step is done with."""
    scene = sketch.scene
    followed = pick(scene.base.schema.label("process", "steps", 0, "next"), scene.lang)
    system = scene.base.get(System, step.system)
    for id_, when in following(step).items():
        if id_ in order:
            note = pick(when, scene.lang) if when else scene.name(system) if system else ""
            turned = {"constraint": "false"} if order[id_] <= order[step.id] else {}
            sketch.edge(names[step.id], names[id_], followed, note=note, **turned)


def _lane(scene: Scene, step: ProcessStep) -> str:
    who = doer(scene.base, step)
    return scene.name(who) if who else scene.say("No role")


def _full_height(sketch: Sketch) -> None:
    """Make every lane as high as the picture, the first on the left: invisible marks at its top and bottom."""
    lanes = [*sketch.lanes]
    for side in "az":
        marks = [f"{side}{number}" for number in range(len(lanes))]
        sketch.abreast(marks)
        for mark, lane in zip(marks, lanes, strict=True):
            sketch.invisible(mark, lane)
    for node in sketch.nodes.values():
        number = lanes.index(node.group)
        sketch.holding(f"a{number}", node.id, f"z{number}")
