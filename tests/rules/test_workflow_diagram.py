"""The page of the workflow says what the table says, all of it, today."""

from pathlib import Path

from emulation.rules.roles import Role
from emulation.rules.workflow import TRANSITIONS, Step
from emulation.rules.workflow_diagram import as_markdown


def test_the_committed_page_is_current():
    committed = Path("docs/workflow.md").read_text("utf-8")
    assert committed == as_markdown(), "run python -m emulation.rules.workflow_diagram"


def test_every_transition_is_drawn_and_named_with_who_takes_it():
    page = as_markdown()
    for (state, step), (after, roles) in TRANSITIONS.items():
        arrow = f"    {state} --> {after}: {step}\n"
        assert (arrow in page) is (step is not Step.CLOSE)
        people = ", ".join(role.replace("_", " ") for role in Role if role in roles)
        row = f"| {state.replace('_', ' ')} | {step} | {after.replace('_', ' ')} | {people} |"
        assert row in page
