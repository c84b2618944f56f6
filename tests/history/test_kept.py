"""What commands keep between runs: all of it goes through one seal, which holds the program."""

from __future__ import annotations

from pathlib import Path

from timonel import cache as caches
from timonel.cache import Cache


def sealed(folder: Path) -> set[str]:
    """Return the names of what is kept in a cache."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in (".gitignore", "secret"))
    return {path.relative_to(folder).as_posix() for path in files}


def test_whatever_is_kept_is_refused_by_another_program(repo, run, tmp_path, monkeypatch):
    """All that any command keeps goes through the one seal, which holds the program."""
    monkeypatch.setenv("TIMONEL_CACHE", str(tmp_path / "kept"))
    repo.commit({"data/processes/baja.yaml": "id: baja\nname: Baja\ntype: support\n"})
    commands = [("check",), ("check", "--changed-since", "HEAD~1"), ("trend", "--every", "commit"), ("diff", "HEAD~1"),
                ("build", "--only", "es")]  # fmt: skip
    for command in commands:
        assert run(*command, "--root", repo.root).code in (0, 1)
    cache = Cache(tmp_path / "kept")
    names = sealed(tmp_path / "kept")
    parts = {"answers", "built", "cards", "changes", "parsed", "schemas-es-en", "since", "templates", "trend"}
    assert {name.partition("/")[0] for name in names} >= parts
    assert [name for name in names if cache.read(name) is None] == []
    monkeypatch.setattr(caches, "code", lambda: b"another program!")
    assert [name for name in names if cache.read(name) is not None] == []
