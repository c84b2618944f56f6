"""A text that does not have the form it must have, written as it should be: the program often knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from timonel.schema.validator import fits
from timonel.text import Said, said, slug

_FOLLOWED = 80  # letters: what is longer is no id and no address


def reformed(node: Mapping[str, Any], found: object) -> Said | None:
    """Return how to write a text that does not fit the `pattern` of its schema; None where nobody can tell."""
    if not isinstance(found, str) or len(found) > _FOLLOWED:
        return None
    pattern = node["pattern"]
    target = node.get("x-ref", [])
    kinds = [target] if isinstance(target, str) else [one for one in target if one != "*"]
    before, colon, _ = found.partition(":")
    if colon and len(kinds) == 1 and before.strip() != kinds[0] and not fits("pattern", pattern, f"{kinds[0]}:x"):
        return said("here belongs the id of a `{kind}`, with nothing in front of it", kind=kinds[0])
    names = dict.fromkeys((found.strip(), slug(found)))
    keyed = [one for kind in kinds for name in names if fits("pattern", pattern, one := f"{kind}:{name}")]
    if keyed and len(kinds) > 1:
        return said("say of which kind it is: {values}", values=", ".join(f"`{one}`" for one in keyed))
    for one in (*_written(found), *keyed, slug(found)):
        if fits("pattern", pattern, one):
            return said("write `{value}`", value=one)
    return None


def _written(found: str) -> Iterator[str]:
    """Yield other ways to write a text, the nearest first."""
    text = found.strip()
    yield text
    yield text.partition(":")[2]
    language, _, place = text.replace("_", "-").partition("-")
    yield f"{language.lower()}-{place.upper()}" if place else language.lower()
    yield text.upper()
    if "." in text and "@" not in text and " " not in text:
        yield f"https://{text.rpartition('//')[2]}"
    yield text.replace(" ", "")
