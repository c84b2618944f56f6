"""Graphs over dictionaries: circles, reach, shortest ways. Drawing and export bring a graph library; the check needs none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence


def circles(nodes: Iterable[str], following: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield each set of nodes that lead back to each other once: a circle through its first node in order.

    Args:
        nodes: the nodes to look at.
        following: node → the nodes it leads to.
    """
    seen: set[str] = set()
    for start in sorted(nodes):
        if start not in seen and (way := path(start, start, following)):
            seen.update(way)
            yield way


def path(start: str, end: str, following: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the shortest way of at least one step from ``start`` to ``end``, without ``end`` itself; [] if none."""
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for after in following.get(node, ()):
            if after == end:
                way = [node]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if after not in came and after != start:
                came[after] = node
                waiting.append(after)
    return []


def reach(start: Iterable[str], following: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return every node reached from ``start`` → the node it was reached from ("" for the start itself)."""
    came = dict.fromkeys(start, "")
    waiting = deque(came)
    while waiting:
        node = waiting.popleft()
        for after in following.get(node, ()):
            if after not in came:
                came[after] = node
                waiting.append(after)
    return came
