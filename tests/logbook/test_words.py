"""Every action that any part of the program records has words in the log."""

import ast
from pathlib import Path

from emulation.logbook.words import ACTION, PART, part_of
from emulation.rules.workflow import Step

RECORDERS = {"record", "append", "_record"}
# Actions whose name is put together: what can stand at the gap.
PUT_TOGETHER = {
    "accounts.": {"disable", "enable"},
    "assessments.": {str(step) for step in Step},
}


def recorded():
    """Every action named in a call of record(), with the place of the call."""
    for path in sorted(Path("emulation").rglob("*.py")):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in RECORDERS and node.args:
                yield from ((action, f"{path}:{node.lineno}") for action in named(node, constants))


def called(node):
    return node.func.id if isinstance(node.func, ast.Name) else ""


def named(node, constants):
    """Return the actions that the first argument may be; a name that is passed on is none."""
    first = node.args[0]
    if isinstance(first, ast.IfExp):
        return [one.value for one in (first.body, first.orelse)]
    if isinstance(first, ast.JoinedStr):
        prefix = first.values[0].value
        return [prefix + verb for verb in PUT_TOGETHER[prefix]]
    if isinstance(first, ast.Constant):
        return [first.value]
    known = isinstance(first, ast.Name) and first.id in constants
    return [constants[first.id]] if known else []


def test_every_recorded_action_has_words():
    found = list(recorded())

    assert len({action for action, _ in found}) > 40
    assert {f"{action} ({where})" for action, where in found if action not in ACTION} == set()


def test_every_action_belongs_to_a_part_that_has_a_name():
    assert {part_of(action) for action in ACTION} <= set(PART)


def test_every_action_fits_its_column():
    assert max(len(action) for action in ACTION) <= 60
