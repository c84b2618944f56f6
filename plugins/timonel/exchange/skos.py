"""The vocabulary as SKOS in Turtle, for thesaurus tools and search engines: every term, with its words in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from timonel.exchange import Options
from timonel.kinds import Term
from timonel.model import Base
from timonel.text import Text, fold, pick, plain, visible

if TYPE_CHECKING:
    from rdflib import Literal, URIRef

KNOWS = frozenset[str]()

_LANGUAGE = re.compile(r"[a-zA-Z]+(?:-[a-zA-Z0-9]+)*\Z")


def write(base: Base, options: Options) -> bytes:
    """Return a concept scheme; avoided words are hidden labels, so that who searches for one finds the right one."""
    from rdflib import Graph, URIRef  # noqa: PLC0415 - only who exports RDF waits for it
    from rdflib.namespace import DCTERMS, RDF, SKOS  # noqa: PLC0415

    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    home = _home(options)
    scheme = URIRef(home)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    for lang, words in _texts(options.settings.name, base.languages):
        graph.add((scheme, DCTERMS.title, _literal(words, lang)))
    there = base.entities.get("term", {})
    for term in base.all(Term):
        concept = _concept(home, term.id)
        graph.add((concept, RDF.type, SKOS.Concept))
        graph.add((concept, SKOS.inScheme, scheme))
        graph.add((scheme, SKOS.hasTopConcept, concept))
        graph.add((concept, SKOS.notation, _literal(term.id)))
        for label, lang, words in _words(term, base.languages):
            graph.add((concept, SKOS[label], _literal(words, lang)))
        for other in term.see_also:
            if other in there:
                graph.add((concept, SKOS.related, _concept(home, other)))
                graph.add((_concept(home, other), SKOS.related, concept))
    return graph.serialize(format="turtle", encoding="utf-8")


def _home(options: Options) -> str:
    """Return what the concepts' names begin with: the repository's address, else a name of ours."""
    settings = options.settings
    url = quote(settings.repository.get("url", "").rstrip("/"), safe="/:?#@!$&'()*+,;=%~")
    name = re.sub(r"[^a-z0-9]+", "-", fold(pick(settings.name, settings.lang))).strip("-") or "base"
    return f"{url}/vocabulary" if url else f"urn:timonel:{name}:vocabulary"


def _concept(home: str, id_: str) -> URIRef:
    from rdflib import URIRef  # noqa: PLC0415 - as above

    return URIRef(f"{home}:{id_}" if home.startswith("urn:") else f"{home}/{id_}")


def _literal(words: str, lang: str = "") -> Literal:
    from rdflib import Literal  # noqa: PLC0415 - as above

    return Literal(visible(words), lang=lang if _LANGUAGE.match(lang) else None)


def _words(term: Term, languages: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield (SKOS label, language, words) of a term. A word is of one label only, as SKOS demands: the best one."""
    taken: set[tuple[str, str]] = set()

    def fresh(label: str, lang: str, words: str) -> Iterator[tuple[str, str, str]]:
        if words.strip() and (lang, words) not in taken:
            taken.add((lang, words))
            yield label, lang, words

    for lang in languages:  # a term without a name in a language has the one that people there read
        yield from fresh("prefLabel", lang, pick(term.name, lang))
    for lang in languages:
        synonyms: Mapping[str, list[str]] = term.fields.get("synonyms") or {}
        for words in [*synonyms.get(lang, ()), pick(term.abbreviation or "", lang)]:
            yield from fresh("altLabel", lang, words)
    for one in term.avoid:
        for lang in [one.lang] if one.lang else languages:
            yield from fresh("hiddenLabel", lang, one.word or "")
    for label, text in (("definition", term.definition), ("scopeNote", term.description)):
        for lang, words in _texts(text, languages):
            yield label, lang, plain(words)


def _texts(text: Text | None, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield (language, words) of a text; a string is of the first language."""
    if text is not None:
        yield from {languages[0]: text}.items() if isinstance(text, str) else text.items()
