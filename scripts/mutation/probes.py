"""Probes: calls in front of what mutants change, by which each test tells what it runs, in whatever process."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

SEEN = "TIMONEL_MUTANTS_SEEN"  # the folder in which each process notes (number of a mutant, test)
MODULE = "timonel_seen"
# What the probes call: it stands beside the package, so whatever process finds the one finds the other.
CODE = f'''"""Notes which tests run what will be changed."""

import os

_known = set()


def seen(*numbers):
    test = os.environ.get("PYTEST_CURRENT_TEST")
    if test and "{SEEN}" in os.environ and (numbers, test) not in _known:
        _known.add((numbers, test))
        with open(os.path.join(os.environ["{SEEN}"], str(os.getpid())), "a", encoding="utf-8") as file:
            file.writelines(f"{{number}}\\t{{test}}\\n" for number in numbers)
'''


def probed(code: bytes, lines: Mapping[int, int]) -> bytes:
    """Return a module with a probe in front of each statement that a mutant changes.

    What is changed outside of functions runs once, before any test: its probes stand in all functions of the module.

    Args:
        code: the module.
        lines: number of a mutant → line of its change, from 1.
    """
    tree = ast.parse(code)
    text = code.decode().split("\n")
    probes: dict[int, list[int]] = {}
    for number, line in lines.items():
        place = _place(tree, line, text)
        for one in [place] if place else [*_beginnings(tree, text)]:
            probes.setdefault(one, []).append(number)
    for line, numbers in sorted(probes.items(), reverse=True):
        indent = text[line - 1][: len(text[line - 1]) - len(text[line - 1].lstrip())]
        text.insert(line - 1, f"{indent}__import__({MODULE!r}).seen({', '.join(map(str, numbers))})")
    return "\n".join(text).encode()


def _place(tree: ast.Module, line: int, text: list[str]) -> int:
    """Return the line of the innermost statement around a line, 0 where no function is around it."""
    found, inside = 0, False
    nodes: Iterable[ast.AST] = [tree]
    while node := next((one for one in nodes if _spans(one, line)), None):
        if inside and isinstance(node, ast.stmt) and _is_free(node, text):
            found = _begins(node)
        inside |= isinstance(node, ast.FunctionDef) and node.body[0].lineno <= line
        nodes = _statements(node)
    return found


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements below a node, those of branches too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
            yield from _statements(child)


def _spans(node: ast.AST, line: int) -> bool:
    return isinstance(node, ast.Module) or (
        isinstance(node, ast.stmt) and _begins(node) <= line <= (node.end_lineno or 0)
    )


def _begins(node: ast.stmt) -> int:
    """Return the first line of a statement, decorators counted."""
    above = node.decorator_list if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
    return min([node.lineno, *(one.lineno for one in above)])


def _is_free(node: ast.stmt, text: list[str]) -> bool:
    """Whether another statement may stand in front: nothing but space does, and it is no `elif`."""
    line = text[node.lineno - 1].encode()
    return not line[: node.col_offset].strip() and not line[node.col_offset :].startswith(b"elif")


def _beginnings(tree: ast.Module, text: list[str]) -> Iterator[int]:
    """Yield where the functions of a module begin to run."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = next((one for one in node.body if not _is_words(one)), None)
            if first and _is_free(first, text):
                yield _begins(first)


def _is_words(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
