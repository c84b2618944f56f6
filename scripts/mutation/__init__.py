"""Mutants: a module's code with one small thing changed, as a slip of the pen would change it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# What each comparison becomes: the neighbour that a slip makes of it.
_FLIPPED = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip


class Mutant(NamedTuple):
    """A module with one change.

    Attributes:
        path: the module, from the project's root.
        line: where the change is, from 1.
        before: the characters that were there.
        after: what stands there instead.
        source: the line as it was.
        code: the whole module's bytes with the change.
    """

    path: str
    line: int
    before: str
    after: str
    source: str
    code: bytes

    def __str__(self) -> str:
        """Say where and what, in a line."""
        return f"{self.path}:{self.line}: {self.change}"

    @property
    def change(self) -> str:
        """What became of what, in a few words."""
        return f"{_short(self.before)} → {_short(self.after) or 'nothing'}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 70 else f"{text[:69]}…"  # noqa: PLR2004 - what a line has room for


def mutants(root: Path, folder: Path) -> Iterator[Mutant]:
    """Yield every mutant of the modules in a folder, in an order that is always the same."""
    for path in sorted(folder.rglob("*.py")):
        module = _Module(path.read_bytes())
        for start, end, after in module.changes():
            code = module.data[:start] + after.encode() + module.data[end:]
            try:
                compile(code, str(path), "exec")
            except SyntaxError:  # brackets that the change would need
                continue
            line = module.data.count(b"\n", 0, start) + 1
            before, source = module.data[start:end].decode(), module.data.split(b"\n")[line - 1].decode().strip()
            yield Mutant(path.relative_to(root).as_posix(), line, before, after, source, code)


class _Module:
    """A module's bytes, and what could be changed in them."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._lines = [0]
        for line in data.split(b"\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def changes(self) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, what stands there instead)."""
        for node in _walk(ast.parse(self.data)):
            match node:
                case ast.Compare(ops=[op], comparators=[right]):
                    yield *self._between(node.left, right), f" {_FLIPPED[type(op)]} "
                case ast.BoolOp(values=[first, second, *_]):
                    yield *self._between(first, second), " or " if isinstance(node.op, ast.And) else " and "
                case ast.UnaryOp(op=ast.Not()):
                    yield self._at(node), self._at(node.operand), ""
                case ast.Constant(value=bool() as value):
                    yield *self._span(node), str(not value)
                case ast.Constant(value=int() as value):
                    yield *self._span(node), str(value + 1)
                case ast.Expr() | ast.AugAssign():
                    yield *self._span(node), "pass"

    def _between(self, left: ast.expr, right: ast.expr) -> tuple[int, int]:
        """Return where what stands between two operands begins and ends: the operator, unless brackets are there."""
        return self._end(left), self._at(right)

    def _span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        return self._at(node), self._end(node)

    def _at(self, node: ast.stmt | ast.expr) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.stmt | ast.expr) -> int:
        assert node.end_lineno is not None  # noqa: S101 - parsed from text
        assert node.end_col_offset is not None  # noqa: S101 - as above
        return self._lines[node.end_lineno - 1] + node.end_col_offset


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs: neither docstrings nor annotations nor decorators do; `strict` of zip says what is so anyway."""
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_words(child):
                yield from _walk(child)


def _is_words(node: ast.AST) -> bool:
    """Whether a statement is a string that stands by itself."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
