"""Who reports to whom: areas, their roles, and who holds these today."""

from __future__ import annotations

from timonel.kinds import Area, Person, Role
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.sketch import Sketch


def organization(scene: Scene) -> Picture:
    """Return areas, the roles at their top, and who reports to them; a role without a holder is marked."""
    sketch = Sketch(scene, "organization", width=24, ranksep="0.45", nodesep="0.1")
    base, roles = scene.base, scene.base.all(Role)
    if any(not scene.facts.holders(role.id) for role in roles):
        sketch.legend["gap"] = scene.say("Vacant, or with open gaps")
    for each in base.all(Area):
        sketch.entity(each)
    for role in roles:
        above, area = base.get(Role, role.reports_to), base.get(Area, role.area)
        if above is not None:
            sketch.edge(_role(sketch, above), _role(sketch, role), scene.relation("role", "reports_to", inverse=True))
        if area is not None and (above is None or above.area != role.area):
            sketch.edge(sketch.entity(area), _role(sketch, role), scene.relation("role", "area", inverse=True))
        _role(sketch, role)
    return sketch.picture()


def _role(sketch: Sketch, role: Role) -> str:
    scene = sketch.scene
    held = scene.facts.holders(role.id)
    people = scene.base.many(Person, [one.person for one in held])
    if scene.facts.is_vacant(role):
        marks = () if scene.gaps(role) else ("gap",)
        return sketch.entity(role, "vacant", *marks, more=[scene.say("Vacant")])
    shown = scene.facts.settings.names_people
    return sketch.entity(role, more=[scene.name(one) for one in people] if shown else [])
