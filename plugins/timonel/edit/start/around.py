"""CI, hooks and bots of a base that is a folder of a repository: at its top, where hosts look, with paths that work from there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from timonel.files import OutsideError, git_prefix, within
from timonel.history.git import Git, HistoryError
from timonel.text import slug

Edit = Callable[[str, str], str]
_PLAIN = re.compile(r"[\w ./+@=,-]+")  # what means itself in YAML, in globs and to hosts
_DIGESTS, _CHECKS = ".github/workflows/digests.yml", ".github/workflows/timonel.yml"
_GITLAB, _HOOK, _BOT = ".gitlab-ci.yml", ".pre-commit-config.yaml", "renovate.json"
# Where else a repository may say what its bot does.
_BOTS = (
    *(f"{folder}renovate.{end}" for folder in ("", ".github/", ".gitlab/") for end in ("json", "json5")),
    ".renovaterc", ".renovaterc.json", ".renovaterc.json5",
)  # fmt: skip


class Placed(NamedTuple):
    """Where the files of a new base go.

    Attributes:
        inside: path and bytes, in its folder.
        above: path from the repository's top → bytes.
        taken: path of a file of somebody's at the top → the base's file that says what belongs in it.
        top: the repository's; None where all of it goes inside.
    """

    inside: Sequence[tuple[str, bytes]]
    above: Mapping[str, bytes]
    taken: Mapping[str, str]
    top: Path | None = None


def repository(folder: Path) -> Path | None:
    """Return the top of the repository in whose folder a base stands, None where that is the top, ignored by git, or in none."""
    prefix = git_prefix(folder)
    if not prefix or not _PLAIN.fullmatch(prefix):
        return None
    top = folder.resolve().parents[prefix.count("/") - 1]
    with suppress(HistoryError):
        if Git(top)("check-ignore", "--", prefix, quiet=True):
            return None
    return top


def placed(files: Iterable[tuple[str, bytes]], folder: Path, ours: Iterable[str] = ()) -> Placed:
    """Return where the files of a base go: what hosts read stands where they read it, and no file of somebody's is touched.

    Args:
        files: path and bytes, as for a base at the top of a repository.
        folder: the base's.
        ours: paths from the repository's top that Timonel has written before.
    """
    top = repository(folder)
    if top is None:
        return Placed([*files], {}, {})
    prefix = git_prefix(folder)
    inside: list[tuple[str, bytes]] = []
    above: dict[str, bytes] = {}
    taken: dict[str, str] = {}
    for path, data in files:
        edit = _EDITS.get(path)
        if edit is None:
            inside.append((path, _told(data, prefix) if path == "README.md" else data))
            continue
        new = edit(data.decode(), prefix).encode()
        free = next((one for one in _names(path, prefix) if one in ours or _is_free(top, one, new)), None)
        if free is None:
            taken[path] = f"{prefix}{path}"
            inside.append((path, new))
        else:
            above[free] = new
    return Placed(inside, above, taken, top)


def _told(readme: bytes, prefix: str) -> bytes:
    """Return a README that names what hosts read from the base's folder upwards."""
    up = b"../" * prefix.count("/")
    return re.sub(rb"`(?=\.(?:github/|gitlab-ci\.yml|pre-commit-config\.yaml)`)", b"`" + up, readme)


def _names(path: str, prefix: str) -> Sequence[str]:
    """Return what a file may be called: workflows have any name, the others one."""
    named = path.replace(".yml", f"-{_slug(prefix)}.yml")
    return (path, named) if path in (_CHECKS, _DIGESTS) else (path,)


def _is_free(top: Path, path: str, data: bytes) -> bool:
    """Whether nothing stands at a place, or what we would write."""
    for one in _BOTS if path == _BOT else (path,):
        try:
            file = within(top, one)
        except OutsideError:
            return False
        if (file.exists() or file.is_symlink()) and not (one == path and file.is_file() and file.read_bytes() == data):
            return False
    return True


def _slug(prefix: str) -> str:
    return slug(prefix.strip("/").replace("/", "-")) or "base"


def _swapped(text: str, *pairs: tuple[str, str]) -> str:
    """Return a text with some of its lines changed, each of which must be there."""
    for old, new in pairs:
        text, number = re.subn(old, new.replace("\\", r"\\"), text, flags=re.MULTILINE)
        assert number, old  # noqa: S101 - the files are ours
    return text


def _workflow(text: str, prefix: str) -> str:
    """Return a workflow of GitHub's whose commands run in the base's folder."""
    where, name = json.dumps(prefix.rstrip("/"), ensure_ascii=False), re.search(r"(?m)^name: (.*)$", text)
    title = json.dumps(f"{name[1] if name else ''} ({prefix.rstrip('/')})", ensure_ascii=False)
    return _swapped(
        text,
        (r"^name: .*$", f"name: {title}"),
        (r"^concurrency:$", f"defaults:\n  run:\n    working-directory: {where}\n\nconcurrency:"),
    )


def _digests(text: str, prefix: str) -> str:
    return _swapped(_workflow(text, prefix), (r"^  group: digests$", f"  group: digests-{_slug(prefix)}"))


def _checks(text: str, prefix: str) -> str:
    """Return the workflow that checks: what it keeps stands in the base's folder."""
    name = _slug(prefix)
    return _swapped(
        _workflow(text, prefix),
        (r"^  group: timonel-", f"  group: timonel-{name}-"),
        *(
            (rf"^          path: {one}$", f"          path: {_quoted(prefix, one)}")
            for one in ("timonel.sarif", "site")
        ),
        (r"^          sarif_file: (.*)$", f"          sarif_file: timonel.sarif\n          category: {name}"),
    )


def _pipeline(text: str, prefix: str) -> str:
    """Return GitLab's pipeline: each job goes to the base's folder first, and hosts take its files from there."""
    cd = json.dumps(f"cd {shlex.quote(prefix.rstrip('/'))}", ensure_ascii=False)
    return _swapped(
        text,
        (r"^  before_script:$", f"  before_script:\n    - {cd}"),
        (
            r"codequality: gl-code-quality-report.json$",
            f"codequality: {_quoted(prefix, 'gl-code-quality-report.json')}",
        ),
        (r"junit: timonel-junit.xml$", f"junit: {_quoted(prefix, 'timonel-junit.xml')}"),
        (r"paths: \[changes.md\]$", f"paths: [{_quoted(prefix, 'changes.md')}]"),
        (r"paths: \[site/\]$", f"paths: [{_quoted(prefix, 'site/')}]"),
        (r"publish: site$", f"publish: {_quoted(prefix, 'site')}"),
    )


def _hook(text: str, prefix: str) -> str:
    entry = f"timonel check --root {shlex.quote(prefix.rstrip('/'))}"
    return _swapped(
        text,
        (r"-r requirements\.txt", f"-r {shlex.quote(f'{prefix}requirements.txt')}"),
        (r"entry: timonel check$", f"entry: {json.dumps(entry, ensure_ascii=False)}"),
        (r"files: \^\(", f"files: ^{re.escape(prefix)}("),
    )


def _quoted(prefix: str, path: str) -> str:
    return json.dumps(f"{prefix}{path}", ensure_ascii=False)


_EDITS: Mapping[str, Edit] = {
    _CHECKS: _checks,
    _DIGESTS: _digests,
    _GITLAB: _pipeline,
    _HOOK: _hook,
    _BOT: lambda text, _: text,
}
