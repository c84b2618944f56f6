"""Zensical: it makes hand-written pages and shells of a staging folder, through its command."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from timonel.engines import folder, staged
from timonel.engines.build import publish
from timonel.engines.edition import Edition
from timonel.engines.engine import Job, Made, Order
from timonel.engines.refused import BuildError
from timonel.engines.site_wide.policy import with_policy
from timonel.engines.target import walked
from timonel.engines.written.scripts import refused
from timonel.files import within
from timonel.text import Said, said, say

VERSION = "0.0.73"
_ERROR = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception): (.+)", re.MULTILINE)  # the last line of a traceback
_WRAPPED = re.compile(r"^Python error: \w+: ")
_ARTICLE = re.compile(r".*?<article[^>]*>(.*)</article>.*", re.DOTALL)
_INDEX = "search.json"
_SOURCES = ("timonel.yaml", "mkdocs.yml", "data", "docs", "rules", "schemas")


class MissingError(BuildError):
    """Zensical is not installed."""

    def __init__(self, lang: str) -> None:
        """Say what to install."""
        super().__init__(
            say(
                said("Zensical is not installed: pip install zensical=={version}", version=VERSION),
                lang,
            )
        )


class Zensical:
    """The engine."""

    name = "zensical"
    folder = "site"
    options = frozenset[str]()
    found = _INDEX
    left: tuple[str, ...] = (_INDEX, "search.js", "assets/javascripts/workers/")

    def build(self, job: Job) -> int:
        """Publish a site; see `Engine`.

        Raises:
            MissingError: Zensical is not installed.
        """
        _need(job.told_in)
        return publish(self, job)

    def load(self) -> None:
        """Load nothing: it is a program of its own; see `Host`."""

    def make(self, order: Order) -> Made:
        """Make hand-written pages and shells.

        Raises:
            MissingError: Zensical is not installed.
        """
        edition, cache = order.edition, order.cache
        _need(edition.tongue)
        with TemporaryDirectory() as passing:
            stage, note = Path(passing), f"zensical/{edition.lang}.seal"
            if cache.folder is not None:
                stage = within(cache.folder, f"zensical/{edition.lang}")
                if cache.read(note) != _seen(stage):  # Zensical believes whatever it finds of its last run
                    shutil.rmtree(stage, ignore_errors=True)
            lay_out(order, stage)
            _run(stage)
            cache.write(note, _seen(stage))
            return _read(edition, stage)

    def sections(self, files: Mapping[str, bytes], order: Order) -> Sequence[Mapping[str, Any]] | None:
        """Return what hand-written pages say, None where no search is wanted."""
        if _INDEX not in files:
            return None
        shells = {order.edition.address(one) for one in order.models.markdown}
        return [one for one in json.loads(files[_INDEX])["items"] if one["location"].partition("#")[0] not in shells]


ENGINE = Zensical()


def _need(lang: str) -> None:
    if find_spec("zensical") is None:
        raise MissingError(lang)


def lay_out(order: Order, stage: Path) -> None:
    """Write what Zensical reads: models, and hand-written pages with a mark that changes with all they may ask for.

    Its macros plugin would keep every page from being cached: our extension runs the macros instead.
    """
    edition, root = order.edition, order.root
    own = folder.given(root, edition.tongue)
    state = _state(root, edition)
    files = folder.pages(
        edition,
        order.models.markdown,
        {
            path: folder.with_escaped_front(text, edition.title(path), {staged.MARK: state, **edition.own(path)})
            for path, text in edition.hand_written.items()
        },
    )
    config = folder.configuration(own, edition, order.address)
    macros = config["plugins"].pop("macros", None)
    config["theme"]["variant"] = "classic"
    config["markdown_extensions"][staged.__name__] = {
        "root": str(root.resolve()),
        "lang": edition.lang,
        "use_cache": order.cache.folder is not None,
        "macros": macros,
    }
    folder.write(stage, folder.whole(files | folder.look(root, own), config))


def _state(root: Path, edition: Edition) -> str:
    """Return a key of all that hand-written pages may ask for: they are rendered anew when it changes."""
    key = blake2b(edition.ctx.result.today.encode(), digest_size=8)
    for name in _SOURCES:
        for path in sorted([root / name, *(root / name).rglob("*")]):
            if path.is_file():
                stat = path.stat()
                key.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return key.hexdigest()


def _seen(stage: Path) -> bytes:
    """Return what a folder looks like: nobody changes a file in it without changing this."""
    found = []
    for where, _, names in os.walk(stage):
        for path in (f"{where}/{name}" for name in names):
            facts = os.lstat(path)
            found.append((path, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino))
    return blake2b(repr(sorted(found)).encode(errors="replace"), digest_size=16).digest()


def _run(stage: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--config-file", str(stage / "mkdocs.yml")]
    done = subprocess.run(command, cwd=stage, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 - ours
    if done.returncode:
        output = f"{done.stdout}\n{done.stderr}"
        problems = _ERROR.findall(output) or [line for line in output.splitlines() if line.strip()]
        raise BuildError(_WRAPPED.sub("", problems[-1].strip()) if problems else f"Zensical: {done.returncode}")


def _read(edition: Edition, stage: Path) -> Made:
    """Return what Zensical made, each page with its policy."""
    own = {edition.file(path): edition.source(f"{path}.md") for path in edition.hand_written}
    built, templates, files, left = stage / "site", _templates(stage), dict[str, bytes](), list[Said]()
    for name, entry in sorted(walked(built), key=itemgetter(0)):
        data = Path(entry.path).read_bytes()
        if name.endswith(".html"):
            text = data.decode() if name != "404.html" else _found(data.decode())
            told = refused(_ARTICLE.sub(r"\1", text), own[name]) if name in own else None
            left += [told] if told else []
            data = with_policy(text, templates).encode()
        files[name] = data
    return Made(files, left)


def _found(text: str) -> str:
    """Return the page for addresses that do not exist as it finds its files where nobody knows its own address."""
    if '"base":"/"' not in text:
        return text
    return re.sub(r'((?:href|src)=")(?:/|&#x2f;)', r"\1./", text.replace('"base":"/"', '"base":"."'))


def _templates(stage: Path) -> tuple[str, ...]:
    """Return the folders of the templates: Zensical's, ours and the base's own."""
    found = find_spec("zensical")
    home = Path(found.origin).parent if found and found.origin else stage
    return str(home / "templates"), str(stage / folder.OVERRIDES)
