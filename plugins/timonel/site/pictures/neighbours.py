"""What one thing names and what names it, a box for each relation."""

from __future__ import annotations

from collections.abc import Mapping

from timonel.model import Entity
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.sketch import Sketch

_MOST = 32


def neighbours(scene: Scene, entity: Entity) -> Picture:
    """Return an entity between what names it (left) and what it names (right), about 30 of them at most."""
    sketch = Sketch(scene, "neighbours", width=30, least=2.6, ranksep="0.7", nodesep="0.08")
    here = sketch.entity(entity, "here")
    sides = {True: _naming(scene, entity), False: _named(scene, entity)}
    groups = [(incoming, label, found) for incoming, side in sides.items() for label, found in side.items()]
    shown = _shares([len(found) for _, _, found in groups])
    for (incoming, label, found), number in zip(groups, shown, strict=True):
        group = f"{label} " if incoming and label in sides[False] else label  # a box of its own on each side
        names = [sketch.entity(one, group=group) for one in [*found.values()][:number]]
        if len(found) > number:
            left = scene.say("… {n} more").replace("{n}", str(len(found) - number))
            names.append(sketch.node(("more", group), [left], ["more"], group=group))
        for name in names:
            sketch.edge(*((name, here) if incoming else (here, name)), label)
    return sketch.picture()


def _named(scene: Scene, entity: Entity) -> Mapping[str, Mapping[str, Entity]]:
    found: dict[str, dict[str, Entity]] = {}
    for one in scene.base.outgoing.get(entity.key, ()):
        other = scene.base.find(f"{one.kind}:{one.id}")
        if other and other is not entity:
            label = scene.relation(entity.kind, *(str(key) for key in one.path if isinstance(key, str)))
            found.setdefault(label, {})[other.key] = other
    return found


def _naming(scene: Scene, entity: Entity) -> Mapping[str, Mapping[str, Entity]]:
    found: dict[str, dict[str, Entity]] = {}
    for one in scene.base.backlinks.get(entity.key, ()):
        other = one.source
        if other is not entity and scene.base.schema.kinds[other.kind].has_page:
            label = scene.relation(other.kind, *(str(key) for key in one.path if isinstance(key, str)), inverse=True)
            found.setdefault(label, {})[other.key] = other
    return found


def _shares(sizes: list[int]) -> list[int]:
    """Return how many of each group to show: all small groups, the large ones cut to the same length."""
    most = max(sizes, default=0)
    while most > 1 and sum(min(size, most) for size in sizes) > _MOST:
        most -= 1
    return [min(size, most) for size in sizes]
