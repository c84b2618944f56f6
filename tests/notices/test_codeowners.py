"""`timonel schema --codeowners`, and whom a comparison for a pull request names: the people to ask about a change."""

from __future__ import annotations

import pytest
from bases import write
from repositories import Repo, alone

BASE = {
    "people": [
        {"id": "ana", "name": "Ana Zurita", "employment": "internal", "account": "ana-z"},
        {"id": "beto", "name": "Beto Yáñez", "employment": "internal", "account": "@beto"},
        {"id": "carla", "name": "Carla", "employment": "internal"},
    ],
    "roles": [
        {"id": "jefa", "name": "Jefa", "purpose": "p", "holders": [{"person": "ana"}]},
        {"id": "panadero", "name": "Panadero", "purpose": "p", "holders": [{"person": "beto"}]},
        {"id": "nadie", "name": "Nadie", "purpose": "p", "holders": [{"person": "carla"}]},
    ],
    "forums": [{"id": "mesa", "name": "Mesa", "type": "steering", "chair": "jefa"}],
    "data/processes/pan de molde.yaml": "id: pan\nname: Pan\ntype: support\nowner: panadero\n",
    "data/processes/otros.yaml": "- {id: venta, name: Venta, type: support, owner: jefa}\n- {id: horno, name: Horno, type: support, owner: panadero}\n",
    "data/processes/solo.yaml": "id: solo\nname: Solo\ntype: support\nowner: nadie\n",
}  # fmt: skip


@pytest.fixture
def repo(tmp_path, monkeypatch):
    """Return a repository with the base at its top."""
    alone(monkeypatch)
    made = Repo(tmp_path / "repo")
    made.commit(BASE)
    return made


def test_each_file_has_those_who_answer_for_it(repo, run):
    """The accounts of who holds the owning roles; a file of which nobody has an account has no line, and that is told."""
    told = run("schema", "--codeowners", "--root", repo.root)
    lines = told.out.splitlines()
    assert "/data/processes/pan\\ de\\ molde.yaml @beto" in lines
    assert "/data/processes/otros.yaml @ana-z @beto" in lines
    assert "/timonel.yaml @ana-z" in lines
    assert "solo.yaml" not in told.out
    assert "nobody with an account" in told.err


def test_what_somebody_wrote_around_the_lines_stays(repo, run):
    """Written twice it is the same; only what stands between the marks is Timonel's."""
    write(repo.root / "CODEOWNERS", "# nuestro\n/docs/ @carla\n")
    for _ in range(2):
        assert run("schema", "--codeowners", "--write", "--root", repo.root).code == 0
        text = (repo.root / "CODEOWNERS").read_text("utf-8")
        assert text.startswith("# nuestro\n/docs/ @carla\n")
        assert text.count("otros.yaml") == 1


def test_without_accounts_there_is_nothing_to_write(base_of, run):
    """One line says where to write accounts."""
    told = run("schema", "--codeowners", "--root", base_of({"people": [{"id": "ana", "name": "Ana", "employment": "internal"}]}))  # fmt: skip
    assert told.code == 2
    assert "account" in told.err


def test_a_pull_request_names_the_people_to_ask(repo, run):
    """Markdown for a pull request says whom to ask, those first whom most of the change concerns; accounts are not in it."""
    repo.put({"data/processes/otros.yaml": BASE["data/processes/otros.yaml"].replace("Horno", "Horno de leña").replace("Venta", "Venta directa"), "data/processes/pan de molde.yaml": BASE["data/processes/pan de molde.yaml"] + "domain: sales\n"})  # fmt: skip
    out = run("diff", "HEAD", "--format", "markdown", "--lang", "es", "--root", repo.root).out
    assert "A quién preguntar: Panadero (Beto Yáñez) y Jefa (Ana Zurita)." in out
    assert "ana-z" not in out
