"""The Markdown extension by which a very long hand-written page folds on phones, section by section."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from timonel.site.words import Words

_TAGS = re.compile("<[^>]+>")
_LONG = 10_000  # letters of a page that is more than ten screens of a phone
_MINUTE = 1_000  # letters that are read in a minute


class FoldsExtension(Extension):
    """Folds the sections of a long page behind a line that says how long they take to read.

    Args:
        words: the words of the language.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words, self.asleep = words, False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register behind what explains words: it looks at sections one by one."""
        md.treeprocessors.register(_Folder(md, self), "timonel-folds", 4)


class _Folder(Treeprocessor):
    def __init__(self, md: Markdown, extension: FoldsExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        if self.extension.asleep or self._letters([root]) < _LONG:
            return
        children = [*root]
        places = [n for n, child in enumerate(children) if child.tag == "h2"]
        for start, end in zip(places, [*places[1:], len(children)], strict=True):
            if inner := children[start + 1 : end]:
                root.insert([*root].index(inner[0]), self._fold(inner))
                for child in inner:
                    root.remove(child)

    def _letters(self, elements: list[Element]) -> int:
        """Return how many letters there are to read, in code too, which Markdown keeps aside until the end."""
        text, aside = "".join("".join(one.itertext()) for one in elements), self.md.htmlStash.rawHtmlBlocks
        code = (_TAGS.sub("", str(aside[int(n)])) for n in HTML_PLACEHOLDER_RE.findall(text))
        return len(text) + sum(map(len, code))

    def _fold(self, inner: list[Element]) -> Element:
        fold = Element("details", {"class": "kb-details kb-fold"})
        summary = Element("summary", {"data-search-exclude": ""})
        summary.text = self.extension.words.t("Read ({n} min)", n=max(1, round(self._letters(inner) / _MINUTE)))
        fold.extend([summary, *inner])
        return fold
