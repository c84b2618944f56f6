"""Hints on pages: fields and values in the reader's words, whatever nobody has a word for as it stands in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from timonel.pipeline import examine
from timonel.site import hints
from timonel.site.context import Context
from timonel.site.urls import Urls


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Context:
    root: Path = tmp_path_factory.mktemp("base")
    (root / "timonel.yaml").write_text("name: {es: Base, en: Base}\nlanguages: [es, en]\n", encoding="utf-8")
    (root / "data").mkdir()
    return Context(examine(root), "es", Urls())


@pytest.mark.parametrize(
    ("kind", "code", "shown"),
    [
        ("touchpoint", "value_exchange", "Qué gana el cliente"),
        ("touchpoint", "consent.basis", "Base legal"),
        ("role", "value_exchange", "Qué gana el cliente"),  # another kind's field
        ("nothing", "owner", "Dueño"),  # as most kinds call it
        ("objective", "missed", "No alcanzado"),  # a value
    ],
)
def test_what_people_have_a_word_for_is_said(ctx: Context, kind: str, code: str, shown: str) -> None:
    """A key or a value becomes its label, and the tooltip tells editors what the file has."""
    found = str(hints.in_words(ctx, kind, code))
    assert found == f'<q class="kb-named" title="En el archivo: {code.replace("_", "&#95;")}">{shown}</q>'


@pytest.mark.parametrize(("code", "end"), [("quick_win: true", "</q>: sí"), ("decision: go", "</q>: Continuar")])
def test_a_field_and_its_value_are_said(ctx: Context, code: str, end: str) -> None:
    """``field: value`` reads as a phrase."""
    assert str(hints.in_words(ctx, "pilot", code)).endswith(end)


@pytest.mark.parametrize(
    ("kind", "code", "told"),
    [
        ("document", "updated: 2026-11-20", "Actualizado: 20 nov 2026"),
        ("process", "maturity: {level: …, assessed: 2026-11-20}", "Nivel y Fecha del diagnóstico: 20 nov 2026"),
        ("data-asset", "quality.completeness", "Completitud"),
        ("pilot", "data/measurements/2026/", "Mediciones"),
    ],
)
def test_days_groups_and_folders_are_said(ctx: Context, kind: str, code: str, told: str) -> None:
    """A day as people write it, the fields of a group, what a folder keeps: none as in the file."""
    assert hints.in_words(ctx, kind, code).striptags() == told


@pytest.mark.parametrize("code", ["timonel.yaml", "decision: perhaps", "no_such_field", "of: risk:fuga", "<b>"])
def test_other_code_stays_code(ctx: Context, code: str) -> None:
    """What is no field or has a value without a name stands as in the file, escaped."""
    found = str(hints.in_words(ctx, "pilot", code))
    assert found.startswith("<code>")
    assert "<b>" not in found


def test_an_entry_is_called_by_its_name(tmp_path: Path) -> None:
    """A key, the values of a field, what a measurement is of; what names nothing that is there stays for the other hints."""
    (tmp_path / "timonel.yaml").write_text("name: Base\nlanguages: [es]\n", encoding="utf-8")
    (tmp_path / "data/roles").mkdir(parents=True)
    (tmp_path / "data/roles/jefa.yaml").write_text("id: jefa\nname: La jefa\npurpose: p\n", encoding="utf-8")
    ctx = Context(examine(tmp_path), "es", Urls())
    codes = ["role:jefa", "owner: jefa", "{of: role:jefa, value: …}", "owner: nadie", "of: risk:fuga", "status"]
    told = [hints.named(ctx, "process", one) for one in codes]
    assert [one and one.striptags() for one in told] == ["La jefa", "Dueño: La jefa", "La jefa", None, None, None]
