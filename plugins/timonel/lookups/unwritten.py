"""Texts that a new base begins with, which ask to be written: whether one still stands there."""

from __future__ import annotations

import re
from functools import cache

from timonel.languages import known
from timonel.text import Text, say

MISSION = "Write here the mission of {name}: whom it serves, and what for."
VISION = "Write here the vision of {name}: what it will be some years from now."


def is_unwritten(text: Text | None) -> bool:
    """Whether a text, in one of its languages, is one that a new base begins with.

    Args:
        text: the text.
    """
    texts = [text] if isinstance(text, str) else [*(text or {}).values()]
    return any(_asking().fullmatch(" ".join(one.split())) for one in texts)


@cache
def _asking() -> re.Pattern[str]:
    """Return a pattern of these texts in all languages."""
    asked = {
        re.escape(say(one, lang)).replace(re.escape("{name}"), ".*") for one in (MISSION, VISION) for lang in known()
    }
    return re.compile("|".join(sorted(asked)))
