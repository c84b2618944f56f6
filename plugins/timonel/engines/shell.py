"""A shell: a page that an engine made once, with marks where pages differ; all pages that share it are filled here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import takewhile
from typing import Any, NamedTuple

from timonel.engines.refused import BuildError
from timonel.site import Page
from timonel.site.escape import html
from timonel.text import said, say

_BEGIN, _END = "kbbeginkb", "kbendkb"
_DIFFERS = frozenset({"title", "edit_url", "form_url", "tab", "link"})  # in a page's front matter
_VALUE = re.compile(r"kb-(\w+)-kb")
_HEADING = re.compile(r"(#{1,6}) (.*?)(?: \{#([\w-]+)\})?")
_ITEM = re.compile(r"<li\b|</li>")
_ANCHOR = re.compile(r'(\bid="|#)kbhead(\d)kb(?=")')  # every generator makes it of a heading's text
_SAMPLES = (1, 2, 2, 3, 4, 5, 6)  # levels of a model's headings; of two at one level, only the second has some below it
# What themes show of a table of contents where there is one.
_LABEL = re.compile(r'<label\b[^>]*\bfor="__toc".*?</label>\s*', re.DOTALL)
_LIST = re.compile(r"<ul\b[^>]*>\s*kb-contents-kb\s*</ul>\s*")
_EMPTY = re.compile(r"<nav\b[^>]*\bmd-nav--secondary\b[^>]*>\s*</nav>\s*")


class Heading(NamedTuple):
    """A heading of a page: its level, its title as HTML, and its anchor."""

    level: int
    title: str
    anchor: str

    @classmethod
    def of(cls, block: str) -> Heading | None:
        """Return what a block of a page is, None where it is no heading."""
        found = _HEADING.fullmatch(block) if block.startswith("#") else None
        return cls(len(found[1]), found[2], found[3] or "") if found else None


def anchors(page: Page) -> set[str]:
    """Return the anchors of a page's headings and of what else in it has one."""
    return {*re.findall(r'(?:\{#| id=")([\w-]+)', "\n".join(page.blocks))}


def model(front: Mapping[str, Any]) -> str:
    """Return the Markdown of the page of which an engine makes a shell, for all pages with such a front matter (`marked`)."""
    head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
    headings = [f"{'#' * level} kbhead{number}kb" for number, level in enumerate(_SAMPLES)]
    return "\n\n".join([f"---\n{head}\n---", _BEGIN, *headings, _END]) + "\n"


def marked(front: Mapping[str, Any]) -> dict[str, Any]:
    """Return the front matter of a page, with marks for what differs from page to page."""
    return {**_marked(front), "search": {"exclude": True}}


def _marked(value: Any, name: str = "", key: str = "") -> Any:  # noqa: ANN401 - front matter
    """Return a value of it likewise."""
    if isinstance(value, dict):
        return {one: _marked(inner, f"{name}_{one}", one) for one, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner, f"{name}_{number}", key) for number, inner in enumerate(value)]
    return f"kb-{name}-kb" if key in _DIFFERS else value


