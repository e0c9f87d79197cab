"""The house's own rules, held by a test: what every file and every test must have, and what none may hold."""

import ast
import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("assistants", "b24bridge", "b24sandbox", "config", "handlers")
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()
CODE = sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 280, 50
# Marks that excuse a line from a rule; their number may only fall.
MARKS = {"# noqa": 40, "# type: ignore": 12, "# pragma: no cover": 4}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path):
    """A file says in its first lines what it is and what it is not, and stays of a size that one can read."""
    tree = ast.parse(path.read_text("utf-8"))
    lines = path.read_text("utf-8").count("\n")

    assert ast.get_docstring(tree), "no docstring"
    assert lines <= LONGEST_FILE, f"{lines} lines: redraw it"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno
            assert length <= LONGEST_FUNCTION, f"{node.name}: {length} lines"


def test_the_median_file_is_short():
    """Half of the files have at most about eighty lines."""
    sizes = sorted(path.read_text("utf-8").count("\n") for path in CODE)

    assert sizes[len(sizes) // 2] <= 95


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_says_what_it_shows(path):
    """The first line of a test is a sentence about the behaviour."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert silent == []


def test_imports_stand_at_the_top():
    """No import hides in a function."""
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize(("mark", "most"), MARKS.items())
def test_excuses_only_get_fewer(mark, most):
    """The number of lines excused from a rule does not grow."""
    count = sum(path.read_text("utf-8").count(mark) for path in CODE)

    assert count <= most


@pytest.mark.skipif(not TRACKED, reason="not a git checkout")
def test_nothing_of_a_machine_is_committed():
    """No tracked file names a path of a machine or the host of a registry."""
    forbidden = re.compile("/wor" + "k/|/roo" + r"t/|pypi\.or" + "g|pythonhosted|registry\\.npm" + r"js|deb\.debia" + "n")
    found = []
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in {".png", ".jsonl"} or not path.exists() or path == Path(__file__):
            continue
        found += [name for line in path.read_text("utf-8", "replace").splitlines() if forbidden.search(line)]

    assert found == []


def test_our_names_are_ours():
    """No other installed distribution brings a package under one of our top-level names."""
    owners = packages_distributions()

    assert {name: set(owners.get(name, ["b24bridge"])) for name in OURS} == {name: {"b24bridge"} for name in OURS}
