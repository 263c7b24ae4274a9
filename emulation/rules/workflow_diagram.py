"""The workflow's table drawn for readers: `python -m emulation.rules.workflow_diagram`."""

import sys
from collections.abc import Iterator

from emulation.rules.roles import Role
from emulation.rules.workflow import (
    APPROVABLE_STATES,
    STEPS_NEEDING_REASON,
    TRANSITIONS,
    AssessmentState,
    Step,
)

HEAD = """\
# The life of a sheet

Drawn from the one table in `emulation/rules/workflow.py` by
`python -m emulation.rules.workflow_diagram`; a test compares this page with it. Nothing moves
a sheet but these steps: no deadline does, and no import or command takes another way.
"""


def as_markdown() -> str:
    """Return the whole page: the diagram, then every step with who may take it."""
    return "\n".join([HEAD, *_diagram(), "", *_table(), "", *_notes(), ""])


def _diagram() -> Iterator[str]:
    """Yield the state diagram; closing, which is possible nearly everywhere, is told in words."""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {AssessmentState.DRAFT}"
    for (state, step), (after, _roles) in TRANSITIONS.items():
        if step is not Step.CLOSE:
            yield f"    {state} --> {after}: {step}"
    yield f"    {AssessmentState.PUBLISHED} --> [*]"
    yield "```"


def _table() -> Iterator[str]:
    yield "| from | step | to | taken by |"
    yield "|---|---|---|---|"
    for (state, step), (after, roles) in TRANSITIONS.items():
        yield f"| {_words(state)} | {step} | {_words(after)} | {_people(roles)} |"


def _notes() -> Iterator[str]:
    reasons = ", ".join(step for step in Step if step in STEPS_NEEDING_REASON)
    approvable = ", ".join(_words(one) for one in AssessmentState if one in APPROVABLE_STATES)
    closing = ", ".join(_words(state) for (state, step) in TRANSITIONS if step is Step.CLOSE)
    yield f"A written reason is needed to: {reasons}."
    yield ""
    yield f"The council may approve a sheet that is: {approvable}."
    yield ""
    yield f"Publishing closes, without a rank, what is still: {closing}; not what was set aside."


def _people(roles: frozenset[Role]) -> str:
    return ", ".join(_words(role) for role in Role if role in roles)


def _words(name: str) -> str:
    return name.replace("_", " ")


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
