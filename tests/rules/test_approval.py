"""What keeps the council from approving a sheet."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.approval import Case, Place, blocker_of, place_of, result_before
from emulation.rules.deadlines import due_after, is_over, local_day
from emulation.rules.workflow import APPROVABLE_STATES, AssessmentState

TODAY = date(2024, 12, 10)
S = AssessmentState
DAYS = st.dates(date(2024, 1, 1), date(2026, 1, 1))
CASES = st.builds(
    Case,
    state=st.sampled_from(AssessmentState),
    set_aside=st.booleans(),
    appeals_open=st.integers(0, 3),
    appeal_until=st.none() | DAYS,
)


@pytest.mark.parametrize(
    ("case", "place"),
    [
        (Case(S.DRAFT), Place.NOT_SUBMITTED),
        (Case(S.SUBMITTED), Place.NOT_BEGUN),
        (Case(S.IN_VERIFICATION), Place.IN_VERIFICATION),
        (Case(S.RETURNED), Place.QUESTIONS_OPEN),
        (Case(S.UNDER_APPEAL), Place.APPEALS_OPEN),
        (Case(S.VERIFIED, appeal_until=TODAY), Place.APPEAL_DAYS),
        (Case(S.VERIFIED, appeal_until=TODAY - timedelta(days=1)), Place.READY),
        (Case(S.VERIFIED, appeals_open=1), Place.APPEALS_OPEN),
        (Case(S.SETTLED, appeal_until=TODAY), Place.READY),
        (Case(S.SETTLED, appeals_open=1), Place.APPEALS_OPEN),
        (Case(S.SETTLED, set_aside=True), Place.SET_ASIDE),
        (Case(S.APPROVED, set_aside=True), Place.SET_ASIDE),
        (Case(S.APPROVED), Place.APPROVED),
        (Case(S.PUBLISHED, set_aside=True), Place.PUBLISHED),
    ],
)
def test_a_sheet_stands_where_its_state_and_its_open_business_put_it(case, place):
    assert place_of(case, TODAY) is place


@given(CASES, DAYS)
def test_only_a_finished_sheet_without_open_business_may_be_approved(case, today):
    free = blocker_of(case, today) is None

    assert not free or case.state in APPROVABLE_STATES
    assert not free or not case.set_aside
    assert not free or not case.appeals_open
    assert not (free and case.state is S.VERIFIED and case.appeal_until) or is_over(
        case.appeal_until, today
    )


@given(CASES, DAYS)
def test_a_settled_sheet_waits_for_no_days(case, today):
    settled = Case(S.SETTLED, appeal_until=case.appeal_until)

    assert blocker_of(settled, today) is None


@given(st.datetimes(datetime(2024, 1, 1), datetime(2025, 1, 1)), st.integers(0, 30), DAYS)
def test_the_moment_tells_the_same_as_the_day(moment, days, today):
    verified_at = moment.replace(tzinfo=UTC)

    over = is_over(due_after(local_day(verified_at), days), today)

    assert (verified_at < result_before(today, days)) is over
