"""Write history.csv of the example company: its last quarter, ending with what the check says of it today.

The day on which an open gap was opened is found by checking the example as of earlier days; of a gap that no date opened, and of
those that are closed by now, the tables below tell. Run it after a change of data/; a test says when.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from timonel.cache import Cache
from timonel.governance import Result
from timonel.governance.score import scores
from timonel.history import recorded, recording
from timonel.history.recorded import FILE, Row
from timonel.load import sources
from timonel.pipeline import examine_sources

ROOT = Path(__file__).resolve().parents[1]
FIRST = "2026-08-21"

# Gaps that an edit opened, and no date: who left something out, and when.
OPENED = {
    ("BUD008", "initiative:crm-nova"): "2026-10-08",
    ("DOC002", "document:comunicacion-crm-nova"): "2026-11-02",
    ("PRO006", "process:gestion-de-redes-sociales"): "2026-09-11",
    ("PRO008", "process:venta-en-tienda"): "2026-10-23",
    ("PRV006", "touchpoint:oferta-de-aliado"): "2026-09-28",
    ("PRV010", "touchpoint:encuesta-tras-la-compra"): "2026-10-16",
    ("REQ001", "requirement:accesos-por-puesto"): "2026-11-06",
    ("ROL009", "person:paola-rincon"): "2026-11-02",
    ("RSK007", "risk:datos-desactualizados"): "2026-10-30",
    ("SYS004", "system:almacen-de-datos"): "2026-10-12",
    ("TCH005", "data-asset:historial-de-contactos"): "2026-09-21",
    ("TRU001", "data-asset:base-de-conocimiento"): "2026-11-13",
}

# Gaps that are closed: rule, what it was of, from when to when.
CLOSED = (
    ("PRO004", "process:ofertas-con-aliados", FIRST, "2026-09-11"),
    ("PRO006", "process:eventos-para-clientes", FIRST, "2026-09-18"),
    ("PRV010", "touchpoint:registro-de-garantia", FIRST, "2026-09-03"),
    ("TCH003", "touchpoint:escaparate", FIRST, "2026-10-09"),
    ("RSK005", "risk:capacitacion-tardia", FIRST, "2026-08-31"),
    ("PRO004", "process:participacion-de-clientes", FIRST, "2026-09-04"),
    ("DOC001", "initiative:lealtad-unificada", FIRST, "2026-09-09"),
    ("PRV012", "data-asset:grabaciones-de-llamadas", FIRST, "2026-09-15"),
    ("PRO006", "process:programa-de-referidos", FIRST, "2026-09-25"),
    ("SYS007", "data-asset:navegacion-web", FIRST, "2026-09-30"),
    ("PRO012", "process:atencion-por-chat", FIRST, "2026-10-07"),
    ("PRV010", "touchpoint:invitacion-a-opinar", FIRST, "2026-10-23"),
    ("REQ001", "requirement:puntos-como-deuda", FIRST, "2026-11-04"),
    ("TCH003", "touchpoint:historia-de-cliente", FIRST, "2026-11-05"),
    ("SYS007", "data-asset:garantias", "2026-08-28", "2026-09-24"),
    ("CHG003", "change-action:taller-de-calidad-de-datos", "2026-09-04", "2026-09-18"),
    ("REQ001", "requirement:notas-de-voz", "2026-09-10", "2026-09-25"),
    ("AST006", "assistant:sugerencias-al-agente", "2026-09-21", "2026-10-02"),
    ("BEN002", "benefit:mas-recompra", "2026-09-28", "2026-10-16"),
    ("BEN002", "benefit:menos-quejas-por-saldo", "2026-09-28", "2026-10-16"),
    ("STK005", "resolution:menos-campos-en-caja", "2026-10-08", "2026-10-14"),
    ("RSK005", "risk:clientes-cansados-de-mensajes", "2026-10-02", "2026-10-21"),
    ("PRV012", "data-asset:datos-de-la-familia", "2026-08-31", "2026-10-30"),
    ("STK005", "resolution:fusion-de-fichas-de-mexico-y-colombia", "2026-10-29", "2026-11-06"),
    ("RSK001", "risk:genesys-sin-soporte", "2026-11-06", "2026-11-10"),
    ("RSK001", "risk:patrocinio-que-se-diluye", "2026-11-06", "2026-11-18"),
)

# Entries that came in the quarter: a field with their day, or the day on which a whole kind, or one of them, was brought in.
DATED = {"issue": "opened", "resolution": "date", "assessment": "date"}
CAME = {
    "benefit": "2026-09-28",
    "assistant:sugerencias-al-agente": "2026-09-21",
    "data-asset:datos-de-la-familia": "2026-08-31",
    "pilot:piloto-atencion-continua": "2026-09-10",
    "resolution:que-sigue-tras-el-segundo-piloto": "2026-11-12",
    "resolution:reanudar-la-captacion-medible": "2026-11-12",
    "resolution:soporte-extendido-de-genesys": "2026-11-10",
    "resolution:que-hacer-con-la-mesa-de-datos": "2026-11-17",
}


def main() -> None:
    """Write the file, if it is not there as it should be."""
    target = ROOT / FILE
    data = history(ROOT)
    if not target.is_file() or target.read_bytes() != data:
        target.write_bytes(data)
        sys.stdout.write(f"{FILE} is new\n")


def history(root: Path) -> bytes:
    """Return the history of the example."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Cache(Path(folder))

        @cache
        def known(day: str) -> frozenset[str]:
            return frozenset(one.fingerprint for one in examine_sources(sources(root), kept, today=day).findings)

        result = examine_sources(sources(root), kept)
        opened = {
            one.fingerprint: _opened(one.code, one.spot.subject, one.fingerprint, result.today, known)
            for one in result.findings
        }
    gaps = [*_gaps(result, opened)]
    came = _came(result)
    data = recording.appended(None, ())
    for day in _days(result.today, {one.date for one in gaps} | set(came.values())):
        rows = [*(one for one in gaps if one.date == day), *_entries(came, day), *_pillars(result, gaps, came, day)]
        data = recording.appended(data, rows)
    return recording.appended(data, recording.news(result, recorded.parsed(data)))


