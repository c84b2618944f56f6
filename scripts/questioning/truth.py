"""What is true of a base: one table of facts, filled by SQL from the database that `timonel export --format sqlite` writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

# Field (read backwards with "<") → the rows (of what, what it says). Statuses without a word read as the model says.
_OPEN = "COALESCE(status, 'open') = 'open'"
_FELT = "COALESCE(status, 'open') IN ('open', 'materialized')"  # of risks: one that has happened is no less of one
_IN_FORCE = {
    "process": "COALESCE(status, 'active') = 'active'",
    "touchpoint": "COALESCE(status, 'active') = 'active'",
    "system": "COALESCE(status, 'active') IN ('pilot', 'active', 'legacy')",
    "assistant": "COALESCE(status, 'candidate') IN ('pilot', 'active', 'legacy')",
    "change-action": "COALESCE(status, 'planned') IN ('planned', 'in-progress')",
    "benefit": "COALESCE(status, 'expected') IN ('partly', 'expected')",
    "issue": _OPEN,
    "objective": _OPEN,
    "risk": _FELT,
}
OWNED = (
    "process", "system", "data-asset", "touchpoint", "stage", "indicator", "objective", "risk", "benefit", "document", "change-action",
    "issue", "assistant", "resolution", "term",
)  # fmt: skip
_SIMPLE = {
    "process": ["owner>role", "status=active", "maturity_level"],
    "system": ["owner>role", "technical_owner>role", "status=active"],
    "data-asset": ["owner>role", "master>system"],
    "touchpoint": ["owner>role", "stage>stage", "status=active"],
    "stage": ["owner>role"],
    "indicator": ["owner>role", "system>system"],
    "objective": ["owner>role", "indicator>indicator", "due", "target", "baseline", "status=open"],
    "risk": ["owner>role", "status=open"],
    "benefit": ["owner>role", "indicator>indicator", "due", "target", "baseline", "status=expected"],
    "document": ["owner>role", "status=draft"],
    "change-action": ["owner>role", "start", "end"],
    "issue": ["owner>role", "due"],
    "assistant": ["owner>role", "system>system", "status=candidate"],
    "initiative": ["sponsor>role", "lead>role", "start", "end", "status=proposed"],
    "area": ["head>role"],
    "policy": ["officer>role"],
    "term": ["owner>role"],
    "forum": ["chair>role"],
    "decision": ["decider>role"],
    "role": ["reports_to>role", "deputy>role", "area>area"],
    "person": ["area>area"],
    "resolution": ["owner>role", "due"],
    "pilot": ["start", "end"],
}
_LISTS = {
    "decision": ["consulted>role", "informed>role"],
    "task": ["consulted>role", "informed>role", "responsible>role"],
    "touchpoint": ["channels>channel", "systems>system", "collects>data-asset"],
    "process": ["systems>system", "data>data-asset", "touchpoints>touchpoint", "indicators>indicator"],
    "data-asset": ["copies>system"],
    "initiative": ["systems>system", "processes>process", "team>role"],
    "policy": ["published_in>channel"],
    "assistant": ["data>data-asset"],
}
_OTHER = {
    "decision.forbidden": "SELECT source, target FROM links WHERE source LIKE 'decision:%' AND field LIKE 'forbidden.%'",
    "forum.decides": "SELECT 'decision:' || value, 'forum:' || forum_id FROM forum_decides",
    "forum.decides<": "SELECT 'forum:' || forum_id, 'decision:' || value FROM forum_decides",
    "decision.decider<": "SELECT 'role:' || decider, 'decision:' || id FROM decision WHERE decider IS NOT NULL",
    "forum.members.role": "SELECT 'forum:' || forum_id, 'role:' || role FROM forum_members",
    "forum.members.role<": "SELECT 'role:' || role, 'forum:' || forum_id FROM forum_members",
    "touchpoint.systems<": "SELECT 'system:' || value, 'touchpoint:' || touchpoint_id FROM touchpoint_systems",
    "process.indicators<": "SELECT 'indicator:' || value, 'process:' || process_id FROM process_indicators",
    "objective.indicator<": "SELECT 'indicator:' || indicator, 'objective:' || id FROM objective WHERE indicator IS NOT NULL",
    "data-asset.master<": "SELECT 'system:' || master, 'data-asset:' || id FROM data_asset WHERE master IS NOT NULL",
    "data-asset.copies<": "SELECT 'system:' || value, 'data-asset:' || data_asset_id FROM data_asset_copies",
    "person.area<": "SELECT 'area:' || area, 'person:' || id FROM person WHERE area IS NOT NULL",
    "role.reports_to<": "SELECT 'role:' || reports_to, 'role:' || id FROM role WHERE reports_to IS NOT NULL",
    "role.holders.person": """
        SELECT 'person:' || person, 'role:' || role_id FROM role_holders
        WHERE COALESCE("from", '0') <= :today AND COALESCE("until", '9') >= :today""",
    "role.holders": """
        SELECT 'role:' || id, COALESCE('person:' || person, 'vacant') FROM role LEFT JOIN role_holders ON role_id = id
        AND COALESCE("from", '0') <= :today AND COALESCE("until", '9') >= :today""",
    "process.systems<": "SELECT 'system:' || value, 'process:' || process_id FROM process_systems",
    "process.data<": "SELECT 'data-asset:' || value, 'process:' || process_id FROM process_data",
    "process.touchpoints<": "SELECT 'touchpoint:' || value, 'process:' || process_id FROM process_touchpoints",
    "touchpoint.stage<": "SELECT 'stage:' || stage, 'touchpoint:' || id FROM touchpoint",
    "touchpoint.channels<": "SELECT 'channel:' || value, 'touchpoint:' || touchpoint_id FROM touchpoint_channels",
    "risk.affects<": """
        SELECT links.target, links.source FROM links JOIN risk ON links.source = 'risk:' || risk.id AND {felt} WHERE field LIKE 'affects.%'""",
    "risk.initiative<": "SELECT 'initiative:' || initiative, 'risk:' || id FROM risk WHERE initiative IS NOT NULL AND {felt}",
    "issue.affects<": """
        SELECT links.target, links.source FROM links JOIN issue ON links.source = 'issue:' || issue.id AND {open} WHERE field LIKE 'affects.%'""",
    "issue.initiative<": "SELECT 'initiative:' || initiative, 'issue:' || id FROM issue WHERE initiative IS NOT NULL AND {open}",
    "benefit.initiative<": "SELECT 'initiative:' || initiative, 'benefit:' || id FROM benefit",
    "benefit.serves<": "SELECT target, source FROM links WHERE source LIKE 'benefit:%' AND field LIKE 'serves.%'",
    "objective.initiative<": "SELECT 'initiative:' || initiative, 'objective:' || id FROM objective WHERE initiative IS NOT NULL",
    "objective.goal<": "SELECT 'goal:' || goal, 'objective:' || id FROM objective WHERE goal IS NOT NULL",
    "initiative.phases.phase": """
        SELECT 'initiative:' || initiative_id, 'phase:' || phase FROM initiative_phases WHERE status = 'in-progress'""",
    "forum.next": """
        SELECT 'forum:' || id, MIN(day) FROM (SELECT id, next AS day FROM forum UNION ALL SELECT forum_id, "date" FROM forum_meetings)
        WHERE day > :today GROUP BY id""",
    "forum.meetings.date": """
        SELECT 'forum:' || forum_id, MAX("date") FROM forum_meetings WHERE "date" <= :today GROUP BY forum_id""",
    "measurement.value": """
        SELECT "of", CASE WHEN "of" LIKE 'risk:%' THEN probability * impact ELSE "value" END FROM measurement AS m
        WHERE rowid = (SELECT o.rowid FROM measurement AS o WHERE o."of" = m."of" AND o."in" IS NULL AND o."date" <= :today
                       ORDER BY o."date" DESC, o.rowid DESC LIMIT 1)""",
}


class Truth:
    """A base as its database has it.

    Attributes:
        facts: field → ``kind:id`` → what it says.
        names: language → ``kind:id`` → its name.
        kinds: kind → its entities' keys.
    """

    def __init__(self, database: sqlite3.Connection, today: str, languages: tuple[str, ...]) -> None:
        self.database, self.today = database, today
        rows = [*database.execute("SELECT * FROM entities")]
        columns = [one[0] for one in database.execute("SELECT * FROM entities").description]
        self.names: Mapping[str, Mapping[str, str]] = {
            lang: {row[0]: row[columns.index(f"label_{lang}")] for row in rows} for lang in languages
        }
        self.kinds: dict[str, list[str]] = {}
        for row in rows:
            self.kinds.setdefault(row[1], []).append(row[0])
        self.facts = {field: self._read(sql) for field, sql in _statements()}

    def _read(self, sql: str) -> dict[str, set[str | float]]:
        known = self.names[next(iter(self.names))]
        found: dict[str, set[str | float]] = {}
        for about, value in self.database.execute(sql, {"today": self.today}):
            is_key = isinstance(value, str) and ":" in value and value.partition(":")[0] in self.kinds
            if about in known and value is not None and (not is_key or value in known):
                found.setdefault(about, set()).add(value)
        return found

    def definition(self, key: str, lang: str) -> str:
        """Return the definition of a term."""
        kind, _, id_ = key.partition(":")
        sql = f'SELECT definition_{lang} FROM "{kind}" WHERE id = ?'  # noqa: S608 - a language and a kind of ours
        return str(self.database.execute(sql, (id_,)).fetchone()[0])


def _statements() -> Iterator[tuple[str, str]]:
    for kind, columns in _SIMPLE.items():
        table = kind.replace("-", "_")
        for column in columns:
            name, _, default = column.partition("=")
            name, _, target = name.partition(">")
            value = (
                f"'{target}:' || \"{name}\""
                if target
                else f"COALESCE(\"{name}\", '{default}')"
                if default
                else f'"{name}"'
            )
            yield (
                f"{kind}.{name.replace('maturity_level', 'maturity.level')}",
                (
                    f"SELECT '{kind}:' || id, {value} FROM \"{table}\""  # noqa: S608 - names of ours
                ),
            )
    for kind, columns in _LISTS.items():
        table = kind.replace("-", "_")
        for column in columns:
            name, _, target = column.partition(">")
            yield (
                f"{kind}.{name}",
                (
                    f"SELECT '{kind}:' || {table}_id, '{target}:' || value FROM \"{table}_{name}\""  # noqa: S608 - names of ours
                ),
            )
    for kind, table in ((kind, kind.replace("-", "_")) for kind in OWNED):
        yield (
            f"{kind}.owner<",
            (
                f"SELECT 'role:' || owner, '{kind}:' || id FROM \"{table}\" "  # noqa: S608 - names of ours
                f"WHERE owner IS NOT NULL AND {_IN_FORCE.get(kind, 'TRUE')}"
            ),
        )
    yield from ((field, sql.replace("{open}", _OPEN).replace("{felt}", _FELT)) for field, sql in _OTHER.items())
