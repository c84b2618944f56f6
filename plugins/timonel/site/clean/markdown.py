"""A page as Markdown that anybody reads: headings, lists and tables, and no HTML; what is for the hand or the eye is left out.

It is made of the blocks of which hosts make HTML, so that both say the same. These are ours: each tag is closed, no attribute
holds a ">", and each sign of a text that means something to somebody is an entity. There are thousands of pages: tags become
marks, all at once, and only what begins a line is looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from timonel.site.clean.lines import Lines
from timonel.site.clean.tags import BEGIN, BLOCK, CODE, PARAGRAPH, TAGS, linked
from timonel.site.clean.text import code, fenced, plain, spelled
from timonel.site.escape import line

# What is left out with all that is in it, by tag and by class (none holds another of its tag): pictures, buttons, forms, menus.
_TAGS = ("svg", "summary", "select", "button", "form", "output", "label", "kbd")
_CLASSES = {
    "span": "sr|stages__n", "a": "button", "p": "figure__keys", "ul": "legend", "div": "tools|actions", "nav": "onpage|letters",
}  # fmt: skip
_LEFT_OUT = [
    *(rf"{tag}\b.*?</{tag}>" for tag in _TAGS),
    *(rf'{tag} class="kb-(?:{names})\b.*?</{tag}>' for tag, names in _CLASSES.items()),
]
# Besides, what stands otherwise in Markdown: values in a line, remarks, code.
_OTHERWISE = ('ul class="kb-values">(.*?)</ul>', 'span class="kb-note">([^<]*)</span>', r"pre\b[^>]*>(.*?)</pre>")
_REDUCED = re.compile(f"<(?:{'|'.join((*_LEFT_OUT, *_OTHERWISE))})", re.DOTALL)
# Whole blocks that are left out: where the page stands, its section's menu, and maps that say again what it tells.
_SKIPPED = (
    '<nav class="kb-crumbs"',
    '<nav class="kb-section"',
    '<div class="kb-actions"',
    '<details class="kb-details kb-map"',
)
_BREAK = BEGIN + PARAGRAPH
_TAG = re.compile(r"<([^>]+)>")
_ITEM = re.compile(r"<li[^>]*>")
_CODE = re.compile(f"{CODE[0]}([^{CODE[1]}]*){CODE[1]}")
_HEADING = re.compile(r"(#{1,6}) (.*?)(?: \{#[\w-]+\})?")


def markdown(title: str, blocks: Sequence[str]) -> str:
    """Return a page as Markdown.

    Args:
        title: what it is called, plain text.
        blocks: its blocks, as `Page` has them.
    """
    text = _BREAK.join([_headed(one) if one.startswith("#") else one for one in blocks if not one.startswith(_SKIPPED)])
    text = (
        _REDUCED.sub(_reduced, text)
        .replace("</span><span", "</span> <span")
        .replace("</strong><span", "</strong> <span")
    )
    parts = _TAG.split(text)
    parts[1::2] = map(TAGS.__getitem__, parts[1::2])
    marked = "".join(parts)
    if CODE[0] in marked:
        marked = _CODE.sub(lambda found: code(found[1]), marked)
    lines = Lines(_BREAK + linked(spelled(marked))).lines
    first = next((place for place, one in enumerate(lines) if one.startswith("# ")), None)
    head = lines.pop(first) if first is not None else f"# {spelled(line(title))}"
    body = "\n".join(lines).strip("\n")
    return plain(f"{head}\n\n{body}".rstrip()) + "\n"


def _headed(block: str) -> str:
    found = _HEADING.fullmatch(block)
    return f"{BEGIN}{len(found[1])}{found[2]}" if found else block


def _reduced(found: re.Match[str]) -> str:
    values, note, block = found.groups()
    if values:
        return _ITEM.sub("", values).replace("</li>", "; ").removesuffix("; ")
    if block:
        return f"{BEGIN}{BLOCK}{fenced(_TAG.sub('', block))}{BEGIN}{PARAGRAPH}"
    return f"({note})" if note else ""
