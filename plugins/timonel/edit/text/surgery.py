"""A YAML file with some values changed: every byte that belongs to no changed value stays where it is.

What comes out is read again and compared with what was meant: a file whose writing is too odd to cut is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from timonel.edit.text import entity_file as writer
from timonel.edit.text.surgeon import Surgeon, equal
from timonel.source import Broken, Document, parse
from timonel.source.spans import spans

Yaml = Any  # a value as `parse` gives it
_BOM = "\ufeff"


class Change(NamedTuple):
    """An entity's new fields, and where it stands in its document (() for the whole, or its number in the list)."""

    place: tuple[int, ...]
    fields: Mapping[str, Any]


def rewritten(
    document: Document,
    changes: Sequence[Change],
    added: Sequence[Mapping[str, Any]],
    shape: Mapping[str, Any],
    gone: AbstractSet[int] = frozenset(),
) -> bytes | None:
    """Return a document's bytes with entities changed, and others added at the end of its list.

    Args:
        document: the file as it is.
        changes: entities to change.
        added: entities to add, where the file holds a list.
        shape: schema of the kind.
        gone: the numbers of entities of its list to take away, not all of them.

    Returns:
        None where the file is written in a way that cannot be changed so.
    """
    wanted = _wanted(document.value, changes, added, gone)
    text = document.data.decode()
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    root = spans(text)
    for fine in (True, False):
        if root is None:
            return _all_new(document, wanted, shape, mark)
        surgeon = Surgeon(text, fine=fine)
        if isinstance(document.value, list):
            for one in changes:
                (number,) = one.place
                surgeon.change(root.parts[number][1], document.value[number], one.fields, shape, root.column, top=True)
            surgeon.append(root, document.value, added, shape)
            surgeon.drop(root, gone)
        else:
            surgeon.change(root, document.value, changes[0].fields, shape, 0, top=True)
        data = (mark + surgeon.result()).encode()
        read = parse(document.path, data)
        if not isinstance(read, Broken) and equal(read.value, wanted):
            return data
    return None


def _all_new(document: Document, wanted: Yaml, shape: Mapping[str, Any], mark: str) -> bytes | None:
    """Return an empty file with a list of entities in it; None for a file with something in it."""
    if document.value or not isinstance(wanted, list):
        return None
    text = document.data.decode().removeprefix(_BOM)
    end = "\r\n" if "\r\n" in text else "\n"
    gap = end if text and not text.endswith("\n") else ""
    lines = "".join(f"{line}{end}" for one in wanted for line in writer.item(one, 0, shape))
    data = f"{mark}{text}{gap}{lines}".encode()
    read = parse(document.path, data)
    return data if not isinstance(read, Broken) and equal(read.value, wanted) else None


def _wanted(value: Yaml, changes: Sequence[Change], added: Sequence[Mapping[str, Any]], gone: AbstractSet[int]) -> Yaml:
    if isinstance(value, list) or (value is None and added):
        found = [*(value or ())]
        for one in changes:
            found[one.place[0]] = one.fields
        return [*(one for number, one in enumerate(found) if number not in gone), *added]
    return changes[0].fields
