"""A workbook from anywhere, as bytes that are safe to read: refused where it is no plain xlsx, and without what says nothing.

Everything is counted in the bytes: a few of them can stand for millions of cells, which libraries make one by one.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from posixpath import basename
from typing import NamedTuple
from xml.etree import ElementTree as ET

from timonel.exchange.sheets.table import UnreadableError
from timonel.text import Said, said

_MAX_UNPACKED = 256 * 2**20  # bytes, with empty cells
_CHUNK = 4 * 2**20
_MAX_PARTS = 2000
_MAX_TAGS = 4_000_000  # cells and rows of one sheet, with empty ones
_MAX_NAMES = 2**20  # bytes of the list of sheets
_ZIP = b"PK"
_LOOKED_AT = 4096  # bytes by which text is known
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and xlsx behind a password
_DAMAGED = said("the workbook is damaged: open it and save it again as .xlsx")
_TOO_LARGE = said("the workbook is too large: leave in it what you want to import")
_ATTRIBUTES = rb'(?:\s+[\w:.]+="[^"<>]*")'
# Cells and rows that have a place and a format, but no value: spreadsheet programs write them by the million.
_EMPTY_CELL = re.compile(rb"<((?:\w+:)?)c" + _ATTRIBUTES + rb"*\s*(?:/>|></\1c>)")
_EMPTY_ROW = re.compile(rb"<((?:\w+:)?)row" + _ATTRIBUTES + rb"*\s*(?:/>|>\s*</\1row>)")
_CELL, _ROW = re.compile(rb"<(?:\w+:)?c[\s/>]"), re.compile(rb"<(?:\w+:)?row[\s/>]")
_PLACED = re.compile(rb'<(?:\w+:)?(?:c|row)\s(?:[^<>]*\s)?r="')
# What covers an area: its first place says all that is wanted to know.
_AREA = re.compile(rb'(<(?:\w+:)?(?:mergeCell|hyperlink)\s(?:[^<>]*\s)?ref=")(?:([A-Z]{1,3}\d+)|[^":]*):([^"]*)(?=")')
_DOWN = re.compile(rb"([A-Z]{1,3})(\d{1,7})\Z")
_WIDEST = 2  # letters of the last column of a cell merged sideways
_DEEPEST = 500  # rows that one merged cell may speak for


def is_workbook(data: bytes) -> bool:
    """Whether bytes begin like those of a workbook, whatever their file is called."""
    return data.startswith((_ZIP, _OLE))


def is_text(data: bytes) -> bool:
    """Whether bytes look like a table in plain text: no control characters, and something that stands between cells."""
    start = data[:_LOOKED_AT]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return not _CONTROL.search(start) and not start.startswith(b"<") and any(sign in start for sign in b",;\t|")


def plain(data: bytes) -> bytes:
    """Return a workbook without empty cells, and with merged areas and links at their first cells.

    Raises:
        UnreadableError: it is no workbook, has what runs or leads out of it, or is too large.
    """
    if data.startswith(_OLE):
        raise UnreadableError(said("an old .xls file, or one behind a password: save it as .xlsx without a password"))
    if not zipfile.is_zipfile(io.BytesIO(data)):
        if is_text(data):
            raise UnreadableError(said("a text file, no workbook: give it a name that ends in .csv"))
        raise UnreadableError(said("no workbook: save it as .xlsx"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _look_at(file.infolist())
            return _rewritten(file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise UnreadableError(_DAMAGED) from None


def _look_at(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what is not a plain workbook, before anything is unpacked."""
    if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in parts):
        raise UnreadableError(said("no workbook: save it as .xlsx"))
    if len(parts) > _MAX_PARTS or sum(one.file_size for one in parts) > _MAX_UNPACKED:
        raise UnreadableError(_TOO_LARGE)
    names = {one.filename.lower() for one in parts}
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableError(said("no workbook: save it as .xlsx"))
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise UnreadableError(said("the workbook has macros: save it as .xlsx, without them"))
    if any("externallinks/" in name for name in names):
        raise UnreadableError(said("the workbook is linked to others: break the links and save it again"))


def _rewritten(file: zipfile.ZipFile) -> bytes:
    made, counts = io.BytesIO(), _Counts()
    with zipfile.ZipFile(made, "w") as into:
        for one in file.infolist():
            if one.is_dir():
                continue
            try:
                data, counts = _part(file, one, counts) or _part(file, one, counts, strip=False) or (b"", counts)
            except _TooManyError:
                raise UnreadableError(_too_many(file, one.filename)) from None
            into.writestr(zipfile.ZipInfo(one.filename), data)
    return made.getvalue()


