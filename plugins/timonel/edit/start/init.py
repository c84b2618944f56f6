"""A new knowledge base in an empty folder: the example company, or the method alone; ready to check and to build."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from timonel import journal
from timonel.cache import packaged
from timonel.edit.editors import schemas
from timonel.edit.editors import settings as editors
from timonel.edit.start import without_company
from timonel.edit.start.around import Placed
from timonel.edit.start.install import FILE, requirements
from timonel.edit.text.append import RefusedError
from timonel.edit.text.entity_file import scalar
from timonel.files import synced, within
from timonel.history.recorded import FILE as HISTORY
from timonel.languages import order
from timonel.lock import NAME as LOCK
from timonel.pipeline import examine
from timonel.settings import load
from timonel.text import Text, pick, said, say, visible

_START = Path(__file__).parent / "files"
# Where the files of `files/` go.
_PLACES = {
    "github.yml": ".github/workflows/timonel.yml",
    "github-digests.yml": ".github/workflows/digests.yml",
    "gitlab.yml": ".gitlab-ci.yml",
    "renovate.json": "renovate.json",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "gitignore": ".gitignore",
}
_EXAMPLE_ONLY = ("recorrido.md",)  # pages that lead through the example company
_SKIPPED = re.compile(r"[._~]")
_MARKUP = re.compile(r"[\\`*_{}\[\]<#~$]|&(?=#?\w+;)")  # what does something in Markdown
# What mkdocs.yml says in a language.
_PHRASES = ("Use the light theme", "Use the dark theme", "Use the system's theme", "Link to this section")
_NOTHING = (".git", ".timonel", LOCK)  # what a folder without anything in it may hold
Files = Iterator[tuple[str, bytes]]


def example(install: str | None = None) -> Files:
    """Yield the files of a base with the example company.

    Args:
        install: where CI gets Timonel from (`install.requirements`).
    """
    root = packaged("timonel.yaml").parent
    for top in ("data", "docs", "rules"):
        yield from _copied(root, top)
    settings = (root / "timonel.yaml").read_bytes()
    yield "timonel.yaml", settings
    yield "mkdocs.yml", (root / "mkdocs.yml").read_bytes()
    yield HISTORY, (root / HISTORY).read_bytes()
    yield from _around("Nova Retail", _written(root)[0], install)


def method(name: Text, languages: Sequence[str], install: str | None = None) -> Files:
    """Yield the files of a base with the method alone.

    Args:
        name: what it is called.
        languages: its languages.
        install: where CI gets Timonel from (`install.requirements`).

    Raises:
        RefusedError: none of the languages is one that the method is written in.
    """
    root = packaged("timonel.yaml").parent
    written = _written(root)
    if not set(languages) & set(written):
        raise RefusedError(
            said("the method is written in {languages}: name one of them among the languages", languages=[*written])
        )
    yield from without_company.files(examine(root, use_cache=False, wanted=("DAT",)), name, languages)
    for path, data in _copied(root, "docs"):
        if path.split("/")[1] in languages and not path.endswith(_EXAMPLE_ONLY):
            yield path, data
    yield "timonel.yaml", _settings(name, languages).encode()
    spoken = next(one for one in languages if one in written)
    look = _look((root / "mkdocs.yml").read_text("utf-8"), written[0], languages[0], spoken)
    yield "mkdocs.yml", look.replace("site_name: Timonel", f"site_name: {scalar(pick(name, spoken))}").encode()
    yield from _around(pick(name, spoken), spoken, install)


def _written(root: Path) -> Sequence[str]:
    """Return the languages that the catalogue is written in."""
    return load((root / "timonel.yaml").read_bytes())[0].languages


def _look(text: str, old: str, first: str, spoken: str) -> str:
    """Return mkdocs.yml for another first language, which reads pages and the theme's words in one that the method has."""
    for what, lang in (
        ("docs/", spoken),
        ("site/", first),
        ("8000/", first),
        ("language: ", spoken),
        ("lang: ", spoken),
    ):
        text = re.sub(rf"{what}{old}\b", f"{what}{lang}", text)
    for phrase in _PHRASES:
        text = text.replace(say(phrase, old), say(phrase, spoken))
    return text


def _copied(root: Path, top: str) -> Files:
    for path in sorted((root / top).rglob("*")) if (root / top).is_dir() else ():
        inside = path.relative_to(root)
        if path.is_file() and not any(_SKIPPED.match(part) for part in inside.parts):
            yield inside.as_posix(), path.read_bytes()


