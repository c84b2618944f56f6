"""Words of general language that say nearly the same, as the packaged `alike/` list them: only the search reads pages with them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from timonel.files import within
from timonel.source import Broken, parse

_WORDS = Path(__file__).parent / "alike"


@cache
def related(lang: str) -> dict[str, list[str]]:
    """Return groups of a word's irregular forms, groups of words that say nearly the same, and questions that a number answers.

    Args:
        lang: the language; of one without a file there is nothing.

    Raises:
        ValueError: the packaged file is no YAML.
    """
    path = within(_WORDS, f"{lang.partition('-')[0]}.yaml")
    if not path.is_file():
        return {"forms": [], "alike": [], "counts": []}
    document = parse(path.name, path.read_bytes())
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{path.name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    found: dict[str, Any] = document.value
    return {"forms": found["forms"].splitlines(), "alike": found["alike"].splitlines(), "counts": found["counts"]}
