"""What merges and editors leave behind, told as what it is: files beside those of a base, and marks in its pages."""

from __future__ import annotations

import re

from timonel.source import Trouble
from timonel.text import Said, said

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?(?:^[ \t]*\1[`~]*[ \t\r]*$|\Z)", re.DOTALL | re.MULTILINE)
_NO_YAML: tuple[Said, Said | None] = (said("only `.yaml` files belong under data/"), None)
_COPY = said("a copy that an editor or somebody left behind"), said("delete it, or keep it outside data/")
_LEFT = {
    **dict.fromkeys(("bak", "old", "save", "tmp", "swp", "swo"), _COPY),
    "orig": (said("the file as it was before a merge"), said("delete it once you miss nothing that was in it")),
    "rej": (
        said("changes that did not fit when they were merged"),
        said("write into the file what is still wanted of them, then delete this one"),
    ),
}


def no_yaml(path: str) -> tuple[Said, Said | None]:
    """Return what a file under data/ is that is no YAML file, and what to do with it if that is particular."""
    return _LEFT.get(path.rpartition(".")[2].lower(), _NO_YAML)


def merge_in(page: str) -> Trouble | None:
    """Return where a page's text holds a merge that nobody resolved; what stands in its fences is an example."""
    if "<<<<<<<" not in page:
        return None
    from timonel.source.problems import unmerged  # noqa: PLC0415 - few pages have any

    return unmerged(_FENCE.sub(lambda found: "\n" * found[0].count("\n"), page))
