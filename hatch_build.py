"""Completes the wheel: what an installed Timonel cannot find in a repository, compiled messages, and the index of cards and schemas."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Laid out in timonel/_base/ as in the repository, so that one function finds either.
BASE = ("data", "docs", "schemas", "mkdocs.yml", "timonel.yaml", "history.csv")
OPTIONAL = ("rules",)


class CompleteWheel(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files, but not to an editable install: it would copy them beside the package, where they go stale."""
        if version == "editable":
            return
        root = Path(self.root)
        names = [*BASE, *(name for name in OPTIONAL if (root / name).exists())]
        build_data["force_include"].update({str(root / name): f"timonel/_base/{name}" for name in names})
        # Outside the package, so that no build leaves a compiled catalogue in the repository.
        self.compiled = tempfile.TemporaryDirectory()
        for number, source in enumerate(sorted((root / "plugins/timonel/locale").glob("*/LC_MESSAGES/timonel.po"))):
            target = Path(self.compiled.name, f"{number}.mo")
            target.write_bytes(catalogue(source))
            inside = source.relative_to(root / "plugins").with_suffix(".mo")
            build_data["force_include"][str(target)] = inside.as_posix()
        for index in indices(root, Path(self.compiled.name, "index")):
            build_data["force_include"][str(index)] = f"timonel/_base/index/{index.name}"

    def finalize(self, version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        if version != "editable":
            self.compiled.cleanup()


def catalogue(source: Path) -> bytes:
    result = io.BytesIO()
    with source.open("rb") as lines:
        mofile.write_mo(result, pofile.read_po(lines, locale=source.parent.parent.name, abort_invalid=True))
    return result.getvalue()


def indices(root: Path, folder: Path) -> list[Path]:
    """Return the indices of cards, their examples and schemas, so that no run of an installed Timonel reads these one by one."""
    sys.path.insert(0, str(root / "plugins"))
    from timonel import rules, schema  # noqa: PLC0415 - what is being packaged
    from timonel.cache import Cache, packed  # noqa: PLC0415 - as above
    from timonel.governance.quoted import quoted  # noqa: PLC0415 - as above
    from timonel.languages import DEFAULT  # noqa: PLC0415 - as above

    class Index(Cache):
        """Writes indices as they will be read from the wheel."""

        def index(self, name: str, sources: Any, build: Any, ours: Any = None) -> Any:  # noqa: ANN401 - as the one that it replaces
            made = build()
            (folder / f"{name}.json").write_bytes(packed([*ours(), *sources], made))
            return made

    folder.mkdir()
    rules.catalogue(Index(None))
    rules.discovery.kept_examples(Index(None))
    schema.load(DEFAULT, Index(None))
    for lang in DEFAULT:
        quoted(lang, Index(None))
    return sorted(folder.iterdir())
