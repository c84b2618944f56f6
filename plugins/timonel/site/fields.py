"""Fields as their schema has them: headings, words, values as the components take them, and columns of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload

from timonel.governance import Finding
from timonel.model import Entity
from timonel.site import escape
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Item, Value, count
from timonel.site.writer import Writer
from timonel.text import pick

R = TypeVar("R")
Field = Mapping[str, Any]  # the JSON Schema of a field


def of(ctx: Context, kind: str, *keys: str) -> Field:
    """Return the schema of a field, however deep: ``of(ctx, "initiative", "phases", "status")``."""
    node: Field = {"properties": ctx.schema.kinds[kind].fields}
    for key in keys:
        node = node.get("items", node)["properties"][key]
    return node


def choices(ctx: Context, kind: str, *keys: str) -> list[str]:
    """Return the values that an enumerated field may have, in the schema's order."""
    return [*of(ctx, kind, *keys)["enum"]]


def words(ctx: Context, value: str, kind: str, *keys: str) -> str:
    """Return a value of a nested field as people say it."""
    return ctx.word(of(ctx, kind, *keys), value)


@overload
def word(ctx: Context, value: str, kind: str, *keys: str) -> Cell: ...


@overload
def word(ctx: Context, value: str | None, kind: str, *keys: str) -> Cell | None: ...


def word(ctx: Context, value: str | None, kind: str, *keys: str) -> Cell | None:
    """Return the same with a key that is equal in every language."""
    return None if value is None else Cell(words(ctx, value, kind, *keys), key=value)


# Columns


def head(  # noqa: PLR0913 - each has its default
    ctx: Context, path: str, cell: Callable[[R], Value], *, key: str = "",
    number: bool = False, wide: bool = False, filter: bool = False,  # noqa: A002 - the column's name for it
) -> Column[R]:  # fmt: skip
    """Return a column whose heading is what the schema calls a field or kind.

    Args:
        ctx: the language.
        path: "process" for a kind, "process.owner" for a field, "process.steps.role" for one inside.
        cell: gives what it shows of a row.
        key: the column's key, where it is not the last word of the path.
        number: whether it holds numbers.
        wide: whether it needs room.
        filter: whether its values can be chosen from.

    Raises:
        KeyError: there is no such field.
    """
    kind, *keys = path.split(".")
    label = pick(of(ctx, kind, *keys)["x-title"], ctx.lang) if keys else ctx.kind_title(kind)
    return Column(key or (keys[-1] if keys else kind), label, cell, number, wide, filter)


def column(w: Writer, path: str, *, wide: bool = False, filter: bool = False) -> Column[Entity]:  # noqa: A002 - as above
    """Return the column of a field, "process.owner", that shows its value as the schema says."""
    schema, name = of(w.ctx, *path.split(".")), path.rpartition(".")[2]
    return head(w.ctx, path, lambda entity: _own(w, schema, entity, name), wide=wide, filter=filter)


def named(w: Writer, kind: str, *, key: str = "name") -> Column[Entity]:
    """Return the column that heads each row with its entity, called what the kind is called."""
    return Column(key, w.ctx.kind_title(kind), w.link, wide=True)


def gaps(w: Writer) -> Column[Entity]:
    """Return the column with how many gaps an entity has, and the way to them."""
    return Column("gaps", w.ctx.t("Gaps"), lambda entity: gap_count(w, entity), number=True)


def gap_count(w: Writer, entity: Entity) -> Cell:
    """Return how many gaps an entity has, with the way to them."""
    found = w.ctx.gaps(entity.key)
    cell = count(len(found), w.href(entity, "gaps"))
    return cell._replace(badge=worst(found)) if found else cell


def worst(found: Sequence[Finding]) -> str:
    """Return the gravest severity of some findings."""
    return min((one.severity for one in found), key=("error", "warning", "info").index)


# Values


def _own(w: Writer, schema: Field, entity: Entity, name: str) -> Value:
    return value(w, schema, entity.fields.get(name, schema.get("x-default")))


def is_fact(schema: Field) -> bool:
    """Whether a field is short enough for the side: no prose, no mappings."""
    if schema.get("x-text"):
        return bool(schema.get("x-same"))
    inner = schema.get("items", {}) if schema.get("type") == "array" else schema
    return inner.get("type") not in ("object", "array") and not inner.get("x-text")


def value(w: Writer, schema: Field, found: object) -> Value:
    """Return a field's value as the components take it: linked, translated, formatted by the schema."""
    if found is None:
        return None
    if isinstance(found, list) and not schema.get("x-text"):
        items = schema.get("items", {})
        return [_item(w, items, one) for one in found]
    if isinstance(found, dict) and not schema.get("x-text"):
        return [Cell(one) for one in _labelled(w, schema, found)]
    return _item(w, schema, found)


def _item(w: Writer, schema: Field, found: Any) -> Item:  # noqa: ANN401 - a YAML value
    if schema.get("x-text"):
        return w.inline(found) if schema.get("x-prose") else w.words(found)
    if isinstance(found, dict):
        return Cell("; ".join(_labelled(w, schema, found)))
    return _scalar(w, schema, found)


def _labelled(w: Writer, schema: Field, found: Mapping[str, Any]) -> Iterator[str]:
    for name, one in found.items():
        child = schema.get("properties", {}).get(name, {})
        yield f"{pick(child.get('x-title'), w.ctx.lang) or name}: {flat(w, child, one)}"


def _scalar(w: Writer, schema: Field, found: Any) -> Cell | None:  # noqa: ANN401 - as above
    target = schema.get("x-ref")
    if target == "rule":
        return Cell(found, w.href(f"rules/{found}") if found in w.ctx.result.rules else None)
    if target is not None:
        kinds = [target] if isinstance(target, str) else target
        entity = w.ctx.base.find(found if ":" in str(found) else f"{kinds[0]}:{found}")
        return (w.role(entity.id) if entity and entity.kind == "role" else w.link(entity)) or Cell(str(found))
    if schema.get("format") == "date":
        return w.ctx.date_cell(found)
    if isinstance(found, str) and "x-labels" not in schema:
        return Cell(found, escape.safe_url(found))
    return Cell(w.ctx.word(schema, found), key=str(found))


def flat(w: Writer, schema: Field, found: Any) -> str:  # noqa: ANN401 - as above
    """Return a value as one line of plain text."""
    if schema.get("x-text"):
        return w.ctx.pick(found) if schema.get("x-prose") else pick(found, w.ctx.lang)
    if isinstance(found, list):
        return ", ".join(flat(w, schema.get("items", {}), one) for one in found)
    if isinstance(found, dict):
        return "; ".join(flat(w, schema.get("properties", {}).get(name, {}), one) for name, one in found.items())
    shown = _scalar(w, schema, found)
    return str(shown.text) if shown else ""


def columns(w: Writer, kind: str, *names: str, wide: Sequence[str] = ()) -> list[Column[Entity]]:
    """Return the columns of fields of a kind; "name" is headed by what one entity is called."""
    return [named(w, kind) if name == "name" else column(w, f"{kind}.{name}", wide=name in wide) for name in names]