class _Counts(NamedTuple):
    """What was found in a workbook so far."""

    kept: int = 0  # bytes
    cells: int = 0  # and rows
    shared: int = 0  # tags of texts that cells share
    others: int = 0  # tags

    def with_(self, xml: bytes, more: int = 0) -> _Counts:
        """Return these and what is kept of a piece, and more bytes; raises _TooManyError."""
        cells, tags = _count(_CELL, xml) + _count(_ROW, xml), xml.count(b"<")
        shared = 0 if cells or b"<si" not in xml else tags
        others = 0 if cells else tags - shared
        found = _Counts(self.kept + len(xml) + more, self.cells + cells, self.shared + shared, self.others + others)
        if any(one > most for one, most in zip(found, _MOST, strict=True)):
            raise _TooManyError
        return found


_MOST = _Counts(64 * 2**20, 1_000_000, 4_000_000, 500_000)


class _TooManyError(Exception):
    """There is more in a part than anybody needs."""


def _part(
    file: zipfile.ZipFile, one: zipfile.ZipInfo, counts: _Counts, *, strip: bool = True
) -> tuple[bytes, _Counts] | None:
    """Return a part's bytes without empty cells, and what was found with it; never is all of it there with them.

    None where some cells have their place by counting those before, so that none can be left out.
    """
    if not one.filename.lower().endswith((".xml", ".rels")):
        return file.read(one), counts.with_(b"", one.file_size)
    kept, rest, tags = bytearray(), b"", 0
    with file.open(one) as source:
        while chunk := source.read(_CHUNK):
            head, end, rest = (rest + chunk).rpartition(b">")
            xml = head + end
            if _declares(xml, first=not kept):
                raise UnreadableError(_DAMAGED)
            tags += xml.count(b"<c") + xml.count(b"<row")
            if tags > _MAX_TAGS or len(rest) > _MOST.kept:
                raise _TooManyError
            if b"mergeCell" in xml or b"hyperlink" in xml:
                xml = _AREA.sub(_at_its_head, xml)
            if strip and (_CELL.search(xml) or _ROW.search(xml)):
                if b"<![CDATA[" in xml or _count(_PLACED, xml) < _count(_CELL, xml) + _count(_ROW, xml):
                    return None
                xml = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", xml))
            counts = counts.with_(xml)
            kept += xml
    return bytes(kept + rest), counts.with_(rest)


def _at_its_head(match: re.Match[bytes]) -> bytes:
    """Return a merged area or a link as its first cell alone; one merged downwards keeps its rows, for which it speaks, and one merged sideways its columns."""
    head = match[2] or b"A1"
    first, last = _DOWN.match(head), _DOWN.match(match[3])
    if b"mergeCell" in match[1] and first and last and 0 <= int(last[2]) - int(first[2]) <= _DEEPEST:
        if first[2] == last[2] and len(last[1]) <= _WIDEST:
            return match[1] + head + b":" + match[3]
        return b"%s%s:%s%s" % (match[1], head, first[1], last[2])
    return match[1] + head


def _declares(xml: bytes, *, first: bool) -> bool:
    """Whether a part declares entities, or hides in another encoding that it does; no spreadsheet program writes such."""
    hidden = first and (xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:64])
    return hidden or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml


def _count(pattern: re.Pattern[bytes], xml: bytes) -> int:
    return sum(1 for _ in pattern.finditer(xml))


def _too_many(file: zipfile.ZipFile, part: str) -> Said:
    for name, target in _sheets(file):
        if basename(target) == basename(part):
            return said("the sheet “{name}” is too large: leave in it what you want to import", name=name)
    return _TOO_LARGE


def _sheets(file: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet, and its part as the workbook names it."""
    try:
        data, related = file.read("xl/workbook.xml"), file.read("xl/_rels/workbook.xml.rels")
        if len(data) + len(related) > _MAX_NAMES or _declares(data, first=True) or _declares(related, first=True):
            return
        book, links = ET.fromstring(data), ET.fromstring(related)  # noqa: S314 - they are small and declare nothing
    except (KeyError, ET.ParseError):
        return
    targets: Mapping[str, str] = {one.get("Id", ""): one.get("Target", "") for one in links}
    for one in book.iter():
        if one.tag.endswith("}sheet"):
            keys = [value for key, value in one.items() if key.endswith("}id")]
            yield one.get("name", ""), targets.get(keys[0] if keys else "", "")
