"""The Markdown extension that explains glossary words on hand-written pages; generated ones do it when they are written."""

from __future__ import annotations

from posixpath import dirname, relpath
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from timonel.words.glossary import Glossary

_NEVER = frozenset(
    {"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "button", "summary", "abbr"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class GlossaryExtension(Extension):
    """Links the first occurrence of each glossary word in a section to its term.

    Args:
        glossary: the words of the language.
    """

    def __init__(self, glossary: Glossary) -> None:
        super().__init__()
        self.glossary = glossary
        self.page = "index.md"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register behind the inline processor, before links are resolved."""
        md.treeprocessors.register(_Explainer(md, self), "timonel-glossary", 5)


class _Explainer(Treeprocessor):
    def __init__(self, md: Markdown, extension: GlossaryExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        self.seen: set[str] = set()
        self._walk(root)

    def _walk(self, element: Element) -> None:
        if element.tag in _HEADINGS:
            self.seen = set()
        if element.tag in _NEVER:
            return
        children = [*element]
        for child in children:
            self._walk(child)
        place = 0
        if element.text and not isinstance(element.text, AtomicString):
            element.text, links = self._linked(element.text)
            for link in links:
                element.insert(place, link)
                place += 1
        for child in children:
            place = [*element].index(child) + 1
            if child.tail and not isinstance(child.tail, AtomicString):
                child.tail, links = self._linked(child.tail)
                for number, link in enumerate(links):
                    element.insert(place + number, link)

    def _linked(self, text: str) -> tuple[str, list[Element]]:
        """Return the text up to the first link, and the links with the text behind each."""
        links: list[Element] = []
        head, last = text, 0
        for start, end, entry in self.extension.glossary.find(text):
            if entry.id in self.seen:
                continue
            self.seen.add(entry.id)
            href = relpath(f"terms/{entry.id}.md", dirname(self.extension.page) or ".")
            link = Element("a", {"class": "kb-term", "href": href, "title": entry.definition})
            link.text = AtomicString(text[start:end])
            if links:
                links[-1].tail = text[last:start]
            else:
                head = text[:start]
            links.append(link)
            last = end
        if links:
            links[-1].tail = text[last:]
        return head, links