def _settings(name: Text, languages: Sequence[str]) -> str:
    names = (
        scalar(name)
        if isinstance(name, str)
        else "{" + ", ".join(f"{lang}: {scalar(text, inside=True)}" for lang, text in name.items()) + "}"
    )
    return (
        "model: 1\n"
        f"name: {names}\n"
        f"languages: [{', '.join(languages)}]\n"
        '# repository: {url: "https://…", branch: main, edit: "{url}/edit/{branch}/{path}"}   # for the Edit links\n'
        "publish: {people: true, emails: false, assistants: true}\n"
        "vocabulary_owner: role:gerente-de-crm\n"
        "rules:\n"
        "  fail_on: error\n"
        "  # At the beginning, stages wait for their touchpoints. Delete this line when they have them.\n"
        "  severity: {TCH002: warning}\n"
    )


def _around(name: str, lang: str, install: str | None) -> Files:
    """Yield what stands around the data: CI, hooks, what they install, what git ignores, and a README."""
    yield FILE, requirements(install)[0].encode()
    for source, path in _PLACES.items():
        yield path, (_START / source).read_bytes()
    readme = next(file for code in order(lang) if (file := _START / f"README.{code}.md").is_file())
    yield "README.md", readme.read_text("utf-8").replace("{name}", _literal(name)).encode()


def _literal(name: str) -> str:
    """Return a name as Markdown that shows it as it is."""
    return visible(_MARKUP.sub(lambda found: f"&#{ord(found[0])};", name))


def create(
    target: Path,
    files: Files,
    lang: str,
    finish: Callable[[Path], None] = lambda _: None,
    where: Placed | None = None,
) -> int:
    """Write a new base with its editor settings, all of it or nothing, and return how many files it has.

    Args:
        target: the folder: not there yet, or empty but for a .git and what a run that was killed left; who has one that is there
            must hold it (`lock`).
        files: path and bytes of each file.
        lang: language of the editors' help.
        finish: what is still to do in the folder before it is shown; what it raises undoes all.
        where: what else goes to the top of the repository whose folder this is.

    Raises:
        RefusedError: something is in the folder.
        OSError: it cannot be written.
    """
    target = target.absolute()
    _refuse_full(target)
    is_held = target.exists()
    stage = target.parent / f".{target.name}.{os.getpid()}.tmp"
    try:
        put(stage, files)
        finish(stage)
        result = examine(stage, use_cache=False, wanted=("DAT",))
        planned = {**editors.planned(result, stage), **schemas.planned(result, stage, lang)}
        put(stage, ((path, one.new) for path, one in planned.items()))
        there = {one.relative_to(stage).as_posix(): one for one in stage.rglob("*") if one.is_file()}
        with _laid(target, where) if where else nullcontext():
            if is_held:  # somebody may stand in it: it is filled, and not replaced
                new = {path: journal.Write(None, one.read_bytes()) for path, one in there.items()}
                journal.write(target, new, "init")
            else:
                synced([*there.values(), *{one.parent for one in there.values()}])
                _rename(stage, target)
    except OSError as error:  # in the words of who asked: the folder named, not ours beside it
        name = str(error.filename or target).replace(str(stage), str(target))
        raise OSError(error.errno, error.strerror, name) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return len(there)


@contextmanager
def _laid(target: Path, where: Placed) -> Iterator[None]:
    """Have files at the top of the repository; what fails then takes those away that were not there."""
    made: list[Path] = []
    try:
        for path, data in where.above.items():
            file = within(where.top or target, path)
            fresh = [one for one in file.parents if not one.exists()]
            file.parent.mkdir(parents=True, exist_ok=True)
            made += [*reversed(fresh)]
            if not file.exists():
                with file.open("xb") as out:
                    made.append(file)
                    out.write(data)
        yield
    except BaseException:
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir() if one.is_dir() else one.unlink()
        raise


def _refuse_full(target: Path) -> None:
    if target.is_file() or (target.exists() and any(one.name not in _NOTHING for one in target.iterdir())):
        raise RefusedError(said("{path} is not empty: name a new folder", path=str(target)))


def _rename(stage: Path, target: Path) -> None:
    try:
        stage.rename(target)
    except OSError:
        _refuse_full(target)  # somebody was faster
        raise
    synced([target.parent])


def put(stage: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a folder that nobody sees yet."""
    for path, data in files:
        file = stage / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
