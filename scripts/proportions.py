"""Measures packages beside each other: sizes, branches, parameters, docstrings and holes in their types.

    python scripts/proportions.py NAME=PACKAGE[=TESTS] …     a column each; the folders of code, and of its tests

A package's proportions say little alone. Beside those of packages that one admires they say where to look. Lines are all lines, code is lines
that are neither empty nor a comment; branches are counted as McCabe does, with boolean operators, comprehensions and `with`
(T. J. McCabe, "A Complexity Measure", 1976); a percentile is the value below which that share lies. Generated modules are named by --without.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

_BRANCHES = (
    *(ast.If, ast.For, ast.While, ast.ExceptHandler, ast.With, ast.IfExp),
    *(ast.comprehension, ast.BoolOp, ast.match_case, ast.Assert),
)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Public = Function | ast.ClassDef


@dataclass
class Counts:
    """What was counted in a package so far; lists have an entry a module or a function."""

    lines: int = 0
    code: int = 0
    modules: list[int] = field(default_factory=list)
    functions: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)
    parameters: list[int] = field(default_factory=list)
    folders: Counter[Path] = field(default_factory=Counter)
    public: int = 0
    documented: int = 0
    holes: Counter[str] = field(default_factory=Counter)

    def add(self, path: Path, *, is_generated: bool) -> None:
        """Count a module; what no Python reads counts by its lines alone."""
        text = path.read_text(encoding="utf-8", errors="replace")
        lines = text.splitlines()
        self.lines += len(lines)
        self.code += sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines)
        self.folders[path.parent] += 1
        if lines and not is_generated:
            self.modules.append(len(lines))
        self.holes["type: ignore"] += len(re.findall(r"type: ignore", text))
        self.holes["noqa"] += len(re.findall(r"# noqa", text))
        try:
            tree = ast.parse(text)
        except SyntaxError:
            return
        for node in ast.walk(tree):
            self._node(node)
        for one in _public(tree.body):
            self.public += 1
            self.documented += ast.get_docstring(one) is not None

    def _node(self, node: ast.AST) -> None:
        if isinstance(node, Function):
            some = node.args
            self.functions.append((node.end_lineno or node.lineno) - node.lineno + 1)
            self.branches.append(1 + sum(isinstance(one, _BRANCHES) for one in ast.walk(node)))
            self.parameters.append(len(some.args) + len(some.kwonlyargs) + len(some.posonlyargs))
        elif isinstance(node, ast.Name) and node.id == "Any":
            self.holes["Any"] += 1
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "cast":
            self.holes["cast"] += 1


def _public(body: Sequence[ast.stmt]) -> Iterator[Public]:
    """Yield what a module offers: public functions and classes, and the classes' own."""
    for node in body:
        if isinstance(node, Public) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def measured(package: Path, tests: Path | None, without: Sequence[str]) -> Mapping[str, str]:
    """Return a package's column of the table.

    Args:
        package: the folder of its code.
        tests: the folder of its tests, where there is one.
        without: names of generated modules, whose length says nothing.
    """
    counts = Counts()
    for path in sorted(package.rglob("*.py")):
        counts.add(path, is_generated=path.name in without)
    holes, most = counts.holes, counts.folders.most_common(3)
    tested = sum(len(path.read_bytes().splitlines()) for path in tests.rglob("*.py")) if tests else 0
    return {
        "Python lines / code": f"{counts.lines:,} / {counts.code:,}",
        "modules": str(sum(counts.folders.values())),
        "module lines med/p90/max": _spread(counts.modules, 0.9),
        "function lines med/p90/p99/max": _spread(counts.functions, 0.9, 0.99),
        "branches a function med/p90/max": _spread(counts.branches, 0.9),
        "parameters med/p90/max": _spread(counts.parameters, 0.9),
        "most modules in a folder": ", ".join(f"{count} ({folder.name})" for folder, count in most),
        "public names / with docstring": f"{counts.public:,} / {100 * counts.documented // max(counts.public, 1)} %",
        "Any / cast / type: ignore / noqa": "/".join(
            str(holes[one]) for one in ("Any", "cast", "type: ignore", "noqa")
        ),
        "Any a 1,000 lines of code": f"{1000 * holes['Any'] / max(counts.code, 1):.0f}",
        "test lines / package lines": f"{tested / max(counts.lines, 1):.2f}" if tested else "–",
    }


def _spread(values: Sequence[int], *shares: float) -> str:
    if not values:
        return "–"
    ordered = sorted(values)
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in shares]
    return "/".join(map(str, (round(median(ordered)), *at, ordered[-1])))


def main() -> None:
    """Print the table, a package a column."""
    assert __doc__  # noqa: S101 - it stands above
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("packages", nargs="+", metavar="NAME=PACKAGE[=TESTS]")
    asked.add_argument("--without", action="append", default=[], metavar="MODULE", help="a generated module")
    said = asked.parse_args()
    columns = {}
    for one in said.packages:
        name, _, folders = one.partition("=")
        package, _, tests = folders.partition("=")
        columns[name] = measured(Path(package), Path(tests) if tests else None, said.without)
    rows = next(iter(columns.values()))
    table = [["", *columns], *([row, *(column[row] for column in columns.values())] for row in rows)]
    widths = [max(len(cell) for cell in cells) for cells in zip(*table, strict=True)]
    for cells in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
