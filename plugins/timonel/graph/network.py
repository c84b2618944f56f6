"""Questions about a whole graph: who reaches what, what hangs together. Nothing that a check asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Ask = Callable[..., Any]  # takes one of the questions below and what it is about, gives its answer


def at_once(question: Callable[..., Any], *about: object) -> Any:  # noqa: ANN401 - the question's answer
    """Answer a question without looking whether the answer is kept."""
    return question(*about)


def reached(following: Mapping[str, Iterable[str]], marked: Sequence[str], asked: Sequence[str]) -> list[int]:
    """Return which of the marked nodes each of those asked about leads to, as bits in the order of ``marked``.

    Args:
        following: node → the nodes it leads to.
        marked: the nodes that count.
        asked: the nodes that are asked about.
    """
    found = dict.fromkeys(_farthest_first(asked, following), 0)
    found.update((key, 1 << place) for place, key in enumerate(marked) if key in found)
    is_whole = False
    while not is_whole:  # at once, but for circles
        is_whole = True
        for one, before in found.items():
            now = before
            for after in following.get(one, ()):
                now |= found[after]
            if now != before:
                found[one], is_whole = now, False
    return [found[key] for key in asked]


def _farthest_first(start: Iterable[str], following: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """Return all that some nodes lead to, and these, each behind what it leads to as far as nothing goes in circles."""
    waiting, seen, order = [*start], set[str](), dict[str, None]()
    while waiting:
        one = waiting[-1]
        if one in seen:
            order[waiting.pop()] = None
        else:
            seen.add(one)
            waiting += (after for after in following.get(one, ()) if after not in seen)
    return order


def communities(weights: Sequence[tuple[str, str, int]]) -> list[list[str]]:
    """Return groups of nodes that are joined more among themselves than with others, the largest first, each in order.

    Args:
        weights: two nodes, and how strongly they are joined.
    """
    if not weights:
        return []
    import networkx as nx  # noqa: PLC0415 - only where something is joined anybody waits for it to load

    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from(weights)
    found = nx.community.greedy_modularity_communities(graph, weight="weight")
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
