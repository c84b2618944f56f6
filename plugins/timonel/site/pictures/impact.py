"""What is felt when something is gone: the shortest ways from it to touchpoints, stages, processes and objectives."""

from __future__ import annotations

from timonel.model import Entity
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.sketch import Sketch


def impact(scene: Scene, entity: Entity) -> Picture:
    """Return an entity at the left, and to its right what feels its loss, along the ways that `Facts.impact` finds."""
    sketch = Sketch(scene, "impact", ranksep="0.7")
    names = {entity.key: sketch.entity(entity, "here")}
    for one in scene.facts.impact(entity).felt:
        for link in one.path:
            target = scene.base.find(link.target)
            if target is not None:
                names.setdefault(link.target, sketch.entity(target))
                relation = scene.relation(link.kind, *link.path, inverse=link.inverse)
                sketch.edge(names[link.source], names[link.target], relation)
    return sketch.picture()
