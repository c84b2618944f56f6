"""What many tests need: small bases from mappings, the command line in this process, the repository's own base."""

from __future__ import annotations

import functools
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from bases import ROOT, SETTINGS, TODAY, Run, begin_at_hand, files, know_few_rules, write

from timonel import cli, governance, pipeline, settings
from timonel import schema as schemas
from timonel.cache import Cache
from timonel.governance import Result
from timonel.load.loader import load
from timonel.model import Base
from timonel.rules import Rule, catalogue, examples
from timonel.schema import Kind, Schema

pytest.register_assert_rewrite("goldens")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job is born so, and so are its children: servers that a test interrupts would never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Where the machine forbids compiled modules to be kept, each of the many processes that tests start would compile all anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """Tell the garbage collector that what has been collected stays: else it looks through all tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the locale, colours or caches of the machine; the garbage collector is as it was."""
    for name in ("LANGUAGE", "LC_MESSAGES", "LANG", "NO_COLOR", "TIMONEL_TODAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("TIMONEL_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "user"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))
    yield
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _at_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Timonel's own kinds, rules and contract of settings are made once, not by each command that this process runs.

    So it is for commands that have the cache of all tests; those with a cache of their own, or none, make them as ever.
    What new bases are taken from is examined once, too.
    """
    ours = tmp_path_factory.getbasetemp() / "cache"
    shared = Cache(ours)
    load, cards, contract = schemas.load, pipeline.catalogue, schemas.contract
    made = functools.lru_cache(64)(lambda make, *known: make(*known))

    def kinds(languages: Sequence[str], cache: Cache, own: Mapping[str, bytes] | None = None) -> object:
        if own or cache.folder != ours:
            return load(languages, cache, own)
        return made(load, (*languages,), shared)[0], []

    def catalogue_(cache: Cache) -> Mapping[str, Rule]:
        return made(cards, shared) if cache.folder == ours else cards(cache)

    def contract_(name: str, languages: Sequence[str]) -> Kind:
        return made(contract, name, (*map(str, languages),))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schemas, "load", kinds)
        patch.setattr(pipeline, "catalogue", catalogue_)
        patch.setattr(settings, "contract", contract_)
        begin_at_hand(patch)
        # A copy of this process, which holds all tests, takes longer than what it would do. Tests of several say so.
        patch.setattr(os, "sched_getaffinity", lambda _process: {0})
        yield


@pytest.fixture(scope="session")
def example() -> Path:
    """Return the repository's own base: the method and the example company."""
    return ROOT


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Return a cache that all tests of a process share."""
    return Cache(tmp_path_factory.mktemp("shared-cache"))


@pytest.fixture(scope="session")
def rules(cache: Cache) -> Mapping[str, Rule]:
    """Code → rule."""
    return catalogue(cache)


@pytest.fixture(scope="session")
def kinds(cache: Cache) -> Schema:
    """Return the kinds, with texts in Spanish and English."""
    return schemas.load(["es", "en"], cache)[0]


@pytest.fixture
def few_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands of this process know a few rules: of a small base's pages, nine of ten are of rules."""
    know_few_rules(monkeypatch)


@pytest.fixture
def loaded(rules: Mapping[str, Rule], kinds: Schema) -> Callable[..., Base]:
    """Load a base from a mapping: folder → entities, or a path under data/ or docs/ → its text or bytes."""

    def make(contents: Mapping[str, Any]) -> Base:
        return load(files(contents), kinds, frozenset(rules), ("es", "en"))

    return make


@pytest.fixture
def judged(loaded: Callable[..., Base], rules: Mapping[str, Rule]) -> Callable[..., Result]:
    """Check a base from a mapping (as `loaded`; "timonel" holds settings) with some rules, all by default."""

    def make(contents: Mapping[str, Any], *codes: str, today: str = TODAY) -> Result:
        return governance.judge(loaded(contents), examples.settings_of(contents), rules, today, codes or None)

    return make


@pytest.fixture
def base_of(tmp_path: Path) -> Callable[..., Path]:
    """Write a base into a folder: folder → entities, or path → text or bytes; "timonel" holds settings."""

    def make(contents: Mapping[str, Any] = {}, name: str = "base") -> Path:
        root = tmp_path / name
        settings = {**SETTINGS, **contents.get("timonel", {})}
        write(root / "timonel.yaml", json.dumps(settings, ensure_ascii=False))
        for file in files(contents):
            write(root / file.path, file.data)
        return root

    return make


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run a command in this process."""

    def call(*arguments: object) -> Run:
        capsys.readouterr()
        code = cli.main([str(one) for one in arguments])
        return Run(code, *capsys.readouterr())

    return call


@pytest.fixture
def check(run: Callable[..., Run]) -> Callable[..., Run]:
    """Run ``timonel check`` on a base in this process."""
    return lambda root, *arguments: run("check", "--root", root, *arguments)