def _opened(code: str, subject: str, fingerprint: str, today: str, known: Callable[[str], frozenset[str]]) -> str:
    """Return the day that opened a gap: the one that is told, else the first from which on the check has found it."""
    if (code, subject) in OPENED:
        return OPENED[code, subject]
    low, high = date.fromisoformat(FIRST).toordinal(), date.fromisoformat(today).toordinal()
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fingerprint in known(_iso(middle)) else (middle + 1, high)
    return _iso(low)


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _gaps(result: Result, opened: Mapping[str, str]) -> Iterator[Row]:
    """Yield what opened and closed gaps before today."""
    for one in result.findings:
        day = opened[one.fingerprint]
        if day < result.today:
            state = "waived" if one.status == "waived" else "opened"
            yield Row(day, one.fingerprint, one.code, one.spot.subject, state, one.severity)
    there = {(one.code, one.spot.subject) for one in result.findings}
    for code, subject, start, end in CLOSED:
        assert result.base.find(subject) is not None, f"{subject} is nowhere in data/"  # noqa: S101 - a table of ours
        assert (code, subject) not in there, f"{code} {subject} is open"  # noqa: S101 - as above
        row = Row(
            start,
            sha256(f"{code}\0{subject}".encode()).hexdigest(),
            code,
            subject,
            "opened",
            result.rules[code].severity,
        )
        yield from (row, row._replace(date=end, change="closed"))


def _came(result: Result) -> dict[str, str]:
    """Return entry → the day it came; the first one for what was there before."""
    found = {}
    for key in recording.entries(result.base):
        kind = key.partition(":")[0]
        entity = result.base.find(key)
        dated = entity.fields.get(DATED.get(kind, "")) if entity else None
        day = CAME.get(key) or CAME.get(kind) or dated or FIRST
        found[key] = max(FIRST, min(str(day), result.today))
    return found


def _days(today: str, busy: set[str]) -> list[str]:
    """Return the days before today that are recorded: those on which something happened, and each Friday."""
    first, last = date.fromisoformat(FIRST), date.fromisoformat(today)
    weeks = {(first + timedelta(days=days)).isoformat() for days in range(0, (last - first).days, 7)}
    return sorted(day for day in weeks | busy if day < today)


def _entries(came: Mapping[str, str], day: str) -> list[Row]:
    return [Row(day, entity=key, change="added") for key in sorted(came) if came[key] == day]


def _pillars(result: Result, gaps: list[Row], came: Mapping[str, str], day: str) -> Iterator[Row]:
    """Yield how the pillars stood at the end of a day: today's outcomes, less what came and with what was mended later."""
    there = {}
    for one in gaps:
        if one.date <= day:
            there[one.fingerprint] = one
    then = {(one.code, one.entity) for one in there.values() if one.change != "closed"}
    now = {(one.code, one.spot.subject) for one in result.findings}
    outcomes = {}
    for code, outcome in result.outcomes.items():
        failed = outcome.failed + sum(one[0] == code for one in then) - sum(one[0] == code for one in now)
        later = sum(came[key] > day for key in came if key.partition(":")[0] == outcome.rule.selects)
        population = max(outcome.population - later, failed, 0)
        outcomes[code] = outcome._replace(population=population, failed=max(failed, 0))
    for pillar, score in scores(outcomes, result.settings).items():
        yield recording.stands(day, pillar, score)


if __name__ == "__main__":
    main()
