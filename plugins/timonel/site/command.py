"""`timonel graph` and the pictures of `timonel impact`: one picture, in the form asked for."""

from __future__ import annotations

import json

from timonel.cache import Cache
from timonel.governance import Result
from timonel.kinds import Process
from timonel.site.pictures.drawing import Drawer
from timonel.site.pictures.impact import impact
from timonel.site.pictures.lifecycle import lifecycle
from timonel.site.pictures.neighbours import neighbours
from timonel.site.pictures.organization import organization
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.process import process_support
from timonel.site.pictures.svg import standalone
from timonel.site.pictures.systems import systems
from timonel.text import show


def drawn(result: Result, view: str, key: str | None, form: str, lang: str) -> bytes | None:
    """Return a picture as bytes, None where there is no Graphviz to draw it; b"" where it is too large to be drawn.

    Args:
        result: what the check says of the base.
        view: "lifecycle", "process", "systems", "organization", "neighbours" or "impact".
        key: the entity (``kind:id``) that the view is about, if it needs one.
        form: "svg", "dot", "png" or "json".
        lang: language of its words.
    """
    picture = _picture(result, view, key, lang)
    if form == "json":
        return (json.dumps(picture.data(), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "dot":
        return picture.dot.encode()
    images = Drawer(Cache(None)).draw([picture.dot], form)
    if images is None or images[0] is None:
        return None if images is None else b""
    entity = result.base.find(key) if key else None
    title = show(entity or result.settings.name, lang)
    return images[0] if form == "png" else standalone(images[0], title, "", picture.names).encode()


def _picture(result: Result, view: str, key: str | None, lang: str) -> Picture:
    scene = Scene(
        result.facts,
        lang,
        gaps=lambda entity: any(one.status == "open" for one in result.by_subject.get(entity.key, ())),
    )
    entity = result.base.find(key) if key else None
    if view == "process" and isinstance(entity, Process):
        return process_support(scene, entity)
    if view == "impact" and entity is not None:
        return impact(scene, entity)
    if entity is not None:
        return neighbours(scene, entity)
    return {"systems": systems, "organization": organization}.get(view, lifecycle)(scene)
