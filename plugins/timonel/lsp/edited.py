"""One base while it is edited: what its folder holds, what editors have open of it, and what is known of it.

What examines it runs in one thread; everything else only reads, and may run in others meanwhile.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lsprotocol.types import Diagnostic

from timonel.cache import Cache
from timonel.governance import Finding, Result
from timonel.load import Sources, replaced, sources
from timonel.load.files import folder_of
from timonel.lookups.facts import Facts
from timonel.lsp.buffer import Buffer
from timonel.lsp.diagnostics import Told, Words
from timonel.lsp.places import uri_of
from timonel.model import Entity
from timonel.pipeline.again import Again
from timonel.source import Broken, Document


class Open(NamedTuple):
    """A file that an editor has open: what the editor calls it, and its text."""

    uri: str
    buffer: Buffer


class Seen(NamedTuple):
    """The gaps of a file as they are shown, and what is known of the base with them."""

    findings: Sequence[Finding]
    facts: Facts


class Edited:
    """A base while it is edited.

    Args:
        root: its folder, as editors name it.
        lang: the language that was asked for, if any.
        encoding: in which units editors count characters.
        cache: what is kept between runs.

    Attributes:
        open: path → the file that an editor has open.
        result: what the last examination said; None before the first.
    """

    def __init__(self, root: Path, lang: Callable[[Result], str], encoding: str, cache: Cache) -> None:
        self.root, self.encoding = root, encoding
        self.open: dict[str, Open] = {}
        self.result: Result | None = None
        self._lang, self._again = lang, Again(cache)
        self._disk: Sources | None = None
        self._good: dict[str, Sequence[Entity]] = {}
        self._seen: dict[str, Seen] = {}
        self._told, self._uris = Told(), dict[str, str]()
        self._buffers: dict[str, tuple[bytes, Buffer]] = {}

    @property
    def lang(self) -> str:
        """The language that people read."""
        return self._lang(self.result) if self.result else ""

    # What is known, for whoever reads

    def find(self, key: str) -> Entity | None:
        """Return an entity by its ``kind:id``, also of a file that is broken just now."""
        found = self.result.base.find(key) if self.result else None
        return found or next((one for some in self._good.values() for one in some if one.key == key), None)

    def of(self, kind: str) -> Sequence[Entity]:
        """Return the entities of a kind, also of files that are broken just now."""
        found = self.result.base.of(kind) if self.result else ()
        return [*found, *(one for some in self._good.values() for one in some if one.kind == kind)]

    def inside(self, path: str) -> Sequence[Entity]:
        """Return the entities of a file, as they were when it could last be read."""
        if path in self._good:
            return self._good[path]
        return _inside(self.result, path) if self.result else ()

    def seen(self, path: str) -> Seen | None:
        """Return the gaps of a file as they are shown."""
        known = self._seen.get(path)
        return known or (Seen(self._shown(path), self.result.facts) if self.result else None)

    def unsaved(self) -> Sequence[str]:
        """Return the files that editors have open and the folder holds otherwise."""
        found = []
        for path, one in self.open.items():
            file = self.root / path
            data = file.read_bytes() if file.is_file() else None
            if data is None or data.removeprefix(codecs.BOM_UTF8) != one.buffer.data.removeprefix(codecs.BOM_UTF8):
                found.append(path)
        return found

    def uri(self, path: str) -> str:
        """Return what editors call a file."""
        if path in self.open:
            return self.open[path].uri
        if path not in self._uris:
            self._uris[path] = uri_of(self.root, path)
        return self._uris[path]

    def buffer(self, path: str, document: Document | Broken | None = None) -> Buffer:
        """Return a file's text: as an editor has it, or as the document has it in which something was found, or as it was read."""
        return self._buffer(self.open, path, document)

    def _buffer(self, opened: Mapping[str, Open], path: str, document: Document | Broken | None = None) -> Buffer:
        if path in opened and (document is None or document.data == opened[path].buffer.data):
            return opened[path].buffer
        data = document.data if document else self._data(path)
        known = self._buffers.get(path)
        if known is None or known[0] != data:
            known = self._buffers[path] = data, Buffer.of(data, self.encoding, is_page=path.startswith("docs/"))
        return known[1]

    def _data(self, path: str) -> bytes:
        if self.result is None or self._disk is None:
            return b""
        document = self.result.base.files.get(path)
        if document is not None:
            return document.data
        if path == "timonel.yaml":
            return self._disk.settings or b""
        return next((one.data for one in (*self._disk.rules, *self._disk.files) if one.path == path), b"")

    # What examines it

    def forget(self) -> None:
        """Read the folder anew before the next examination: something else has written there."""
        self._disk = None

    def _now(self, opened: Mapping[str, Open]) -> Sources:
        """Return what the base is made of, with what editors have open in place of what the folder holds."""
        if self._disk is None:
            disk = sources(self.root)
            self._disk = disk._replace(files=[*disk.files])
        read = self._disk
        strays = {
            one.path for one in self._disk.files if one.is_stray
        }  # a check follows no such link, whoever opens it
        for path, one in ((path, one) for path, one in opened.items() if path not in strays):
            read = replaced(read, path, one.buffer.data)
        return read

    def examine(self, halt: Callable[[], bool]) -> Mapping[str, Sequence[Diagnostic]]:
        """Examine the base; return path → what is to be shown there, as the check says it.

        Args:
            halt: whether nobody waits for it any more.

        Raises:
            HaltedError: nobody waits any more.
            NewerModelError: the base was made for a newer Timonel.
            OSError: it cannot be read.
        """
        opened = dict(self.open)
        found = self._again.examine(self._now(opened), halt)
        before, self.result = self.result, found
        broken = [path for path, one in found.base.files.items() if isinstance(one, Broken)]
        self._seen = {}
        self._good = {path: self._good.get(path) or _inside(before, path) for path in broken}
        words = Words(self.lang, self._again.facts, self.uri, partial(self._buffer, opened))
        return self._told.all(words, [one for one in found.findings if one.status == "open"], self._again.tracer)

    def glance(self, path: str, buffer: Buffer) -> Sequence[Diagnostic] | None:
        """Return what is to be shown in a file that somebody is typing; None where that takes an examination.

        Args:
            path: the file.
            buffer: its text.
        """
        found = self._again.glance(path, buffer.data)
        if found is None or self.result is None:
            return None
        rest = [one for one in self._shown(path) if one.code not in found.codes]
        known = {one.fingerprint for one in self.result.findings if one.status == "baselined"}
        open_ = [one for one in found.findings if one.fingerprint not in known]
        self._seen[path] = Seen(open_, found.facts)

        def text(name: str, document: Document | Broken | None) -> Buffer:
            return buffer if name == path else self.buffer(name, document)

        words = Words(self.lang, found.facts, self.uri, text)
        return [*words.told([*open_, *_moved(rest, found.entities)])]

    def _shown(self, path: str) -> Sequence[Finding]:
        found = self.result.findings if self.result else ()
        return [one for one in found if one.spot.file == path and one.status == "open"]


def _inside(result: Result | None, path: str) -> Sequence[Entity]:
    document = result.base.files.get(path) if result else None
    if result is None or not isinstance(document, Document):
        return ()
    kind = result.base.schema.folders[folder_of(path)]
    return [one for one in result.base.of(kind.name) if one.file == path]


def _moved(findings: Sequence[Finding], entities: Sequence[Entity]) -> Sequence[Finding]:
    """Return findings where their entities stand now; those of others are left out."""
    there = {one.key: one for one in entities}
    return [
        replace(one, spot=replace(one.spot, entity=there[one.spot.subject], fixed=None))
        for one in findings
        if one.spot.subject in there
    ]
