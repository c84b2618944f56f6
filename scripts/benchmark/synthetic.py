"""The base that is measured: the same for the same size, with references, gaps, terms, and texts in two languages."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import yaml

WORDS = [
    "atención",
    "cliente",
    "canal",
    "pedido",
    "tienda",
    "devolución",
    "fidelización",
    "campaña",
    "dueño",
    "diseño",
    "señal",
    "medición",
    "análisis",
    "acción",
    "público",
    "gestión",
    "información",
    "año",
    "también",
    "según",
    "cada",
    "proceso",
    "registra",
    "confirma",
    "entrega",
    "revisa",
    "mejora",
    "responde",
    "avisa",
]


def _text(random_: random.Random, low: int, high: int) -> str:
    """Return words of Spanish, with accents."""
    words = [random_.choice(WORDS) for _ in range(random_.randint(low, high))]
    return " ".join(words).capitalize() + "."


def write(folder: Path, size: int, *, per_kind: bool = False) -> None:
    """Write a base of about ``size`` entities, the same for the same size.

    40 % processes, 15 % touchpoints, 10 % each roles, terms, risks and lessons, 5 % systems, and 10 measurements a risk.
    """
    random_ = random.Random(size)  # noqa: S311 - a benchmark needs the same words every time
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    (folder / "timonel.yaml").write_text(
        "model: 1\nname: {es: Base sintética, en: Synthetic base}\nlanguages: [es, en]\nas_of: 2026-11-20\n",
        encoding="utf-8",
    )
    for kind, entities in _base(random_, size).items():
        if per_kind:
            _dump(folder / "data" / f"{kind}.yaml", entities)
        else:
            for number, entity in enumerate(entities):
                _dump(folder / "data" / kind / f"{entity.get('id', number)}.yaml", entity)


def _dump(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _base(random_: random.Random, size: int) -> dict[str, list[dict[str, Any]]]:
    def both(low: int, high: int) -> dict[str, str]:
        return {"es": _text(random_, low, high), "en": _text(random_, low, high)}

    def named(kind: str, number: int) -> dict[str, Any]:
        return {
            "id": f"{kind}-{number}",
            "name": {"es": f"{_text(random_, 2, 4)[:-1]} {number}", "en": f"{_text(random_, 2, 4)[:-1]} {number}"},
        }

    count = {"processes": size * 40 // 100, "touchpoints": size * 15 // 100, "systems": max(1, size * 5 // 100)}
    count |= dict.fromkeys(("roles", "terms", "risks", "lessons"), size // 10)

    def one(kind: str) -> str:
        return f"{kind}-{random_.randrange(count[kind])}"

    base: dict[str, list[dict[str, Any]]] = {
        "organization": [{**named("organization", 0), "mission": both(8, 12), "vision": both(8, 12)}],
        "stages": [{**named("stages", n), "order": n + 1, "customer_goal": both(5, 9)} for n in range(8)],
        "channels": [{**named("channels", n), "type": "digital"} for n in range(12)],
        "people": [
            {"id": f"people-{n}", "name": f"Persona {n}", "employment": "internal"} for n in range(count["roles"])
        ],
        "skills": [named("skills", n) for n in range(12)],
    }
    base["roles"] = [
        {
            **named("roles", n),
            "purpose": both(6, 12),
            "responsibilities": [both(5, 9)],
            "skills": [f"skills-{n % 12}"],
            "holders": [{"person": f"people-{n}"}],
        }
        for n in range(count["roles"])
    ]
    base["systems"] = [
        {**named("systems", n), "category": "crm", "owner": one("roles"), "technical_owner": one("roles")}
        for n in range(count["systems"])
    ]
    base["touchpoints"] = [
        {
            **named("touchpoints", n),
            "stage": f"stages-{n % 8}",
            "channels": [f"channels-{n % 12}"],
            "owner": one("roles"),
            "description": both(20, 40),
        }
        for n in range(count["touchpoints"])
    ]
    base["processes"] = [
        {
            **named("processes", n), "type": "customer-facing", "nature": "dynamic", "owner": one("roles"), "touchpoints": [*dict.fromkeys([one("touchpoints"), f"touchpoints-{n % count['touchpoints']}"])][: 1 + (n % 2)],
            "systems": [one("systems")], "maturity": {"level": random_.randint(1, 5), "assessed": "2026-05-04"}, "description": both(30, 55), "customer_outcome": both(10, 20),
        }
        for n in range(count["processes"])
    ]  # fmt: skip
    base["terms"] = [
        {**named("terms", n), "definition": both(15, 30), "synonyms": {"es": [f"sinónimo {n}"], "en": [f"synonym {n}"]}}
        for n in range(count["terms"])
    ]
    base["risks"] = [
        {
            **named("risks", n),
            "category": "process",
            "owner": one("roles"),
            "response": "accept",
            "cadence": "weekly",
            "affects": [f"process:{one('processes')}"],
        }
        for n in range(count["risks"])
    ]
    base["measurements"] = [
        {
            "of": f"risk:risks-{n}",
            "date": f"2026-11-{10 + day}",
            "probability": random_.randint(1, 5),
            "impact": random_.randint(1, 5),
        }
        for n in range(count["risks"])
        for day in range(1, 11)
    ]
    base["lessons"] = [
        {
            **named("lessons", n),
            "statement": both(15, 30),
            "pillar": "processes",
            "source": "lecciones",
            "applies_to": [f"process:{one('processes')}"],
        }
        for n in range(count["lessons"])
    ]
    return base
