"""The base as a SQLite database, for BI tools: a table per kind and per list, and views for what is asked most."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from timonel.exchange import Options
from timonel.exchange.tables import Table, Tables
from timonel.model import Base
from timonel.text import pick

KNOWS = frozenset({"kind"})
_VIEWS = {
    # The latest measurement of each indicator and risk; of two on one day the later in the files.
    "latest_measurement": """
        SELECT "of" AS "key", "date", "value", probability, impact, probability * impact AS exposure FROM measurement AS m
        WHERE rowid = (SELECT o.rowid FROM measurement AS o WHERE o."of" = m."of" ORDER BY o."date" DESC, o.rowid DESC LIMIT 1)""",
    "risk_today": """
        SELECT r.*, l."date" AS measured, l.probability, l.impact, l.exposure
        FROM risk AS r LEFT JOIN latest_measurement AS l ON l."key" = 'risk:' || r.id""",
    "indicator_today": """
        SELECT i.*, l."date" AS measured, l."value"
        FROM indicator AS i LEFT JOIN latest_measurement AS l ON l."key" = 'indicator:' || i.id""",
    "objective_today": """
        SELECT o.*, i.unit, i.measured, i."value" FROM objective AS o LEFT JOIN indicator_today AS i ON i.id = o.indicator""",
    "process_stage": """
        SELECT DISTINCT p.process_id, t.stage AS stage_id, p."value" AS touchpoint_id
        FROM process_touchpoints AS p JOIN touchpoint AS t ON t.id = p."value\"""",
}


def write(base: Base, options: Options) -> bytes:
    """Return the database's bytes: the same for the same base and the same SQLite."""
    import sqlite3  # noqa: PLC0415 - only who exports a database waits for it

    tables = Tables(base)
    wanted = options.kind.partition(".")[0] if options.kind else None
    for name, kind in base.schema.kinds.items():
        if wanted in (None, name):
            tables.add(kind)
    found = [_entities(base, wanted), _references(base, wanted), *tables.found.values()]
    with closing(sqlite3.connect(":memory:")) as database:
        for table in found:
            database.execute(_created(table))
            names = [*table.columns]
            sql = f"INSERT INTO {_quoted(table.name)} VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names are quoted
            database.executemany(sql, ([_value(row.get(name)) for name in names] for row in table.rows))
        for name, sql in _VIEWS.items() if wanted is None else ():
            database.execute(f"CREATE VIEW {name} AS {' '.join(sql.split())}")
        database.commit()
        return database.serialize()


def _entities(base: Base, wanted: str | None) -> Table:
    labels = {lang: f"label_{lang.replace('-', '_')}" for lang in base.languages}
    columns = ["key", "kind", "id", *labels.values(), "file"]
    rows: list[dict[str, Any]] = [
        {"key": one.key, "kind": one.kind, "id": one.id, "file": one.file}
        | {column: pick(one.label, lang) for lang, column in labels.items()}
        for one in base
        if wanted in (None, one.kind)
    ]
    return Table("entities", ("key",), dict.fromkeys(columns, "TEXT"), {}, rows)


def _references(base: Base, wanted: str | None) -> Table:
    """Return the table of all references, also of those that stand in lists and texts."""
    rows: list[dict[str, Any]] = [
        {"source": one.source.key, "field": ".".join(map(str, one.path)), "target": f"{one.kind}:{one.id}"}
        for one in base.references
        if wanted in (None, one.source.kind)
    ]
    return Table("links", (), dict.fromkeys(["source", "field", "target"], "TEXT"), {}, rows)


def _created(table: Table) -> str:
    columns = [f"{_quoted(name)} {kind}" for name, kind in table.columns.items()]
    keys = [f"PRIMARY KEY ({_listed(table.keys)})"] if table.keys else []
    # Not enforced: an unknown id is for the check to tell. BI tools draw their lines from it.
    foreign = [
        f'FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(kind.replace("-", "_"))} ("id")'
        for column, kind in table.foreign.items()
    ]
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join([*columns, *keys, *foreign])})"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _value(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Return a value that SQLite can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return float(value) if abs(value) < 10**300 else str(value)
    return value if isinstance(value, int | float | None) else str(value)
