"""The workflow reduced to what steps depend on, walked breadth first as everybody at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Role
from emulation.rules.workflow import AssessmentState, Step

Table = Callable[[AssessmentState, Step, Role], AssessmentState]
Triple = tuple[AssessmentState, Step, Role]
DEPTH = 8


class Dispute(StrEnum):
    """What has become of the appeals of one sheet."""

    NONE = "none"
    FILED = "filed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a step can depend on: the state, and what lies on the sheet."""

    state: AssessmentState = AssessmentState.DRAFT
    begun: bool = False
    question_open: bool = False
    dispute: Dispute = Dispute.NONE
    reopened: bool = False
    published: bool = False


@dataclass
class Walk:
    """Everything the walk came past: sheets, triples tried, and each step that was taken."""

    sheets: dict[Sheet, int] = field(default_factory=dict)
    tried: dict[Triple, AssessmentState | RuleBroken] = field(default_factory=dict)
    taken: set[tuple[Sheet, Step, Role, Sheet]] = field(default_factory=set)


def walk(table: Table, *, depth: int = DEPTH) -> Walk:
    """Try every step as every role on every sheet that can be reached in `depth` steps."""
    found = Walk(sheets={Sheet(): 0})
    frontier = [Sheet()]
    for distance in range(1, depth + 1):
        reached = [
            after
            for sheet in frontier
            for after in neighbours(sheet, table, found)
            if after not in found.sheets
        ]
        frontier = list(dict.fromkeys(reached))
        found.sheets.update(dict.fromkeys(frontier, distance))
    for sheet in frontier:
        list(neighbours(sheet, table, found))
    return found


def neighbours(sheet: Sheet, table: Table, found: Walk) -> Iterator[Sheet]:
    if sheet.dispute is Dispute.FILED:
        yield replace(sheet, dispute=Dispute.DECIDED)
    for step in Step:
        for role in Role:
            try:
                state = table(sheet.state, step, role)
            except RuleBroken as refusal:
                found.tried[sheet.state, step, role] = refusal
                continue
            found.tried[sheet.state, step, role] = state
            if step is Step.SETTLE and sheet.dispute is not Dispute.DECIDED:
                continue
            after = changed(sheet, step, state)
            found.taken.add((sheet, step, role, after))
            yield after


def changed(sheet: Sheet, step: Step, state: AssessmentState) -> Sheet:
    """Return the sheet after the step: what the step itself does to it, beside the state."""
    after = replace(sheet, state=state)
    match step:
        case Step.BEGIN:
            return replace(after, begun=True)
        case Step.RETURN:
            return replace(after, question_open=True)
        case Step.ANSWER | Step.RESUME:
            return replace(after, question_open=False)
        case Step.APPEAL:
            return replace(after, dispute=Dispute.FILED)
        case Step.REOPEN:
            return replace(after, reopened=True, dispute=Dispute.NONE)
        case Step.FINISH:
            return replace(after, reopened=False)
        case Step.PUBLISH:
            return replace(after, published=True)
        case _:
            return after