def _values(value: Any, name: str = "", key: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - as above
    """Yield what stands at the marks of `_marked`, as HTML; a title is HTML already."""
    if isinstance(value, dict):
        for one, inner in value.items():
            yield from _values(inner, f"{name}_{one}", one)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(inner, f"{name}_{number}", key)
    elif key in _DIFFERS:
        yield name, str(value) if key == "title" else html(value)


class Shell:
    """A page as an engine made it of a model.

    Args:
        page: its HTML.
        address: the model's own address below the language's root, "" where it is that of the only page to fill.
        lang: the language to refuse in.

    Raises:
        BuildError: the theme shows the marks in another way than all themes known.
    """

    def __init__(self, page: str, address: str, lang: str) -> None:
        self._lang = lang
        if page.count(_BEGIN) != 1 or page.count(_END) != 1:
            raise self._strange("page.content")
        page = _ANCHOR.sub(r"\1kbid\2", page)
        before, _, rest = page.partition(f"<p>{_BEGIN}</p>")
        content, _, after = rest.partition(f"<p>{_END}</p>")
        self._headings = {level: self._heading(content, number) for number, level in enumerate(_SAMPLES)}
        self._leaf, self._branch, self._depth = "", ("", ""), 0
        frame = self._listed(before) + "kb-content-kb" + self._listed(after)
        frame = re.sub(r'<a\b[^>]*\bhref="[^"]*#kbid0".*?</a>', "kb-skip-kb", frame, flags=re.DOTALL)
        self._skip = next(iter(re.findall(r'<a\b[^>]*\bhref="[^"]*#kbid0".*?</a>', before, re.DOTALL)), "")
        frame = frame.replace(address, "kb-address-kb") if address else frame
        if "kb-_title-kb" not in frame:
            raise self._strange("page.meta.title")
        self.key = blake2b(page.encode(errors="replace"), digest_size=16).hexdigest()
        self._frame = frame
        self._full, self._bare = _VALUE.split(frame), _VALUE.split(_without_contents(frame))

    def _strange(self, what: str) -> BuildError:
        told = said(
            "the theme does not show {what} once, as Material does: Timonel cannot fill its pages (theme in mkdocs.yml)",
            what=what,
        )
        return BuildError(say(told, self._lang))

    def _heading(self, content: str, number: int) -> tuple[str, ...]:
        """Return a heading of a model in parts, between which stand its anchor and its title."""
        level = _SAMPLES[number]
        found = re.search(rf'<h{level}\b[^>]*\bid="kbid{number}".*?</h{level}>', content, re.DOTALL)
        if found is None:
            raise self._strange(f"h{level}#id")
        return tuple(re.split(rf"(kbid{number}|kbhead{number}kb)", found[0]))

    def _listed(self, part: str) -> str:
        """Return a part of a page with a mark for each table of contents, and learn how its items are written."""
        out = []
        while (place := part.find('#kbid1"')) >= 0:
            start = part.rfind("<li", 0, place)
            items = _items(part, start)
            leaf, branch = next(items, ""), next(items, "")
            if start < 0 or "kbid2" not in branch:
                raise self._strange("page.toc")
            self._learn(leaf, branch)
            out.append(f"{part[:start]}kb-contents-kb")
            part = part[part.index(branch, start + len(leaf)) + len(branch) :]
        return "".join(out) + part

    def _learn(self, leaf: str, branch: str) -> None:
        inner, end = branch.find("<li", 1), branch.rfind("</li>", 0, branch.rfind("</li>")) + len("</li>")
        self._leaf = leaf.replace("kbid1", "{id}").replace("kbhead1kb", "{title}")
        head, tail = (branch[:inner], branch[end:]) if inner > 0 else (branch, "")  # a theme may list one level alone
        self._branch = head.replace("kbid2", "{id}").replace("kbhead2kb", "{title}"), tail
        self._depth = max(level for number, level in enumerate(_SAMPLES) if f'#kbid{number}"' in leaf + branch)

    def fill(self, page: Page, own: Mapping[str, Any], address: str) -> str:
        """Return a page's HTML.

        Args:
            page: the page.
            own: what else the theme is to know of it, as front matter.
            address: its own address below the language's root.
        """
        headings = [Heading.of(block) for block in page.blocks]
        content = "\n".join(
            block if heading is None else self._headed(heading)
            for block, heading in zip(page.blocks, headings, strict=True)
        )
        listed = [one for one in headings if one and one.level <= max(self._depth, 1)]
        below = listed[1:] if listed and listed[0].level == 1 else listed
        values = {
            **dict(_values({**page.front, **own})),
            "content": content if "<h1" in content else f"<h1>{page.front['title']}</h1>\n{content}",
            "contents": self._contents(below) if below else "",
            "skip": self._skip.replace("kbid0", listed[0].anchor) if listed else "",
            "address": html(address),
        }
        parts = [*(self._full if below else self._bare)]
        parts[1::2] = [values.get(name, name) for name in parts[1::2]]
        return "".join(parts)

    def _headed(self, heading: Heading) -> str:
        parts = [*self._headings[heading.level]]
        parts[1::2] = [heading.anchor if one.startswith("kbid") else heading.title for one in parts[1::2]]
        return "".join(parts)

    def _contents(self, headings: Sequence[Heading]) -> str:
        """Return headings as the items of a list, those of deeper levels below the one before them."""
        out, rest = [], headings
        while rest:
            first, *rest = rest
            inner = [*takewhile(partial(_is_below, first), rest)]
            rest = rest[len(inner) :]
            head, tail = self._branch if inner else (self._leaf, "")
            out.append(
                head.replace("{id}", first.anchor).replace("{title}", first.title) + self._contents(inner) + tail
            )
        return "\n".join(out)


def _is_below(heading: Heading, other: Heading) -> bool:
    return other.level > heading.level


def _items(text: str, start: int) -> Iterator[str]:
    """Yield the items of a list one after the other, each with those below it."""
    depth, begin = 0, start
    for found in _ITEM.finditer(text, start):
        if found[0] == "<li":
            begin = found.start() if depth == 0 else begin
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                yield text[begin : found.end()]
            if depth < 0:
                return


def _without_contents(frame: str) -> str:
    """Return a page as the theme makes it where there are no contents to list."""
    bare = _LIST.sub("", _LABEL.sub("", frame)).replace("kb-contents-kb", "")
    empty = _EMPTY.findall(bare)
    return bare.replace(empty[0], "", 1) if len(empty) > 1 else bare
