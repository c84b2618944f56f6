"""What the forms offer to edit: a folder whose files hold one entity each, else each of its files with the list in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from timonel.governance import Result
from timonel.model import Entity
from timonel.schema import Kind
from timonel.site.forms.fields import Asker, Widget
from timonel.text import pick

ITEMS = "items"  # the field that stands for a file's list
Shelf = Mapping[str, bool]  # path of each file of a folder → whether it holds a list


def collections(result: Result, asker: Asker) -> list[dict[str, Any]]:
    """Return the editor's collections, in the order in which the site tells the kinds.

    Args:
        result: the base as it was checked.
        asker: makes the widgets of the reader's language.
    """
    found = []
    kinds = result.base.schema.kinds.values()
    for kind in sorted(kinds, key=lambda kind: (kind.schema.get("x-order", 9999), kind.name)):
        fields = asker.fields(kind.schema)
        for folder, shelf in shelves(result, kind).items():
            found.append(_collection(kind, folder, shelf, fields, asker))
    return found


def shelves(result: Result, kind: Kind) -> Mapping[str, Shelf]:
    """Return each folder that holds a kind's files; its own always, for new entries.

    What has no id is written once: below the kind's own folder nothing of it is offered, for it is never changed.
    """
    own = f"data/{kind.folder}"
    people = () if result.settings.names_people else {one.id for one in result.base.of("person")}
    found: dict[str, dict[str, bool]] = {own: {}}
    for entity in result.base.of(kind.name):
        folder = entity.file.rpartition("/")[0]
        if (result.hidden and result.hidden.moved(entity.file)) or PurePosixPath(entity.file).stem in people:
            continue  # nobody may know what it is called
        if "id" in kind.required or folder == own:
            found.setdefault(folder, {})[entity.file] = bool(entity.place)
    return dict(sorted(found.items()))


def places(result: Result) -> Iterator[tuple[Entity, str]]:
    """Yield each entity that the page can edit, and where it does ("#/collections/…").

    Args:
        result: the base as it was checked.
    """
    for kind in result.base.schema.kinds.values():
        folders = shelves(result, kind)
        for entity in result.base.of(kind.name):
            path = PurePosixPath(entity.file)
            folder = path.parent.as_posix()
            if entity.file in folders.get(folder, ()):
                yield entity, f"#/collections/{_name(kind, folder)}/entries/{path.stem}"


def _name(kind: Kind, folder: str) -> str:
    """Return the collection's name: the kind, with what tells the folder from the kind's own."""
    return "-".join([kind.name, *PurePosixPath(folder).parts[2:]]) if folder != "data" else f"{kind.name}-data"


def _is_folder(shelf: Shelf) -> bool:
    return all(not is_list and path.endswith(".yaml") for path, is_list in shelf.items())


def _collection(kind: Kind, folder: str, shelf: Shelf, fields: list[Widget], asker: Asker) -> dict[str, Any]:
    below = "/".join(PurePosixPath(folder).parts[2:])
    common = {
        "name": _name(kind, folder),
        "label": " · ".join(one for one in (pick(kind.plural, asker.lang), below) if one),
        "description": pick(kind.schema.get("x-description"), asker.lang),
        "format": "timonel",
        "extension": "yaml",
        "delete": False,  # the editor would do it at once, without a pull request
        "publish": False,  # whoever reviews the pull request merges it, where the check's result stands
    }
    if not _is_folder(shelf):
        return common | {"files": [_file(kind, path, fields, asker, is_list=shelf[path]) for path in sorted(shelf)]}
    needed = ["id"] if "id" in kind.required else [one["name"] for one in fields if one["required"]]
    page = {"preview_path": f"{asker.lang}/{kind.folder}/{{{{slug}}}}/"} if kind.has_page and needed == ["id"] else {}
    return (
        common
        | page
        | {
            "label_singular": pick(kind.title, asker.lang),
            "folder": folder,
            "create": True,
            "identifier_field": needed[0],
            "slug": "-".join(f"{{{{fields.{name}}}}}" for name in needed),
            "summary": asker.summary(fields),
            "sortable_fields": [],
            "fields": fields,
        }
    )


def _file(kind: Kind, path: str, fields: list[Widget], asker: Asker, *, is_list: bool) -> dict[str, Any]:
    stem = PurePosixPath(path).stem
    several = {
        "name": ITEMS,
        "label": pick(kind.plural, asker.lang),
        "label_singular": pick(kind.title, asker.lang),
        "widget": "list",
        "collapsed": True,
        "summary": asker.summary(fields),
        "fields": fields,
    }
    return {"name": stem, "label": stem, "file": path, "fields": [several] if is_list else fields}
