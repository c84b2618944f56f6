"""Where the project is, small bases in memory and on disk, and what a command leaves behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest

from timonel import pipeline
from timonel.cache import Cache
from timonel.edit.start import init
from timonel.governance import Result
from timonel.load import File
from timonel.rules import Rule, examples

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
TODAY = examples.TODAY
PATIENCE = 600  # seconds: what takes longer never ends, however busy the machine is; only a failing test waits so long
SETTINGS = {"model": 1, "name": "Ejemplo", "languages": ["es", "en"], "as_of": TODAY}


class Run(NamedTuple):
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def found(self, code: str = "") -> list[dict[str, Any]]:
        """Return the findings of ``check --format json`` with a rule's code, or the beginning of one."""
        return [one for one in self.json["findings"] if one["code"].startswith(code)]


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def files(contents: Mapping[str, Any]) -> Iterator[File]:
    """Yield files: paths with their text or bytes as they are, folders with one entity a line; an organization always."""
    paths = {key: value for key, value in contents.items() if "/" in key or "." in key}
    own = any(key.startswith("data/organization") for key in paths)
    for file in examples.files({key: value for key, value in contents.items() if key not in paths}):
        if not (own and file.path == "data/organization.yaml"):
            yield file
    for path, content in paths.items():
        yield File(path, content.encode() if isinstance(content, str) else content)


def know_few_rules(patch: pytest.MonkeyPatch) -> None:
    """Let what this process does know the rules of two families alone, until the patch is undone."""
    every = pipeline.catalogue

    def some(cache: Cache) -> Mapping[str, Rule]:
        return {code: rule for code, rule in every(cache).items() if code[:3] in ("DAT", "PRO")}

    patch.setattr(pipeline, "catalogue", some)


def begin_at_hand(patch: pytest.MonkeyPatch) -> None:
    """Let this process examine what new bases are taken from once, until the patch is undone."""
    once = cache(lambda *how: pipeline.examine(ROOT, **dict(how)))

    def examined(root: Path, **how: Any) -> Result:
        return once(*how.items()) if root == ROOT else pipeline.examine(root, **how)

    patch.setattr(init, "examine", examined)


def conversed(talk: Coroutine[Any, Any, T]) -> T:
    """Return what comes of a coroutine, in a thread of its own: in this one, a browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk).result()
