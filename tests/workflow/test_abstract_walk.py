"""Every state, every step, every role: the table of the workflow leaves nothing to chance."""

from collections.abc import Mapping

import pytest

from emulation.rules import workflow
from emulation.rules.errors import StepNotYours, WrongState
from emulation.rules.roles import Role
from emulation.rules.workflow import AssessmentState, Step, next_state, steps_open_to
from tests.workflow.abstract import Dispute, walk

S = AssessmentState
EVERY_TRIPLE = {(state, step, role) for state in S for step in Step for role in Role}

# Written by hand from what the rules of the year say; whoever changes the table changes it here.
AGREED = """
draft            submit    submitted        commune_leader
submitted        withdraw  draft            commune_leader
submitted        begin     in_verification  inspector head_of_inspection
in_verification  return    returned         inspector head_of_inspection
returned         answer    in_verification  commune_leader
returned         resume    in_verification  inspector head_of_inspection
in_verification  finish    verified         head_of_inspection
verified         accept    settled          commune_leader
verified         appeal    under_appeal     commune_leader
under_appeal     appeal    under_appeal     commune_leader
under_appeal     settle    settled          head_of_inspection
verified         approve   approved         council
settled          approve   approved         council
approved         publish   published        council
verified         reopen    in_verification  head_of_inspection council
settled          reopen    in_verification  council
approved         reopen    in_verification  council
published        reopen    in_verification  council
draft            close     closed           council
submitted        close     closed           council
in_verification  close     closed           council
returned         close     closed           council
verified         close     closed           council
under_appeal     close     closed           council
settled          close     closed           council
"""


def agreed() -> dict[tuple[AssessmentState, Step, Role], AssessmentState]:
    lines = [line.split() for line in AGREED.strip().splitlines()]
    return {
        (S(state), Step(step), Role(role)): S(after)
        for state, step, after, *roles in lines
        for role in roles
    }


def faults_of(table) -> list[str]:
    """Say everything in which a table differs from what was agreed, as the walk meets it."""
    found, may = walk(table), agreed()
    faults = [f"never tried: {triple}" for triple in EVERY_TRIPLE - set(found.tried)]
    for (state, step, role), outcome in found.tried.items():
        allowed = may.get((state, step, role))
        exists = any(key[:2] == (state, step) for key in may)
        refusal = StepNotYours if exists else WrongState
        good = outcome is allowed if allowed else type(outcome) is refusal
        if not good:
            faults.append(f"{role} {step} while {state}: {outcome!r}")
    faults += [f"nobody told: {one}" for one in may if one not in found.tried]
    faults += [
        f"{step} as {role} on {sheet} gives {after}"
        for sheet, step, role, after in found.taken
        if not sound(after)
    ]
    return faults


def sound(sheet) -> bool:
    """Say whether what lies on a sheet fits its state, wherever it came from."""
    return all(
        (
            sheet.question_open == (sheet.state is S.RETURNED) or sheet.state is S.CLOSED,
            sheet.state is not S.UNDER_APPEAL or sheet.dispute is not Dispute.NONE,
            sheet.begun or sheet.state in {S.DRAFT, S.SUBMITTED, S.CLOSED},
            not (sheet.begun and sheet.state in {S.DRAFT, S.SUBMITTED}),
            not (sheet.reopened and sheet.state in workflow.FINAL_STATES),
            sheet.state is not S.APPROVED or sheet.dispute is not Dispute.FILED,
        )
    )


def test_the_walk_visits_every_state_step_and_role_and_finds_what_was_agreed():
    assert faults_of(next_state) == []


def test_the_walk_reaches_every_state_and_sheets_opened_again_after_publication():
    sheets = walk(next_state).sheets

    assert {sheet.state for sheet in sheets} == set(S)
    assert any(sheet.published and sheet.reopened for sheet in sheets)
    assert any(sheet.dispute is Dispute.DECIDED and sheet.state is S.SETTLED for sheet in sheets)


def test_a_published_sheet_was_verified_and_approved_on_every_way_there():
    before = {}
    for sheet, step, _role, after in walk(next_state).taken:
        before.setdefault(after.state, set()).add((sheet.state, step))

    assert before[S.PUBLISHED] == {(S.APPROVED, Step.PUBLISH)}
    assert {state for state, _ in before[S.APPROVED]} == workflow.APPROVABLE_STATES
    assert before[S.VERIFIED] == {(S.IN_VERIFICATION, Step.FINISH)}


def test_nothing_leads_out_of_a_closed_sheet():
    assert not [role for role in Role if steps_open_to(S.CLOSED, role)]


def test_what_a_screen_offers_is_what_the_step_allows():
    for state in S:
        for role in Role:
            offered = steps_open_to(state, role)
            assert set(offered) == {step for (s, step, r) in agreed() if (s, r) == (state, role)}
            assert len(set(offered)) == len(offered)


@pytest.mark.parametrize("triple", sorted(agreed()))
def test_the_walk_would_notice_a_step_that_is_missing(triple):
    assert faults_of(with_changed({triple: None}))


@pytest.mark.parametrize(
    ("triple", "after"),
    [
        ((S.SUBMITTED, Step.SUBMIT, Role.COMMUNE_LEADER), S.SUBMITTED),
        ((S.DRAFT, Step.SUBMIT, Role.COMMUNE_OFFICIAL), S.SUBMITTED),
        ((S.DRAFT, Step.SUBMIT, Role.ADMINISTRATOR), S.SUBMITTED),
        ((S.IN_VERIFICATION, Step.WITHDRAW, Role.COMMUNE_LEADER), S.DRAFT),
        ((S.IN_VERIFICATION, Step.FINISH, Role.INSPECTOR), S.VERIFIED),
        ((S.PUBLISHED, Step.REOPEN, Role.HEAD_OF_INSPECTION), S.IN_VERIFICATION),
        ((S.CLOSED, Step.REOPEN, Role.COUNCIL), S.IN_VERIFICATION),
        ((S.SUBMITTED, Step.BEGIN, Role.INSPECTOR), S.VERIFIED),
        ((S.UNDER_APPEAL, Step.SETTLE, Role.HEAD_OF_INSPECTION), S.APPROVED),
    ],
)
def test_the_walk_would_notice_a_step_that_should_not_be(triple, after):
    assert faults_of(with_changed({triple: after}))


def with_changed(changes: Mapping):
    """Give the table with some triples broken, as a careless change would leave it."""

    def broken(state, step, role):
        if (state, step, role) not in changes:
            return next_state(state, step, role)
        after = changes[state, step, role]
        if after is None:
            raise WrongState(state, step)
        return after

    return broken
