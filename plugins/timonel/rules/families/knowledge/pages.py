"""Rule DAT012: hand-written pages in each of the base's languages."""

from __future__ import annotations

from collections.abc import Mapping

from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity
from timonel.rules import Places, rule


def _has_twins(page: Entity | DocPage, base: Base) -> bool:
    """Whether it is a page for the readers of one of the base's languages, in a base with several."""
    return isinstance(page, DocPage) and len(base.languages) > 1 and page.lang in base.languages


def _written(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """Return the path of a page below its language's folder → the languages that it is written in, in the base's order."""
    found: dict[str, tuple[str, ...]] = {}
    for lang in facts.base.languages:
        for page in facts.base.pages:
            if page.lang == lang:
                path = _below(page)
                found[path] = (*found.get(path, ()), lang)
    return found


def _below(page: DocPage) -> str:
    return page.path.partition("/")[2]


@rule("DAT012", applies=_has_twins, pages=True)
def page_without_twin(page: DocPage, base: Base, facts: Facts) -> Places:
    """A hand-written page that a language of the base lacks; where several have it, the first one's is named."""
    there = facts.once(_written)[_below(page)]
    missing = [lang for lang in base.languages if lang not in there]
    if missing and page.lang == there[0]:
        yield page.at(1, 1, languages=missing, path=_below(page))
