"""The XML of a diagram from anywhere, read within limits: it declares nothing, fetches nothing and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn
from xml.etree import ElementTree as ET

from timonel.exchange.sheets.table import UnreadableError
from timonel.text import Text, said, visible

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "https://timonel.example/schemas/bpmn"  # what BPMN has no word for stands under this name
_MAX_BYTES, _MAX_ELEMENTS, _MAX_DEPTH = 16 * 2**20, 200_000, 100
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
Element = ET.Element


def parsed(data: bytes) -> Element:
    """Return the root of a BPMN 2.0 file.

    Raises:
        UnreadableError: it is none, or one that no careful program opens.
    """
    if len(data) > _MAX_BYTES:
        _too_large()
    try:
        # It declares no entities: the first sign of a DOCTYPE ends it, and nothing outside is ever read.
        root = ET.fromstring(data, ET.XMLParser(target=_Bounded()))  # noqa: S314 - as the line above says
    except (ET.ParseError, ValueError, LookupError):  # no XML, or in letters that nobody knows
        raise UnreadableError(said("no XML that can be read: export it again as BPMN 2.0")) from None
    if root.tag != f"{{{BPMN}}}definitions":
        raise UnreadableError(said("no BPMN 2.0: export it as BPMN 2.0 XML"))
    return root


class _Bounded(ET.TreeBuilder):
    """Builds a tree as far as one is bearable."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def doctype(self, *_: object) -> NoReturn:
        raise UnreadableError(said("the file declares a document type, which no diagram needs: export it again"))

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        self._depth, self._elements = self._depth + 1, self._elements + 1
        if self._depth > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            _too_large()
        return super().start(tag, attributes)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def _too_large() -> NoReturn:
    raise UnreadableError(said("the diagram is too large: leave in it what you want to import"))


def split(element: Element) -> tuple[str, str]:
    """Return the namespace and the name of an element."""
    space, _, name = element.tag.rpartition("}")
    return space[1:], name


def kind(element: Element) -> str:
    """Return what an element is called in BPMN, "" for one that is not of BPMN."""
    space, name = split(element)
    return name if space == BPMN else ""


def inside(element: Element, *kinds: str) -> Iterator[Element]:
    """Yield the children of an element that are called so in BPMN."""
    return (one for one in element if kind(one) in kinds)


def words(text: str | None) -> str:
    """Return a text of a diagram as one line: there lines break where a box ends."""
    return fit(" ".join((text or "").split()))


def fit(text: str) -> str:
    """Return a text that XML can hold; control characters come out as pictures of them."""
    return _NO_XML.sub("\ufffd", visible(text))


def ours(element: Element, name: str) -> Element | None:
    """Return what Timonel wrote of an element beside what BPMN says of it."""
    for extension in inside(element, "extensionElements"):
        for one in extension:
            if split(one) == (OURS, name):
                return one
    return None


def text_of(element: Element | None, name: str) -> Text | None:
    """Return a text in all the languages in which Timonel wrote it."""
    found = [one for one in element if split(one) == (OURS, name)] if element is not None else []
    if len(found) == 1 and "lang" not in found[0].attrib:
        return found[0].text or ""
    texts: Mapping[str, str] = {one.attrib["lang"]: one.text or "" for one in found if "lang" in one.attrib}
    return dict(texts) or None
