"""The base as a graph, for Gephi, yEd or networkx: a node per entity, an edge per reference, labels in every language."""

from __future__ import annotations

import re

from timonel.exchange import Options
from timonel.model import Base, Reference
from timonel.text import Text, pick, visible

KNOWS = frozenset({"kind"})
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def write(base: Base, options: Options) -> bytes:
    """Return GraphML; of one kind, its entities, what they refer to and what refers to them."""
    import networkx as nx  # noqa: PLC0415 - only who exports a graph waits for it

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    wanted = options.kind.partition(".")[0] if options.kind else None
    links = [one for one in base.references if wanted in (None, one.source.kind, one.kind)]
    met = {key for one in links for key in (one.source.key, f"{one.kind}:{one.id}")}
    for entity in base:
        if wanted in (None, entity.kind) or entity.key in met:
            kind = base.schema.kinds[entity.kind]
            texts = {**_labels(base, "label", entity.label), **_labels(base, "kind", kind.title)}
            graph.add_node(entity.key, kind=entity.kind, id=entity.id, file=_clean(entity.file), **texts)
    for number, one in enumerate(links):
        target = f"{one.kind}:{one.id}"
        field = ".".join(map(str, one.path))
        label = _labels(base, "label", base.schema.label(one.source.kind, *_named(one)))
        graph.add_edge(one.source.key, target, key=number, field=_clean(field), **label)
    return ("\n".join(nx.generate_graphml(graph, encoding="utf-8")) + "\n").encode()


def _named(link: Reference) -> tuple[str | int, ...]:
    """Return the path of the field that refers, without a text's language and places in lists at its end."""
    path = [*link.path]
    while len(path) > 1 and isinstance(path[-1], int):
        path.pop()
    return tuple(path)


def _labels(base: Base, name: str, text: Text) -> dict[str, str]:
    return {f"{name}_{lang}": _clean(pick(text, lang)) for lang in base.languages}


def _clean(text: str) -> str:
    """Return a text that XML can hold."""
    return _NO_XML.sub("\ufffd", visible(text))
