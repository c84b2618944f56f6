"""Questions about a whole graph, answered by networkx: who reaches what, what hangs together. Nothing that a check asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Ask = Callable[..., Any]  # takes one of the questions below and what it is about, gives its answer


def at_once(question: Callable[..., Any], *about: object) -> Any:  # noqa: ANN401 - the question's answer
    """Answer a question without looking whether the answer is kept."""
    return question(*about)


def load() -> None:
    """Load what answers them, for whoever knows that they will be asked."""
    import networkx  # noqa: F401, ICN001, PLC0415 - as below


def reached(following: Mapping[str, Iterable[str]], marked: Sequence[str], asked: Sequence[str]) -> list[int]:
    """Return which of the marked nodes each of those asked about leads to, as bits in the order of ``marked``.

    What leads back to itself counts as one node: so each edge is looked at once, however many are asked about.

    Args:
        following: node → the nodes it leads to.
        marked: the nodes that count.
        asked: the nodes that are asked about.
    """
    import networkx as nx  # noqa: PLC0415 - only who asks about a whole graph waits for it

    graph: nx.DiGraph[str] = nx.DiGraph((one, after) for one, afters in following.items() for after in afters)
    graph.add_nodes_from((*marked, *asked))
    circles = nx.condensation(graph)
    bits = {key: 1 << place for place, key in enumerate(marked)}
    found: dict[int, int] = {}
    for circle in reversed([*nx.topological_sort(circles)]):
        found[circle] = sum(bits.get(key, 0) for key in circles.nodes[circle]["members"])
        for after in circles.successors(circle):
            found[circle] |= found[after]
    return [found[circles.graph["mapping"][key]] for key in asked]


def communities(weights: Sequence[tuple[str, str, int]]) -> list[list[str]]:
    """Return groups of nodes that are joined more among themselves than with others, the largest first, each in order.

    Args:
        weights: two nodes, and how strongly they are joined.
    """
    import networkx as nx  # noqa: PLC0415 - as above

    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from(weights)
    found = nx.community.greedy_modularity_communities(graph, weight="weight") if weights else []
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
