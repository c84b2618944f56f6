"""What is installed with Timonel is used, says what for, and is all that is used."""

from __future__ import annotations

import ast
import functools
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from bases import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
LISTED = tomllib.loads(PROJECT)["project"]
NEEDED = {canonicalize_name(Requirement(one).name) for one in LISTED["dependencies"]}
# Who has none of them does without: another Graphviz, another engine, no assistants, no help in editors.
OPTIONAL = {"lsprotocol", "mcp", "pygls", "pygraphviz", "zensical"}
CONCEIVED = {"graphviz", "jsonschema", "mkdocs-macros-plugin", "mkdocs-material", "networkx", "pyyaml"}


@functools.cache
def imported():
    """Return distribution → the modules of the package that import it."""
    known = packages_distributions()
    found: dict[str, set[str]] = {}
    for file in (ROOT / "plugins/timonel").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
            for top in {name.partition(".")[0] for name in names} - {"timonel", "__future__", *sys.stdlib_module_names}:
                for name in known.get(top, [top]):
                    found.setdefault(canonicalize_name(name), set()).add(file.name)
    return found


def asked_for():
    """Return the distributions that MkDocs finds by what a base's mkdocs.yml says."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    found = {"mkdocs-material": r"^  name: material$", "mkdocs-macros-plugin": r"^  - macros"}
    return {name for name, line in found.items() if re.search(line, text, re.MULTILINE)}


def test_all_that_is_installed_is_used():
    """Imported by a module, or named by mkdocs.yml; the packages that the product was conceived on among them."""
    used = imported().keys() | asked_for()
    assert NEEDED - used == set()
    assert CONCEIVED <= NEEDED


def test_all_that_is_imported_is_installed_with_it():
    """Nothing is there by chance, because something else brings it."""
    assert imported().keys() - NEEDED - OPTIONAL == set()
    extras = {
        canonicalize_name(Requirement(one).name) for group in LISTED["optional-dependencies"].values() for one in group
    }
    assert extras >= OPTIONAL


def test_each_says_in_a_line_what_it_is_for():
    block = PROJECT[PROJECT.index("\ndependencies = [") : PROJECT.index("[project.optional-dependencies]")]
    lines = [line for line in block.splitlines() if line.lstrip().startswith('"')]
    assert len(lines) == len(LISTED["dependencies"])
    assert [line for line in lines if not re.search(r'",\s+# \S.{8,}$', line)] == []


@pytest.mark.parametrize("name", ["networkx", "graphviz"])
def test_what_draws_and_measures_is_imported_by_few(name):
    """Who asks about a whole graph, exports one, or draws."""
    allowed = {"networkx": {"network.py", "graphml.py"}, "graphviz": {"drawing.py", "digraph.py"}}[name]
    assert imported()[name] == allowed
