"""The rules stand on nothing, and nobody commits but the one write discipline."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = sorted(Path("emulation").rglob("*.py"))
NEEDS_NUMPY = {"robustness"}
RULES = sorted(
    path.stem
    for path in Path("emulation/rules").glob("*.py")
    if path.stem not in NEEDS_NUMPY | {"__init__"}
)
KEEPS_TRANSACTIONS = {Path("emulation/database.py")}


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_rules_load_in_a_bare_interpreter():
    imports = "; ".join(f"import emulation.rules.{name}" for name in RULES)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {imports}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_write_discipline_commits(path):
    if path in KEEPS_TRANSACTIONS:
        return
    committing = [
        call.lineno
        for call in calls(ast.parse(path.read_text()))
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert committing == []


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_nothing_is_imported_inside_a_function(path):
    hidden = [
        node.lineno
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize(
    "path",
    [p for p in SOURCES if p.stem in {"queries", "operations", "models"} or "rules" in p.parts],
    ids=str,
)
def test_neither_the_clock_nor_the_signed_in_person_is_asked_for(path):
    asked = [
        node.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
    ]
    assert asked == []
    assert "current_user" not in path.read_text()


def test_creating_the_app_loads_every_table():
    script = (
        "import sys; from pathlib import Path; import emulation.app\n"
        "files = Path('emulation').rglob('models.py')\n"
        "print(*({'.'.join(f.with_suffix('').parts) for f in files} - set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
