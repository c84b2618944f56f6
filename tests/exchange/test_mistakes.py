"""A workbook with every kind of mistake: each gets a line that says where, what and how to mend it; nothing is written."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from books import PROCESS, ROLE, bytes_of
from goldens import same

GOLDEN = Path(__file__).parent / "golden"
WRONG = """\
id: rota
name: [no, es, texto]
purpose: {es: Nada., en: Nothing.}
type: delivery
"""
MEASURED = {"of": "indicator:nps", "date": "2026-01-02", "value": 3}
CONTENTS = {
    "processes": [{**PROCESS, "steps": [{"id": "uno", "name": {"es": "Uno", "en": "One"}}]}],
    "roles": [
        {**ROLE, "responsibilities": [{"es": "a", "en": "a"}, {"es": "b", "en": "b"}]},
        {**ROLE, "id": "jefa-2", "name": {"es": "Gemela", "en": "Twin"}},
        {**ROLE, "id": "jefa-3", "name": {"es": "Gemela", "en": "Twin"}},
    ],
    "indicators": [{"id": "nps", "name": {"es": "Recomendación", "en": "Recommendation"}}],
    "measurements": [MEASURED],
    "phases": [
        {
            "id": "vision",
            "name": {"es": "Visión", "en": "Vision"},
            "order": 1,
            "type": "vision",
            "criteria": [{"id": "clara", "statement": {"es": "Clara.", "en": "Clear."}}],
        }
    ],
    "data/systems/rotos.yaml": "- id: roto\n  name: [\n",
    "data/areas/flow.yaml": "{id: area-1, name: &n {es: A, en: A}, description: *n, type: business}",
    "data/roles/mala.yaml": WRONG.replace("[no, es, texto]", "{es: Mala, en: Bad}")
    .replace("delivery", "[delivery]")
    .replace("rota", "mala"),
}
PROCESSES = [
    [
        "Identificador",
        "Nombre (es)",
        "Nombre (en)",
        "Tipo",
        "Estado",
        "Dueño",
        "Touchpoints",
        "Systems",
        "Madurez · Nivel",
        "Fecha del diagnóstico",
        "Incentivo a aliados",
        "Etiquetas",
        "Fuente",
        "Fuente · Documento",
        "Métodos",
        "Madurz",
        None,
        "Nombre (es)",
        "Apoya a",
    ],
    ["con-formula", "=1+1", "Formula", "support"],
    ["con-error", "Error", "Error", "#REF!"],
    ["tipo-malo", "Tipo", "Type", "De apoio"],
    ["estado-malo", "Estado", "Status", "support", "sí"],
    ["rol-desconocido", "Rol", "Role", "support", None, "jfea"],
    ["rol-por-nombre", "Rol", "Role", "support", None, "jefe de ventas"],
    ["rol-ambiguo", "Rol", "Role", "support", None, "Gemela"],
    ["sistemas", "Sistemas", "Systems", "support", None, None, None, "crm; erp"],
    ["nivel-texto", "Nivel", "Level", "support", None, None, None, None, "tres", date(2026, 1, 2)],
    ["nivel-decimal", "Nivel", "Level", "support", None, None, None, None, 2.5, date(2026, 1, 2)],
    ["nivel-alto", "Nivel", "Level", "support", None, None, None, None, 9, date(2026, 1, 2)],
    ["fecha-mala", "Fecha", "Date", "support", None, None, None, None, 3, "02/01/2026"],
    ["fecha-imposible", "Fecha", "Date", "support", None, None, None, None, 3, "2026-02-30"],
    ["fecha-hora", "Fecha", "Date", "support", None, None, None, None, 3, time(12, 30)],
    ["sin-fecha", "Fecha", "Date", "support", None, None, None, None, 3],
    ["bool-malo", "Lógico", "Logical", "support", None, None, None, None, None, None, "quizás"],
    ["Con Mayúsculas", "Id", "Id", "support"],
    ["alta", None, "Sign-up", None],
    ["alta", "Otra vez", "Again", "support"],
    [None, None, None, "support"],
    [None, "¿?", None, "support"],
    ["a" * 201, "Larga", "Long", "support"],
    ["con", "Dispositivo", "Device", "support"],
    ["dos-fuentes", "Fuente", "Source", "support", None, None, None, None, None, None, None, None, "una", "otra"],
    ["metodo", "Método", "Method", "support", None, None, None, None, None, None, None, None, None, None, "lean; leen"],
    [
        "columna-sin-nombre",
        "Columna",
        "Column",
        "support",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "algo",
    ],
    [
        "apoya",
        "Apoya",
        "Supports",
        "support",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "alta; allta",
    ],
    ["sin-tipo", "Sin tipo", "No type"],
    ["combinada", "Combinada", "Merged", "support"],
    ["", "Miles", "Thousands", "support", None, None, "registro"],
]
SHEETS = {
    "Procesos": PROCESSES,
    "Procesos · Pasos": [
        ["Proceso", "N.º", "Identificador", "Nombre (es)", "Nombre (en)", "Rol", "Siguientes"],
        ["alta", 1, "uno", "Uno", "One", "jefa", "dos"],
        ["alta", 1, "otro", "Otro", "Other"],
        ["alta", "primero", "tres", "Tres", "Three"],
        ["baja", 1, "uno", "Uno", "One"],
        [None, 2, "uno", "Uno", "One"],
        ["alta", None, None, "Sin id", "No id"],
    ],
    "Roles": [
        ["id", "name (es)", "name (en)", "Propósito (es)", "Propósito (en)", "type", "Responsabilidades (es)", "Responsabilidades (en)"],
        ["jefa", "Jefa de ventas", "Head of sales", "Decidir.", "Decide.", None, "b\na\nc", "a\nb"],
        ["mala", "Mala", "Bad", "Nada.", "Nothing.", "delivery"],
    ],
    "Sistemas": [["id", "nombre", "categoría"], ["roto", "Roto", "crm"]],
    "Áreas": [["id", "nombre", "descripción", "tipo"], ["area-1", "Otra", "B", "business"]],
    "Mediciones": [["of", "date", "value"], ["indicator:nps", "2026-01-02", 4], ["nps", "2026-01-03", "1.234"], ["indicator:nsp", "2026-01-03", 5]],
    "Países": [["id", "nombre", "idiomas", "moneda"], ["mx", "México", "español", "pesos"]],
    "Políticas": [["id", "nombre", "url", "reviewed"], ["privacidad", "Privacidad", "www.nova.example", "2026-01-02"]],
    "Excepciones": [["rule", "entity", "reason", "approved_by", "expires"], ["PRO999", "process:alta", "x", "jefa", "2027-01-01"], ["PRO001", "process:ala", "x", "jefa", "2027-01-01"]],
    "Lecciones": [["id", "nombre", "enunciado", "pilar"], ["l", "L", "[ver](process:alta) y [no](process:nada)", "people"]],
    "Organización": [["id", "nombre", "misión", "visión"], ["dos", "Dos", "M", "V"]],
    "Evidencias": [["a"], ["b"]],
    "Procesoz": [["a"], ["b"]],
    "Riesgos · Acciones": [["N.º", "Enunciado (es)"], [1, "x"]],
    "Personas": [["id", "nombre", "employment", "email"], ["ana", "Ana", True, "ana"], ["eva", True, "internal", "eva@nova.example"]],
    "Hoja1": [],
}  # fmt: skip


def mistaken(made):
    """Merge two cells."""
    page = made["Procesos"]
    row = next(one.row for one in page["A"] if one.value == "combinada")
    page.merge_cells(start_row=row, start_column=2, end_row=row, end_column=3)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_mistake_gets_its_line_and_nothing_is_written(take, base_of, lang):
    root = base_of(CONTENTS)
    before = bytes_of(root)
    told = take(root, SHEETS, "--apply", "--lang", lang, after=mistaken)
    assert told.code == 1
    assert bytes_of(root) == before
    assert not (root / ".timonel/journal/list.json").exists()
    assert len(told.err.splitlines()) > 50
    same(GOLDEN / f"mistakes.{lang}.txt", told.err)
