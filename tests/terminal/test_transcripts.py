"""What people read on a terminal, word by word and in both languages: sessions on one small base, as golden files.

After a change that is meant: TIMONEL_GOLDEN=1 python3 scripts/test.py tests/terminal, then look at what git shows.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bases import write
from goldens import same
from repositories import Repo

GOLDEN = Path(__file__).parent / "golden"
TELLING = {
    "check": ["check", "check --select XPS --as-of 2027-03-01"],
    "show": [
        *(f"show {one}" for one in (
            "process:venta", "process:encargos", "role:jefa", "initiative:club", "risk:robo", "touchpoint:compra", "term:vecino",
            "system:fichero", "indicator:nps",
        )),
        "show process:vent",
        "show Panadero",
    ],
    "rule": ["rule PRO001 VOC004", "rule XPS001", "rule STK002", "rule PR001", "rule PRO001 --format markdown"],
    "ask": [
        "ask '¿quién es el dueño de la venta?'", "ask who is in charge of the sale", "ask '¿qué pasa si falta la panadera?'", "ask '¿quién es el panadero?'",
        "ask dueño de la luna", "ask qué hora es", "ask '¿cuántos procesos hay?'", "ask '¿qué es un vecino?' --format json",
    ],
    "impact": [*(f"impact {one}" for one in ("process:venta", "data-asset:ficha", "role:panadero", "person:ana", "skill:escucha", "nada"))],
}  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_what_is_told(base, typed, lang, name):
    same(GOLDEN / f"{name}.{lang}.txt", "".join(map(typed, TELLING[name])))


WRITING = {
    "new": [
        ("new area --set name.es=Horno --set name.en=Oven --set type=business",),
        ("new process --set name.es=Reparto --set name.en=Delivery --set type=support --set owner=jefa",),
        ("new area", "Taller", "Workshop", "", "1", "", "", "", "", "s"),
        ("new area", "Otro", "Other", "", "1", "", "", "", "", "n"),
        ("new system --set name=Zeta", "crn", "?", "9", "1"),
        ("new touchpoint --set name=Reparto", "compra", "etapa", "comprar", "tiend", "tienda"),
        ("new process --set name.es=Mal --set type=nada",),
        ("new proces",),
        ("new waiver",),
    ],
    "waive": [
        ("waive XPS001 process:encargos --reason 'Se escribe en enero.' --approved-by role:jefa --expires 2027-01-31",),
        ("waive PRO001 process:venta --reason es=No --reason en=No --approved-by jefa --expires 2027-01-31",),
        ("waive PRO999 process:venta --reason No --approved-by jefa --expires 2027-01-31",),
        ("waive PRO001 process:vent --reason No --approved-by jefa --expires 2027-01-31",),
        ("waive PRO001 process:venta --reason No --approved-by role:jef --expires 2025-01-31",),
    ],
    "measure": [
        ("measure indicator:nps --value 43 --date 2026-11-15 --note 'Tras la feria.'",),
        ("measure indicator:nps --value 44 --date 2026-11-15",),
        ("measure risk:robo --probability 7 --impact 2",),
        ("measure --file ../values.csv",),
        ("measure --file ../wrong.csv",),
        ("measure --owner role:jefa", "12,5", "", "", ""),
    ],
    "import": [
        ("import ../processes.csv",),
        ("import ../processes.csv --apply",),
        ("import ../processes.csv",),
        ("import ../steps.csv --kind process.steps",),
        ("import ../wrong/processes.csv",),
        ("import ../processes.csv --kind proces",),
    ],
    "change": [
        ("set process:venta owner=panadero systems+=fichero 'name.en=Counter' status= maturity.level=4",),
        ("set process --where owner=jefa owner=panadero",),
        ("rename role:panadero horneador",),
        ("merge role:panadero role:jefa --take role:jefa",),
        ("retire system:fichero",),
        ("retire role:jefa",),
        ("handover person:ana",),
        ("handover person:ana --to person:beto --on 2027-01-01",),
        ("fix --unsafe",),
        ("confirm process:venta role:jefa --by person:ana --until 2027-05-31 --note 'Leído.'",),
        ("rename role:panadero horneador --apply",),
        ("plan",),
    ],
    "init": [
        ("init ../new --bare --name 'Casa Luna' --install timonel==1.0",),
        ("init ../new --bare --install timonel==1.0",),
        ("init ../roles --from ../owners/processes.csv --name Luna --install timonel==1.0 --new-roles",),
        ("init ../never --from ../wrong/processes.csv --name Luna --install timonel==1.0",),
    ],
}
TABLES = {
    "values.csv": "of,date,value,probability,impact\nindicator:nps,2026-11-18,44,,\nrisk:robo,2026-11-18,,2,4\n",
    "wrong.csv": "of,value,probability,impact,date\nindicator:nps,mucho,,,\nrisk:robo,,7,1,\nindicator:npz,1,,,\n",
    "processes.csv": (
        "Identificador,Nombre (es),Nombre (en),Tipo,Estado,Madurez · Nivel,Fecha del diagnóstico,Incentivo a aliados\n"
        "venta,Venta en tienda,Counter sale,De cara al cliente,Retirado,4,2026-11-01,sí\n"
        "encargos,Encargos,Orders,De cara al cliente,,,,\n"
        "limpieza,Limpieza,Cleaning,De apoyo,Previsto,,,\n"
    ),
    "steps.csv": "Proceso,N.º,Identificador,Nombre (es),Nombre (en),Rol\nventa,1,saludar,Saludar,Greet,panadero\nventa,2,cobrar,Cobrar y agradecer,Take the money,jefa\n",
    "wrong/processes.csv": "Identificador,Nombre (es),Tipo,Dueño\na,Alfa,De apyo,jefa\nb,Beta,De apyo,jeffa\nc,,De apoyo,panadero\n",
    "owners/processes.csv": "Identificador,Nombre (es),Nombre (en),Tipo,Dueño\nlimpieza,Limpieza,Cleaning,De apoyo,Jefa de tienda\n",
}


@pytest.mark.parametrize("name", WRITING)
def test_what_is_told_before_and_after_writing(base, typed, lang, name):
    for table, text in TABLES.items():
        write(base.parent / table, text)
    same(GOLDEN / f"{name}.{lang}.txt", "".join(typed(*one) for one in WRITING[name]))


def changed(base: Path) -> dict[str, str | None]:
    """Return what a busy day leaves of the base: every sort of change that a comparison tells."""

    def with_(path: str, *swaps: tuple[str, str]) -> str:
        text = (base / path).read_text("utf-8")
        for old, new in swaps:
            assert old in text
            text = text.replace(old, new)
        return text

    return {
        "timonel.yaml": with_("timonel.yaml", ("role:jefa", "role:panadero")),
        "data/processes/venta.yaml": with_(
            "data/processes/venta.yaml",
            ("owner: jefa", "owner: panadero"), ("status: active", "status: retired"), ("level: 3", "level: 2"),
            ("name: {es: Cobrar, en: Take the money}", "name: {es: Cobrar y agradecer, en: Take the money}"),
            ("  role: jefa", "  role: panadero"), ("partner_incentive: false", "partner_incentive: true"),
        ),
        "data/processes/encargos.yaml": None,
        "data/processes/pedidos.yaml": with_("data/processes/encargos.yaml", ("id: encargos", "id: pedidos")),
        "data/systems/caja.yaml": None,
        "data/systems/de-la-tienda.yaml": with_("data/systems/caja.yaml", ("category: pos", "category: pos\nvendor: Nova")),
        "data/roles/jefa.yaml": with_("data/roles/jefa.yaml", ("- {person: ana, from: 2025-01-15}", "- {person: ana, from: 2025-01-15, until: 2026-11-01}")),
        "data/terms/vecino.yaml": with_("data/terms/vecino.yaml", ("Quien vive en el barrio.", "Quien vive o trabaja en el barrio.")),
        "data/risks/robo.yaml": None,
        "data/systems/fichero.yaml": None,
        "data/systems/cajones/fichero.yaml": with_("data/systems/fichero.yaml"),
        "data/waivers/robo.yaml": '- {rule: XPS001, entity: "process:pedidos", reason: Se escribe., approved_by: jefa, expires: 2027-01-31}\n',
        "data/measurements.yaml": with_("data/measurements.yaml", ("42.5", "43")) + '- {of: "indicator:nps", date: 2026-11-10, value: 44}\n',
        "rules/XPS001.yaml": with_("rules/XPS001.yaml", ("severity: warning", "severity: error")),
        "docs/es/guia.md": "# Guía\n\nHola, vecino.\n",
        "docs/es/nueva.md": "# Nueva\n",
        "docs/en/guia.md": None,
    }  # fmt: skip


@pytest.fixture
def repo(base):
    """Commit the base on two days, then change it on a third."""
    found = Repo(base)
    found.commit({}, day="2026-11-02")
    found.git("tag", "lunes")
    found.commit(
        {"data/areas/taller.yaml": "id: taller\nname: {es: Taller, en: Workshop}\ntype: business\n"}, day="2026-11-10"
    )
    found.commit(changed(base), day="2026-11-18")
    found.git("tag", "viernes")
    return found


def test_what_is_told_of_earlier_days(repo, typed, lang):
    """Every sort of change, both ways; a point a day and a week."""
    told = [
        typed(one)
        for one in (
            "diff lunes viernes",
            "diff viernes lunes",
            "diff viernes",
            "diff nunca",
            "check --changed-since lunes",
            "trend",
            "trend --every commit --since 2026-11-05",
            "trend --every day --format csv",
        )
    ]
    same(GOLDEN / f"history.{lang}.txt", "".join(told))
